"""What the labellers look at: the blocks of one page with everything that is computed of them once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsclean.label.characters import CharacterCounts, count_characters
from newsclean.label.layout import Layout, lay_out
from newsclean.label.lexicon import Match, lexicon
from newsclean.label.sections import Section, find_sections
from newsclean.types import Block, Head, Page, Role

__all__ = ["Context", "look_at"]

SITE_SUFFIX = re.compile(r"\s*[|_\-–—·»:]+\s*|\s+[|_–—]\s*")
NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Context:
    """One page as the labellers see it.

    All sequences have one entry a block. ``squeezed`` holds only the word characters of a text, in lower case (of its
    first 400 characters); ``matches`` the phrases of the lexicon found in it. ``sections`` are those that its headings
    open; ``titles`` the squeezed titles that the page gives
    itself, the longest first; ``article_body`` and ``description`` are squeezed too.
    """

    page: Page
    blocks: Sequence[Block]
    layout: Layout
    characters: CharacterCounts
    link_characters: Sequence[int]
    squeezed: Sequence[str]
    matches: Sequence[tuple[Match, ...]]
    sections: tuple[Section, ...]
    head: Head
    titles: tuple[str, ...]
    article_body: str
    description: str


def look_at(page: Page, blocks: Sequence[Block]) -> Context:
    """Compute all that several labellers need."""
    words = lexicon()
    head = page.head
    layout = lay_out(blocks, page.tree)
    characters = count_characters([block.text for block in blocks])
    matches = [words.look_up(block.text) if block.text else () for block in blocks]
    return Context(
        page,
        blocks,
        layout,
        characters,
        [sum([link.end - link.start for link in block.links]) for block in blocks],
        [squeeze(block.text[:400]) for block in blocks],
        matches,
        find_sections(blocks, layout, characters.units.tolist(), matches),
        head,
        _titles(head, blocks),
        squeeze(_article_body(head.json_ld)),
        squeeze(head.first("og:description", "description", "twitter:description")),
    )


def squeeze(text: str) -> str:
    """The word characters of a text in lower case, so that texts compare whatever stands between their words."""
    return NOT_WORD.sub("", text.lower())


def _titles(head: Head, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The titles that the page gives itself, squeezed: with the site's name cut off the title element too."""
    raw = [head.first("og:title"), head.first("twitter:title"), head.title]
    raw += [str(item["headline"]) for item in head.json_ld if isinstance(item.get("headline"), str)]
    raw += [SITE_SUFFIX.split(head.title)[0]] if head.title else []
    raw += [block.text for block in blocks if block.role is Role.HEADING and block.level == 1][:2]
    found = {squeeze(title) for title in raw if title}
    return tuple(sorted((title for title in found if len(title) >= 4), key=lambda title: (-len(title), title)))


def _article_body(objects: Sequence[Mapping[str, Any]]) -> str:
    """The longest articleBody of the page's JSON-LD."""
    bodies = [item["articleBody"] for item in objects if isinstance(item.get("articleBody"), str)]
    return max(bodies, key=len, default="")
