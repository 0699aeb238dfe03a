"""Sets of pages with their right answers, made for one test, and results without a page."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from newsclean.evaluate import Evaluation, PageResult, SnippetResult, TextScore
from newsclean.evaluate.figures import calibrate, confuse, summarise
from newsclean.types import Kind

BODY = "The harbour reopened on Monday after repairs that took three weeks.\nShips may enter it by day and by night."
PAGE = """<html><head><title>Harbour reopens</title></head><body><nav><a href="/">Home</a> <a href="/sea">Sea</a></nav>
<article><h1>Harbour reopens</h1><p>The harbour reopened on Monday after repairs that took three weeks.</p>
<p>Ships may enter it by day and by night.</p></article>
<footer>Copyright Harbour Post. All rights reserved.</footer></body></html>"""
ROW: Mapping[str, Any] = {
    "id": "harbour",
    "file": "pages/harbour.html",
    "url": "https://post.example/harbour",
    "lang": "en",
    "gold_kind": "full",
    "title": "Harbour reopens",
    "body": BODY,
    "must_not": [{"text": "All rights reserved", "kind": "copyright"}],
}


def lines_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as the lines of gold.jsonl."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def write_set(folder: Path, rows: Sequence[Mapping[str, Any]], page: str = PAGE) -> Path:
    """A set as a folder, each of its pages the same."""
    (folder / "pages").mkdir(parents=True)
    (folder / "gold.jsonl").write_bytes(lines_of(rows))
    for row in rows:
        (folder / row["file"]).write_text(page, encoding="utf-8")
    return folder


def write_zip(path: Path, rows: Sequence[Mapping[str, Any]], page: str = PAGE) -> Path:
    """A set as a zip file, each of its pages the same."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("gold.jsonl", lines_of(rows))
        for row in rows:
            archive.writestr(row["file"], page)
    return path


def rows_named(*names: str, **fields: Any) -> list[dict[str, Any]]:
    """Rows with these ids, each with a page of its own."""
    return [{**ROW, "id": name, "file": f"pages/{name}.html", **fields} for name in names]


def result(
    name: str = "a",
    f1: float | None = None,
    confidence: float | None = None,
    leaks: Sequence[tuple[str | None, Kind | None]] = (),
) -> PageResult:
    """A page's result with as much as a test needs; a snippet has leaked if it was judged to be body."""
    score = None if f1 is None else TextScore(f1, f1, f1, exact=f1 == 1, shingle_precision=f1, shingle_recall=f1)
    snippets = tuple(SnippetResult("x", kind, judged is Kind.BODY, judged) for kind, judged in leaks)
    return PageResult(name, confidence=confidence, score=score, leaks=snippets)


def evaluation_of(*pages: PageResult, name: str = "sea", cleaner: str = "newsclean") -> Evaluation:
    """The evaluation that these pages come to."""
    return Evaluation(name, cleaner, "1.0", summarise(pages), calibrate(pages), confuse(pages), pages)
