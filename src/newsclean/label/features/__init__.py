"""The features of blocks: what the trained model reads, one row a block that has text, filled in bulk.

Columns come in groups: the text of the block, its tags and names, its phrases, its section, its place, its likeness to
the title and to structured data, its containers, and the same figures for its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsclean.label.context import Context
from newsclean.label.features.containers import containers
from newsclean.label.features.places import neighbours, place, section, tags
from newsclean.label.features.words import lexicon, likeness, text
from newsclean.label.features.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Features", "compute_features"]

# In this order: later groups read what earlier ones have set, and the model knows the columns by their order.
STEPS: tuple[Callable[[Work], None], ...] = (text, tags, lexicon, section, place, likeness, containers, neighbours)


@dataclass(frozen=True, slots=True)
class Features:
    """A matrix (n blocks, k columns) with the names of its columns, the index of each row's block, and the groups
    (n, g) that the rows are in."""

    rows: NDArray[np.intp]
    names: list[str]
    matrix: NDArray[np.float32]
    groups: NDArray[np.int32]


def compute_features(context: Context) -> Features:
    """The features of a page's blocks, those without text left out."""
    import numpy as np

    work = Work(context)
    if work.count:
        for step in STEPS:
            step(work)
    names = list(work.columns)
    matrix = np.empty((work.count, len(names)), dtype=np.float32)
    for i, name in enumerate(names):
        matrix[:, i] = work.columns[name]
    groups = np.column_stack(work.groups) if work.groups else np.zeros((0, 0), dtype=np.int32)
    return Features(work.rows, names, matrix, groups)
