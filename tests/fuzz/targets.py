"""What is fuzzed: four rooms, each as a function that takes any bytes and raises only if a promise is broken."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from newsclean.article import Article
from newsclean.errors import InputError, NewscleanError
from newsclean.page import load_page
from newsclean.pipeline import clean
from newsclean.read import Item, Source, load, scan
from newsclean.segment import segment
from newsclean.types import Capture, Failure
from tests.conftest import fixture_pages, seed_pages
from tests.hostile.inert import active_parts
from tests.read.warcs import PAGE, Response, html_record, members, write_warc

__all__ = ["TARGETS", "seeds_of"]

LIMIT = 1 << 20


def fuzz_decode(data: bytes) -> None:
    """Bytes become a page with well-formed text, or are refused on purpose."""
    try:
        page = load_page(data, max_bytes=LIMIT)
    except NewscleanError:
        return
    page.text.encode()


def fuzz_segment(data: bytes) -> None:
    """Blocks are numbered in order, and their links lie inside them."""
    try:
        page = load_page(data, max_bytes=LIMIT)
    except NewscleanError:
        return
    for number, block in enumerate(segment(page)):
        assert block.index == number
        assert all(0 <= link.start <= link.end <= len(block.text) for link in block.links)


def fuzz_warc(data: bytes) -> None:
    """Every item of an archive loads as a capture within the limit, or fails with a reason; names are unique."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.warc.gz"
        path.write_bytes(data)
        found = list(scan(Source((str(path),), max_bytes=LIMIT)))
        items = [one for one in found if isinstance(one, Item)]
        assert len({one.name for one in items}) == len(items)
        for item in items:
            page = load(item)
            assert isinstance(page, (Capture, Failure))
            assert isinstance(page, Failure) or 0 < len(page.raw) <= LIMIT
        assert all(one.reason for one in found if isinstance(one, Failure))


def fuzz_clean(data: bytes) -> None:
    """A page is cleaned or refused on purpose; its account is whole, and its HTML can do nothing."""
    try:
        article = clean(data)
    except InputError:
        return
    assert isinstance(article, Article)
    assert [entry.block.index for entry in article.ledger] == list(range(len(article.ledger)))
    assert all(entry.verdict.reasons for entry in article.ledger)
    html = article.to_html()
    assert active_parts(html) == []
    article.to_markdown().encode()
    html.encode()


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "decode": fuzz_decode,
    "segment": fuzz_segment,
    "warc": fuzz_warc,
    "clean": fuzz_clean,
}


@cache
def seeds_of(target: str) -> tuple[bytes, ...]:
    """Sound inputs to begin with."""
    if target != "warc":
        return tuple(page.raw for page in (*fixture_pages(), *seed_pages()))
    with tempfile.TemporaryDirectory() as folder:
        made = write_warc(Path(folder) / "a.warc", [Response(), Response(status="404 No")], gzip=False).read_bytes()
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    response = html_record(chunked % (len(PAGE), PAGE), kind="response").replace(b"text/html", b"application/http", 1)
    arc = b"http://a.example/ 192.0.2.1 20080430204826 text/html %d\nHTTP/1.0 200 OK\n\n%s\n" % (len(PAGE) + 17, PAGE)
    return made, members(html_record(), html_record(count=2)), response, html_record() * 3, arc
