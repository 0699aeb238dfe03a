"""What is measured on single pages: lxml's parse, which is the floor, newsclean, and other cleaners."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.pages import Page

__all__ = ["FLOOR", "PEERS", "Timing", "load_peers", "time_pages"]

FLOOR = "lxml parse"
Work = Callable[[Page], object]


def lxml_parse() -> Work:
    """The tree of lxml, which newsclean, trafilatura and readability-lxml stand on."""
    from lxml import etree

    return lambda page: etree.fromstring(page.raw, etree.HTMLParser(huge_tree=True))


def newsclean_clean() -> Work:
    """The article with its text, metadata and ledger."""
    from newsclean import clean

    def work(page: Page) -> object:
        article = clean(page.raw, url=page.url)
        return article.text, article.metadata

    return work


def trafilatura_metadata() -> Work:
    """Trafilatura as it comes, with metadata."""
    from trafilatura import bare_extraction

    return lambda page: bare_extraction(page.raw, url=page.url, with_metadata=True)


def trafilatura_fast() -> Work:
    """Trafilatura without its fallbacks, and without metadata."""
    from trafilatura import bare_extraction

    return lambda page: bare_extraction(page.raw, url=page.url, fast=True)


def resiliparse_main_content() -> Work:
    """The main content of resiliparse, which is written in C++ and knows no metadata."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def work(page: Page) -> object:
        text = bytes_to_str(page.raw, detect_encoding(page.raw) or "utf-8")
        return extract_plain_text(text, main_content=True)

    return work


def readability_summary() -> Work:
    """readability-lxml: the title, and the article as HTML."""
    from readability import Document

    def work(page: Page) -> object:
        document = Document(page.raw)
        return document.title(), document.summary()

    return work


def magic_html_extract() -> Work:
    """magic-html: the article as HTML, with title. It takes text alone, here that of UTF-8."""
    from magic_html import GeneralExtractor

    extractor = GeneralExtractor()
    return lambda page: extractor.extract(page.raw.decode("utf-8", "replace"), base_url=page.url)


# By name, the package that has to be there, and what makes the work.
PEERS: Mapping[str, tuple[str, Callable[[], Work]]] = {
    FLOOR: ("lxml", lxml_parse),
    "newsclean": ("newsclean", newsclean_clean),
    "resiliparse, main content": ("resiliparse", resiliparse_main_content),
    "trafilatura, fast": ("trafilatura", trafilatura_fast),
    "trafilatura, with metadata": ("trafilatura", trafilatura_metadata),
    "readability-lxml": ("readability-lxml", readability_summary),
    "magic-html": ("magic-html", magic_html_extract),
}


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds by page, one list of pages for each name; ``failed`` counts the pages that raised."""

    seconds: dict[str, list[float]]
    failed: dict[str, int]

    def ratio(self, name: str) -> float:
        """The time over all pages as a multiple of the floor's."""
        return sum(self.seconds[name]) / sum(self.seconds[FLOOR])

    def median_ratio(self, name: str) -> float:
        """The median over the pages of such multiples."""
        return median(one / floor for one, floor in zip(self.seconds[name], self.seconds[FLOOR], strict=True))


def load_peers() -> Iterator[tuple[str, Work]]:
    """All that is installed; a line for each that is not."""
    for name, (package, make) in PEERS.items():
        try:
            work = make()
        except ImportError:
            print(f"{name} is left out: {package} is not installed")
        else:
            yield name, work


def time_pages(pages: list[Page], peers: Mapping[str, Work], rounds: int = 1) -> Timing:
    """Time each page with each peer, one after the other, each round and page beginning with another peer; of the
    rounds the shortest time counts."""
    timing = Timing({name: [] for name in peers}, dict.fromkeys(peers, 0))
    for name in peers:
        attempt(peers[name], pages[0])  # what loads late loads now
    names = list(peers)
    for number, page in enumerate(pages):
        best: dict[str, float] = {}
        for turn in range(rounds):
            first = (number + turn) % len(names)
            for name in names[first:] + names[:first]:
                seconds, failed = attempt(peers[name], page)
                best[name] = min(seconds, best.get(name, seconds))
                timing.failed[name] += failed and turn == 0
        for name in names:
            timing.seconds[name].append(best[name])
    return timing


def attempt(work: Work, page: Page) -> tuple[float, bool]:
    """CPU seconds of one piece of work, and whether it raised."""
    begun = time.process_time()
    try:
        result: Any = work(page)
    except Exception:  # noqa: BLE001  # what a peer cannot do is its answer
        return time.process_time() - begun, True
    seconds = time.process_time() - begun
    del result  # not on the clock
    return seconds, False
