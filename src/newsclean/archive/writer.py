"""Appends the records of pages to the shards of an archive.

A shard is a pair of files that grow together: while they do, their names end in ``.open``. Each page is written out
before the next is taken, and a write that fails is taken back, so that the files hold whole pages at any time. A
finished shard is synced to the disk with its indexes before it gets its names, the cleaned file first: where a raw
file has its name, all is there.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from newsclean.archive.build import BuiltRecord, PageRecords, bind_to_shard
from newsclean.archive.index import index_path, write_index
from newsclean.archive.info import RunInfo
from newsclean.archive.manifest import PageEntry, Place, iterate_manifests, sync_folder
from newsclean.errors import ArchiveError

__all__ = ["GIGABYTE", "ArchiveWriter", "next_shard", "unfinished_files"]

GIGABYTE = 10**9  # compressed bytes of one file: the practical size of WARC 1.1 Annex C


class ArchiveWriter:
    """Writes pages to shards ``STEM-00000.warc.gz`` and ``STEM-00000.cleaned.warc.gz``, the first with the next free
    number.

    A page begins a new shard when either file has ``shard_bytes`` or more. Nothing is created before the first page
    comes. All methods raise `ArchiveError`, with the file and the system's reason, where the disk does not take what
    is written.
    """

    def __init__(self, folder: Path, run: RunInfo, *, shard_bytes: int = GIGABYTE) -> None:
        self.folder = folder
        self.shards: list[str] = []
        self.bytes = 0
        self._shard_bytes = shard_bytes
        self._run = replace(run, shard=next_shard(folder, run.stem))
        self._shard: OpenShard | None = None

    @property
    def run(self) -> RunInfo:
        """The run, bound to the shard that the next page will most likely go to."""
        return self._run

    def append(self, records: PageRecords) -> PageEntry:
        """Append one page, raw and cleaned together, and tell where it stands."""
        if self._shard is not None and self._shard.longest >= self._shard_bytes:
            self.close()
        if self._shard is None:
            self._shard = OpenShard(self.folder, self._run)
        return self._shard.append(bind_to_shard(records, self._run, self._run.shard))

    def close(self) -> None:
        """Finish the shard that is being written, if there is one."""
        if self._shard is None:
            return
        shard, self._shard = self._shard, None
        self.bytes += shard.close()
        self.shards.append(self._run.raw_name)
        self._run = replace(self._run, shard=self._run.shard + 1)

    def abandon(self) -> None:
        """Leave the open files as they are, for someone to look at."""
        if self._shard is not None:
            self._shard.abandon()
            self._shard = None


class OpenShard:
    """A pair of files that is being written."""

    def __init__(self, folder: Path, run: RunInfo) -> None:
        self._run = run
        self._raw = OpenFile(folder / run.raw_name)
        try:
            self._cleaned = OpenFile(folder / run.cleaned_name)
        except ArchiveError:
            self._raw.abandon()
            raise
        self._raw_lines: list[str] = []
        self._cleaned_lines: list[str] = []
        self._raw.append(run.compressor.compress(run.raw_head().data))
        self._cleaned.append(run.compressor.compress(run.cleaned_head().data))

    @property
    def longest(self) -> int:
        """The size of the larger file, in bytes."""
        return max(self._raw.size, self._cleaned.size)

    def append(self, records: PageRecords) -> PageEntry:
        """Append a page to both files, or to neither."""
        before = self._raw.size, self._cleaned.size
        try:
            raw = self._raw.append(records.raw.data)
            cleaned = [self._cleaned.append(record.data) for record in records.cleaned]
        except BaseException:  # an interrupt, too, must not leave half a page
            self._raw.cut(before[0])
            self._cleaned.cut(before[1])
            raise
        self._raw_lines.append(line_at(records.raw, self._run.raw_name, raw))
        if records.cleaned:
            self._cleaned_lines.append(line_at(records.cleaned[0], self._run.cleaned_name, cleaned[0]))
        conversion = cleaned[0] if records.conversion else None
        return replace(records.entry, shard=self._run.shard, raw=raw, cleaned=conversion, ledger=cleaned[-1])

    def close(self) -> int:
        """Sync, index and name the files. Returns their size together."""
        for file, lines in ((self._raw, self._raw_lines), (self._cleaned, self._cleaned_lines)):
            file.sync()
            try:
                write_index(index_path(file.path), lines)
            except OSError as error:
                raise ArchiveError(f"{index_path(file.path)} cannot be written: {error.strerror}") from error
        self._cleaned.finish()
        self._raw.finish()
        return self._raw.size + self._cleaned.size

    def abandon(self) -> None:
        """Close the files and leave them as they are."""
        self._raw.abandon()
        self._cleaned.abandon()


class OpenFile:
    """A file that only grows, under the name ``….open`` until it is finished. ``size`` counts what is wholly
    written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._open_path = path.with_name(path.name + ".open")
        try:
            self._file = self._open_path.open("xb", buffering=0)
        except OSError as error:
            raise self._error(error) from error

    def append(self, data: bytes) -> Place:
        """Write all of some bytes at the end."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise self._error(error) from error
        place = Place(self.size, len(data))
        self.size += len(data)
        return place

    def cut(self, size: int) -> None:
        """Take back what was written after the first ``size`` bytes."""
        try:
            self._file.seek(size)
            self._file.truncate()
        except OSError as error:
            raise self._error(error) from error
        self.size = size

    def sync(self) -> None:
        """Have the system write the file to the disk."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._error(error) from error

    def finish(self) -> None:
        """Give the file its name, for good."""
        try:
            self._file.close()
            self._open_path.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise self._error(error) from error

    def abandon(self) -> None:
        """Close the file and leave it as it is."""
        self._file.close()

    def _error(self, error: OSError) -> ArchiveError:
        return ArchiveError(f"{self._open_path} cannot be written: {error.strerror}")


def line_at(record: BuiltRecord, filename: str, place: Place) -> str:
    """The index's line for a record that has been written."""
    return record.index.line(filename, place.offset, place.length)


def shard_numbers(folder: Path, stem: str) -> dict[Path, int]:
    """The WARC files of an archive, finished or open, with their serial numbers."""
    name = re.compile(re.escape(stem) + r"-(\d{5,})(?:\.cleaned)?\.warc\.gz(?:\.open)?")
    matches = ((path, name.fullmatch(path.name)) for path in sorted(folder.glob(f"{stem}-*")))
    return {path: int(match[1]) for path, match in matches if match}


def next_shard(folder: Path, stem: str) -> int:
    """The first serial number that no file of an archive bears."""
    return max(shard_numbers(folder, stem).values(), default=-1) + 1


def unfinished_files(folder: Path, stem: str) -> tuple[Path, ...]:
    """What a run left that did not end: open files, and shards that no manifest knows."""
    known = frozenset().union(*(manifest.shards for manifest in iterate_manifests(folder, stem)))
    shards = (path for path, number in shard_numbers(folder, stem).items() if number not in known)
    name = re.compile(re.escape(stem) + r"-(?:\d{5,}(?:\.cleaned)?\.cdxj|run-\d{5,}\.json)\.open")
    others = (path for path in folder.glob(f"{stem}-*.open") if name.fullmatch(path.name))
    return tuple(sorted({*shards, *others}))
