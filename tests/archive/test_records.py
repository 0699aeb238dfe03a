"""Records as bytes."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsclean.archive.records import (
    NAMESPACE,
    Draft,
    HttpHead,
    Record,
    RecordType,
    build_record,
    digest,
    timestamp,
    uuid5,
    warc_date,
)

DAY = datetime(2019, 10, 23, 8, tzinfo=UTC)
RAW = Draft(
    RecordType.RESOURCE,
    DAY,
    "text/html",
    b"<p>",
    "http://example.com/",
    "a.html",
    (("WARC-Warcinfo-ID", "<urn:uuid:1>"),),
)


def test_a_record_is_laid_out_as_documented() -> None:
    """Version line, fields in their order, an empty line, the block, two line ends."""
    record = build_record(RAW)
    assert record.data.decode().split("\r\n") == [
        "WARC/1.0",
        "WARC-Type: resource",
        f"WARC-Record-ID: {record.id}",
        "WARC-Date: 2019-10-23T08:00:00Z",
        "WARC-Target-URI: http://example.com/",
        "WARC-Warcinfo-ID: <urn:uuid:1>",
        f"WARC-Block-Digest: {digest(b'<p>')}",
        "Content-Type: text/html",
        "Content-Length: 3",
        "",
        "<p>",
        "",
        "",
    ]


def test_only_a_response_has_a_payload_digest() -> None:
    """The payload digest of a response is that of its body; other records have none."""
    http = HttpHead("200 OK", (("Content-Type", "text/html"),))
    response = build_record(
        Draft(RecordType.RESPONSE, DAY, "application/http; msgtype=response", b"<p>", "http://example.com/", http=http)
    )
    assert f"WARC-Payload-Digest: {digest(b'<p>')}\r\n".encode() in response.data
    assert response.data.endswith(b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>\r\n\r\n")
    others = [
        build_record(Draft(kind, DAY, "text/html", b"<p>", "http://example.com/"))
        for kind in RecordType
        if kind is not RecordType.RESPONSE
    ]
    assert not any(b"Payload-Digest" in record.data for record in others)


def test_the_same_input_has_the_same_id_and_another_input_another() -> None:
    """An id depends on type, URI, date, block and input name, and on nothing else."""
    ids = {build_record(Draft(*values)).id for values in variants()}
    assert len(ids) == len(variants())
    assert build_record(RAW).id == build_record(RAW).id


def variants() -> list[tuple[RecordType, datetime, str, bytes, str, str]]:
    """Drafts that differ in one thing each."""
    base = (RecordType.RESOURCE, DAY, "text/html", b"<p>", "http://example.com/", "a.html")
    return [
        base,
        (RecordType.CONVERSION, *base[1:]),
        (base[0], DAY + timedelta(seconds=1), *base[2:]),
        (*base[:3], b"<p>!", *base[4:]),
        (*base[:4], "http://example.com/2", base[5]),
        (*base[:5], "b.html"),
    ]


def test_an_id_is_a_uuid_of_version_5() -> None:
    """Over bytes that are text the id is what the standard library gives."""
    assert uuid5("新闻".encode()) == uuid.uuid5(NAMESPACE, "新闻")


@pytest.mark.parametrize("value", ["http://example.com/\r\nX: 1", "a\x00b", "\ud800"])
def test_a_value_that_was_not_made_safe_is_refused(value: str) -> None:
    """A line end, a NUL or a surrogate in a field is an error before warcio sees it, never a header."""
    with pytest.raises(ValueError, match="WARC-Target-URI is not one line"):
        build_record(Draft(RecordType.RESOURCE, DAY, "text/html", b"", value))


def test_an_empty_block_is_a_record_too() -> None:
    """Nothing is a block of no bytes."""
    record: Record = build_record(
        Draft(RecordType.METADATA, DAY, "application/warc-fields", b"", "http://example.com/")
    )
    assert b"Content-Length: 0\r\n\r\n\r\n\r\n" in record.data


def test_a_body_that_looks_like_a_record_stays_a_body() -> None:
    """A page that contains the beginning of a record is bytes like any other, by its length."""
    body = b"WARC/1.0\r\nWARC-Type: response\r\n\r\n\r\n\r\n"
    assert (
        f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        in build_record(Draft(RecordType.RESOURCE, DAY, "text/html", body)).data
    )


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (
            datetime(2020, 1, 1, 8, 0, 0, 999_999),  # noqa: DTZ001  # none is meant
            "2020-01-01T08:00:00Z",
        ),
        (datetime(2020, 1, 1, 8, tzinfo=timezone(timedelta(hours=8))), "2020-01-01T00:00:00Z"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))), "0001-01-01T00:00:00Z"),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-8))), "9999-12-31T23:00:00Z"),
    ],
)
def test_a_date_is_utc_in_seconds(moment: datetime, expected: str) -> None:
    """A moment with a zone is turned to UTC; one without is UTC, whatever the machine's zone."""
    assert warc_date(moment) == expected
    assert timestamp(moment) == "".join(filter(str.isdigit, expected))
