"""The journal of a run: what has been done so far, so that a run that was broken off can go on.

``NAME-run-00000.journal.open`` begins with what the run is, and gets a line when a page's raw and cleaned records are
both written. A page counts from that line on. Indexes and manifest are made from the journal, and it is deleted when
the manifest has its name: it is there exactly as long as its run is unfinished.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newsclean.archive.files import OpenFile, open_path, sync_folder
from newsclean.archive.manifest import PageEntry, manifest_paths, next_manifest
from newsclean.archive.safe import line_of_json
from newsclean.errors import ArchiveError
from newsclean.types import Failure

__all__ = [
    "FORMAT",
    "FileJournal",
    "Head",
    "Journal",
    "Line",
    "MemoryJournal",
    "find_journal",
    "index_lines",
    "journal_path",
    "read_journal",
]

FORMAT = "newsclean-journal/1"


@dataclass(frozen=True, slots=True)
class Head:
    """What a run is. One may only go on if all of it is still the same.

    ``run`` is what the manifest will say; ``source`` where the inputs come from and what else they depend on;
    ``first_shard`` the serial number of the run's first shard.
    """

    run: Mapping[str, Any]
    source: Mapping[str, Any]
    first_shard: int

    @property
    def date(self) -> datetime:
        """The date of the run."""
        return datetime.fromisoformat(self.run["date"])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a journal; ``start`` and ``end`` are where it stands in the file, in bytes.

    ``input`` counts the inputs of the source from 0. A page has its ``page`` and its two lines for the ``index``es,
    another input its ``failure``. ``synced`` says that all before is safe on the disk, ``closing`` that a shard has
    been, and is about to get its names, ``summary`` that the run has come to its end.
    """

    start: int
    end: int
    input: int | None = None
    page: PageEntry | None = None
    index: tuple[str, str] | None = None
    failure: Failure | None = None
    synced: bool = False
    closing: int | None = None
    summary: Mapping[str, Any] | None = None

    @property
    def name(self) -> str | None:
        """The input's name, or None where the line is about none."""
        told = self.page or self.failure
        return None if told is None else told.name


class Journal:
    """What a writer tells of its work; this one takes no notice of it, but for the lines of the indexes."""

    def begin(self) -> None:
        """Tell that something is about to be written."""

    def page(self, number: int, entry: PageEntry, index: tuple[str, str]) -> None:
        """Tell that a page's records are written."""
        raise NotImplementedError

    def sync(self) -> None:
        """Tell that all that was written is safe on the disk."""

    def closing(self, shard: int) -> None:
        """Tell that a shard is safe on the disk and about to get its names."""

    def index_lines(self, shard: int, which: int) -> Iterator[str]:
        """The lines for the index of a shard's raw file (0) or cleaned file (1)."""
        raise NotImplementedError


class MemoryJournal(Journal):
    """For a writer that no run stands behind: keeps the lines of the indexes in memory."""

    def __init__(self) -> None:
        self._lines: list[tuple[str, str]] = []

    def page(self, number: int, entry: PageEntry, index: tuple[str, str]) -> None:  # noqa: ARG002  # needs no more
        """Keep the lines."""
        self._lines.append(index)

    def index_lines(self, shard: int, which: int) -> Iterator[str]:  # noqa: ARG002  # there is one shard at a time
        """The lines, which are not needed any more afterwards."""
        yield from (line[which] for line in self._lines)
        if which:
            self._lines.clear()


class FileJournal(Journal):
    """The journal of a run in a file, which is made when there is something to tell.

    ``kept`` are the bytes of an earlier journal that the run goes on with, None for a new one. All methods raise
    `ArchiveError` where the file cannot be written.
    """

    def __init__(self, path: Path, head: Head, kept: int | None = None) -> None:
        self.path = path
        self.head = head
        self._queue: list[bytes] = []
        self._file = None if kept is None else OpenFile(path, kept)
        self._shard = range(0)  # where the lines of the shard that was closed last are, in bytes

    @property
    def begun(self) -> bool:
        """Whether there is a file."""
        return self._file is not None

    def begin(self) -> None:
        """Make the file, safe on the disk before anything that it will tell of."""
        if self._file is None:
            file = OpenFile(self.path)
            try:
                file.append(encode({"format": FORMAT, **asdict(self.head)}) + b"".join(self._queue))
                file.sync()
                sync_folder(self.path.parent)
            except BaseException:
                file.close()
                raise
            self._file = file
            self._queue.clear()

    def page(self, number: int, entry: PageEntry, index: tuple[str, str]) -> None:
        """A page's records are written: from now on it counts."""
        self._tell({"input": number, "index": index, "page": entry.to_json()})

    def failure(self, number: int, failure: Failure) -> None:
        """An input gave nothing that could be archived. Does not make the file."""
        line = {"input": number, "failure": asdict(failure)}
        if self.begun:
            self._tell(line)
        else:
            self._queue.append(encode(line))

    def sync(self) -> None:
        """All before this is safe on the disk."""
        self._tell({"synced": True})
        self._opened().sync()

    def closing(self, shard: int) -> None:
        """A shard is safe on the disk, and about to get its names."""
        self._tell({"closing": shard})
        file = self._opened()
        file.sync()
        self._shard = range(self._shard.stop, file.size)

    def end(self, summary: Mapping[str, Any]) -> None:
        """The run has come to its end; what is left to do can be done from the journal alone."""
        self._tell({"summary": summary})
        self._opened().sync()

    def index_lines(self, shard: int, which: int) -> Iterator[str]:
        """The lines for the index of a shard's raw file (0) or cleaned file (1)."""
        return index_lines(lines_from(self.path, self._shard.start), shard, which)

    def close(self) -> None:
        """Close the file and leave it as it is."""
        if self._file is not None:
            self._file.close()

    def _tell(self, line: Mapping[str, Any]) -> None:
        self._opened().append(encode(line))

    def _opened(self) -> OpenFile:
        self.begin()
        assert self._file is not None  # noqa: S101  # for the type checker: begin made it
        return self._file


def index_lines(lines: Iterable[Line], shard: int, which: int) -> Iterator[str]:
    """The lines for the index of a shard's raw file (0) or cleaned file (1), out of a journal's."""
    for line in lines:
        if line.page is not None and line.index is not None and line.page.shard == shard:
            yield line.index[which]


def encode(line: Mapping[str, Any]) -> bytes:
    """One line of a journal."""
    return line_of_json(line).encode() + b"\n"


def find_journal(folder: Path, stem: str) -> Path | None:
    """The journal that an unfinished run left, without ``.open``; None where all runs are finished.

    It is that of the next manifest, or that of the last one, where all stopped before the journal could be deleted.
    """
    manifests = *manifest_paths(folder, stem)[-1:], next_manifest(folder, stem)
    return next((path for path in map(journal_path, manifests) if open_path(path).exists()), None)


def journal_path(manifest: Path) -> Path:
    """The journal of the run that a manifest will be of."""
    return manifest.with_name(manifest.name.removesuffix(".json") + ".journal")


def read_journal(path: Path) -> tuple[Head, Iterator[Line]]:
    """What a run is, and all whole lines of its journal, one at a time; a torn one ends them.

    Raises `ArchiveError` where the file cannot be read or its beginning is not that of a journal.
    """
    lines = raw_lines(open_path(path), 0)
    try:
        _, _, value = next(lines)
        if value.pop("format") != FORMAT:
            raise ArchiveError(
                f"{open_path(path)} has a format that this version does not read: update newsclean, then run again"
            )
        head = Head(**value)
    except (StopIteration, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{open_path(path)} is not a journal of newsclean: {error!r}") from error
    return head, (parse_line(start, end, value) for start, end, value in lines)


def lines_from(path: Path, start: int) -> Iterator[Line]:
    """All whole lines of a journal from a byte on at which one begins, but for the first of the file."""
    return (parse_line(*line) for line in raw_lines(open_path(path), start) if line[0])


def raw_lines(path: Path, start: int) -> Iterator[tuple[int, int, Any]]:
    """The whole lines of a file of JSON lines, with where each begins and ends."""
    end = start
    try:
        with path.open("rb") as file:
            file.seek(start)
            for line in file:
                start, end = end, end + len(line)
                try:
                    value = json.loads(line)
                except ValueError:
                    return
                if not line.endswith(b"\n"):
                    return
                yield start, end, value
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error


def parse_line(start: int, end: int, value: Mapping[str, Any]) -> Line:
    """A line out of what `encode` made."""
    page, failure, index = value.get("page"), value.get("failure"), value.get("index")
    return Line(
        start,
        end,
        value.get("input"),
        None if page is None else PageEntry.from_json(page),
        None if index is None else (index[0], index[1]),
        None if failure is None else Failure(**failure),
        value.get("synced", False),
        value.get("closing"),
        value.get("summary"),
    )
