"""Runs that are broken off and gone on with: the result is that of an unbroken run, byte for byte."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from newsclean.archive import ArchiveReader, RunInfo, read_manifest
from newsclean.archive.files import OpenFile, Place
from newsclean.archive.resume import survey
from newsclean.errors import ArchiveError
from newsclean.options import Options
from newsclean.run import Settings, run
from tests.run.crashes import crash_at

Fill = Callable[[Path, Mapping[str, bytes]], Path]
ReadFolder = Callable[[Path], dict[str, bytes]]


def story(number: int) -> bytes:
    """A page of its own, quickly cleaned."""
    body = "".join(f"<p>Paragraph {n} of story {number}, which has enough words in it for prose.</p>" for n in range(3))
    return f"<html><title>Story {number}</title><body><h1>Story {number}</h1>{body}</body></html>".encode()


@pytest.fixture
def source(tmp_path: Path, fill: Fill) -> Path:
    """Six pages, one of which is empty and one is no page."""
    stories = {f"{number}.html": story(number) for number in range(4)}
    return fill(tmp_path / "in", {**stories, "2a.html": b"", "2b.html": b"\xff\xd8\xff" + bytes(range(256))})


@pytest.fixture
def small(settings: Settings) -> Settings:
    """A run whose shards take two pages."""
    return replace(settings, shard_bytes=1200)


@pytest.fixture
def unbroken(tmp_path: Path, source: Path, small: Settings, read_folder: ReadFolder) -> dict[str, bytes]:
    """What an unbroken run writes."""
    run(source, tmp_path / "unbroken", settings=small)
    return read_folder(tmp_path / "unbroken")


def test_a_crash_before_any_change_on_the_disk_is_undone(
    tmp_path: Path, source: Path, small: Settings, unbroken: dict[str, bytes], read_folder: ReadFolder
) -> None:
    """For each write, sync, rename and deletion of a run in turn: the run that dies there leaves no torn file under a
    final name, and the next one ends as an unbroken one does."""
    assert len(unbroken) > 9  # several shards
    steps = 0
    out = tmp_path / "out"
    for steps in range(1000):
        if not crash_at(steps, lambda: run(source, out, settings=small)):
            break
        left = read_folder(out)
        for name, content in left.items():
            assert name.endswith(".open") or content == unbroken[name], f"{name} after {steps} steps"
        run(source, out, settings=small)
        assert read_folder(out) == unbroken, f"after {steps} steps, which left {sorted(left)}"
        shutil.rmtree(out)
    assert steps > 60


def test_a_resumed_run_may_crash_too(
    tmp_path: Path, source: Path, small: Settings, unbroken: dict[str, bytes], read_folder: ReadFolder
) -> None:
    """Runs that die one after the other, each at some step or other, come to the same end."""
    deaths = 0
    while crash_at(5 + deaths * 7 % 31, lambda: run(source, tmp_path / "out", settings=small)):
        deaths += 1
        assert deaths < 200
    assert deaths > 5
    run(source, tmp_path / "out", settings=small)
    assert read_folder(tmp_path / "out") == unbroken


@pytest.fixture
def broken(tmp_path: Path, source: Path, settings: Settings) -> Path:
    """A folder whose run died when it had written four pages, in a shard that is open."""
    out = tmp_path / "broken"
    for step in range(1000):
        assert crash_at(step, lambda: run(source, out, settings=settings))
        journal = out / "news-run-00000.journal.open"
        lines = journal.read_bytes() if journal.exists() else b""
        if lines.endswith(b"\n") and lines.count(b'"page":') == 4:
            return out
        shutil.rmtree(out, ignore_errors=True)
    raise AssertionError


def test_a_cut_at_any_byte_of_the_last_two_pages_loses_these_at_most(
    tmp_path: Path, broken: Path, source: Path, settings: Settings, read_folder: ReadFolder
) -> None:
    """As after a power cut: whichever of the open files lacks its end, the run goes on after the last whole page, and
    ends as an unbroken one."""
    run(source, tmp_path / "whole", settings=settings)
    whole = read_folder(tmp_path / "whole")
    state = read_folder(broken)
    info = RunInfo(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "newsclean/test", "news")
    out = tmp_path / "cut"
    tried = 0
    for name, (start, third, end) in page_starts(state).items():
        for size in range(start, end):
            write_files(out, {**state, name: state[name][:size]})
            found = survey(out, info, out / "news-run-00000.journal")
            assert found is not None
            assert found.last is not None
            assert found.last.name == ("2.html" if size >= third else "1.html"), f"{name} cut to {size} bytes"
            if size % 97 == 0:
                run(source, out, settings=settings)
                assert read_folder(out) == whole, f"{name} cut to {size} bytes"
            tried += 1
    assert tried > 1500


def page_starts(state: Mapping[str, bytes]) -> dict[str, tuple[int, int, int]]:
    """Where the third of four pages begins in the open files, where it ends, and where the fourth ends."""
    journal = state["news-run-00000.journal.open"]
    ends = list(accumulate(map(len, journal.splitlines(keepends=True))))
    lines = [json.loads(line) for line in journal.splitlines()]
    numbers = [number for number, line in enumerate(lines) if "page" in line]
    third, fourth = (lines[number]["page"] for number in numbers[2:])
    return {
        "news-00000.warc.gz.open": (third["raw"]["offset"], fourth["raw"]["offset"], sum(fourth["raw"].values())),
        "news-00000.cleaned.warc.gz.open": (
            third["cleaned"]["offset"],
            fourth["ledger"]["offset"],
            sum(fourth["ledger"].values()),
        ),
        "news-run-00000.journal.open": (ends[numbers[2] - 1], ends[numbers[2]], ends[numbers[3]]),
    }


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with just these files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("file", ["news-00000.warc.gz.open", "news-00000.cleaned.warc.gz.open"])
def test_what_a_power_cut_left_as_zeros_is_done_again(  # noqa: PLR0917
    file: str, tmp_path: Path, broken: Path, source: Path, settings: Settings, read_folder: ReadFolder
) -> None:
    """A file of the right length whose last blocks never reached the disk, or that is not there at all."""
    run(source, tmp_path / "whole", settings=settings)
    state = read_folder(broken)
    third, _, _ = page_starts(state)[file]
    for left in (state[file][:third] + bytes(len(state[file]) - third), bytes(len(state[file])), None):
        write_files(broken, {name: content for name, content in state.items() if name != file})
        if left is not None:
            (broken / file).write_bytes(left)
        report = run(source, broken, settings=settings)
        assert report.resumed == (2 if left and left.strip(b"\0") else 0)
        assert read_folder(broken) == read_folder(tmp_path / "whole")


def test_the_date_of_a_run_is_kept(source: Path, settings: Settings, tmp_path: Path) -> None:
    """A run that goes on at another time has the date of its beginning."""
    out = tmp_path / "dated"
    undated = replace(settings, date=None)
    step = 4
    while not (out / "news-run-00000.journal.open").exists():
        assert crash_at(step, lambda: run(source, out, settings=undated))
        step += 1
    began = json.loads((out / "news-run-00000.journal.open").read_bytes().splitlines()[0])["run"]["date"]
    time.sleep(1.1)  # dates are in whole seconds
    report = run(source, out, settings=undated)
    assert report.manifest is not None
    assert read_manifest(report.manifest).run["date"] == began


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"options": Options(links=False)}, "options.links was true and is false"),
        ({"settings": {"shard_bytes": 70_000}}, "shard_bytes was 60000 and is 70000"),
        ({"settings": {"date": None}}, "source.date was"),
        ({"source": "other"}, "source.paths was"),
    ],
)
def test_another_run_on_a_folder_with_an_unfinished_one_is_refused(  # noqa: PLR0917
    change: dict[str, Any],
    difference: str,
    tmp_path: Path,
    broken: Path,
    source: Path,
    settings: Settings,
    read_folder: ReadFolder,
) -> None:
    """What differs is named, and what to do; nothing is lost. On request the old run is closed as it stands."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "9.html").write_bytes(story(9))
    now = replace(settings, **change.get("settings", {}))
    place = tmp_path / "other" if "source" in change else source
    before = read_folder(broken)
    with pytest.raises(ArchiveError, match=difference + r".*--close-unfinished"):
        run(place, broken, change.get("options", Options()), settings=now)
    assert read_folder(broken) == before
    run(place, broken, change.get("options", Options()), settings=replace(now, close_unfinished=True))
    first, second = (read_manifest(broken / f"news-run-0000{number}.json") for number in (0, 1))
    assert len(first.pages) == 4
    assert first.summary["interrupted"] is True
    assert [page.name for page in ArchiveReader(broken)] == [page.name for page in (*first.pages, *second.pages)]
    assert not list(broken.glob("*.open"))


@pytest.mark.parametrize(("gone", "come"), [("1.html", None), (None, "00.html"), ("2.html", "22.html")])
def test_a_source_that_has_changed_is_noticed(
    gone: str | None, come: str | None, broken: Path, source: Path, settings: Settings
) -> None:
    """Pages that came or went among those that are done already: put right again, the run goes on."""
    kept = (source / gone).read_bytes() if gone else b""
    if gone:
        (source / gone).unlink()
    if come:
        (source / come).write_bytes(story(7))
    with pytest.raises(ArchiveError, match=r"source has changed since: .*--close-unfinished"):
        run(source, broken, settings=settings)
    assert (broken / "news-run-00000.journal.open").exists()
    if gone:
        (source / gone).write_bytes(kept)
        os.utime(source / gone, (1_577_836_800, 1_577_836_800))
    if come:
        (source / come).unlink()
    assert run(source, broken, settings=settings).resumed == 4


def test_what_was_in_the_archive_before_is_not_lost_count_of(
    tmp_path: Path, source: Path, settings: Settings, fill: Fill, read_folder: ReadFolder
) -> None:
    """A further run that is broken off and resumed counts what was unchanged, and old failures, as an unbroken one."""
    first, out = tmp_path / "first", tmp_path / "out"
    run(source, first, settings=settings)
    fill(source, {"1a.html": story(11), "5.html": story(5), "9.html": b""})
    shutil.copytree(first, out)
    expected = run(source, first, settings=settings)
    step = 0
    while crash_at(step, lambda: run(source, out, settings=settings)):
        report = run(source, out, settings=settings)
        assert read_folder(out) == read_folder(first), f"after {step} steps"
        if not report.nothing_new:
            assert report.counts() == expected.counts(), f"after {step} steps"
        write_files(out, {name: data for name, data in read_folder(first).items() if "00001" not in name})
        step += 3
    assert step > 20


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("call", range(4, 24, 3))
def test_a_disk_that_takes_no_more_costs_nothing_that_was_written(  # noqa: PLR0917
    error: int,
    call: int,
    tmp_path: Path,
    source: Path,
    small: Settings,
    unbroken: dict[str, bytes],
    read_folder: ReadFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message names the file and the reason, all that stands in the files is whole, and running again ends well."""
    out = tmp_path / "out"
    calls = 0
    append = OpenFile.append

    def fail(file: OpenFile, data: bytes) -> Place:
        nonlocal calls
        calls += 1
        if calls >= call:
            with monkeypatch.context() as patch:
                patch.setattr(file, "_file", FullFile(file._file, error))
                return append(file, data)
        return append(file, data)

    with monkeypatch.context() as patch:
        patch.setattr(OpenFile, "append", fail)
        with pytest.raises(ArchiveError, match=rf"out/news-.*open cannot be written: {os.strerror(error)}"):
            run(source, out, settings=small)
    for path in out.glob("*.warc.gz*"):
        assert unbroken[path.name.removesuffix(".open")].startswith(path.read_bytes())
    run(source, out, settings=small)
    assert read_folder(out) == unbroken


class FullFile:
    """A file that takes a few bytes more, then no more."""

    def __init__(self, file: Any, error: int) -> None:
        self._file = file
        self._error = error
        self._calls = 0

    def write(self, data: memoryview) -> int:
        """Take three bytes, then none."""
        self._calls += 1
        if self._calls > 1:
            raise OSError(self._error, os.strerror(self._error))
        return int(self._file.write(data[:3]))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_fails_at_the_end_is_told_and_mended_by_the_next_run(  # noqa: PLR0917
    step: str,
    tmp_path: Path,
    source: Path,
    small: Settings,
    unbroken: dict[str, bytes],
    read_folder: ReadFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where syncing or renaming fails, at any of its times, the error is told with a name, and nothing is lost."""
    for times in range(100):
        out = tmp_path / f"out{times}"
        with monkeypatch.context() as patch:
            countdown = iter(range(times))
            for owner, name in ((os, "fsync"), (Path, "replace")):
                if name == step:
                    patch.setattr(owner, name, failing(getattr(owner, name), countdown))
            try:
                run(source, out, settings=small)
            except ArchiveError as error:
                assert f"out{times}" in str(error)  # noqa: PT017
                assert "cannot be written: Input/output error" in str(error)  # noqa: PT017
            else:
                break
        run(source, out, settings=small)
        assert read_folder(out) == unbroken
    assert times > 5


def failing(change: Callable[..., Any], countdown: Iterator[int]) -> Callable[..., Any]:
    """A change on the disk that works for a while, then never again."""

    def attempt(*arguments: Any) -> Any:
        if next(countdown, None) is None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return change(*arguments)

    return attempt


def test_a_journal_of_a_later_version_is_left_alone(broken: Path, source: Path, settings: Settings) -> None:
    """It says so, and touches nothing."""
    path = broken / "news-run-00000.journal.open"
    path.write_bytes(path.read_bytes().replace(b"newsclean-journal/1", b"newsclean-journal/9"))
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="update newsclean"):
        run(source, broken, settings=settings)
    assert path.read_bytes() == before


def test_a_journal_that_was_never_begun_is_no_obstacle(tmp_path: Path, source: Path, settings: Settings) -> None:
    """A crash while the journal was made leaves an empty file, and nothing else: the run begins anew."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "news-run-00000.journal.open").write_bytes(b'{"format":"newscl')
    assert run(source, tmp_path / "out", settings=settings).pages == 4


def test_files_that_no_journal_tells_of_are_left_alone(broken: Path, source: Path, settings: Settings) -> None:
    """Shards from before an unfinished run that no manifest lists are named and not touched."""
    for number in (0, 1):
        path = broken / f"news-0000{number}.warc.gz"
        if number:
            path.write_bytes(b"x")
    journal = broken / "news-run-00000.journal.open"
    journal.write_bytes(journal.read_bytes().replace(b'"first_shard":0', b'"first_shard":1'))
    with pytest.raises(ArchiveError, match=r"news-00000\.cleaned\.warc\.gz\.open.*which no run knows"):
        run(source, broken, settings=settings)
