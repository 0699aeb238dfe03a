"""Evaluations as tables of words, for a terminal, a log or a page alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsclean.evaluate.cleaners import NEWSCLEAN
from newsclean.evaluate.figures import ANY, calibrate
from newsclean.evaluate.results import Calibration, Difference, Evaluation, PageResult, Share
from newsclean.types import Kind

__all__ = ["Table", "headline", "overview", "page_table", "what_went_wrong", "worst_pages"]

NOTHING = "–"
NO_BLOCK = "no block"
KINDS = "the gold's kinds of snippets, and the kinds given to the blocks that they stand in"
WHOLE = 0.995  # a share that would be told as all
FIELDS = ("title", "date", "source", "authors", "editors")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title and a note. The columns numbered in ``words`` have words, all others figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    words: tuple[int, ...] = (0,)


def overview(evaluations: Sequence[Evaluation], *, wide: bool = False) -> Iterator[Table]:
    """All tables but those of single pages; those that would be empty are left out.

    Evaluations of one set by several cleaners follow each other, in the order given. Which kinds blocks were given is
    told in a column for each kind where there is a ``wide`` page for it, else in words.
    """
    yield _figures(evaluations)
    kinds = map(_kinds if wide else _kinds_in_words, evaluations)
    tables = [_metadata(evaluations), _leaks(evaluations), *kinds, _confidence(evaluations), _bad_pages(evaluations)]
    yield from (table for table in tables if table.rows)


def _figures(evaluations: Sequence[Evaluation]) -> Table:
    columns = ("f1", "precision", "recall", "ge95", "exact", "shingle f1", "leak", "have", "empty", "error")
    rows = []
    for evaluation in evaluations:
        figures = evaluation.figures
        values = [getattr(figures, column.replace(" ", "_")) for column in columns]
        rows.append((*_names(evaluation), str(figures.pages), *map(_figure, values)))
    return Table("Figures", ("set", "cleaner", "pages", *columns), tuple(rows), words=(0, 1))


def _metadata(evaluations: Sequence[Evaluation]) -> Table:
    rows = []
    for evaluation in evaluations:
        shares = evaluation.figures.metadata
        if shares:
            rows.append((*_names(evaluation), *(_share(shares.get(field)) for field in FIELDS)))
    note = "share of pages that are right (of how many)"
    return Table("Metadata", ("set", "cleaner", *FIELDS), tuple(rows), note, words=(0, 1))


def _leaks(evaluations: Sequence[Evaluation]) -> Table:
    """Leaks by kind, a row for each kind of each set, a column for each cleaner."""
    cleaners = _distinct(evaluation.cleaner for evaluation in evaluations)
    found = {(each.name, each.cleaner): each.figures.leak_by_kind for each in evaluations}
    rows: list[tuple[str, ...]] = []
    for name in _distinct(evaluation.name for evaluation in evaluations):
        by_cleaner = [found.get((name, cleaner), {}) for cleaner in cleaners]
        kinds = sorted({kind for shares in by_cleaner for kind in shares} - {ANY})
        rows.extend((name, kind, *(_share(shares.get(kind)) for shares in by_cleaner)) for kind in kinds)
    note = "share of snippets in the text (of how many)"
    return Table("Leaks by kind", ("set", "kind", *cleaners), tuple(rows), note, words=(0, 1))


def _kinds(evaluation: Evaluation) -> Table:
    """Which kind was given to what the gold has under another: a row a kind of the gold, a column a kind of ours."""
    given = {kind for row in evaluation.kinds.values() for kind in row}
    columns = [kind.value for kind in Kind if kind.value in given] + ([""] if "" in given else [])
    rows = [
        (kind, *(str(row.get(column) or ".") for column in columns), _agreement(kind, row))
        for kind, row in evaluation.kinds.items()
    ]
    names = (column or NO_BLOCK for column in columns)
    return Table(f"Kinds: {evaluation.name}", ("gold", *names, "agree"), tuple(rows), KINDS)


def _kinds_in_words(evaluation: Evaluation) -> Table:
    """The same, with the kinds that were given in one column, the most frequent first."""
    rows = []
    for kind, row in evaluation.kinds.items():
        given = sorted(row.items(), key=lambda item: (-item[1], not item[0], item[0]))
        words = ", ".join(f"{name or NO_BLOCK} {count}" for name, count in given)
        rows.append((kind, str(sum(row.values())), _agreement(kind, row), words))
    columns = ("gold", "snippets", "agree", "given")
    return Table(f"Kinds: {evaluation.name}", columns, tuple(rows), KINDS, words=(0, 3))


def _agreement(kind: str, row: Mapping[str, int]) -> str:
    """The share of snippets in blocks of just their kind; the gold may have names that we have not."""
    return f"{row.get(kind, 0) / sum(row.values()):.2f}" if kind in set(Kind) else NOTHING


def _confidence(evaluations: Sequence[Evaluation]) -> Table:
    """Confidence beside f1 over all sets."""
    pooled = calibrate(page for evaluation in evaluations for page in evaluation.pages)
    rows = [
        (
            f"{group.lowest:.3f} to {group.highest:.3f}",
            str(group.pages),
            _figure(group.confidence),
            _figure(group.f1),
            str(group.bad),
        )
        for group in pooled.groups
    ]
    return Table(
        "Confidence, in ten groups",
        ("confidence", "pages", "mean confidence", "mean f1", "f1 < .8"),
        tuple(rows),
        _in_words(pooled),
    )


def _bad_pages(evaluations: Sequence[Evaluation]) -> Table:
    rows = []
    for evaluation in evaluations:
        found = evaluation.calibration
        if found.pages:
            counts = (found.pages, found.bad, found.bad_doubted, found.doubted)
            rows.append((evaluation.name, *map(str, counts)))
    columns = ("set", "pages", "f1 < .8", "of these confidence < .5", "all with confidence < .5")
    return Table("Bad pages", columns, tuple(rows))


def _in_words(found: Calibration) -> str:
    return (
        f"{found.bad_doubted} of {found.bad} pages with f1 < .8 have a confidence under .5, "
        f"as have {found.doubted} of all {found.pages}"
    )


def worst_pages(
    evaluations: Sequence[Evaluation], count: int
) -> Iterator[tuple[Evaluation, tuple[tuple[PageResult, str], ...]]]:
    """Of each set by newsclean, the worst pages, each with its figures and its f1 by others in words."""
    grades = {
        (each.name, page.id, each.cleaner): page.grade
        for each in evaluations
        if each.cleaner != NEWSCLEAN
        for page in each.pages
    }
    for evaluation in evaluations:
        pages = evaluation.worst(count) if evaluation.cleaner == NEWSCLEAN else ()
        told = []
        for page in pages:
            others = [
                f"{cleaner} {_figure(grade)}"
                for (name, page_id, cleaner), grade in grades.items()
                if (name, page_id) == (evaluation.name, page.id)
            ]
            told.append((page, "; ".join([headline(page), *others])))
        if told:
            yield evaluation, tuple(told)


def headline(page: PageResult) -> str:
    """The figures of one page in a line."""
    parts = []
    if page.score is not None:
        score = page.score
        parts.append(f"f1 {_figure(score.f1)}, precision {_figure(score.precision)}, recall {_figure(score.recall)}")
    leaks = [leak.found for leak in page.leaks]
    haves = [have.found for have in page.haves]
    parts.extend(f"{sum(found)} of {len(found)} snippets leaked" for found in (leaks,) if any(found))
    parts.extend(f"{sum(found)} of {len(found)} snippets kept" for found in (haves,) if not all(found))
    if page.confidence is not None:
        parts.append(f"confidence {page.confidence:.2f}")
    if page.error is not None:
        parts.append(f"error: {page.error}")
    return "; ".join(parts)


def what_went_wrong(page: PageResult, longest: int | None = None) -> tuple[Difference, ...]:
    """The differences of a page in its order; of more than ``longest`` those that concern most tokens."""
    if longest is None or len(page.differences) <= longest:
        return page.differences
    largest = sorted(range(len(page.differences)), key=lambda place: (-page.differences[place].tokens, place))
    return tuple(page.differences[place] for place in sorted(largest[:longest]))


def page_table(page: PageResult, longest: int | None = None) -> Table:
    """What of a page was lost and leaked, block by block, and which of its metadata are wrong."""
    told = what_went_wrong(page, longest)
    rows = [_difference(difference) for difference in told]
    rows.extend(
        ("wrong", name, NOTHING, NOTHING, f"{_list(field.found)} instead of {_list(field.expected)}", "")
        for name, field in page.metadata.items()
        if not field.right
    )
    left = len(page.differences) - len(told)
    note = f"and {left} smaller differences" if left else ""
    columns = ("", "kind", "block", "confidence", "text", "reasons")
    return Table(page.id, columns, tuple(rows), note, words=tuple(range(len(columns))))


def _difference(difference: Difference) -> tuple[str, ...]:
    reasons = (f"{reason.weight:+.1f} {reason.kind}: {reason.detail}" for reason in difference.reasons)
    return (
        difference.change,
        difference.kind.value if difference.kind else NO_BLOCK,
        NOTHING if difference.block is None else str(difference.block),
        NOTHING if difference.confidence is None else f"{difference.confidence:.2f}",
        difference.text + ("" if difference.share > WHOLE else f" [{difference.share:.0%} of the block]"),
        "; ".join(reasons),
    )


def _names(evaluation: Evaluation) -> tuple[str, str]:
    return evaluation.name, f"{evaluation.cleaner} {evaluation.version}".strip()


def _figure(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.4f}"


def _share(share: Share | None) -> str:
    return NOTHING if share is None else f"{share.value:.3f} ({share.count})"


def _list(values: Sequence[str]) -> str:
    return ", ".join(values) or "nothing"


def _distinct(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(names))
