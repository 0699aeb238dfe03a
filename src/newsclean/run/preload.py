"""Loads what every worker needs: imported by the fork server, so that workers begin with all of it.

A first page takes some 0.4 seconds, nearly all of it for imports, the model and the lexicons. Libraries that would
start a thread for each processor are told not to: a fork server must have no threads, and workers gain nothing by them.
"""

from __future__ import annotations

import contextlib
import gc
import os
from datetime import UTC, datetime

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

PAGE = """<html lang="zh"><head><title>标题_新闻网</title></head><body><h1>标题</h1>
<p>2026年1月2日 08:00 来源：新闻网</p><p>第一段有足够的文字，让每一步都有事可做。</p>
<p>A second paragraph, with enough words for a sentence.</p><p>责任编辑：王</p>
<ul><li><a href="/1">相关文章</a></li></ul></body></html>"""


def load_all() -> None:
    """Clean and archive a page, so that all that is loaded late is loaded now."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    from newsclean.archive import RunInfo, build_records
    from newsclean.pipeline import clean
    from newsclean.types import Capture

    capture = Capture(PAGE.encode(), "page.html", "https://example.com/")
    build_records(capture, clean(capture.raw, url=capture.url), RunInfo(datetime(2026, 1, 1, tzinfo=UTC), "newsclean"))
    gc.collect()
    gc.freeze()  # what is loaded stays: no collection need look at it again, and workers share it


with contextlib.suppress(Exception):  # what is wrong will be told of the first page
    load_all()
