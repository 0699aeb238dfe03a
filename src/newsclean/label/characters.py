"""Counts of characters by class for all blocks of a page at once.

The texts are joined and classified through one table, so that a page costs a few array operations instead of a loop
over its characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CharacterCounts", "codes_of", "count_characters", "squeeze", "squeeze_all"]

OTHER, LOWER, UPPER, IDEOGRAPH, DIGIT, BLANK, STOP, COMMA, QUOTE, SEPARATOR = range(10)
CLASSES = 10
STOPS = ".!?。！？…．｡؟।"
COMMAS = ",;:，、；：､،·"
QUOTES = "\"'“”‘’«»„「」『』《》〈〉()（）[]【】〔〕"
SEPARATORS = "|/›»>•·_－—–-＞→｜丨"
NOT_WORD = re.compile(r"[\W_]+")
# Planes of rare ideographs; what else lies beyond the Basic Multilingual Plane are mostly pictures.
RARE_IDEOGRAPHS = range(0x20000, 0x33480)
# Stands between texts that are worked on as one; no text of a page holds it.
SEPARATOR_OF_TEXTS = "\x00"


@cache
def _table() -> NDArray[np.uint8]:
    """The class of each character of the Basic Multilingual Plane."""
    import numpy as np

    table = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x3000):
        character = chr(code)
        if character.isalpha():
            table[code] = UPPER if character.isupper() else LOWER
        elif character.isdigit():
            table[code] = DIGIT
        elif character.isspace():
            table[code] = BLANK
    for start, stop in ((0x3040, 0x3100), (0x3400, 0xA000), (0xAC00, 0xD7B0), (0xF900, 0xFB00)):
        table[start:stop] = IDEOGRAPH
    table[0xFF10:0xFF1A] = DIGIT
    table[0xFF21:0xFF3B] = UPPER
    table[0xFF41:0xFF5B] = LOWER
    table[0x3000] = BLANK
    for characters, kind in ((SEPARATORS, SEPARATOR), (QUOTES, QUOTE), (COMMAS, COMMA), (STOPS, STOP)):
        for character in characters:
            table[ord(character)] = kind
    return table


@cache
def _is_word() -> NDArray[np.bool_]:
    """Which characters of the Basic Multilingual Plane are those of words; the separator of texts passes for one."""
    import numpy as np

    table = np.fromiter(map(str.isalnum, map(chr, range(0x10000))), dtype=bool, count=0x10000)
    table[ord(SEPARATOR_OF_TEXTS)] = True
    return table


@dataclass(frozen=True, slots=True)
class CharacterCounts:
    """Per block (n): counts by class (n, CLASSES), ``length`` in characters, ``words`` of alphabetic scripts, ``units``
    (a word counts 1, an ideograph, kana or syllable .5), and the class of the first and of the last character that is
    not a quote."""

    counts: NDArray[np.float32]
    length: NDArray[np.float32]
    words: NDArray[np.float32]
    units: NDArray[np.float32]
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def count_characters(texts: Sequence[str]) -> CharacterCounts:
    """Classify and count the characters of each text."""
    import numpy as np

    # A blank after each text keeps words apart and makes every range non-empty.
    classes = _table()[np.minimum(codes_of(" ".join(texts) + " "), 0xFFFF)]
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    ends = np.cumsum(lengths + 1)
    starts = ends - lengths - 1
    cell = np.repeat(np.arange(len(texts)) * CLASSES, lengths + 1)[: len(classes)]
    counts = np.bincount(cell + classes[: len(cell)], minlength=len(texts) * CLASSES).reshape(len(texts), CLASSES)
    counts[:, BLANK] -= 1
    alphabetic = (classes == LOWER) | (classes == UPPER)
    begins = alphabetic.copy()
    begins[1:] &= ~alphabetic[:-1]
    sums = np.concatenate(([0], np.cumsum(begins)))
    words = (sums[ends - 1] - sums[starts]).astype(np.float32)
    # Where the last character is a closing quote or bracket, the one before it tells how the sentence ends.
    last = classes[np.maximum(ends - 2, starts)]
    before = classes[np.maximum(ends - 3, starts)]
    last = np.where((last == QUOTE) & (before == STOP), before, last)
    counts32 = counts.astype(np.float32)
    return CharacterCounts(
        counts32,
        lengths.astype(np.float32),
        words,
        words + counts32[:, IDEOGRAPH] / 2,
        classes[starts],
        last,
    )


def squeeze(text: str) -> str:
    """The word characters of a text in lower case, so that texts compare whatever stands between their words."""
    return NOT_WORD.sub("", text.lower())


def squeeze_all(texts: Sequence[str]) -> list[str]:
    """`squeeze` for many texts at once, by one look-up in a table."""
    import numpy as np

    if not texts:
        return []
    codes = codes_of(SEPARATOR_OF_TEXTS.join(texts).lower())
    kept = _is_word()[np.minimum(codes, 0xFFFF)]
    beyond = codes > 0xFFFF
    if beyond.any():
        kept |= beyond & (codes >= RARE_IDEOGRAPHS.start) & (codes < RARE_IDEOGRAPHS.stop)
    squeezed = codes[kept].tobytes().decode("utf-32-le", "surrogatepass").split(SEPARATOR_OF_TEXTS)
    return squeezed if len(squeezed) == len(texts) else [squeeze(text) for text in texts]
