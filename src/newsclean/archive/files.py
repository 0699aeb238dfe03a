"""Files that are written in such a way that what is lost, when all stops, is known.

A file is called ``….open`` until it is whole, and it only grows; a write that breaks off is taken back.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from newsclean.errors import ArchiveError

__all__ = ["OpenFile", "Place", "cannot", "give_name", "open_path", "sync_folder"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in its file: the offset and length of its gzip member, in bytes."""

    offset: int
    length: int


def open_path(path: Path) -> Path:
    """What a file is called until it is whole."""
    return path.with_name(path.name + ".open")


class OpenFile:
    """A file that only grows, under the name ``….open`` until it is finished. ``size`` counts what is wholly
    written.

    ``keep`` is None for a new file; else the file is there, and all after its first ``keep`` bytes is cut off. Every
    method raises `ArchiveError` with the file's name and the system's reason.
    """

    def __init__(self, path: Path, keep: int | None = None) -> None:
        self.path = path
        self.size = keep or 0
        self._open_path = open_path(path)
        try:
            self._file = self._open_path.open("xb" if keep is None else "r+b", buffering=0)
            if keep is not None:
                self._file.truncate(keep)
                self._file.seek(keep)
        except OSError as error:
            raise cannot(self._open_path, error) from error

    def append(self, data: bytes) -> Place:
        """Write all of some bytes at the end, or nothing of them. They are with the system when this returns."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except BaseException as error:  # an interrupt, too, must not leave half of it
            self.cut(self.size)
            if isinstance(error, OSError):
                raise cannot(self._open_path, error) from error
            raise
        place = Place(self.size, len(data))
        self.size += len(data)
        return place

    def cut(self, size: int) -> None:
        """Take back what was written after the first ``size`` bytes."""
        try:
            self._file.seek(size)
            self._file.truncate()
        except OSError as error:
            raise cannot(self._open_path, error) from error
        self.size = size

    def sync(self) -> None:
        """Have the system write the file to the disk."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise cannot(self._open_path, error) from error

    def close(self) -> None:
        """Close the file and leave it as it is."""
        self._file.close()


def give_name(path: Path) -> None:
    """Give a file that is whole its name, unless it has it already. Raises `ArchiveError`."""
    try:
        open_path(path).replace(path)
    except FileNotFoundError as error:
        if not path.exists():
            raise cannot(path, error) from error
    except OSError as error:
        raise cannot(path, error) from error


def sync_folder(folder: Path) -> None:
    """Have the system write a folder's entries to the disk, so that a rename outlives a power cut. Raises
    `ArchiveError`."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise cannot(folder, error) from error


def cannot(path: Path, error: OSError) -> ArchiveError:
    """What is said where the disk does not take what is written."""
    return ArchiveError(f"{path} cannot be written: {error.strerror or error}")
