"""An article as one self-contained HTML page that is safe to open: no script, no style of the page's own, no loading.

The body is built from escaped text and then passes a sanitiser with a list of what may stay (https://nh3.readthedocs.io),
so that a mistake here cannot let anything active through. An image becomes a link to it: opening a cleaned page fetches
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import singledispatch
from html import escape
from typing import TYPE_CHECKING

import nh3

from newsclean.article.render.links import IMAGE_SCHEMES, SCHEMES, resolve
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
from newsclean.types import Image, Metadata

if TYPE_CHECKING:
    from newsclean.article.article import Article

__all__ = ["to_html"]

TAGS = frozenset(
    {"a", "article", "blockquote", "br", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"li", "ol", "p", "pre", "table", "tbody", "td", "tr", "ul"}
)
# Enough to read by, in a browser's own fonts and colours.
STYLE = "body{max-width:42em;margin:2em auto;padding:0 1em;line-height:1.6}td{border:1px solid;padding:0 .4em}"


def to_html(article: Article) -> str:
    """The article as an HTML page that declares UTF-8, metadata in its head, ending in a line break."""
    language = article.metadata.language
    address = resolve(article.metadata.url or "", None, IMAGE_SCHEMES)
    title = printable(article.metadata.title or address or "Untitled")
    body = [f"<h1>{escape(title)}</h1>"] if shows_title(article) else []
    body.extend(filter(None, map(_part, outline(article))))
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(language)}">' if language else "<html>",
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        *_metadata(article.metadata, address),
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        sanitise("<article>\n" + "\n".join(body) + "\n</article>"),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def sanitise(html: str) -> str:
    """A fragment of HTML without anything that is not a plain part of an article."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    )


def _metadata(metadata: Metadata, address: str | None) -> Iterator[str]:
    """The lines of the head that tell what is known of the article."""
    if address:
        yield f'<link rel="canonical" href="{escape(address)}">'
    named = [
        *(("name", "author", author) for author in metadata.authors),
        *(("name", "editor", editor) for editor in metadata.editors),
        ("name", "dcterms.source", metadata.source),
        ("name", "description", metadata.description),
        ("name", "keywords", ", ".join(metadata.keywords)),
        ("property", "article:published_time", _date(metadata.published)),
        ("property", "article:modified_time", _date(metadata.modified)),
        ("property", "article:section", " > ".join(metadata.section)),
        ("property", "og:site_name", metadata.site),
        ("property", "og:image", resolve(metadata.image or "", metadata.url, IMAGE_SCHEMES)),
    ]
    for attribute, name, value in named:
        if value:
            yield f'<meta {attribute}="{name}" content="{escape(printable(value))}">'


def _date(value: date | None) -> str | None:
    return value.isoformat() if value else None


@singledispatch
def _part(part: Part) -> str:
    raise TypeError(f"no HTML is known for a {type(part).__name__}")


@_part.register
def _(part: Paragraph) -> str:
    return f"<p>{_lines(part.lines)}</p>"


@_part.register
def _(part: Heading) -> str:
    return f"<h{part.level}>{_lines(part.lines)}</h{part.level}>"


@_part.register
def _(part: List) -> str:
    tag = "ol" if part.ordered else "ul"
    items = ["\n".join([_lines(item.lines), *map(_part, item.lists)]) for item in part.items]
    return "\n".join([f"<{tag}>", *(f"<li>{item}</li>" for item in items), f"</{tag}>"])


@_part.register
def _(part: Quote) -> str:
    paragraphs = "\n".join(f"<p>{_lines(lines)}</p>" for lines in part.paragraphs)
    return f"<blockquote>\n{paragraphs}\n</blockquote>"


@_part.register
def _(part: Table) -> str:
    rows = "\n".join("<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in part.rows)
    return f"<table>\n<tbody>\n{rows}\n</tbody>\n</table>"


@_part.register
def _(part: Code) -> str:
    return f"<pre>{escape(part.text, quote=False)}</pre>"


@_part.register
def _(part: Figure) -> str:
    inside = [f"<p>{_image(image)}</p>" for image in part.images if image.src]
    if part.captions:
        inside.append("<figcaption>" + "<br>\n".join(map(_lines, part.captions)) + "</figcaption>")
    return "\n".join(["<figure>", *inside, "</figure>"]) if inside else ""


def _image(image: Image) -> str:
    return f'<a href="{escape(image.src)}">{escape(image.alt or image.src, quote=False)}</a>'


def _lines(lines: Lines) -> str:
    return "<br>\n".join(map(_inline, lines))


def _inline(line: Line) -> str:
    return "".join(
        f'<a href="{escape(href)}">{escape(text, quote=False)}</a>' if href else escape(text, quote=False)
        for text, href in line.pieces()
    )
