"""An article as CommonMark (https://spec.commonmark.org/0.31.2/), with tables in the form that GitHub gave them.

Text is escaped where CommonMark would read a mark in it, and only there, so that Chinese and English prose stay as they
are. An image is written as an image: Markdown is a source text, and loads nothing by itself.
"""

from __future__ import annotations

import re
from functools import singledispatch
from typing import TYPE_CHECKING

from newsclean.article.render.outline import (
    Code,
    Figure,
    Heading,
    Line,
    Lines,
    List,
    Paragraph,
    Part,
    Quote,
    Table,
    outline,
    printable,
    shows_title,
)

if TYPE_CHECKING:
    from newsclean.article.article import Article

__all__ = ["to_markdown"]

# Marks that count anywhere in a line; an ampersand counts where it begins a character reference.
MARKS = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w{1,32};)")
# Marks that count at the start of a line: heading, list, quote, rule, underline of a heading or of a table's head.
LINE_START = re.compile(r"(?=#{1,6}(?:\s|$)|>|[-+](?:\s|$)|[-=:|][-=:|\s]*$)")
# Numbers that would begin a numbered list.
NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
# What would close a heading.
HEADING_END = re.compile(r"(?<=\s)(?=#+$)")
ADDRESS_MARKS = re.compile(r"[\\()]|&(?=#?\w{1,32};)")
FENCE = re.compile(r"`{3,}")
LINE_BREAK = "\\\n"


def to_markdown(article: Article) -> str:
    """The article as CommonMark, UTF-8 text, ending in a line break; begins with the title if the options say so."""
    parts = [f"# {_heading(article.metadata.title or '')}"] if shows_title(article) else []
    parts.extend(filter(None, map(_part, outline(article))))
    return "\n\n".join(parts) + "\n" if parts else ""


@singledispatch
def _part(part: Part) -> str:
    raise TypeError(f"no Markdown is known for a {type(part).__name__}")


@_part.register
def _(part: Paragraph) -> str:
    return _lines(part.lines)


@_part.register
def _(part: Heading) -> str:
    return "#" * part.level + " " + HEADING_END.sub(r"\\", _start(" ".join(map(_inline, part.lines))))


@_part.register
def _(part: List) -> str:
    written = []
    for number, item in enumerate(part.items, start=1):
        mark = f"{number}. " if part.ordered else "- "
        body = "\n".join([_lines(item.lines), *map(_part, item.lists)])
        written.append(mark + body.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(written)


@_part.register
def _(part: Quote) -> str:
    return "\n>\n".join("> " + _lines(lines).replace("\n", "\n> ") for lines in part.paragraphs)


@_part.register
def _(part: Table) -> str:
    width = max(map(len, part.rows))
    rows = [[_inline(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row)) for row in part.rows]
    head, *body = ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join([head, "|" + " --- |" * width, *body])


@_part.register
def _(part: Code) -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in FENCE.findall(part.text)), 3)
    return f"{fence}\n{part.text}\n{fence}"


@_part.register
def _(part: Figure) -> str:
    images = [f"![{_escape(image.alt)}]({_address(image.src)})" for image in part.images if image.src]
    return "\n\n".join([*images, *(f"*{_lines(lines)}*" for lines in part.captions)])


def _heading(text: str) -> str:
    return HEADING_END.sub(r"\\", _start(_escape(printable(" ".join(text.split())))))


def _lines(lines: Lines) -> str:
    return LINE_BREAK.join(_start(_inline(line)) for line in lines)


def _inline(line: Line) -> str:
    """A line's text with its marks escaped and its links written out."""
    written = ""
    for text, href in line.pieces():
        if href:
            # An exclamation mark before a link would make an image of it.
            written = written[:-1] + "\\!" if written.endswith("!") else written
            written += f"[{_escape(text)}]({_address(href)})"
        else:
            written += _escape(text)
    return written


def _escape(text: str) -> str:
    return MARKS.sub(r"\\\g<0>", text).replace("\n", " ")


def _start(line: str) -> str:
    """A line whose first characters are not read as the mark of a part."""
    line = line.strip()
    if LINE_START.match(line):
        return "\\" + line
    return NUMBER.sub(r"\1\\\2", line, count=1) if NUMBER.match(line) else line


def _address(address: str) -> str:
    return ADDRESS_MARKS.sub(r"\\\g<0>", address)
