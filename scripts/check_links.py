"""Check that every link between this project's documents leads somewhere: the file exists, and the heading in it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
PARSER = MarkdownIt("commonmark").enable("table")


def documents() -> list[Path]:
    """The Markdown files of the project, without those that tools and tests bring along."""
    folders = [ROOT.glob("*.md"), ROOT.glob("docs/**/*.md"), ROOT.glob("archive/*.md"), ROOT.glob("fixtures/*.md")]
    return sorted(path for found in folders for path in found)


def inline_tokens(document: Path) -> Iterator[Token]:
    """Every piece of running text in a document: words, links, images."""
    for token in PARSER.parse(document.read_text(encoding="utf-8")):
        if token.type == "inline":
            yield from token.children or ()


def anchors(document: Path) -> set[str]:
    """The fragments that lead to the headings of a document, made as GitHub makes them."""
    tokens = PARSER.parse(document.read_text(encoding="utf-8"))
    titles = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(document: Path) -> Iterator[str]:
    """What is wrong with the links of a document, in words. Links to the web are not followed."""
    for token in inline_tokens(document):
        href = token.attrGet("href") or token.attrGet("src")
        if href is None:
            continue
        parts = urlsplit(str(href))
        if parts.scheme in ("http", "https", "mailto"):
            continue
        target = (document.parent / unquote(parts.path)).resolve() if parts.path else document
        if not target.exists():
            yield f"{document.relative_to(ROOT)}: {href}: there is no such file"
        elif parts.fragment and parts.fragment not in anchors(target):
            yield f"{document.relative_to(ROOT)}: {href}: there is no such heading"


def main() -> int:
    """Print every broken link; 1 if there is any."""
    found = documents()
    broken = [line for document in found for line in broken_links(document)]
    print(*broken, f"{len(found)} documents, {len(broken)} broken links", sep="\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
