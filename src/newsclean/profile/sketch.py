"""All that is kept of a page to learn what repeats."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from newsclean.profile.keys import block_keys, host_of, text_key
from newsclean.types import Block

__all__ = ["Sketch", "sketch"]

# Most blocks that are kept of a page: those with the smallest keys, so that of two long pages it is the same ones.
BLOCKS = 1000
# What counts as prose: this long, in bytes of UTF-8 (in which a word and two ideographs are about six), and not mostly
# links. The longest few tell whether two pages are versions of one article.
PROSE_BYTES = 120
PROSE_BLOCKS = 16
LENGTHS = struct.Struct("<II")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A page of a host: what tells it from others, the keys of its blocks in ascending order, and of its longest prose
    the keys with the length in bytes."""

    host: str
    page: int
    blocks: tuple[int, ...]
    prose: tuple[tuple[int, int], ...]

    def to_bytes(self) -> bytes:
        """Blocks and prose as bytes, the same in every process."""
        numbers = array("Q", self.blocks)
        numbers.extend(number for pair in self.prose for number in pair)
        return LENGTHS.pack(len(self.blocks), len(self.prose)) + numbers.tobytes()


def sketch(blocks: Sequence[Block], url: str | None, name: str = "") -> Sketch:
    """Reduce a page to a sketch. It is known again by its address, or by ``name`` where that is not one of the web."""
    keys: set[int] = set()
    prose: dict[int, int] = {}
    for block, key in zip(blocks, block_keys([block.text for block in blocks]), strict=True):
        if key is None:
            continue
        keys.add(key)
        if len(block.text) * 4 >= PROSE_BYTES:
            size = len(block.text.encode("utf-8", "surrogatepass"))
            links = sum(link.end - link.start for link in block.links)
            if size >= PROSE_BYTES and 2 * links < len(block.text):
                prose[key] = size
    longest = sorted(prose.items(), key=lambda item: (-item[1], item[0]))[:PROSE_BLOCKS]
    return Sketch(host_of(url), page_key(url, name), tuple(sorted(keys)[:BLOCKS]), tuple(longest))


def page_key(url: str | None, name: str = "") -> int:
    """By what a page is known again: its address without the fragment, or the name of its input."""
    return text_key((url or name).partition("#")[0] if host_of(url) else name or url or "")
