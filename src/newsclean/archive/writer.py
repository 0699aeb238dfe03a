"""Appends the records of pages to the shards of an archive.

A shard is a pair of files that grow together: while they do, their names end in ``.open``. A page's records are written
to both, or to neither, and then told to the journal, from where on the page counts. A finished shard is synced to the
disk with its indexes before it gets its names, the cleaned file first: where a raw file has its name, all is there.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from newsclean.archive.build import BuiltRecord, PageRecords, bind_to_shard
from newsclean.archive.files import OpenFile, Place, cannot, give_name, sync_folder
from newsclean.archive.index import index_path, write_index
from newsclean.archive.info import RunInfo
from newsclean.archive.journal import Journal, MemoryJournal
from newsclean.archive.manifest import PageEntry, read_holdings
from newsclean.errors import ArchiveError

__all__ = ["GIGABYTE", "ArchiveWriter", "ends", "finish_shard", "next_shard", "shard_files", "unfinished_files"]

GIGABYTE = 10**9  # compressed bytes of one file: the practical size of WARC 1.1 Annex C

# How much work a power cut may cost. A sync takes some 15 ms, so that these cost less than one part in a hundred.
SYNC_PAGES = 1000
SYNC_SECONDS = 5.0


class ArchiveWriter:
    """Writes pages to shards ``STEM-00000.warc.gz`` and ``STEM-00000.cleaned.warc.gz``, the first with the next free
    number.

    A page begins a new shard when either file has ``shard_bytes`` or more. Nothing is created before the first page
    comes. ``journal`` is told of each page. All methods raise `ArchiveError`, with the file and the system's reason,
    where the disk does not take what is written.
    """

    def __init__(
        self, folder: Path, run: RunInfo, *, shard_bytes: int = GIGABYTE, journal: Journal | None = None
    ) -> None:
        self.folder = folder
        self._closed_shards: list[int] = []
        self._closed_bytes = 0
        self._shard_bytes = shard_bytes
        self._journal = journal or MemoryJournal()
        self._run = run.in_shard(next_shard(folder, run.stem))
        self._shard: OpenShard | None = None
        self._unsynced = 0
        self._synced_at = time.monotonic()

    @property
    def run(self) -> RunInfo:
        """The run, bound to the shard that the next page will most likely go to."""
        return self._run

    @property
    def shards(self) -> tuple[str, ...]:
        """The names of the raw files written, as they are called in the end."""
        numbers = self._closed_shards if self._shard is None else [*self._closed_shards, self._run.shard]
        return tuple(self._run.in_shard(number).raw_name for number in numbers)

    @property
    def bytes(self) -> int:
        """The size of all files written, those that are open among them."""
        return self._closed_bytes + (0 if self._shard is None else self._shard.size)

    def go_on(self, closed: dict[int, int], last: PageEntry) -> None:
        """Go on where an earlier writer of the same run stopped: after its last page.

        ``closed`` maps the shards that it closed to their bytes. The shard of the last page is gone on with if it is
        open; what stands in its files after that page is cut off. If it was being closed, it is closed now.
        """
        self._closed_bytes = sum(closed.values())
        self._closed_shards = list(closed)
        if last.shard in closed:
            finish_shard(self.folder, self._run.in_shard(last.shard), partial(self._journal.index_lines, last.shard))
        elif last.shard is not None:
            self._run = self._run.in_shard(last.shard)
            self._shard = OpenShard(self.folder, self._run, last)

    def append(self, records: PageRecords, number: int = 0) -> PageEntry:
        """Append one page, raw and cleaned together, and tell where it stands.

        ``number`` is the input's in its source, for the journal.
        """
        if self._shard is not None and self._shard.longest >= self._shard_bytes:
            self.close()
        if self._shard is None:
            self._journal.begin()
            self._shard = OpenShard(self.folder, self._run)
        shard, before = self._shard, self._shard.sizes
        try:
            entry, index = shard.append(bind_to_shard(records, self._run, self._run.shard))
            self._journal.page(number, entry, index)
        except BaseException:  # an interrupt, too, must not leave half a page
            shard.cut(before)
            raise
        self._unsynced += 1
        if self._unsynced >= SYNC_PAGES or time.monotonic() - self._synced_at >= SYNC_SECONDS:
            self.sync()
        return entry

    def sync(self) -> None:
        """Have the system write to the disk what it has of the shard that is being written."""
        if self._shard is not None:
            self._shard.sync()
            self._journal.sync()
        self._unsynced = 0
        self._synced_at = time.monotonic()

    def close(self) -> None:
        """Finish the shard that is being written, if there is one."""
        if self._shard is None:
            return
        self._shard.sync()
        self._journal.closing(self._run.shard)
        shard, self._shard = self._shard, None
        shard.close()
        finish_shard(self.folder, self._run, partial(self._journal.index_lines, self._run.shard))
        self._closed_bytes += shard.size
        self._closed_shards.append(self._run.shard)
        self._run = self._run.in_shard(self._run.shard + 1)

    def abandon(self) -> None:
        """Leave the open files as they are."""
        if self._shard is not None:
            self._shard.close()
            self._shard = None


class OpenShard:
    """A pair of files that is being written; with ``last``, one that an earlier run left, to go on after that page."""

    def __init__(self, folder: Path, run: RunInfo, last: PageEntry | None = None) -> None:
        self._run = run
        raw, cleaned = (None, None) if last is None else ends(last)
        self._raw = OpenFile(folder / run.raw_name, raw)
        try:
            self._cleaned = OpenFile(folder / run.cleaned_name, cleaned)
            if last is None:
                self._raw.append(run.compressor.compress(run.raw_head().data))
                self._cleaned.append(run.compressor.compress(run.cleaned_head().data))
        except BaseException:
            self._raw.close()
            raise

    @property
    def sizes(self) -> tuple[int, int]:
        """The sizes of the raw and of the cleaned file, in bytes."""
        return self._raw.size, self._cleaned.size

    @property
    def size(self) -> int:
        """The size of both files together."""
        return sum(self.sizes)

    @property
    def longest(self) -> int:
        """The size of the larger file."""
        return max(self.sizes)

    def append(self, records: PageRecords) -> tuple[PageEntry, tuple[str, str]]:
        """Append a page to both files. Tells where it stands, and what the two indexes will say of it."""
        raw = self._raw.append(records.raw.data)
        together = self._cleaned.append(b"".join(record.data for record in records.cleaned))
        ledger = Place(together.offset + together.length - len(records.ledger.data), len(records.ledger.data))
        conversion = Place(together.offset, together.length - ledger.length) if records.conversion else None
        entry = replace(records.entry, shard=self._run.shard, raw=raw, cleaned=conversion, ledger=ledger)
        return entry, (
            line_at(records.raw, self._run.raw_name, raw),
            line_at(records.cleaned[0], self._run.cleaned_name, conversion or ledger),
        )

    def cut(self, sizes: tuple[int, int]) -> None:
        """Take back what was written after the files had these sizes."""
        self._raw.cut(sizes[0])
        self._cleaned.cut(sizes[1])

    def sync(self) -> None:
        """Have the system write both files to the disk."""
        self._raw.sync()
        self._cleaned.sync()

    def close(self) -> None:
        """Close the files and leave them as they are."""
        self._raw.close()
        self._cleaned.close()


def finish_shard(folder: Path, run: RunInfo, index_lines: Callable[[int], Iterable[str]]) -> None:
    """Index and name the files of a shard that is whole and safe on the disk. Can be done again where it broke off.

    ``index_lines`` gives the lines for the index of the raw file (0) and of the cleaned one (1).
    """
    raw, cleaned = folder / run.raw_name, folder / run.cleaned_name
    for which, path in enumerate((raw, cleaned)):
        try:
            write_index(index_path(path), index_lines(which))
        except OSError as error:
            raise cannot(index_path(path), error) from error
    give_name(cleaned)
    give_name(raw)
    sync_folder(folder)


def ends(page: PageEntry) -> tuple[int, int]:
    """Where a page's records end in the raw and in the cleaned file."""
    if page.raw is None or page.ledger is None:
        raise ArchiveError(f"the journal does not tell where the records of {page.name} stand")
    return page.raw.offset + page.raw.length, page.ledger.offset + page.ledger.length


def line_at(record: BuiltRecord, filename: str, place: Place) -> str:
    """The index's line for a record that has been written."""
    return record.index.line(filename, place.offset, place.length)


def shard_files(folder: Path, stem: str) -> dict[Path, int]:
    """The WARC files of an archive, finished or open, with their serial numbers."""
    name = re.compile(re.escape(stem) + r"-(\d{5,})(?:\.cleaned)?\.warc\.gz(?:\.open)?")
    matches = ((path, name.fullmatch(path.name)) for path in sorted(folder.glob(f"{stem}-*")))
    return {path: int(match[1]) for path, match in matches if match}


def next_shard(folder: Path, stem: str) -> int:
    """The first serial number that no file of an archive bears."""
    return max(shard_files(folder, stem).values(), default=-1) + 1


def unfinished_files(folder: Path, stem: str) -> tuple[Path, ...]:
    """What a run left that did not end: open files, and shards that no manifest knows."""
    known = read_holdings(folder, stem).shards
    shards = (path for path, number in shard_files(folder, stem).items() if number not in known)
    name = re.compile(re.escape(stem) + r"-(?:\d{5,}(?:\.cleaned)?\.cdxj|run-\d{5,}\.(?:json|journal))\.open")
    others = (path for path in folder.glob(f"{stem}-*.open") if name.fullmatch(path.name))
    return tuple(sorted({*shards, *others}))
