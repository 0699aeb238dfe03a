"""Measure the whole cleaner on pages of sites that its model has not seen.

    python -m training.train ../shared/corpus /tmp/model.npz --folds /tmp/folds
    python -m training.out_of_fold ../shared/corpus /tmp/folds

Each page of a set that trains the labeller is cleaned with the model of its fold. The figures are those of
`newsclean eval`; the Chinese pages are measured as text scrapes too. At the end, how far confidence can be trusted.

With ``--profile`` only the pages of hosts with three or more are measured, without and with what repeats on the pages
of their host; also those of sets that train nothing, with the model that is shipped.
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
from newsclean.evaluate.measure import Task, measure
from newsclean.evaluate.pool import results
from newsclean.evaluate.repetition import ProfiledNewsclean, learn_set
from newsclean.evaluate.results import PageResult
from newsclean.label import trained
from newsclean.profile import SiteProfile
from newsclean.profile.site_profile import host_of_source
from training.samples import fold_of, load_set, site_of
from training.train import FOLDS

__all__ = ["main"]

FIGURES = ("f1", "precision", "recall", "ge95", "exact", "leak", "have")
SHIPPED = trained.load_model
# Token F1 from which a text is right to 98 %.
RIGHT = 0.98


@cache
def read_once(path: Path) -> trained.Model:
    """The model of a fold."""
    return trained.read_model(str(path))


def clean_with(path: Path, raw: bytes, url: str | None) -> Answer:
    """The answer of newsclean with the model of a file."""
    trained.load_model = partial(read_once, path)  # type: ignore[assignment]  # it is called without arguments
    return with_newsclean(raw, url)


def clean_profiled(path: Path | None, with_profile: ProfiledNewsclean, raw: bytes, url: str | None) -> Answer:
    """The answer with a profile, and with the model of a file or the one that is shipped."""
    load = SHIPPED if path is None else partial(read_once, path)
    trained.load_model = load  # type: ignore[assignment]  # it is called without arguments
    return with_profile(raw, url)


def compare_profiles(corpus: Path, folds: Path) -> None:
    """Print for each set, and each host in it with three or more pages, the mean F1 without and with a profile."""
    for entry in json.loads((corpus / "index.json").read_text()):
        gold = read_gold(corpus / f"{entry['set']}.zip")
        sites = {row["id"]: site_of(row) for row, _ in load_set(corpus / f"{entry['set']}.zip")}
        known, with_profile = learn_set(gold)
        without, by_host = ProfiledNewsclean(SiteProfile({})), dict[str, list[tuple[float, float]]]()
        for page, raw in known:
            model = folds / f"{fold_of(sites[page.id], FOLDS)}.npz" if entry["train"] else None
            pair = [
                measure(Task(page, raw, partial(clean_profiled, model, cleaner))).score
                for cleaner in (without, with_profile)
            ]
            if pair[0] is not None and pair[1] is not None:
                by_host.setdefault(host_of_source(raw, page.url), []).append((pair[0].f1, pair[1].f1))
        both = [pair for pairs in by_host.values() for pair in pairs]
        if both:
            print_pairs(entry["set"], both)
            for host, pairs in sorted(by_host.items(), key=lambda item: (-len(item[1]), item[0])):
                if any(before != after for before, after in pairs) or entry["set"] == "zh":
                    print_pairs(f"  {host}", pairs)


def print_pairs(name: str, pairs: list[tuple[float, float]]) -> None:
    """Print the means of F1 without and with, and how many pages became better or worse."""
    before, after = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    better, worse = sum(b < a for b, a in pairs), sum(b > a for b, a in pairs)
    print(f"{name:40} {len(pairs):4} pages  {before:.4f} -> {after:.4f}  better {better}, worse {worse}", flush=True)


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
    parser.add_argument("--profile", action="store_true", help="measure what the repetition over a site gains")
    options = parser.parse_args()
    if options.profile:
        compare_profiles(options.corpus, options.folds)
        return
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
        print(f"confidence {mean:.3f}  right to 98 % {sum(f1 >= RIGHT for _, f1 in group) / len(group):.3f}")
    found = calibrate(pages)
    bad = f"{found.bad_doubted} of the {found.bad} with f1 under .8"
    print(f"{found.doubted} of {found.pages} pages are under .5, among them {bad}")


if __name__ == "__main__":
    main()
