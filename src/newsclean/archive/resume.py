"""What a run left that did not end: how much of it holds, and how it is gone on with or brought to its end.

All that is known stands in the run's journal. A line of it holds if its records are whole in their files; after a kill
that is so for each line, after a power cut for those before the last sync and mostly for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsclean.archive.files import cannot, open_path, sync_folder
from newsclean.archive.info import RunInfo
from newsclean.archive.journal import Head, Line, index_lines, read_journal
from newsclean.archive.manifest import ManifestWriter, PageEntry, Place
from newsclean.archive.members import open_archive, read_member
from newsclean.archive.profiles import name_profile, profile_path
from newsclean.archive.writer import ends, finish_shard, shard_files, unfinished_files
from newsclean.errors import ArchiveError
from newsclean.types import Failure

__all__ = ["Unfinished", "complete", "manifest_path", "survey"]


@dataclass(slots=True)
class Unfinished:
    """A run that did not end, as far as it holds.

    ``kept`` are the bytes of its journal that hold. ``closed`` maps the shards that were closed to their bytes;
    ``last`` is the last page. ``next_input`` counts the inputs of the source that are done. ``summary`` is what the
    manifest will say, where nothing but finishing was left.
    """

    journal: Path
    head: Head
    kept: int
    closed: dict[int, int] = field(default_factory=dict)
    last: PageEntry | None = None
    next_input: int = 0
    summary: Mapping[str, Any] | None = None

    def lines(self) -> Iterator[Line]:
        """The lines that hold."""
        return (line for line in read_journal(self.journal)[1] if line.end <= self.kept)

    def take(self, line: Line) -> None:
        """Count a line that holds."""
        self.kept = line.end
        if line.page is not None:
            self.last = line.page
        if line.input is not None:
            self.next_input = line.input + 1
        if line.closing is not None and self.last is not None:
            self.closed[line.closing] = sum(ends(self.last))
        if line.summary is not None:
            self.summary = line.summary

    def discard(self, folder: Path, stem: str) -> None:
        """Delete the open files of shards that no page is in."""
        first = self.head.first_shard if self.last is None or self.last.shard is None else self.last.shard + 1
        for path, number in shard_files(folder, stem).items():
            if number >= first and path.name.endswith(".open"):
                delete(path)


def survey(folder: Path, run: RunInfo, journal: Path) -> Unfinished | None:
    """See how much of an unfinished run holds. Changes nothing, but for a journal without a beginning, which is
    deleted: nothing had been written then.

    Raises `ArchiveError` for a journal that cannot be read, and for unfinished files that are not of its run.
    """
    left = unfinished_files(folder, run.stem)
    begun = first_line(open_path(journal))
    if not begun and left == (open_path(journal),):
        delete(open_path(journal))
        return None
    head, lines = read_journal(journal)
    numbers = shard_files(folder, run.stem)
    strange = [path.name for path in left if numbers.get(path, head.first_shard) < head.first_shard]
    if strange:
        raise ArchiveError(
            f"{folder} holds {', '.join(strange)}, which no run knows: move these files away and run again"
        )
    found = Unfinished(journal, head, begun)
    unsynced: list[Line] = []
    for line in lines:
        unsynced.append(line)
        if line.synced or line.closing is not None or line.summary is not None:
            take_all(found, unsynced)
    whole: set[int] = set()
    for line in unsynced:
        if line.page is not None and not is_whole(folder, run, line.page, whole):
            break
        found.take(line)
    return found


def first_line(path: Path) -> int:
    """The length of a file's first line, in bytes; 0 where it is not whole. Raises `ArchiveError` for a file that
    cannot be read."""
    with open_archive(path) as file:
        line = file.readline()
    return len(line) if line.endswith(b"\n") else 0


def take_all(found: Unfinished, lines: list[Line]) -> None:
    """Count lines whose records are safe on the disk."""
    for line in lines:
        found.take(line)
    lines.clear()


def is_whole(folder: Path, run: RunInfo, page: PageEntry, begun: set[int]) -> bool:
    """Whether the records of a page are whole in the open files; ``begun`` are shards whose heads are known to be."""
    if page.shard is None:
        return False
    run = run.in_shard(page.shard)
    raw, cleaned = open_path(folder / run.raw_name), open_path(folder / run.cleaned_name)
    places = [(raw, page.raw), (cleaned, page.cleaned), (cleaned, page.ledger)]
    try:
        if page.shard not in begun:
            read_member(raw, 0)
            read_member(cleaned, 0)
            begun.add(page.shard)
        return all(stands(path, place) for path, place in places if place is not None)
    except ArchiveError:  # cut off, damaged, or not there at all
        return False


def stands(path: Path, place: Place) -> bool:
    """Whether a whole gzip member fills a place. Raises `ArchiveError` where none begins."""
    return read_member(path, place.offset).length == place.length


def complete(folder: Path, run: RunInfo, unfinished: Unfinished) -> Path:
    """Bring a run to its end whose journal holds all that is left to do: name the last shard, write the manifest.

    Can be done again where it broke off. Returns the manifest. Raises `ArchiveError` where the disk does not take it.
    """
    path = manifest_path(unfinished.journal)
    if not path.exists():
        last = unfinished.last
        if last is not None and last.shard is not None:
            shard = last.shard
            finish_shard(folder, run.in_shard(shard), lambda which: index_lines(unfinished.lines(), shard, which))
        delete(open_path(path))
        name_profile(profile_path(path))
        write_manifest(path, unfinished)
    delete(open_path(unfinished.journal))
    sync_folder(folder)
    return path


def write_manifest(path: Path, unfinished: Unfinished) -> None:
    """Make the manifest of a run from its journal."""
    manifest = ManifestWriter(path, unfinished.head.run)
    failures: list[Failure] = []
    try:
        for line in unfinished.lines():
            failure = line.failure
            if line.page is not None:
                manifest.add(line.page)
                failure = line.page.failed
            if failure is not None:
                failures.append(failure)
        manifest.close(failures, unfinished.summary or {})
    except BaseException:
        manifest.abandon()
        raise


def manifest_path(journal: Path) -> Path:
    """The manifest of the run that a journal is of."""
    return journal.with_name(journal.name.removesuffix(".journal") + ".json")


def delete(path: Path) -> None:
    """Delete a file, if it is there. Raises `ArchiveError`."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot(path, error) from error
