"""Gradient-boosted oblivious trees as arrays, evaluated with numpy alone.

An oblivious tree asks the same question of every row at each of its levels, so that all trees answer for all rows in
one comparison a level and one look-up (Prokhorenkova et al., CatBoost, NeurIPS 2018). A feature is held as a row of
the matrix, the blocks as its columns: picking whole rows takes a quarter of the time of picking columns.
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
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

    def contributions(self, leaf: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """How far each feature moves each block's log-odds from the mean: the indices of the features that the trees
        ask for (u), and what each contributes (u, n), given the leaves (t, n).

        At each question, the change of the expected log-odds goes to the feature that was asked for (Saabas,
        Interpreting random forests, 2014).
        """
        import numpy as np

        trees, depth = self.features.shape
        # Indices into the flat table of expected values: node i of tree t stands at t * width + i, its children at
        # t * width + 2i and + 2i + 1.
        expected = self.expected.ravel()
        tree = (np.arange(trees, dtype=np.int32) * self.expected.shape[1])[:, None]
        node = np.ones(leaf.shape, dtype=np.int32)
        values = np.empty((depth + 1, *leaf.shape), dtype=np.float32)
        values[0] = self.expected[:, 1:2]
        for level in range(depth):
            node += node + (leaf >> level & 1)
            np.take(expected, node + tree, out=values[level + 1], mode="clip")
        moves = np.diff(values, axis=0).reshape(depth * trees, -1)
        asked = self.features.T.ravel()
        order = np.argsort(asked, kind="stable")
        features, starts = np.unique(asked[order], return_index=True)
        return features, np.add.reduceat(moves[order], starts, axis=0)
