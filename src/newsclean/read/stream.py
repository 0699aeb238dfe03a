"""A file of records as a stream of unpacked bytes, which knows the place of each and survives damage.

Web archives are chains of gzip members, mostly one a record (WARC 1.1 Annex D.2), or plain bytes. What is unpacked at
a time is bounded, whatever a member claims to hold.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from newsclean.errors import InputError

__all__ = ["Place", "RecordStream", "TornError", "Window"]

_CHUNK = 1 << 16  # bytes read from the file at a time
_PIECE = 1 << 18  # bytes unpacked at a time
_GZIP = 16 + zlib.MAX_WBITS  # zlib's way to ask for a gzip header and trailer
_GZIP_MAGIC = b"\x1f\x8b\x08"
_MOST_CANDIDATES = 100_000  # places at which a damaged file is tried again; a file that has more is made of them
_RECORD_START = re.compile(rb"WARC/\d|[a-z][a-z0-9+.-]{1,20}:\S{0,400} \S{1,50} \d{12,14} ")
_PLAIN_START = b"\r\n\r\nWARC/"


class TornError(InputError):
    """What is read ends before it should: what came before is good."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins: in which file, at which byte, and how many unpacked bytes of that gzip member come before.

    ``start`` and ``size`` bound the part of the file that the offset counts from, where an archive lies inside a
    package; a ``size`` of None reaches to the end of the file.
    """

    path: str
    offset: int = 0
    skip: int = 0
    start: int = 0
    size: int | None = None


class _Seekable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...
    def tell(self) -> int: ...


class Window:
    """A part of an open file, read as if it were one of its own."""

    def __init__(self, file: BinaryIO, start: int, size: int | None) -> None:
        self._file = file
        self._start = start
        self._size = size
        self.seek(0)

    def seek(self, offset: int, /) -> int:
        """Go to a byte of the part."""
        self._at = offset
        return self._file.seek(self._start + offset) - self._start

    def tell(self) -> int:
        """The byte of the part that is read next."""
        return self._at

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, and none beyond the part's end."""
        if self._size is not None:
            size = min(size, max(self._size - self._at, 0))
        piece = self._file.read(size)
        self._at += len(piece)
        return piece


class RecordStream:
    """The unpacked bytes of an archive from some place on, as a chain of gzip members, or as one if it is plain.

    All reading ends with the member; `next_member` goes on to the one after it. Raises `InputError` where the
    compression is damaged.
    """

    def __init__(self, file: _Seekable, offset: int = 0) -> None:
        self._file = file
        self._go_to(offset)

    def _go_to(self, offset: int) -> None:
        """Begin anew at a byte of the file, where a gzip member or a record begins."""
        self._file.seek(offset)
        self._packed = self._file.read(_CHUNK)
        self._is_gzip = self._packed.startswith(_GZIP_MAGIC)
        self._begin(offset)

    def _begin(self, member: int) -> None:
        """Begin a member, the first bytes of which were read already."""
        self._member = member
        self._inflater = zlib.decompressobj(_GZIP) if self._is_gzip else None
        self._given = 0  # bytes of the member that came before the buffer
        self._buffer = b""
        self._at = 0

    def next_member(self) -> bool:
        """Go on to what follows the member, all of which must have been read; False at the end of the file."""
        if self._inflater is None:
            return False
        self._packed = self._inflater.unused_data or self._file.read(_CHUNK)
        if not self._packed:
            return False
        self._begin(self._file.tell() - len(self._packed))
        return True

    @property
    def offset(self) -> int:
        """The byte of the file at which the next record begins: that of its gzip member, or its own."""
        return self._member if self._is_gzip else self._member + self._given + self._at

    @property
    def skip(self) -> int:
        """How many unpacked bytes of the gzip member come before what is read next."""
        return self._given + self._at if self._is_gzip else 0

    def _ready(self) -> bool:
        """Have something in the buffer, unless the member has ended, whose checksum then was right."""
        while self._at == len(self._buffer):
            self._given += len(self._buffer)
            self._buffer, self._at = b"", 0
            if not self._refill():
                return False
        return True

    def _refill(self) -> bool:
        """Unpack a piece into the empty buffer; False at the end of the member. The piece may be empty."""
        if self._inflater is None:
            self._buffer, self._packed = self._packed or self._file.read(_CHUNK), b""
            return bool(self._buffer)
        if self._inflater.eof:
            return False
        packed = self._packed or self._file.read(_CHUNK)
        if not packed:
            raise TornError(f"the gzip member at byte {self._member:,} is cut off")
        try:
            self._buffer = self._inflater.decompress(packed, _PIECE)
        except zlib.error as error:
            raise InputError(f"the gzip member at byte {self._member:,} is damaged ({error})") from error
        self._packed = self._inflater.unconsumed_tail
        return True

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer if the member ends before. Where it is cut off, what there is; asked again, it
        raises."""
        pieces: list[bytes] = []
        while size > 0:
            try:
                if not self._ready():
                    break
            except TornError:
                if pieces:
                    break
                raise
            piece = self._buffer[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def pass_over(self, size: int) -> int:
        """Go on by so many bytes without keeping them; gives how many there were."""
        passed = 0
        while passed < size and self._ready():
            step = min(size - passed, len(self._buffer) - self._at)
            self._at += step
            passed += step
        return passed

    def readline(self, limit: int) -> bytes:
        """A line with its end, or its first ``limit`` bytes; nothing at the end of the member."""
        pieces = []
        while limit > 0 and self._ready():
            end = self._buffer.find(b"\n", self._at, self._at + limit) + 1
            piece = self._buffer[self._at : end or self._at + limit]
            self._at += len(piece)
            limit -= len(piece)
            pieces.append(piece)
            if end:
                break
        return b"".join(pieces)

    def peek(self) -> bytes:
        """The next byte, without reading it; nothing at the end of the member."""
        return self._buffer[self._at : self._at + 1] if self._ready() else b""

    def recover(self) -> bool:
        """After damage, go to the next place where a record begins; False if there is none."""
        return self._recover_member() if self._is_gzip else self._recover_plain()

    def _recover_member(self) -> bool:
        """Find the next gzip member that begins with a record's header."""
        tried, base, seen = 0, self._member + 1, b""
        self._file.seek(base)
        while piece := self._file.read(_CHUNK):
            seen += piece
            at = seen.find(_GZIP_MAGIC)
            while at >= 0 and tried < _MOST_CANDIDATES:
                tried += 1
                if self._begins_record(base + at):
                    self._go_to(base + at)
                    return True
                at = seen.find(_GZIP_MAGIC, at + 1)
            if tried >= _MOST_CANDIDATES:
                return False
            kept = seen[-2:]
            base += len(seen) - len(kept)
            seen = kept
        return False

    def _begins_record(self, offset: int) -> bool:
        """Whether a gzip member that holds a record begins at a byte. Leaves the file where it was."""
        before = self._file.tell()
        self._file.seek(offset)
        packed = self._file.read(1024)
        self._file.seek(before)
        try:
            return _RECORD_START.match(zlib.decompressobj(_GZIP).decompress(packed, 512)) is not None
        except zlib.error:
            return False

    def _recover_plain(self) -> bool:
        """Find the next WARC header after an empty line."""
        base = self._member + self._given + self._at
        self._file.seek(base)
        seen = b""
        while piece := self._file.read(_CHUNK):
            seen += piece
            at = seen.find(_PLAIN_START)
            if at >= 0:
                self._go_to(base + at + 4)
                return True
            kept = seen[1 - len(_PLAIN_START) :]
            base += len(seen) - len(kept)
            seen = kept
        return False
