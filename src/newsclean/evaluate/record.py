"""Figures kept in a file, and the check that none has fallen since: ``bench/accuracy.json`` is such a record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsclean.errors import OptionError
from newsclean.evaluate.results import Evaluation
from newsclean.evaluate.values import figure_values

__all__ = ["Shortfall", "check_figures", "main_figures", "record_figures"]

# A figure may fall by half a point before someone has to look: less than that moves with every change.
TOLERANCE = 0.005
# Figures of what should not happen fall by rising.
LESS_IS_BETTER = frozenset({"leak", "empty", "error"})
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A figure of a set that is worse than the one recorded; ``measured`` is None where there is none any more."""

    dataset: str
    figure: str
    recorded: float
    measured: float | None

    def __str__(self) -> str:
        now = "nothing" if self.measured is None else f"{self.measured:.4g}"
        return f"{self.dataset}: {self.figure} was recorded as {self.recorded:.4g}, measured is {now}"


def main_figures(evaluation: Evaluation) -> dict[str, float]:
    """The figures that are kept of a set, by name: those of its texts and snippets, and the share of right metadata."""
    values = figure_values(evaluation.figures)
    fields = {f"metadata {name}": share["value"] for name, share in values.pop("metadata").items()}
    del values["leak_by_kind"]  # a kind has few snippets: one page more or less would be points
    return {name: value for name, value in {**values, **fields}.items() if value is not None}


def record_figures(path: Path, evaluations: Sequence[Evaluation]) -> None:
    """Write the main figures of sets to a file. Figures of other sets that it holds already stay.

    Raises `OptionError` where the file holds something else.
    """
    known = _read(path) if path.exists() else {}
    sets = {**known, **{evaluation.name: main_figures(evaluation) for evaluation in evaluations}}
    text = json.dumps({"sets": dict(sorted(sets.items()))}, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def check_figures(path: Path, evaluations: Sequence[Evaluation]) -> tuple[Shortfall, ...]:
    """The figures that are more than half a point worse than those in a file; sets that it does not know are passed by.

    A set of another size than the recorded one is no longer the same, and falls short in ``pages``. Raises
    `OptionError` where the file is no record, or knows none of the sets: a check of nothing would always pass.
    """
    recorded = _read(path)
    measured = {evaluation.name: main_figures(evaluation) for evaluation in evaluations if evaluation.name in recorded}
    if not measured:
        names = ", ".join(evaluation.name for evaluation in evaluations)
        raise OptionError(f"{path}: has no figures of {names}; --record {path} adds them")
    return tuple(short for name, figures in measured.items() for short in _compare(name, recorded[name], figures))


def _compare(name: str, recorded: Mapping[str, float], measured: Mapping[str, float]) -> Iterator[Shortfall]:
    for figure, before in recorded.items():
        now = measured.get(figure)
        if now is None or (figure == "pages" and now != before):
            yield Shortfall(name, figure, before, now)
        elif figure != "pages":
            fallen = now - before if figure in LESS_IS_BETTER else before - now
            if round(fallen, DECIMALS) > TOLERANCE:
                yield Shortfall(name, figure, before, now)


def _read(path: Path) -> dict[str, dict[str, float]]:
    """The sets of a record with their figures."""
    try:
        sets: dict[str, dict[str, float]] = json.loads(path.read_bytes())["sets"]
        known = all(isinstance(value, int | float) for figures in sets.values() for value in figures.values())
    except (ValueError, TypeError, KeyError, AttributeError):
        known = False
    if not known:
        raise OptionError(f"{path}: holds no recorded figures; --record writes such a file")
    return sets
