"""A page to blocks: every visible character in exactly one block."""

from __future__ import annotations

from newsclean.segment.html import is_reading, segment_html
from newsclean.segment.scrape import segment_scrape
from newsclean.types import Block, Page

__all__ = ["is_reading", "segment"]


def segment(page: Page) -> tuple[Block, ...]:
    """Take a page apart into its blocks, in the page's order.

    The blocks' texts together are the visible text of the page, white space aside; no character is in two of them.
    The readings of words (``<ruby>``) come below the line that the words stand in.
    """
    return segment_scrape(page.text) if page.tree is None else segment_html(page.tree)
