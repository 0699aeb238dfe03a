"""Web archives as input: which records are pages, and what each gives."""

from __future__ import annotations

import gzip
import pickle
import random
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli  # type: ignore[import-not-found,import-untyped,unused-ignore]
import pytest
import zstandard

from newsclean.read import Item, Source, count, load, read, scan
from newsclean.run import Settings, run
from newsclean.types import Capture, Failure, Truncated
from tests.read.warcs import DATE, PAGE, URL, Response, by_hand, html_record, members, number, uuid_of, write_warc

Coder = Callable[[bytes], bytes]
HTML = ("Content-Type", "text/html")


def captures(path: Path) -> list[Capture]:
    """The pages of a source in which nothing fails."""
    found = list(read(path))
    assert not [one for one in found if isinstance(one, Failure)]
    return [one for one in found if isinstance(one, Capture)]


def only(path: Path) -> Capture:
    """The page of a source that has one."""
    (found,) = captures(path)
    return found


def failed(path: Path) -> dict[str, str]:
    """What fails, with the reasons."""
    return {one.name: one.reason for one in read(path) if isinstance(one, Failure)}


def skipped(path: Path) -> list[str]:
    """Why something was skipped."""
    told: list[str] = []
    list(scan(path, lambda _name, reason: told.append(reason)))
    return told


def raw_deflate(data: bytes) -> bytes:
    """Deflate without the header of zlib, as some servers send it."""
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


def chunked(data: bytes, size: int = 20) -> bytes:
    """A body in chunks."""
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_response_gives_its_page_with_all_that_its_record_knows(tmp_path: Path, name: str) -> None:
    """URL, date, status and headers come from the record; the name is the file's and the record's."""
    page = only(write_warc(tmp_path / name, [Response()], gzip=name.endswith(".gz")))
    assert page == Capture(
        raw=PAGE,
        name=f"{name}#{uuid_of(1)}",
        url=URL,
        url_from="warc",
        date=datetime(2024, 6, 18, 6, 3, 1, tzinfo=UTC),
        date_from="warc",
        content_type="text/html; charset=utf-8",
        status=200,
        reason_phrase="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )


def test_an_arc_file_gives_its_pages(tmp_path: Path) -> None:
    """The format before WARC is read too, in both of its versions; names tell the place in the file."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    head = b"1 0 crawler\nURL IP-address Archive-date Content-type Archive-length\n\n"
    records = [
        b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain %d\n%s\n" % (len(head), head),
        b"http://news.example.org/a b 192.0.2.1 20080430204826 text/html %d\n%s\n" % (len(http), http),
        b"http://news.example.org/2 192.0.2.1 20080430204827 text/html 200 - - 0 a.arc %d\n%s\n" % (len(http), http),
    ]
    (tmp_path / "a.arc").write_bytes(b"".join(records))
    (tmp_path / "b.arc.gz").write_bytes(members(*records))
    pages = captures(tmp_path)
    assert [page.name for page in pages] == [
        f"a.arc#{len(records[0])}",
        f"a.arc#{len(records[0] + records[1])}",
        f"b.arc.gz#{len(members(records[0]))}",
        f"b.arc.gz#{len(members(*records[:2]))}",
    ]
    assert {page.raw for page in pages} == {PAGE}
    assert pages[1].url == "http://news.example.org/2"
    assert pages[1].date == datetime(2008, 4, 30, 20, 48, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
        ("utf-8", bytes),
        ("gzip", bytes),  # stored decoded by the crawler, under the headers of the wire
        ("br", bytes),
        ("deflate", bytes),
    ],
)
@pytest.mark.parametrize("in_chunks", [False, True])
def test_transfer_and_content_codings_are_undone(
    tmp_path: Path, coding: str, encode: Coder, *, in_chunks: bool
) -> None:
    """The raw bytes of a page are those that a browser would have parsed; the headers stay as they came."""
    body = encode(PAGE)
    headers = [HTML, ("Content-Encoding", coding)]
    if in_chunks:
        headers.append(("Transfer-Encoding", "chunked"))
    path = write_warc(tmp_path / "a.warc.gz", [Response(chunked(body) if in_chunks else body, headers=headers)])
    page = only(path)
    assert page.raw == PAGE
    assert page.headers == tuple(headers)


def test_a_body_that_was_stored_without_its_chunks_is_taken_as_it_is(tmp_path: Path) -> None:
    """Common Crawl and others decode bodies and leave the header."""
    path = write_warc(tmp_path / "a.warc.gz", [Response(headers=[HTML, ("Transfer-Encoding", "chunked")])])
    assert only(path).raw == PAGE


LONG = PAGE.replace(b"</p>", b"".join(b"%d, " % (number * number) for number in range(9000)) + b"</p>")


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (LONG[:-1], [("Content-Length", str(len(LONG)))], f"has {len(LONG) - 1:,} of {len(LONG):,} bytes"),
        (chunked(LONG)[:-5], [("Transfer-Encoding", "chunked")], "the last of its chunks"),
        (chunked(LONG)[:-40], [("Transfer-Encoding", "chunked")], "the last of its chunks"),
        (gzip.compress(LONG)[:-9], [("Content-Encoding", "gzip")], "the gzip data end"),
        (zlib.compress(LONG)[:-9], [("Content-Encoding", "deflate")], "the deflate data end"),
        (raw_deflate(LONG)[:-900], [("Content-Encoding", "deflate")], "the deflate data end"),
        (brotli.compress(LONG)[:-9], [("Content-Encoding", "br")], "the br data end"),
        (zstandard.compress(LONG * 9)[:-9], [("Content-Encoding", "zstd")], "the zstd data end"),
        (
            chunked(gzip.compress(LONG))[:-900],
            [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")],
            "the last of its chunks",
        ),
        (gzip.compress(LONG)[:-900], [("Content-Encoding", "gzip"), ("Content-Length", "99999")], "the gzip data end"),
    ],
)
def test_a_body_that_is_not_whole_gives_the_bytes_that_there_are(
    tmp_path: Path, body: bytes, headers: list[tuple[str, str]], reason: str
) -> None:
    """Recognised by its length or its coding: what there is of it, decoded, marked and never taken for a page; the
    pages around it are read."""
    path = write_warc(tmp_path / "a.warc.gz", [Response(), Response(body, headers=[HTML, *headers]), Response()])
    before, found, after = read(path)
    assert (type(before), type(after)) == (Capture, Capture)
    assert isinstance(found, Truncated)
    assert (found.name, found.stage, found.why) == (f"a.warc.gz#{uuid_of(2)}", "read", "unspecified")
    assert reason in found.reason
    assert len(found.capture.raw) > 30_000
    assert (LONG * 9).startswith(found.capture.raw)
    assert found.capture.name == found.name
    assert (found.capture.url, found.capture.status) == (URL, 200)


@pytest.mark.parametrize(
    ("fields", "why", "reason"),
    [
        ((("WARC-Truncated", "length"),), "length", "WARC-Truncated: length"),
        ((("WARC-Truncated", "Time"),), "time", "WARC-Truncated: Time"),
        ((("WARC-Truncated", "disconnect"),), "disconnect", "WARC-Truncated: disconnect"),
        ((("WARC-Truncated", "unspecified"),), "unspecified", "WARC-Truncated: unspecified"),
        ((("WARC-Truncated", "the dog ate it"),), "unspecified", "WARC-Truncated: the dog ate it"),
        ((("WARC-Segment-Number", "1"),), "unspecified", "segments"),
    ],
)
def test_a_record_that_says_it_is_not_whole_is_believed(
    tmp_path: Path, fields: tuple[tuple[str, str], ...], why: str, reason: str
) -> None:
    """The reason is one of the standard's (§5.15), whatever the record says."""
    (found,) = read(write_warc(tmp_path / "a.warc.gz", [Response(fields=fields)]))
    assert isinstance(found, Truncated)
    assert (found.why, found.capture.raw) == (why, PAGE)
    assert reason in found.reason


def test_a_revisit_of_a_page_that_is_not_whole_is_not_whole(tmp_path: Path) -> None:
    """Its bytes are those of the record that it names."""
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest")
    again = Response(b"", type="revisit", fields=(profile, ("WARC-Refers-To", number(1))))
    path = write_warc(tmp_path / "a.warc.gz", [Response(fields=(("WARC-Truncated", "time"),)), again])
    assert [(type(one), one.why) for one in read(path) if isinstance(one, Truncated)] == [(Truncated, "time")] * 2


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (Response(headers=[HTML, ("Content-Encoding", "compress")]), "coding compress"),
        (Response(b""), "it is empty: nothing to clean"),
        (Response(b"", fields=(("WARC-Truncated", "length"),)), "it is empty: whoever fetched it cut it off"),
        (Response(b" \n", headers=[HTML, ("Content-Length", "9")]), "white space only: its body is cut off"),
        (Response(gzip.compress(PAGE)[:9], headers=[HTML, ("Content-Encoding", "gzip")]), "it is empty: its body is"),
    ],
)
def test_a_body_of_which_nothing_is_there_is_a_failure(tmp_path: Path, response: Response, reason: str) -> None:
    """With the reason why there is nothing; the pages around it are read."""
    path = write_warc(tmp_path / "a.warc.gz", [Response(), response, Response()])
    found = list(read(path))
    assert [type(one) for one in found] == [Capture, Failure, Capture]
    ((name, why),) = failed(path).items()
    assert name == f"a.warc.gz#{uuid_of(2)}"
    assert reason in why


@pytest.mark.parametrize("cut", [1, 8, 9, 20, 60, 150])
def test_a_torn_end_is_told_and_all_before_it_read(tmp_path: Path, cut: int) -> None:
    """A file that a crash cut off loses its last page, which is listed as failed, and no other."""
    path = write_warc(tmp_path / "a.warc.gz", [Response(), Response()])
    path.write_bytes(path.read_bytes()[:-cut])
    found = list(read(path))
    assert isinstance(found[0], Capture)
    assert isinstance(found[1], Failure)
    assert not isinstance(found[1], Truncated) or PAGE.startswith(found[1].capture.raw)
    assert len(found) == 2
    plain = write_warc(tmp_path / "b.warc", [Response(), Response()], gzip=False)
    plain.write_bytes(plain.read_bytes()[: -4 - cut])
    whole, torn = read(plain)
    assert isinstance(whole, Capture)
    assert isinstance(torn, Failure)
    assert isinstance(torn, Truncated) == (cut < len(PAGE))
    assert not isinstance(torn, Truncated) or torn.capture.raw == PAGE[:-cut]


def test_every_cut_leaves_whole_pages_or_a_failure(tmp_path: Path) -> None:
    """Wherever a file ends, each page is whole, or listed as failed with what there is of it, or lies behind the
    cut."""
    whole = members(html_record(count=1), html_record(count=2))
    path = tmp_path / "a.warc.gz"
    first = len(members(html_record(count=1)))
    kept: list[int] = []
    for cut in range(1, len(whole)):
        path.write_bytes(whole[:cut])
        found = list(read(path))
        good = [one for one in found if isinstance(one, Capture)]
        assert [page.raw for page in good] == [PAGE] * (cut >= first)
        parts = [one.capture.raw for one in found if isinstance(one, Truncated)]
        assert all(part and PAGE.startswith(part) for part in parts)
        kept.append(len(parts[0]) if parts else 0)
        assert (len(found) > len(good)) == (cut not in {first, len(whole)})
    assert kept[first - 2] == kept[-1] == len(PAGE)  # nothing but the end of the gzip member is missing


def test_a_flipped_bit_costs_one_page(tmp_path: Path) -> None:
    """Damage inside a gzip member is found and named, and reading goes on with the next member."""
    parts = [members(html_record(count=count)) for count in range(1, 5)]
    flipped = bytearray(parts[1])
    flipped[len(flipped) // 2] ^= 0x10
    (tmp_path / "a.warc.gz").write_bytes(b"".join([parts[0], bytes(flipped), *parts[2:]]))
    assert [one.name.rpartition("#")[2] for one in read(tmp_path) if isinstance(one, Capture)] == [
        uuid_of(1),
        uuid_of(3),
        uuid_of(4),
    ]
    assert len(failed(tmp_path)) == 1


def test_wrong_checksums_and_digests_are_found(tmp_path: Path) -> None:
    """A page whose bytes are not those that were captured is listed as failed."""
    bad = bytearray(members(html_record(count=2)))
    bad[-8] ^= 1
    digest = html_record(PAGE, "WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", count=3)
    (tmp_path / "a.warc.gz").write_bytes(members(html_record(count=1)) + bytes(bad) + members(digest))
    assert [type(one) for one in read(tmp_path)] == [Capture, Failure, Failure]
    reasons = list(failed(tmp_path).values())
    assert "incorrect data check" in reasons[0]
    assert "digest" in reasons[1]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("wrong", [-7, 7, 100_000])
def test_a_wrong_length_is_found(tmp_path: Path, name: str, wrong: int) -> None:
    """A record that does not end where its header says is a failure, and what follows is found again."""
    records = [html_record(count=1), html_record(count=2, length=len(PAGE) + wrong), html_record(count=3)]
    (tmp_path / name).write_bytes(members(*records) if name.endswith(".gz") else b"".join(records))
    found = list(read(tmp_path))
    assert isinstance(found[0], Capture)
    assert isinstance(found[1], Failure)
    assert found[1].name.endswith(uuid_of(2))
    swallowed = name == "a.warc" and wrong > 0
    assert sum(isinstance(one, Capture) for one in found) == (1 if swallowed else 2)


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"garbage" * 99, b"\x1f\x8b\x08" * 50])
def test_garbage_behind_the_last_record_is_told(tmp_path: Path, tail: bytes) -> None:
    """What is no record is a failure of the file, and the pages before it are read."""
    path = write_warc(tmp_path / "a.warc.gz", [Response()])
    path.write_bytes(path.read_bytes() + tail)
    assert [one.name for one in read(path)] == [f"a.warc.gz#{uuid_of(1)}", "a.warc.gz"]


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (Response(status="404 Not Found"), "HTTP status 404"),
        (Response(status="301 Moved"), "HTTP status 301"),
        (Response(status="206 Partial Content"), "HTTP status 206"),
        (Response(b"\xff\xd8\xff", headers=[("Content-Type", "image/jpeg")]), "image/jpeg"),
        (Response(b"User-agent: *", headers=[("Content-Type", "text/plain")]), "text/plain"),
        (Response(b"{}", headers=[("Server", "x")]), "first bytes"),
        (Response(b"20240618", "dns:news.example.org", "", (), (("Content-Type", "text/dns"),)), "no HTTP"),
        (Response(PAGE, "urn:view:x", "", (), (("Content-Type", "text/html"),), "resource"), "address"),
        (Response(b"text", URL, "", (), (("Content-Type", "text/plain"),), "resource"), "text/plain"),
    ],
)
def test_captures_that_are_no_pages_are_skipped_with_the_reason(
    tmp_path: Path, response: Response, reason: str
) -> None:
    """Pictures, redirects and errors are no failures."""
    path = write_warc(tmp_path / "a.warc.gz", [response, Response()])
    assert only(path).name.endswith(uuid_of(2))
    (why,) = skipped(path)
    assert reason in why


def test_requests_conversions_and_metadata_are_no_captures(tmp_path: Path) -> None:
    """Records about captures are passed over in silence; a file of nothing else is skipped once."""
    kinds = ["metadata", "conversion", "request"]
    records = [html_record(kind=kind, count=count) for count, kind in enumerate(kinds, 1)]
    (tmp_path / "a.warc.gz").write_bytes(members(*records))
    assert list(read(tmp_path)) == []
    assert skipped(tmp_path) == ["a web archive without captures"]


def test_a_type_that_tells_nothing_leaves_it_to_the_first_bytes(tmp_path: Path) -> None:
    """A page without a Content-Type is recognised, also through its coding."""
    octets = ("Content-Type", "application/octet-stream")
    coded = Response(
        chunked(gzip.compress(PAGE)), headers=[("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    )
    path = write_warc(tmp_path / "a.warc.gz", [Response(headers=[octets]), coded])
    assert [page.raw for page in captures(path)] == [PAGE, PAGE]


def test_revisits_are_pages_with_the_bytes_of_the_record_that_they_name(tmp_path: Path) -> None:
    """By id, by URL and date, or by digest alone; each keeps its own URL, date and headers."""
    again = (("Content-Type", "text/html"), ("X-Cache", "hit"))

    def revisit(*fields: tuple[str, str], headers: tuple[tuple[str, str], ...] = again) -> Response:
        profile = ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest")
        return Response(b"", URL + "?again", headers=headers, fields=(profile, *fields), type="revisit")

    path = write_warc(
        tmp_path / "a.warc.gz",
        [
            Response(),
            revisit(("WARC-Refers-To", number(1))),
            revisit(("WARC-Refers-To-Target-URI", URL), ("WARC-Refers-To-Date", DATE)),
            revisit(("WARC-Refers-To", number(1)), headers=()),
        ],
    )
    first, by_id, by_date, bare = captures(path)
    assert first.raw == by_id.raw == by_date.raw == bare.raw
    assert by_id.url == f"{URL}?again"
    assert by_id.headers == again
    assert bare.headers == first.headers


def test_revisits_of_other_records_are_listed_or_skipped(tmp_path: Path) -> None:
    """A revisit of a page that is not there is a failure; one of a picture is skipped like the picture."""
    picture = Response(b"\x89PNG", URL + ".png", headers=[("Content-Type", "image/png")])
    page = ("Content-Type", "text/html")
    records = [
        picture,
        Response(b"", headers=(), fields=(("WARC-Refers-To", number(1)),), type="revisit"),
        Response(b"", headers=[page], fields=(("WARC-Refers-To", number(77)),), type="revisit"),
        Response(b"", headers=[("Content-Type", "text/css")], fields=(("WARC-Refers-To", number(78)),), type="revisit"),
    ]
    path = write_warc(tmp_path / "a.warc.gz", records)
    assert captures_and_failures(path) == [f"a.warc.gz#{uuid_of(3)}"]
    assert number(77) in failed(path)[f"a.warc.gz#{uuid_of(3)}"]
    assert len(skipped(path)) == 3


def captures_and_failures(path: Path) -> list[str]:
    """The names of all that comes out of a source."""
    return [one.name for one in read(path)]


def test_revisits_are_resolved_across_the_files_of_a_source(tmp_path: Path) -> None:
    """Crawls are cut into files, and pages come back in a later one."""
    write_warc(tmp_path / "a.warc.gz", [Response()])
    again = Response(b"", headers=(), fields=(("WARC-Refers-To", number(1)),), type="revisit")
    write_warc(tmp_path / "b.warc.gz", [Response(b"x", status="404 No"), again])
    assert [page.raw for page in captures(tmp_path)] == [PAGE, PAGE]


def test_names_are_unique_and_stay(tmp_path: Path) -> None:
    """A record that is there twice, or has no id of its own, is called by its place."""
    same = html_record(count=1)
    nameless = html_record(count=2).replace(number(2).encode(), b"<urn:x:\r>")
    (tmp_path / "a.warc.gz").write_bytes(members(same, same, nameless))
    first = len(members(same))
    assert captures_and_failures(tmp_path) == [
        f"a.warc.gz#{uuid_of(1)}",
        f"a.warc.gz#{first}",
        f"a.warc.gz#{2 * first}",
    ]


def test_a_file_that_is_one_gzip_member_is_read(tmp_path: Path) -> None:
    """Also where someone compressed the whole file at once."""
    records = [html_record(count=count) for count in range(1, 4)]
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(b"".join(records)))
    assert [page.raw for page in captures(tmp_path)] == [PAGE] * 3


def test_items_are_small_and_can_be_sent_to_workers(tmp_path: Path) -> None:
    """An item is a place in a file, not what is there."""
    path = write_warc(tmp_path / "a.warc.gz", [Response(PAGE * 1000)])
    (item,) = scan(path)
    assert isinstance(item, Item)
    packed = pickle.dumps(item)
    assert len(packed) < 1000
    page = load(pickle.loads(packed))  # noqa: S301  # packed one line above
    assert isinstance(page, Capture)
    assert page.raw == PAGE * 1000


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Going through ten times as many records takes no more memory, nor does a record of 100 MB."""
    noise = random.Random(1).randbytes(20_000)  # noqa: S311

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.warc.gz"
        path.write_bytes(b"".join(members(html_record(PAGE + noise, count=number)) for number in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in scan(path)) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    small, large = peak(100), peak(1000)
    assert large < small + 500_000
    bomb = tmp_path / "bomb.warc.gz"
    bomb.write_bytes(members(html_record(b"<html>" + bytes(100_000_000))))
    tracemalloc.start()
    (failure,) = read(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(failure, Failure)
    assert "limit" in failure.reason
    assert most < 3_000_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_unpacks_to_more_than_the_limit_is_refused(tmp_path: Path, coding: str) -> None:
    """A bomb in a content coding takes no more memory than the largest page that is read."""
    encode: dict[str, Coder] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda data: brotli.compress(data, quality=1),
        "zstd": zstandard.compress,
    }
    body = encode[coding](b"<html>" + bytes(30_000_000))
    path = write_warc(tmp_path / "a.warc.gz", [Response(body, headers=[HTML, ("Content-Encoding", coding)])])
    tracemalloc.start()
    (failure,) = read(Source((str(path),), max_bytes=1_000_000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(failure, Failure)
    assert "limit" in failure.reason
    assert most < 20_000_000  # zstd may take 8 MB in one step


def package(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    """Write a WACZ package, or what looks like one."""
    with zipfile.ZipFile(path, "w", method) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return path


def test_the_archives_of_a_package_are_read_in_their_place(tmp_path: Path) -> None:
    """A WACZ gives the pages of all its archives, ordered by their names; pages and indexes are no input."""
    entries = {
        "archive/b.warc.gz": members(html_record(count=2), html_record(count=3)),
        "archive/a.warc.gz": members(html_record(count=1)),
        "pages/pages.jsonl": b"{}",
        "evil/../../x.warc.gz": members(html_record(count=9)),
    }
    path = package(tmp_path / "a.wacz", entries)
    assert [page.name for page in captures(path)] == [
        f"a.wacz#archive/a.warc.gz#{uuid_of(1)}",
        f"a.wacz#archive/b.warc.gz#{uuid_of(2)}",
        f"a.wacz#archive/b.warc.gz#{uuid_of(3)}",
    ]


def test_packages_that_cannot_be_read_are_refused_with_the_reason(tmp_path: Path) -> None:
    """Compressed parts and damaged packages are named with the remedy."""
    content = members(html_record())
    compressed = package(tmp_path / "a.wacz", {"archive/a.warc.gz": content}, zipfile.ZIP_DEFLATED)
    assert "unpack it" in failed(compressed)["a.wacz#archive/a.warc.gz"]
    torn = package(tmp_path / "b.wacz", {"archive/a.warc.gz": content})
    torn.write_bytes(torn.read_bytes()[:-30])
    assert "damaged" in failed(torn)["b.wacz"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.warc", b"", "empty"),
        ("a.warc.gz", b"<html>", "no record"),
        ("a.warc.zst", zstandard.compress(html_record()), "compressed by zstd"),
        ("a.wacz", b"PK\x03\x04", "damaged"),
        ("a.html", html_record(), "web archive of many pages"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """A name that promises an archive is held to it, and a page that is one is not taken for text."""
    (tmp_path / name).write_bytes(content)
    (why,) = failed(tmp_path).values()
    assert reason in why


def test_an_archive_under_another_name_is_read_if_it_is_named(tmp_path: Path) -> None:
    """What a caller names himself is read by what it is."""
    (tmp_path / "crawl.data").write_bytes(members(html_record()))
    assert only(tmp_path / "crawl.data").name == f"crawl.data#{uuid_of(1)}"


def test_a_body_that_holds_a_record_is_one_page(tmp_path: Path) -> None:
    """Whatever a page contains, the length in the header says where it ends."""
    inner = PAGE + b"\r\n\r\n" + html_record(count=9)
    (tmp_path / "a.warc").write_bytes(html_record(inner, count=1) + html_record(count=2))
    assert [page.raw for page in captures(tmp_path)] == [inner, PAGE]


def test_own_archives_give_their_raw_pages_and_nothing_else(tmp_path: Path) -> None:
    """Raw shards come back as they went in, with text scrapes and pages that failed; cleaned ones are no input."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_bytes(PAGE)
    (pages / "b.txt").write_text("标题\n\n正文第一段，说了一些事情。\n\n正文第二段。\n", encoding="utf-8")
    (pages / "c.html").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 8)
    settings = Settings(date=datetime(2026, 1, 2, tzinfo=UTC))
    first = run(pages, tmp_path / "first", settings=settings)
    again = run(tmp_path / "first", tmp_path / "second", settings=settings)
    assert (again.pages, len(again.failures)) == (first.pages, len(first.failures)) == (2, 1)
    raw = [one.raw for one in read(tmp_path / "first") if isinstance(one, Capture)]
    assert sorted(raw) == sorted(path.read_bytes() for path in pages.iterdir())
    assert {one.url for one in read(tmp_path / "first") if isinstance(one, Capture)} == {
        f"file:///{name}" for name in ("a.html", "b.txt", "c.html")
    }


def test_an_archive_below_the_input_is_not_archived_again(tmp_path: Path) -> None:
    """A run whose output lies in its input folder does not feed on itself."""
    (tmp_path / "a.html").write_bytes(PAGE)
    assert run(tmp_path, tmp_path / "archive").pages == 1
    report = run(tmp_path, tmp_path / "archive")
    assert (report.pages, report.unchanged) == (0, 1)


def test_an_archive_in_the_input_folder_itself_is_not_archived_again(tmp_path: Path) -> None:
    """Nor does one whose output is its input folder."""
    (tmp_path / "a.html").write_bytes(PAGE)
    assert run(tmp_path, tmp_path).pages == 1
    report = run(tmp_path, tmp_path)
    assert (report.pages, report.unchanged) == (0, 1)


def test_sources_with_archives_cannot_be_counted_beforehand(tmp_path: Path) -> None:
    """The number of pages is known where names tell it, and never at the price of reading everything twice."""
    (tmp_path / "a.html").write_bytes(PAGE)
    assert count(tmp_path) == 1
    write_warc(tmp_path / "a.warc.gz", [Response()])
    assert count(tmp_path) is None


def test_hostile_headers_give_one_page_or_a_failure(tmp_path: Path) -> None:
    """URLs of a megabyte, with NUL or blanks, and headers without end change nothing but the page that has them."""
    records = [
        html_record(count=1, url=URL + "?" + "x" * 1_000_000),
        html_record(count=2, url=URL + "\0\t a"),
        html_record(count=3, url="javascript:alert(1)"),
        html_record(PAGE, "X-Long: " + "y" * 1_000_000, count=4),
        html_record(PAGE, "X-Longer: " + "y" * 3_000_000, count=5),
        by_hand(b"HTTP/1.1 200 OK\r\nX: " + b"z" * 3_000_000, kind="response", count=6),
        by_hand(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX: a\0b\r\n\r\n" + PAGE, kind="response", count=7),
        html_record(count=8),
    ]
    (tmp_path / "a.warc.gz").write_bytes(members(*records))
    found = list(read(tmp_path))
    good = {one.name[-1]: one for one in found if isinstance(one, Capture)}
    assert sorted(good) == ["1", "2", "4", "7", "8"]
    assert good["1"].url == f"file:///a.warc.gz%23{uuid_of(1)}"
    assert good["7"].headers[1] == ("X", "a b")
    assert len(found) == len(good) + 2
