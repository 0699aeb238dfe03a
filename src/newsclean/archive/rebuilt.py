"""What a repair makes anew: ledgers and manifest entries of pages of which something is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from newsclean.archive.catalogue import Stored
from newsclean.archive.charset import charset_label
from newsclean.archive.facts import characters, fields_of
from newsclean.archive.info import RunInfo
from newsclean.archive.manifest import PageEntry
from newsclean.archive.members import read_member
from newsclean.archive.reader import parse_record
from newsclean.archive.records import Draft, Record, RecordType, build_record
from newsclean.archive.safe import safe_field

__all__ = ["apart_head", "entry_from", "ledger_fields_at", "moment", "new_ledger", "raw_only"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def raw_only(entry: PageEntry, why: str) -> PageEntry:
    """The entry of a page that has lost its clean page."""
    return replace(
        entry,
        cleaned_id=None,
        title=None,
        form=None,
        charset=None,
        confidence=None,
        blocks=0,
        kinds=None,
        damage=(),
        failed_at="repair",
        failure=why,
    )


def entry_from(fields: Mapping[str, str], raw: Stored, cleaned: Stored | None, ledger: Stored | None) -> PageEntry:
    """The entry of a page by what its records say."""
    if raw.truncated and "failure" not in fields:
        fields = {**fields, "failedAt": "repair", "failure": "a part of the page alone is there"}
    runs = json.loads(fields.get("json-ledger", "[]"))
    return PageEntry(
        name=fields.get("sourceFile", raw.url),
        url=raw.url,
        url_from=fields.get("urlFrom", "unknown"),
        sha256=raw.sha256,
        size=raw.size,
        date=raw.date,
        date_from=fields.get("dateFrom", "unknown"),
        raw_id=raw.id,
        ledger_id=ledger.id if ledger else "",
        cleaned_id=cleaned.id if cleaned else None,
        title=fields.get("title"),
        form=fields.get("form"),
        charset=fields.get("charset"),
        confidence=float(fields["confidence"]) if "confidence" in fields else None,
        blocks=runs[-1]["blocks"][1] + 1 if runs else 0,
        kinds=characters(runs) or None,
        failed_at=fields.get("failedAt") if cleaned is None else None,
        failure=fields.get("failure") if cleaned is None else None,
        truncated=raw.truncated or None,
    )


def new_ledger(entry: PageEntry, about: str, old: bytes, head: str, info: RunInfo) -> Record:
    """A ledger for a page that has lost its own, or its clean page. What the old one says is kept."""
    facts = [
        ("sourceFile", entry.name),
        ("sourceSha256", entry.sha256),
        ("urlFrom", entry.url_from),
        ("dateFrom", entry.date_from),
        ("truncated", entry.truncated),
        ("title", entry.title),
        ("form", entry.form),
        ("charset", charset_label(entry.charset or "") or entry.charset),
        ("confidence", f"{entry.confidence:.4f}" if entry.confidence is not None else None),
    ]
    if old:
        facts = []
    if entry.failure is None:
        facts.append(("repair", "the ledger was damaged and could not be salvaged"))
    facts += [("failedAt", entry.failed_at), ("failure", entry.failure)]
    block = "".join(f"{name}: {safe_field(value)}\r\n" for name, value in facts if value)
    fields = (("WARC-Refers-To", about), ("WARC-Warcinfo-ID", head))
    content_type = "application/warc-fields"
    draft = Draft(
        RecordType.METADATA,
        info.date,
        content_type,
        old + block.encode(),
        uri=entry.url,
        input_name=entry.name,
        fields=fields,
    )
    return build_record(draft)


def apart_head(name: str) -> Record:
    """The record at the head of the file of records that were kept apart."""
    description = "Whole records of a damaged archive whose raw record, or whose clean page, is lost"
    block = (
        f"software: newsclean/{version('newsclean')}\r\nformat: WARC File Format 1.0\r\ndescription: {description}\r\n"
    )
    fields = (("WARC-Filename", name),)
    draft = Draft(RecordType.WARCINFO, EPOCH, "application/warc-fields", block.encode(), input_name=name, fields=fields)
    return build_record(draft)


def ledger_fields_at(path: Path, offset: int) -> dict[str, str]:
    """The fields of a whole record of fields; none where they cannot be read."""
    try:
        return fields_of(parse_record(read_member(path, offset)).block)
    except ValueError:
        return {}


def moment(date: object) -> datetime:
    """A WARC date as a moment; the beginning of 1970 where it is none."""
    try:
        return datetime.fromisoformat(str(date))
    except ValueError:
        return EPOCH
