"""Reads an archive back: for each page its raw record, its cleaned version and its ledger.

Every record is held against what it says of itself: that its member is whole, its block as long as announced and of
the digest given, and that what belongs together stands together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from newsclean.archive.index import IndexLine, find_lines, index_path
from newsclean.archive.ledger import LedgerRun, run_from_json
from newsclean.archive.manifest import Manifest, iterate_manifests
from newsclean.archive.members import Member, read_member, read_members
from newsclean.archive.records import RecordType, digest
from newsclean.archive.safe import file_uri, safe_url
from newsclean.archive.surt import url_key
from newsclean.errors import ArchiveError

__all__ = ["ArchiveReader", "ArchivedPage", "StoredLedger", "StoredRecord", "parse_record"]

SEPARATOR = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record read back, with the file and byte where it begins. ``headers`` are those of WARC, ``block`` what
    follows them."""

    path: Path
    offset: int
    headers: tuple[tuple[str, str], ...]
    block: bytes

    def get(self, name: str) -> str | None:
        """The first value of a header field, its name in any case."""
        wanted = name.lower()
        return next((value for field, value in self.headers if field.lower() == wanted), None)

    @property
    def type(self) -> str:
        """The WARC-Type; empty where it is missing."""
        return self.get("WARC-Type") or ""

    @property
    def id(self) -> str:
        """The WARC-Record-ID, with its angle brackets; empty where it is missing."""
        return self.get("WARC-Record-ID") or ""

    @property
    def url(self) -> str:
        """The WARC-Target-URI; empty where it is missing."""
        return self.get("WARC-Target-URI") or ""

    @property
    def payload(self) -> bytes:
        """The bytes of the page: the block, without its HTTP headers where it is a response."""
        return self.block.partition(SEPARATOR)[2] if self.type == RecordType.RESPONSE else self.block

    @property
    def place(self) -> str:
        """Where the record is, for messages."""
        return f"{self.path}, record {self.id or 'without an id'} at byte {self.offset}"


@dataclass(frozen=True, slots=True)
class StoredLedger:
    """A ledger read back: the fields for people as name and value, in their order, and the runs of blocks.

    ``metadata`` is what the page said of its article, with ``origins``; ``failure`` is why the page could not be
    cleaned, or None.
    """

    record: StoredRecord
    fields: tuple[tuple[str, str], ...]
    metadata: dict[str, object]
    runs: tuple[LedgerRun, ...]

    def get(self, name: str) -> str | None:
        """The first value of a field."""
        return next((value for field, value in self.fields if field == name), None)

    @property
    def failure(self) -> str | None:
        """Why the page could not be cleaned, or None where it was."""
        return self.get("failure")


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """One page of an archive. ``cleaned`` is None where it could not be cleaned; ``ledger.failure`` then says why."""

    raw: StoredRecord
    cleaned: StoredRecord | None
    ledger: StoredLedger

    @property
    def url(self) -> str:
        """The URI of the page."""
        return self.raw.url

    @property
    def name(self) -> str:
        """The name of the input that the page came from, as the ledger has it."""
        return self.ledger.get("sourceFile") or ""

    def __iter__(self) -> Iterator[StoredRecord | StoredLedger | None]:
        """Raw, cleaned and ledger, to be taken apart in one assignment."""
        return iter((self.raw, self.cleaned, self.ledger))


class ArchiveReader:
    """The pages of an archive folder, in the order in which they were written.

    ``stem`` chooses one archive where a folder holds several. All methods raise `ArchiveError` with file, record and
    byte where the archive is damaged. Raises it for a folder without a finished shard, too.
    """

    def __init__(self, folder: Path | str, stem: str | None = None) -> None:
        self.folder = Path(folder)
        pattern = "*" if stem is None else f"{stem}-" + "[0-9]" * 5 + "*"
        found = self.folder.glob(f"{pattern}.warc.gz")
        raw = (path for path in found if not path.name.endswith(".cleaned.warc.gz"))
        self.shards = tuple(sorted(raw, key=lambda path: (path.name.rpartition("-")[0], len(path.name), path.name)))
        if not self.shards:
            raise ArchiveError(f"{self.folder} holds no archive: there is no {pattern}.warc.gz in it")

    def __iter__(self) -> Iterator[ArchivedPage]:
        """Every page, as (raw, cleaned, ledger)."""
        for shard in self.shards:
            yield from read_shard(shard)

    def lookup(self, url: str) -> tuple[ArchivedPage, ...]:
        """The pages of a URL, found by the index, the oldest capture first.

        As in replay, http and https, with ``www.`` and without, share an entry. A page without a URL is found by its
        ``file:`` URI, or by the name of its input.
        """
        key = url_key(safe_url(url) or file_uri(url))
        found = [(line, shard) for shard in self.shards for line in find_lines(index_path(shard), key)]
        return tuple(self._page_at(line, shard) for line, shard in sorted(found, key=lambda item: item[0].timestamp))

    def manifests(self) -> Iterator[Manifest]:
        """The manifests of the runs that wrote the archive, the oldest first."""
        for stem in dict.fromkeys(shard.name.rpartition("-")[0] for shard in self.shards):
            yield from iterate_manifests(self.folder, stem)

    def _page_at(self, line: IndexLine, shard: Path) -> ArchivedPage:
        raw = parse_record(read_member(shard, line.offset))
        cleaned = cleaned_path(shard)
        for other in find_lines(index_path(cleaned), line.key):
            if other.refers_to == raw.id:
                first = read_member(cleaned, other.offset)
                records = [parse_record(first)]
                if records[0].type == RecordType.CONVERSION:
                    records.append(parse_record(read_member(cleaned, first.offset + first.length)))
                return join(raw, iter(records))
        raise ArchiveError(f"{raw.place}: nothing in {index_path(cleaned)} belongs to it")


def cleaned_path(raw: Path) -> Path:
    """The file with the cleaned pages that belongs to a file with raw ones."""
    return raw.with_name(raw.name.removesuffix(".warc.gz") + ".cleaned.warc.gz")


def read_shard(shard: Path) -> Iterator[ArchivedPage]:
    """The pages of one shard, both files read side by side."""
    raw_records = map(parse_record, read_members(shard))
    cleaned_records = map(parse_record, read_members(cleaned_path(shard)))
    skip_head(shard, raw_records)
    skip_head(cleaned_path(shard), cleaned_records)
    for raw in raw_records:
        yield join(raw, cleaned_records)
    left = next(cleaned_records, None)
    if left is not None:
        raise ArchiveError(f"{left.place}: no raw record in {shard.name} belongs to it")


def skip_head(path: Path, records: Iterator[StoredRecord]) -> None:
    """Pass over the warcinfo record that every file begins with."""
    head = next(records, None)
    if head is None or head.type != RecordType.WARCINFO:
        raise ArchiveError(f"{path} does not begin with a warcinfo record: it is empty, or no file of an archive")


def join(raw: StoredRecord, records: Iterator[StoredRecord]) -> ArchivedPage:
    """Take the records that belong to a raw one from those of the cleaned file."""
    if raw.type not in {RecordType.RESOURCE, RecordType.RESPONSE}:
        raise ArchiveError(f"{raw.place}: a raw record is a response or a resource, but this is {raw.type!r}")
    cleaned = next_about(raw, records)
    if cleaned.type == RecordType.METADATA:
        return ArchivedPage(raw, None, parse_ledger(cleaned))
    if cleaned.type != RecordType.CONVERSION:
        raise ArchiveError(f"{cleaned.place}: a conversion or a ledger should stand here, but this is {cleaned.type!r}")
    return ArchivedPage(raw, cleaned, parse_ledger(next_about(cleaned, records)))


def next_about(record: StoredRecord, records: Iterator[StoredRecord]) -> StoredRecord:
    """The next record, which must be about the one given."""
    found = next(records, None)
    if found is None:
        raise ArchiveError(f"{record.place}: the record that should be about it is missing")
    if found.get("WARC-Refers-To") != record.id:
        raise ArchiveError(f"{found.place}: it should be about {record.id}, but is about {found.get('WARC-Refers-To')}")
    return found


def parse_record(member: Member) -> StoredRecord:
    """The record in a gzip member, its length and digest verified. Raises `ArchiveError`."""
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
    from warcio.recordloader import ArcWarcRecordLoader  # type: ignore[import-untyped]

    stream = BytesIO(member.data)
    try:
        loaded = ArcWarcRecordLoader().parse_record_stream(stream, known_format="warc", no_record_parse=True)
    except (ArchiveLoadFailed, EOFError) as error:
        raise ArchiveError(f"{member.path}: the member at byte {member.offset} holds no WARC record") from error
    record = StoredRecord(member.path, member.offset, tuple(loaded.rec_headers.headers), loaded.raw_stream.read())
    # A reader gets what is there of a block that is shorter than announced, and is told nothing.
    announced = record.get("Content-Length") or ""
    if announced != str(len(record.block)):
        raise ArchiveError(
            f"{record.place}: its block has {len(record.block):,} bytes, but Content-Length says {announced!r}"
        )
    if stream.read() != SEPARATOR:
        raise ArchiveError(f"{record.place}: it is not followed by two line ends alone, so Content-Length is wrong")
    written = record.get("WARC-Block-Digest")
    if written is not None and written.startswith("sha1:") and written != digest(record.block):
        raise ArchiveError(f"{record.place}: its block does not have the digest {written}")
    return record


def parse_ledger(record: StoredRecord) -> StoredLedger:
    """The ledger in a metadata record."""
    if record.type != RecordType.METADATA:
        raise ArchiveError(f"{record.place}: a ledger should stand here, but this is {record.type!r}")
    try:
        lines = record.block.decode().split("\r\n")
        fields = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines if line))
        values = dict(fields)
        runs = tuple(map(run_from_json, json.loads(values.get("json-ledger", "[]"))))
        metadata = json.loads(values.get("json-metadata", "{}"))
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{record.place}: its ledger cannot be read: {error!r}") from error
    people = tuple(field for field in fields if field[0] not in {"json-ledger", "json-metadata"})
    return StoredLedger(record, people, metadata, runs)
