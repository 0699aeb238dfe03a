"""Gradient-boosted oblivious trees as arrays, evaluated with numpy alone.

An oblivious tree asks the same question of every row at each of its levels, so that all trees answer for all rows in
one comparison a level and one look-up (Prokhorenkova et al., CatBoost, NeurIPS 2018). A feature is held as a row of
the matrix, the blocks as its columns: picking whole rows takes a quarter of the time of picking columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Answers", "Trees"]

# Blocks that are put to the trees at once: what has to be held for them stays in the processor's cache.
BATCH = 256


@dataclass(frozen=True, slots=True)
class Answers:
    """What t trees answer for n blocks: the ``log_odds`` (n), and the index of the ``leaf`` (t, n) that each comes
    to."""

    log_odds: NDArray[np.float64]
    leaf: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """t trees of one depth d over k features, d at most 8.

    ``features`` (t, d) are indices of features, ``borders`` (t, d) thresholds: level l of a tree adds ``2**l`` to the
    index of the leaf where the feature is above its border. ``leaves`` (t, 2**d) are log-odds, ``bias`` is added to
    their sum. ``expected`` (t, 2**(d+1)) are the mean log-odds of the rows of the training set below each node, the
    root at 1, the children of node i at 2i and 2i+1, for `contributions`.
    """

    features: NDArray[np.int32]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    expected: NDArray[np.float32]
    bias: float

    def ask(self, columns: NDArray[np.float32]) -> Answers:
        """Put the blocks, whose features are ``columns`` (k, n), to the trees."""
        import numpy as np

        trees, depth = self.features.shape
        count = columns.shape[1]
        leaf = np.zeros((trees, count), dtype=np.uint8)
        log_odds = np.empty(count)
        first_leaf = (np.arange(trees) << depth)[:, None]
        leaves = self.leaves.ravel()
        for start in range(0, count, BATCH):
            batch = np.ascontiguousarray(columns[:, start : start + BATCH])
            answer = leaf[:, start : start + BATCH]
            asked = np.empty((trees, batch.shape[1]), dtype=np.float32)
            above = np.empty(asked.shape, dtype=bool)
            for level in range(depth - 1, -1, -1):
                np.take(batch, self.features[:, level], axis=0, out=asked, mode="clip")
                np.greater(asked, self.borders[:, level, None], out=above)
                answer += answer
                answer += above
            values = leaves.take(answer + first_leaf)
            log_odds[start : start + BATCH] = values.sum(axis=0, dtype=np.float64) + self.bias
        return Answers(log_odds, leaf)

    def contributions(self, leaf: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """How far each feature moves each block's log-odds from the mean: the indices of the features that the trees
        ask for (u), and what each contributes (u, n), given the leaves (t, n).

        At each question, the change of the expected log-odds goes to the feature that was asked for (Saabas,
        Interpreting random forests, 2014).
        """
        import numpy as np

        questions = _questions(self)
        moves = questions.moves.take(leaf[questions.tree] + questions.first_leaf)
        return questions.features, np.add.reduceat(moves, questions.starts, axis=0)


@dataclass(frozen=True, slots=True)
class _Questions:
    """The t * d questions of some trees, those about one feature side by side: the ``tree`` of each (q), where its
    leaves begin in the flat table (q, 1), and of that table the ``moves`` (q, 2**d): how far the answer that leads to a
    leaf moves the expected log-odds. ``features`` (u) are those that are asked for, ``starts`` (u) their first
    questions."""

    tree: NDArray[np.intp]
    first_leaf: NDArray[np.intp]
    moves: NDArray[np.float32]
    features: NDArray[np.intp]
    starts: NDArray[np.intp]


@lru_cache(4)
def _questions(trees: Trees) -> _Questions:
    """The questions of some trees: made once, so that a page takes one look-up for each question and block."""
    import numpy as np

    count, depth = trees.features.shape
    leaves = np.arange(1 << depth)
    node = np.ones_like(leaves)
    moves = np.empty((depth, count, 1 << depth), dtype=np.float32)
    for level in range(depth):
        child = 2 * node + (leaves >> level & 1)
        moves[level] = trees.expected[:, child] - trees.expected[:, node]
        node = child
    asked = trees.features.T.ravel()
    order = np.argsort(asked, kind="stable")
    features, starts = np.unique(asked[order], return_index=True)
    return _Questions(
        order % count,
        (np.arange(len(order)) << depth)[:, None],
        moves.reshape(-1, 1 << depth)[order],
        features.astype(np.intp),
        starts,
    )
