"""Web archives for tests: made by warcio where they are sound, and by hand where they are not."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

PAGE = "<!DOCTYPE html><html><head><title>标题</title></head><body><p>正文。</p></body></html>".encode()
URL = "http://news.example.org/story.html"
DATE = "2024-06-18T06:03:01Z"


@dataclass(frozen=True)
class Response:
    """What a response record is made of."""

    body: bytes = PAGE
    url: str = URL
    status: str = "200 OK"
    headers: Iterable[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),)
    fields: tuple[tuple[str, str], ...] = ()
    type: str = "response"


def number(count: int) -> str:
    """The id of the record with a number."""
    return f"<urn:uuid:00000000-0000-4000-8000-{count:012d}>"


def uuid_of(count: int) -> str:
    """How the page of that record is called behind its file."""
    return number(count)[10:-1]


def write_warc(path: Path, records: Iterable[Response], *, gzip: bool = True) -> Path:
    """Write records with warcio, numbered from 1, behind a warcinfo record."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=gzip)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
        for count, record in enumerate(records, 1):
            writer.write_record(make_record(writer, record, count))
    return path


def make_record(writer: Any, record: Response, count: int) -> Any:
    """One record of warcio."""
    http = StatusAndHeaders(record.status, list(record.headers), protocol="HTTP/1.1") if record.headers else None
    fields = {"WARC-Record-ID": number(count), "WARC-Date": DATE, **dict(record.fields)}
    content_type = dict(record.fields).get("Content-Type", "")
    return writer.create_warc_record(
        record.url,
        record.type,
        payload=BytesIO(record.body),
        http_headers=http,
        warc_headers_dict=fields,
        warc_content_type=content_type,
    )


def by_hand(
    block: bytes, *fields: str, kind: str = "resource", length: int | None = None, url: str = URL, count: int = 1
) -> bytes:
    """The bytes of a record, whatever may be wrong with it."""
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {number(count)}",
        f"WARC-Date: {DATE}",
        f"WARC-Target-URI: {url}",
        *fields,
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(head).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + block + b"\r\n\r\n"


def html_record(body: bytes = PAGE, *fields: str, **rest: Any) -> bytes:
    """A resource record with HTML."""
    return by_hand(body, "Content-Type: text/html", *fields, **rest)


def members(*records: bytes) -> bytes:
    """Each record as a gzip member."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)
