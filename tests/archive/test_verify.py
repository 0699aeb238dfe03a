"""Whatever is damaged is found, with its place; what is whole is called whole."""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclean.archive.entries import read_entries
from newsclean.archive.faults import Fault, FaultKind
from newsclean.archive.reader import parse_record
from newsclean.archive.records import digest
from newsclean.archive.safe import line_of_json
from newsclean.archive.verify import Tally, verify
from newsclean.errors import ArchiveError, OptionError
from tests.archive.damages import CLEANED, DAMAGES, RAW, Expected, bomb, members, packed

MANIFEST = "news-run-00000.json"


def faults(*targets: Path, reclean: bool = False) -> list[Fault]:
    return [*verify(*targets, reclean=reclean)]


def test_a_whole_archive_has_no_fault(good: Path) -> None:
    """All records are looked at, and nothing is wrong with any."""
    tally = Tally()
    assert [*verify(good, tally=tally)] == []
    assert (tally.files, tally.records) == (2, 1 + 5 + 1 + 9)
    assert tally.bytes == sum((good / name).stat().st_size for name in (RAW, CLEANED))


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found_at_its_place(whole_archive: Path, damage: Callable[[Path], Expected]) -> None:
    """Every kind of damage is found with file, offset, record and kind, and without a flood of others."""
    expected = damage(whole_archive)
    found = faults(whole_archive)
    assert (whole_archive / expected.file, expected.offset, expected.record, expected.kind) in {
        (fault.path, fault.offset, fault.record, fault.kind) for fault in found
    }, found
    assert len(found) <= 4, found


def overwritten(folder: Path, name: str, data: bytes) -> list[Fault]:
    """The faults of an archive when one of its files has other bytes; the file is put back."""
    path = folder / name
    before = path.read_bytes()
    path.write_bytes(data)
    try:
        return faults(folder)
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("name", [RAW, CLEANED, "news-00000.cdxj", "news-00000.cleaned.cdxj", MANIFEST])
@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_is_found(good: Path, name: str, data: st.DataObject) -> None:
    """Whatever byte of a file is changed to whatever other: there is a fault, in that file or of a record in it."""
    content = bytearray((good / name).read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert overwritten(good, name, bytes(content))


@pytest.mark.parametrize("name", [RAW, CLEANED, "news-00000.cdxj", "news-run-00000.json"])
@given(data=st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_truncation_is_found(good: Path, name: str, data: st.DataObject) -> None:
    """Wherever a file is cut off, between two records too."""
    content = (good / name).read_bytes()
    ends = [member.offset for member in members(good / name)] if name.endswith(".gz") else [0]
    size = data.draw(st.one_of(st.integers(0, len(content) - 1), st.sampled_from(ends)))
    assert overwritten(good, name, content[:size])


@given(content=st.binary(max_size=2000), suffix=st.sampled_from([".warc.gz", ".warc"]))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_never_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str) -> None:
    """Bytes without sense are faults, not errors, whatever they begin with."""
    folder = tmp_path_factory.mktemp("random")
    for start in (b"", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"WARC/1.0\r\nContent-Length: 3\r\n\r\n"):
        path = folder / f"x{suffix}"
        path.write_bytes(start + content)
        assert faults(path)


@pytest.mark.parametrize("name", [RAW, CLEANED, "news-00000.cdxj"])
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_put_anywhere_never_raise(good: Path, name: str, data: st.DataObject) -> None:
    """Bytes without sense in the middle of a file are faults, too."""
    content = (good / name).read_bytes()
    at = data.draw(st.integers(0, len(content)))
    assert overwritten(good, name, content[:at] + data.draw(st.binary(min_size=1, max_size=80)) + content[at:])


@given(at=st.integers(0, 1500), put=st.binary(max_size=30), taken=st.integers(0, 30))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_manifest_never_raises(good: Path, at: int, put: bytes, taken: int) -> None:
    """Whatever a manifest holds is no error; where it still can be read, what it says of pages is looked at."""
    name = "news-run-00000.json"
    content = (good / name).read_bytes()
    start = content.index(b'"pages"') + at
    found = overwritten(good, name, content[:start] + put + content[start + taken :])
    told = {FaultKind.MANIFEST, FaultKind.FACT, FaultKind.ORDER, FaultKind.MISSING, FaultKind.INDEX}
    assert {fault.kind for fault in found} <= told


@pytest.mark.parametrize("suffix", [".warc.gz", ".warc"])
def test_memory_does_not_grow_with_a_record(tmp_path: Path, suffix: str) -> None:
    """A record of 100 MB in 100 kB, or in half as many bytes, is read in pieces."""
    path = tmp_path / f"bomb{suffix}"
    packed = bomb(100 << 20)
    assert len(packed) < 133_000
    if suffix == ".warc":
        with path.open("wb") as file:
            file.write(gzip.decompress(bomb(0)).replace(b"Content-Length: 0", b"Content-Length: 50000000")[:-4])
            file.truncate(file.tell() + 50_000_000)
            file.seek(0, 2)
            file.write(b"\r\n\r\n")
    else:
        path.write_bytes(packed)
    tracemalloc.start()
    found = faults(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == []
    assert peak < 4 << 20


def warcio_file(path: Path, *, gzip: bool = True) -> None:
    """A file as crawlers write it: request, response with chunks, revisit, metadata with a payload digest."""
    from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "crawler"}))
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], "HTTP/1.1")
        url = "http://example.com/"
        writer.write_record(
            writer.create_warc_record(url, "response", payload=BytesIO(b"4\r\nabcd\r\n0\r\n\r\n"), http_headers=head)
        )
        again = StatusAndHeaders("200 OK", [("Content-Length", "3")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url + "2", "response", payload=BytesIO(b"abc"), http_headers=again)
        )
        writer.write_record(writer.create_revisit_record(url, "sha1:" + "A" * 32, url, "2020-01-01T00:00:00Z", again))
        writer.write_record(writer.create_warc_record(url, "metadata", payload=BytesIO(b"a: b\r\n")))


@pytest.mark.parametrize("compressed", [True, False])
def test_other_files_are_held_to_the_general_rules(tmp_path: Path, compressed: bool) -> None:  # noqa: FBT001
    """What warcio writes is whole, compressed or not; the layout of newsclean is not asked of it."""
    path = tmp_path / ("crawl.warc.gz" if compressed else "crawl.warc")
    warcio_file(path, gzip=compressed)
    tally = Tally()
    assert [*verify(path, tally=tally)] == []
    assert tally.records == 5
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (b"Content-Length: 3\r\n\r\nabc", b"Content-Length: 9\r\n\r\nabc", FaultKind.DIGEST),
        (b"HTTP/1.1 200 OK", b"HTTP/1.1 OK 200", FaultKind.DIGEST),
        (b"\r\n\r\nabc\r\n", b"\r\n\r\nabd\r\n", FaultKind.DIGEST),
        (b"WARC-Type: metadata", b"WARC-Typo: metadata", FaultKind.HEADER),
        (b"WARC/1.0\r\nWARC-Type: revisit", b"WARC/9.0\r\nWARC-Type: revisit", FaultKind.HEADER),
        (b"WARC-Profile: http", b"X-Profile : http", FaultKind.HEADER),
        (b"\r\n\r\na: b", b"\r\n\r\na: bbbbbbb", FaultKind.LENGTH),
        (b"\r\n\r\na: b", b"\r\n\r\n", FaultKind.LENGTH),
    ],
)
def test_damage_to_other_files_is_found(tmp_path: Path, old: bytes, new: bytes, kind: FaultKind) -> None:
    """In a file without compression, too, where nothing but digests and lengths tells."""
    path = tmp_path / "crawl.warc"
    warcio_file(path, gzip=False)
    content = path.read_bytes()
    assert content.count(old) >= 1
    path.write_bytes(content.replace(old, new))
    assert kind in {fault.kind for fault in faults(path)}


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "its HTTP body has 3 bytes, but the HTTP Content-Length"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc", "its HTTP Content-Length is 'x'"),
        (b"200 OK\r\n\r\nabc", "its block does not begin with an HTTP status line"),
        (b"HTTP/1.1 200 OK\r\nabc", "its HTTP headers do not end"),
    ],
)
def test_http_messages_are_looked_at(tmp_path: Path, head: bytes, problem: str) -> None:
    """A response whose HTTP message does not hold together is a fault, as it is to jwarc."""
    record = gzip.decompress(bomb(0)).replace(b"resource", b"response").replace(b"Length: 0", b"Length: %d" % len(head))
    record = record.replace(b"text/html", b"application/http;msgtype=response")
    path = tmp_path / "x.warc"
    path.write_bytes(record[:-4] + head + b"\r\n\r\n")
    (fault,) = faults(path)
    assert fault.kind is FaultKind.HTTP
    assert problem in fault.problem


def test_a_planted_record_is_not_taken_for_one(tmp_path: Path) -> None:
    """What a page's body holds behind a length that is too short does not become a record."""
    inner = gzip.decompress(bomb(0)).replace(b"0001>", b"0002>")
    outer = gzip.decompress(bomb(0))[:-4] + b"abc\r\n\r\n" + inner + b"\r\n\r\n"
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(outer))
    tally = Tally()
    (fault,) = verify(path, tally=tally)
    assert (fault.kind, tally.records) == (FaultKind.LENGTH, 1)


def test_a_header_that_is_not_utf_8_is_a_fault(whole_archive: Path) -> None:
    """Bytes that are no text in an id, too; nothing raises."""
    member = members(whole_archive / CLEANED)[-1]
    content = member.data.replace(b"<urn:uuid:", b"<urn:\xff\xed\xa0\x80:")
    path = whole_archive / CLEANED
    path.write_bytes(path.read_bytes()[: member.offset] + packed(content))
    assert {fault.kind for fault in faults(whole_archive)} >= {FaultKind.HEADER, FaultKind.MISSING}


def test_a_file_that_cannot_be_read_is_a_fault(whole_archive: Path) -> None:
    """Something of the right name that is no file is told like any other damage."""
    (whole_archive / RAW).unlink()
    (whole_archive / RAW).mkdir()
    found = [fault for fault in faults(whole_archive) if fault.path.name == RAW]
    assert {fault.kind for fault in found} == {FaultKind.FILE}


def test_a_bit_that_no_checksum_covers_is_found(whole_archive: Path) -> None:
    """Behind the end of the compressed data a byte is filled up with bits that mean nothing."""
    path = whole_archive / CLEANED
    found = 0
    for member in members(path):
        data = bytearray(path.read_bytes())
        data[member.offset + member.length - 9] ^= 0x80
        kinds = {fault.kind for fault in overwritten(whole_archive, CLEANED, bytes(data))}
        assert len(kinds) == 1
        found += kinds == {FaultKind.PADDING}
    assert found


def test_a_file_left_open_is_a_fault(whole_archive: Path) -> None:
    """It belongs to a run that did not finish."""
    (whole_archive / "news-00001.warc.gz.open").touch()
    assert [(fault.path.name, fault.kind) for fault in faults(whole_archive)] == [
        ("news-00001.warc.gz.open", FaultKind.OPEN)
    ]


def test_a_missing_manifest_is_a_fault(whole_archive: Path) -> None:
    """Then nobody knows what the shard should hold."""
    (whole_archive / "news-run-00000.json").unlink()
    assert [fault.kind for fault in faults(whole_archive)] == [FaultKind.MANIFEST]
    (whole_archive / "news-run-00002.json").touch()
    assert "this manifest is missing" in {fault.problem for fault in faults(whole_archive)}


def manifest_of(value: dict[str, Any], sha256: str = "") -> bytes:
    """A manifest as newsclean writes it, with the right digest unless another is given."""
    lines, failures = (",\n".join(map(line_of_json, value[name])) for name in ("pages", "failures"))
    head = f'{{"format":"{value["format"]}",\n"run":{line_of_json(value["run"])},\n"pages":[\n{lines}\n],\n'
    body = f'{head}"failures":[\n{failures}\n],\n"summary":{line_of_json(value["summary"])},\n'.encode()
    return body + f'"sha256":"{sha256 or hashlib.sha256(body).hexdigest()}"}}\n'.encode()


def places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every plain value in a document of JSON."""
    if not isinstance(value, dict | list):
        yield way
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from places(inner, (*way, key))


def another(value: Any) -> Any:
    """Some other value of the same type."""
    if isinstance(value, bool):
        return not value
    return f"{value}." if isinstance(value, str) else 1 if value is None else value + 1


def test_any_changed_value_of_a_manifest_is_found(whole_archive: Path) -> None:
    """The versions and options of a run too, which stand nowhere else: whatever value is changed, there is a fault of
    the manifest. One of a manifest that was written anew as it was is none."""
    good = json.loads((whole_archive / MANIFEST).read_bytes())
    assert manifest_of(good) == (whole_archive / MANIFEST).read_bytes()
    ways = [*places(good)]
    assert {way[1] for way in ways if way[0] == "run"} >= {"date", "options", "versions", "compressor", "deadline"}
    for *way, last in ways:
        changed = copy.deepcopy(good)
        inner = changed
        for key in way:
            inner = inner[key]
        inner[last] = another(inner[last])
        data = manifest_of(changed, changed["sha256"])
        if way[:1] == ["pages"]:  # of these alone there are hundreds
            path = whole_archive / "changed.json"
            path.write_bytes(data)
            with pytest.raises(ArchiveError):
                list(read_entries(path))
            path.unlink()
            continue
        found = overwritten(whole_archive, MANIFEST, data)
        assert (whole_archive / MANIFEST, FaultKind.MANIFEST) in {(one.path, one.kind) for one in found}, (way, last)


@pytest.mark.parametrize("fact", ["name", "url", "sha256", "size", "date", "title", "confidence", "kinds", "failure"])
def test_a_manifest_that_differs_from_its_records_is_found(whole_archive: Path, fact: str) -> None:
    """What it says of a page stands in the records, too."""
    manifest = json.loads((whole_archive / MANIFEST).read_text(encoding="utf-8"))
    page = next(page for page in manifest["pages"] if fact in page)
    page[fact] = (
        {"body": 1} if fact == "kinds" else page[fact] / 2 if fact == "confidence" else 1 if fact == "size" else "x"
    )
    (whole_archive / MANIFEST).write_bytes(manifest_of(manifest))
    found = faults(whole_archive)
    assert {fault.kind for fault in found} == {FaultKind.FACT}
    assert {fault.record for fault in found} <= {page["raw_id"], page.get("cleaned_id"), page["ledger_id"]}


def test_cleaning_again_gives_the_same_clean_pages(whole_archive: Path) -> None:
    """And a clean page that newsclean would not have made is found, even where its digest is right."""
    assert faults(whole_archive, reclean=True) == []
    member = members(whole_archive / CLEANED)[1]
    record = parse_record(member)
    changed = record.block.replace(b"bridge", b"tunnel").replace(b"open", b"shut")
    head = member.data.partition(b"\r\n\r\n")[0].replace(digest(record.block).encode(), digest(changed).encode())
    data = (whole_archive / CLEANED).read_bytes()
    new = packed(head + b"\r\n\r\n" + changed + b"\r\n\r\n")
    (whole_archive / CLEANED).write_bytes(data[: member.offset] + new + data[member.offset + member.length :])
    found = [fault for fault in faults(whole_archive, reclean=True) if fault.kind is FaultKind.RECLEAN]
    assert [(fault.path.name, fault.offset, fault.record) for fault in found] == [(CLEANED, member.offset, record.id)]


def test_a_target_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong name is a mistake of usage, an empty folder is no archive."""
    with pytest.raises(OptionError, match="there is no folder"):
        faults(tmp_path / "nothing")
    with pytest.raises(ArchiveError, match="holds no archive"):
        faults(tmp_path)


def test_responses_and_their_index_are_held_against_each_other(archive: Path) -> None:
    """Pages with HTTP headers, of text, and one that failed, in several shards: only the manifest is missing."""
    found = faults(archive)
    assert {fault.kind for fault in found} == {FaultKind.MANIFEST}
    assert len(found) == len([path for path in archive.glob("*.warc.gz") if "cleaned" not in path.name])
