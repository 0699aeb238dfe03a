"""Sections: a line such as 相关阅读 opens one, and what stands below it in the same container belongs to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from newsclean.label.layout import Layout
from newsclean.label.lexicon import Match
from newsclean.segment.scrape import BULLETS
from newsclean.types import Block, Kind, Role

if TYPE_CHECKING:
    from newsclean.label.ballot import Ballot
    from newsclean.label.context import Context

__all__ = ["SECTION_GROUPS", "Section", "end_at_titles", "find_sections", "judge_sections", "section_of"]

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
# Share of a scrape's text, in lines of at least so many units that are no cards, that stands above comments on it.
BEGUN_SHARE = 0.1
CLAUSE_UNITS = 2.0
# Kinds of sections as the features of blocks tell them apart.
SECTION_GROUPS = (
    (Kind.RELATED_ARTICLES,),
    (Kind.RECOMMEND,),
    (Kind.COMMENTS,),
    (Kind.SHARE, Kind.MOOD_POLL, Kind.QR_PROMPT, Kind.APP_PROMPT, Kind.NEWSLETTER, Kind.CONSENT, Kind.PAYWALL),
    (Kind.FRIEND_LINKS, Kind.NAVIGATION, Kind.COPYRIGHT, Kind.ADS, Kind.DISCLAIMER, Kind.PAGINATION, Kind.OTHER),
)
# Longest date of a card, in units.
CARD_UNITS = 4
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
    linked: Sequence[int],
    matches: Sequence[tuple[Match, ...]],
) -> tuple[Section, ...]:
    """The sections that the lexicon's headings open, in the page's order; each ends where the next begins, where its
    container ends, or where prose resumes below its last card. The container of a short section lies at most
    SHORT_REACH elements above its heading. ``linked`` are the characters of each block that are links."""
    openings = [
        (i, match)
        for i, found in enumerate(matches)
        for match in found
        # Names of channels stand on the cards of a list too, and open nothing.
        if match.how == "opens" and match.kind is not Kind.NAVIGATION
        if units[i] <= HEADING_UNITS and not blocks[i].hidden
        if not _in_menu(blocks, layout, i) and not (match.kind is Kind.COMMENTS and _leads_there(blocks[i]))
    ]
    if not openings:
        return ()
    # A text scrape has no containers that end: above its first prose a heading is a link of a menu, and reaches less
    # far.
    marks = _card_marks(blocks, units, linked, openings[0][0] if len(layout.node) else 0)
    prose = (i for i, of_block in enumerate(units) if of_block >= PROSE_UNITS and not marks[i])
    menu = -1 if len(layout.node) else next(prose, -1)
    begun = -1 if len(layout.node) else _begun(units, marks)
    sections: list[Section] = []
    for position, (i, match) in enumerate(openings):
        following = openings[position + 1][0] if position + 1 < len(openings) else len(blocks)
        reach = SHORT_REACH if match.kind in SHORT_SECTIONS else len(layout.node)
        container_end = _container_end(layout, i, len(blocks), reach)
        limit = min(container_end, following)
        if match.kind in SHORT_SECTIONS or i < menu or (match.kind is Kind.COMMENTS and i < begun):
            limit = (
                i + 1 if container_end - i > SHORT_SECTION and len(layout.node) else _short_end(units, marks, i, limit)
            )
        end, cards = _cards_end(units, marks, i + 1, limit)
        sections.append(Section(match.kind, i, end, match.phrase, cards))
    return tuple(sections)


def end_at_titles(sections: Sequence[Section], titles: Sequence[int]) -> tuple[Section, ...]:
    """Sections, each ended above the first of the headings at ``titles`` that stands in it. These are titles of the
    page: where one follows, the section is that of the site in which the article appeared, such as "latest news"."""
    ended: list[Section] = []
    for section in sections:
        title = bisect_right(titles, section.heading)
        cut = title < len(titles) and titles[title] < section.end
        ended.append(replace(section, end=titles[title]) if cut else section)
    return tuple(ended)


def _begun(units: Sequence[float], marks: Sequence[bool]) -> int:
    """The line of a scrape above which there is next to nothing that could be commented on."""
    clauses = [0.0 if mark or of_line < CLAUSE_UNITS else of_line for of_line, mark in zip(units, marks, strict=True)]
    above = list(accumulate(clauses))
    return bisect_left(above, BEGUN_SHARE * above[-1])


def _short_end(units: Sequence[float], marks: Sequence[bool], heading: int, limit: int) -> int:
    """Where a short section ends: before the first prose, and after a few lines."""
    limit = min(limit, heading + SHORT_SECTION)
    return next((k for k in range(heading + 1, limit) if units[k] >= PROSE_UNITS and not marks[k]), limit)


def _card_marks(blocks: Sequence[Block], units: Sequence[float], linked: Sequence[int], first: int) -> list[bool]:
    """Per block from the first that is asked about, whether it is a mark of a card: mostly a link, a bullet, a bare
    date, or a line that stands twice."""
    texts = [block.text for block in blocks]
    bare = [text.lstrip(BULLETS) for text in texts]
    copies = Counter(bare)
    return [False] * first + [
        bool(text)
        and (
            2 * linked[i] > len(text)
            or len(bare[i]) < len(text)
            or copies[bare[i]] > 1
            or (units[i] <= CARD_UNITS and BARE_DATE.search(text) is not None)
            or text.endswith(("...", "…"))
        )
        for i, text in enumerate(texts[first:], first)
    ]


def _in_menu(blocks: Sequence[Block], layout: Layout, i: int) -> bool:
    """Whether a line is one link of a menu: wholly a link, next to another one in a like element."""
    if blocks[i].role is Role.HEADING or not _is_link(blocks[i]):
        return False
    container = int(layout.container[i])
    parent = int(layout.parent[container]) if container >= 0 else -1
    for k in (i - 1, i + 1):
        if 0 <= k < len(blocks) and _is_link(blocks[k]):
            other = int(layout.container[k])
            if other == container or (parent >= 0 and other >= 0 and int(layout.parent[other]) == parent):
                return True
    return False


def _leads_there(block: Block) -> bool:
    """Whether a line is a mere link, as "leave a comment" is below a title: what it speaks of stands elsewhere."""
    return block.role is not Role.HEADING and _is_link(block)


def _is_link(block: Block) -> bool:
    """Whether a line is wholly of links."""
    return bool(block.links) and block.links[0].start == 0 and block.links[-1].end == len(block.text)


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


def judge_sections(context: Context, ballot: Ballot) -> None:
    """A block below the heading of a section belongs to it."""
    for section in context.sections:
        weight = CARDS_WEIGHT if section.cards else SECTION_WEIGHT
        detail, card = f"below {section.phrase!r}", f"one of the cards below {section.phrase!r}"
        for i in range(section.heading + 1, section.end):
            if context.blocks[i].text:
                ballot.add(i, "sections", section.kind, weight, detail)
                if section.cards and section.kind in CARD_SECTIONS:
                    ballot.add(i, "sections", Kind.BODY, -CARDS_AGAINST_BODY, card)
