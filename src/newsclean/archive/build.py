"""One page to its records, as compressed bytes that a writer only has to append.

Pure functions: the same page and run give the same bytes in any process, so that workers can do this and the parent
writes in input order.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from newsclean.archive.charset import charset_label
from newsclean.archive.index import IndexEntry
from newsclean.archive.info import RunInfo
from newsclean.archive.ledger import ledger_runs, run_to_json
from newsclean.archive.manifest import PageEntry
from newsclean.archive.members import GZIP
from newsclean.archive.records import Draft, HttpHead, Record, RecordType, build_record, timestamp, warc_date
from newsclean.archive.safe import file_uri, line_of_json, safe_field, safe_headers, safe_media_type, safe_url
from newsclean.archive.surt import url_key
from newsclean.article.article import Article
from newsclean.types import Capture, Failure, Kind, Metadata, Truncated

__all__ = ["BuiltRecord", "PageRecords", "Target", "bind_to_shard", "build_records", "target_of"]

XHTML = "application/xhtml+xml"
HTML = "text/html"
TEXT = "text/plain"
HTTP = "application/http; msgtype=response"
WARC_FIELDS = "application/warc-fields"  # with no parameter: with one, indexers take the record for a page
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class BuiltRecord:
    """One record as a gzip member, with its id and what an index says of it."""

    id: str
    data: bytes
    index: IndexEntry


@dataclass(frozen=True, slots=True)
class PageRecords:
    """The records of one page. ``conversion`` is None for a page that could not be cleaned; its ledger then says why.

    ``shard`` is the serial number of the shard that they are bound to; ``entry`` is what the run's manifest will say
    of the page.
    """

    raw: BuiltRecord
    conversion: BuiltRecord | None
    ledger: BuiltRecord
    shard: int
    entry: PageEntry

    @property
    def cleaned(self) -> tuple[BuiltRecord, ...]:
        """What goes into the cleaned file, in its order."""
        return (self.ledger,) if self.conversion is None else (self.conversion, self.ledger)


@dataclass(frozen=True, slots=True)
class Target:
    """The URI of a page, where it was found, and a URL that had to be refused."""

    uri: str
    found: str
    refused: str | None = None


def build_records(capture: Capture, outcome: Article | Failure, run: RunInfo) -> PageRecords:
    """Build the records of one page: raw, cleaned and ledger, or raw and ledger where cleaning failed, or the page is
    `Truncated`; the raw record then says so, too."""
    article = outcome if isinstance(outcome, Article) else None
    target = target_of(capture, article)
    sha256 = hashlib.sha256(capture.raw).hexdigest()
    truncated = outcome.why if isinstance(outcome, Truncated) else None
    raw = raw_record(capture, article, target, run, truncated)
    conversion = None if article is None else conversion_record(capture, article, target, raw, run)
    facts = [
        *capture_fields(capture, target, sha256),
        *(failure_fields(outcome) if isinstance(outcome, Failure) else article_fields(outcome)),
    ]
    ledger = ledger_record(capture, facts, target, conversion or raw, run)
    entry = PageEntry(
        name=capture.name,
        url=target.uri,
        url_from=target.found,
        sha256=sha256,
        size=len(capture.raw),
        date=warc_date(capture.date or run.date),
        date_from=capture.date_from if capture.date else "run",
        raw_id=raw.id,
        ledger_id=ledger.id,
        cleaned_id=conversion.id if conversion else None,
        truncated=truncated,
        **(failure_facts(outcome) if isinstance(outcome, Failure) else article_facts(outcome)),
    )
    index = IndexEntry(url_key(target.uri), timestamp(run.date), target.uri, HTML)
    captured = replace(
        index,
        timestamp=timestamp(capture.date or run.date),
        mime=raw_mime(capture, article),
        status=status_of(capture, target),
    )
    about = (conversion or raw).id
    return PageRecords(
        raw=pack(raw, captured, run),
        conversion=None if conversion is None else pack(conversion, replace(index, refers_to=raw.id), run),
        ledger=pack(ledger, replace(index, mime=WARC_FIELDS, refers_to=about), run),
        shard=run.shard,
        entry=entry,
    )


def bind_to_shard(records: PageRecords, run: RunInfo, shard: int) -> PageRecords:
    """The same records for another shard: each names the warcinfo record of its file, so that one field differs.

    Gives what `build_records` would have given for that shard, byte for byte.
    """
    if records.shard == shard:
        return records
    before, after = replace(run, shard=records.shard), replace(run, shard=shard)
    raw = rename(records.raw, before.raw_head().id, after.raw_head().id, run)
    old, new = before.cleaned_head().id, after.cleaned_head().id
    conversion = None if records.conversion is None else rename(records.conversion, old, new, run)
    return replace(records, raw=raw, conversion=conversion, ledger=rename(records.ledger, old, new, run), shard=shard)


def rename(record: BuiltRecord, old: str, new: str, run: RunInfo) -> BuiltRecord:
    """Put one warcinfo id in the place of another, which stands in the header and so before anything from a page."""
    data = zlib.decompress(record.data, GZIP).replace(old.encode(), new.encode(), 1)
    return replace(record, data=run.compressor.compress(data))


def target_of(capture: Capture, article: Article | None) -> Target:
    """The URI of a page: what is known of its capture, else what the page says of itself, else where its file is."""
    known = safe_url(capture.url or "")
    in_a_file = known is not None and known.startswith("file:")
    if known is not None and not in_a_file:
        return Target(known, capture.url_from or "given")
    refused = safe_field(capture.url, 200) if capture.url and known is None else None
    said = safe_url(article.metadata.url or "") if article else None
    if article and said and said.lower().startswith(("http:", "https:")):
        return Target(said, article.metadata.origins.get("url", "page"), refused)
    return Target(known if known is not None else file_uri(capture.name), "file", refused)


def raw_record(
    capture: Capture, article: Article | None, target: Target, run: RunInfo, truncated: str | None = None
) -> Record:
    """The record with the bytes of the input: ``response`` where HTTP headers came with them, else ``resource``."""
    fields = [("WARC-Warcinfo-ID", run.raw_head().id)]
    if truncated is not None:
        fields.append(("WARC-Truncated", truncated))
    if article is not None:
        fields.append(("WARC-Identified-Payload-Type", HTML if article.form == "html" else TEXT))
    status = status_of(capture, target)
    http = None
    content_type = raw_content_type(capture, article)
    if status is not None:
        line = safe_field(f"{status} {capture.reason_phrase}".encode("ascii", "replace").decode(), 200)
        http = HttpHead(line, tuple(safe_headers(capture.headers, len(capture.raw))))
        content_type = HTTP
    return build_record(
        Draft(
            RecordType.RESOURCE if http is None else RecordType.RESPONSE,
            capture.date or run.date,
            content_type,
            capture.raw,
            uri=target.uri,
            input_name=capture.name,
            fields=tuple(fields),
            http=http,
        )
    )


def status_of(capture: Capture, target: Target) -> int | None:
    """The HTTP status of a capture that is to be a ``response``, or None.

    Headers are needed as well as a status, and an http URL: readers parse HTTP headers under no other.
    """
    http = target.uri.startswith(("http:", "https:")) and bool(capture.headers)
    return capture.status if http and capture.status is not None and 100 <= capture.status <= 999 else None


def raw_mime(capture: Capture, article: Article | None) -> str:
    """The media type of the raw bytes: what they were found to be, else what was said of them."""
    declared = safe_media_type(capture.content_type)
    if article is None:
        return declared or UNKNOWN
    if article.form == "text":
        return TEXT
    return XHTML if declared == XHTML else HTML


def raw_content_type(capture: Capture, article: Article | None) -> str:
    """The media type of the raw bytes with the charset that decoding really used."""
    charset = charset_label(article.encoding.used) if article else None
    return raw_mime(capture, article) + (f"; charset={charset}" if charset else "")


def conversion_record(capture: Capture, article: Article, target: Target, raw: Record, run: RunInfo) -> Record:
    """The cleaned page, a record that stands on its own (WARC 1.1 §6.8)."""
    return build_record(
        Draft(
            RecordType.CONVERSION,
            run.date,
            f"{HTML}; charset=utf-8",
            article.to_html().encode("utf-8", "replace"),
            uri=target.uri,
            input_name=capture.name,
            fields=(
                ("WARC-Refers-To", raw.id),
                ("WARC-Warcinfo-ID", run.cleaned_head().id),
                ("WARC-Identified-Payload-Type", HTML),
            ),
        )
    )


def ledger_record(
    capture: Capture, facts: list[tuple[str, str]], target: Target, about: Record, run: RunInfo
) -> Record:
    """The account of the page, about its conversion, or about the raw record where there is none."""
    block = "".join(f"{name}: {value}\r\n" for name, value in facts)
    return build_record(
        Draft(
            RecordType.METADATA,
            run.date,
            WARC_FIELDS,
            block.encode(),
            uri=target.uri,
            input_name=capture.name,
            fields=(("WARC-Refers-To", about.id), ("WARC-Warcinfo-ID", run.cleaned_head().id)),
        )
    )


def capture_fields(capture: Capture, target: Target, sha256: str) -> Iterator[tuple[str, str]]:
    """What the ledger says of the input."""
    yield "sourceFile", safe_field(capture.name)
    yield "sourceSha256", sha256
    yield "urlFrom", safe_field(target.found)
    if target.refused:
        yield "urlRefused", target.refused
    yield "dateFrom", safe_field(capture.date_from if capture.date else "run") or "unknown"


def failure_fields(failure: Failure) -> Iterator[tuple[str, str]]:
    """What the ledger says of a page that could not be cleaned."""
    if isinstance(failure, Truncated):
        yield "truncated", failure.why
    yield "failedAt", safe_field(failure.stage)
    yield "failure", safe_field(failure.reason)


def article_fields(article: Article) -> Iterator[tuple[str, str]]:
    """What the ledger says of a cleaned page: its metadata for people, then metadata and ledger as JSON."""
    metadata = article.metadata
    people = {
        "title": metadata.title,
        "authors": "; ".join(metadata.authors),
        "editors": "; ".join(metadata.editors),
        "source": metadata.source,
        "published": iso(metadata.published),
        "modified": iso(metadata.modified),
        "section": " > ".join(metadata.section),
        "language": metadata.language,
        "site": metadata.site,
        "charset": charset_label(article.encoding.used) or article.encoding.used,
        "charsetFrom": article.encoding.why,
        "charsetDeclared": article.encoding.declared,
        "charactersReplaced": str(article.encoding.replaced or ""),
        "form": article.form,
        "confidence": f"{article.confidence:.4f}",
    }
    for name, value in people.items():
        if value:
            yield name, safe_field(value)
    for damage in article.damage:
        yield "damage", safe_field(damage)
    yield "json-metadata", line_of_json(metadata_json(metadata))
    yield "json-ledger", line_of_json([run_to_json(run) for run in ledger_runs(article.ledger)])


def metadata_json(metadata: Metadata) -> dict[str, Any]:
    """All metadata fields that have a value, with where each came from."""
    values = asdict(replace(metadata, origins={}))
    plain = {name: iso(value) if isinstance(value, date) else value for name, value in values.items() if value}
    return {**plain, "origins": dict(sorted(metadata.origins.items()))}


def iso(moment: date | datetime | None) -> str | None:
    """A date, or a datetime, as ISO 8601 writes it."""
    return None if moment is None else moment.isoformat()


def failure_facts(failure: Failure) -> dict[str, Any]:
    """What the manifest says of a page that could not be cleaned."""
    return {"failed_at": failure.stage, "failure": failure.reason}


def article_facts(article: Article) -> dict[str, Any]:
    """What the manifest says of a cleaned page."""
    characters: dict[int, int] = {}  # by the identity of the kind, whose hash is Python's work
    for entry in article.ledger.entries:
        kind = id(entry.verdict.kind)
        characters[kind] = characters.get(kind, 0) + len(entry.block.text)
    return {
        "title": article.metadata.title,
        "form": article.form,
        "charset": article.encoding.used,
        "confidence": round(article.confidence, 4),
        "blocks": len(article.ledger),
        "kinds": {kind.value: characters[id(kind)] for kind in Kind if id(kind) in characters},
        "damage": article.damage,
    }


def pack(record: Record, index: IndexEntry, run: RunInfo) -> BuiltRecord:
    """Compress a record, and complete what an index will say of it."""
    listed = replace(index, digest=record.payload_digest, type=record.type.value)
    return BuiltRecord(record.id, run.compressor.compress(record.data), listed)
