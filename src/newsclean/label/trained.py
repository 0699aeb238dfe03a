"""The trained labeller: two passes of trees over the features of a page's blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from newsclean.label.context import Context
from newsclean.label.features import compute_features
from newsclean.label.neighbourhood import neighbourhood_features
from newsclean.label.trees import Trees
from newsclean.types import Kind, Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Model", "judge_by_model", "load_model"]

MODEL_FILE = "model.npz"
# Features named in a reason.
NAMED_FEATURES = 3


@dataclass(frozen=True, slots=True)
class Model:
    """Both passes: ``names`` are the features of the first, in order; the second reads the columns ``kept`` of them
    and then those of `neighbourhood_features`."""

    first: Trees
    second: Trees
    names: tuple[str, ...]
    kept: NDArray[np.int32]


@cache
def load_model() -> Model:
    """The model that the package ships."""
    import numpy as np

    with as_file(files("newsclean.label").joinpath(MODEL_FILE)) as path, np.load(path, allow_pickle=False) as data:
        passes = [
            Trees(
                data[f"{name}_features"].astype(np.int32),
                data[f"{name}_borders"],
                data[f"{name}_leaves"],
                data[f"{name}_expected"],
                float(data[f"{name}_bias"]),
            )
            for name in ("first", "second")
        ]
        return Model(passes[0], passes[1], tuple(data["names"].tolist()), data["kept"].astype(np.int32))


def judge_by_model(context: Context) -> Iterator[tuple[int, Reason]]:
    """The log-odds that a block is body, with the features that moved them most."""
    import numpy as np

    features = compute_features(context)
    if not len(features.rows):
        return
    model = load_model()
    first = model.first.ask(features.matrix)
    units = context.characters.units[features.rows]
    around = neighbourhood_features(first.log_odds, units, features.groups)
    final = model.second.ask(np.hstack([features.matrix[:, model.kept], around])).log_odds
    columns, moves = model.first.contributions(first.above)
    strongest = columns[_strongest(np.where(final >= 0, 1.0, -1.0)[:, None] * moves)]
    for row, i in enumerate(features.rows.tolist()):
        named = ", ".join([f"{model.names[k]} {features.matrix[row, k]:.3g}" for k in strongest[row]])
        yield i, Reason("model", Kind.BODY, round(float(final[row]), 4), named)


def _strongest(moves: NDArray[np.floating]) -> NDArray[np.intp]:
    """The columns (n, NAMED_FEATURES) with the largest values of each row, the largest first."""
    import numpy as np

    # The first of equal values each time: partitioning would leave ties to the processor's vector width.
    left = np.ascontiguousarray(moves)
    rows = np.arange(len(left))
    top = np.empty((len(left), NAMED_FEATURES), dtype=np.intp)
    for k in range(NAMED_FEATURES):
        top[:, k] = left.argmax(axis=1)
        left[rows, top[:, k]] = -np.inf
    return top
