"""Pages that are versions of one article: for telephones, for printers, fetched again, published once more.

Their paragraphs repeat, and are the article none the less; so all versions together count as one page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

__all__ = ["number_versions"]

# Two pages are versions of one article if they share this much of the prose of the one that has less.
SHARED = 0.75
# A text on more pages than this, and on this share of them, is not what a page is about ...
COMMON_PAGES = 8
COMMON_SHARE = 0.25
# ... unless there is hardly any other prose on it, in bytes.
LEAST_PROSE = 240

Prose = Mapping[int, int]


def number_versions(pages: Sequence[Prose]) -> list[int]:
    """For each page, given as the length of its prose by key, the number of the first page that is a version of the
    same article."""
    spread = Counter(key for prose in pages for key in prose)
    common = max(COMMON_PAGES, COMMON_SHARE * len(pages))
    own = [{key: size for key, size in prose.items() if spread[key] <= common} for prose in pages]
    whole = _Prose(pages)
    unlike_others = _Prose(own)
    first = list(range(len(pages)))
    for a, b in sorted(_neighbours(pages)):
        enough = min(unlike_others.lengths[a], unlike_others.lengths[b]) >= LEAST_PROSE
        if (unlike_others if enough else whole).are_versions(a, b):
            roots = sorted((_root(first, a), _root(first, b)))
            first[roots[1]] = roots[0]
    return [_root(first, page) for page in range(len(pages))]


class _Prose:
    """The prose of pages, with how much of it each has."""

    def __init__(self, pages: Sequence[Prose]) -> None:
        self.pages = pages
        self.lengths = [sum(prose.values()) for prose in pages]

    def are_versions(self, a: int, b: int) -> bool:
        """Whether two pages share most of the prose of the one that has less."""
        one, other = self.pages[a], self.pages[b]
        shared = sum([one[key] for key in one.keys() & other.keys()])
        return shared > 0 and shared >= SHARED * min(self.lengths[a], self.lengths[b])


def _neighbours(pages: Sequence[Prose]) -> set[tuple[int, int]]:
    """The pairs of pages that share any prose."""
    holders: dict[int, list[int]] = {}
    for page, prose in enumerate(pages):
        for key in prose:
            holders.setdefault(key, []).append(page)
    return {(a, b) for held in holders.values() for k, a in enumerate(held) for b in held[k + 1 :]}


def _root(first: list[int], page: int) -> int:
    """The page that all versions have been led back to so far."""
    while first[page] != page:
        first[page] = first[first[page]]
        page = first[page]
    return page
