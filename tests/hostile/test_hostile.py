"""Whatever comes in: one record a page or a refusal with the reason, nothing active, nothing outside, no network."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pathvalidate import is_valid_filename
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from newsclean.archive import ArchiveReader
from newsclean.archive.export import Format, export
from newsclean.archive.rules import check_headers
from newsclean.read.facts import clean_url
from newsclean.run import Settings, run
from tests.hostile.inert import active_parts
from tests.hostile.inputs import INPUTS, PROSE, Hostile, write

HERE = Settings(date=datetime(2026, 1, 2, tzinfo=UTC), deadline=None, memory=None)
NEWSCLEAN = (sys.executable, "-c", "from newsclean.cli import main; main(prog_name='newsclean')")
LONGEST_HEADER_LINE = 9000
OWN_FILE = re.compile(r"out/newsclean-(run-)?\d{5}(\.cleaned)?\.(warc\.gz|cdxj|json)|out/\.?[a-z.-]*lock")
EXPORTED_FILE = re.compile(r"export/[^\W_](?:(?!\.\.)[\w.-]){0,140}-[0-9a-f]{12}\.md")
FIRST_WORDS = re.sub(r"<[^>]+>", "", PROSE)[:60]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection, or asks for an address, fails the test."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("the network was asked for something")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket.socket, "sendto", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def files_below(folder: Path) -> set[str]:
    """All files below a folder, by their paths."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def records(path: Path) -> Iterator[tuple[Any, bytes]]:
    """Headers and blocks of a file, as another library reads them."""
    with path.open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            yield record.rec_headers, record.raw_stream.read()


@pytest.mark.parametrize("hostile", INPUTS, ids=lambda hostile: hostile.name)
def test_each_gives_its_page_or_a_reason_and_nothing_else(hostile: Hostile, tmp_path: Path) -> None:
    """The count of records is right, their headers are of our making, and the clean page can do nothing."""
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    write(hostile, source)
    before = files_below(tmp_path)
    report = run(source, out, settings=HERE)
    assert (report.pages, len(report.failures)) == (hostile.pages, hostile.failures), report.failures
    assert all(hostile.reason in failure.reason and len(failure.reason) < 1000 for failure in report.failures)
    made = files_below(tmp_path) - before
    assert {name for name in made if not OWN_FILE.fullmatch(name)} == set()
    if not list(out.glob("*.warc.gz")):
        assert hostile.pages == 0
        return
    raw = list(records(out / "newsclean-00000.warc.gz"))
    cleaned = list(records(out / "newsclean-00000.cleaned.warc.gz"))
    archived = hostile.pages + report.raw_only
    assert [headers["WARC-Type"] for headers, _ in raw[1:]] == [raw[-1][0]["WARC-Type"]] * archived
    assert len(cleaned) == 1 + 2 * hostile.pages + report.raw_only
    for headers, _ in raw + cleaned:
        assert not list(check_headers(headers.headers))
        assert not [
            name for name, value in headers.headers if "evil" in name.lower() or len(value) > LONGEST_HEADER_LINE
        ]
        uri = headers["WARC-Target-URI"] or ""
        assert re.fullmatch(r"(?:(?:https?://|file:///)[!-~]+)?", uri)
        assert not re.match(r"file:///(?:etc|\.\.)", uri)
    for headers, block in cleaned[1:]:
        if headers["WARC-Type"] == "conversion":
            html = block.decode()
            assert active_parts(html) == []
            assert FIRST_WORDS in html or is_mostly_bait(hostile)
        else:
            assert not re.search(rb"^(?:X-Evil|WARC/)", block, re.MULTILINE)
            assert b"\0" not in block
    for page in ArchiveReader(out):  # which compares lengths and digests
        assert page.raw.payload
        assert page.ledger.get("sourceFile")
    export(out, tmp_path / "export", "markdown")
    exported = files_below(tmp_path) - before - made
    assert len(exported) == hostile.pages
    assert all(EXPORTED_FILE.fullmatch(name) for name in exported), exported


def is_mostly_bait(hostile: Hostile) -> bool:
    """Whether the article is the lesser part of a page, so that something else may be taken for it."""
    return "page.txt" in {name.decode("utf-8", "replace") for name in hostile.files()} or hostile.name.startswith(
        "500 kB"
    )


def test_raw_bytes_stay_as_they_are(tmp_path: Path) -> None:
    """Nothing that is done for safety changes the raw page."""
    source = tmp_path / "in"
    source.mkdir()
    for number, hostile in enumerate(one for one in INPUTS if one.name.startswith(("active", "title", "body"))):
        (source / f"{number}.html").write_bytes(hostile.files()[b"page.html"])
    run(source, tmp_path / "out", settings=HERE)
    archived = {page.name: page.raw.payload for page in ArchiveReader(tmp_path / "out")}
    assert archived == {path.name: path.read_bytes() for path in source.iterdir()}


@pytest.mark.parametrize(
    "hostile", [one for one in INPUTS if one.name.startswith("file name")], ids=lambda one: one.name
)
def test_names_and_titles_reach_a_terminal_without_controls(hostile: Hostile, tmp_path: Path) -> None:
    """The command line prints a file name that holds escape sequences or line ends as one harmless line."""
    source = tmp_path / "in"
    source.mkdir()
    write(hostile, source)
    done = subprocess.run(
        [*NEWSCLEAN, "run", "-v", "--jobs", "1", "--", str(source)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", done.stderr + done.stdout)
    assert sum(line.startswith(b"archived: ") for line in done.stderr.splitlines()) == 1
    assert not list(tmp_path.rglob("evil"))


def has_namespaces() -> bool:
    """Whether a process can be started without any network."""
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run(["unshare", "--user", "--net", "true"], capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.skipif(not has_namespaces(), reason="processes cannot be started without network here (unshare)")
def test_a_run_with_workers_needs_no_network(tmp_path: Path) -> None:
    """All pages with active content, cleaned by workers in a namespace that has no network, come out the same."""
    source = tmp_path / "in"
    source.mkdir()
    for number, hostile in enumerate(one for one in INPUTS if one.name.startswith("active")):
        (source / f"{number:02}.html").write_bytes(hostile.files()[b"page.html"])
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767312000"}
    command = [*NEWSCLEAN, "run", "--jobs", "2", "in", "-o"]
    for out, prefix in (("with", []), ("without", ["unshare", "--user", "--net"])):
        done = subprocess.run([*prefix, *command, out], cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    for path in (tmp_path / "with").glob("*.warc.gz"):
        assert path.read_bytes() == (tmp_path / "without" / path.name).read_bytes()


def test_addresses_that_lead_elsewhere_are_no_addresses() -> None:
    """What a page may be archived under is an http(s) URL without line ends, blanks or controls."""
    for url in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[::1",
        "http://a/\r\nX",
        "http://a/\0",
        "http:///x",
    ):
        assert clean_url(url) is None


def test_the_look_at_cleaned_pages_sees_what_is_active() -> None:
    """The check of the other tests finds each thing that it should."""
    for html in (
        "<script>1</script>",
        "<p onclick=x>",
        "<a href='java\nscript:x'>",
        "<a href=data:x>",
        "<svg>",
        "<iframe srcdoc=x>",
        "<meta http-equiv=refresh content=0>",
        "<base href=x>",
        "<style>@import 'x'</style>",
        "<link rel=stylesheet href=x>",
        "<img src=x>",
    ):
        assert active_parts(html), html
    with contextlib.suppress(AssertionError):
        socket.create_connection(("127.0.0.1", 9))
        raise RuntimeError("the network is open to these tests")


NAMES = (
    b"..html", b"...html", b"-rf.html", b"--help.html", b"con.html", b"NUL.html", b"com1.txt.html", b"lpt9",
    b"a:b.html",
    b"C:\\Windows\\x.html", b"..\\..\\x.html", b"a\nb.html", b"a\x1b[2Jb.html", b"a\xff\xfeb.html",
    b"a\xe2\x80\xaeb.html",
    b"x" * 240 + b".html", "新".encode() * 80 + b".html", b"A.html", b"a.html", b" .html", b"a .html",
    b"%2e%2e%2f.html",
    b"$(touch evil).html", b"~.html", b"*.html", b"e\xcc\x81.html", b"\xc3\xa9.html",
)  # fmt: skip


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_exports_of_hostile_names_stay_in_their_folder(form: Format, tmp_path: Path) -> None:
    """Names that climb, name drives, devices or options, hide, or differ by case alone: each page is one file of a
    harmless name in the folder, or a line of the one file, and nothing else is made anywhere."""
    source = tmp_path / "in"
    source.mkdir()
    for name in NAMES:
        (source / os.fsdecode(name)).write_bytes(f"<title>{len(name)}</title><p>{PROSE}".encode())
    run(source, tmp_path / "out", settings=HERE)
    before = files_below(tmp_path)
    done = export(tmp_path / "out", tmp_path / "export", form)
    made = files_below(tmp_path) - before
    assert (done.pages, done.left_out) == (len(NAMES), 0)
    if form == "jsonl":
        assert made == {"export/articles.jsonl"}
        return
    assert len({name.casefold() for name in made}) == len(NAMES)
    for path in made:
        assert EXPORTED_FILE.fullmatch(path.replace(".txt", ".md")), path
        assert is_valid_filename(path.partition("/")[2], platform="universal"), path
