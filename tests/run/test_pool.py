"""Workers, and pages that harm them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from newsclean.archive import ArchiveReader
from newsclean.run.pool import outcomes
from newsclean.run.settings import Settings
from newsclean.types import Failure

Fill = Callable[[Path, Mapping[str, bytes]], Path]
Start = Callable[..., subprocess.Popen[str]]

# A program whose cleaning hangs, dies or eats memory on pages of these names; the rest it cleans as always.
HARMFUL = """
import os, sys, time
import newsclean.run.pool
from newsclean.run import Settings, run
from newsclean.run.work import work

def harmful(task):
    name = task.item.name
    if name.startswith("b-hangs"):
        time.sleep(600)
    if name.startswith("c-dies"):
        os._exit(7)
    if name.startswith("d-is-killed"):
        os.kill(os.getpid(), 9)
    return work(task)

if __name__ == "__main__":
    newsclean.run.pool.work = harmful
    report = run(sys.argv[1], sys.argv[2], jobs=2, settings=Settings("news", deadline=2.0, recycle=3))
    for failure in report.failures:
        print(failure.name, failure.stage, failure.reason, sep="|")
"""


def test_a_page_that_harms_its_worker_harms_no_other(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, script: Start
) -> None:
    """Pages that hang or kill their worker are failed with that reason, their raw bytes archived, and the rest is
    done in order."""
    page = next(iter(pages.values()))
    names = ["a.html", "b-hangs.html", "c-dies.html", "d-is-killed.html", *(f"e{number}.html" for number in range(8))]
    source = fill(tmp_path / "in", dict.fromkeys(names, page))
    process = script(HARMFUL, [str(source), str(tmp_path / "out")])
    output, errors = process.communicate(timeout=180)
    assert process.returncode == 0, errors
    assert output.splitlines() == [
        "b-hangs.html|clean|took longer than 2 seconds",
        "c-dies.html|clean|its worker died (exit code 7)",
        "d-is-killed.html|clean|its worker died (SIGKILL)",
    ]
    archived = list(ArchiveReader(tmp_path / "out"))
    assert [found.name for found in archived] == names
    assert all(found.raw.payload == page for found in archived)
    assert [found.name for found in archived if found.cleaned is None] == names[1:4]
    assert archived[1].ledger.failure == "took longer than 2 seconds"


def test_failures_of_reading_keep_their_place() -> None:
    """What could not be read passes through, in order, with one worker and with two."""
    failures = [Failure(f"{number}.html", "read", "empty") for number in range(40)]
    for jobs in (1, 2):
        assert list(outcomes(failures, jobs, Settings())) == [(failure.name, failure) for failure in failures]
