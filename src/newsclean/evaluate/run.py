"""A set measured: every page of it, and the figures that they come to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from newsclean.errors import OptionError
from newsclean.evaluate.cleaners import NEWSCLEAN, Cleaner, cleaner_named, name_of, scrape, version_of
from newsclean.evaluate.figures import calibrate, confuse, summarise
from newsclean.evaluate.gold import GoldSet, read_gold
from newsclean.evaluate.measure import Task
from newsclean.evaluate.pool import results
from newsclean.evaluate.results import Evaluation, PageResult

__all__ = ["evaluate"]


def evaluate(
    gold: GoldSet | Path | str,
    cleaner: Cleaner | str = NEWSCLEAN,
    *,
    jobs: int = 1,
    scraped: bool = False,
    progress: Callable[[PageResult], None] | None = None,
) -> Evaluation:
    """Measure a cleaner on a set of pages whose right answer is known.

    ``cleaner`` is ``newsclean``, ``trafilatura`` or a function that takes the raw bytes of a page and its address (or
    None) and gives an `Answer`. ``scraped`` turns each page into a plain-text scrape first. ``progress`` is called with
    each page's result, in order. Raises `GoldError` for a set that cannot be read, and `OptionError` for another value
    that cannot be used. A page that the cleaner fails on is counted in ``figures.error``, and as an empty text.
    """
    if jobs < 1:
        raise OptionError(f"jobs is {jobs}, but must be at least 1")
    found = gold if isinstance(gold, GoldSet) else read_gold(gold)
    function = cleaner_named(cleaner) if isinstance(cleaner, str) else cleaner
    if scraped:
        scrape(b"<p>Scrapes can be made.")
    pages = []
    for page in results((Task(right, raw, function, scraped) for right, raw in found), jobs):
        pages.append(page)
        if progress is not None:
            progress(page)
    name = name_of(function)
    return Evaluation(
        name=f"{found.name} (scraped)" if scraped else found.name,
        cleaner=name,
        version=version_of(name),
        figures=summarise(pages),
        calibration=calibrate(pages),
        kinds=confuse(pages),
        pages=tuple(pages),
    )
