"""From bytes to a `Page`: decode, sniff, parse. The only room that knows encodings and the HTML parser."""

from __future__ import annotations

import codecs

from newsclean.errors import InputError
from newsclean.options import Options
from newsclean.page.encoding import decode, to_utf8
from newsclean.page.head import read_head
from newsclean.page.sniff import reject_binary, sniff
from newsclean.page.tree import parse
from newsclean.types import Encoding, Page

__all__ = ["decode", "load_page", "parse", "sniff"]


def load_page(
    source: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    max_bytes: int = Options().max_bytes,
) -> Page:
    """Turn the bytes of a page as fetched, or its text, into a `Page`.

    ``content_type`` is the HTTP header that came with the bytes. ``url`` is kept as given: this room does not look for
    one in the page. Raises `NotAPageError` for what is neither HTML nor a text scrape, and `InputError` for a source of
    more than ``max_bytes`` bytes in UTF-8 or as given.
    """
    if isinstance(source, str):
        _check_size(len(source), max_bytes)
        raw = to_utf8(source)
        _check_size(len(raw), max_bytes)
        raw = raw.removeprefix(codecs.BOM_UTF8)
        text, encoding = raw.decode(), Encoding("utf-8", "given")
    else:
        raw = source.removeprefix(codecs.BOM_UTF8)
        _check_size(len(source), max_bytes)
        reject_binary(source)
        text, encoding = decode(source, content_type)
    if sniff(text) == "text":
        return Page(text, encoding, url=url)
    tree, damage = parse(text, raw if encoding.used == "utf-8" and not encoding.replaced else None)
    return Page(text, encoding, tree, url, damage, read_head(tree))


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise InputError(f"the page has {size:,} bytes and the limit is {max_bytes:,}: raise max_bytes to clean it")
