"""The columns of one page while they are computed, and what several groups of them share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsclean.label.context import Context

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Work"]

# Room for columns; a page's matrix is cut to those that were added. Little more than there are: what is told of a page
# keeps it.
MOST_COLUMNS = 310


class Work:
    """The features of a page under way.

    ``rows`` (n) are the indices of the ``blocks`` that have text; ``squeezed`` are their texts as the context has them.
    A feature is a row of ``columns`` (k, n), so that one is written, and read by the trees, in one piece. ``groups``
    are, an array (n) each, the groups of blocks that the second pass looks at. The further arrays (n) are set by one
    group of features for those after it: ``units``, ``link_density``, ``prose`` (units of running text), ``says`` (how
    strongly a phrase matches), ``opens`` (whether one opens a section), ``date``, ``title_likeness``, ``terms``, and
    the page's figures ``run_range`` (first and last row of its longest run of prose) and ``anchor`` (the row of its
    title, or -1).
    """

    units: NDArray[np.float32]
    log_units: NDArray[np.float32]
    link_density: NDArray[np.float32]
    prose: NDArray[np.float32]
    log_prose: NDArray[np.float32]
    ends_stop: NDArray[np.bool_]
    says: NDArray[np.float32]
    says_editor: NDArray[np.bool_]
    opens: NDArray[np.bool_]
    date: NDArray[np.bool_]
    heading: NDArray[np.bool_]
    level: NDArray[np.int8]
    paragraph: NDArray[np.bool_]
    title_likeness: NDArray[np.float32]
    terms: NDArray[np.float32]
    container: NDArray[np.int32]
    parent: NDArray[np.int32]
    container_link_density: NDArray[np.float32]
    run_range: tuple[int, int]
    anchor: int

    def __init__(self, context: Context) -> None:
        import numpy as np

        self.context = context
        rows = [i for i, block in enumerate(context.blocks) if block.text]
        self.blocks = [context.blocks[i] for i in rows]
        self.squeezed = [context.squeezed[i] for i in rows]
        self.rows = np.array(rows, dtype=np.intp)
        self.count = len(rows)
        self.order = np.arange(self.count)
        self.names: list[str] = []
        self.columns = np.empty((MOST_COLUMNS, self.count), dtype=np.float32)
        self.groups: list[NDArray[np.int32]] = []

    def add(self, name: str, values: ArrayLike) -> None:
        """Append one feature (n), or one value for all rows."""
        self.columns[len(self.names)] = values
        self.names.append(name)

    def add_all(self, names: Sequence[str], values: ArrayLike) -> None:
        """Append several features (len(names), n) at once. The names are best made beforehand, not for each page."""
        start = len(self.names)
        self.names.extend(names)
        self.columns[start : len(self.names)] = values
