"""Whole runs: from a folder to a closed archive, by one worker, by two, and by a script of trafilatura and warcio."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.pages import Page, write_folder
from bench.processes import Cost, cost_of

__all__ = ["time_growth", "time_runs", "time_starts"]

SCRIPT = Path(__file__).with_name("script.py")
MEBIBYTE = 1 << 20


def newsclean_run(folder: Path, out: Path, jobs: int) -> list[str]:
    """The command of a run."""
    return [sys.executable, "-m", "newsclean", "run", str(folder), "-o", str(out), "--jobs", str(jobs), "--quiet"]


def time_runs(pages: list[Page], count: int, rounds: int) -> dict[str, Any]:
    """Runs over ``count`` pages, one kind after the other in each round; medians over the rounds."""
    kinds = ("newsclean, 1 worker", "newsclean, 2 workers", "trafilatura and warcio")
    costs: dict[str, list[Cost]] = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as temporary:
        folder, out = Path(temporary, "in"), Path(temporary, "out")
        size = write_folder(pages, count, folder)
        for _ in range(rounds):
            commands = [newsclean_run(folder, out, 1), newsclean_run(folder, out, 2)]
            commands.append([sys.executable, str(SCRIPT), str(folder), str(out)])
            for kind, command in zip(kinds, commands, strict=True):
                shutil.rmtree(out, ignore_errors=True)
                costs[kind].append(cost_of(command))
    told: dict[str, Any] = {kind: summary(found, count, size) for kind, found in costs.items()}
    one, two, script = (costs[kind] for kind in kinds)
    return {
        "pages": count,
        "bytes": size,
        "rounds": rounds,
        "kinds": told,
        "cpu against the script": median(a.total / b.total for a, b in zip(one, script, strict=True)),
        "wall, one worker by two": median(a.wall / b.wall for a, b in zip(one, two, strict=True)),
        "share of the parent": median(cost.parent / cost.total for cost in one),
    }


def summary(costs: list[Cost], count: int, size: int) -> dict[str, float]:
    """The medians of some runs alike."""
    wall = median(cost.wall for cost in costs)
    return {
        "wall": wall,
        "cpu": median(cost.total for cost in costs),
        "parent cpu": median(cost.parent for cost in costs),
        "pages a second": count / wall,
        "megabytes a second": size / wall / 1e6,
        "parent peak MiB": median(cost.parent_peak for cost in costs) / MEBIBYTE,
        "worker peak MiB": max(cost.worker_peak for cost in costs) / MEBIBYTE,
    }


def time_growth(pages: list[Page], counts: list[int]) -> list[dict[str, float]]:
    """Runs by two workers over more and more pages."""
    rows = []
    for count in counts:
        with tempfile.TemporaryDirectory() as temporary:
            folder, out = Path(temporary, "in"), Path(temporary, "out")
            size = write_folder(pages, count, folder)
            cost = cost_of(newsclean_run(folder, out, 2))
            rows.append({"pages": count, "cpu a page": cost.total / count, **summary([cost], count, size)})
    return rows


def time_starts(rounds: int) -> dict[str, float]:
    """CPU seconds of a bare interpreter, and of the first touch of newsclean, each the median of some."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        'python -c "import newsclean"': [sys.executable, "-c", "import newsclean"],
        "newsclean --version": [str(Path(sys.executable).with_name("newsclean")), "--version"],
        "the first page of a process": [sys.executable, "-c", "from newsclean import clean; clean('<p>A page.')"],
    }
    costs: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(cost_of(command).total)
    return {name: median(found) for name, found in costs.items()}
