"""Sections: a line such as 相关阅读 opens one, and what stands below it in the same container belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsclean.label.context import Context
from newsclean.types import Kind, Role

__all__ = ["Section", "find_sections"]

# A heading longer than this, in units, is prose.
HEADING_UNITS = 12


@dataclass(frozen=True, slots=True)
class Section:
    """A run of blocks below a heading: kind, index of the heading, and the range ``[start, end)`` that its container
    spans at most. Prose may resume before the end; that is for the vote to see."""

    kind: Kind
    heading: int
    end: int
    phrase: str


def find_sections(context: Context) -> tuple[Section, ...]:
    """The sections that the lexicon's headings open, in the page's order; each ends where the next begins."""
    openings = [
        (i, match)
        for i, matches in enumerate(context.matches)
        if context.characters.units[i] <= HEADING_UNITS
        for match in matches[:2]
        if match.how == "opens" and not context.blocks[i].hidden
    ]
    sections: list[Section] = []
    for position, (i, match) in enumerate(openings):
        if position and openings[position - 1][0] == i:
            continue
        following = next((j for j, _ in openings[position + 1 :] if j > i), len(context.blocks))
        end = min(_container_end(context, i), following)
        sections.append(Section(match.kind, i, end, match.phrase))
    return tuple(sections)


def _container_end(context: Context, heading: int) -> int:
    """Where the smallest container ends that holds more than the heading itself."""
    layout = context.layout
    container = int(layout.container[heading])
    while container >= 0 and layout.last[container] <= heading + 1:
        container = int(layout.parent[container])
    if container < 0:
        return len(context.blocks)
    return int(layout.last[container])


def is_heading_like(context: Context, i: int) -> bool:
    """Whether a block stands as a heading: by its role, or short and without the end of a sentence."""
    block = context.blocks[i]
    return block.role is Role.HEADING or float(context.characters.units[i]) <= HEADING_UNITS


def section_of(sections: Sequence[Section], count: int) -> list[int]:
    """Per block, the index of its section or -1."""
    result = [-1] * count
    for number, section in enumerate(sections):
        for i in range(section.heading, section.end):
            result[i] = number
    return result
