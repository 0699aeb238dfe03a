"""A real ``newsclean run`` that is killed, stopped, locked out, or left without room on the disk.

The long ones are for ``make test-faults``, which sets NEWSCLEAN_FAULTS=1.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from newsclean.archive import ArchiveReader, read_manifest
from newsclean.archive.members import read_members

Fill = Callable[[Path, Mapping[str, bytes]], Path]
ReadFolder = Callable[[Path], dict[str, bytes]]

COMMAND = (sys.executable, "-c", "from newsclean.cli import main; main()", "run", "--shard-bytes", "20000", "-v")
LONG = bool(os.environ.get("NEWSCLEAN_FAULTS"))
KILLS = 50 if LONG else 3
HUNG = 3600  # seconds; no measure of speed: a run that hangs shall not hang the tests
long = pytest.mark.skipif(not LONG, reason="takes minutes: make test-faults runs it")


def story(number: int) -> bytes:
    """A page of its own, quickly cleaned."""
    body = "".join(f"<p>Paragraph {n} of story {number}, which has enough words in it for prose.</p>" for n in range(4))
    return f"<html><title>Story {number}</title><body><h1>Story {number}</h1>{body}</body></html>".encode()


@pytest.fixture
def source(tmp_path: Path, fill: Fill) -> Path:
    """Pages for some five shards, and one that fails."""
    return fill(tmp_path / "in", {**{f"{number:03}.html": story(number) for number in range(60)}, "050.html": b""})


def start(source: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    """Begin a run."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1750000000"}
    return subprocess.Popen(
        [*COMMAND, str(source), "-o", str(out), *options], stderr=subprocess.PIPE, text=True, env=environment
    )


def finish(source: Path, out: Path, *options: str) -> str:
    """Run to the end; tells what was said. One page fails."""
    process = start(source, out, *options)
    _, errors = process.communicate(timeout=HUNG)
    assert process.returncode == 1, errors
    return errors


def test_a_run_that_is_killed_at_any_instant_is_resumed_to_the_same_bytes(
    tmp_path: Path, source: Path, read_folder: ReadFolder
) -> None:
    """SIGKILL at random instants, most of them while pages are written, one run after the other on the same folder:
    what has its final name is whole at any time, and in the end all is as in a run that nobody killed."""
    finish(source, tmp_path / "unbroken", "--jobs", "1")
    unbroken = read_folder(tmp_path / "unbroken")
    chance = random.Random(7)  # noqa: S311  # instants, no secrets
    killed = rounds = 0
    while killed < KILLS:
        out = tmp_path / f"out{rounds}"
        while True:
            jobs = str(chance.choice((1, 2)))
            process = start(source, out, "--jobs", jobs)
            if not kill_soon(process, chance):
                break
            killed += 1
            for name, content in read_folder(out).items() if out.exists() else ():
                assert name.endswith(".open") or content == unbroken[name], f"{name} after {killed} kills"
        assert read_folder(out) == unbroken, f"after {killed} kills"
        shutil.rmtree(out)
        rounds += 1
    print(f"{killed} kills in {rounds} runs, each resumed to identical bytes")  # noqa: T201


def kill_soon(process: subprocess.Popen[str], chance: random.Random) -> bool:
    """Kill a run after some of its pages and a moment more. Tells whether it was still there to be killed."""
    assert process.stderr is not None
    for _ in range(chance.choice((0, 1, 1, 5, 20, 40))):
        if not process.stderr.readline():
            break
    time.sleep(chance.uniform(0, 0.03) if chance.random() < 0.8 else chance.uniform(0, 1.5))
    if process.poll() is None:
        process.kill()
    process.stderr.read()
    process.stderr.close()
    return process.wait() == -signal.SIGKILL


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_one_signal_closes_the_archive_properly(number: int, code: int, tmp_path: Path, source: Path) -> None:
    """The page in hand is finished, the files get their names, and the exit code tells the signal."""
    process = start(source, tmp_path / "out", "--jobs", "2")
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(number)
    process.communicate(timeout=HUNG)
    assert process.returncode == code
    assert not list((tmp_path / "out").glob("*.open"))
    archived = [page.name for page in ArchiveReader(tmp_path / "out")]
    assert 1 <= len(archived) < 59
    assert read_manifest(tmp_path / "out" / "newsclean-run-00000.json").summary["interrupted"] is True
    finish(source, tmp_path / "out")
    assert len(list(ArchiveReader(tmp_path / "out"))) == 59


def test_two_signals_leave_whole_members(tmp_path: Path, source: Path) -> None:
    """Where the second one ends the run at once, files stay open and hold whole records; the next run goes on."""
    process = start(source, tmp_path / "out")
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=HUNG)
    assert process.returncode in (130, 143)
    for path in (tmp_path / "out").glob("*.warc.gz*"):
        assert len(list(read_members(path))) > 0
    finish(source, tmp_path / "out")
    assert len(list(ArchiveReader(tmp_path / "out"))) == 59


def test_signals_to_the_whole_group_fail_no_page(tmp_path: Path, source: Path) -> None:
    """A service manager tells all processes at once: what workers had in hand is left for the next run."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1750000000"}
    process = subprocess.Popen(
        [*COMMAND, str(source), "-o", str(tmp_path / "out")],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
    assert process.stderr is not None
    process.stderr.readline()
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=HUNG)
    assert process.returncode == 143
    assert read_manifest(tmp_path / "out" / "newsclean-run-00000.json").failures == ()


def test_a_second_run_on_the_same_folder_is_refused(tmp_path: Path, source: Path) -> None:
    """While one writes; when it is dead, however it died, the next one may."""
    first = start(source, tmp_path / "out", "--jobs", "1")
    assert first.stderr is not None
    first.stderr.readline()
    first.send_signal(signal.SIGSTOP)
    second = start(source, tmp_path / "out")
    _, errors = second.communicate(timeout=HUNG)
    assert second.returncode == 1
    assert f"Error: another run is writing to {tmp_path / 'out'}" in errors
    first.kill()
    first.communicate()
    assert "of these before: " in finish(source, tmp_path / "out")


def test_a_full_disk_is_told_and_gone_on_with_when_there_is_room(
    tmp_path: Path, source: Path, read_folder: ReadFolder
) -> None:
    """On a file system of 60 kB: the message names file and reason, what stands there is whole; with more room the
    same command ends as it would have on a large disk."""
    small, result = tmp_path / "small", tmp_path / "result"
    small.mkdir()
    run = [*COMMAND, "-q", str(source), "-o", str(small)]
    steps = f"""
        mount -t tmpfs -o size=60k none {small} || exit 99
        {quoted(run)}; echo code=$?
        for file in {small}/*.warc.gz*; do [ ! -s $file ] || gzip -t < $file || echo torn=$file; done
        {quoted(run)}; echo code=$?
        mount -o remount,size=64m {small} || exit 98
        {quoted(run)}; echo code=$?
        cp -r {small} {result}
    """
    done = in_namespace(steps)
    assert done.stdout.split() == ["code=1", "code=1", "code=1"], done.stdout + done.stderr
    told = re.findall(rf"Error: {small}/newsclean-\S+ cannot be written: No space left on device", done.stderr)
    assert len(told) == 2, done.stderr
    finish(source, tmp_path / "unbroken")
    assert read_folder(result) == read_folder(tmp_path / "unbroken")


def test_a_folder_that_may_only_be_read_is_told(tmp_path: Path, source: Path) -> None:
    """Nothing can be written there; a run that brings nothing new needs not be able to."""
    out = tmp_path / "out"
    out.mkdir()
    add, same = ([*COMMAND, "-q", str(path), "-o", str(out)] for path in (source, source / "001.html"))
    done = in_namespace(f"""
        mount -t tmpfs none {out} || exit 99
        {quoted(same)}; echo code=$?
        mount -o remount,ro {out} || exit 99
        {quoted(add)}; echo code=$?
        {quoted(same)}; echo code=$?
    """)
    assert done.stdout.split() == ["code=0", "code=1", "code=0"], done.stdout + done.stderr
    assert f"Error: {out}/newsclean-run-00001.profile.open cannot be written: Read-only file system" in done.stderr


def in_namespace(steps: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount file systems, for nobody else to see."""
    users = [] if os.geteuid() == 0 else ["--map-root-user"]
    done = subprocess.run(
        ["unshare", "--mount", *users, "sh", "-c", steps],
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1750000000"},
        timeout=HUNG,
        check=False,
    )
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    return done


def quoted(arguments: Sequence[str]) -> str:
    """A command line for the shell."""
    return " ".join("'" + argument.replace("'", "'\\''") + "'" for argument in arguments)


PROGRAM = """
import json, multiprocessing, sys
from pathlib import Path
from newsclean.run import Settings, run

def peak(pid):
    # The most memory that a process has had, in kB. (What getrusage tells of a child begins with its parent's.)
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0  # a worker that has just made room for the next
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)

if __name__ == "__main__":
    source, out = sys.argv[1:]
    peaks = {}
    workers = {}

    def note(step):
        if step.done % 50 == 0:
            for child in multiprocessing.active_children():
                workers[child.pid] = max(workers.get(child.pid, 0), peak(child.pid))
        if step.done in (1000, 10000):
            peaks[step.done] = {"parent": peak("self"), "worker": max(workers.values())}

    report = run(source, out, jobs=2, settings=Settings("news"), progress=note)
    print(json.dumps({"peaks": peaks, "workers": len(workers), "resumed": report.resumed, "pages": report.pages}))
"""


@long
def test_ten_thousand_pages_go_through_one_run(tmp_path: Path, fill: Fill, read_folder: ReadFolder) -> None:
    """Nothing is lost, neither the parent nor a worker takes more memory for 10,000 pages than for 1,000, and a run
    that is killed in the middle is resumed to the same bytes in no more."""
    stories = {f"{number // 100:03}/{number:05}.html": story(number) for number in range(10_000)}
    source = fill(tmp_path / "in", stories)
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1750000000"}
    command = [sys.executable, str(tmp_path / "program.py"), str(source)]
    done = subprocess.run([*command, str(tmp_path / "a")], capture_output=True, check=True, env=environment)
    figures = json.loads(done.stdout)
    manifest = read_manifest(tmp_path / "a" / "news-run-00000.json")
    assert [page.name for page in manifest.pages] == sorted(stories)
    process = subprocess.Popen([*command, str(tmp_path / "b")], env=environment)
    journal = tmp_path / "b" / "news-run-00000.journal.open"
    while not journal.exists() or journal.stat().st_size < 5_000_000:
        time.sleep(0.05)
        assert process.poll() is None
    process.kill()
    process.wait()
    done = subprocess.run([*command, str(tmp_path / "b")], capture_output=True, check=True, env=environment)
    resumed = json.loads(done.stdout)
    print("pages, peak memory in MiB of parent and largest worker:")  # noqa: T201
    for what, peak in (*figures["peaks"].items(), ("10000, resumed", resumed["peaks"]["10000"])):
        print(f"{what:>16} {peak['parent'] / 1024:8.1f} {peak['worker'] / 1024:8.1f}")  # noqa: T201
    print(f"{resumed['resumed']} pages were there when the run went on")  # noqa: T201
    first, last = figures["peaks"]["1000"], figures["peaks"]["10000"]
    assert figures["workers"] > 2, "no worker made room for a fresh one"
    for who in ("parent", "worker"):
        assert last[who] < 1.05 * first[who]
        assert resumed["peaks"]["10000"][who] < 1.05 * first[who]
    assert 2000 < resumed["resumed"] < 8000
    assert resumed["pages"] == 10_000
    assert read_folder(tmp_path / "a") == read_folder(tmp_path / "b")
