"""The records of a WARC or ARC file, one after the other: header by header, their blocks only as far as asked for.

warcio parses the headers; where a record ends, and whether all of it is there, is seen to here, since neither warcio
nor FastWARC reports a block that is shorter than its header says.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import dataclass

from newsclean.errors import InputError
from newsclean.read.facts import moment
from newsclean.read.http import HEADER_BYTES, header_lines
from newsclean.read.stream import RecordStream, TornError

__all__ = ["Head", "RecordReader", "check_digest"]

_VERSION = re.compile(rb"WARC/\d{1,3}\.\d{1,3}\s*$")
_LENGTH = re.compile(r"\d{1,18}")
_DIGEST = re.compile(r"(sha-?1|sha-?256|sha-?512|md5):([A-Za-z0-9+/_-]{1,128}=*)", re.IGNORECASE)
_LINE_ENDS = (b"\r", b"\n")
_NO_HEADER = (*_LINE_ENDS, b"")
_LINE_ENDS_AFTER = 4  # bytes of line ends behind a block (WARC 1.1 §4)
_ARC_FIELDS = (4, 9)  # blanks in a header line of ARC 1 and of ARC 2


@dataclass(frozen=True, slots=True)
class Head:
    """A record's header: where it begins, its type (``response`` for what an ARC file holds), how long its block is.

    ``fields`` are those of WARC, their names in lower case, the first value of each.
    """

    offset: int
    skip: int
    type: str
    length: int
    fields: dict[str, str]

    def get(self, name: str) -> str:
        """A field, its name in lower case; empty where there is none."""
        return self.fields.get(name, "")

    @property
    def url(self) -> str:
        """The target URI as it stands, without the angle brackets that Wget 1.19 put around it."""
        uri = self.get("warc-target-uri")
        return uri[1:-1] if uri.startswith("<") and uri.endswith(">") else uri

    @property
    def place(self) -> str:
        """Where the record is, in words."""
        return f"at byte {self.offset:,}" + (f" (and {self.skip:,} in its gzip member)" if self.skip else "")


class RecordReader:
    """Reads records from a stream: `next_head`, then as much of the block as is wanted, then `finish`.

    All methods raise `InputError` where the file is damaged, and `TornError` where it only ends too early; `recover`
    then goes to the next record that can be read.
    """

    def __init__(self, stream: RecordStream) -> None:
        self._stream = stream
        self._left = 0

    def next_head(self) -> Head | None:
        """The header of the next record; None at the end of the file."""
        stream = self._stream
        while (following := stream.peek()) in _NO_HEADER:
            if following:
                stream.pass_over(1)
            elif not stream.next_member():
                return None
        offset, skip = stream.offset, stream.skip
        first = stream.readline(HEADER_BYTES)
        if _VERSION.match(first) is not None:
            fields = _warc_fields(first + header_lines(stream.readline))
            kind = fields.get("warc-type", "").lower()
        else:
            fields = _arc_fields(first)
            kind = "warcinfo" if fields["warc-target-uri"].startswith("filedesc:") else "response"
        length = fields.get("content-length", "")
        if _LENGTH.fullmatch(length) is None:
            raise InputError(f"its header has no usable Content-Length, but {length[:40]!r}")
        self._left = int(length)
        return Head(offset, skip, kind, self._left, fields)

    def read(self, size: int) -> bytes:
        """So many bytes of the block, or fewer if it ends before."""
        piece = self._stream.read(min(size, self._left))
        self._left -= len(piece)
        return piece

    def readline(self, limit: int) -> bytes:
        """A line of the block with its end; at most ``limit`` bytes."""
        line = self._stream.readline(min(limit, self._left))
        self._left -= len(line)
        return line

    def finish(self) -> None:
        """Pass over the rest of the block, and see that it was all there and that a record may follow it."""
        self._left -= self._stream.pass_over(self._left)
        if self._left:
            raise TornError(f"it is cut off: {self._left:,} bytes are missing")
        if self._stream.peek() not in _NO_HEADER:
            raise InputError("its Content-Length is wrong: it does not end where that says")
        for _ in range(_LINE_ENDS_AFTER):  # behind them a gzip member ends, and its checksum is looked at
            if self._stream.peek() in _LINE_ENDS:
                self._stream.pass_over(1)
        self._stream.peek()

    def recover(self) -> bool:
        """After damage, go to the next record; False if there is none."""
        self._left = 0
        return self._stream.recover()


def _warc_fields(head: bytes) -> dict[str, str]:
    """The fields of a WARC header, with its version line."""
    from warcio.statusandheaders import StatusAndHeadersParser  # type: ignore[import-untyped]

    parsed = StatusAndHeadersParser([], verify=False).parse(io.BytesIO(head))
    return {name.strip().lower(): value.strip() for name, value in reversed(parsed.headers)}


def _arc_fields(line: bytes) -> dict[str, str]:
    """The fields of an ARC header, which is one line, under the names that WARC has for them.

    See https://archive.org/web/researcher/ArcFileFormat.php.
    """
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    for blanks in _ARC_FIELDS:
        parts = text.rsplit(" ", blanks)
        if len(parts) == blanks + 1 and re.fullmatch(r"\d{12,14}", parts[2]) and _LENGTH.fullmatch(parts[-1]):
            date = moment(parts[2].ljust(14, "0"))
            return {
                "warc-target-uri": parts[0],
                "warc-date": date.isoformat() if date else "",
                "content-type": "application/http; msgtype=response",
                "content-length": parts[-1],
            }
    raise InputError(f"no record of a WARC or ARC file begins with {line[:40]!r}")


def check_digest(written: str, block: bytes) -> None:
    """Hold a block against the digest that its record gives. Raises `InputError` if they differ.

    A digest that is missing, malformed or by another algorithm says nothing. Base32 and hexadecimal are both in use
    (WARC 1.1 annotated, §5.8).
    """
    match = _DIGEST.fullmatch(written.strip())
    if match is None:
        return
    found = hashlib.new(match[1].lower().replace("-", ""), block, usedforsecurity=False)
    value = match[2]
    if value.lower() != found.hexdigest() and value.upper().rstrip("=") != base64.b32encode(found.digest()).decode(
        "ascii"
    ).rstrip("="):
        raise InputError("it is damaged: its bytes do not have the digest that its header gives")
