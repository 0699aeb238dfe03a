"""The ballot: what all labellers say about the blocks of a page.

What is said of a block counts at once, as log-odds for the body and as weights for each other kind; in words it is put
only when somebody asks, since most readers of a page never ask most of its blocks: the words would take as long as all
the rest of labelling.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsclean.reasons import TOLD_REASONS, Explanation, Outline, Reasons
from newsclean.types import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COLUMN", "KINDS", "Ballot"]

# The kinds beside body, by name: of those with equal weight the first one wins, whatever the order of the labellers.
KINDS = tuple(sorted(set(Kind) - {Kind.BODY}))
COLUMN = {kind: column for column, kind in enumerate(KINDS)}


class Ballot:
    """The evidence about the n blocks of a page."""

    def __init__(self, count: int) -> None:
        import numpy as np

        self._body: NDArray[np.float64] = np.zeros(count)
        self._weights: NDArray[np.float64] = np.zeros((count, len(KINDS)))
        # What was said of single blocks: index, column (-1 for body), weight, labeller, kind, in words. How much of it
        # is in the arrays already, and is found by its block.
        self._said: list[tuple[int, int, float, str, Kind, str]] = []
        self._counted = self._sorted = 0
        self._of_block: dict[int, list[tuple[int, int, float, str, Kind, str]]] = {}
        self._explanations: list[Explanation] = []

    @property
    def body(self) -> NDArray[np.float64]:
        """The log-odds that each block is body (n), to be changed in place."""
        self._count()
        return self._body

    @property
    def weights(self) -> NDArray[np.float64]:
        """What speaks for each other kind (n, len(KINDS)), to be changed in place."""
        self._count()
        return self._weights

    def add(self, i: int, labeller: str, kind: Kind, weight: float, detail: str) -> None:
        """Say one thing about one block."""
        self._said.append((i, COLUMN.get(kind, -1), weight, labeller, kind, detail))

    def _count(self) -> None:
        """Add to the arrays what was said of single blocks: all at once, since each access to one number of an array
        takes as long as the rest of saying it."""
        if self._counted == len(self._said):
            return
        import numpy as np

        rows, columns, weights, *_ = zip(*self._said[self._counted :], strict=True)
        self._counted = len(self._said)
        row, column, weight = np.array(rows), np.array(columns), np.array(weights)
        body = column < 0
        np.add.at(self._body, row[body], weight[body])
        np.add.at(self._weights, (row[~body], column[~body]), weight[~body])

    def _said_of(self, i: int) -> Sequence[tuple[int, int, float, str, Kind, str]]:
        """What was said of one block."""
        if self._sorted < len(self._said):
            for entry in self._said[self._sorted :]:
                self._of_block.setdefault(entry[0], []).append(entry)
            self._sorted = len(self._said)
        return self._of_block.get(i, ())

    def explain(self, explanation: Explanation) -> None:
        """Promise the words for what was added to ``body`` or ``weights`` for many blocks at once."""
        self._explanations.append(explanation)

    def names_kind(self, i: int, labellers: frozenset[str]) -> bool:
        """Whether one of some labellers said anything about a block."""
        return any([entry[3] in labellers for entry in self._said_of(i)])

    def reasons(self, i: int, kind: Kind, side: float) -> Reasons:
        """What to tell of a verdict about a block: the reasons for its kind and for its ``side`` of the choice between
        body (1.0) and not (-1.0) first, each by its strength."""
        return Reasons(self, i, kind, side)

    def __call__(self, i: int, kind: Kind, side: float) -> list[Outline]:
        """What `reasons` tells, the strongest first, without the words that take long."""
        body = Kind.BODY
        told: list[Outline] = [
            (labeller, of, weight, words, None, i)
            for _, _, weight, labeller, of, words in self._said_of(i)
            if of is body or of is kind
        ]
        for explanation in self._explanations:
            weighed = explanation.weigh(i, kind)
            if weighed is not None:
                told.append((*weighed, None if weighed[-1] else explanation, i))
        if not told:
            return [("vote", kind, 0.0, "no labeller speaks for the body", None, i)]
        if len(told) > 1:
            told.sort(key=lambda one: (-side * one[2] if one[1] is body else -one[2], one[0], one[3]))
        return told[:TOLD_REASONS]
