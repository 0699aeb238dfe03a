"""What the results of pages come to over a set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean

from newsclean.evaluate.results import Calibration, ConfidenceGroup, Figures, PageResult, Share
from newsclean.run import LOW_CONFIDENCE

__all__ = ["ANY", "calibrate", "confuse", "summarise"]

CLOSE = 0.95  # f1 of a page that nobody would complain about
BAD = 0.8  # f1 of a page that someone should have looked at
GROUPS = 10
ANY = "any"  # the kind of a snippet for which the gold names none


def summarise(pages: Sequence[PageResult]) -> Figures:
    """The figures of a set."""
    scores = [page.score for page in pages if page.score is not None]
    leaks = [leak for page in pages for leak in page.leaks]
    fields = [item for page in pages for item in page.metadata.items()]
    return Figures(
        pages=len(pages),
        f1=_mean(score.f1 for score in scores),
        precision=_mean(score.precision for score in scores),
        recall=_mean(score.recall for score in scores),
        ge95=_mean(score.f1 >= CLOSE for score in scores),
        exact=_mean(score.exact for score in scores),
        shingle_f1=_harmonic(
            _mean(score.shingle_precision for score in scores if score.shingle_precision is not None),
            _mean(score.shingle_recall for score in scores),
        ),
        leak=_mean(leak.found for leak in leaks),
        have=_mean(have.found for page in pages for have in page.haves),
        empty=_mean(page.empty for page in pages) or 0.0,
        error=_mean(page.error is not None for page in pages) or 0.0,
        leak_by_kind=_shares((leak.kind or ANY, leak.found) for leak in leaks),
        metadata=_shares((name, result.right) for name, result in fields),
    )


def calibrate(pages: Iterable[PageResult]) -> Calibration:
    """Confidence beside f1, over the pages that have both."""
    known = [
        (page.confidence, page.id, page.score.f1)
        for page in pages
        if page.confidence is not None and page.score is not None
    ]
    known.sort()
    bounds = [len(known) * number // GROUPS for number in range(GROUPS + 1)]
    groups = [known[start:end] for start, end in pairwise(bounds) if end > start]
    bad = [confidence for confidence, _, f1 in known if f1 < BAD]
    return Calibration(
        pages=len(known),
        groups=tuple(_group(group) for group in groups),
        bad=len(bad),
        doubted=sum(confidence < LOW_CONFIDENCE for confidence, _, _ in known),
        bad_doubted=sum(confidence < LOW_CONFIDENCE for confidence in bad),
    )


def confuse(pages: Iterable[PageResult]) -> Mapping[str, Mapping[str, int]]:
    """For each of the gold's kinds, how many snippets stand in blocks of each of our kinds; "" for no block."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        if page.confidence is not None:  # else the cleaner tells no kinds
            for leak in page.leaks:
                if leak.kind:
                    table[leak.kind][leak.judged.value if leak.judged else ""] += 1
    return {kind: dict(sorted(row.items())) for kind, row in sorted(table.items())}


def _group(pages: Sequence[tuple[float, str, float]]) -> ConfidenceGroup:
    scores = [f1 for _, _, f1 in pages]
    return ConfidenceGroup(
        pages=len(pages),
        lowest=pages[0][0],
        highest=pages[-1][0],
        confidence=fmean(confidence for confidence, _, _ in pages),
        f1=fmean(scores),
        bad=sum(f1 < BAD for f1 in scores),
    )


def _mean(values: Iterable[float]) -> float | None:
    found = [float(value) for value in values]
    return fmean(found) if found else None


def _harmonic(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _shares(values: Iterable[tuple[str, bool]]) -> Mapping[str, Share]:
    found: dict[str, list[bool]] = defaultdict(list)
    for name, value in values:
        found[name].append(value)
    return {name: Share(fmean(values), len(values)) for name, values in sorted(found.items())}
