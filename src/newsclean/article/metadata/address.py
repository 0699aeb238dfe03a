"""Addresses: the article's own, and that of its lead image."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from newsclean.article.metadata.evidence import Evidence
from newsclean.types import Head, Kind, Ledger

__all__ = ["base_address", "find_image", "find_url"]

LONGEST_ADDRESS = 2000


def base_address(head: Head, url: str | None) -> str:
    """The address that a page's links are relative to: the one that its ``base`` element gives, else its own; empty
    where neither is known."""
    return (_clean(head.base, url or "") if head.base else "") or url or ""


def find_url(evidence: Evidence) -> tuple[str | None, str]:
    """The article's address: canonical or ``og:url``, where clean and more than a front page, else the page's."""
    head = evidence.head
    base = base_address(head, evidence.url)
    for text, origin in ((head.links.get("canonical", ""), "link canonical"), (head.first("og:url"), "meta og:url")):
        address = _clean(text, base)
        if address and (urlsplit(address).path.strip("/") or urlsplit(address).query or not evidence.url):
            return address, origin
    return (evidence.url, "capture") if evidence.url else (None, "")


def find_image(evidence: Evidence, ledger: Ledger) -> tuple[str | None, str]:
    """The address of the lead image: that of the page's metadata, else of the first picture in the text."""
    base = base_address(evidence.head, evidence.url)
    for text, origin in evidence.meta("image"):
        if address := _clean(text, base):
            return address, origin
    for text in evidence.structured("image", "url", "contentUrl", "@id"):
        if address := _clean(text, base):
            return address, "json-ld"
    for entry in ledger.entries:
        image = entry.block.image
        if image and entry.verdict.kind is Kind.BODY and (address := _clean(image.src, base)):
            return address, f"block {entry.block.index} (body)"
    return None, ""


def _clean(text: str, base: str) -> str:
    """An address made absolute; empty for what is no http address that a record could carry."""
    if not text:
        return ""
    try:
        parts = urlsplit(text.strip())
        if not parts.scheme or not parts.netloc:
            parts = urlsplit(urljoin(base, text.strip()))
        address = parts.geturl()
        is_http = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    if not is_http or len(address) > LONGEST_ADDRESS:
        return ""
    return address if " " not in address and address.isprintable() else ""
