"""HTML, a text scrape, or neither: told by content, never by name."""

from __future__ import annotations

import json
import re
from typing import Literal

from newsclean.errors import NotAPageError
from newsclean.page.encoding import is_wide

__all__ = ["reject_binary", "sniff"]

_HAND_OVER = "give newsclean the HTML page itself, or its text"
_UNPACK = "unpack it first, or give newsclean the file by its name"
# First bytes (https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern), what they begin, and the remedy.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", "a JPEG image", _HAND_OVER),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _HAND_OVER),
    (b"GIF87a", "a GIF image", _HAND_OVER),
    (b"GIF89a", "a GIF image", _HAND_OVER),
    (b"II*\0", "a TIFF image", _HAND_OVER),
    (b"MM\0*", "a TIFF image", _HAND_OVER),
    (b"\0\0\1\0", "an icon", _HAND_OVER),
    (b"8BPS\0", "a Photoshop image", _HAND_OVER),
    (b"%PDF-", "a PDF document", "extract its text first"),
    (b"%!PS", "a PostScript document", "extract its text first"),
    (b"{\\rtf", "an RTF document", "extract its text first"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "extract its text first"),
    (b"PK\x03\x04", "a zip archive or an Office document", "unpack it first"),
    (b"PK\x05\x06", "an empty zip archive", _HAND_OVER),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"\x1f\x8b", "gzip data", _UNPACK),
    (b"BZh", "bzip2 data", _UNPACK),
    (b"\xfd7zXZ\0", "xz data", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "zstd data", _UNPACK),
    (b"\x7fELF", "a program", _HAND_OVER),
    (b"SQLite format 3\0", "an SQLite database", _HAND_OVER),
    (b"OggS", "an Ogg recording", _HAND_OVER),
    (b"ID3", "an MP3 recording", _HAND_OVER),
    (b"fLaC\0", "a FLAC recording", _HAND_OVER),
    (b"FLV\1", "a Flash video", _HAND_OVER),
    (b"\x1a\x45\xdf\xa3", "a Matroska video", _HAND_OVER),
    (b"wOFF", "a font", _HAND_OVER),
    (b"wOF2", "a font", _HAND_OVER),
    (b"WARC/1.", "a WARC file", "extract its pages first"),
)
# These signatures are letters that prose may begin with: they count only where zero bytes follow.
_SPELLED = frozenset({b"BZh", b"OggS", b"ID3", b"wOFF", b"wOF2", b"FLV\1"})
_ANY_SIGNATURE = tuple(signature for signature, _, _ in _SIGNATURES)
_CONTAINERS = {b"WEBP": "a WebP image", b"WAVE": "a WAVE recording", b"AVI ": "an AVI video"}  # RIFF, length, name
_HEAD_BYTES = 4096
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b"))
_CONTROL_CHARACTERS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\N{REPLACEMENT CHARACTER}]")
# Hardly a control character stands in text. In compressed data and in programs, one byte in ten is one.
_CONTROL_SHARE = 0.1
_FEW_CONTROLS = 4

_TAG_NAME = re.compile(
    r"(?:"
    "a|abbr|acronym|address|article|aside|b|base|basefont|big|blockquote|body|br|button|caption|center|cite|code|"
    "col|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|"
    "frameset|h1|h2|h3|h4|h5|h6|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|"
    "map|mark|marquee|menu|meta|nav|noscript|object|ol|option|p|picture|pre|q|s|samp|script|section|select|small|"
    "source|span|strike|strong|style|sub|summary|sup|table|tbody|td|template|textarea|tfoot|th|thead|time|title|"
    "tr|tt|u|ul|var|video"
    r")\Z",
    re.IGNORECASE,
)
_PROLOGUE = re.compile(
    r"(?:[\s\ufeff]++|<!--.*?(?:-->|\Z)|<\?[^<>]*+>|<!(?!doctype\s++html\b)[^<>]*+>)*+", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(!doctype(?=\s)|[a-z][\w:.-]*+)", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,10})(?=[\s/>])([^<>]*+)>")
_OFTEN_UNCLOSED = frozenset({"br", "hr", "p", "li", "td", "tr"})
_XML_DECLARATION = re.compile(r"[\s\ufeff]{0,100}<\?xml\s")
_FEEDS = frozenset({"rss", "feed", "rdf:rdf", "urlset", "sitemapindex", "opml", "svg"})
_WEB_ARCHIVE = re.compile(
    r"(?:[a-z-]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*?content-type:\s*multipart/related", re.IGNORECASE
)
# In HTML that does not begin with a tag, one comes at least every so many characters; prose mentions one now and then,
# and does not close it.
_CHARACTERS_PER_TAG = 500
_FEWEST_TAGS = 3


def reject_binary(raw: bytes) -> None:
    """Raise `NotAPageError`, naming what they look like, for bytes that are no text in any encoding."""
    head = raw[:_HEAD_BYTES]
    for signature, what, remedy in _SIGNATURES if raw.startswith(_ANY_SIGNATURE) else ():
        if raw.startswith(signature) and (signature not in _SPELLED or b"\0" in head):
            raise _not_a_page(what, remedy)
    if raw.startswith(b"RIFF") and raw[8:12] in _CONTAINERS:
        raise _not_a_page(_CONTAINERS[raw[8:12]], _HAND_OVER)
    if raw[4:8] == b"ftyp" and b"\0" in raw[:4]:
        raise _not_a_page("an MP4 video", _HAND_OVER)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(_FEW_CONTROLS, len(head) * _CONTROL_SHARE) and not is_wide(head):
        raise _not_a_page("binary data", _HAND_OVER)


def sniff(text: str) -> Literal["html", "text"]:
    """Tell HTML from a text scrape. Fragments and XHTML are HTML; prose that mentions a few tags is a text scrape.

    Raises `NotAPageError` for text that is neither: none at all, JSON, a feed or other XML, a web archive (MHTML), or
    mostly control characters.
    """
    start = _prologue_length(text)
    if start == len(text) and not text.strip("\ufeff \t\r\n\f\v"):
        raise NotAPageError("the page is empty: nothing to clean")
    root = _ROOT.match(text, start)
    name = "" if root is None else root[1].lower()
    if name == "!doctype" or _TAG_NAME.match(name) is not None:
        return "html"
    if name in _FEEDS:
        raise _not_a_page(f"a feed or drawing (<{name}>)", "give newsclean the pages that it links to")
    if _looks_marked_up(text) or (start == len(text) and "<!--" in text):
        return "html"
    if _XML_DECLARATION.match(text) is not None:
        raise _not_a_page(f"XML (<{name}>)", _HAND_OVER)
    if _is_json(text, start):
        raise _not_a_page("JSON", "give newsclean the HTML or the text that it holds")
    if _WEB_ARCHIVE.match(text) is not None:
        raise _not_a_page("a web archive (MHTML)", "give newsclean the file by its name, ending in .mhtml")
    if len(_CONTROL_CHARACTERS.findall(text)) > max(_FEW_CONTROLS, len(text) * _CONTROL_SHARE):
        raise _not_a_page("binary data", _HAND_OVER)
    return "text"


def _not_a_page(what: str, remedy: str) -> NotAPageError:
    return NotAPageError(f"not a page: this looks like {what}; {remedy}")


def _prologue_length(text: str) -> int:
    prologue = _PROLOGUE.match(text)
    return 0 if prologue is None else prologue.end()


def _looks_marked_up(text: str) -> bool:
    """Whether tags are in use: known ones, closed or with attributes, and often."""
    needed = max(_FEWEST_TAGS, len(text) // _CHARACTERS_PER_TAG)
    for tag in _TAG.finditer(text):
        in_use = tag[1] or tag[3].strip(" /") or tag[2].lower() in _OFTEN_UNCLOSED
        if in_use and _TAG_NAME.match(tag[2]) is not None:
            needed -= 1
            if not needed:
                return True
    return False


def _is_json(text: str, start: int) -> bool:
    """Whether the text is a JSON object or array, or lines of such."""
    if text[start : start + 1] not in {"{", "["}:
        return False
    for candidate in (text[start:], text[start:].partition("\n")[0]):
        try:
            if isinstance(json.loads(candidate), (dict, list)):
                return True
        except RecursionError:
            return True
        except ValueError:
            continue
    return False
