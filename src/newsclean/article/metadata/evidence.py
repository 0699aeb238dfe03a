"""Where metadata is looked for: the head of a page, its structured data, and the visible lines around its article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from newsclean.article.metadata.fields import Field, read_fields
from newsclean.article.metadata.words import Words
from newsclean.page.head import Head
from newsclean.types import METADATA_KINDS, TEXT, Block, Kind, Ledger, LedgerEntry, Tree

__all__ = [
    "FOREIGN_KINDS",
    "Evidence",
    "Line",
    "Place",
    "Run",
    "article_object",
    "find_run",
    "gather_lines",
    "is_eligible",
    "squeeze",
    "texts_of",
]

# Metadata in a block of these kinds is that of another article, or of none.
FOREIGN_KINDS = frozenset(
    {
        Kind.RELATED_ARTICLES,
        Kind.RECOMMEND,
        Kind.COMMENTS,
        Kind.NAVIGATION,
        Kind.FRIEND_LINKS,
        Kind.HIDDEN,
        Kind.MOOD_POLL,
        Kind.ADS,
        Kind.NEWSLETTER,
        Kind.CONSENT,
        Kind.APP_PROMPT,
        Kind.COPYRIGHT,
    }
)
# Directly above the title and between it and the text only these are foreign: lines there are often mistaken for menus.
FOREIGN_NEAR_TITLE = frozenset(
    {Kind.RELATED_ARTICLES, Kind.RECOMMEND, Kind.COMMENTS, Kind.FRIEND_LINKS, Kind.HIDDEN, Kind.MOOD_POLL}
)
FOREIGN_NEAR_SCRAPE = frozenset({Kind.HIDDEN, Kind.FRIEND_LINKS})
# The lines next below the title are its own whatever they read like.
FOREIGN_NEXT_TO_TITLE = frozenset({Kind.COMMENTS, Kind.HIDDEN})
ADJACENT = 2
# Lines that are read above the title, below it, above the text, and below that.
LINES_ABOVE_TITLE = 6
LINES_BELOW_TITLE = 12
LINES_DIRECTLY_ABOVE = 6
LINES_DIRECTLY_BELOW = 4
LINES_ABOVE_TEXT = 10
LINES_BELOW = 14
# Editor lines are read further down: videos and polls come before them.
EDITOR_LINES_BELOW = 40
# Lines at either end of the text that are read for a dateline or names.
EDGE = 3
# Lines from the start of the text in which bylines are looked for that stand below a standfirst.
STANDFIRST = 6
# A line longer than this, in characters, is prose.
SHORT = 200
# In the search for the run of blocks that is the text: what a block of body counts at most, and one of anything else.
BODY_CREDIT = 200
OTHER_COST = 15
ARTICLE_TYPES = re.compile(r"article|posting|report|review|liveblog", re.IGNORECASE)
PAGE_TYPES = re.compile(r"webpage|creativework|video|recipe|podcast|event", re.IGNORECASE)

# Above the title, from the title to the text, the first lines of the text, those inside, the last, and below the text.
DAY_FIRST_DOMAINS = frozenset("uk au nz ie in za lk sg my hk ng ke pk bd gh mt eu".split())

Place = Literal["before", "above", "start", "inside", "end", "below"]


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line near the article: its block and kind, where it stands relative to the text, and its labelled values."""

    block: Block
    kind: Kind
    place: Place
    fields: tuple[Field, ...] = ()

    @property
    def text(self) -> str:
        """The line's text."""
        return self.block.text

    @property
    def origin(self) -> str:
        """How a value from this line names where it came from."""
        return f"block {self.block.index} ({self.kind})"


@dataclass(frozen=True, slots=True)
class Run:
    """The range ``[start, end)`` of the ledger in which the text stands; both are 0 on a page without a text."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the finders look at. ``lines`` stand in the page's order; ``article`` is the JSON-LD object that describes
    the article, perhaps empty; ``title`` is the title that was found, or empty; ``language`` an ISO 639-1 code or empty."""

    words: Words
    head: Head
    article: Mapping[str, Any]
    tree: Tree | None
    lines: tuple[Line, ...]
    title: str
    language: str
    url: str
    html: str

    @property
    def date_language(self) -> str:
        """The tag that says in which order the page writes day and month: English outside America puts the day first."""
        tag = self.head.language or self.language
        british = tag.lower() in ("en", "") and self.host.rpartition(".")[2] in DAY_FIRST_DOMAINS
        return "en-GB" if british else tag

    def is_before_end(self, node: int) -> bool:
        """Whether a node of the tree stands no further down than the last line of the text."""
        last = max((line.block.node for line in self.lines if line.place in ("start", "inside", "end")), default=-1)
        return last < 0 or node <= last

    @property
    def host(self) -> str:
        """The host of the page's address, or nothing."""
        try:
            return urlsplit(self.url).hostname or ""
        except ValueError:
            return ""

    def of(self, *places: Place) -> Iterator[Line]:
        """The lines that stand in one of these places; above the title, without those that read as a menu or the like."""
        return (
            line
            for line in self.lines
            if line.place in places and (line.place != "before" or line.kind not in FOREIGN_KINDS)
        )

    def elements(self, line: Line) -> Iterator[tuple[str, Mapping[str, str], str]]:
        """The elements of a line that have attributes: tag, attributes and text, from its block-level parent inwards."""
        for i in self._nodes(line):
            if self.tree and self.tree.attrs[i]:
                text = " ".join("".join(self._texts(i)).split())
                if text and text in line.text:
                    yield self.tree.tags[i], self.tree.attrs[i], text

    def spaced(self, line: Line) -> str:
        """A line's text with a blank between the texts of its elements, which pages part by style alone."""
        if self.tree is None or line.block.node < 0 or not self._nodes(line):
            return line.text
        pieces = [" ".join(text.split()) for text in self._texts(line.block.node)]
        spaced = " ".join([piece for piece in pieces if piece])
        return spaced if squeeze(spaced) == squeeze(line.text) else line.text

    def _nodes(self, line: Line) -> range:
        """The nodes around and in a line; none where its parent holds much more."""
        node = line.block.node
        if self.tree is None or node < 0 or self.tree.ends[node] - node > SHORT:
            return range(0)
        return range(node, self.tree.ends[node])

    def _texts(self, node: int) -> list[str]:
        tree = self.tree
        return [] if tree is None else [tree.texts[k] for k in range(node, tree.ends[node]) if tree.tags[k] == TEXT]


def squeeze(text: str) -> str:
    """A text as two are compared: NFKC, without white space, in lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split()).lower()


def is_eligible(entry: LedgerEntry, foreign: frozenset[Kind] = FOREIGN_KINDS) -> bool:
    """Whether a block may say something about the article."""
    return bool(entry.block.text) and not entry.block.hidden and entry.verdict.kind not in foreign


def find_run(ledger: Ledger) -> Run:
    """The run of blocks that is the text: the one with the most body, strays in menus and footers left out.

    A maximum sub-array over the blocks, in which body counts by its length and everything else costs.
    """
    best, best_run = 0, Run()
    total, start = 0, 0
    for i, entry in enumerate(ledger.entries):
        if entry.verdict.kind is Kind.BODY:
            total += min(len(entry.block.text), BODY_CREDIT)
        elif entry.block.text and not entry.block.hidden:
            total -= OTHER_COST
        if total <= 0:
            total, start = 0, i + 1
        elif total > best:
            best, best_run = total, Run(start, i + 1)
    return best_run


def gather_lines(ledger: Ledger, run: Run, title: int, words: Words, *, scrape: bool = False) -> tuple[Line, ...]:
    """The lines around the text that may say something about the article. ``title`` is the title's index, or -1.

    In a ``scrape`` sections have no ends, so that the lines nearest to the text are read whatever their kind.
    """
    entries = ledger.entries
    if run.start <= title < run.end or run.end == 0:
        run = Run(title + 1, max(run.end, title + 1))
    near = FOREIGN_NEAR_SCRAPE if scrape else FOREIGN_NEAR_TITLE
    eligible = [i for i, entry in enumerate(entries) if is_eligible(entry)]
    if 0 <= title < run.start:
        between = [
            i
            for i in range(title, run.start)
            if is_eligible(entries[i], near if i - title > ADJACENT else FOREIGN_NEXT_TO_TITLE)
        ]
        above = between[:LINES_BELOW_TITLE] + between[LINES_BELOW_TITLE:][-LINES_ABOVE_TEXT:]
        top = title
    else:
        top = max(0, run.start - LINES_ABOVE_TEXT)
        above = [i for i in range(top, run.start) if is_eligible(entries[i], near)]
    directly = {i for i in range(max(0, top - LINES_DIRECTLY_ABOVE), top) if is_eligible(entries[i], near)}
    before = sorted(directly.union([i for i in eligible if i < top][-LINES_ABOVE_TITLE:]))
    inside = [i for i in eligible if run.start <= i < run.end]
    directly = {i for i in range(run.end, min(run.end + LINES_DIRECTLY_BELOW, len(entries))) if scrape and entries[i].block.text}
    below = sorted(directly.union(i for i in eligible if i >= run.end))
    # A second title below the text begins another article.
    second = next((i for i in below if entries[i].verdict.kind is Kind.TITLE), len(entries))
    below = [i for i in below if i < second]
    editors = [i for i in below[LINES_BELOW:EDITOR_LINES_BELOW] if entries[i].verdict.kind is Kind.EDITOR_LINE]
    places: list[tuple[int, Place]] = [(i, "before") for i in before] + [(i, "above") for i in above]
    for k, i in enumerate(inside):
        if k < STANDFIRST and entries[i].verdict.kind in METADATA_KINDS:
            places.append((i, "above"))  # a standfirst stands above the byline
        else:
            places.append((i, "start" if k < EDGE else "end" if k >= len(inside) - EDGE else "inside"))
    places += [(i, "below") for i in (*below[:LINES_BELOW], *editors)]
    return tuple(
        _line(entries[i], place, words)
        for i, place in places
        if place in ("start", "end") or len(entries[i].block.text) <= SHORT
    )


def _line(entry: LedgerEntry, place: Place, words: Words) -> Line:
    return Line(entry.block, entry.verdict.kind, place, tuple(read_fields(entry.block.text, words)))


def article_object(objects: Sequence[Mapping[str, Any]], title: str) -> Mapping[str, Any]:
    """The JSON-LD object that describes the article: one of a type for articles, then of one for pages; among several,
    the one whose headline is the page's title, else the first. Empty where there is none."""
    for types in (ARTICLE_TYPES, PAGE_TYPES):
        fitting = [item for item in objects if types.search(" ".join(texts_of(item.get("@type"))))]
        if fitting:
            wanted = squeeze(title)
            named = (item for item in fitting if wanted and squeeze(" ".join(texts_of(item.get("headline")))) == wanted)
            return next(named, fitting[0])
    return {}


def texts_of(value: Any, *keys: str) -> list[str]:
    """The texts in a JSON-LD value: a string, an object's first key of those given that has a text, or a list of either."""
    if isinstance(value, str):
        return [" ".join(value.split())] if value.strip() else []
    if isinstance(value, Mapping):
        return next((found for key in keys if (found := texts_of(value.get(key), *keys))), [])
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts_of(item, *keys)]
    return []
