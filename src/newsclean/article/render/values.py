"""An article as plain values: strings, numbers, booleans, None, lists and dictionaries with string keys."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from newsclean.types import Block, Image, LedgerEntry, Metadata, Reason

if TYPE_CHECKING:
    from newsclean.article.article import Article

__all__ = ["block_values", "entry_values", "metadata_values", "to_dict"]

# Confidences and weights are told to this many decimals: enough to compare, and the same on every processor.
DECIMALS = 4


def to_dict(article: Article) -> dict[str, Any]:
    """The article as JSON can hold it.

    ``text`` and ``confidence``; ``metadata`` with dates in ISO 8601 and the origin of each field; ``blocks``, the body;
    ``ledger``, every block of the page with its kind, confidence and reasons; ``form``, ``encoding`` and ``damage``.
    """
    return {
        "text": article.text,
        "confidence": _number(article.confidence),
        "metadata": metadata_values(article.metadata),
        "blocks": [block_values(block) for block in article.blocks],
        "ledger": [entry_values(entry) for entry in article.ledger],
        "form": article.form,
        "encoding": asdict(article.encoding),
        "damage": list(article.damage),
    }


def metadata_values(metadata: Metadata) -> dict[str, Any]:
    """Every field of the metadata, also those without a value."""
    return {
        "title": metadata.title,
        "authors": list(metadata.authors),
        "editors": list(metadata.editors),
        "source": metadata.source,
        "published": _date(metadata.published),
        "modified": _date(metadata.modified),
        "section": list(metadata.section),
        "keywords": list(metadata.keywords),
        "language": metadata.language,
        "site": metadata.site,
        "url": metadata.url,
        "image": metadata.image,
        "description": metadata.description,
        "dateline": asdict(metadata.dateline) if metadata.dateline else None,
        "origins": dict(sorted(metadata.origins.items())),
    }


def block_values(block: Block) -> dict[str, Any]:
    """A block's place, role and text; its level, links and image where it has them."""
    values: dict[str, Any] = {"index": block.index, "role": block.role.value, "text": block.text}
    if block.level:
        values["level"] = block.level
    if block.continues:
        values["continues"] = True
    if block.links:
        values["links"] = [{"start": link.start, "end": link.end, "href": link.href} for link in block.links]
    if block.image:
        values["image"] = _image(block.image)
    return values


def entry_values(entry: LedgerEntry) -> dict[str, Any]:
    """A block with its verdict: kind, confidence, reasons, and the elements around it."""
    return {
        **block_values(entry.block),
        "kind": entry.verdict.kind.value,
        "confidence": _number(entry.verdict.confidence),
        "reasons": [_reason(reason) for reason in entry.verdict.reasons],
        "path": entry.block.path,
        "hidden": entry.block.hidden,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "labeller": reason.labeller,
        "kind": reason.kind.value,
        "weight": _number(reason.weight),
        "detail": reason.detail,
    }


def _image(image: Image) -> dict[str, str]:
    return {"src": image.src, "alt": image.alt}


def _number(value: float) -> float:
    return round(float(value), DECIMALS)


def _date(value: date | None) -> str | None:
    return value.isoformat() if value else None
