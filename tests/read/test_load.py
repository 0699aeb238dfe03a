"""One input to a capture."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from newsclean.read import Source, read
from newsclean.types import Capture, Failure

PAGE = "<!DOCTYPE html><html><head><title>标题</title></head><body><p>正文</p></body></html>".encode()
CHANGED = 1_700_000_000  # 2023-11-14 22:13:20 UTC
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


@pytest.fixture(autouse=True)
def _no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def write(path: Path, content: bytes) -> Path:
    """Write a file that was last changed at a known time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (CHANGED, CHANGED + 0.75))
    return path


def only(source: Source | Path) -> Capture:
    """The one capture that a source holds."""
    (capture,) = read(source)
    assert isinstance(capture, Capture), capture
    return capture


def reason(source: Source | Path) -> str:
    """Why the one input of a source failed."""
    (failure,) = read(source)
    assert isinstance(failure, Failure), failure
    assert failure.stage == "read"
    return failure.reason


def test_a_page_of_which_nothing_is_known_has_its_path_and_the_date_of_its_file(tmp_path: Path) -> None:
    """Its bytes are those of the file, its address a file: URL, its date the file's in whole seconds."""
    write(tmp_path / "2024" / "新闻 1.html", PAGE)
    assert only(tmp_path) == Capture(
        raw=PAGE,
        name="2024/新闻 1.html",
        url="file:///2024/%E6%96%B0%E9%97%BB%201.html",
        url_from="file",
        date=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        date_from="mtime",
    )


@pytest.mark.parametrize("suffix", COMPRESSORS)
@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.mhtml", "unnamed"])
def test_compressed_pages_are_unpacked(tmp_path: Path, suffix: str, name: str) -> None:
    """The raw bytes are those before compression; the name keeps its suffix."""
    write(tmp_path / f"{name}{suffix}", COMPRESSORS[suffix](PAGE))
    capture = only(tmp_path)
    assert (capture.raw, capture.name) == (PAGE, f"{name}{suffix}")


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_a_page_is_unpacked_without_a_suffix_too_and_in_several_parts(tmp_path: Path, suffix: str) -> None:
    """A transfer encoding that was saved as it came, and files that were joined, are read whole."""
    half = len(PAGE) // 2
    packed = COMPRESSORS[suffix](PAGE[:half]) + COMPRESSORS[suffix](PAGE[half:])
    assert only(write(tmp_path / "a.html", packed)).raw == PAGE
    assert only(Source(("-",), stdin=io.BytesIO(packed))).raw == PAGE


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_damaged_compression_is_a_failure(tmp_path: Path, suffix: str) -> None:
    """Data that are torn, altered or not compressed at all are named as such."""
    packed = bytearray(COMPRESSORS[suffix](PAGE * 50))
    assert "too early" in reason(write(tmp_path / f"torn.html{suffix}", bytes(packed[:-9])))
    assert "not: rename it" in reason(write(tmp_path / f"plain.html{suffix}", PAGE))
    assert "empty" in reason(write(tmp_path / f"empty.html{suffix}", COMPRESSORS[suffix](b"")))
    packed[len(packed) // 2] ^= 0xFF
    outcome = next(read(write(tmp_path / f"altered.html{suffix}", bytes(packed))))
    # Only gzip, bzip2 and xz always have a check sum; zstd has one if whoever compressed asked for it.
    assert isinstance(outcome, Failure) or suffix == ".zst"


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_a_bomb_is_refused_without_unpacking_it(tmp_path: Path, suffix: str) -> None:
    """300 MB of zeros in a few kilobytes cost no more memory than the limit allows."""
    bomb = write(tmp_path / f"bomb.html{suffix}", COMPRESSORS[suffix](bytes(10 << 20)) * 30)
    limit = 4 << 20
    tracemalloc.start()
    try:
        assert "raise max_bytes" in reason(Source((str(bomb),), max_bytes=limit))
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("suffix", ["", *COMPRESSORS])
def test_the_limit_is_the_largest_page_that_is_read(tmp_path: Path, suffix: str) -> None:
    """One byte more is too much."""
    path = write(tmp_path / f"a.html{suffix}", COMPRESSORS.get(suffix, bytes)(PAGE))
    assert only(Source((str(path),), max_bytes=len(PAGE))).raw == PAGE
    assert "max_bytes" in reason(Source((str(path),), max_bytes=len(PAGE) - 1))


def test_zstd_without_its_package_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra to install is in the message."""
    write(tmp_path / "a.html.zst", zstandard.compress(PAGE))
    monkeypatch.setitem(sys.modules, "zstandard", None)
    assert 'pip install "newsclean[zstd]"' in reason(tmp_path)


def sidecar(path: Path, **fields: object) -> None:
    """Write JSON beside a page."""
    write(path, json.dumps(fields).encode())


def manifest(folder: Path, *lines: object) -> None:
    """Write a manifest; what is no object is written as it stands."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    write(folder / "manifest.jsonl", text.encode())


SAVED = b"""<!DOCTYPE html> <html lang=zh><!--
 Page saved with SingleFile
 url: https://example.com/saved?a=1&b=2#top
 saved date: Tue Jun 18 2024 14:03:01 GMT+0800 (China Standard Time)
--><head><link rel=canonical href="https://example.com/canonical"></head><body><p>x</p></body></html>"""


def test_each_fact_comes_from_the_first_evidence_that_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Manifest, sidecar, who saved the page, base URL, the page itself, its path: taken away one by one."""
    page = write(tmp_path / "a.html", SAVED)
    manifest(tmp_path, {"file": "a.html", "url": "https://example.com/manifest", "date": "2020-01-01"})
    sidecar(tmp_path / "a.html.json", url="https://example.com/sidecar", fetched_at="2021-01-01")
    mirrored = Source((str(tmp_path),), base_url="https://mirror.example.com/x/")

    def facts(source: Source | Path = tmp_path) -> tuple[str | None, str, int, str]:
        capture = only(source)
        assert capture.date is not None
        return capture.url, capture.url_from, capture.date.year, capture.date_from

    assert facts() == ("https://example.com/manifest", "manifest", 2020, "manifest")
    (tmp_path / "manifest.jsonl").unlink()
    assert facts() == ("https://example.com/sidecar", "sidecar", 2021, "sidecar")
    (tmp_path / "a.html.json").unlink()
    assert facts(mirrored) == ("https://example.com/saved?a=1&b=2", "singlefile", 2024, "singlefile")
    write(page, SAVED.replace(b"SingleFile", b"care"))
    assert facts(mirrored) == ("https://mirror.example.com/x/a.html", "base-url", 2023, "mtime")
    assert facts() == ("https://example.com/canonical", "canonical", 2023, "mtime")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    write(page, PAGE)
    assert facts() == ("file:///a.html", "file", 1970, "SOURCE_DATE_EPOCH")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert facts()[3] == "mtime"


def test_a_manifest_gives_status_and_headers(tmp_path: Path) -> None:
    """They come from one place together, and the type of the content is among them."""
    write(tmp_path / "d" / "é.html", PAGE)
    headers = {
        "Content-Type": "text/html; charset=gbk",
        "Set-Cookie": ["a=1", "b=2\r\nX-Evil: 1"],
        "bad name": "x",
        "N": None,
    }
    manifest(
        tmp_path,
        {
            "file": "./d/e\u0301.html",
            "url": "https://example.com/é",
            "status": "404",
            "reason": "Not\r\nFound",
            "headers": headers,
        },
    )
    capture = only(tmp_path)
    assert capture.url == "https://example.com/%C3%A9"
    assert (capture.status, capture.reason_phrase) == (404, "Not Found")
    assert capture.content_type == "text/html; charset=gbk"
    assert capture.headers == (
        ("Content-Type", "text/html; charset=gbk"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2 X-Evil: 1"),
    )


def test_a_bad_line_of_a_manifest_is_a_failure_and_the_others_are_used(tmp_path: Path) -> None:
    """File and number of the line are named, with what is wrong."""
    write(tmp_path / "a.html", PAGE)
    write(tmp_path / "b.html", PAGE)
    manifest(
        tmp_path,
        "\ufeff" + json.dumps({"file": "a.html", "url": "https://example.com/old"}),
        "",
        "{broken",
        "[1]",
        {"url": "https://example.com/nameless"},
        "[" * 100_000,
        {"file": "a.html", "url": "https://example.com/new"},
        {"path": "b.html", "url": "https://example.com/b"},
    )
    outcomes = list(read(tmp_path))
    failed = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    assert {failure.name for failure in failed} == {"manifest.jsonl"}
    assert [failure.reason.split(":")[0] for failure in failed] == ["line 3", "line 4", "line 5", "line 6"]
    assert all("mend the line" in failure.reason for failure in failed)
    urls = {outcome.name: outcome.url for outcome in outcomes if isinstance(outcome, Capture)}
    assert urls == {"a.html": "https://example.com/new", "b.html": "https://example.com/b"}


def test_names_of_the_same_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only hashes of names are kept in memory; the line itself says whose it is, and the last one of a name holds."""
    monkeypatch.setattr("newsclean.read.manifest.hash", lambda _: 7, raising=False)
    for name in "abc":
        write(tmp_path / f"{name}.html", PAGE)
    urls = [("a", "old"), ("b", "b"), ("a", "new")]
    manifest(tmp_path, *({"file": f"{name}.html", "url": f"https://example.com/{url}"} for name, url in urls))
    read_pages = [item for item in read(tmp_path) if isinstance(item, Capture)]
    assert [item.url for item in read_pages[:2]] == ["https://example.com/new", "https://example.com/b"]
    assert "example.com" not in (read_pages[2].url or "")


def test_a_manifest_that_cannot_be_read_is_a_failure_and_the_pages_are_read(tmp_path: Path) -> None:
    """A pipe in its place is not opened."""
    write(tmp_path / "a.html", PAGE)
    os.mkfifo(tmp_path / "manifest.jsonl")
    failure, capture = read(tmp_path)
    assert isinstance(failure, Failure)
    assert "FIFO" in failure.reason
    assert isinstance(capture, Capture)


def test_a_manifest_beside_a_file_that_was_named_itself_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a file on the command line and for one in a list."""
    write(tmp_path / "d" / "a.html", PAGE)
    manifest(tmp_path / "d", {"file": "a.html", "url": "https://example.com/a"}, "{broken")
    monkeypatch.chdir(tmp_path)
    assert only(tmp_path / "d" / "a.html").url == "https://example.com/a"
    assert only(Source(files_from="-", stdin=io.BytesIO(b"d/a.html\n"))).url == "https://example.com/a"


@pytest.mark.parametrize("name", ["a.html.json", "a.html.gz.json", "a.json"])
def test_json_beside_a_page_is_found_by_name_and_stem(tmp_path: Path, name: str) -> None:
    """Also where the page is compressed."""
    page = write(tmp_path / "a.html.gz", gzip.compress(PAGE))
    sidecar(
        tmp_path / name, url="https://example.com/a", timestamp=1718690581, status=200, response_headers=[["A", "b"]]
    )
    for source in (tmp_path, page):
        capture = only(source)
        assert (capture.url, capture.url_from, capture.status) == ("https://example.com/a", "sidecar", 200)
        assert capture.date == datetime(2024, 6, 18, 6, 3, 1, tzinfo=UTC)
        assert capture.headers == (("A", "b"),)


def test_json_that_bears_the_name_of_a_page_must_be_readable(tmp_path: Path) -> None:
    """The page would be archived under a wrong address else; a file that only shares the stem may be anything."""
    write(tmp_path / "a.html", PAGE)
    write(tmp_path / "a.json", b"not JSON")
    assert only(tmp_path).url_from == "file"
    for content in (b"not JSON", b"[]", b"\xff", b"[" * 100_000):
        write(tmp_path / "a.html.json", content)
        assert "a.html.json beside it cannot be used" in reason(tmp_path)


def test_files_of_a_mirrored_folder_have_the_addresses_that_they_were_fetched_from(tmp_path: Path) -> None:
    """Paths and queries follow the base URL; what is quoted already stays so."""
    for name in ("a/index.html", "b.html?id=3&x=新", "c%20d.html", "100%.html", "e.html.gz"):
        write(tmp_path / name, gzip.compress(PAGE) if name.endswith(".gz") else PAGE)
    captures = read(Source((str(tmp_path),), base_url="https://example.com/m"))
    assert {capture.url for capture in captures if isinstance(capture, Capture)} == {
        "https://example.com/m/a/index.html",
        "https://example.com/m/b.html?id=3&x=%E6%96%B0",
        "https://example.com/m/c%20d.html",
        "https://example.com/m/100%25.html",
        "https://example.com/m/e.html",
    }


def test_bad_addresses_are_passed_over_for_the_next_evidence(tmp_path: Path) -> None:
    """Nothing that would break a record or run in a viewer becomes an address."""
    write(
        tmp_path / "a.html", b'<html><head><meta property="og:url" content="https://example.com/shared"></head>x</html>'
    )
    for bad in (
        "javascript:alert(1)",
        "https://a.example/\r\nX: 1",
        "data:text/html,x",
        "/relative",
        7,
        "https://" + "a" * 5000,
    ):
        sidecar(tmp_path / "a.html.json", url=bad)
        capture = only(tmp_path)
        assert (capture.url, capture.url_from) == ("https://example.com/shared", "og:url")


MHTML = b"\r\n".join(
    [
        b"From: <Saved by a browser>",
        b"Snapshot-Content-Location: https://example.com/snapshot",
        b"Subject: =?utf-8?Q?x?=",
        b"Date: Tue, 18 Jun 2024 06:03:01 -0000",
        b"MIME-Version: 1.0",
        b"Content-Type: multipart/related;",
        b'\ttype="text/html"; boundary="----B"',
        b"",
        b"",
        b"------B",
        b"Content-Type: image/png",
        b"Content-Location: https://example.com/a.png",
        b"",
        b"PNG",
        b"------B",
        b"Content-Type: text/html; charset=gbk",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Location: https://example.com/page#x",
        b"",
        b"<html><p>=D6=D0=\r\n=CE=C4</p></html>",
        b"------B",
        b"Content-Type: text/html",
        b"Content-ID: <second>",
        b"",
        b"<html>a frame</html>",
        b"------B--",
        b"",
    ]
)


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.html", "unnamed"])
def test_the_page_in_a_web_archive_is_its_root_part(tmp_path: Path, name: str) -> None:
    """The first HTML part, unpacked, with the address, type and date that the headers give; known by content too."""
    write(tmp_path / name, MHTML)
    capture = only(tmp_path)
    assert capture.raw == "<html><p>中文</p></html>".encode("gbk")
    assert (capture.url, capture.url_from) == ("https://example.com/page", "mhtml")
    assert (capture.date, capture.date_from) == (datetime(2024, 6, 18, 6, 3, 1, tzinfo=UTC), "mhtml")
    assert capture.content_type == "text/html; charset=gbk"


def test_a_web_archive_may_name_its_root_and_must_hold_a_page(tmp_path: Path) -> None:
    """The start parameter chooses; without an HTML part there is no page; a page that was only named so is one."""
    write(tmp_path / "a.mhtml", MHTML.replace(b"; boundary", b'; start="<second>"; boundary'))
    assert only(tmp_path).raw == b"<html>a frame</html>"
    assert only(tmp_path).url == "https://example.com/snapshot"
    write(tmp_path / "a.mhtml", MHTML.replace(b"text/html", b"text/css"))
    assert "holds no page" in reason(tmp_path)
    write(tmp_path / "a.mhtml", b"words and nothing more")
    assert "holds no page" in reason(tmp_path)
    write(tmp_path / "a.mhtml", PAGE)
    assert only(tmp_path).raw == PAGE
