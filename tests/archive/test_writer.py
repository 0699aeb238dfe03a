"""Shards and how they are written."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from newsclean.archive import ArchiveReader, ArchiveWriter, RunInfo, build_records
from newsclean.archive.files import OpenFile
from newsclean.archive.manifest import ManifestWriter
from newsclean.archive.members import read_members
from newsclean.archive.writer import next_shard, unfinished_files
from newsclean.article.article import Article
from newsclean.errors import ArchiveError, OptionError
from newsclean.types import Capture

Make = Callable[..., Article]


def page(number: int) -> Capture:
    """A page of its own."""
    return Capture(b"<p>page %d" % number, f"{number}.html", f"https://example.com/{number}")


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_created_before_the_first_page(tmp_path: Path, info: RunInfo) -> None:
    """A writer that gets no page leaves no file."""
    writer = ArchiveWriter(tmp_path, info)
    writer.close()
    assert names(tmp_path) == []
    assert writer.shards == ()


def test_files_are_open_until_they_are_whole(tmp_path: Path, info: RunInfo, make_article: Make) -> None:
    """While pages come the names end in .open; closing gives the final names, with an index each."""
    writer = ArchiveWriter(tmp_path, info)
    writer.append(build_records(page(1), make_article(), writer.run))
    assert names(tmp_path) == ["news-00000.cleaned.warc.gz.open", "news-00000.warc.gz.open"]
    writer.close()
    assert names(tmp_path) == [
        "news-00000.cdxj",
        "news-00000.cleaned.cdxj",
        "news-00000.cleaned.warc.gz",
        "news-00000.warc.gz",
    ]
    assert writer.shards == ("news-00000.warc.gz",)
    assert writer.bytes == sum(path.stat().st_size for path in tmp_path.glob("*.warc.gz"))


def test_a_page_is_on_its_way_to_the_disk_when_append_returns(
    tmp_path: Path, info: RunInfo, make_article: Make
) -> None:
    """Another process sees whole pages in the open files at any time."""
    writer = ArchiveWriter(tmp_path, info)
    for number in range(3):
        writer.append(build_records(page(number), make_article(), writer.run))
        assert len(list(read_members(tmp_path / "news-00000.warc.gz.open"))) == number + 2
        assert len(list(read_members(tmp_path / "news-00000.cleaned.warc.gz.open"))) == 2 * number + 3


def test_both_files_rotate_together_between_pages(tmp_path: Path, info: RunInfo, make_article: Make) -> None:
    """The page that finds either file at its size begins the next pair, wherever it was built for."""
    writer = ArchiveWriter(tmp_path, info, shard_bytes=3000)
    first = writer.run
    entries = [writer.append(build_records(page(number), make_article(), first)) for number in range(9)]
    writer.close()
    shards = [entry.shard for entry in entries]
    assert shards == sorted(shards)  # type: ignore[type-var]
    assert len(set(shards)) > 2
    assert [archived.name for archived in ArchiveReader(tmp_path)] == [f"{number}.html" for number in range(9)]
    largest = max(path.stat().st_size for path in tmp_path.glob("*.warc.gz"))
    assert 3000 <= largest < 3000 + 2000


def test_where_a_page_was_built_makes_no_difference(tmp_path: Path, info: RunInfo, make_article: Make) -> None:
    """Pages built early, for a shard that is full by then, give the same files as pages built just in time."""
    files = []
    for folder, early in ((tmp_path / "early", True), (tmp_path / "late", False)):
        folder.mkdir()
        writer = ArchiveWriter(folder, info, shard_bytes=2500)
        first = writer.run
        for number in range(8):
            writer.append(build_records(page(number), make_article(), first if early else writer.run))
        writer.close()
        files.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert files[0] == files[1]
    assert len(files[0]) > 8


def test_a_further_run_takes_the_next_number(tmp_path: Path, info: RunInfo, make_article: Make) -> None:
    """Shards that are there are never touched."""
    for _ in range(2):
        writer = ArchiveWriter(tmp_path, info)
        writer.append(build_records(page(1), make_article(), writer.run))
        writer.close()
    assert writer.shards == ("news-00001.warc.gz",)
    assert next_shard(tmp_path, "news") == 2
    assert next_shard(tmp_path, "new") == 0


def test_entries_say_where_the_records_are(tmp_path: Path, info: RunInfo, make_article: Make) -> None:
    """The places that append returns are those of the members."""
    writer = ArchiveWriter(tmp_path, info)
    entry = writer.append(build_records(page(1), make_article(), writer.run))
    writer.close()
    raw = list(read_members(tmp_path / "news-00000.warc.gz"))
    cleaned = list(read_members(tmp_path / "news-00000.cleaned.warc.gz"))
    assert entry.raw is not None
    assert entry.cleaned is not None
    assert entry.ledger is not None
    assert (entry.raw.offset, entry.raw.length) == (raw[1].offset, raw[1].length)
    assert (entry.cleaned.offset, entry.cleaned.length) == (cleaned[1].offset, cleaned[1].length)
    assert (entry.ledger.offset, entry.ledger.length) == (cleaned[2].offset, cleaned[2].length)


@pytest.fixture
def started(tmp_path: Path, info: RunInfo, make_article: Make) -> ArchiveWriter:
    """A writer that has written one page."""
    writer = ArchiveWriter(tmp_path, info)
    writer.append(build_records(page(1), make_article(), writer.run))
    return writer


@pytest.mark.parametrize("failing", ["news-00000.warc.gz", "news-00000.cleaned.warc.gz"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_breaks_off_is_taken_back(
    failing: str,
    error: BaseException,
    started: ArchiveWriter,
    make_article: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where one file takes only part of a page, neither keeps any of it, and the error names the file."""
    before = {path.name: path.read_bytes() for path in started.folder.iterdir()}
    shard = started._shard
    assert shard is not None
    file = shard._raw if failing == shard._raw.path.name else shard._cleaned
    monkeypatch.setattr(file, "_file", TornFile(file._file, error))
    with pytest.raises((ArchiveError, KeyboardInterrupt), match=r"No space left on device|^$"):
        started.append(build_records(page(2), make_article(), started.run))
    assert {path.name: path.read_bytes() for path in started.folder.iterdir()} == before


class TornFile:
    """A file on a disk that is full after ten more bytes."""

    def __init__(self, file: object, error: BaseException) -> None:
        self._file = file
        self._error = error
        self._torn = False

    def write(self, data: memoryview) -> int:
        """Take ten bytes, then none."""
        if self._torn:
            raise self._error
        self._torn = True
        return self._file.write(data[:10])  # type: ignore[attr-defined, no-any-return]

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def test_a_file_that_is_being_written_is_not_shared(tmp_path: Path) -> None:
    """Two writers of one file: the second is refused."""
    OpenFile(tmp_path / "a.warc.gz").close()
    with pytest.raises(ArchiveError, match=r"a\.warc\.gz\.open cannot be written: File exists"):
        OpenFile(tmp_path / "a.warc.gz")


def test_an_unwritable_folder_is_named(tmp_path: Path, info: RunInfo, make_article: Make) -> None:
    """A folder that is not there is an ArchiveError with the file's name."""
    writer = ArchiveWriter(tmp_path / "none", info)
    with pytest.raises(ArchiveError, match=r"none/news-00000\.warc\.gz\.open cannot be written: No such file"):
        writer.append(build_records(page(1), make_article(), writer.run))


def test_what_a_run_left_unfinished_is_listed(tmp_path: Path, info: RunInfo, make_article: Make) -> None:
    """Open files, and finished shards that no manifest lists, but nothing of other archives in the folder."""
    writer = ArchiveWriter(tmp_path, info, shard_bytes=1)
    manifest = ManifestWriter(tmp_path / "news-run-00000.json", {})
    manifest.add(writer.append(build_records(page(1), make_article(), writer.run)))
    manifest.close((), {})
    writer.append(build_records(page(2), make_article(), writer.run))
    writer.append(build_records(page(3), make_article(), writer.run))
    writer.abandon()
    (tmp_path / "news-b-00000.warc.gz.open").touch()
    (tmp_path / "other-00000.warc.gz").touch()
    assert [path.name for path in unfinished_files(tmp_path, "news")] == [
        "news-00001.cleaned.warc.gz",
        "news-00001.warc.gz",
        "news-00002.cleaned.warc.gz.open",
        "news-00002.warc.gz.open",
    ]


@pytest.mark.parametrize("stem", ["", "a/b", "../a", ".hidden", "a b", "a\n", "新闻", "x" * 101])
def test_a_name_that_is_no_plain_file_name_is_refused(stem: str, info: RunInfo) -> None:
    """The archive's name goes into file names and headers, so that it is kept plain."""
    with pytest.raises(OptionError, match="the archive's name is"):
        replace(info, stem=stem)
