"""Walks a WARC file in whatever state it is: every record with what is wrong with it, every stretch that is none.

Nothing here raises for damage, and memory does not grow with a record: blocks pass through in pieces. After damage
the walk goes on with the next gzip member that holds a record; in a file without compression, with the next line
that begins one.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from newsclean.archive.content import PIECE, BrokenMemberError, Content, GzipMember, next_member
from newsclean.archive.digests import Digests, algorithm_of
from newsclean.archive.faults import Fault, FaultKind
from newsclean.archive.http_message import HttpMessage
from newsclean.archive.members import open_archive

__all__ = ["Gap", "Scanned", "ScannedRecord", "scan"]

END = b"\r\n\r\n"
NEXT_RECORD = END + b"WARC/"
LONGEST_HEADER = 1 << 20  # bytes; real ones have some hundreds
LONGEST_KEPT = 8 << 20  # bytes of a block that is kept, to be read as fields
KEPT = frozenset({"warcinfo", "metadata"})
VERSION = re.compile(r"WARC/(?:0\.1[78]|1\.[01])")
FIELD = re.compile(r"([-!#$%&'*+.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*", re.DOTALL)  # WARC 1.1 §4
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\udc80-\udcff]")  # with the stand-ins for bytes that are not UTF-8
LENGTH = re.compile(r"[0-9]{1,18}")
PAGES = frozenset({"response", "resource"})


@dataclass(slots=True)
class ScannedRecord:
    """A record as it was found. ``faults`` is empty where it is whole.

    ``offset`` and ``length`` are those of its gzip member in bytes; ``inner`` counts the records before it in that
    member. ``size`` is that of the block as far as it is there, ``payload_size`` without HTTP headers. ``block`` is
    kept for records of fields, ``http_headers`` for responses; ``gzip_header`` is the first ten bytes of the member.
    """

    path: Path
    offset: int
    inner: int
    headers: tuple[tuple[str, str], ...]
    faults: list[Fault] = field(default_factory=list)
    length: int = 0
    size: int = 0
    payload_size: int = 0
    payload_sha1: str = ""
    payload_sha256: str = ""
    http: HttpMessage | None = None
    block: bytes | None = None
    gzip_header: bytes = b""

    def get(self, name: str) -> str:
        """The first value of a header field, empty where it is missing."""
        wanted = name.lower()
        return next((value for name, value in self.headers if name.lower() == wanted), "")

    @property
    def type(self) -> str:
        """The WARC-Type."""
        return self.get("WARC-Type")

    @property
    def id(self) -> str:
        """The WARC-Record-ID, with its angle brackets."""
        return self.get("WARC-Record-ID")

    @property
    def url(self) -> str:
        """The WARC-Target-URI."""
        return self.get("WARC-Target-URI")

    @property
    def is_torn(self) -> bool:
        """Whether it cannot be told from the record where the next one begins."""
        return any(fault.kind in {FaultKind.MEMBER, FaultKind.LENGTH} for fault in self.faults)

    @property
    def is_broken(self) -> bool:
        """Whether its gzip member is damaged or cut off."""
        return any(fault.kind is FaultKind.MEMBER for fault in self.faults)

    def note_length(self, problem: str) -> None:
        """Note that the block is not as long as it should be, once."""
        if not self.is_torn:
            self.fault(FaultKind.LENGTH, problem)

    def note_broken(self, error: BrokenMemberError) -> None:
        """Note that the member is not whole. Whatever else is wrong comes from that."""
        self.faults[:] = []
        self.fault(FaultKind.MEMBER, str(error))

    def fault(self, kind: FaultKind, problem: str) -> None:
        """Note that something is wrong with the record."""
        self.faults.append(Fault(self.path, self.offset, self.id, kind, problem))


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a file that holds no record that could be read, with what is wrong there."""

    fault: Fault
    length: int


Scanned = ScannedRecord | Gap


def scan(path: Path) -> Iterator[Scanned]:
    """All that a file holds, in its order. Raises `ArchiveError` where the file cannot be opened, OSError where the
    disk cannot read it."""
    with open_archive(path) as file:
        size = os.fstat(file.fileno()).st_size
        start = file.read(5)
        if not size:
            yield Gap(Fault(path, 0, "", FaultKind.FILE, "the file is empty"), 0)
        elif start == b"WARC/" or not (start.startswith(b"\x1f\x8b") or path.name.endswith((".gz", ".gz.open"))):
            yield from PlainFile(path, file, size).records()
        else:
            yield from GzipFile(path, file, size).records()


class GzipFile:
    """A file of gzip members."""

    def __init__(self, path: Path, file: BinaryIO, size: int) -> None:
        self._path = path
        self._file = file
        self._size = size

    def records(self) -> Iterator[Scanned]:
        """All that the file holds."""
        offset = 0
        while offset < self._size:
            self._file.seek(offset)
            header = self._file.read(10)
            if not header.startswith(b"\x1f\x8b"):
                end = self._resume(offset + 1)
                yield self._gap(offset, end, FaultKind.GARBAGE, f"{end - offset} bytes that are no gzip member")
                offset = end
                continue
            member = GzipMember(self._file, offset)
            yield from self._member(member, header)
            offset = offset + member.length if member.length else self._resume(offset + 1)

    def _resume(self, offset: int) -> int:
        found = next_member(self._file, offset)
        return self._size if found is None else found

    def _gap(self, offset: int, end: int, kind: FaultKind, problem: str) -> Gap:
        return Gap(Fault(self._path, offset, "", kind, problem), end - offset)

    def _member(self, member: GzipMember, header: bytes) -> Iterator[Scanned]:
        content = Content(member.read)
        try:
            if content.peek(2) == b"\x1f\x8b":
                yield self._gap(member.offset, self._size, FaultKind.SHARED, "the gzip member holds gzip again")
                yield from self._unpacked(content)
                return
            inner = 0
            while inner == 0 or content.peek(1):
                found = read_record(self._path, member.offset, inner, content)
                if isinstance(found, ScannedRecord):
                    found.gzip_header = header
                    self._look_behind(found, member, content)
                elif inner == 0 or not skip_to_record(content):
                    content.drain()
                yield found
                if isinstance(found, ScannedRecord) and found.is_broken:
                    return
                inner += 1
        except BrokenMemberError as error:
            yield self._gap(member.offset, member.offset, FaultKind.MEMBER, str(error))

    def _look_behind(self, record: ScannedRecord, member: GzipMember, content: Content) -> None:
        """See how the member goes on behind a record: it should end, with the right checksum and length."""
        if record.is_broken:
            return
        try:
            more = content.peek(5)
            if more == b"WARC/" and record.inner == 0 and not record.is_torn:
                record.fault(FaultKind.SHARED, "its gzip member holds more than this one record (Annex D.2)")
            elif more and (more != b"WARC/" or record.is_torn):
                start = content.taken
                # Only where records share a member may another follow: elsewhere it would be one that a page planted.
                if record.inner == 0 or not skip_to_record(content):
                    content.drain()
                record.note_length(f"{content.taken - start} bytes follow it in its gzip member")
            if not content.peek(1) and record.inner == 0:
                record.length = member.length
        except BrokenMemberError as error:
            record.note_broken(error)

    def _unpacked(self, content: Content) -> Iterator[Scanned]:
        """What a file holds that was compressed twice: unpack it once to the disk, and walk that."""
        with tempfile.TemporaryFile() as inside:
            try:
                while piece := content.take(PIECE):
                    inside.write(piece)
            except BrokenMemberError as error:
                yield self._gap(0, 0, FaultKind.MEMBER, str(error))
            yield from GzipFile(self._path, inside, inside.tell()).records()


class PlainFile:
    """A file without compression: records one after the other."""

    def __init__(self, path: Path, file: BinaryIO, size: int) -> None:
        self._path = path
        self._file = file
        self._size = size

    def records(self) -> Iterator[Scanned]:
        """All that the file holds. After a record of the wrong length, the next line that begins one is looked for
        from that record's block on, since the length may have been too large."""
        offset = 0
        while offset < self._size:
            content = self._content(offset)
            found = read_record(self._path, offset, 0, content)
            taken = content.taken
            if isinstance(found, ScannedRecord) and not found.is_torn:
                found.length = taken
            else:
                content = self._content(offset + 1)
                skip_to_record(content)
                taken = 1 + content.taken
            yield found
            offset += taken

    def _content(self, offset: int) -> Content:
        self._file.seek(offset)
        return Content(lambda: self._file.read(PIECE))


def skip_to_record(content: Content) -> bool:
    """Go to the next line that begins a record, or to the end."""
    if not content.skip_to(NEXT_RECORD):
        return False
    content.take(len(END))
    return True


def read_record(path: Path, offset: int, inner: int, content: Content) -> Scanned:
    """Read one record. Raises `BrokenMemberError` where its member breaks before the header ends."""
    start = content.peek(5)
    if start != b"WARC/":
        return Gap(Fault(path, offset, "", FaultKind.GARBAGE, f"no WARC record begins here, but {start!r}"), 0)
    head = content.take_to(END, LONGEST_HEADER)
    if head is None:
        return Gap(Fault(path, offset, "", FaultKind.HEADER, "the header of the record does not end"), 0)
    record = parse_header(path, offset, inner, head)
    try:
        read_block(record, content)
    except BrokenMemberError as error:
        record.note_broken(error)
    return record


def parse_header(path: Path, offset: int, inner: int, head: bytes) -> ScannedRecord:
    """The header of a record, with what is wrong with its form (WARC 1.1 §4)."""
    text = head.removesuffix(END).decode("utf-8", "surrogateescape")
    version, *lines = re.sub(r"\r\n[ \t]+", " ", text).split("\r\n")
    matches = [(line, FIELD.fullmatch(line)) for line in lines]
    record = ScannedRecord(path, offset, inner, tuple((match[1], match[2]) for _, match in matches if match))
    if not VERSION.fullmatch(version):
        record.fault(FaultKind.HEADER, f"its version is {version[:40]!r} (§4)")
    for line, match in matches:
        if match is None:
            record.fault(FaultKind.HEADER, f"this line of its header is no field: {line[:80]!r} (§4)")
        elif CONTROL.search(match[2]):
            record.fault(FaultKind.HEADER, f"{match[1]}: has a control character or bytes that are not UTF-8 (§4)")
    return record


def read_block(record: ScannedRecord, content: Content) -> None:
    """Read the block and the two line ends behind it, and hold them to what the header says."""
    announced = record.get("Content-Length")
    if not LENGTH.fullmatch(announced):
        content.drain()
        return  # the rules for header fields tell why
    is_http = record.type == "response" and record.get("Content-Type").lower().startswith("application/http")
    record.http = HttpMessage() if is_http else None
    block, payload = digests_for(record)
    kept: bytearray | None = bytearray() if record.type in KEPT else None
    while record.size < int(announced) and (piece := content.take(min(PIECE, int(announced) - record.size))):
        record.size += len(piece)
        block.update(piece)
        body = piece if record.http is None else record.http.feed(piece)
        record.payload_size += len(body)
        if payload is not block:
            payload.update(body)
        if kept is not None:
            kept += piece
            kept = kept if len(kept) <= LONGEST_KEPT else None
    record.block = None if kept is None else bytes(kept)
    if record.size < int(announced):
        record.note_length(f"its block has {record.size} bytes, but Content-Length says {announced}")
        return
    if content.peek(len(END)) == END:
        content.take(len(END))
        check_payload(record, block, payload)
    else:
        record.note_length(f"its block does not end after the {announced} bytes that Content-Length says")


def digests_for(record: ScannedRecord) -> tuple[Digests, Digests]:
    """The digests that are needed of the block and of the payload, in one where they are the same."""
    named = {algorithm_of(record.get("WARC-Block-Digest"))}
    wanted = {algorithm_of(record.get("WARC-Payload-Digest")), "sha1", "sha256" if record.type in PAGES else None}
    if record.http is None:
        both = Digests(filter(None, named | wanted))
        return both, both
    return Digests(filter(None, named)), Digests(filter(None, wanted))


def check_payload(record: ScannedRecord, block: Digests, payload: Digests) -> None:
    """Hold a block that is as long as it should be to the digests given, and a response to the rules of HTTP."""
    record.payload_sha1 = payload.labelled()
    record.payload_sha256 = payload.hexadecimal("sha256") if record.type in PAGES else ""
    if not block.fit(record.get("WARC-Block-Digest")):
        record.fault(FaultKind.DIGEST, f"its block does not have the digest {record.get('WARC-Block-Digest')}")
        return
    http = record.http
    if http is not None:
        http.close()
        problem = http.problem or http.length_problem(record.payload_size)
        if problem:
            record.fault(FaultKind.HTTP, problem)
            return
    # Of a revisit the digest is that of another record's payload; of chunks some take it before, some after decoding.
    is_told = record.type != "revisit" and not (http and http.get("Transfer-Encoding"))
    if is_told and not payload.fit(record.get("WARC-Payload-Digest")):
        record.fault(FaultKind.DIGEST, f"its payload does not have the digest {record.get('WARC-Payload-Digest')}")
