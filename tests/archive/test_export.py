"""Clean pages as files: what is in them, what they are called, and what is never done to other files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsclean.archive import ArchiveReader
from newsclean.archive.export import ExportFolder, Format, export
from newsclean.archive.file_names import file_name
from newsclean.archive.restore import restore
from newsclean.article import Article
from newsclean.errors import ArchiveError, OptionError
from newsclean.pipeline import clean
from newsclean.run import Settings, run
from newsclean.types import Kind
from tests.archive.damages import cut
from tests.conftest import fixture_pages, seed_pages

SETTINGS = Settings("news", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), deadline=None, memory=None, profile=False)
SUFFIXES: dict[Format, str] = {"text": ".txt", "markdown": ".md", "html": ".html", "json": ".json"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of every page of ours, and one that could not be cleaned."""
    folder = tmp_path_factory.mktemp("pages")
    for page in (*fixture_pages(), *seed_pages()):
        (folder / f"{page.name}{page.path.suffix}").write_bytes(page.raw)
    (folder / "photo.html").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    run(folder, folder / "archive", settings=SETTINGS)
    return folder / "archive"


@pytest.fixture(scope="module")
def cleaned(pages: Path) -> dict[str, Article]:
    """The articles of these pages, cleaned again, by the ids of their raw records."""
    return {page.raw.id: clean(page.raw.payload, url=page.url) for page in ArchiveReader(pages) if page.cleaned}


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_article_comes_back_out_of_an_archive(pages: Path, cleaned: dict[str, Article]) -> None:
    """Its Markdown, HTML, text and metadata are those of the page when it was cleaned, for all pages of ours."""
    seen = 0
    for page in ArchiveReader(pages):
        article = restore(page)
        if article is None:
            assert page.cleaned is None
            continue
        wanted = cleaned[page.raw.id]
        assert article.to_html().encode() == page.cleaned.payload  # type: ignore[union-attr]
        assert article.to_markdown() == wanted.to_markdown()
        assert article.text in (wanted.text, f"사진\n{wanted.text}")  # there, an item of a list is a caption
        assert len(article.text) > 50
        assert replace(article.metadata, url=None) == replace(wanted.metadata, url=None)
        assert article.confidence == pytest.approx(wanted.confidence, abs=1e-4)
        seen += 1
    assert seen == len(cleaned) >= 35


@pytest.mark.parametrize("form", SUFFIXES)
def test_each_clean_page_is_a_file(pages: Path, tmp_path: Path, form: Format) -> None:
    """Under its name and no other; the page that could not be cleaned is left out and counted."""
    done = export(pages, tmp_path / "out", form)
    wanted = [page for page in ArchiveReader(pages) if page.cleaned is not None]
    assert (done.pages, done.left_out) == (len(wanted), 1)
    found = files(tmp_path / "out")
    assert found.keys() == {file_name(page.url, page.raw.id, SUFFIXES[form]) for page in wanted}
    for page in wanted:
        data = found[file_name(page.url, page.raw.id, SUFFIXES[form])]
        article = restore(page)
        assert article is not None
        if form == "json":
            value = json.loads(data)
            assert (value["url"], value["name"], value["text"]) == (page.url, page.name, article.text)
            assert value["captured"] == page.raw.get("WARC-Date")
            assert value["metadata"]["title"] == article.metadata.title
            out = [run for run in page.ledger.runs if run.kind not in {Kind.BODY, Kind.CAPTION}]
            assert sum(one["characters"] for one in value["removed"].values()) == sum(run.characters for run in out)
            assert set(value["removed"]) == {run.kind.value for run in out}
        else:
            rendered = {"text": article.text + "\n", "markdown": article.to_markdown(), "html": article.to_html()}
            assert data.decode() == rendered[form]


def test_one_file_holds_a_line_a_page(pages: Path, tmp_path: Path) -> None:
    """In the order of the archive; each line is the JSON of its page."""
    export(pages, tmp_path / "lines", "jsonl")
    export(pages, tmp_path / "each", "json")
    (path,) = (tmp_path / "lines").iterdir()
    lines = path.read_bytes().splitlines(keepends=True)
    assert path.name == "articles.jsonl"
    assert sorted(lines) == sorted(files(tmp_path / "each").values())
    assert [json.loads(line)["url"] for line in lines] == [page.url for page in ArchiveReader(pages) if page.cleaned]


def test_the_same_archive_gives_the_same_files(pages: Path, tmp_path: Path) -> None:
    """Names and bytes."""
    for out in ("a", "b"):
        export(pages, tmp_path / out, "markdown")
    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_nothing_is_written_over_unless_that_is_asked_for(good: Path, tmp_path: Path, form: Format) -> None:
    """What is there stays; with ``overwrite`` it is replaced by the same."""
    out = tmp_path / "out"
    export(good, out, form)
    wanted = files(out)
    first = next(page for page in ArchiveReader(good))
    path = out / ("articles.jsonl" if form == "jsonl" else file_name(first.url, first.raw.id, ".txt"))
    path.write_bytes(b"my notes")
    with pytest.raises(ArchiveError, match="is there already: name another folder, or replace files"):
        export(good, out, form)
    assert path.read_bytes() == b"my notes"
    export(good, out, form, overwrite=True)
    assert files(out) == wanted


Put = Callable[[Path, Path], None]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize(
    "put",
    [
        lambda path, outside: path.symlink_to(outside),
        lambda path, outside: path.symlink_to(outside.with_name("missing")),
        lambda path, outside: path.hardlink_to(outside),
        lambda path, _: os.mkfifo(path),
        lambda path, _: path.mkdir(),
    ],
    ids=["link", "dangling link", "hard link", "pipe", "folder"],
)
def test_no_link_leads_out_of_the_folder(good: Path, tmp_path: Path, put: Put, *, overwrite: bool) -> None:
    """What lies under a file's name is refused, or taken away; nothing is written through it."""
    out, outside = tmp_path / "out", tmp_path / "outside.txt"
    out.mkdir()
    outside.write_bytes(b"precious")
    first = next(page for page in ArchiveReader(good))
    path = out / file_name(first.url, first.raw.id, ".txt")
    put(path, outside)
    if overwrite and not path.is_dir():
        export(good, out, "text", overwrite=True)
        assert path.is_file()
        assert not path.is_symlink()
    else:
        with pytest.raises(ArchiveError, match=r"is there already|Is a directory|cannot be written"):
            export(good, out, "text", overwrite=overwrite)
    assert outside.read_bytes() == b"precious"
    assert {one.name for one in tmp_path.iterdir()} == {"out", "outside.txt"}


def test_a_folder_that_is_exchanged_meanwhile_is_still_the_one(tmp_path: Path) -> None:
    """The folder is held open: a link that takes its place leads nobody elsewhere."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with ExportFolder(out, overwrite=True) as folder:
        out.rename(tmp_path / "moved")
        out.symlink_to(elsewhere)
        folder.append(folder.create("a.txt"), b"text", close=True)
    assert list(elsewhere.iterdir()) == []
    assert (tmp_path / "moved" / "a.txt").read_bytes() == b"text"


def test_the_archive_itself_is_no_place_for_an_export(good: Path, tmp_path: Path) -> None:
    """Nor is it under another name; a file is no folder, and a format must be one."""
    (tmp_path / "link").symlink_to(good)
    for folder in (good, tmp_path / "link", good / ".." / good.name):
        with pytest.raises(OptionError, match="is the archive itself"):
            export(good, folder, "text")
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="file cannot be written"):
        export(good, tmp_path / "file", "text")
    with pytest.raises(OptionError, match="the format is 'pdf'"):
        export(good, tmp_path / "out", "pdf")  # type: ignore[arg-type]


def test_damage_ends_an_export_and_leaves_whole_files(whole_archive: Path, tmp_path: Path) -> None:
    """With file, record and byte; of the file that was being written nothing stays."""
    cut(whole_archive / "news-00000.cleaned.warc.gz", 200)
    with pytest.raises(ArchiveError, match=r"news-00000\.cleaned\.warc\.gz"):
        export(whole_archive, tmp_path / "lines", "jsonl")
    assert list((tmp_path / "lines").iterdir()) == []
    with pytest.raises(ArchiveError, match=r"news-00000\.cleaned\.warc\.gz"):
        export(whole_archive, tmp_path / "each", "text")
    whole = files(tmp_path / "each")
    assert len(whole) == 4
    assert all(data.endswith(b".\n") for data in whole.values())
