"""Trees as arrays."""

from __future__ import annotations

import numpy as np
import pytest

from newsclean.label.trees import BATCH, Trees

# One tree of depth 2 over features 0 and 2: the leaf's index has bit 0 for feature 0 above 1, bit 1 for feature 2
# above 5.
TREES = Trees(
    features=np.array([[0, 2]], dtype=np.int32),
    borders=np.array([[1.0, 5.0]], dtype=np.float32),
    leaves=np.array([[0.0, 1.0, 2.0, 4.0]], dtype=np.float32),
    expected=np.array([[0, 1.75, 1.0, 2.5, 0.0, 2.0, 1.0, 4.0]], dtype=np.float32),
    bias=0.5,
)


def test_predict_walks_to_the_leaf() -> None:
    """A row gets the value of the leaf that its answers lead to, and the bias."""
    rows = np.array([[0, 9, 0], [2, 9, 0], [0, 9, 6], [2, 9, 6]], dtype=np.float32)
    assert TREES.ask(rows.T).log_odds.tolist() == [0.5, 1.5, 2.5, 4.5]


def test_contributions_add_up() -> None:
    """Contributions add up to the way from the mean to the leaf, and a feature not asked for has no part."""
    rows = np.array([[2, 9, 6], [0, 9, 0]], dtype=np.float32)
    answers = TREES.ask(rows.T)
    features, parts = TREES.contributions(answers.leaf)
    assert parts.sum(axis=0) == pytest.approx(answers.log_odds - TREES.bias - 1.75)
    assert features.tolist() == [0, 2]
    assert parts[:, 0].tolist() == [0.75, 1.5]


def test_batches_change_nothing() -> None:
    """More blocks than are put to the trees at once get the answers that each would get alone."""
    columns = np.random.default_rng(1).uniform(0, 8, (3, 2 * BATCH + 3)).astype(np.float32)
    answers = TREES.ask(columns)
    alone = [TREES.ask(columns[:, i : i + 1]) for i in range(columns.shape[1])]
    assert answers.log_odds.tolist() == [answer.log_odds[0] for answer in alone]
    assert answers.leaf[0].tolist() == [answer.leaf[0, 0] for answer in alone]
