"""Whole runs, from a folder of pages to an archive."""

from __future__ import annotations

import gzip
import random
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsclean.archive import ArchiveReader, read_manifest
from newsclean.archive.members import read_members
from newsclean.archive.reader import parse_record
from newsclean.archive.rules import check_headers, check_layout
from newsclean.errors import ArchiveError, InputError, OptionError
from newsclean.read import Source
from newsclean.run import Progress, Settings, run

Fill = Callable[[Path, Mapping[str, bytes]], Path]
ReadFolder = Callable[[Path], dict[str, bytes]]
Start = Callable[..., subprocess.Popen[str]]

PROGRAM = """
import sys
from datetime import UTC, datetime
from newsclean.run import Settings, run

if __name__ == "__main__":
    source, out, jobs = sys.argv[1:]
    settings = Settings("news", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), shard_bytes=60_000)
    report = run(source, out, jobs=int(jobs), settings=settings, progress=lambda step: print(step.name, flush=True))
    sys.exit(0 if report.interrupted is None else 128 + report.interrupted)
"""


def test_every_page_is_archived_and_its_bytes_come_back(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """All pages of a folder are in the archive, in the order of their names, raw bytes unchanged; other files are
    not."""
    report = run(fill(tmp_path / "in", pages), tmp_path / "out", settings=settings)
    del pages["style.css"]
    found = list(ArchiveReader(tmp_path / "out"))
    assert {page.name: page.raw.payload for page in found} == pages
    assert [page.name for page in found] == sorted(pages)
    assert all(page.cleaned is not None for page in found)
    assert (report.pages, report.failures, report.skipped, report.unchanged) == (len(pages), (), 1, 0)
    assert report.raw_bytes == sum(map(len, pages.values()))
    assert report.archive_bytes == sum(path.stat().st_size for path in (tmp_path / "out").glob("*.warc.gz"))
    assert len(report.shards) > 1
    assert report.characters == report.kept + sum(report.removed.values())
    assert 0 < report.kept_share < 1


def test_the_manifest_lists_what_the_archive_holds(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """Each page with the ids and places of its records; the run with its date, options, compressor and versions."""
    report = run(fill(tmp_path / "in", pages), tmp_path / "out", settings=settings)
    assert report.manifest is not None
    manifest = read_manifest(report.manifest)
    archived = list(ArchiveReader(tmp_path / "out"))
    assert [page.raw_id for page in manifest.pages] == [page.raw.id for page in archived]
    assert [page.cleaned_id for page in manifest.pages] == [page.cleaned.id for page in archived if page.cleaned]
    assert [page.ledger_id for page in manifest.pages] == [page.ledger.record.id for page in archived]
    assert [page.raw.offset for page in manifest.pages if page.raw] == [page.raw.offset for page in archived]
    assert manifest.run["date"] == "2026-01-02T03:04:05Z"
    assert manifest.run["compressor"]["name"] == "zlib-ng"
    assert manifest.run["options"]["captions"] is False
    assert "lxml" in manifest.run["versions"]
    assert manifest.summary["pages"] == report.pages


def test_a_second_run_adds_nothing(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings, read_folder: ReadFolder
) -> None:
    """Over an unchanged folder no file is written or touched, and the report says that all was there."""
    source = fill(tmp_path / "in", pages)
    first = run(source, tmp_path / "out", settings=settings)
    before = read_folder(tmp_path / "out")
    second = run(source, tmp_path / "out", settings=replace(settings, date=None))
    assert read_folder(tmp_path / "out") == before
    assert (second.pages, second.unchanged, second.shards, second.manifest) == (0, first.pages, (), None)
    assert second.nothing_new


def test_only_what_is_new_or_changed_is_added(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings, read_folder: ReadFolder
) -> None:
    """A new page and a changed one go into a further shard; what was there before stays as it was."""
    source = fill(tmp_path / "in", pages)
    run(source, tmp_path / "out", settings=settings)
    before = read_folder(tmp_path / "out")
    first, second = sorted(pages)[:2]
    fill(source, {first: pages[first] + b"<p>changed</p>", "new.html": pages[second]})
    report = run(source, tmp_path / "out", settings=settings)
    assert (report.pages, report.unchanged, len(report.shards)) == (2, len(pages) - 2, 1)
    after = read_folder(tmp_path / "out")
    assert {name: after[name] for name in before} == before
    added = [page for page in ArchiveReader(tmp_path / "out") if page.raw.path.name == report.shards[0]]
    assert sorted(page.name for page in added) == sorted([first, "new.html"])
    fill(source, {first: pages[first]})
    assert run(source, tmp_path / "out", settings=settings).nothing_new


@pytest.mark.parametrize("jobs", [1, 2])
def test_bad_inputs_are_named_and_good_ones_archived(bad_folder: Any, tmp_path: Path, jobs: int) -> None:
    """One of each bad kind: all are listed with a reason, no good page is lost, and a second run says the same."""
    out = tmp_path / "out"
    report = run(bad_folder.path, out, jobs=jobs, settings=Settings())
    assert {failure.name for failure in report.failures} == set(bad_folder.bad)
    assert all(failure.reason for failure in report.failures)
    archived = {page.name: page for page in ArchiveReader(out)}
    assert {name for name, page in archived.items() if page.cleaned is not None} == bad_folder.good
    assert {name for name, page in archived.items() if page.cleaned is None} == {"data.html", "paper.htm", "photo.html"}
    for name, page in archived.items():
        assert page.raw.payload == (bad_folder.path / name).read_bytes()
        assert (page.ledger.failure is None) == (name in bad_folder.good)
    assert report.manifest is not None
    assert read_manifest(report.manifest).failures == report.failures
    again = run(bad_folder.path, out, jobs=jobs, settings=Settings())
    assert again.failures == report.failures
    assert (again.unchanged, again.shards, again.manifest) == (len(bad_folder.good), (), None)


def test_a_folder_of_nothing_but_failures_has_a_manifest(tmp_path: Path, fill: Fill, settings: Settings) -> None:
    """What failed is on record even where nothing could be archived, once."""
    source = fill(tmp_path / "in", {"empty.html": b""})
    report = run(source, tmp_path / "out", settings=settings)
    assert report.shards == ()
    assert report.manifest is not None
    assert [failure.name for failure in read_manifest(report.manifest).failures] == ["empty.html"]
    assert run(source, tmp_path / "out", settings=settings).manifest is None
    fill(source, {"empty2.html": b""})
    assert run(source, tmp_path / "out", settings=settings).manifest is not None


def test_the_same_bytes_whatever_the_circumstances(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, script: Start, read_folder: ReadFolder
) -> None:
    """Hash seed, time zone, locale, working directory, workers and the order of files on disk leave no trace."""
    shuffled = list(pages.items())
    random.Random(1).shuffle(shuffled)  # noqa: S311  # an order, not a secret
    circumstances = (
        (pages, "1", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
        (dict(shuffled), "2", {"PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai", "LC_ALL": "C"}),
        (dict(reversed(shuffled)), "1", {"PYTHONHASHSEED": "0", "TZ": "America/New_York", "LANG": "de_DE.UTF-8"}),
    )
    archives = []
    for number, (contents, jobs, environment) in enumerate(circumstances):
        source, out = fill(tmp_path / f"in{number}", contents), tmp_path / f"out{number}"
        arguments = [str(source), str(out), jobs] if number else [source.name, out.name, jobs]
        process = script(PROGRAM, arguments, environment)
        _, errors = process.communicate(timeout=3600)
        assert process.returncode == 0, errors
        archives.append(read_folder(out))
    assert archives[0] == archives[1] == archives[2]
    assert len(archives[0]) > 8


@pytest.fixture
def source(tmp_path: Path, pages: dict[str, bytes], fill: Fill) -> Path:
    """The folder of all fixture pages."""
    return fill(tmp_path / "in", pages)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_between_two_pages(
    number: signal.Signals, jobs: str, source: Path, tmp_path: Path, script: Start
) -> None:
    """The archive of a run that was stopped is whole, says that it was, and the next run adds what is missing."""
    names = sorted(path.name for path in source.iterdir() if path.name != "style.css")
    process = script(PROGRAM, [str(source), str(tmp_path / "out"), jobs])
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)
    _, errors = process.communicate(timeout=3600)
    assert process.returncode == 128 + number, errors
    done = [page.name for page in ArchiveReader(tmp_path / "out")]
    assert 1 <= len(done) < len(names)
    assert done == names[: len(done)]
    assert not list((tmp_path / "out").glob("*.open"))
    assert read_manifest(tmp_path / "out" / "news-run-00000.json").summary["interrupted"] is True
    report = run(source, tmp_path / "out", settings=Settings("news"))
    assert report.unchanged == len(done)
    assert sorted(page.name for page in ArchiveReader(tmp_path / "out")) == names


def test_an_interrupt_from_the_progress_ends_it_too(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """A KeyboardInterrupt between two pages is a request to stop like a signal."""
    steps: list[Progress] = []

    def interrupt(step: Progress) -> None:
        steps.append(step)
        if len(steps) == 3:
            raise KeyboardInterrupt

    report = run(fill(tmp_path / "in", pages), tmp_path / "out", settings=settings, progress=interrupt)
    assert report.interrupted == signal.SIGINT
    assert report.pages == 3
    assert [page.name for page in ArchiveReader(tmp_path / "out")] == [step.name for step in steps]


def test_progress_is_told_after_each_input(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """One call for each input in order, with what became of it and how many are done."""
    source = fill(tmp_path / "in", {"a.html": b"", **dict(list(pages.items())[:2])})
    steps: list[Progress] = []
    run(source, tmp_path / "out", settings=settings, progress=steps.append)
    assert [(step.done, step.outcome, step.failures) for step in steps] == [
        (1, "failed", 1),
        (2, "archived", 1),
        (3, "archived", 1),
    ]
    steps.clear()
    run(source, tmp_path / "out", settings=settings, progress=steps.append)
    assert [step.outcome for step in steps] == ["failed", "unchanged", "unchanged"]


def test_what_a_crash_left_is_not_touched(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings, read_folder: ReadFolder
) -> None:
    """An archive with open files is refused by name, and nothing in it changes."""
    source = fill(tmp_path / "in", pages)
    run(source, tmp_path / "out", settings=settings)
    (tmp_path / "out" / "news-00099.warc.gz.open").write_bytes(b"torn")
    before = read_folder(tmp_path / "out")
    with pytest.raises(ArchiveError, match=r"no journal of it: news-00099\.warc\.gz\.open"):
        run(source, tmp_path / "out", settings=settings)
    assert read_folder(tmp_path / "out") == before


def test_a_full_disk_leaves_whole_records_and_says_which_file(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, script: Start
) -> None:
    """Where the file system takes no more, the error names the file, and the open files hold whole pages."""
    limited = PROGRAM.replace(
        "    source, out",
        "    import resource\n    resource.setrlimit(resource.RLIMIT_FSIZE, (20000,) * 2)\n    source, out",
    )
    process = script(limited, [str(fill(tmp_path / "in", pages)), str(tmp_path / "out"), "1"])
    _, errors = process.communicate(timeout=3600)
    assert process.returncode == 1
    assert "ArchiveError" in errors
    assert ".warc.gz.open cannot be written: File too large" in errors
    counts = [len(list(read_members(path))) for path in sorted((tmp_path / "out").glob("*.warc.gz.open"))]
    assert len(counts) == 2
    assert counts[0] - 1 == 2 * (counts[1] - 1)


def test_a_file_listed_twice_is_archived_once(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """The same input named twice is one page."""
    source = fill(tmp_path / "in", pages)
    name = str(source / next(iter(pages)))
    report = run(Source((name, name)), tmp_path / "out", settings=settings)
    assert report.pages == 1
    assert len(list(ArchiveReader(tmp_path / "out"))) == 1


def test_the_date_of_a_run_can_be_given_from_outside(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOURCE_DATE_EPOCH is the date of the run where none is set."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    name = next(iter(pages))
    run(fill(tmp_path / "in", {name: pages[name]}), tmp_path / "out")
    (page,) = ArchiveReader(tmp_path / "out")
    assert page.cleaned is not None
    assert page.cleaned.get("WARC-Date") == "2023-11-14T22:13:20Z"


def test_a_run_works_outside_the_main_thread(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """Where no signal can be caught, a run goes on without."""
    source = fill(tmp_path / "in", dict(list(pages.items())[:1]))
    reports = []
    thread = threading.Thread(target=lambda: reports.append(run(source, tmp_path / "out", settings=settings)))
    thread.start()
    thread.join()
    assert reports[0].pages == 1


def test_what_cannot_be_used_is_refused(tmp_path: Path, settings: Settings) -> None:
    """A source that is not there, no workers, or an output that is a file raise before anything is written."""
    with pytest.raises(InputError, match="none"):
        run(tmp_path / "none", tmp_path / "out", settings=settings)
    with pytest.raises(OptionError, match="jobs is 0"):
        run(tmp_path, tmp_path / "out", jobs=0, settings=settings)
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="file cannot be made: File exists"):
        run(tmp_path, tmp_path / "file", settings=settings)


CHECKERS = (("warcio", "check"), ("fastwarc", "check", "-p", "-q"), ("gzip", "-t"))


def test_two_hundred_pages_pass_every_checker(corpus: Path, tmp_path: Path) -> None:
    """A run over 200 pages of the evaluation sets: other tools' checks, header rules, one capture a page, equal
    bytes."""
    source = tmp_path / "in"
    names = two_hundred(corpus, source)
    report = run(source, tmp_path / "out", jobs=2, settings=Settings("news", shard_bytes=3_000_000))
    assert report.pages == 200
    assert report.failures == ()
    files = sorted((tmp_path / "out").glob("*.warc.gz"))
    assert len(files) >= 4
    for command in CHECKERS:
        own = Path(sys.executable).with_name(command[0])
        for file in files:
            done = subprocess.run(
                [str(own) if own.exists() else command[0], *command[1:], str(file)], capture_output=True, check=False
            )
            assert done.returncode == 0, (command, file, done.stdout, done.stderr)
    for file in files:
        for record in map(parse_record, read_members(file)):
            assert check_headers(record.headers) == ()
            assert check_layout(record.headers) == ()
    indexer = str(Path(sys.executable).with_name("cdxj-indexer"))
    raw = [str(file) for file in files if ".cleaned." not in file.name]
    listed = subprocess.run([indexer, *raw], capture_output=True, text=True, check=True).stdout
    assert len(listed.splitlines()) == 200
    assert {page.name: page.raw.payload for page in ArchiveReader(tmp_path / "out")} == names


def two_hundred(corpus: Path, folder: Path) -> dict[str, bytes]:
    """Write 200 pages of the sets into a folder: those in Chinese, and then as many as are needed of many languages."""
    pages: dict[str, bytes] = {}
    for name in ("zh", "fundus", "scrapinghub"):
        with zipfile.ZipFile(corpus / f"{name}.zip") as archive:
            members = [member for member in sorted(archive.namelist()) if member.startswith("pages/")]
            for member in members[: 200 - len(pages) if name == "scrapinghub" else 70]:
                pages[f"{name}-{Path(member).name}"] = archive.read(member)
    assert len(pages) == 200
    folder.mkdir()
    for name, content in pages.items():
        (folder / name).write_bytes(content)
    return pages


def test_compressed_input_is_archived_unpacked(
    tmp_path: Path, pages: dict[str, bytes], fill: Fill, settings: Settings
) -> None:
    """The raw record of a .html.gz holds the page, which is what a reader of the archive wants back."""
    name = next(iter(pages))
    run(fill(tmp_path / "in", {"a.html.gz": gzip.compress(pages[name])}), tmp_path / "out", settings=settings)
    (page,) = ArchiveReader(tmp_path / "out")
    assert page.raw.payload == pages[name]
