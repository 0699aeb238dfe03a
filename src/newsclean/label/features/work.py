"""The columns of one page while they are computed, and what several groups of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsclean.label.context import Context

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Work"]


class Work:
    """The features of a page under way.

    ``rows`` (n) are the indices of the blocks that have text; ``columns`` maps the name of a feature to its values (n);
    ``groups`` are, an array (n) each, the groups of blocks that the second pass looks at. The further arrays (n) are
    set by one group of features for those after it: ``units``, ``link_density``, ``prose`` (units of running text),
    ``says`` (whether a phrase matches), and the page's figures ``run_range`` (first and last row of its longest run of
    prose) and ``anchor`` (the row of its title, or -1).
    """

    units: NDArray[np.float32]
    link_density: NDArray[np.float32]
    prose: NDArray[np.float32]
    says: NDArray[np.bool_]
    container: NDArray[np.int32]
    parent: NDArray[np.int32]
    run_range: tuple[int, int]
    anchor: int

    def __init__(self, context: Context) -> None:
        import numpy as np

        self.context = context
        self.rows = np.array([i for i, block in enumerate(context.blocks) if block.text], dtype=np.intp)
        self.count = len(self.rows)
        self.columns: dict[str, NDArray[np.float32]] = {}
        self.groups: list[NDArray[np.int32]] = []
