"""Reading an archive back."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from newsclean.archive import ArchiveReader, Compressor
from newsclean.archive.members import read_members
from newsclean.errors import ArchiveError
from newsclean.types import Capture, Kind


def rewrite(path: Path, change: Callable[[list[bytes]], Sequence[bytes]]) -> None:
    """Change the records of a file."""
    records = [member.data for member in read_members(path)]
    path.write_bytes(b"".join(map(Compressor().compress, change(records))))


def test_each_page_comes_back_as_it_went_in(archive: Path, captures: tuple[Capture, ...]) -> None:
    """Raw, cleaned and ledger of every page, over all shards, in order; the raw payload is the input's bytes."""
    pages = list(ArchiveReader(archive))
    assert [page.name for page in pages] == [capture.name for capture in captures]
    for page, capture in zip(pages, captures, strict=True):
        raw, cleaned, ledger = page
        assert page.raw.payload == capture.raw
        assert (raw, cleaned, ledger) == (page.raw, page.cleaned, page.ledger)
        assert (page.cleaned is None) == (capture.name == "broken.html")


def test_a_ledger_is_typed(archive: Path) -> None:
    """Fields, metadata and runs of blocks come back as values."""
    page = next(iter(ArchiveReader(archive)))
    assert page.ledger.get("title") == "标题"
    assert page.ledger.metadata["authors"] == ["甲", "乙"]
    assert [(run.kind, run.first, run.last) for run in page.ledger.runs] == [
        (Kind.BREADCRUMB, 0, 0),
        (Kind.TITLE, 1, 1),
        (Kind.BODY, 2, 2),
        (Kind.RELATED_ARTICLES, 3, 4),
    ]
    assert page.ledger.failure is None


def test_a_failed_page_says_why(archive: Path) -> None:
    """Its ledger has the reason, and no runs."""
    (page,) = ArchiveReader(archive).lookup("https://example.com/broken")
    assert page.cleaned is None
    assert page.ledger.failure == "neither HTML nor text"
    assert page.ledger.runs == ()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.com/1?b=2&a=1", "a/1.html"),
        ("http://example.com/1?a=1&b=2#x", "a/1.html"),
        ("a/2.html", "a/2.html"),
        ("file:///a/2.html", "a/2.html"),
        ("http://example.org/3", "3.html"),
        ("5.txt", "5.txt"),
    ],
)
def test_a_page_is_found_by_its_url(archive: Path, url: str, name: str) -> None:
    """Lookup goes by the index's key, or by the name of the input."""
    assert [page.name for page in ArchiveReader(archive).lookup(url)] == [name]


def test_an_unknown_url_finds_nothing(archive: Path) -> None:
    """No page, no error."""
    assert ArchiveReader(archive).lookup("https://example.com/other") == ()


def test_a_folder_without_an_archive_is_refused(tmp_path: Path) -> None:
    """An empty folder, or another archive's, is an ArchiveError."""
    with pytest.raises(ArchiveError, match="holds no archive"):
        ArchiveReader(tmp_path)


def test_one_of_several_archives_is_read_by_its_name(archive: Path) -> None:
    """A name chooses; another name finds nothing."""
    assert len(list(ArchiveReader(archive, "news"))) == 5
    with pytest.raises(ArchiveError, match="holds no archive"):
        ArchiveReader(archive, "new")


def longer(records: list[bytes]) -> list[bytes]:
    """Announce more than there is: what both WARC libraries pass over in silence."""
    return [
        record.replace(b"Content-Length: ", b"Content-Length: 9", 1) if number else record
        for number, record in enumerate(records)
    ]


def shorter(records: list[bytes]) -> list[bytes]:
    """Announce less than there is."""
    head, separator, block = records[1].partition(b"\r\n\r\n")
    lines = [b"Content-Length: 1" if line.startswith(b"Content-Length") else line for line in head.split(b"\r\n")]
    return [records[0], b"\r\n".join(lines) + separator + block, *records[2:]]


def other_block(records: list[bytes]) -> list[bytes]:
    """Change a byte of the block and leave the digest."""
    return [records[0], records[1].replace(b"<p>", b"<q>"), *records[2:]]


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        (
            "news-00000.warc.gz",
            longer,
            r"record <urn:uuid:.*> at byte \d+: its block has \d+ bytes, but Content-Length says",
        ),
        ("news-00000.warc.gz", shorter, r"record <urn:uuid:.*> at byte \d+: it is not followed by two line ends"),
        (
            "news-00000.warc.gz",
            other_block,
            r"record <urn:uuid:.*> at byte \d+: its block does not have the digest sha1:",
        ),
        ("news-00000.warc.gz", lambda records: [records[0], *records[2:]], "it should be about <urn:uuid:"),
        ("news-00000.warc.gz", lambda records: records[1:], "does not begin with a warcinfo record"),
        (
            "news-00000.warc.gz",
            lambda records: [*records, b"hello\r\n\r\n"],
            r"the member at byte \d+ holds no WARC record",
        ),
        ("news-00000.cleaned.warc.gz", lambda records: [records[0], records[2], *records[3:]], "it should be about"),
        (
            "news-00000.cleaned.warc.gz",
            lambda records: [records[0], records[3], records[4], *records[1:3]],
            "it should be about",
        ),
        ("news-00000.cleaned.warc.gz", lambda records: records[:-1], "the record that should be about it is missing"),
        (
            "news-00000.cleaned.warc.gz",
            lambda records: [*records, records[-1]],
            "no raw record in news-00000.warc.gz belongs to it",
        ),
    ],
)
def test_damage_is_an_error_with_its_place(
    archive: Path, file: str, change: Callable[[list[bytes]], list[bytes]], message: str
) -> None:
    """A record that is not what it says, that is missing, moved or repeated, raises with file, record and byte."""
    rewrite(archive / file, change)
    with pytest.raises(ArchiveError, match=message):
        list(ArchiveReader(archive))


def test_a_missing_sibling_is_an_error(archive: Path) -> None:
    """Without its cleaned file a shard cannot be read."""
    (archive / "news-00000.cleaned.warc.gz").unlink()
    with pytest.raises(ArchiveError, match=r"news-00000\.cleaned\.warc\.gz cannot be read"):
        list(ArchiveReader(archive))


def test_a_torn_file_is_an_error(archive: Path) -> None:
    """A file that breaks off is never read as if it ended there."""
    path = archive / "news-00000.warc.gz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArchiveError, match="cut off"):
        list(ArchiveReader(archive))


def test_one_big_member_is_an_error(archive: Path) -> None:
    """A file that was compressed as a whole has no members to read."""
    path = archive / "news-00000.warc.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    with pytest.raises(ArchiveError, match="not followed by two line ends alone"):
        list(ArchiveReader(archive))
