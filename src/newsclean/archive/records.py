"""WARC records as bytes: warcio builds them, behind a door that lets only typed and harmless values through.

warcio writes a random id, the present time and a payload digest of its own wherever none is given, and passes on
every byte of a header value. So all of these are set here, and values come from `newsclean.archive.safe`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any

from newsclean.archive.safe import name_bytes

__all__ = ["Draft", "HttpHead", "Record", "RecordType", "build_record", "digest", "timestamp", "warc_date"]

WARC_VERSION = "WARC/1.0"  # two readers in use crash on 1.1, none refuses 1.0
NAMESPACE = uuid.UUID("b07c9b14-9d72-5da3-abba-6a8ccb9bb93e")  # of all record ids that newsclean makes
PRINTABLE = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]*")


class RecordType(StrEnum):
    """The WARC record types that an archive of newsclean holds (WARC 1.1 §6)."""

    WARCINFO = "warcinfo"
    RESPONSE = "response"
    RESOURCE = "resource"
    CONVERSION = "conversion"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class HttpHead:
    """The status line, without its protocol, and the headers of an HTTP response, made safe already."""

    status: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to become a record. ``payload`` is the block, or what follows ``http`` in it; ``input_name`` goes into
    the id.

    ``fields`` are further header fields in the order in which they shall stand.
    """

    type: RecordType
    date: datetime
    content_type: str
    payload: bytes
    uri: str = ""
    input_name: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    http: HttpHead | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record ready to be compressed: its id, with angle brackets, all its bytes, and the digest of its payload."""

    id: str
    type: RecordType
    data: bytes
    payload_digest: str


def build_record(draft: Draft) -> Record:
    """Build one record: version line, header, block and the two line ends after it.

    The id is a UUID of version 5 over type, URI, date, block digest and input name, so that the same page gives the
    same id and two inputs with the same bytes do not share one. A payload digest is written for HTTP responses alone:
    elsewhere the payload is the block, and on metadata and warcinfo it is forbidden (WARC 1.1 §4, §5.9). Raises
    ValueError for a field value that holds a control character or a surrogate, which is a mistake of the caller.
    """
    for name, value in (("WARC-Target-URI", draft.uri), ("Content-Type", draft.content_type), *draft.fields):
        if not PRINTABLE.fullmatch(value):
            raise ValueError(f"the value of {name} is not one line of text: {value[:80]!r}")
    from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]

    http = None
    head = b""
    if draft.http is not None:
        http = StatusAndHeaders(draft.http.status, list(draft.http.headers), protocol="HTTP/1.1")
        http.compute_headers_buffer()
        head = http.headers_buff
    payload_digest = digest(draft.payload)
    block_digest = digest(head, draft.payload) if head else payload_digest
    date = warc_date(draft.date)
    identity = f"{draft.type.value}\n{draft.uri}\n{date}\n{block_digest}\n"
    record_id = f"<urn:uuid:{uuid5(identity.encode() + name_bytes(draft.input_name))}>"
    fields = {
        "WARC-Type": draft.type.value,
        "WARC-Record-ID": record_id,
        "WARC-Date": date,
        **({"WARC-Target-URI": draft.uri} if draft.uri else {}),
        **dict(draft.fields),
        **({"WARC-Payload-Digest": payload_digest} if draft.type is RecordType.RESPONSE else {}),
        "WARC-Block-Digest": block_digest,
        "Content-Type": draft.content_type,
    }
    return Record(record_id, draft.type, serialise(draft, fields, http), payload_digest)


def serialise(draft: Draft, fields: Mapping[str, str], http: Any) -> bytes:  # noqa: ANN401  # warcio has no types
    """Let warcio lay the record out, uncompressed."""
    out = BytesIO()
    writer = make_writer(out)
    record = writer.create_warc_record(
        draft.uri,
        draft.type.value,
        payload=BytesIO(draft.payload),
        length=len(draft.payload),
        warc_content_type=draft.content_type,
        warc_headers_dict=dict(fields),
        http_headers=http,
    )
    writer.write_record(record)
    return out.getvalue()


def make_writer(out: BytesIO) -> Any:  # noqa: ANN401  # warcio has no types
    """A warcio writer without compression that adds no digest to a record."""
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

    writer = WARCWriter(out, gzip=False, warc_version=WARC_VERSION)
    writer.NO_PAYLOAD_DIGEST_TYPES = tuple(kind.value for kind in RecordType)
    return writer


def uuid5(identity: bytes) -> uuid.UUID:
    """`uuid.uuid5` over bytes, which the standard library offers for text alone before Python 3.12 (RFC 9562 §5.5)."""
    return uuid.UUID(bytes=hashlib.sha1(NAMESPACE.bytes + identity, usedforsecurity=False).digest()[:16], version=5)


def digest(*parts: bytes) -> str:
    """A labelled digest: SHA-1 in upper-case Base32, as WARC tools expect it (WARC 1.1 annotated, §5.8)."""
    sha1 = hashlib.sha1(usedforsecurity=False)
    for part in parts:
        sha1.update(part)
    return "sha1:" + base64.b32encode(sha1.digest()).decode()


def warc_date(moment: datetime) -> str:
    """A moment as ``YYYY-MM-DDThh:mm:ssZ`` (WARC 1.0 §5.4). One without a zone is taken as UTC, whatever the
    machine's."""
    offset = moment.utcoffset() or timedelta()
    try:
        utc = moment.replace(tzinfo=None) - offset
    except OverflowError:  # the first day of year 1 or the last of 9999
        utc = moment.replace(tzinfo=None)
    return utc.isoformat(timespec="seconds") + "Z"


def timestamp(moment: datetime) -> str:
    """A moment as the fourteen digits of an index."""
    return re.sub(r"\D", "", warc_date(moment))
