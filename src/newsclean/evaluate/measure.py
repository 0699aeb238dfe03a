"""One page measured: cleaned, and the answer laid beside the gold. Whatever goes wrong with a page is its result."""

from __future__ import annotations

from dataclasses import dataclass

from newsclean.evaluate.cleaners import Answer, Cleaner, scrape
from newsclean.evaluate.differences import find_differences
from newsclean.evaluate.gold import GoldPage
from newsclean.evaluate.place import Places
from newsclean.evaluate.results import PageResult, SnippetResult
from newsclean.evaluate.scores import field_results, score_text
from newsclean.evaluate.tokens import squeeze
from newsclean.types import Kind

__all__ = ["Task", "failed", "measure"]


@dataclass(frozen=True, slots=True)
class Task:
    """One page to measure, with the cleaner to measure; ``scraped`` turns it into a plain-text scrape first."""

    gold: GoldPage
    raw: bytes
    cleaner: Cleaner
    scraped: bool = False


def measure(task: Task) -> PageResult:
    """Clean a page and compare. Raises nothing but what ends the process."""
    try:
        answer = task.cleaner(scrape(task.raw) if task.scraped else task.raw, task.gold.url)
    except Exception as error:  # noqa: BLE001  # a page that cannot be cleaned is a figure, too
        return failed(task, f"{type(error).__name__}: {error}")
    return compare(task.gold, answer)


def failed(task: Task, error: str) -> PageResult:
    """The result for a page of which the cleaner gave no answer: that of an empty text."""
    return compare(task.gold, Answer(), error)


def compare(gold: GoldPage, answer: Answer, error: str | None = None) -> PageResult:
    """An answer beside the gold."""
    text = squeeze(answer.text)
    entries = answer.article.ledger.entries if answer.article else ()
    places = Places(entries)

    def look(snippet: str, kind: str | None = None) -> SnippetResult:
        holder = places.holder(snippet, kind)
        judged: Kind | None = holder.verdict.kind if holder else None
        return SnippetResult(snippet, kind, squeeze(snippet) in text, judged)

    return PageResult(
        id=gold.id,
        language=gold.language,
        error=error,
        empty=not answer.text.strip(),
        confidence=answer.article.confidence if answer.article else None,
        score=score_text(gold, answer.text),
        leaks=tuple(look(snippet.text, snippet.kind) for snippet in gold.must_not),
        haves=tuple(look(snippet) for snippet in gold.must_have),
        metadata=field_results(gold, answer),
        differences=tuple(find_differences(gold, entries, places)) if answer.article else (),
    )
