"""Which blocks of a page may say something about its article: the text, and the lines around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from newsclean.article.metadata.fields import Field, read_fields
from newsclean.article.metadata.words import Words
from newsclean.making import maker
from newsclean.types import METADATA_KINDS, Block, Kind, Ledger, LedgerEntry, Role

__all__ = ["FOREIGN_KINDS", "Line", "Place", "Run", "find_run", "gather_lines", "is_eligible"]

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
# Directly above the title and between it and the text only these are: lines there are often mistaken for menus.
FOREIGN_NEAR_TITLE = frozenset(
    {Kind.RELATED_ARTICLES, Kind.RECOMMEND, Kind.COMMENTS, Kind.FRIEND_LINKS, Kind.HIDDEN, Kind.MOOD_POLL}
)
# In a scrape sections have no ends, so that what stands next to the text may read like anything.
FOREIGN_NEAR_SCRAPE = frozenset({Kind.HIDDEN, Kind.FRIEND_LINKS})
# The lines next below the title and next above the text are the article's own whatever they read like.
FOREIGN_ADJACENT = frozenset({Kind.COMMENTS, Kind.HIDDEN})
ADJACENT = 2
# How many lines are read: above the title, of any kind but those above; directly above it; below it; above the text;
# below the text; directly below it in a scrape.
LINES_ABOVE_TITLE = 6
LINES_DIRECTLY_ABOVE = 6
LINES_BELOW_TITLE = 12
LINES_ABOVE_TEXT = 10
LINES_BELOW = 14
LINES_DIRECTLY_BELOW = 4
# Editor lines are read further down: videos and polls come before them.
EDITOR_LINES_BELOW = 40
# Lines at either end of the text that are read for a dateline or names.
EDGE = 3
# Lines from the start of the text in which bylines are looked for that stand below a standfirst.
STANDFIRST = 6
# A line longer than this, in characters, is prose; one of body inside the text longer than that holds no names.
SHORT = 200
SHORT_INSIDE = 60
# In the search for the run of blocks that is the text: what a block of body counts at most, and one of anything else.
BODY_CREDIT = 200
OTHER_COST = 15

# Above the title, from the title to the text, the first lines of the text, those inside, the last, and below the text.
Place = Literal["before", "above", "start", "inside", "end", "below"]


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line near the article: its block and kind, where it stands to the text, and its labelled values."""

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


make_line = maker(Line)


@dataclass(frozen=True, slots=True)
class Run:
    """The range ``[start, end)`` of the ledger in which the text stands; both are 0 on a page without a text."""

    start: int = 0
    end: int = 0


def is_eligible(entry: LedgerEntry, foreign: frozenset[Kind] = FOREIGN_KINDS) -> bool:
    """Whether a block may say something about the article."""
    return bool(entry.block.text) and not entry.block.hidden and entry.verdict.kind not in foreign


def find_run(ledger: Ledger) -> Run:
    """The run of blocks that is the text: the one with the most body, strays in menus and footers left out.

    A maximum sub-array over the blocks, in which body counts by its length and everything else costs.
    """
    best = best_start = best_end = total = start = 0
    body = Kind.BODY
    for i, entry in enumerate(ledger.entries):
        if entry.verdict.kind is body:
            if not total:
                start = i
            total += min(len(entry.block.text), BODY_CREDIT)
            if total > best:
                best, best_start, best_end = total, start, i + 1
        elif total and entry.block.text and not entry.block.hidden:
            total = max(0, total - OTHER_COST)
    return Run(best_start, best_end)


def gather_lines(ledger: Ledger, run: Run, title: int, words: Words, *, scrape: bool = False) -> tuple[Line, ...]:
    """The lines around the text that may say something about the article. ``title`` is the title's index, or -1."""
    entries = ledger.entries
    if run.start <= title < run.end or run.end == 0:
        run = Run(title + 1, max(run.end, title + 1))
    near = FOREIGN_NEAR_SCRAPE if scrape else FOREIGN_NEAR_TITLE
    top = title if 0 <= title < run.start else max(0, run.start - LINES_ABOVE_TEXT)
    directly = [i for i in range(max(0, top - LINES_DIRECTLY_ABOVE), top) if is_eligible(entries[i], near)]
    before = sorted({*directly, *_eligible(entries, range(top - 1, -1, -1), LINES_ABOVE_TITLE)})
    places: list[tuple[int, Place]] = [(i, "before") for i in before]
    places += [(i, "above") for i in _above(entries, title, top, run.start, near)]
    inside = _eligible(entries, range(run.start, run.end))
    places += [(i, _place_inside(entries[i], k, len(inside))) for k, i in enumerate(inside)]
    places += [(i, "below") for i in _below(entries, run.end, scrape=scrape)]
    lines = []
    for i, place in places:
        block, kind = entries[i].block, entries[i].verdict.kind
        longest = SHORT_INSIDE if place == "inside" and kind is Kind.BODY else SHORT
        if place in ("start", "end") or len(block.text) <= longest:
            lines.append(make_line(block, kind, place, tuple(read_fields(block.text, words))))
    return tuple(lines)


def _eligible(entries: Sequence[LedgerEntry], indices: Iterable[int], most: int | None = None) -> list[int]:
    """The first of some blocks, in the order given, that may say something about the article."""
    return list(islice((i for i in indices if is_eligible(entries[i])), most))


def _above(entries: Sequence[LedgerEntry], title: int, top: int, end: int, near: frozenset[Kind]) -> list[int]:
    """The lines from the title, or from a few lines above the text, down to the text."""
    lines = [
        i
        for i in range(top, end)
        if is_eligible(entries[i], FOREIGN_ADJACENT if end - i <= ADJACENT or 0 <= title >= i - ADJACENT else near)
    ]
    return lines[:LINES_BELOW_TITLE] + lines[LINES_BELOW_TITLE:][-LINES_ABOVE_TEXT:]


def _place_inside(entry: LedgerEntry, position: int, count: int) -> Place:
    """Where a line stands in the text; a byline below a standfirst counts as one above the text."""
    if position < STANDFIRST and entry.verdict.kind in METADATA_KINDS:
        return "above"
    return "start" if position < EDGE else "end" if position >= count - EDGE else "inside"


def _below(entries: Sequence[LedgerEntry], end: int, *, scrape: bool) -> list[int]:
    """The lines below the text, up to a second title, which begins another article."""
    direct = range(end, min(end + LINES_DIRECTLY_BELOW, len(entries)) if scrape else end)
    lines = {i for i in direct if entries[i].block.text}
    lines.update(_eligible(entries, range(end, len(entries)), EDITOR_LINES_BELOW))
    below = sorted(lines)[:EDITOR_LINES_BELOW]
    second = next((i for i in below if _begins_another(entries[i], scrape=scrape)), len(entries))
    below = [i for i in below if i < second]
    editors = [i for i in below[LINES_BELOW:EDITOR_LINES_BELOW] if entries[i].verdict.kind is Kind.EDITOR_LINE]
    return below[:LINES_BELOW] + editors


def _begins_another(entry: LedgerEntry, *, scrape: bool) -> bool:
    """Whether a block is the title of another article: a heading, in markup."""
    return entry.verdict.kind is Kind.TITLE and (scrape or entry.block.role is Role.HEADING)
