"""The features of the second pass: what the first pass thought of the blocks around a block.

One pass judges each block by itself. The second reads the first one's verdicts before, after and in the same
containers, so that a run of cards is judged as one thing and a lone paragraph inside the article is kept
(Tu, Auto-context and its application to high-level vision tasks, CVPR 2008).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["neighbourhood_features"]

STEPS = (1, 2, 3, 4, 5)
WINDOWS = (3, 8, 20)
FAR = 60.0
LOG_ODDS_LIMIT = 6.0
MISSING = -7.0


def neighbourhood_features(
    log_odds: NDArray[np.float64], units: NDArray[np.float32], groups: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Features (k, n) from the first pass's log-odds (n), the lengths (n) and the groups (g, n) of the blocks."""
    import numpy as np

    count = len(log_odds)
    if not count:
        return np.zeros((0, 0), dtype=np.float32)
    clipped = np.minimum(np.maximum(log_odds, -LOG_ODDS_LIMIT), LOG_ODDS_LIMIT)
    probability = 1 / (1 + np.exp(-clipped))
    length = units.astype(np.float64)
    order = np.arange(count)
    reach = max(STEPS)
    padded = np.full(count + 2 * reach, MISSING)
    padded[reach : reach + count] = clipped
    rows: list[NDArray[np.float64]] = [clipped]
    for step in STEPS:
        rows.append(padded[reach - step : reach - step + count])
        rows.append(padded[reach + step : reach + step + count])
    root = np.sqrt(length + 1)
    # Means over windows, weighted by each of these: differences of prefix sums.
    weights = np.array([root, length])
    sums = np.zeros((4, count + 1))
    np.cumsum(np.concatenate((weights * probability, weights)), axis=1, out=sums[:, 1:])
    for width in WINDOWS:
        low, high = np.maximum(order - width, 0), np.minimum(order + width + 1, count)
        above, below = sums[:, :-1] - sums[:, low], sums[:, high] - sums[:, 1:]
        rows.extend(above[:2] / np.maximum(above[2:], 1e-6))
        rows.extend(below[:2] / np.maximum(below[2:], 1e-6))
    expected = length * probability
    whole = max(float(expected.sum()), 1.0)
    before = np.cumsum(expected) - expected
    start, end = _best_run((length + 2) * (probability - 0.5))
    rows += [
        before / whole,
        np.log1p(before),
        np.log1p(np.maximum(whole - before - expected, 0)),
        np.full(count, np.log1p(whole)),
        np.full(count, whole / max(float(length.sum()), 1.0)),
        np.full(count, (np.abs(probability - 0.5) < 0.3).mean()),
        np.minimum(np.maximum(order - start, -40), 40),
        np.minimum(np.maximum(order - end, -40), 40),
        ((order >= start) & (order <= end)).astype(np.float64),
        _since(probability > 0.5),
        _since((probability > 0.5)[::-1])[::-1],
    ]
    rows.extend(_group_features(root, probability, expected / whole, groups))
    return np.array(rows, dtype=np.float32)


def _group_features(
    root: NDArray[np.float64],
    probability: NDArray[np.float64],
    expected: NDArray[np.float64],
    groups: NDArray[np.int32],
) -> NDArray[np.float64]:
    """Of each block and group (3 * g, n): how likely the other members are body, what share of all that is expected to
    be body the group holds, and the likeliest member.

    All groups in one go: the members of each are numbered behind those of the ones before it.
    """
    import numpy as np

    sizes = groups.max(axis=1) + 1
    member = (groups + (np.cumsum(sizes) - sizes)[:, None]).ravel()
    size, times = int(sizes.sum()), len(groups)
    weight, kept, held = (
        np.bincount(member, np.tile(values, times), size)[member].reshape(groups.shape)
        for values in (root, root * probability, expected)
    )
    best = np.zeros(size)
    np.maximum.at(best, member, np.tile(probability, times))
    others = weight - root
    share = (kept - root * probability) / np.maximum(others, 1e-6)
    share[others < 1e-6] = -1.0
    return np.stack((share, held, best[member].reshape(groups.shape)), axis=1).reshape(-1, len(root))


def _best_run(values: NDArray[np.float64]) -> tuple[int, int]:
    """First and last row of the run with the largest sum (Kadane's algorithm)."""
    best, best_value = (0, 0), -math.inf
    start, value = 0, 0.0
    for row, gain in enumerate(values.tolist()):
        if value <= 0:
            start, value = row, 0.0
        value += gain
        if value > best_value:
            best, best_value = (start, row), value
    return best


def _since(flags: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How many rows ago the last true one was, FAR at most."""
    import numpy as np

    order = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, order, -1))
    return np.where(last < 0, FAR, np.minimum(order - last, FAR))
