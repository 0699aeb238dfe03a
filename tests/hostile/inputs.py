"""Pages, file names and web archives that were made to do harm, each with what should come of it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypedDict, Unpack

from tests.read.warcs import html_record, members

__all__ = ["INPUTS", "PROSE", "Hostile", "page", "write"]

PROSE = "".join(
    f"<p>The harbour reopened on day {day} after weeks of repairs, the port authority said in a statement.</p>"
    for day in range(1, 8)
)
EVIL_RECORD = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://evil.example/\r\nContent-Length: 4\r\n\r\nevil"
)
INJECTION = f"x\r\nX-Evil: yes\r\n\r\n{EVIL_RECORD}\r\n\r\n"
BOMB_BYTES = 300_000_000
RUN_BYTES = 500_000
SCRAPE = b"page.txt"
WARC = b"a.warc.gz"


@dataclass(frozen=True)
class Hostile:
    """An input: what it is called, the files that it is made of, and how many pages and failures it should give.

    ``reason`` is what the failure should say. ``files`` are made when they are wanted, by their names as bytes.
    """

    name: str
    files: Callable[[], Mapping[bytes, bytes]]
    pages: int = 1
    failures: int = 0
    reason: str = ""


def page(body: str = "", head: str = "", title: str = "Harbour reopens") -> bytes:
    """A page with an article and something evil."""
    text = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><h1>Harbour reopens</h1>{PROSE}{body}"
    return f"{text}</body></html>".encode("utf-8", "surrogatepass")


class Expected(TypedDict, total=False):
    """What should come of an input."""

    pages: int
    failures: int
    reason: str


def refused(reason: str) -> Expected:
    """A failure that says why."""
    return {"pages": 0, "failures": 1, "reason": reason}


def one(name: str, make: Callable[[], bytes], file: bytes = b"page.html", **expected: Unpack[Expected]) -> Hostile:
    """An input of a single file."""
    return Hostile(name, lambda: {file: make()}, **expected)


def described(name: str, **facts: Any) -> Hostile:
    """A harmless page about which a manifest says something evil."""
    line = json.dumps({"file": "page.html", **facts}).encode("utf-8", "surrogatepass") + b"\n"
    return Hostile(name, lambda: {b"manifest.jsonl": line, b"page.html": page()})


def in_headers(value: str) -> dict[str, Any]:
    """Facts with an evil header value."""
    return {"url": "http://news.example.org/a", "status": 200, "headers": {"Content-Type": "text/html", "X-A": value}}


VALUES = {
    "CR LF": INJECTION,
    "NUL": "a\0b",
    "blanks": " a \t b\u00a0\u2028 ",
    "surrogate": "a\ud800b",
    "1 MB": "x" * 1_000_000,
}

VECTORS = {
    "script": "<script>alert(1)</script><p><script src=//evil.example/x.js></script></p>",
    "handlers": '<p onclick="alert(1)" onmouseover=alert(1)>text <b onload=alert(1)>bold</b> of the page goes on.</p>',
    "javascript: links": '<p>See <a href="javascript:alert(1)">this</a> and '
    '<a href=" JaVa\tScRiPt&colon;alert(1)">that</a>.</p>',
    "data: and vbscript: links": '<p>See <a href="data:text/html,<script>alert(1)</script>">a</a> '
    "and <a href=vbscript:x>b</a>.</p>",
    "SVG": "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "MathML": "<math href='javascript:alert(1)'><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "iframe srcdoc": "<iframe srcdoc='<script>alert(1)</script>' src='javascript:alert(1)'></iframe>",
    "object and embed": "<object data=//evil.example/x></object><embed src=//evil.example/x><applet code=x></applet>",
    "form": "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>Go</button>"
    "<input autofocus onfocus=alert(1)>",
    "style": "<style>@import '//evil.example/x.css'; body{background:url(//evil.example/x)}</style>"
    "<p style='background:url(//evil.example/y)'>Styled words.</p>",
    "images": "<p>Words <img src=x onerror=alert(1)> <img src='javascript:alert(1)'> "
    "<picture><source srcset=//evil.example/x></picture></p>",
    "mutation": '<p>Words <noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript> of it.</p>',
    "text that is markup": "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt; it said.</p>",
    "comments": "<!--><script>alert(1)</script>--><p>After <!-- --!><script>alert(1)</script> --> the comment.</p>",
    "template": "<template><script>alert(1)</script></template><p is=x-evil>Words in a custom element.</p>",
}

HEADS = {
    "meta refresh": '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    "base href": '<base href="javascript:/" target="x"><link rel="stylesheet" href="//evil.example/x.css">',
    "meta values that are markup": '<meta name="author" content=\'"><script>alert(1)</script>\'>'
    '<meta property="og:image" content="javascript:alert(1)">'
    "<meta name='description' content='\"><img src=x onerror=alert(1)>'>",
    "JSON-LD that is markup": '<script type="application/ld+json">{"@type":"NewsArticle","headline":'
    '"<\\/title><img src=x onerror=alert(1)>","author":{"name":"\\u0000\\r\\nX-Evil: yes"},'
    '"image":"javascript:alert(1)"}</script>',
}


def canonical(url: str) -> str:
    """A page's word about its own address, every character of it as a reference."""
    return '<link rel="canonical" href="' + "".join(f"&#{ord(character)};" for character in url) + '">'


ADDRESSES = {
    "with CR LF": f"http://news.example.org/{INJECTION[:60]}",
    "javascript:": "javascript:alert(1)",
    "file:": "file:///etc/passwd",
    "of an unclosed bracket": "http://[::1",
    "with a password": "http://user:secret@news.example.org/",
    "climbing up": "http://news.example.org/../../../etc/passwd",
}

# A piece, how often it comes, and what stands behind.
MANY = {
    "50,000 nested div": ("<div>", 50_000, "<p>At the bottom of it all there are some words.</p>"),
    "50,000 nested b": ("<b>", 50_000, "words"),
    "50,000 nested tables": ("<table><tr><td>", 50_000, "words"),
    "50,000 ends of div": ("</div>", 50_000, "words"),
    "1,000,000 unclosed b": ("<b>", 1_000_000, ""),
    "1,000,000 times <": ("<", 1_000_000, ""),
    "100,000 links": ("<a href=x>y</a> ", 100_000, ""),
    "20,000 paragraphs": ("<p>A short line.</p>", 20_000, ""),
    "20,000 cells": ("<td>x", 20_000, ""),
    "20,000 list items": ("<li>x", 20_000, ""),
    "20,000 line breaks": ("x<br>", 20_000, ""),
}


def many(piece: str, times: int, rest: str) -> bytes:
    """A page with the same thing again and again."""
    return page(piece * times + rest)


def long_text() -> bytes:
    """12 MB in one text node."""
    return page("<p>" + "word " * 2_500_000 + "</p>")


def long_attribute() -> bytes:
    """12 MB in one attribute."""
    return page('<p title="' + "word " * 2_500_000 + '">A paragraph.</p>')


def many_attributes() -> bytes:
    """100,000 attributes on one element."""
    return page("<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">A paragraph.</p>")


# Runs of what patterns look for, long enough that a pattern that goes back over them takes minutes.
RUNS = {
    "blanks": " ",
    "no-break spaces": "\u00a0",
    "brackets": "【",
    "parentheses": "（(",
    "digits": "1",
    "dates": "2024-01-01 ",
    "editors": "责任编辑：",
    "sources": "来源：",
    "bylines": "By John ",
    "reporters": "记者 张三 ",
    "addresses": "http://a.b/",
    "mail addresses": "a@b.",
    "breadcrumbs": "首页 > ",
    "ampersands": "&amp",
    "open comments": "<!--",
    "open scripts": "<script",
    "ends of scripts": "<script></scrip",
}


def entity_bomb() -> bytes:
    """A billion laughs, for an XML parser."""
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "ha">{entities}]>'.encode() + page("<p>&e9;</p>")


def bomb(beginning: bytes = b"<html><body><p>") -> bytes:
    """300 MB in 300 kB."""
    return gzip.compress(beginning + bytes(BOMB_BYTES), 6, mtime=0)


def coded_response() -> bytes:
    """A response whose content coding is a bomb."""
    body = bomb()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return html_record(head.encode() + body, kind="response").replace(
        b"Content-Type: text/html", b"Content-Type: application/http", 1
    )


def deep_json() -> bytes:
    """Structured data, 100,000 levels of it."""
    return page(head='<script type="application/ld+json">' + '{"a":[' * 100_000 + "</script>")


def run_of(piece: str) -> bytes:
    """500 kB of one thing, in a paragraph."""
    return page(f"<p>{piece * (RUN_BYTES // len(piece.encode()))} x</p>")


def run_in_text(piece: str) -> bytes:
    """500 kB of one thing, in a text scrape."""
    return ("A line of text.\n" * 9 + piece * (RUN_BYTES // len(piece.encode()))).encode()


INPUTS: tuple[Hostile, ...] = (
    *(one(f"title with {name}", partial(page, title=value)) for name, value in VALUES.items()),
    *(described(f"manifest URL with {name}", url=f"http://news.example.org/{value}") for name, value in VALUES.items()),
    *(described(f"header with {name}", **in_headers(value)) for name, value in VALUES.items()),
    described("header name with CR LF", url="http://news.example.org/", status=200, headers={INJECTION: "x"}),
    described("reason phrase with CR LF", url="http://a.example/", status=200, reason=INJECTION, headers={"A": "b"}),
    described("content type with CR LF", content_type=f"text/html; charset={INJECTION}"),
    *(one(f"canonical URL {name}", partial(page, head=canonical(value))) for name, value in ADDRESSES.items()),
    *(described(f"manifest URL {name}", url=value) for name, value in ADDRESSES.items()),
    one("body that holds records", partial(page, f"<p>{EVIL_RECORD}</p>\r\n\r\n{EVIL_RECORD}\r\n\r\n")),
    one("text scrape that holds records", lambda: page().replace(b"<", b"\r\n\r\n") + EVIL_RECORD.encode(), SCRAPE),
    one("page that is a record", lambda: html_record(page()), pages=0, failures=1, reason="web archive"),
    one("gzip bomb", bomb, b"page.html.gz", **refused("the limit")),
    one("gzip bomb of gzip bombs", lambda: gzip.compress(bomb()), b"page.html.gz", **refused("not a page")),
    one("gzip bomb in a WARC", lambda: members(html_record(b"<p>" + bytes(BOMB_BYTES))), WARC, **refused("limit")),
    one("gzip bomb in a content coding", lambda: members(coded_response()), WARC, **refused("limit")),
    one("entity bomb", entity_bomb),
    one("JSON-LD 100,000 deep", deep_json),
    *(one(name, partial(many, *parts)) for name, parts in MANY.items()),
    one("12 MB in one text", long_text),
    one("12 MB in one attribute", long_attribute),
    one("100,000 attributes", many_attributes),
    *(one(f"500 kB of {name}", partial(run_of, piece)) for name, piece in RUNS.items()),
    *(one(f"500 kB of {name}, as text", partial(run_in_text, piece), SCRAPE) for name, piece in RUNS.items()),
    one("20,000 lines of text", lambda: b"The harbour reopened on Monday.\n" * 20_000, SCRAPE),
    *(one(f"active content: {name}", partial(page, body)) for name, body in VECTORS.items()),
    *(one(f"active content: {name}", partial(page, head=head)) for name, head in HEADS.items()),
    one("file name with line ends", page, b"a\r\nX-Evil: yes\r\n\r\n.html"),
    one("file name that is not UTF-8", page, b"\xff\xfe\x80.html"),
    one("file name with a leading dash", page, b"--out=evil.html"),
    one("file name of 255 bytes", page, b"x" * 250 + b".html"),
    one("file name of a command", page, b"$(touch evil);`touch evil`.html"),
    one("file name with controls", page, b"\x1b]0;evil\x07\x1b[2J.html"),
    one("NUL and controls in a page", partial(page, "<p>Some\0 words \x08\x1b[2J and more.</p>")),
    one("lone surrogates in a page", partial(page, "<p>Some \ud800 words &#xD800; &#x110000; and more.</p>")),
    one("bytes of no encoding", lambda: page("<p>Words, then</p>") + b"\xff\xfe\x80\x81" * 20_000),
    one("only NUL", lambda: bytes(1_000_000), **refused("")),
)


def write(hostile: Hostile, folder: Path) -> None:
    """Write the files of an input into a folder."""
    for name, content in hostile.files().items():
        with open(bytes(folder) + b"/" + name, "wb") as file:  # noqa: PTH123  # a path of bytes
            file.write(content)
