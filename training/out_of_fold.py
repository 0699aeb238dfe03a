"""Measure the whole cleaner on pages of sites that its model has not seen.

    python -m training.train ../shared/corpus /tmp/model.npz --folds /tmp/folds
    python -m training.out_of_fold ../shared/corpus /tmp/folds

Each page of a set that trains the labeller is cleaned with the model of its fold. The figures are those of
`newsclean eval`; the Chinese pages are measured as text scrapes too. At the end, how far confidence can be trusted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from newsclean.evaluate.cleaners import Answer, with_newsclean
from newsclean.evaluate.figures import calibrate, summarise
from newsclean.evaluate.gold import read_gold
from newsclean.evaluate.measure import Task
from newsclean.evaluate.pool import results
from newsclean.evaluate.results import PageResult
from newsclean.label import trained
from training.samples import fold_of, load_set, site_of
from training.train import FOLDS

__all__ = ["main"]

FIGURES = ("f1", "precision", "recall", "ge95", "exact", "leak", "have")
# Token F1 from which a text is right to 95 %.
RIGHT = 0.95


@cache
def read_once(path: Path) -> trained.Model:
    """The model of a fold."""
    return trained.read_model(str(path))


def clean_with(path: Path, raw: bytes, url: str | None) -> Answer:
    """The answer of newsclean with the model of a file."""
    trained.load_model = partial(read_once, path)  # type: ignore[assignment]  # it is called without arguments
    return with_newsclean(raw, url)


def tasks(path: Path, folds: Path, *, scraped: bool) -> Iterator[Task]:
    """The pages of a set, each with the model that has not seen its site."""
    for (row, _), (gold, raw) in zip(load_set(path), read_gold(path), strict=True):
        model = folds / f"{fold_of(site_of(row), FOLDS)}.npz"
        yield Task(gold, raw, partial(clean_with, model), scraped)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of the evaluation sets, with index.json")
    parser.add_argument("folds", type=Path, help="folder of the models that training.train wrote with --folds")
    options = parser.parse_args()
    names = [entry["set"] for entry in json.loads((options.corpus / "index.json").read_text()) if entry["train"]]
    every: list[PageResult] = []
    for name, scraped in [*((name, False) for name in names), *((name, True) for name in names if name == "zh")]:
        pages = list(results(tasks(options.corpus / f"{name}.zip", options.folds, scraped=scraped), 2))
        every += pages
        figures = summarise(pages)
        known = {key: getattr(figures, key) for key in FIGURES}
        told = "  ".join(f"{key} {value:.4f}" for key, value in known.items() if value is not None)
        print(f"{name + (' (scraped)' if scraped else ''):16}{told}", flush=True)
    print_confidence(every)


def print_confidence(pages: list[PageResult]) -> None:
    """Print for tenths of the pages, by confidence, how many texts are right, and where the bad ones lie."""
    known = sorted(
        [(page.confidence or 0.0, page.score.f1) for page in pages if page.score is not None and not page.error]
    )
    for tenth in range(10):
        group = known[len(known) * tenth // 10 : len(known) * (tenth + 1) // 10]
        mean = sum(confidence for confidence, _ in group) / len(group)
        print(f"confidence {mean:.3f}  right to 95 % {sum(f1 >= RIGHT for _, f1 in group) / len(group):.3f}")
    found = calibrate(pages)
    bad = f"{found.bad_doubted} of the {found.bad} with f1 under .8"
    print(f"{found.doubted} of {found.pages} pages are under .5, among them {bad}")


if __name__ == "__main__":
    main()
