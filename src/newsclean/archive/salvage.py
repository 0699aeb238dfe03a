"""Moves whole records from damaged files into new ones, a piece at a time, each into a gzip member of its own."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from newsclean.archive.content import PIECE, BrokenMemberError, Content, GzipMember, next_member
from newsclean.archive.manifest import Place
from newsclean.archive.members import Compressor, open_archive
from newsclean.archive.rules import check_headers
from newsclean.archive.scan import PlainFile, ScannedRecord
from newsclean.errors import ArchiveError

__all__ = ["SalvageFile", "member_pieces", "regroup", "stretch", "with_head"]

END = b"\r\n\r\n"
LONGEST_HEADER = 1 << 20
MOST_LAYERS = 4  # of gzip around a file
WARCINFO_ID = re.compile(rb"(?im)^WARC-Warcinfo-ID:[^\r\n]*")


class SalvageFile:
    """A new file of gzip members. Raises `ArchiveError` where the disk does not take what is written."""

    def __init__(self, path: Path, compressor: Compressor = Compressor()) -> None:
        self.path = path
        self._compressor = compressor
        self._size = 0
        try:
            self._file: BinaryIO = path.open("xb")
        except OSError as error:
            raise ArchiveError(f"{path} cannot be written: {error.strerror}") from error

    def add(self, pieces: Iterable[bytes]) -> Place:
        """Compress one record to a member at the end."""
        start = self._size
        for piece in self._compressor.pieces(pieces):
            self._write(piece)
        return Place(start, self._size - start)

    def copy(self, pieces: Iterable[bytes]) -> None:
        """Append bytes as they are."""
        for piece in pieces:
            self._write(piece)

    def close(self) -> None:
        """Sync the file to the disk."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise ArchiveError(f"{self.path} cannot be written: {error.strerror}") from error

    def _write(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            raise ArchiveError(f"{self.path} cannot be written: {error.strerror}") from error
        self._size += len(data)


def member_pieces(path: Path, offset: int) -> Iterator[bytes]:
    """The content of the member that begins at an offset. It must be whole."""
    with open_archive(path) as file:
        member = GzipMember(file, offset)
        try:
            yield from iter(member.read, b"")
        except BrokenMemberError as error:
            raise ArchiveError(f"{path}: at byte {offset}, {error}") from error


def stretch(path: Path, offset: int, length: int) -> Iterator[bytes]:
    """Some bytes of a file."""
    with open_archive(path) as file:
        yield from bytes_of(file, offset, length)


def bytes_of(file: BinaryIO, offset: int, length: int) -> Iterator[bytes]:
    """Some bytes of an open file."""
    file.seek(offset)
    while length > 0 and (piece := file.read(min(PIECE, length))):
        length -= len(piece)
        yield piece


def with_head(pieces: Iterable[bytes], head: str) -> Iterator[bytes]:
    """A record that names another warcinfo record as that of its file. No digest covers the header."""
    source = iter(pieces)
    content = Content(lambda: next(source, b""))
    header = content.take_to(END, LONGEST_HEADER) or b""
    yield WARCINFO_ID.sub(b"WARC-Warcinfo-ID: " + head.encode(), header, count=1)
    yield from iter(lambda: content.take(PIECE), b"")


def regroup(path: Path, out: Path) -> None:
    """Write the whole records of a file whose members hold several, or that was compressed twice, a member each."""
    with tempfile.TemporaryFile() as inside, open_archive(path) as file:
        layers = unpack(file, inside)
        while layers < MOST_LAYERS and inside.seek(0) == 0 and inside.read(2) == b"\x1f\x8b":
            with tempfile.TemporaryFile() as deeper:
                unpack(inside, deeper)
                inside.seek(0)
                inside.truncate()
                inside.writelines(bytes_of(deeper, 0, deeper.seek(0, os.SEEK_END)))
            layers += 1
        target = SalvageFile(out)
        for found in PlainFile(path, inside, inside.seek(0, os.SEEK_END)).records():
            if isinstance(found, ScannedRecord) and not found.faults and not check_headers(found.headers):
                place = inside.tell()
                target.add(bytes_of(inside, found.offset, found.length))
                inside.seek(place)
        target.close()


def unpack(file: BinaryIO, out: BinaryIO) -> int:
    """Write what the members of a file hold, as far as they can be read. Gives 1, for one layer."""
    offset: int | None = 0
    while offset is not None:
        member = GzipMember(file, offset)
        try:
            out.writelines(iter(member.read, b""))
        except BrokenMemberError:
            offset = next_member(file, offset + 1)
        else:
            file.seek(offset + member.length)
            offset = (
                offset + member.length if file.read(2) == b"\x1f\x8b" else next_member(file, offset + member.length)
            )
    return 1
