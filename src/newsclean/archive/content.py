"""The bytes of a gzip member, or of a plain file, taken in pieces: memory does not grow with what they hold."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

from newsclean.archive.members import GZIP

__all__ = ["PIECE", "BrokenMemberError", "Content", "GzipMember", "begins_record", "has_stray_bits", "next_member"]

PIECE = 1 << 16  # bytes at a time, compressed or not
FIRST = 1 << 6  # compressed bytes at a time, as long as a header may go on
HEADER = 1 << 10
MAGIC = b"\x1f\x8b\x08"  # RFC 1952 §2.3.1: every gzip member begins so
TRAILER = 8  # bytes of checksum and length at the end of a member
BEGINNING = 1 << 9  # compressed bytes that are tried to see whether a member begins with a record


class BrokenMemberError(Exception):
    """A gzip member that is damaged or cut off; its text says which."""


class GzipMember:
    """The gzip member that begins at an offset of a file, decompressed a piece at a time.

    ``length`` is how many bytes of the file it takes, as far as it has been read.
    """

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.offset = offset
        self.length = 0
        self._file = file
        self._file.seek(offset)
        self._inflater = zlib.decompressobj(GZIP)
        self._fed = 0

    def read(self) -> bytes:
        """The next piece, empty at the end of a whole member. Raises `BrokenMemberError`."""
        while not self._inflater.eof:
            chunk = self._inflater.unconsumed_tail
            if not chunk:
                # zlib gives nothing of a piece in which it meets damage: short ones first, to learn the record's id.
                chunk = self._file.read(FIRST if self._fed < HEADER else PIECE)
                self._fed += len(chunk)
            try:
                piece = self._inflater.decompress(chunk, PIECE)
            except zlib.error as error:
                raise BrokenMemberError(f"the gzip member is damaged ({error})") from error
            if piece:
                return piece
            if not chunk and not self._inflater.eof:
                raise BrokenMemberError(f"the gzip member is cut off at byte {self.offset + self._fed}")
        self.length = self._fed - len(self._inflater.unused_data)
        return b""


class Content:
    """Bytes taken one after the other from a function that gives the next piece, or nothing at the end.

    ``taken`` counts them.
    """

    def __init__(self, read: Callable[[], bytes]) -> None:
        self.taken = 0
        self._read = read
        self._buffer = b""

    def peek(self, size: int) -> bytes:
        """The next bytes without taking them, fewer at the end."""
        while len(self._buffer) < size and self._fill():
            pass
        return self._buffer[:size]

    def take(self, size: int) -> bytes:
        """The next bytes, at most so many and at most a piece; none at the end."""
        if not self._buffer:
            self._fill()
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        self.taken += len(taken)
        return taken

    def take_to(self, mark: bytes, longest: int) -> bytes | None:
        """The bytes up to a mark and the mark with them; None, and nothing taken, where it is not among ``longest``."""
        start = 0
        while (found := self._buffer.find(mark, start)) < 0:
            start = max(len(self._buffer) - len(mark) + 1, 0)
            if len(self._buffer) > longest or not self._fill():
                return None
        size = found + len(mark)
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        self.taken += size
        return taken

    def skip_to(self, mark: bytes) -> bool:
        """Pass over everything before a mark, or over all that is left where it does not come."""
        while (found := self._buffer.find(mark)) < 0:
            self._drop(max(len(self._buffer) - len(mark) + 1, 0))
            if not self._fill():
                self._drop(len(self._buffer))
                return False
        self._drop(found)
        return True

    def drain(self) -> int:
        """Pass over all that is left, and count it."""
        before = self.taken
        while self._buffer or self._fill():
            self._drop(len(self._buffer))
        return self.taken - before

    def _drop(self, size: int) -> None:
        self._buffer = self._buffer[size:]
        self.taken += size

    def _fill(self) -> bool:
        piece = self._read()
        self._buffer += piece
        return bool(piece)


def next_member(file: BinaryIO, offset: int) -> int | None:
    """The first offset from here on at which a gzip member begins that holds a record; None where there is none."""
    while True:
        file.seek(offset)
        chunk = file.read(PIECE)
        if len(chunk) < len(MAGIC):
            return None
        found = chunk.find(MAGIC)
        while found >= 0:
            if begins_record(file, offset + found):
                return offset + found
            found = chunk.find(MAGIC, found + 1)
        offset += len(chunk) - len(MAGIC) + 1


def begins_record(file: BinaryIO, offset: int) -> bool:
    """Whether a gzip member begins here, and a WARC record in it."""
    file.seek(offset)
    try:
        return zlib.decompressobj(GZIP).decompress(file.read(BEGINNING), 5) == b"WARC/"
    except zlib.error:
        return False


def has_stray_bits(file: BinaryIO, offset: int, length: int) -> bool:
    """Whether bits are set between the compressed data of a whole member and the next byte.

    Compressors leave them 0 (RFC 1951 §3.1.1) and no checksum covers them. The highest bit that is set is such a one
    if the member is whole without it, too.
    """
    file.seek(offset + length - TRAILER - 1)
    last = file.read(1)[0]
    if not last:
        return False
    inflater = zlib.decompressobj(GZIP)
    end = bytes([last ^ (1 << (last.bit_length() - 1))]) + file.read(TRAILER)
    file.seek(offset)
    left = length - len(end)
    try:
        while left > 0:
            chunk = file.read(min(PIECE, left))
            left -= len(chunk)
            inflate_all(inflater, chunk)
        inflate_all(inflater, end)
    except zlib.error:
        return False
    return inflater.eof and not inflater.unused_data


def inflate_all(inflater: Any, chunk: bytes) -> None:  # noqa: ANN401  # zlib names no type for it
    """Decompress a chunk in pieces, for nothing but its checksum. Raises zlib.error."""
    inflater.decompress(chunk, PIECE)
    while inflater.unconsumed_tail:
        inflater.decompress(inflater.unconsumed_tail, PIECE)
