"""From bytes to a `Page`: decode, sniff, parse."""

from __future__ import annotations

from newsclean.errors import InputError, NotAPageError
from newsclean.options import MEBIBYTE
from newsclean.page.encoding import decode
from newsclean.page.sniff import sniff
from newsclean.page.tree import parse
from newsclean.types import Encoding, Page

__all__ = ["decode", "load_page", "parse", "sniff"]


def load_page(
    source: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    max_bytes: int = 64 * MEBIBYTE,
) -> Page:
    """Turn a page's bytes, or its text, into a `Page`."""
    if len(source) > max_bytes:
        raise InputError(f"the page has {len(source):,} bytes, more than max_bytes = {max_bytes:,}: raise max_bytes")
    if isinstance(source, str):
        text, encoding = source, Encoding("utf-8", "given")
    else:
        text, encoding = decode(source, content_type)
    if not text.strip():
        raise NotAPageError("the page is empty")
    if sniff(text) == "text":
        return Page(text, encoding, None, url)
    tree, damage = parse(text)
    return Page(text, encoding, tree, url, damage)
