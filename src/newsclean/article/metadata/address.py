"""Addresses: the article's own, and that of its lead image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from newsclean.article.metadata.evidence import Evidence, texts_of
from newsclean.types import Kind, Ledger

__all__ = ["find_image", "find_url"]

LONGEST_ADDRESS = 2000


def find_url(evidence: Evidence) -> tuple[str | None, str]:
    """The article's address: canonical or ``og:url`` where that is a clean one of more than a front page, else the page's."""
    head = evidence.head
    for text, origin in ((head.links.get("canonical", ""), "link canonical"), (head.first("og:url"), "meta og:url")):
        address = _clean(text, evidence.url)
        if address and (urlsplit(address).path.strip("/") or urlsplit(address).query or not evidence.url):
            return address, origin
    return (evidence.url, "capture") if evidence.url else (None, "")


def find_image(evidence: Evidence, ledger: Ledger) -> tuple[str | None, str]:
    """The address of the lead image: that of the page's metadata, else of the first picture in the text."""
    for name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnail"):
        if address := _clean(evidence.head.first(name), evidence.url):
            return address, f"meta {name}"
    for text in _json_ld_images(evidence.article.get("image")):
        if address := _clean(text, evidence.url):
            return address, "json-ld"
    for entry in ledger:
        if entry.block.image and entry.verdict.kind is Kind.BODY and (address := _clean(entry.block.image.src, evidence.url)):
            return address, f"block {entry.block.index} (body)"
    return None, ""


def _json_ld_images(value: Any) -> Iterator[str]:
    yield from texts_of(value, "url", "contentUrl", "@id")


def _clean(text: str, base: str) -> str:
    """An address made absolute; empty for what is no http address that a record could carry."""
    try:
        address = urljoin(base, text.strip()) if text else ""
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or len(address) > LONGEST_ADDRESS:
        return ""
    return "" if any(character.isspace() or not character.isprintable() for character in address) else address
