"""A second article below the first, as pages have that load the next one when a reader comes to the end."""

from __future__ import annotations

from newsclean.label.ballot import Ballot
from newsclean.label.context import Context
from newsclean.label.phrases import DATE
from newsclean.types import Kind, Role

__all__ = ["judge_next_article"]

# Prose above a heading, in units, for it to be another article's, and lines below it among which that one is dated.
ENOUGH_PROSE = 60.0
PROSE_UNITS = 10.0
LINES_BELOW = 4
DATE_UNITS = 20.0
# Headings that agree in this many word characters are the same one, set twice.
SAME_START = 12
# What standing below such a heading takes from the log-odds for body, and gives to being a recommendation.
AGAINST_BODY = 4.0
WEIGHT = 1.2


def judge_next_article(context: Context, ballot: Ballot) -> None:
    """What stands below a second heading of the first level, with a date line of its own, is another article."""
    start = _next_article(context)
    if start is None:
        return
    for i in range(start, len(context.blocks)):
        if context.blocks[i].text:
            ballot.add(i, "next_article", Kind.BODY, -AGAINST_BODY, "below the heading of another article")
            ballot.add(i, "next_article", Kind.RECOMMEND, WEIGHT, "below the heading of another article")


def _next_article(context: Context) -> int | None:
    """The heading of the second article on the page, if there is one."""
    headings = [i for i, block in enumerate(context.blocks) if block.level == 1]
    if len(headings) < 2:
        return None
    units = context.characters.units
    first: int | None = None
    prose = 0.0
    for i, block in enumerate(context.blocks):
        if block.role is Role.HEADING and block.level == 1 and not block.hidden and units[i] >= 2:
            another = first is not None and context.squeezed[i][:SAME_START] != context.squeezed[first][:SAME_START]
            if another and prose >= ENOUGH_PROSE and _is_dated(context, i):
                return i
            if first is None or prose < ENOUGH_PROSE:
                first, prose = i, 0.0
        elif first is not None and units[i] >= PROSE_UNITS and not block.hidden:
            prose += float(units[i])
    return None


def _is_dated(context: Context, heading: int) -> bool:
    """Whether a date line stands right below a heading."""
    units = context.characters.units
    below = range(heading + 1, min(heading + 1 + LINES_BELOW, len(context.blocks)))
    return any(units[i] <= DATE_UNITS and DATE.search(context.blocks[i].text) is not None for i in below)
