"""Evaluations as plain values that JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from newsclean.evaluate.results import Difference, Evaluation, Figures, PageResult, Share

__all__ = ["evaluation_values", "figure_values"]

DECIMALS = 4


def evaluation_values(evaluation: Evaluation) -> dict[str, Any]:
    """Everything that an evaluation found, for each page too."""
    return {
        "set": evaluation.name,
        "cleaner": evaluation.cleaner,
        "version": evaluation.version,
        "figures": figure_values(evaluation.figures),
        "kinds": {kind: dict(row) for kind, row in evaluation.kinds.items()},
        "confidence": _rounded(asdict(evaluation.calibration)),
        "pages": [_page(page) for page in evaluation.pages],
    }


def figure_values(figures: Figures) -> dict[str, Any]:
    """The figures of a set by their names, those that it has nothing for as None."""
    single = {
        "pages": figures.pages,
        "f1": figures.f1,
        "precision": figures.precision,
        "recall": figures.recall,
        "ge95": figures.ge95,
        "exact": figures.exact,
        "shingle_f1": figures.shingle_f1,
        "leak": figures.leak,
        "have": figures.have,
        "empty": figures.empty,
        "error": figures.error,
    }
    shares = {"leak_by_kind": _shares(figures.leak_by_kind), "metadata": _shares(figures.metadata)}
    return {**_rounded(single), **shares}


def _page(page: PageResult) -> dict[str, Any]:
    return {
        "id": page.id,
        "language": page.language,
        "error": page.error,
        "empty": page.empty,
        "confidence": _rounded(page.confidence),
        "score": _rounded(asdict(page.score)) if page.score else None,
        "leaks": [asdict(snippet) for snippet in page.leaks],
        "haves": [asdict(snippet) for snippet in page.haves],
        "metadata": {
            name: {"expected": list(field.expected), "found": list(field.found), "right": field.right}
            for name, field in page.metadata.items()
        },
        "differences": [_difference(difference) for difference in page.differences],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    values = asdict(difference)
    return {**values, **_rounded({name: values[name] for name in ("share", "confidence", "reasons")})}


def _shares(shares: Mapping[str, Share]) -> dict[str, Any]:
    return {name: {"value": _rounded(share.value), "count": share.count} for name, share in shares.items()}


def _rounded(value: Any) -> Any:  # noqa: ANN401  # whatever JSON can hold
    """A value with all its numbers rounded, so that a change in them can be seen."""
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value
