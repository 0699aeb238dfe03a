"""Which blocks of a page are its body, by the page's gold.

The gold is a text without the page's structure. Blocks are laid along it as the chain of blocks, in the page's order,
that covers most of it; so a teaser that repeats a sentence of the article, or a title that stands twice, is not taken
for body unless its place in the order says so.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

__all__ = ["UNKNOWN", "align", "squeeze"]

# A chain of blocks, and where in the gold each begins, from its last to its first.
Chain = tuple[int, int, "Chain | None"]

UNKNOWN = -1.0
NOT_WORD = re.compile(r"[\W_]+")
# Occurrences of a block in the gold that are tried, and the length of the pieces by which partly cut blocks are known.
OCCURRENCES = 24
PIECE = 8


def squeeze(text: str) -> str:
    """Word characters only, NFKC and lower case."""
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", text or "").lower())


def align(texts: Sequence[str], body: str, optional: Sequence[str] = ()) -> list[float]:
    """Per text 1 for body, 0 for not, UNKNOWN where the gold does not say (partly cut, or optional lines)."""
    gold = squeeze(body)
    loose = {squeeze(line) for line in optional}
    squeezed = [squeeze(text) for text in texts]
    labels = [0.0] * len(texts)
    candidates: list[tuple[int, int, int]] = []  # block, start, end
    for i, text in enumerate(squeezed):
        if not text or text in loose:
            labels[i] = UNKNOWN
            continue
        start = gold.find(text)
        tries = 0
        while start >= 0 and tries < OCCURRENCES:
            candidates.append((i, start, start + len(text)))
            start = gold.find(text, start + 1)
            tries += 1
    free = bytearray(b"\1" * len(gold))
    for i, start in _best_chain(candidates):
        labels[i] = 1.0
        free[start : start + len(squeezed[i])] = bytes(len(squeezed[i]))
    # Only what no block of the chain covers is looked for: titles, captions and teasers say again what an article says.
    pieces = {gold[k : k + PIECE] for k in range(len(gold) - PIECE + 1) if all(free[k : k + PIECE])}
    for i, text in enumerate(squeezed):
        if labels[i] == 0 and len(text) >= 3 * PIECE:
            own = [text[k : k + PIECE] for k in range(len(text) - PIECE + 1)]
            covered = sum(piece in pieces for piece in own) / len(own)
            labels[i] = 1.0 if covered >= 0.7 else UNKNOWN if covered >= 0.3 else 0.0
    return labels


def _best_chain(candidates: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Blocks of the heaviest chain, and where in the gold each begins: increasing in block and in place, weight by
    characters (with short ones worth less)."""
    # Staircase of (end, weight) with both increasing; candidates by block, later starts first within a block.
    ends: list[int] = [0]
    weights: list[float] = [0.0]
    chains: list[Chain | None] = [None]
    by_block: dict[int, list[tuple[int, int]]] = {}
    for i, start, end in candidates:
        by_block.setdefault(i, []).append((start, end))
    for i, places in by_block.items():
        found = []
        for start, end in places:
            k = bisect_right(ends, start) - 1
            found.append((end, weights[k] + (end - start), (i, start, chains[k])))
        for end, weight, chain in found:
            k = bisect_right(ends, end)
            if k and weights[k - 1] >= weight:
                continue
            if k and ends[k - 1] == end:
                k -= 1
                weights[k], chains[k] = weight, chain
            else:
                ends.insert(k, end)
                weights.insert(k, weight)
                chains.insert(k, chain)
            while k + 1 < len(ends) and weights[k + 1] <= weight:
                del ends[k + 1], weights[k + 1], chains[k + 1]
    return _unwind(chains[-1])


def _unwind(chain: Chain | None) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    while chain is not None:
        block, start, chain = chain
        result.append((block, start))
    return result
