"""A page to blocks: every visible character in exactly one block."""

from __future__ import annotations

from newsclean.segment.html import Aside, aside_of, segment_html
from newsclean.segment.scrape import segment_scrape
from newsclean.types import Block, Page

__all__ = ["Aside", "aside_of", "segment"]


def segment(page: Page) -> tuple[Block, ...]:
    """Take a page apart into its blocks, in the page's order.

    The blocks' texts together are the visible text of the page, white space aside; no character is in two of them.
    What interrupts a line comes below it: readings of words (``<ruby>``), what is not shown, cards over a name.
    """
    return segment_scrape(page.text) if page.tree is None else segment_html(page.tree)
