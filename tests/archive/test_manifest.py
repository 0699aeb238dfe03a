"""Manifests of runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsclean.archive.manifest import (
    Manifest,
    ManifestWriter,
    PageEntry,
    Place,
    manifest_paths,
    next_manifest,
    read_holdings,
    read_manifest,
)
from newsclean.errors import ArchiveError
from newsclean.types import Failure

GOOD = PageEntry(
    *(
        "a.html",
        "http://example.com/",
        "manifest",
        "11",
        3,
        "2020-01-01T00:00:00Z",
        "mtime",
        "<urn:1>",
        "<urn:3>",
        "<urn:2>",
    ),
    title="标题\u2028",
    confidence=0.5,
    kinds={"body": 3},
    damage=("cut",),
    shard=0,
    raw=Place(0, 9),
    cleaned=Place(0, 4),
    ledger=Place(4, 5),
)
BAD = PageEntry(
    *(
        "b\udcff.html",
        "file:///b.html",
        "file",
        "22",
        3,
        "2020-01-01T00:00:00Z",
        "mtime",
        "<urn:4>",
        "<urn:5>",
    ),
    failed_at="clean",
    failure="no article",
    shard=1,
)


def write(folder: Path) -> Path:
    """Write a manifest of both pages."""
    writer = ManifestWriter(next_manifest(folder, "news"), {"date": "2026-01-02T03:04:05Z"})
    writer.add(GOOD)
    writer.add(BAD)
    writer.close((Failure("c.html", "read", "a FIFO"),), {"pages": 1})
    return writer.path


def test_a_manifest_comes_back(tmp_path: Path) -> None:
    """What is written is read back, surrogates and odd line ends too."""
    path = write(tmp_path)
    assert read_manifest(path) == Manifest(
        path, {"date": "2026-01-02T03:04:05Z"}, (GOOD, BAD), (Failure("c.html", "read", "a FIFO"),), {"pages": 1}
    )
    assert read_manifest(path).shards == {0, 1}


def test_a_manifest_is_json_with_a_page_a_line(tmp_path: Path) -> None:
    """Any JSON reader takes it, and so does grep."""
    text = write(tmp_path).read_text(encoding="utf-8")
    assert len(json.loads(text)["pages"]) == 2
    assert len([line for line in text.split("\n") if line.startswith('{"name":')]) == 3


def test_a_manifest_without_pages_is_whole(tmp_path: Path) -> None:
    """A run that archived nothing still lists what failed."""
    writer = ManifestWriter(tmp_path / "news-run-00000.json", {})
    writer.close((), {})
    assert read_manifest(writer.path).pages == ()


def test_a_manifest_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    """While the run goes on the file is called ….open, and what is in it is already on its way to the disk."""
    writer = ManifestWriter(tmp_path / "news-run-00000.json", {})
    writer.add(GOOD)
    (path,) = tmp_path.iterdir()
    assert path.name == "news-run-00000.json.open"
    assert b'"a.html"' in path.read_bytes()
    writer.close((), {})
    assert [path.name for path in tmp_path.iterdir()] == ["news-run-00000.json"]


def test_an_open_manifest_is_not_written_over(tmp_path: Path) -> None:
    """A second writer of the same manifest is refused, so that two runs do not mix."""
    ManifestWriter(tmp_path / "news-run-00000.json", {}).abandon()
    with pytest.raises(ArchiveError, match=r"news-run-00000\.json\.open cannot be written: File exists"):
        ManifestWriter(tmp_path / "news-run-00000.json", {})


def test_manifests_are_numbered_and_kept_apart_by_name(tmp_path: Path) -> None:
    """Each run has the next number; archives of other names in the same folder are not looked at."""
    assert write(tmp_path).name == "news-run-00000.json"
    assert write(tmp_path).name == "news-run-00001.json"
    (tmp_path / "news-run-00009.json").write_bytes((tmp_path / "news-run-00000.json").read_bytes())
    (tmp_path / "news-run-x-run-00000.json").touch()
    assert next_manifest(tmp_path, "news").name == "news-run-00010.json"
    assert [path.name for path in manifest_paths(tmp_path, "news")] == [
        f"news-run-0000{number}.json" for number in (0, 1, 9)
    ]
    assert next_manifest(tmp_path, "other").name == "other-run-00000.json"


def test_what_an_archive_holds_is_known(tmp_path: Path) -> None:
    """For each input the digests of its bytes, with the failure where there was one; all failures; the shards."""
    write(tmp_path)
    holdings = read_holdings(tmp_path, "news")
    assert holdings.inputs == {
        "a.html": {"11": None},
        "b\udcff.html": {"22": Failure("b\udcff.html", "clean", "no article")},
    }
    assert holdings.failures == {Failure("c.html", "read", "a FIFO")}
    assert holdings.shards == {0, 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not a manifest of newsclean"),
        ("[]", "is not a manifest of newsclean"),
        ('{"format": "newsclean-manifest/1"}', "is not a manifest of newsclean"),
        ('{"format": "newsclean-manifest/2"}', "update newsclean"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: str, message: str) -> None:
    """Another file, or one of a later format, is an ArchiveError with its name."""
    path = tmp_path / "news-run-00000.json"
    path.write_text(content)
    with pytest.raises(ArchiveError, match=message):
        read_manifest(path)
