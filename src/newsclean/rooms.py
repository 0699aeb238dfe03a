"""The way of a page through all the rooms: decode, segment, label, assemble. Importing this loads them all."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from newsclean.article import Article, assemble
from newsclean.embedded import unfold
from newsclean.label import LABELLERS, label
from newsclean.label.repetition import repetition_labellers
from newsclean.options import Options
from newsclean.page import load_page
from newsclean.profile import SiteProfile
from newsclean.profile.site_profile import host_of_source
from newsclean.segment import segment

__all__ = ["clean_page"]


def clean_page(
    source: bytes | str, url: str | None, content_type: str | None, options: Options, profile: SiteProfile | None
) -> Article:
    """What `newsclean.clean` does."""
    with _collector_paused():
        return _go_through(source, url, content_type, options, profile)


def _go_through(
    source: bytes | str, url: str | None, content_type: str | None, options: Options, profile: SiteProfile | None
) -> Article:
    """Take the way. When this returns, most of what it made is gone, and the collector need not look at it."""
    page = load_page(source, url=url, content_type=content_type, max_bytes=options.max_bytes)
    blocks = segment(page)
    unfolded = unfold(page, blocks)
    if unfolded is not None:
        page, blocks = unfolded, segment(unfolded)
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
