"""Sections: a line such as 相关阅读 opens one, and what stands below it in the same container belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsclean.label.layout import Layout
from newsclean.label.lexicon import Match
from newsclean.types import Block, Kind, Reason

if TYPE_CHECKING:
    from newsclean.label.context import Context

__all__ = ["Section", "find_sections", "judge_sections", "section_of"]

# A heading longer than this, in units, is prose.
HEADING_UNITS = 12
# What standing in a section is worth for its kind: less than a phrase of the block's own, more than a distant name.
SECTION_WEIGHT = 2.4


@dataclass(frozen=True, slots=True)
class Section:
    """A run of blocks below a heading: kind, index of the heading, and the range ``[start, end)`` that its container
    spans at most. Prose may resume before the end; that is for the vote to see."""

    kind: Kind
    heading: int
    end: int
    phrase: str


def find_sections(
    blocks: Sequence[Block], layout: Layout, units: Sequence[float], matches: Sequence[tuple[Match, ...]]
) -> tuple[Section, ...]:
    """The sections that the lexicon's headings open, in the page's order; each ends where the next begins."""
    openings = [
        (i, match)
        for i, found in enumerate(matches)
        if found and units[i] <= HEADING_UNITS and not blocks[i].hidden
        for match in found
        if match.how == "opens"
    ]
    sections: list[Section] = []
    for position, (i, match) in enumerate(openings):
        following = openings[position + 1][0] if position + 1 < len(openings) else len(blocks)
        end = min(_container_end(layout, i, len(blocks)), following)
        sections.append(Section(match.kind, i, end, match.phrase))
    return tuple(sections)


def _container_end(layout: Layout, heading: int, count: int) -> int:
    """Where the smallest container ends that holds more than the heading itself."""
    container = int(layout.container[heading])
    while container >= 0 and layout.last[container] <= heading + 1:
        container = int(layout.parent[container])
    return count if container < 0 else int(layout.last[container])


def section_of(sections: Sequence[Section], count: int) -> list[int]:
    """Per block, the index of its section or -1."""
    result = [-1] * count
    for number, section in enumerate(sections):
        for i in range(section.heading, section.end):
            result[i] = number
    return result


def judge_sections(context: Context) -> Iterator[tuple[int, Reason]]:
    """A block below the heading of a section belongs to it."""
    for i, number in enumerate(section_of(context.sections, len(context.blocks))):
        if number >= 0 and context.blocks[i].text:
            section = context.sections[number]
            if i > section.heading:
                yield i, Reason("sections", section.kind, SECTION_WEIGHT, f"below {section.phrase!r}")
