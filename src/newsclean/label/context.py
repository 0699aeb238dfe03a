"""What the labellers look at: the blocks of one page with everything that is computed of them once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsclean.label.characters import CharacterCounts, count_characters, squeeze, squeeze_all
from newsclean.label.layout import Layout, lay_out
from newsclean.label.lexicon import Match, lexicon
from newsclean.label.sections import Section, end_at_titles, find_sections
from newsclean.types import Block, Head, Page, Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Context", "look_at"]

SITE_SUFFIX = re.compile(r"\s*[|_\-–—·»:]+\s*|\s+[|_–—]\s*")
# Characters of a text that are squeezed, and of the shortest title.
SQUEEZED = 400
LEAST_TITLE = 4
# How like a heading is to a title that it is, and how like a text that only opens with one.
SAME = 0.9
SAME_OPENING = 0.5


@dataclass(frozen=True, slots=True)
class Context:
    """One page as the labellers see it.

    All sequences have one entry a block. ``link_characters`` counts those inside links; ``squeezed`` holds only the
    word characters of a text, in lower case (of its first 400 characters); ``matches`` the phrases of the lexicon found
    in it; ``title_likeness`` is 1 for a text that is one of the titles of the page, and less for one that begins so.
    ``sections`` are those that the page's headings open; ``titles`` the squeezed titles that the page gives itself, the
    longest first; ``article_body`` and ``description`` are squeezed too.
    """

    page: Page
    blocks: Sequence[Block]
    layout: Layout
    characters: CharacterCounts
    link_characters: NDArray[np.float32]
    squeezed: Sequence[str]
    matches: Sequence[tuple[Match, ...]]
    sections: tuple[Section, ...]
    head: Head
    titles: tuple[str, ...]
    title_likeness: NDArray[np.float32]
    article_body: str
    description: str


def look_at(page: Page, blocks: Sequence[Block]) -> Context:
    """Compute all that several labellers need."""
    import numpy as np

    head = page.head
    layout = lay_out(blocks, page.tree)
    texts = [block.text for block in blocks]
    characters = count_characters(texts)
    matches = lexicon().look_up_all(texts)
    squeezed = squeeze_all([text[:SQUEEZED] for text in texts])
    titles = _titles(head, blocks)
    likeness = _likeness(squeezed, titles)
    headings = [i for i, of_block in enumerate(likeness) if of_block >= SAME and blocks[i].role is Role.HEADING]
    linked = [sum([link.end - link.start for link in block.links]) if block.links else 0 for block in blocks]
    return Context(
        page,
        blocks,
        layout,
        characters,
        np.array(linked, dtype=np.float32),
        squeezed,
        matches,
        end_at_titles(find_sections(blocks, layout, characters.units.tolist(), linked, matches), headings),
        head,
        titles,
        np.array(likeness, dtype=np.float32),
        squeeze(_article_body(head.json_ld)),
        squeeze(head.first("og:description", "description", "twitter:description")),
    )


def _titles(head: Head, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The titles that the page gives itself, squeezed: with the site's name cut off the title element too."""
    raw = [head.first("og:title"), head.first("twitter:title"), head.title]
    raw += [str(item["headline"]) for item in head.json_ld if isinstance(item.get("headline"), str)]
    raw += [SITE_SUFFIX.split(head.title)[0]] if head.title else []
    raw += [block.text for block in blocks if block.level == 1 and block.role is Role.HEADING][:2]
    found = {squeeze(title) for title in raw if title}
    return tuple(
        sorted((title for title in found if len(title) >= LEAST_TITLE), key=lambda title: (-len(title), title))
    )


def _likeness(texts: Sequence[str], titles: Sequence[str]) -> list[float]:
    """Per text how like it is to the title that it is most like."""
    if not titles:
        return [0.0] * len(texts)
    longest = 2 * len(titles[0]) + 20
    # Most texts share nothing with any title, which is cheaper to see for all titles at once.
    every, openings, shortest = "\n".join(titles), {title[:6] for title in titles}, titles[-1]
    return [
        max([_overlap(text, title) for title in titles])
        if LEAST_TITLE <= len(text) <= longest
        and (
            text in every
            or text[:6] in openings
            or (len(text) > len(shortest) and any([title in text for title in titles]))
        )
        else 0.0
        for text in texts
    ]


def _overlap(text: str, title: str) -> float:
    """1 for equal texts, the share of the longer one that the shorter one covers where one holds the other, else 0."""
    shorter, longer = (text, title) if len(text) <= len(title) else (title, text)
    if shorter in longer:
        return len(shorter) / len(longer)
    return SAME_OPENING if text[:6] == title[:6] and len(text) < 1.5 * len(title) else 0.0


def _article_body(objects: Sequence[Mapping[str, Any]]) -> str:
    """The longest articleBody of the page's JSON-LD."""
    bodies = [item["articleBody"] for item in objects if isinstance(item.get("articleBody"), str)]
    return max(bodies, key=len, default="")
