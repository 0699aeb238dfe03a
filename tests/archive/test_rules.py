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

TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")
NOT_ON = {  # what stands on no record of these types (WARC 1.1 §5)
    "WARC-Concurrent-To": ("warcinfo", "conversion", "continuation"),
    "WARC-IP-Address": ("warcinfo", "conversion", "continuation"),
    "WARC-Refers-To": ("warcinfo", "response", "resource", "request", "continuation"),
    "WARC-Refers-To-Target-URI": tuple(kind for kind in TYPES if kind != "revisit"),
    "WARC-Refers-To-Date": tuple(kind for kind in TYPES if kind != "revisit"),
    "WARC-Target-URI": ("warcinfo",),
    "WARC-Warcinfo-ID": ("warcinfo",),
    "WARC-Filename": tuple(kind for kind in TYPES if kind != "warcinfo"),
    "WARC-Segment-Origin-ID": tuple(kind for kind in TYPES if kind != "continuation"),
    "WARC-Segment-Total-Length": tuple(kind for kind in TYPES if kind != "continuation"),
}
NEEDED_ON = {
    **dict.fromkeys(("WARC-Record-ID", "Content-Length", "WARC-Date", "WARC-Type"), TYPES),
    "WARC-Target-URI": ("response", "resource", "request", "revisit", "conversion", "continuation"),
    "WARC-Profile": ("revisit",),
    "WARC-Segment-Origin-ID": ("continuation",),
}
# Of each field with a form: values that have it, and values that do not.
IDS = ((ID, "<http://example.com/1>"), ("", "urn:uuid:1", ID[:-1], f"{ID} ", "<>", "<no scheme>"))
DIGESTS = (
    ("sha1:I637HF5D4XEVFBMYE26STS2DQ47JSM3C", "md5:a1", "x-y:a+/@_-"),
    ("", "sha1", "sha1:", ":I637", "sha1:I6 37", "sha256:AAAA====", "sha1:é", "sha1:(a)"),
)
MEDIA_TYPES = (
    ("text/html", "text/html; charset=utf-8", 'text/html ;charset="a b"', "application/warc-fields", "a/b;c=d;e=f"),
    (
        "",
        "html",
        "text/",
        "/html",
        "text/html;",
        "text/html; charset",
        "text/html; charset=a b",
        "text/html charset=a",
        'text/html; a="b',
        "text/html; a=b ;c=d",
        "tëxt/html",
    ),
)
DATES = (
    (
        "2026",
        "2026-01",
        "2026-01-02",
        "2026-01-02T03:04",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.123456789Z",
        "2026-01-02T03:04:05+08:00",
        "2026-01-02T03:04:05",
    ),
    (
        "",
        "26",
        "2026-1-2",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05z",
        "20260102030405",
        "２０２６",
        "2026-01-02T03:04:05+0800",
    ),
)
NUMBERS = (("0", "5", "1000000000000"), ("", "-1", "+1", "1.0", "0x5", "1 0", "５", "ten"))
URIS = (("http://example.com/", "<http://example.com/>", "urn:x"), ("", "example.com", "http://a b", "http://é", ":x"))
VALUES = {
    "WARC-Record-ID": IDS,
    "WARC-Concurrent-To": IDS,
    "WARC-Refers-To": IDS,
    "WARC-Warcinfo-ID": IDS,
    "WARC-Segment-Origin-ID": IDS,
    "WARC-Block-Digest": DIGESTS,
    "WARC-Payload-Digest": DIGESTS,
    "Content-Type": MEDIA_TYPES,
    "WARC-Identified-Payload-Type": MEDIA_TYPES,
    "WARC-Date": DATES,
    "WARC-Refers-To-Date": DATES,
    "Content-Length": NUMBERS,
    "WARC-Segment-Number": NUMBERS,
    "WARC-Segment-Total-Length": NUMBERS,
    "WARC-Target-URI": URIS,
    "WARC-Refers-To-Target-URI": URIS,
    "WARC-Profile": URIS,
}
FIRST = {name: right[0] for name, (right, _) in VALUES.items()} | {
    "WARC-IP-Address": "192.0.2.1",
    "WARC-Filename": "a.warc.gz",
    "WARC-Truncated": "length",
}


def header(kind: str, **changes: str | None) -> list[tuple[str, str]]:
    """A header with all that a type of record needs, and changes to it: names with _ for -."""
    fields: dict[str, str | None] = {name: FIRST.get(name, kind) for name, types in NEEDED_ON.items() if kind in types}
    fields |= {name.replace("_", "-"): value for name, value in changes.items()}
    return [(name, value) for name, value in fields.items() if value is not None]


def breaches(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Which fields break a rule, and the beginning of what is wrong."""
    return [(found.field, found.problem.split(" ")[0]) for found in check_headers(headers)]


@pytest.mark.parametrize("kind", TYPES)
def test_each_field_stands_where_the_standard_has_it(kind: str) -> None:
    """For every field and type of record: whether it must be there, may be, or may not."""
    assert breaches(header(kind)) == []
    for name, value in FIRST.items():
        underscored = name.replace("-", "_")
        needed = kind in NEEDED_ON.get(name, ())
        assert breaches(header(kind, **{underscored: None})) == [(name, "missing")] * needed
        expected = [(name, "not")] if kind in NOT_ON.get(name, ()) else []
        assert breaches(header(kind, **{underscored: value})) == expected, name


@pytest.mark.parametrize("name", VALUES)
def test_each_value_has_the_form_of_its_field(name: str) -> None:
    """Values that the standard's grammar gives, and values that it does not."""
    kind = next(kind for kind in ("metadata", "revisit", "continuation") if kind not in NOT_ON.get(name, ()))
    right, wrong = VALUES[name]
    for value in right:
        assert breaches(header(kind, **{name.replace("-", "_"): value})) == [], value
    for value in wrong:
        assert breaches(header(kind, **{name.replace("-", "_"): value})) == [(name, "has")], value


@pytest.mark.parametrize("name", [*FIRST, "WARC-Type"])
def test_each_field_stands_once(name: str) -> None:
    """A known field that comes twice is a breach, whatever the case of its name; WARC-Concurrent-To may."""
    kind = next(kind for kind in TYPES if kind not in NOT_ON.get(name, ()))
    value = FIRST.get(name, kind)
    headers = [*header(kind, **{name.replace("-", "_"): value}), (name.lower(), value)]
    assert breaches(headers) == ([] if name == "WARC-Concurrent-To" else [(name, "must")])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"WARC-Type": "record"}, "WARC-Type: has a malformed value: 'record'"),
        ({"WARC-Truncated": "crash"}, "WARC-Truncated: has a malformed value: 'crash'"),
        ({"WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/own"}, "WARC-Profile: "),
        ({"WARC-Cipher": "none"}, "WARC-Cipher: is no field of the standard"),
    ],
)
def test_extensions_are_found_in_our_own_files(changes: dict[str, str], problem: str) -> None:
    """The standard lets others add fields and values; files of newsclean hold none."""
    headers = list({**CONVERSION, **changes}.items())
    assert check_headers(headers) == ()
    assert any(str(found).startswith(problem) for found in check_layout(headers))


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
