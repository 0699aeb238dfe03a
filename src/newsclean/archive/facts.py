"""What a record, its entry in the manifest and its line in the index say of the same thing, held against each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from newsclean.archive.charset import charset_label
from newsclean.archive.index import IndexEntry
from newsclean.archive.manifest import PageEntry
from newsclean.archive.safe import safe_field, safe_media_type
from newsclean.archive.scan import ScannedRecord
from newsclean.archive.surt import url_key

__all__ = [
    "characters",
    "compare_ledger",
    "compare_page",
    "compare_raw",
    "fields_of",
    "index_line",
    "ledger_fields",
    "line_problem",
]

Difference = tuple[str, object, object]  # of what, in the record, in the manifest
UNKNOWN = "application/octet-stream"


def compare_page(record: ScannedRecord, entry: PageEntry) -> Iterator[Difference]:
    """What every record of a page has in common with its entry."""
    yield "URI", record.url, entry.url


def compare_raw(record: ScannedRecord, entry: PageEntry) -> Iterator[Difference]:
    """What a raw record has in common with its entry."""
    yield from compare_page(record, entry)
    yield "size", record.payload_size, entry.size
    yield "SHA-256", record.payload_sha256, entry.sha256
    yield "date", record.get("WARC-Date"), entry.date
    yield "WARC-Truncated", record.get("WARC-Truncated"), entry.truncated or ""


def compare_ledger(fields: Mapping[str, str], entry: PageEntry) -> Iterator[Difference]:
    """What a ledger has in common with its entry. Fields that the page does not have are left out on both sides."""
    yield "sourceFile", fields.get("sourceFile", ""), safe_field(entry.name)
    yield "sourceSha256", fields.get("sourceSha256"), entry.sha256
    yield "urlFrom", fields.get("urlFrom", ""), safe_field(entry.url_from)
    yield "dateFrom", fields.get("dateFrom", ""), safe_field(entry.date_from) or "unknown"
    yield "truncated", fields.get("truncated", ""), entry.truncated or ""
    if "failedAt" in fields or entry.failure is not None:
        yield "failedAt", fields.get("failedAt", ""), safe_field(entry.failed_at or "")
        yield "failure", fields.get("failure", ""), safe_field(entry.failure or "")
        return
    yield "title", fields.get("title", ""), safe_field(entry.title or "")
    yield "form", fields.get("form", ""), entry.form or ""
    used = entry.charset or ""
    yield "charset", fields.get("charset", ""), safe_field(charset_label(used) or used)
    yield "confidence", float(fields.get("confidence") or 0), round(entry.confidence or 0, 4)
    if "json-ledger" in fields:
        runs = json.loads(fields["json-ledger"])
        yield "number of blocks", runs[-1]["blocks"][1] + 1 if runs else 0, entry.blocks
        yield "characters of each kind", characters(runs), dict(entry.kinds or {})


def characters(runs: list[dict[str, Any]]) -> dict[str, int]:
    """The characters of each kind in a ledger."""
    counted: dict[str, int] = {}
    for run in runs:
        counted[run["kind"]] = counted.get(run["kind"], 0) + run["characters"]
    return counted


def ledger_fields(record: ScannedRecord) -> dict[str, str]:
    """The fields of a ledger, the last of each name. Raises ValueError for a block that is none."""
    return fields_of(record.block or b"")


def fields_of(block: bytes) -> dict[str, str]:
    """The fields of a block of ``application/warc-fields``, the last of each name. Raises ValueError."""
    lines = block.decode().split("\r\n")
    fields = {}
    for line in lines[:-1]:
        name, separator, value = line.partition(": ")
        if not separator:
            raise ValueError(f"this line is no field: {line[:80]!r}")
        fields[name] = value
    if lines[-1]:
        raise ValueError("its last line does not end")
    for name in ("json-metadata", "json-ledger"):
        json.loads(fields.get(name, "[]"))
    return fields


def index_line(record: ScannedRecord) -> str:
    """The line of an index for a whole record, empty for one that has none: of a cleaned page, only the first has."""
    if record.type == "warcinfo" or (record.type == "metadata" and "failure" not in ledger_fields(record)):
        return ""
    (mime, *_) = sorted(mimes(record), key=lambda one: not one.endswith("+xml"))
    cleaned = record.type in {"conversion", "metadata"}
    return expected_line(record, (record.offset, record.length), mime, cleaned=cleaned)


def expected_line(record: ScannedRecord, place: tuple[int, int], mime: str, *, cleaned: bool) -> str:
    """The line of an index for a record at a place (offset and length)."""
    return IndexEntry(
        url_key(record.url),
        re.sub("[^0-9]", "", record.get("WARC-Date")),
        record.url,
        mime,
        record.http.status if record.http else None,
        record.payload_sha1,
        record.type,
        record.get("WARC-Refers-To") if cleaned else None,
    ).line(record.path.name, *place)


def line_problem(text: str, record: ScannedRecord, place: tuple[int, int], *, cleaned: bool) -> str:
    """What is wrong with the line of an index for a record at a place (offset and length), or nothing."""
    right = [expected_line(record, place, mime, cleaned=cleaned) for mime in sorted(mimes(record))]
    if text in right:
        return ""
    try:
        said = json.loads(text.split(" ", 2)[2])
        expected = json.loads(right[0].split(" ", 2)[2])
        wrong = [name for name in {**expected, **said} if expected.get(name) != said.get(name)]
    except (ValueError, IndexError, TypeError):
        return "it is not CDXJ"
    return f"{', '.join(wrong) or 'key, date or form'} is not that of the record"


def mimes(record: ScannedRecord) -> set[str]:
    """The media types that an index may give for a record: of a response they are not all in its header."""
    if record.http is None:
        return {safe_media_type(record.get("Content-Type")) or UNKNOWN}
    declared = safe_media_type(record.http.get("Content-Type")) or UNKNOWN
    identified = record.get("WARC-Identified-Payload-Type")
    return {declared} if not identified else {identified, declared} if declared.endswith("+xml") else {identified}
