"""Texts as comparisons see them: without white space, or as words and ideographs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

__all__ = ["Gram", "grams", "spans", "squeeze", "tokens"]

Gram = tuple[str, ...]

# One character of Chinese, Japanese or Korean, or a word. A word that such characters follow without a blank takes them
# along: figures can only be compared with those of others while this stays as it is.
TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]|[^\W_]+")
SPACE = re.compile(r"\s+")


def tokens(text: str | None) -> list[str]:
    """The tokens of a text, in order, in NFKC and lower case.

    >>> tokens("Ｆ１ 和北京")
    ['f1', '和', '北', '京']
    """
    return TOKEN.findall(_fold(text or ""))


def spans(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text, and the character range in it of each of the tokens that `tokens` gives.

    Where NFKC or lower case changes the length of a text, it is given in that form, in which the ranges can be told.
    """
    folded = _fold(text)
    return text if len(text) == len(folded) else folded, [match.span() for match in TOKEN.finditer(folded)]


def squeeze(text: str | None) -> str:
    """A text in NFKC without its white space, so that two layouts of the same words are equal."""
    return SPACE.sub("", unicodedata.normalize("NFKC", text or ""))


def grams(sequence: Sequence[str], length: int) -> Counter[Gram]:
    """Every run of ``length`` tokens with how often it occurs; a shorter sequence is one run, an empty one none."""
    if not sequence:
        return Counter()
    return Counter(tuple(sequence[start : start + length]) for start in range(max(1, len(sequence) - length + 1)))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
