"""Gradient-boosted oblivious trees as arrays, evaluated with numpy alone.

An oblivious tree asks the same question of every row at each of its levels, so that all trees answer for all rows in
one comparison and one look-up (Prokhorenkova et al., CatBoost, NeurIPS 2018). Rows of blocks are held as columns here:
picking whole rows of a transposed matrix takes a quarter of the time of picking columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Answers", "Trees"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the trees answer for n rows: the ``log_odds`` (n), and per tree and level whether each row is ``above`` the
    border (t, d, n)."""

    log_odds: NDArray[np.float64]
    above: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trees:
    """t trees of one depth d over k features.

    ``features`` (t, d) are column indices, ``borders`` (t, d) thresholds: level l of a tree adds ``2**l`` to the index
    of the leaf where the feature is above its border. ``leaves`` (t, 2**d) are log-odds, ``bias`` is added to their
    sum. ``expected`` (t, 2**(d+1)) are the mean log-odds of the rows of the training set below each node, the root at
    1, the children of node i at 2i and 2i+1, for `contributions`.
    """

    features: NDArray[np.int32]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    expected: NDArray[np.float32]
    bias: float

    def ask(self, matrix: NDArray[np.float32]) -> Answers:
        """Put the rows of a matrix (n, k) to the trees."""
        import numpy as np

        trees, depth = self.features.shape
        columns = np.ascontiguousarray(matrix.T)
        above = columns[self.features.ravel()] > self.borders.reshape(-1, 1)
        above = above.reshape(trees, depth, len(matrix))
        leaf = np.zeros((trees, len(matrix)), dtype=np.int32)
        for level in range(depth - 1, -1, -1):
            leaf += leaf
            leaf += above[:, level, :]
        leaf += (np.arange(trees, dtype=np.int32) << depth)[:, None]
        log_odds = self.leaves.ravel()[leaf].sum(axis=0, dtype=np.float64) + self.bias
        return Answers(log_odds, above)

    def contributions(self, above: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """How far each feature moves each row's log-odds from the mean: the columns of the features that the trees ask
        for (u), and what each contributes (n, u).

        At each question, the change of the expected log-odds goes to the feature that was asked for (Saabas,
        Interpreting random forests, 2014).
        """
        import numpy as np

        trees, depth, rows = above.shape
        # Indices into the flat table of expected values: node i of tree t stands at t * width + i, its children at
        # t * width + 2i and + 2i + 1.
        width = self.expected.shape[1]
        expected = self.expected.ravel()
        tree = (np.arange(trees, dtype=np.int32) * width)[:, None]
        node = np.ones((trees, rows), dtype=np.int32)
        values = np.empty((depth + 1, trees, rows), dtype=np.float32)
        values[0] = self.expected[:, 1:2]
        for level in range(depth):
            node += node + above[:, level, :]
            np.take(expected, node + tree, out=values[level + 1], mode="clip")
        moves = np.diff(values, axis=0).reshape(depth * trees, rows)
        asked = self.features.T.ravel()
        order = np.argsort(asked, kind="stable")
        columns, starts = np.unique(asked[order], return_index=True)
        return columns, np.add.reduceat(moves[order], starts, axis=0).T
