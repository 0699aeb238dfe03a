"""Workers, and pages that harm them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsclean.archive import ArchiveReader
from newsclean.errors import InputError, NewscleanError
from newsclean.run import Settings, run
from newsclean.run.pool import Job, in_order, outcomes
from newsclean.run.work import Task
from newsclean.types import Failure
from tests.run.harm import clean_once, clean_or_harm

Fill = Callable[[Path, Mapping[str, bytes]], Path]
Start = Callable[..., subprocess.Popen[str]]

MEMORY = 512 << 20
LIMITS = Settings("news", deadline=3.0, memory=MEMORY, clean=clean_or_harm)
REASONS = {
    b"HANGS": "took longer than 3 seconds",
    b"SPINS": "took longer than 3 seconds",
    b"SULKS": "took longer than 3 seconds",
    b"EATS": f"needed more than {MEMORY:,} bytes of memory",
    b"EXITS": "its worker died (exit code 7)",
    b"CRASHES": "its worker died (SIGSEGV)",
}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_that_harms_its_worker_harms_no_other(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, jobs: int
) -> None:
    """Pages that hang, eat memory or kill their worker are failed with that reason, their raw bytes archived with a
    ledger that says so; the pages around them are cleaned, and all stand in input order."""
    good = next(iter(pages.values()))
    contents = {f"{number:02}.html": good for number in range(20)}
    bad = {f"{3 * number + 1:02}.html": word for number, word in enumerate(REASONS)}
    contents |= {name: good + b"<!-- %s -->" % word for name, word in bad.items()}
    report = run(fill(tmp_path / "in", contents), tmp_path / "out", jobs=jobs, settings=LIMITS)
    assert report.failures == tuple(Failure(name, "clean", REASONS[word]) for name, word in bad.items())
    assert report.raw_only == len(bad)
    archived = list(ArchiveReader(tmp_path / "out"))
    assert [page.name for page in archived] == sorted(contents)
    assert {page.name: page.raw.payload for page in archived} == contents
    assert {page.name: page.ledger.failure for page in archived if page.cleaned is None} == {
        name: REASONS[word] for name, word in bad.items()
    }


def test_a_worker_that_dies_once_costs_nothing(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """Its page is done once more, alone, by a fresh worker; nobody can tell afterwards."""
    good = next(iter(pages.values()))
    marks = {f"{number}.html": b"<!-- MARK=%s; -->" % os.fsencode(tmp_path / f"mark{number}") for number in (2, 5)}
    contents = {f"{number}.html": good + marks.get(f"{number}.html", b"") for number in range(8)}
    source = fill(tmp_path / "in", contents)
    report = run(source, tmp_path / "out", jobs=2, settings=replace(settings, deadline=30.0, clean=clean_once))
    assert (tmp_path / "mark2").exists()
    assert (report.pages, report.failures) == (8, ())


def test_workers_are_replaced_after_some_pages(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """Fresh ones take their places, and what is written is what one process writes."""
    source = fill(tmp_path / "in", pages)
    run(source, tmp_path / "a", settings=settings)
    found = run(source, tmp_path / "b", jobs=2, settings=replace(settings, recycle=3, memory=MEMORY))
    run(source, tmp_path / "c", settings=replace(settings, memory=MEMORY))
    assert found.pages == len(pages) - 1
    assert {name: data for name, data in named(tmp_path / "b").items() if "run" not in name} == {
        name: data for name, data in named(tmp_path / "a").items() if "run" not in name
    }
    assert named(tmp_path / "b") == named(tmp_path / "c")


def named(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_failures_of_reading_keep_their_place() -> None:
    """What could not be read passes through, in order, here, with one worker and with two."""
    failures = [Failure(f"{number}.html", "read", "empty") for number in range(400)]
    expected = [(failure.name, failure) for failure in failures]
    assert list(outcomes(failures, 1, Settings(deadline=None, memory=None))) == expected
    for jobs in (1, 2):
        assert list(outcomes(failures, jobs, Settings())) == expected


def double(number: int) -> int:
    """Something to do."""
    if number == 3:
        time.sleep(0.5)
    return 2 * number


def lose(number: int, reason: str) -> str:
    """What becomes of a number without an answer."""
    return f"{number}: {reason}"


def weigh(_number: int) -> int:
    """A size."""
    return 1


JOB = Job(double, None, lose, weigh)


def test_results_come_in_the_order_of_the_inputs() -> None:
    """Also where one takes longer than those after it."""
    assert list(in_order(range(200), JOB, 2, Settings())) == [(number, 2 * number) for number in range(200)]


def test_no_more_inputs_are_taken_than_can_be_under_way() -> None:
    """An endless source is read a little ahead of what was asked for."""
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    results = in_order(endless(), JOB, 2, Settings())
    assert [next(results)[0] for _ in range(10)] == list(range(1, 11))
    assert taken <= 10 + 2 * 48
    results.close()


def test_large_inputs_are_not_piled_up() -> None:
    """By their bytes, too, only so much is under way."""
    taken = 0

    def large() -> Iterator[int]:
        nonlocal taken
        while taken < 100:
            taken += 1
            yield taken

    results = in_order(large(), replace(JOB, weigh=heavy), 2, Settings())
    next(results)
    assert taken <= 3
    assert len(list(results)) == 99


def heavy(_number: int) -> int:
    """The size of a large input."""
    return 40 << 20


def test_an_error_of_the_source_comes_after_all_before_it() -> None:
    """What was handed over until then is done, with any number of workers."""

    def breaks_off() -> Iterator[int]:
        yield from range(20)
        raise InputError("the list ends here")

    for settings in (Settings(), Settings(deadline=None, memory=None)):
        found = in_order(breaks_off(), JOB, 1, settings)
        assert [next(found) for _ in range(20)] == [(number, 2 * number) for number in range(20)]
        with pytest.raises(InputError, match="the list ends here"):
            next(found)


def test_a_request_to_stop_is_seen_while_a_page_hangs() -> None:
    """Nobody waits for a deadline."""
    stopped = threading.Event()
    threading.Timer(1.5, stopped.set).start()
    begun = time.monotonic()
    found = list(in_order(range(100), replace(JOB, do=hang_at_nine), 2, Settings(), stopped.is_set))
    assert time.monotonic() - begun < 20
    assert [number for number, _ in found] == list(range(9))


def hang_at_nine(number: int) -> int:
    """Something that hangs once."""
    if number == 9:
        time.sleep(600)
    return number


def test_what_has_no_rescue_is_given_up() -> None:
    """With the reason, and the rest goes on."""
    settings = Settings(deadline=1.0)
    found = dict(in_order(range(12), replace(JOB, do=hang_at_nine), 2, settings))
    assert found == {number: number for number in range(12)} | {9: "9: took longer than 1 seconds"}


def too_large(_number: int, _reason: str = "") -> int:
    """Something that no memory suffices for."""
    raise MemoryError


def test_too_little_memory_in_this_process_is_a_failure_too() -> None:
    """Without workers the input is given up, and the rest goes on."""
    settings = Settings(deadline=None, memory=None)
    found = list(in_order([1], replace(JOB, do=too_large), 1, settings))
    assert found == [(1, "1: needed more memory than there is")]


def test_a_rescue_in_vain_leaves_a_failure_with_both_reasons(tmp_path: Path) -> None:
    """Where not even the raw bytes can be archived, the page is on the list of failures."""
    from newsclean.options import Options
    from newsclean.read import Item, scan
    from newsclean.run.pool import lost

    (tmp_path / "a.html").write_bytes(b"<p>x")
    (item,) = scan(str(tmp_path))
    assert isinstance(item, Item)
    task: Any = Task(item, Options(), None)  # type: ignore[arg-type]
    job = Job(die, die, lost, weigh)
    ((_, found),) = in_order([task], job, 1, Settings(deadline=5.0))
    assert found == Failure(
        "a.html", "archive", "its worker died (exit code 3); its raw bytes could not be archived either"
    )


def die(_asked: object, _reason: str = "") -> None:
    """End the process."""
    os._exit(3)


UNGUARDED = """
import sys
from newsclean.run import run
run(sys.argv[1], sys.argv[2])
"""


def test_a_script_without_its_guard_is_told(tmp_path: Path, pages: dict[str, bytes], fill: Fill, script: Start) -> None:
    """Workers load the script; one that starts a run as it is loaded gets an error with the remedy, and no archive."""
    process = script(UNGUARDED, [str(fill(tmp_path / "in", pages)), str(tmp_path / "out")])
    _, errors = process.communicate(timeout=3600)
    assert process.returncode == 1
    assert f"{NewscleanError.__name__}: no worker process can be started" in errors
    assert 'if __name__ == "__main__":' in errors
    assert not list((tmp_path / "out").iterdir())


HANGING = """
import sys
from newsclean.run import Settings, run
from tests.run.harm import clean_or_harm

if __name__ == "__main__":
    settings = Settings("news", deadline=4.0, clean=clean_or_harm)
    run(sys.argv[1], sys.argv[2], jobs=2, settings=settings, progress=lambda step: print(step.name, flush=True))
"""


def test_workers_do_not_outlive_a_run_that_is_killed(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, script: Start
) -> None:
    """Idle ones see that the parent is gone, and one that hangs is ended by its deadline."""
    good = next(iter(pages.values()))
    source = fill(tmp_path / "in", {"a.html": good, "b.html": good + b"HANGS", "c.html": good})
    root = os.pathsep.join((str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")))
    process = script(HANGING, [str(source), str(tmp_path / "out")], {"PYTHONPATH": root})
    assert process.stdout is not None
    assert process.stdout.readline() == "a.html\n"
    group = children(process.pid)
    assert len(group) >= 3  # the fork server, its helper, the workers
    process.kill()
    process.wait()
    give_up = time.monotonic() + 30
    while any(map(is_alive, group)):
        assert time.monotonic() < give_up, [pid for pid in group if is_alive(pid)]
        time.sleep(0.1)


def children(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    found = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return found + [grandchild for child in found for grandchild in children(child)]


def is_alive(pid: int) -> bool:
    """Whether a process runs, and is not just waiting to be counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
