"""The article of an archived page, as its clean page and its ledger tell: without cleaning anything again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from newsclean.archive.reader import ArchivedPage
from newsclean.article.article import Article
from newsclean.errors import ArchiveError, InputError
from newsclean.page import load_page
from newsclean.segment import segment
from newsclean.types import Block, Dateline, Encoding, Image, Ledger, Metadata, Role

__all__ = ["restore"]

LISTS = ("authors", "editors", "section", "keywords")
DATES = ("published", "modified")
TEXTS = ("title", "source", "language", "site", "url", "image", "description")


def restore(page: ArchivedPage) -> Article | None:
    """The article of a page, to be rendered; None where the archive has no clean version of it.

    Its ``ledger`` is empty: the archive keeps runs of blocks, in ``page.ledger.runs``. Raises `ArchiveError` for a
    clean page or metadata that newsclean did not write.
    """
    if page.cleaned is None:
        return None
    try:
        metadata = metadata_from(page.ledger.metadata)
        confidence = float(page.ledger.get("confidence") or 0)
        found = segment(load_page(page.cleaned.payload))
    except (InputError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArchiveError(f"{page.cleaned.place}: it is no clean page of newsclean: {error}") from error
    blocks = tuple(body_blocks(found, titled=bool(metadata.title)))
    text = "\n".join(block.text for block in blocks if block.role not in {Role.FIGURE, Role.CAPTION})
    return Article(
        text,
        metadata,
        blocks,
        Ledger(),
        confidence,
        Encoding(page.ledger.get("charset") or "utf-8", page.ledger.get("charsetFrom") or ""),
        page.ledger.get("form") or "html",
    )


def metadata_from(value: Mapping[str, Any]) -> Metadata:
    """Metadata out of the JSON that the ledger keeps of it. Raises ValueError or TypeError for anything else."""
    fields: dict[str, Any] = {name: tuple(map(str, value[name])) for name in LISTS if value.get(name)}
    fields |= {name: str(value[name]) for name in TEXTS if value.get(name)}
    fields |= {name: moment(value[name]) for name in DATES if value.get(name)}
    if value.get("dateline"):
        fields["dateline"] = Dateline(**value["dateline"])
    return Metadata(**fields, origins=dict(value.get("origins") or {}))


def moment(value: str) -> date | datetime:
    """A date, or a datetime, out of ISO 8601."""
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def body_blocks(blocks: tuple[Block, ...], *, titled: bool) -> Iterator[Block]:
    """The blocks of a clean page that are the article's: without the title above it, images as images again."""
    caption = -1  # the element of the caption right above
    for number, block in enumerate(blocks):
        above, caption = caption, block.node if block.role is Role.CAPTION else -1
        if number == 0 and titled and block.role is Role.HEADING and block.level == 1:
            continue
        if block.role is Role.CAPTION:  # several captions of a figure are parted by line breaks there
            if above not in (-1, block.node):  # that of another figure, whose image is not shown
                yield replace(block, text="", role=Role.FIGURE, links=(), continues=False)
            yield replace(block, continues=False)
        elif block.links and block.path.endswith("figure > p"):
            address = block.links[0].href
            alt = "" if block.text == address else block.text
            yield replace(block, text="", role=Role.FIGURE, links=(), image=Image(address, alt))
        else:
            yield block
