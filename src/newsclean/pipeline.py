"""One page through all the rooms: decode, segment, label, assemble."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from newsclean.article import Article, assemble
from newsclean.label import LABELLERS, label
from newsclean.label.repetition import repetition_labellers
from newsclean.options import Options
from newsclean.page import load_page
from newsclean.profile import SiteProfile
from newsclean.profile.site_profile import host_of_source
from newsclean.segment import segment

__all__ = ["clean"]


def clean(
    source: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    options: Options = Options(),
    profile: SiteProfile | None = None,
) -> Article:
    """Take one page apart: the article, its metadata, and the account of what was removed.

    ``source`` is a page as bytes, just as fetched, or as text; ``content_type`` its HTTP header, if there was one.
    ``profile`` is what repeats on the pages of the page's host, and is evidence where that host is known.
    Raises `NotAPageError` for bytes that are neither HTML nor a text scrape, and `InputError` for a page larger than
    ``options.max_bytes``. Opens no network connection.
    """
    with _collector_paused():
        page = load_page(source, url=url, content_type=content_type, max_bytes=options.max_bytes)
        blocks = segment(page)
        on_site = () if profile is None else repetition_labellers(profile, host_of_source(source, url))
        return assemble(page, blocks, label(page, blocks, (*LABELLERS, *on_site)), options)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No collection of cyclic garbage: a page makes some ten thousand values and no cycle, and the collector would look
    at all of them several times, for a fifth of the time that a page takes."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
