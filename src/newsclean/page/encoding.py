"""Bytes to text, with the evidence for the encoding."""

from __future__ import annotations

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

from newsclean.types import Encoding

__all__ = ["decode"]


def decode(raw: bytes, content_type: str | None = None) -> tuple[str, Encoding]:
    """Decode a page; returns its text and how it was found. Never raises."""
    bom, mark = read_bom(raw)
    if bom is not None and mark is not None:
        text = raw[len(mark) :].decode(bom, "replace")
        return text, Encoding(bom, "bom", replaced=text.count("\ufffd"))
    declared = http_content_type_encoding(content_type)
    why = "http"
    if declared is None:
        declared, why = html_body_declared_encoding(raw), "meta"
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return text, Encoding("utf-8", why if declared == "utf-8" else "utf-8 valid", declared)
    if declared is None:
        from charset_normalizer import from_bytes

        best = from_bytes(raw).best()
        declared, why = (best.encoding, "detected") if best else ("utf-8", "fallback")
    text = to_unicode(raw, declared)
    return text, Encoding(declared, why, declared, text.count("\ufffd"))
