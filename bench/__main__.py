"""Measure everything, write the figures as JSON, into the tables of ``docs/performance.md`` and as a plot.

    python -m bench CORPUS [--long]

times single pages (lxml's parse, newsclean, other cleaners: those that are installed), the stages of newsclean, whole
runs and starts. ``--long`` goes up to pages of 20 MB and to runs of 20,000 pages, in a quarter of an hour; ``--quick``
looks whether all of it works.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.pages import Page, made_up, read_pages
from bench.peers import FLOOR, PEERS, Timing, load_peers, time_pages
from bench.report import plot, put_tables
from bench.runs import time_growth, time_runs, time_starts
from bench.stages import time_stages

ROOT = Path(__file__).resolve().parent.parent
OURS = "newsclean"
OTHERS = ("numpy", "warcio", "zlib-ng")
MEGABYTE = 10**6


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: every how manyeth page, the sizes of made-up pages, the pages of whole runs and their
    rounds, those of growing runs, and how often a start is timed."""

    every: int = 1
    sizes: tuple[int, ...] = (MEGABYTE // 10, MEGABYTE, 4 * MEGABYTE)
    run_pages: int = 293
    rounds: int = 3
    growth: tuple[int, ...] = (1000, 5000)
    starts: int = 9


LONG = Extent(
    sizes=(MEGABYTE // 10, MEGABYTE, 4 * MEGABYTE, 10 * MEGABYTE, 20 * MEGABYTE),
    rounds=5,
    growth=(1000, 5000, 20_000),
)
QUICK = Extent(every=40, sizes=(MEGABYTE // 10,), run_pages=10, rounds=1, growth=(10, 20), starts=1)


def measure(pages: list[Page], extent: Extent) -> dict[str, Any]:
    """All figures."""
    load = os.getloadavg()[0]
    compile_package()
    chosen = pages[:: extent.every]
    peers = dict(load_peers())
    say("single pages")
    timing = time_pages(chosen, peers)
    say("stages")
    stages = time_stages(chosen)
    say("made-up pages")
    large = [made_up(size) for size in extent.sizes]
    large_timing = time_pages(large, {name: peers[name] for name in (FLOOR, OURS)})
    say("whole runs")
    runs = time_runs(pages, extent.run_pages, extent.rounds)
    say("runs of more and more pages")
    growth = time_growth(pages, list(extent.growth))
    say("starts")
    starts = time_starts(extent.starts)
    floor = sum(timing.seconds[FLOOR])
    return {
        "machine": {**machine(), "load": load},
        "single": single(chosen, timing),
        "stages": {
            name: {"ratio": seconds / floor, "share": seconds / sum(stages.values())}
            for name, seconds in stages.items()
        },
        "deciles": deciles(chosen, timing),
        "made up": [size_row(large, large_timing, [number]) for number in range(len(large))],
        "runs": runs,
        "growth": growth,
        "starts": starts,
    }


def compile_package() -> None:
    """Compile newsclean's modules, as pip does when it installs them: else each process that starts would."""
    import newsclean

    compileall.compile_dir(Path(newsclean.__file__).parent, quiet=1)


def single(pages: list[Page], timing: Timing) -> dict[str, Any]:
    """The figures of single pages."""
    size = sum(len(page.raw) for page in pages)
    return {
        "pages": len(pages),
        "bytes": size,
        "peers": {
            name: {
                "ratio": timing.ratio(name),
                "median ratio": timing.median_ratio(name),
                "seconds a page": sum(seconds) / len(pages),
                "megabytes a second": size / sum(seconds) / MEGABYTE,
                "failed": timing.failed[name],
            }
            for name, seconds in timing.seconds.items()
        },
    }


def deciles(pages: list[Page], timing: Timing) -> list[dict[str, float]]:
    """The means of tenths of the pages, by size."""
    order = sorted(range(len(pages)), key=lambda number: len(pages[number].raw))
    borders = [len(order) * tenth // 10 for tenth in range(11)]
    return [size_row(pages, timing, order[start:end]) for start, end in pairwise(borders) if end > start]


def size_row(pages: list[Page], timing: Timing, numbers: Iterable[int]) -> dict[str, float]:
    """Means over some pages: bytes, and CPU seconds of parsing and of cleaning."""
    some = list(numbers)
    return {
        "bytes": sum(len(pages[number].raw) for number in some) / len(some),
        "parse": sum(timing.seconds[FLOOR][number] for number in some) / len(some),
        "clean": sum(timing.seconds[OURS][number] for number in some) / len(some),
    }


def machine() -> dict[str, Any]:
    """What was measured on, without its name."""
    libraries: dict[str, str] = {}
    for package in (*(package for package, _ in PEERS.values()), *OTHERS):
        try:
            libraries[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "libraries": libraries,
    }


def say(what: str) -> None:
    """Tell what goes on."""
    print(f"measuring {what} ...", flush=True)


def rounded(value: Any) -> Any:  # noqa: ANN401  # whatever JSON can hold
    """The same with numbers of four digits."""
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def main(arguments: list[str]) -> int:
    """Measure, and write the figures down."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path, help="the folder of the evaluation sets")
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument("--long", action="store_const", dest="extent", const=LONG, help="up to 20 MB and 20,000 pages")
    extent.add_argument("--quick", action="store_const", dest="extent", const=QUICK, help="see whether it works")
    parser.add_argument("--out", type=Path, default=ROOT / "bench/results.json", help="where the figures go")
    parser.add_argument("--document", type=Path, default=ROOT / "docs/performance.md", help="where the tables go")
    asked = parser.parse_args(arguments)
    try:
        pages = read_pages(asked.corpus)
    except FileNotFoundError as error:
        print(f"Nothing is measured: {error}.")
        return 1
    results = rounded(measure(pages, asked.extent or Extent()))
    asked.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    put_tables(asked.document, results)
    try:
        plot(results, asked.document.with_suffix(".svg"))
    except ImportError:
        print("The plot stays as it was: matplotlib is not installed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
