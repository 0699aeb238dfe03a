"""One answer beside one page's right answer: text, snippets, metadata.

The figures for texts are those of https://github.com/scrapinghub/article-extraction-benchmark (shingles, exact share)
and a bag of tokens, in which an ideograph counts as a word does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from newsclean.evaluate.cleaners import Answer
from newsclean.evaluate.gold import GoldPage
from newsclean.evaluate.results import FieldResult, TextScore
from newsclean.evaluate.tokens import grams, squeeze, tokens

__all__ = ["SHINGLE", "field_results", "score_text", "without_optional"]

SHINGLE = 4  # tokens


def score_text(gold: GoldPage, text: str) -> TextScore | None:
    """A text beside the expected body; None where the gold has none. Optional lines count neither way."""
    if gold.body is None:
        return None
    expected, found = tokens(without_optional(gold.body, gold)), tokens(without_optional(text, gold))
    common = (Counter(expected) & Counter(found)).total()
    # With nothing to find, nothing found is right; with something to find it is wrong.
    precision = common / len(found) if found else float(not expected)
    recall = common / len(expected) if expected else 1.0
    shingles, ours = grams(expected, SHINGLE), grams(found, SHINGLE)
    shared = (shingles & ours).total()
    return TextScore(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        exact=expected == found,
        shingle_precision=shared / ours.total() if found else None,
        shingle_recall=shared / shingles.total() if expected else 1.0,
    )


def without_optional(text: str, gold: GoldPage) -> str:
    """A text without the lines that count neither way: the gold's optional lines, and the title as first line."""
    lines = text.split("\n")
    if gold.title and squeeze(lines[0]) == squeeze(gold.title):
        lines = lines[1:]
    optional = {squeeze(line) for line in gold.optional_lines}
    return "\n".join(line for line in lines if squeeze(line) not in optional)


def field_results(gold: GoldPage, answer: Answer) -> dict[str, FieldResult]:
    """Each field of the metadata that the gold has, beside what was found."""
    return dict(_fields(gold, answer))


def _fields(gold: GoldPage, answer: Answer) -> Iterator[tuple[str, FieldResult]]:
    """White space and width count in no field, names of people in any case and order."""
    if gold.title:
        yield "title", _single(gold.title, answer.title)
    if gold.days:
        day = (answer.date or "")[:10]
        yield "date", FieldResult(gold.days, _present(day), day in gold.days)
    if gold.source:
        yield "source", _single(gold.source, answer.source)
    for name, expected, found in (("authors", gold.authors, answer.authors), ("editors", gold.editors, answer.editors)):
        if expected:
            yield name, FieldResult(expected, tuple(found), _names(expected) == _names(found))


def _single(expected: str, found: str | None) -> FieldResult:
    return FieldResult((expected,), _present(found), squeeze(expected) == squeeze(found))


def _present(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _names(people: Iterable[str]) -> set[str]:
    return {squeeze(name).lower() for name in people}
