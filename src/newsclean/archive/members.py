"""Gzip members: one for each record, so that a record can be read without the rest of its file.

WARC 1.1 Annex D.2 asks for a member a record. The libraries that read WARC hand out what a torn member still holds
without a word, so members are walked here, and their ends, checksums and lengths are checked.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from zlib_ng import zlib_ng

from newsclean.errors import ArchiveError, OptionError

__all__ = ["COMPRESSORS", "Compressor", "Member", "read_member", "read_members"]

GZIP = 16 + zlib.MAX_WBITS  # zlib's way to ask for a gzip header and trailer
CHUNK = 1 << 18
STEP = 1 << 18  # bytes that a compressor is fed at once
LONGEST_MEMBER = 1 << 30  # bytes after decompression; a member that claims more is a bomb
COMPRESSORS = ("zlib-ng", "zlib")


@dataclass(frozen=True, slots=True)
class Compressor:
    """How records are compressed: the library's name, ``zlib-ng`` or ``zlib``, and the level, 0 to 9.

    The same records compressed by another library or level give other bytes of the same content, so the run manifest
    tells which it was. Raises `OptionError` for what is not offered.
    """

    name: str = "zlib-ng"
    level: int = 6

    def __post_init__(self) -> None:
        if self.name not in COMPRESSORS:
            raise OptionError(f"the compressor is {self.name!r}, but only {' and '.join(COMPRESSORS)} are offered")
        if not 0 <= self.level <= 9:
            raise OptionError(f"the compression level is {self.level}, but must be 0 to 9")

    @property
    def version(self) -> str:
        """The version of the library that does the work."""
        return str(zlib_ng.ZLIBNG_VERSION) if self.name == "zlib-ng" else zlib.ZLIB_RUNTIME_VERSION

    def compress(self, data: bytes) -> bytes:
        """One gzip member, without a time or a name in its header."""
        return b"".join(self.pieces([data]))

    def pieces(self, data: Iterable[bytes]) -> Iterator[bytes]:
        """One gzip member a piece at a time, the same however what it shall hold is cut into pieces."""
        library: Any = zlib_ng if self.name == "zlib-ng" else zlib
        deflater = library.compressobj(self.level, zlib.DEFLATED, GZIP)
        for piece in recut(data):
            yield deflater.compress(piece)
        yield deflater.flush()


def recut(data: Iterable[bytes]) -> Iterator[memoryview | bytes]:
    """The same bytes in pieces of `STEP`, but for the last: what zlib-ng writes depends on how it is fed."""
    rest = b""
    for piece in data:
        view = memoryview(piece)
        if rest:
            missing = STEP - len(rest)
            rest, view = rest + view[:missing], view[missing:]
            if len(rest) < STEP:
                continue
            yield rest
        whole = len(view) - len(view) % STEP
        for start in range(0, whole, STEP):
            yield view[start : start + STEP]
        rest = bytes(view[whole:])
    if rest:
        yield rest


@dataclass(frozen=True, slots=True)
class Member:
    """A gzip member of a file: where it begins, how many bytes it takes there, and what it holds."""

    path: Path
    offset: int
    length: int
    data: bytes


def read_members(path: Path) -> Iterator[Member]:
    """The members of a file in their order, each whole and with its checksum verified.

    Raises `ArchiveError` with the offset of the first member that is damaged, cut off or larger than 1 GiB.
    """
    offset = 0
    with open_archive(path) as file:
        rest = file.read(CHUNK)
        while rest:
            data, length, rest = inflate(path, offset, file, rest)
            yield Member(path, offset, length, data)
            offset += length
            rest = rest or file.read(CHUNK)


def read_member(path: Path, offset: int) -> Member:
    """The one member that begins at an offset. Raises `ArchiveError` where none begins or it is not whole."""
    with open_archive(path) as file:
        file.seek(offset)
        data, length, _ = inflate(path, offset, file, file.read(CHUNK))
    return Member(path, offset, length, data)


def open_archive(path: Path) -> BinaryIO:
    """Open a file of an archive. Raises `ArchiveError` with the system's reason."""
    try:
        return path.open("rb")
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error


def inflate(path: Path, offset: int, file: BinaryIO, chunk: bytes) -> tuple[bytes, int, bytes]:
    """Decompress the member that ``chunk`` begins with: its content, its length in the file, and what follows it."""
    inflater = zlib.decompressobj(GZIP)
    pieces: list[bytes] = []
    taken = size = 0
    while True:
        try:
            piece = inflater.decompress(chunk, LONGEST_MEMBER + 1 - size)
        except zlib.error as error:
            raise ArchiveError(f"{path}: the gzip member at byte {offset} is damaged ({error})") from error
        pieces.append(piece)
        size += len(piece)
        if size > LONGEST_MEMBER:
            raise ArchiveError(f"{path}: the gzip member at byte {offset} holds more than {LONGEST_MEMBER:,} bytes")
        taken += len(chunk) - len(inflater.unused_data)
        if inflater.eof:
            return b"".join(pieces), taken, inflater.unused_data
        chunk = file.read(CHUNK)
        if not chunk:
            raise ArchiveError(f"{path}: the gzip member at byte {offset} is cut off at byte {offset + taken}")
