"""What a file's name tells: whether it is a page, how it is shown, and its ``file:`` address."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from urllib.parse import quote

__all__ = ["MANIFEST", "Promise", "compression_suffix", "file_address", "printable", "promise"]

MANIFEST = "manifest.jsonl"

_COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
_HTML = frozenset("html htm xhtml xht shtml shtm php phtml asp aspx jsp".split())
_ARCHIVES = frozenset({"mht", "mhtml"})
_RECORDS = frozenset({"arc", "wacz", "warc"})
# Files that stand beside pages and are never pages: they are not even opened.
_OTHERS = frozenset(
    (
        "7z aac atom avi avif bmp br cdx cdxj class css csv db dll doc docx eot epub exe flac flv gif ico ini iso jar "
        "jpeg jpg js json jsonl log lz4 m3u8 m4a m4v map md mjs mkv mov mp3 mp4 mpeg mpg ods odt ogg ogv opus otf "
        "parquet pdf png ppt pptx ps py rar rss rtf sh sqlite svg svgz swf tar tgz tif tiff toml ts ttf "
        "wasm wav webm webmanifest webp wma wmv woff woff2 xls xlsx yaml yml zip"
    ).split()
)
_UNPRINTABLE = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class Promise(StrEnum):
    """What a file's name promises of its content."""

    PAGE = "page"  # it must give a page, or a failure
    WEB_ARCHIVE = "web archive"  # MHTML, which holds a page
    RECORDS = "records"  # WARC, ARC or WACZ, which hold many
    OTHER = "other"  # a style sheet, a picture …: not a page
    UNKNOWN = "unknown"  # its content decides


def promise(name: str) -> Promise:
    """What a file name promises; a suffix of compression is looked through.

    >>> promise("2024/story.shtml.gz"), promise("style.css"), promise("story")
    (<Promise.PAGE: 'page'>, <Promise.OTHER: 'other'>, <Promise.UNKNOWN: 'unknown'>)
    """
    base = os.path.basename(name).lower()
    if base == MANIFEST or base.startswith("._") or base in {".ds_store", "thumbs.db"}:
        return Promise.OTHER
    extension = os.path.splitext(base.removesuffix(compression_suffix(base)))[1][1:]
    if extension in _HTML or extension == "txt":
        return Promise.PAGE
    if extension in _ARCHIVES:
        return Promise.WEB_ARCHIVE
    if extension in _RECORDS:
        return Promise.RECORDS
    return Promise.OTHER if extension in _OTHERS else Promise.UNKNOWN


def compression_suffix(name: str) -> str:
    """The suffix that says how a file is compressed, such as ``.gz``; empty if there is none."""
    suffix = os.path.splitext(name)[1]
    return suffix if suffix.lower() in _COMPRESSED else ""


def printable(name: str) -> str:
    r"""A file name that can be printed on one line and encoded, and that no other file name has.

    Control and layout characters, bytes that are not UTF-8, and the backslash that marks them are escaped.

    >>> printable("新闻 1.html"), printable("a\nb.html")
    ('新闻 1.html', 'a\\x0ab.html')
    """
    return _UNPRINTABLE.sub(lambda match: _escape(match[0]), name)


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as `os.fsdecode` gives it
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def file_address(name: str) -> str:
    """The ``file:`` URL of a name below the input folder, with the bytes that it has on disk percent-encoded.

    >>> file_address("2024/新闻 1.html")
    'file:///2024/%E6%96%B0%E9%97%BB%201.html'
    """
    return "file:///" + quote(os.fsencode(name).lstrip(b"/"), safe="/~!$&'()*+,;=:@")
