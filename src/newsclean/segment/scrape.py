"""A text scrape to blocks: each line that is not blank is one."""

from __future__ import annotations

from newsclean.segment.space import collapse
from newsclean.types import Block, Role

__all__ = ["segment_scrape"]

# Marks that scrapers put before the items of a list, at the start of a line and followed by a blank.
BULLETS = "•◦▪●○■□‣⁃*-"


def segment_scrape(text: str) -> tuple[Block, ...]:
    """The lines of a text scrape as blocks; a line that begins with a bullet is a list item."""
    blocks: list[Block] = []
    gap = 0
    for line in text.splitlines():
        clean = collapse(line)
        if not clean:
            gap += 1
            continue
        bulleted = clean[0] in BULLETS and clean[1:2] == " "
        blocks.append(Block(len(blocks), clean, Role.LIST_ITEM if bulleted else Role.LINE, gap=gap))
        gap = 0
    return tuple(blocks)
