"""A finished archive in pywb: what it serves is what came in, byte for byte."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsclean.archive import ArchiveReader
from newsclean.read import Source
from newsclean.run import Settings, run
from tests.replay.tools import replay_tool, replay_wanted

pytestmark = replay_wanted
BASE = "http://news.example.org/"
PARAGRAPH = "港口在週一重新開放，當局在聲明中表示，維修工作比預期提早完成，第一批貨船已經駛入。"
ENCODINGS = {
    "utf-8.html": ("utf-8", "utf-8"),
    "gbk.html": ("gbk", "gbk"),
    "gb18030.html": ("gb18030", "gb18030"),
    "big5.html": ("big5", "big5"),
    "utf-8-called-gb2312.html": ("utf-8", "gb2312"),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages in many encodings, one of which lies about its own."""
    folder = tmp_path_factory.mktemp("pages")
    for name, (codec, said) in ENCODINGS.items():
        text = PARAGRAPH if codec in ("big5", "utf-8") else PARAGRAPH + "港口开放。"
        body = f"<h1>港口重新開放</h1>{f'<p>{text}</p>' * 5}"
        html = f'<!DOCTYPE html><html><head><meta charset="{said}"><title>港口</title></head><body>{body}</body></html>'
        (folder / name).write_bytes(html.encode(codec))
    return folder


@pytest.fixture(scope="module")
def wayback(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """pywb over an archive of the pages, with a collection for each of the two files of a shard."""
    program = replay_tool("wayback")
    folder = tmp_path_factory.mktemp("pywb")
    settings = Settings(date=datetime(2026, 1, 2, tzinfo=UTC), deadline=None, memory=None)
    report = run(Source((str(pages),), base_url=BASE), folder / "archive", settings=settings)
    assert report.pages == len(ENCODINGS)
    lines = ["collections:"]
    for name, index in (("raw", "newsclean-00000.cdxj"), ("cleaned", "newsclean-00000.cleaned.cdxj")):
        lines += [f"  {name}:", f"    index_paths: {folder}/archive/{index}", f"    archive_paths: {folder}/archive/"]
    (folder / "config.yaml").write_text("\n".join(lines), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [program, "-b", "127.0.0.1", "-p", str(port)], cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(port, server, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server listens."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def get(url: str) -> tuple[bytes, str]:
    """The body of an answer, and its type."""
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310  # of our own server
        return answer.read(), answer.headers["Content-Type"]


@pytest.mark.parametrize("name", ENCODINGS)
def test_raw_bytes_are_identical(wayback: str, pages: Path, name: str) -> None:
    """The capture as it is kept (``id_``) has the bytes of the file, and the charset that they really have."""
    body, content_type = get(f"{wayback}/raw/2030id_/{BASE}{name}")
    assert body == (pages / name).read_bytes()
    assert body.decode(content_type.rpartition("charset=")[2]).count("港口在週一") == 5


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_replayed_page_reads_well(wayback: str, name: str) -> None:
    """With pywb's own additions the words are the same."""
    body, content_type = get(f"{wayback}/raw/2030mp_/{BASE}{name}")
    assert body.decode(content_type.rpartition("charset=")[2]).count("港口在週一") == 5


@pytest.mark.parametrize("name", ENCODINGS)
def test_cleaned_pages_are_a_collection_of_their_own(wayback: str, name: str) -> None:
    """At the same address, in UTF-8, and with the bytes of the archive."""
    body, content_type = get(f"{wayback}/cleaned/2030id_/{BASE}{name}")
    assert content_type == "text/html; charset=utf-8"
    assert body.decode().count("港口在週一") == 5


def test_nothing_else_is_served(wayback: str) -> None:
    """A page that was never captured is not found."""
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{wayback}/raw/2030id_/{BASE}none.html")


def test_the_archive_reader_agrees(pages: Path, tmp_path: Path) -> None:
    """What newsclean reads back is what pywb was given."""
    run(Source((str(pages),), base_url=BASE), tmp_path / "a", settings=Settings(deadline=None, memory=None))
    raw = {page.url: page.raw.payload for page in ArchiveReader(tmp_path / "a")}
    assert raw == {BASE + name: (pages / name).read_bytes() for name in ENCODINGS}
