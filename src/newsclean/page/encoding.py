"""Bytes to text, with the evidence for the encoding.

The order, strongest first:

1. a byte order mark;
2. UTF-16 without a mark, seen by its zero bytes;
3. bytes that are valid UTF-8: chance does not make such bytes, so they beat any declaration;
4. the charset of the HTTP header, then of a meta tag or XML declaration, where the bytes agree with it;
5. detection over the whole body. Never over a slice: the telling bytes may stand anywhere.

Bytes agree with a declaration if few of them fail to decode and the frequent characters of the language are frequent
in the result. That second test is what finds GBK under a header that says iso-8859-1, or Big5 under one that says
gb2312: both decode without a single error, into rubbish.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
    to_unicode,
)

from newsclean.types import Encoding

__all__ = ["decode", "is_wide", "to_utf8"]

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# The most frequent characters of running text in the languages that are written in these encodings.
_CHINESE = "的一是在不了有和人中大年国國为為上个個到日月"
_JAPANESE = "のにはをたがでてとしいなる、。"
_KOREAN = "이다는의에을가로고하지"
_FREQUENT = {
    "gb18030": _CHINESE,
    "big5hkscs": _CHINESE,
    "hz": _CHINESE,
    "cp932": _JAPANESE,
    "euc_jp": _JAPANESE,
    "iso2022_jp": _JAPANESE,
    "cp949": _KOREAN,
    "utf-8": _CHINESE + _JAPANESE + _KOREAN,
}
_TABLES = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
# Of the characters outside ASCII in correctly decoded news, the frequent ones make up 5 to 40 %; in Chinese decoded
# with the wrong table, less than 2 %.
_FREQUENT_SHARE = 0.04
# Below this many characters outside ASCII, their frequencies say nothing.
_ENOUGH_CHARACTERS = 40
# A page cut in the middle of a character, or with a garbled passage, is still in its encoding: undecodable characters
# per character outside ASCII up to which that holds, without and with the support of frequent characters.
_FEW_REPLACED = 0.02
_MANY_REPLACED = 0.25
# UTF-8 sequences hardly occur by chance, so that one wrong byte in ten is still UTF-8.
_UTF8_REPLACED = 0.1
# Of the characters of a page read as UTF-16 the right way round, at least this share is ASCII (markup, blanks, digits)
# or frequent; read the wrong way, or if the bytes are no text at all, hardly any is.
_WIDE_SHARE = 0.2

_LATIN = frozenset({"cp1252", "iso8859-1", "iso8859-15", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac-roman"})
# In Latin scripts a letter outside ASCII stands between ASCII letters; in others such bytes follow each other. (0xa0 is
# a blank in Latin tables, and often repeated.)
_RUNS = re.compile(rb"[\x80-\x9f\xa1-\xff]{2,}")
_RUN_BYTES, _RUN_SHARE = 10, 0.35
# An English page may have no other bytes outside ASCII than these, and a detector of languages has nothing to go by.
_LATIN_PUNCTUATION = "€…‘’“”•–—™\N{NO-BREAK SPACE}£©«®°·»".encode("cp1252")
_PUNCTUATION_SHARE = 0.6
_OUTSIDE_ASCII = bytes(range(0x80, 0x100))

# What switches an encoding of seven bits from ASCII to Japanese, Korean or Chinese, and these encodings.
_SHIFTS = re.compile(rb"\x1b[$(]|~\{")
_SHIFTED = frozenset({"iso2022_jp", "iso2022_kr", "hz"})

# w3lib reads a declaration in the first 4096 bytes; this finds the place of one that comes later.
_LATE_DECLARATION = re.compile(rb"<meta\s[^<>]{0,500}?charset", re.IGNORECASE)
_DECLARATION_BYTES = 4096


@dataclass(frozen=True, slots=True)
class _Reading:
    """The bytes as one codec reads them: ``why`` that codec was tried, and whether the text looks right."""

    codec: str
    why: str
    text: str
    replaced: int
    fits: bool


def decode(raw: bytes, content_type: str | None = None) -> tuple[str, Encoding]:
    """Turn the bytes of a page into text, without its byte order mark.

    ``content_type`` is the page's HTTP header, such as ``text/html; charset=gbk``. Labels mean what browsers take them
    for (https://encoding.spec.whatwg.org/#names-and-labels): gb2312 is gb18030, big5 has the Hong Kong characters,
    shift_jis is cp932. Takes linear time and never raises; what cannot be decoded is U+FFFD and counted.
    """
    codec, mark = read_bom(raw)
    if codec is not None and mark is not None:
        return _decode_marked(raw[len(mark) :], codec, content_type)
    if b"\0" in raw and (codec := _wide_codec(raw)) is not None:
        text = raw.decode(codec, "replace")
        return text, Encoding(codec, "detected", replaced=text.count(_REPLACEMENT))
    declarations = _declarations(raw, content_type)
    label, why = declarations[0] if declarations else (None, "")
    try:
        text, length = codecs.utf_8_decode(raw)
    except UnicodeDecodeError:
        return _weigh(raw, declarations)
    cut = length < len(raw)  # in the middle of the last character
    if text.isascii() and (cut or _SHIFTS.search(raw) is not None):
        return _weigh(raw, declarations)
    return text + _REPLACEMENT * cut, Encoding("utf-8", why if label == "utf-8" else "utf-8 valid", label, int(cut))


def _decode_marked(rest: bytes, codec: str, content_type: str | None) -> tuple[str, Encoding]:
    """Decode what follows a byte order mark, which an editor may have put before text in another encoding."""
    text = rest.decode(codec, "replace")
    replaced = text.count(_REPLACEMENT)
    if replaced and codec == "utf-8":
        return _weigh(rest, [("utf-8", "bom"), *_declarations(rest, content_type)])
    return text, Encoding(codec, "bom", replaced=replaced)


def to_utf8(text: str) -> bytes:
    """Text as UTF-8. Halves of surrogate pairs are joined; one without its other half becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def is_wide(raw: bytes) -> bool:
    """Whether bytes with zeros among them are text in UTF-16 or UTF-32."""
    return read_bom(raw)[0] in {"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"} or _wide_codec(raw) is not None


def _wide_codec(raw: bytes) -> str | None:
    """The kind of UTF-16 that bytes with zeros are in, or None."""
    best, codec = _WIDE_SHARE, None
    for name in ("utf-16-le", "utf-16-be"):
        text = raw.decode(name, "replace")
        plain = len(text.encode("ascii", "ignore")) - text.count("\0")
        known = plain + sum(map(text.count, _FREQUENT["utf-8"])) - text.count(_REPLACEMENT)
        if (share := known / max(1, len(text))) > best:
            best, codec = share, name
    return codec


def _declarations(raw: bytes, content_type: str | None) -> list[tuple[str, str]]:
    """The codecs that the header and the page declare, each with which of them does."""
    labels = (http_content_type_encoding(content_type), "http"), (html_body_declared_encoding(raw), "meta")
    return [(label, why) for label, why in labels if label is not None]


def _weigh(raw: bytes, declarations: list[tuple[str, str]]) -> tuple[str, Encoding]:
    """Decode bytes that are not valid UTF-8: by the first declaration that fits, else by what reads best."""
    if not declarations and (late := _LATE_DECLARATION.search(raw)) is not None:
        declarations = _declarations(raw[late.start() : late.start() + _DECLARATION_BYTES], None)
    readings = []
    for codec, why in _candidates(raw, declarations):
        readings.append(_read(raw, codec, why))
        if readings[-1].fits:
            break
    best = min(readings, key=lambda reading: (not reading.fits, reading.replaced))
    label = declarations[0][0] if declarations else None
    return best.text, Encoding(best.codec, best.why, label, best.replaced)


def _candidates(raw: bytes, declarations: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The codecs to try; the detector is only asked if a caller gets that far."""
    if raw.isascii():
        yield from ((codec, why) for codec, why in declarations if codec in _SHIFTED)
    else:
        # The zero bytes of UTF-16 and UTF-32 would have been seen: a page that declares them here is wrong.
        yield from ((codec, why) for codec, why in declarations if not codec.startswith(("utf-16", "utf-32")))
        yield "utf-8", "detected"
    yield _detect(raw), "detected"
    # A detector rules an encoding out at the first byte that is wrong in it. News has such bytes.
    yield from ((codec, "detected") for codec in _TABLES)


def _read(raw: bytes, codec: str, why: str) -> _Reading:
    text = to_unicode(raw, codec)
    outside_ascii = len(text) - len(text.encode("ascii", "ignore"))
    replaced = text.count(_REPLACEMENT)
    if codec in _FREQUENT and outside_ascii >= _ENOUGH_CHARACTERS:
        frequent = sum(map(text.count, _FREQUENT[codec]))
        fits = frequent >= outside_ascii * _FREQUENT_SHARE and replaced <= outside_ascii * _MANY_REPLACED
    else:
        fits = replaced <= 1 + outside_ascii * _FEW_REPLACED
        if codec in _LATIN:
            fits = fits and not _is_in_runs(raw, _RUN_BYTES)
        elif codec in _TABLES:
            fits = fits and _is_in_runs(raw)
    if codec == "utf-8":
        fits = (fits and outside_ascii >= _ENOUGH_CHARACTERS) or replaced <= outside_ascii * _UTF8_REPLACED
    return _Reading(codec, why, text, replaced, fits)


def _is_in_runs(raw: bytes, at_least: int = 0) -> bool:
    """Whether many of the bytes outside ASCII follow each other, as they do in all but Latin scripts."""
    in_runs = sum(map(len, _RUNS.findall(raw)))
    return in_runs >= at_least and in_runs >= _count_outside_ascii(raw) * _RUN_SHARE


def _count_outside_ascii(raw: bytes) -> int:
    return len(raw) - len(raw.translate(None, _OUTSIDE_ASCII))


def _detect(raw: bytes) -> str:
    """The codec that the whole body speaks for."""
    from chardetng_py import EncodingDetector  # type: ignore[import-untyped]

    detector = EncodingDetector()
    detector.feed(raw, last=False)  # so that half a character at the end does not speak against an encoding
    codec = resolve_encoding(detector.guess(tld=None, allow_utf8=False)) or "cp1252"
    if raw.isascii():
        return codec if codec in _SHIFTED else "utf-8"
    punctuation = len(raw) - len(raw.translate(None, _LATIN_PUNCTUATION))
    if punctuation >= _count_outside_ascii(raw) * _PUNCTUATION_SHARE and not _is_in_runs(raw, _RUN_BYTES):
        return "cp1252"
    return codec
