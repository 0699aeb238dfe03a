"""An archive as one package."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from newsclean.archive.rules import check_headers
from newsclean.archive.wacz import write_wacz
from newsclean.cli import main
from newsclean.errors import ArchiveError
from newsclean.read import Source, read
from newsclean.read.warc import CLEANED_HOST
from newsclean.run import Settings, run
from newsclean.types import Capture

SEEDS = Path(__file__).parents[2] / "seeds"
SETTINGS = Settings(date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the seeds and a page that could not be cleaned, in two shards."""
    folder = tmp_path_factory.mktemp("wacz")
    bad = folder / "bad"
    bad.mkdir()
    (bad / "photo.html").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 8)
    run(Source((str(SEEDS),), base_url="http://news.example.org/"), folder / "archive", settings=SETTINGS)
    run(Source((str(bad),), base_url="http://news.example.org/"), folder / "archive", settings=SETTINGS)
    return folder / "archive"


@pytest.fixture(scope="module")
def package(archive: Path) -> zipfile.ZipFile:
    """The package of that archive."""
    return zipfile.ZipFile(write_wacz(archive, archive.parent / "out.wacz").path)


def lines(package: zipfile.ZipFile, name: str) -> list[Any]:
    """The lines of a part, as JSON."""
    return [json.loads(line) for line in package.read(name).splitlines()]


def test_raw_files_are_in_the_package_as_they_are(archive: Path, package: zipfile.ZipFile) -> None:
    """Every raw shard, byte for byte and not compressed again."""
    raw = [path for path in sorted(archive.glob("*.warc.gz")) if not path.name.endswith(".cleaned.warc.gz")]
    assert len(raw) == 2
    for path in raw:
        part = package.getinfo(f"archive/{path.name}")
        assert package.read(part) == path.read_bytes()
        assert part.compress_type == zipfile.ZIP_STORED


def test_cleaned_pages_stand_beside_raw_ones_as_resources(package: zipfile.ZipFile) -> None:
    """Each under its address below a host that cannot exist; the records keep the header rules."""
    content = package.read("archive/newsclean-00000.pages.warc.gz")
    records = [(record.rec_headers, record.content_stream().read()) for record in ArchiveIterator(BytesIO(content))]
    assert [headers["WARC-Type"] for headers, _ in records] == ["warcinfo", "resource", "resource"]
    for headers, block in records[1:]:
        assert headers["WARC-Target-URI"].startswith(f"{CLEANED_HOST}http")
        assert headers["WARC-Date"] == "2026-01-02T03:04:05Z"
        assert block.startswith(b"<!DOCTYPE html>")
    for headers, _ in records:
        assert not list(check_headers(headers.headers))


def test_the_list_of_pages_has_titles_and_text(package: zipfile.ZipFile) -> None:
    """Raw and cleaned, with the same words to search in; a page that could not be cleaned has none."""
    head, *pages = lines(package, "pages/pages.jsonl")
    assert head == {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}
    assert len(pages) == 5
    assert len({page["id"] for page in pages}) == 5
    for raw, cleaned in (pages[:2], pages[2:4]):
        assert cleaned["url"] == CLEANED_HOST + raw["url"]
        assert cleaned["text"] == raw["text"]
        assert raw["title"] in raw["text"]
        assert len(raw["text"]) > 200
    assert pages[4]["title"] == "photo.html"
    assert "text" not in pages[4]


def test_the_index_finds_every_page(package: zipfile.ZipFile) -> None:
    """Each line leads to the gzip member that holds the record of its URL, and each page has a line."""
    first, *places = [line.rpartition(b"{") for line in package.read("indexes/index.idx").splitlines()]
    assert json.loads(b"{" + first[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    data = package.read("indexes/index.cdx.gz")
    found = []
    for key, _, rest in places:
        place = json.loads(b"{" + rest)
        block = data[place["offset"] : place["offset"] + place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        assert gzip.decompress(block).startswith(key)
        found += gzip.decompress(block).splitlines()
    assert found == sorted(found)
    urls = []
    for line in found:
        entry = json.loads(line.split(b" ", 2)[2])
        content = package.read(f"archive/{entry['filename']}")
        start = int(entry["offset"])
        member = gzip.decompress(content[start : start + int(entry["length"])])
        assert f"WARC-Target-URI: {entry['url']}\r\n".encode() in member
        urls.append(entry["url"])
    assert sorted(urls) == sorted(page["url"] for page in lines(package, "pages/pages.jsonl")[1:])


def test_the_package_lists_its_parts_with_their_digests(package: zipfile.ZipFile) -> None:
    """As WACZ 1.1.1 asks for; the digest of the list itself stands beside it."""
    about = json.loads(package.read("datapackage.json"))
    assert (about["profile"], about["wacz_version"], about["created"]) == (
        "data-package",
        "1.1.1",
        "2026-01-02T03:04:05Z",
    )
    for part in about["resources"]:
        content = package.read(part["path"])
        assert (part["bytes"], part["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    own = {"datapackage.json", "datapackage-digest.json"}
    assert {part["path"] for part in about["resources"]} | own == set(package.namelist())
    digest = json.loads(package.read("datapackage-digest.json"))
    assert digest["hash"] == f"sha256:{hashlib.sha256(package.read('datapackage.json')).hexdigest()}"


def test_the_same_archive_gives_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    """Whenever and wherever the package is written; nothing else is left behind."""
    first = write_wacz(archive, tmp_path / "a.wacz")
    second = write_wacz(archive, tmp_path / "b.wacz")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wacz", "b.wacz"]
    assert (first.pages, first.cleaned, first.size) == (3, 2, first.path.stat().st_size)


def test_a_package_comes_back_in_as_its_raw_pages(archive: Path, tmp_path: Path) -> None:
    """Read as input, it gives each page once, and no cleaned one."""
    out = write_wacz(archive, tmp_path / "a.wacz").path
    raw = [page.raw for page in read(out) if isinstance(page, Capture)]
    assert sorted(raw)[:2] == sorted(path.read_bytes() for path in SEEDS.iterdir())
    assert len(raw) == 3


def test_a_damaged_archive_gives_no_package(archive: Path, tmp_path: Path) -> None:
    """An earlier package stays as it is, and no half of a new one is left."""
    copy = tmp_path / "archive"
    copy.mkdir()
    for path in archive.glob("newsclean-0000*"):
        (copy / path.name).write_bytes(path.read_bytes())
    write_wacz(copy)
    before = (copy / "newsclean.wacz").read_bytes()
    shard = copy / "newsclean-00000.warc.gz"
    shard.write_bytes(shard.read_bytes()[:-1])
    with pytest.raises(ArchiveError, match="cut off"):
        write_wacz(copy)
    assert (copy / "newsclean.wacz").read_bytes() == before
    assert not [path for path in copy.iterdir() if path.name.startswith(".") or path.name.endswith(".open")]


def test_the_command_writes_the_package_and_says_so(archive: Path, tmp_path: Path) -> None:
    """Words go to standard error; a folder that cannot be written to is named."""
    result = CliRunner().invoke(main, ["wacz", str(archive), "-o", str(tmp_path / "a.wacz")])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 pages, 2 of them cleaned" in result.stderr
    quiet = CliRunner().invoke(main, ["wacz", str(archive), "-q", "-o", str(tmp_path / "b.wacz")])
    assert (quiet.exit_code, quiet.stderr) == (0, "")
    nowhere = CliRunner().invoke(main, ["wacz", str(archive), "-o", str(tmp_path / "none" / "a.wacz")])
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.stderr
