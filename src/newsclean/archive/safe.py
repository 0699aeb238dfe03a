"""Values from outside made fit for a WARC file: URLs, fields, HTTP headers, JSON on one line.

Whatever reaches a record's header is written as it stands, so a line break in a URL would begin a header, or a whole
record, of a stranger's choosing, and a lone surrogate would stop the writer in the middle of a record.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

__all__ = ["file_uri", "line_of_json", "safe_field", "safe_headers", "safe_media_type", "safe_url"]

LONGEST_URL = 8192  # characters; replay tools and browsers stop earlier
LONGEST_NAME = 2048  # bytes of an input's name that a file: URI spells out
LONGEST_FIELD = 2000  # characters of one line of warc-fields
LONGEST_HEADER = 8192  # characters of one HTTP header; servers refuse longer ones

# What a record may point at. Not javascript:, data:, about: or blob:, which a viewer might follow.
SCHEMES = frozenset({"file", "ftp", "http", "https", "urn"})

URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):[!#-;=?-\[\]_a-z~]+")  # RFC 3986 §2, with no blank, quote or angle bracket
WITH_HOST = re.compile(r"https?://(?:[^/?#@]*@)?(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?(?:[/?#].*)?")
BLANKS = re.compile(r"[\s\x00-\x20\x7f-\xa0\u2028\u2029]+")
SURROGATES = re.compile(r"[\ud800-\udfff]")
NOT_JSON_SAFE = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # line ends to some readers, or not UTF-8
ONE_LINE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
NOT_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2
MEDIA_TYPE = re.compile(r"[!#$&^_.+0-9A-Za-z-]+/[!#$&^_.+0-9A-Za-z-]+")  # RFC 6838 §4.2


def safe_url(url: str) -> str | None:
    r"""A URL as a target URI: ASCII, percent-encoded as browsers do, without blanks or line ends; None if it is
    refused.

    Refused are schemes that run or embed something, http URLs without a plain host, and anything longer than 8192
    characters. What is encoded already stays as it is.

    >>> safe_url(" http://example.com/新闻 1.html\r\n")
    'http://example.com/%E6%96%B0%E9%97%BB%201.html'
    >>> safe_url("javascript:alert(1)") is None
    True
    """
    if len(url) > LONGEST_URL:
        return None
    from w3lib.url import safe_url_string

    try:
        encoded = safe_url_string(url)
    except ValueError:  # a port out of range, an unclosed bracket, a lone surrogate
        return None
    match = URL.fullmatch(encoded)
    if match is None or len(encoded) > LONGEST_URL or match[1].lower() not in SCHEMES:
        return None
    if match[1].lower() in {"http", "https"} and not WITH_HOST.fullmatch(encoded):
        return None
    return encoded


def file_uri(name: str) -> str:
    """The ``file:`` URI of an input that has no URL: its name below the input folder, percent-encoded as UTF-8.

    Bytes of a file name that are not UTF-8 are kept as they are on disk. A name of more than 2048 bytes is cut and ends
    with its SHA-256, so that two of them stay apart.

    >>> file_uri("2026/新闻 1.html")
    'file:///2026/%E6%96%B0%E9%97%BB%201.html'
    """
    raw = name_bytes(name)
    if len(raw) > LONGEST_NAME:
        raw = raw[: LONGEST_NAME - 65] + b"~" + hashlib.sha256(raw).hexdigest().encode()
    return "file:///" + quote(raw.lstrip(b"/"), safe="/-._~!$&'()*+,;=:@")


def name_bytes(name: str) -> bytes:
    """A file name as bytes: those on disk where it came from a disk, and never an error."""
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")


def safe_field(value: str, longest: int = LONGEST_FIELD) -> str:
    r"""A value as one line of ``application/warc-fields``: blanks and controls as single blanks, no surrogates, not
    long.

    >>> safe_field("a title\r\nWARC/1.0\r\n")
    'a title WARC/1.0'
    """
    line = SURROGATES.sub("\ufffd", BLANKS.sub(" ", value[: 2 * longest])).strip()
    return line if len(line) <= longest else line[: longest - 1] + "…"


def safe_media_type(content_type: str | None) -> str | None:
    """The media type of a Content-Type header, in lower case and without parameters; None where it is malformed.

    >>> safe_media_type("Text/HTML; charset=gb2312")
    'text/html'
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    return media_type if len(media_type) <= 255 and MEDIA_TYPE.fullmatch(media_type) else None


def safe_headers(headers: Iterable[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """HTTP headers for a body that has been decoded already and has ``length`` bytes.

    ``Content-Encoding`` and ``Transfer-Encoding`` no longer hold, nor does a ``Content-Length`` of the bytes on the
    wire: they are kept under the names ``X-Orig-…``, and ``Content-Length`` is set to ``length``. Names become tokens
    and values one line of ASCII, what is not ASCII percent-encoded as UTF-8.
    """
    safe: list[tuple[str, str]] = []
    for name, value in headers:
        token = NOT_TOKEN.sub("-", name.strip())[:256] or "X-Unnamed"
        line = quote(safe_field(value, LONGEST_HEADER), safe="".join(map(chr, range(0x20, 0x7F))))
        if token.lower() in {"content-encoding", "transfer-encoding"}:
            token = "X-Orig-" + token
        elif token.lower() == "content-length":
            if line == str(length):
                continue
            token = "X-Orig-" + token
        safe.append((token, line))
    return [*safe, ("Content-Length", str(length))]


def line_of_json(value: Any) -> str:  # noqa: ANN401  # whatever JSON can hold
    """A value as JSON on one line of well-formed Unicode; a lone surrogate in it is kept as an escape.

    Raises ValueError for a number that JSON cannot hold.
    """
    text = ONE_LINE.encode(value)
    return NOT_JSON_SAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
