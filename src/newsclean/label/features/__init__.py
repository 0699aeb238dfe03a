"""The features of blocks: what the trained model reads, one column a block that has text, filled in bulk.

They come in groups: the text of the block, its tags and names, its phrases, its section, its place, its likeness to
the title and to structured data, its containers, and the same figures for its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

# In this order: later groups read what earlier ones have set, and the model knows the features by their order.
STEPS: tuple[Callable[[Work], None], ...] = (text, tags, lexicon, section, place, likeness, containers, neighbours)


@dataclass(frozen=True, slots=True)
class Features:
    """The index of each row's block (n), and ``columns`` (k, n), a feature each, with their names; ``groups`` (g, n)
    are the groups that the rows are in, and ``units`` (n) their lengths."""

    rows: NDArray[np.intp]
    names: Sequence[str]
    columns: NDArray[np.float32]
    groups: NDArray[np.int32]
    units: NDArray[np.float32]


def compute_features(context: Context) -> Features:
    """The features of a page's blocks, those without text left out."""
    import numpy as np

    work = Work(context)
    if not work.count:
        empty = np.zeros((0, 0), dtype=np.int32)
        return Features(work.rows, (), empty.astype(np.float32), empty, np.zeros(0, dtype=np.float32))
    for step in STEPS:
        step(work)
    return Features(work.rows, work.names, work.columns[: len(work.names)], np.array(work.groups), work.units)
