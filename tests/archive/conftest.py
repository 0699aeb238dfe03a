"""Pages made by hand, so that the archive is tested without the rooms before it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsclean.archive import ArchiveWriter, RunInfo, build_records
from newsclean.article.article import Article
from newsclean.run import Settings, run
from newsclean.types import (
    Block,
    Capture,
    Encoding,
    Failure,
    Kind,
    Ledger,
    LedgerEntry,
    Metadata,
    Reason,
    Role,
    Verdict,
)

Make = Callable[..., Article]

PAGES = {
    "1.html": "<html><head><title>市长剪彩</title></head><body><h1>市长剪彩</h1><p>{}</p></body></html>",
    "2.html": "<html><head><title>Bridge opens</title></head><body><h1>Bridge opens</h1><p>{}</p></body></html>",
    "3.html": "<html><head><title>Rain</title></head><body><h1>Rain</h1><p>{}</p></body></html>",
    "4.html": "<html><head><title>Snow</title></head><body><h1>Snow</h1><p>{}</p></body></html>",
}
SENTENCE = "The council said on Monday that the new bridge over the river is open to all traffic. "


@pytest.fixture
def info() -> RunInfo:
    """A run of a fixed date."""
    return RunInfo(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "newsclean/test", "news")


@pytest.fixture
def make_article() -> Make:
    """Makes articles of one paragraph between a breadcrumb, a title and two related links."""

    def make(text: str = "正文第一段。", **changes: object) -> Article:
        lines = (
            ("首页 > 新闻 > 正文", Kind.BREADCRUMB),
            ("标题", Kind.TITLE),
            (text, Kind.BODY),
            ("相关文章", Kind.RELATED_ARTICLES),
            ("另一条新闻", Kind.RELATED_ARTICLES),
        )
        blocks = [Block(index, line, Role.PARAGRAPH) for index, (line, _) in enumerate(lines)]
        entries = tuple(
            LedgerEntry(block, Verdict(kind, 0.9, (Reason("lexicon", kind, 2.5, f"a mark of {kind}"),)))
            for block, (_, kind) in zip(blocks, lines, strict=True)
        )
        metadata = Metadata(
            title="标题",
            authors=("甲", "乙"),
            published=datetime(2020, 1, 1, 8, tzinfo=UTC),
            origins={"title": "block 1"},
        )
        article = Article(text, metadata, (blocks[2],), Ledger(entries), 0.93, Encoding("gb18030", "meta", "gb2312"))
        return replace(article, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def captures() -> tuple[Capture, ...]:
    """Five pages: with a URL and without, one with its HTTP headers, one that will fail."""
    day = datetime(2020, 1, 1, tzinfo=UTC)
    return (
        Capture(
            "<p>新闻一".encode("gb18030"), "a/1.html", "https://www.example.com/1?b=2&a=1", "manifest", day, "sidecar"
        ),
        Capture(b"<p>two", "a/2.html", None, "", day, "mtime"),
        Capture(
            b"<p>three",
            "3.html",
            "http://example.org/3",
            "manifest",
            day,
            "manifest",
            "text/html; charset=utf-8",
            200,
            "OK",
            (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("Content-Length", "77")),
        ),
        Capture(b"\xff\xd8\xff not a page", "broken.html", "https://example.com/broken", "manifest", day, "mtime"),
        Capture("新闻\n正文".encode(), "5.txt", None, "", None, ""),
    )


@pytest.fixture
def archive(tmp_path: Path, info: RunInfo, captures: tuple[Capture, ...], make_article: Make) -> Path:
    """An archive of the five pages in two shards."""
    writer = ArchiveWriter(tmp_path, info, shard_bytes=3500)
    for capture in captures:
        if capture.name == "broken.html":
            writer.append(build_records(capture, Failure(capture.name, "decode", "neither HTML nor text"), writer.run))
        else:
            form = "text" if capture.name.endswith(".txt") else "html"
            writer.append(build_records(capture, make_article(form=form), writer.run))
    writer.close()
    return tmp_path


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of four pages and one that is none."""
    pages = tmp_path_factory.mktemp("pages")
    for number, (name, page) in enumerate(PAGES.items(), 3):
        (pages / name).write_text(page.format(SENTENCE * number), encoding="utf-8")
    (pages / "5.html").write_bytes(b"\xff\xd8\xff\xe0 no page" + bytes(range(256)))
    folder = tmp_path_factory.mktemp("good")
    run(pages, folder, settings=Settings("news", date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))
    return folder


@pytest.fixture
def whole_archive(good: Path, tmp_path: Path) -> Path:
    """The archive of a run, to be damaged."""
    return Path(shutil.copytree(good, tmp_path / "archive"))
