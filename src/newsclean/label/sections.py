"""Sections: a line such as 相关阅读 opens one, and what stands below it in the same container belongs to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsclean.label.layout import Layout
from newsclean.label.lexicon import Match
from newsclean.segment.scrape import BULLETS
from newsclean.types import Block, Kind, Reason, Role

if TYPE_CHECKING:
    from newsclean.label.context import Context

__all__ = ["SECTION_GROUPS", "Section", "find_sections", "judge_sections", "section_of"]

# A heading longer than this, in units, is prose.
HEADING_UNITS = 12
# What standing in a section is worth for its kind: less than a phrase of the block's own, more than a distant name.
SECTION_WEIGHT = 2.4
# A date or an author's name in a run of cards belongs to its card.
CARDS_WEIGHT = 3.8
# What a run of cards takes from the log-odds that one of them is body.
CARDS_AGAINST_BODY = 2.0
# Sections that are a few lines long and end with the first prose: a share bar, a sign-up box. Where the container of
# such a heading holds more, the heading stands alone.
SHORT_SECTIONS = frozenset(
    {
        Kind.SHARE,
        Kind.NEWSLETTER,
        Kind.ADS,
        Kind.CONSENT,
        Kind.QR_PROMPT,
        Kind.APP_PROMPT,
        Kind.PAYWALL,
        Kind.NAVIGATION,
        Kind.COPYRIGHT,
        Kind.PAGINATION,
    }
)
SHORT_SECTION = 8
SHORT_REACH = 1
PROSE_UNITS = 10.0
# Kinds of sections as the features of blocks tell them apart.
SECTION_GROUPS = (
    (Kind.RELATED_ARTICLES,),
    (Kind.RECOMMEND,),
    (Kind.COMMENTS,),
    (Kind.SHARE, Kind.MOOD_POLL, Kind.QR_PROMPT, Kind.APP_PROMPT, Kind.NEWSLETTER, Kind.CONSENT, Kind.PAYWALL),
    (Kind.FRIEND_LINKS, Kind.NAVIGATION, Kind.COPYRIGHT, Kind.ADS, Kind.DISCLAIMER, Kind.PAGINATION, Kind.OTHER),
)
# Sections whose cards can be as long as paragraphs.
CARD_SECTIONS = frozenset({Kind.RELATED_ARTICLES, Kind.RECOMMEND, Kind.COMMENTS, Kind.FRIEND_LINKS, Kind.MOOD_POLL})
BARE_DATE = re.compile(r"^\W*(?:\d{2,4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月:]\s*\d{1,2}")


@dataclass(frozen=True, slots=True)
class Section:
    """A run of blocks below a heading: kind, index of the heading, the end of the range ``[heading, end)``, the phrase
    that opened it, and whether it is a run of ``cards``: links, teasers, dates, lines that stand twice."""

    kind: Kind
    heading: int
    end: int
    phrase: str
    cards: bool


def find_sections(
    blocks: Sequence[Block],
    layout: Layout,
    units: Sequence[float],
    matches: Sequence[tuple[Match, ...]],
    *,
    short_reach: int = 1 << 30,
) -> tuple[Section, ...]:
    """The sections that the lexicon's headings open, in the page's order; each ends where the next begins, where its
    container ends, or where prose resumes below its last card. The container of a short section lies at most
    ``short_reach`` elements above its heading."""
    marks = _card_marks(blocks, units)
    openings = [
        (i, match)
        for i, found in enumerate(matches)
        if found and units[i] <= HEADING_UNITS and not blocks[i].hidden and not _in_menu(blocks, layout, i)
        for match in found
        if match.how == "opens"
    ]
    sections: list[Section] = []
    for position, (i, match) in enumerate(openings):
        following = openings[position + 1][0] if position + 1 < len(openings) else len(blocks)
        reach = short_reach if match.kind in SHORT_SECTIONS else len(layout.node)
        container_end = _container_end(layout, i, len(blocks), reach)
        limit = min(container_end, following)
        if match.kind in SHORT_SECTIONS:
            limit = (
                i + 1 if container_end - i > SHORT_SECTION and len(layout.node) else _short_end(units, marks, i, limit)
            )
        end, cards = _cards_end(units, marks, i + 1, limit)
        sections.append(Section(match.kind, i, end, match.phrase, cards))
    return tuple(sections)


def _short_end(units: Sequence[float], marks: Sequence[bool], heading: int, limit: int) -> int:
    """Where a short section ends: before the first prose, and after a few lines."""
    limit = min(limit, heading + SHORT_SECTION)
    return next((k for k in range(heading + 1, limit) if units[k] >= PROSE_UNITS and not marks[k]), limit)


def _card_marks(blocks: Sequence[Block], units: Sequence[float]) -> list[bool]:
    """Per block, whether it is a mark of a card: mostly a link, a bullet, a bare date, or a line that stands twice."""
    copies = Counter(block.text.lstrip(BULLETS) for block in blocks if block.text)
    return [
        bool(block.text)
        and (
            2 * sum([link.end - link.start for link in block.links]) > len(block.text)
            or block.text[0] in BULLETS
            or copies[block.text.lstrip(BULLETS)] > 1
            or (units[i] <= 4 and BARE_DATE.search(block.text) is not None)
            or block.text.endswith(("...", "…"))
        )
        for i, block in enumerate(blocks)
    ]


def _in_menu(blocks: Sequence[Block], layout: Layout, i: int) -> bool:
    """Whether a line is one link of a menu: wholly a link, next to another one in a like element."""

    def whole_link(k: int) -> bool:
        block = blocks[k]
        return bool(block.links) and block.links[0].start == 0 and block.links[-1].end == len(block.text)

    if blocks[i].role is Role.HEADING or not whole_link(i):
        return False
    container = int(layout.container[i])
    parent = int(layout.parent[container]) if container >= 0 else -1
    for k in (i - 1, i + 1):
        if 0 <= k < len(blocks) and whole_link(k):
            other = int(layout.container[k])
            if other == container or (parent >= 0 and other >= 0 and int(layout.parent[other]) == parent):
                return True
    return False


def _cards_end(units: Sequence[float], marks: Sequence[bool], start: int, limit: int) -> tuple[int, bool]:
    """Where a section ends, and whether it is a run of cards.

    Prose below the last mark of a card belongs to that card as far as the cards above it have prose; more is the
    article going on. A section with more prose than marks is no run of cards.
    """
    marked = [i for i in range(start, limit) if marks[i]]
    prose = [i for i in range(start, limit) if not marks[i] and units[i] >= PROSE_UNITS]
    if not marked:
        return limit, False
    inside = [i for i in prose if i < marked[-1]]
    after = [i for i in prose if i > marked[-1]]
    share = max(1, -(-len(inside) // len(marked)))
    end = after[share] if len(after) > share + 1 else limit
    return end, len(inside) + min(len(after), share) <= len(marked)


def _container_end(layout: Layout, heading: int, count: int, reach: int) -> int:
    """Where the smallest container ends that holds more than the heading itself and lies within reach."""
    container = int(layout.container[heading])
    while container >= 0 and layout.last[container] <= heading + 1:
        if reach <= 0:
            return heading + 1
        container = int(layout.parent[container])
        reach -= 1
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
    # Names of channels stand on the cards of a list too; for the kind of a block they open nothing.
    matches = [tuple([match for match in found if match.kind is not Kind.NAVIGATION]) for found in context.matches]
    units = context.characters.units.tolist()
    sections = find_sections(context.blocks, context.layout, units, matches, short_reach=SHORT_REACH)
    for i, number in enumerate(section_of(sections, len(context.blocks))):
        if number >= 0 and context.blocks[i].text:
            section = sections[number]
            if i > section.heading:
                weight = CARDS_WEIGHT if section.cards else SECTION_WEIGHT
                yield i, Reason("sections", section.kind, weight, f"below {section.phrase!r}")
                if section.cards and section.kind in CARD_SECTIONS:
                    yield (
                        i,
                        Reason(
                            "sections", Kind.BODY, -CARDS_AGAINST_BODY, f"one of the cards below {section.phrase!r}"
                        ),
                    )
