"""The rules for record headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclean.archive import ArchiveReader
from newsclean.archive.members import read_members
from newsclean.archive.reader import parse_record
from newsclean.archive.rules import FIELD_RULES, check_headers, check_layout

ID = "<urn:uuid:54c16e0f-9015-529d-8355-86cbbb492b82>"
CONVERSION = {
    "WARC-Type": "conversion",
    "WARC-Record-ID": ID,
    "WARC-Date": "2026-01-02T03:04:05Z",
    "WARC-Target-URI": "http://example.com/",
    "WARC-Refers-To": ID,
    "WARC-Warcinfo-ID": ID,
    "WARC-Identified-Payload-Type": "text/html",
    "WARC-Block-Digest": "sha1:I637HF5D4XEVFBMYE26STS2DQ47JSM3C",
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": "5",
}


def test_every_record_that_we_write_keeps_all_rules(archive: Path) -> None:
    """Standard and layout, for each record of both files of each shard."""
    seen = set()
    for path in archive.glob("*.warc.gz"):
        for record in map(parse_record, read_members(path)):
            assert check_headers(record.headers) == ()
            assert check_layout(record.headers) == ()
            seen.add(record.type)
    assert seen == {"warcinfo", "resource", "response", "conversion", "metadata"}
    assert len(list(ArchiveReader(archive))) == 5


@pytest.mark.parametrize("rule", FIELD_RULES, ids=lambda rule: rule.name)
def test_every_rule_names_its_section(rule: object) -> None:
    """Each rule points to where the standard says so."""
    assert rule.section.startswith("§5.")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "violation"),
    [
        (
            {"WARC-Refers-To-Target-URI": "http://example.com/"},
            "WARC-Refers-To-Target-URI: not allowed on a conversion record (§5.12)",
        ),
        (
            {"WARC-Refers-To-Date": "2020-01-01T00:00:00Z"},
            "WARC-Refers-To-Date: not allowed on a conversion record (§5.13)",
        ),
        ({"WARC-Concurrent-To": ID}, "WARC-Concurrent-To: not allowed on a conversion record (§5.7)"),
        ({"WARC-IP-Address": "192.0.2.1"}, "WARC-IP-Address: not allowed on a conversion record (§5.10)"),
        ({"WARC-Filename": "a.warc"}, "WARC-Filename: not allowed on a conversion record (§5.17)"),
        ({"WARC-Target-URI": None}, "WARC-Target-URI: missing on a conversion record (§5.14)"),
        ({"WARC-Record-ID": None}, "WARC-Record-ID: missing on a conversion record (§5.2)"),
        ({"WARC-Record-ID": "urn:uuid:1"}, "WARC-Record-ID: has a malformed value: 'urn:uuid:1' (§5.2)"),
        ({"WARC-Date": "2026-01-02 03:04"}, "WARC-Date: has a malformed value: '2026-01-02 03:04' (§5.4)"),
        ({"Content-Length": "-1"}, "Content-Length: has a malformed value: '-1' (§5.3)"),
        ({"Content-Type": "html"}, "Content-Type: has a malformed value: 'html' (§5.6)"),
        ({"WARC-Block-Digest": "I637HF"}, "WARC-Block-Digest: has a malformed value: 'I637HF' (§5.8)"),
        ({"WARC-Type": None}, "WARC-Type: missing on a typeless record (§5.5)"),
    ],
)
def test_a_breach_of_the_standard_is_found(changes: dict[str, str | None], violation: str) -> None:
    """What jwarc's validator rejects is rejected, with the section that says so."""
    headers = [(name, value) for name, value in {**CONVERSION, **changes}.items() if value is not None]
    assert [str(found) for found in check_headers(headers)] == [violation]


def test_the_header_that_the_cases_change_is_right() -> None:
    """Without a change there is nothing to find."""
    assert check_headers(list(CONVERSION.items())) == check_layout(list(CONVERSION.items())) == ()


def test_a_repeated_field_is_found() -> None:
    """A field that may stand once stands once; WARC-Concurrent-To may be repeated."""
    headers = [*CONVERSION.items(), ("warc-date", "2026-01-02T03:04:05Z")]
    assert [str(found) for found in check_headers(headers)] == ["WARC-Date: must not be repeated (§5.4)"]
    metadata = [
        *{**CONVERSION, "WARC-Type": "metadata"}.items(),
        ("WARC-Concurrent-To", ID),
        ("WARC-Concurrent-To", ID),
    ]
    assert check_headers(metadata) == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"WARC-Payload-Digest": "sha1:I637HF"}, "WARC-Payload-Digest: not allowed on a conversion record (layout)"),
        ({"WARC-Refers-To": None}, "WARC-Refers-To: missing on a conversion record (layout)"),
        ({"WARC-Warcinfo-ID": None}, "WARC-Warcinfo-ID: missing on a conversion record (layout)"),
        (
            {"WARC-Identified-Payload-Type": "text/html; charset=utf-8"},
            "WARC-Identified-Payload-Type: has a malformed value",
        ),
        (
            {"Content-Type": "text/html"},
            "Content-Type: should be 'text/html; charset=utf-8', but is 'text/html' (layout)",
        ),
        (
            {"WARC-Type": "metadata", "Content-Type": "application/warc-fields; charset=utf-8"},
            "Content-Type: should be 'application/warc-fields', but is",
        ),
    ],
)
def test_a_breach_of_the_layout_is_found(changes: dict[str, str | None], problem: str) -> None:
    """What the standard allows and other tools stumble over is found too."""
    headers = [(name, value) for name, value in {**CONVERSION, **changes}.items() if value is not None]
    assert check_headers(headers) == ()
    assert str(check_layout(headers)[0]).startswith(problem)
