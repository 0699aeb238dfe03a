"""The trained labeller: two passes of trees over the features of a page's blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from newsclean.label.ballot import Ballot
from newsclean.label.context import Context
from newsclean.label.features import Features, compute_features
from newsclean.label.neighbourhood import neighbourhood_features
from newsclean.label.trees import BATCH, Trees
from newsclean.types import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Model", "judge_by_model", "load_model", "read_model"]

MODEL_FILE = "model.npz"
# Features named in a reason.
NAMED_FEATURES = 3


@dataclass(frozen=True, slots=True)
class Model:
    """Both passes: ``names`` are the features of the first, in order; the second reads those ``kept`` of them and then
    those of `neighbourhood_features`."""

    first: Trees
    second: Trees
    names: tuple[str, ...]
    kept: NDArray[np.int32]


@cache
def load_model() -> Model:
    """The model that the package ships."""
    with as_file(files("newsclean.label").joinpath(MODEL_FILE)) as path:
        return read_model(str(path))


def read_model(path: str) -> Model:
    """A model from its file."""
    import numpy as np

    with np.load(path, allow_pickle=False) as data:
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


def judge_by_model(context: Context, ballot: Ballot) -> None:
    """The log-odds that a block is body, with the features that moved them most."""
    import numpy as np

    features = compute_features(context)
    if not len(features.rows):
        return
    model = load_model()
    first = model.first.ask(features.columns)
    around = neighbourhood_features(first.log_odds, features.units, features.groups)
    final = model.second.ask(np.concatenate((features.columns[model.kept], around))).log_odds
    body = ballot.body
    body[features.rows] += final
    ballot.explain(_Explanation(model, features, first.leaf, final))


class _Explanation:
    """Which features moved the first pass's log-odds of a block most towards the verdict."""

    def __init__(self, model: Model, features: Features, leaf: NDArray[np.uint8], final: NDArray[np.float64]) -> None:
        self._model = model
        self._features = features
        self._leaf = leaf
        self._final = final
        self._details: dict[int, list[str]] = {}

    @cached_property
    def _row_of(self) -> dict[int, int]:
        """The row of each block that has text."""
        return {i: row for row, i in enumerate(self._features.rows.tolist())}

    @cached_property
    def _weights(self) -> list[float]:
        return [round(weight, 4) for weight in self._final.tolist()]

    def weigh(self, i: int, kind: Kind) -> tuple[str, Kind, float, str] | None:  # noqa: ARG002  # it speaks of the body
        """What it says of a block, without the words; nothing where that has no text."""
        row = self._row_of.get(i)
        return None if row is None else ("model", Kind.BODY, self._weights[row], "")

    def words(self, blocks: Sequence[int]) -> list[str]:
        """Which features moved each of some blocks most. For one at a time they are made in batches: the next question
        is most often about the next block."""
        rows = [self._row_of[block] for block in blocks]
        if len(rows) != 1:
            return [
                words for start in range(0, len(rows), BATCH) for words in self._explain(rows[start : start + BATCH])
            ]
        batch, place = divmod(rows[0], BATCH)
        if batch not in self._details:
            self._details[batch] = self._explain(range(batch * BATCH, min((batch + 1) * BATCH, len(self._row_of))))
        return [self._details[batch][place]]

    def _explain(self, rows: Sequence[int]) -> list[str]:
        """The details of a batch of blocks."""
        import numpy as np

        of = np.array(rows)
        features, moves = self._model.first.contributions(self._leaf[:, of])
        strongest = _strongest(np.where(self._final[of] >= 0, 1.0, -1.0) * moves)
        values = self._features.columns[features[strongest], of]
        word = _Words(self._model.names).of
        return [
            ", ".join(map(word, named, of_block))
            for named, of_block in zip(features[strongest].T.tolist(), values.T.tolist(), strict=True)
        ]


class _Words:
    """Features with their values in words. Blocks of a page have many of them in common."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._known: dict[tuple[int, float], str] = {}

    def of(self, feature: int, value: float) -> str:
        """A feature's name with its value."""
        key = feature, value
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = f"{self._names[feature]} {value:.3g}"
        return found


def _strongest(moves: NDArray[np.floating]) -> NDArray[np.intp]:
    """The rows (NAMED_FEATURES, n) with the largest values of each column, the largest first."""
    import numpy as np

    # The first of equal values each time: partitioning would leave ties to the processor's vector width.
    left = np.ascontiguousarray(moves)
    columns = np.arange(left.shape[1])
    top = np.empty((NAMED_FEATURES, left.shape[1]), dtype=np.intp)
    for k in range(NAMED_FEATURES):
        top[k] = left.argmax(axis=0)
        left[top[k], columns] = -np.inf
    return top
