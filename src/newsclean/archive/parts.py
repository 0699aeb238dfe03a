"""Which files belong to an archive, told by their names: shards, indexes, manifests, and what a run left open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from newsclean.archive.index import index_path
from newsclean.archive.manifest import manifest_paths
from newsclean.archive.scan import ScannedRecord, scan
from newsclean.errors import ArchiveError, OptionError

__all__ = ["ArchiveParts", "find_parts"]

SHARD = re.compile(r"(?P<stem>.+)-(?P<number>\d{5,})(?P<cleaned>\.cleaned)?\.warc\.gz")
PART = re.compile(r"(?P<stem>.+)-(?:\d{5,}(?:\.cleaned)?\.(?:warc\.gz|cdxj)|run-\d{5,}\.json)(?:\.open)?")
WARC = (".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class ArchiveParts:
    """The files of one archive. ``only`` are the numbers of the shards that were asked for, None for all."""

    folder: Path
    stem: str
    only: frozenset[int] | None = None

    def raw(self, number: int) -> Path:
        """The file with the raw records of a shard."""
        return self.folder / f"{self.stem}-{number:05}.warc.gz"

    def cleaned(self, number: int) -> Path:
        """The file with the clean pages and the ledgers of a shard."""
        return self.folder / f"{self.stem}-{number:05}.cleaned.warc.gz"

    def files(self, number: int) -> tuple[Path, Path, Path, Path]:
        """All files of a shard: raw, cleaned, and the index of each."""
        raw, cleaned = self.raw(number), self.cleaned(number)
        return raw, cleaned, index_path(raw), index_path(cleaned)

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the shards of which there is a file."""
        matches = (SHARD.fullmatch(path.name) for path in self.folder.iterdir())
        return frozenset(int(match["number"]) for match in matches if match and match["stem"] == self.stem)

    @property
    def manifests(self) -> tuple[Path, ...]:
        """The manifests of the runs, the oldest first."""
        return manifest_paths(self.folder, self.stem)

    @property
    def left_open(self) -> tuple[Path, ...]:
        """Files that belong to a run that did not finish."""
        return tuple(
            sorted(
                path
                for path in self.folder.iterdir()
                if path.name.endswith(".open") and path.name.startswith(f"{self.stem}-")
            )
        )


def find_parts(target: Path) -> Iterator[ArchiveParts | Path]:
    """What there is to verify at a path: archives of newsclean, and WARC files that are not of one.

    ``target`` is a folder, the path of an archive without number and suffix (``archive/newsclean``), or a WARC file;
    a file of an archive stands for its shard. Raises `OptionError` where there is nothing of that name, and
    `ArchiveError` for a folder without a WARC file.
    """
    if target.is_dir():
        found = [*archives_in(target)]
        if not found:
            raise ArchiveError(f"{target} holds no archive: there is no .warc.gz in it")
        yield from found
    elif target.exists():
        match = SHARD.fullmatch(target.name)
        if match and is_archive(target.parent, match["stem"]):
            yield ArchiveParts(target.parent, match["stem"], frozenset({int(match["number"])}))
        else:
            yield target
    elif target.parent.is_dir() and target.name in stems_in(target.parent):
        yield ArchiveParts(target.parent, target.name)
    else:
        raise OptionError(f"there is no folder, no archive and no file {target}")


def archives_in(folder: Path) -> Iterator[ArchiveParts | Path]:
    """The archives in a folder, by name, then other WARC files."""
    stems = [stem for stem in stems_in(folder) if is_archive(folder, stem)]
    for stem in stems:
        yield ArchiveParts(folder, stem)
    for path in sorted(folder.iterdir()):
        match = SHARD.fullmatch(path.name)
        if path.name.endswith(WARC) and path.is_file() and not (match and match["stem"] in stems):
            yield path


def stems_in(folder: Path) -> list[str]:
    """What the names of files begin with that may be those of an archive."""
    return sorted({match["stem"] for match in map(PART.fullmatch, names_in(folder)) if match})


def names_in(folder: Path) -> Iterable[str]:
    """The names in a folder."""
    return (path.name for path in folder.iterdir())


def is_archive(folder: Path, stem: str) -> bool:
    """Whether files of that name are of an archive of newsclean: a manifest, a sibling or a warcinfo record tells."""
    parts = ArchiveParts(folder, stem)
    if parts.manifests or parts.left_open:
        return True
    return any(parts.cleaned(number).exists() or says_newsclean(parts.raw(number)) for number in parts.numbers)


def says_newsclean(path: Path) -> bool:
    """Whether the first record of a file says that newsclean wrote it."""
    try:
        first = next(scan(path), None)
    except (ArchiveError, OSError):
        return False
    return isinstance(first, ScannedRecord) and b"software: newsclean/" in (first.block or b"")
