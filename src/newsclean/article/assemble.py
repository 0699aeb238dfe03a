"""Labelled blocks to an article: its text, its metadata, the ledger, and how far all of it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.article.article import Article
from newsclean.article.metadata import read_metadata
from newsclean.article.metadata.address import base_address
from newsclean.label import Labelling
from newsclean.making import make_entry
from newsclean.options import Options
from newsclean.types import Block, Kind, Ledger, Page, Role

__all__ = ["assemble"]

KEPT = frozenset({Kind.BODY, Kind.CAPTION})


def assemble(
    page: Page, blocks: Sequence[Block], labelling: Labelling, options: Options = Options()
) -> Article:  # frozen
    """Put an article together from the blocks of a page and what they were judged to be."""
    if len(blocks) != len(labelling.verdicts):
        raise ValueError(f"{len(blocks)} blocks have {len(labelling.verdicts)} verdicts")
    ledger = Ledger(tuple(map(make_entry, blocks, labelling.verdicts)))
    kept = [entry for entry in ledger.entries if entry.verdict.kind in KEPT]
    lines = [
        entry.block.text
        for entry in kept
        if entry.block.role is not Role.FIGURE and (options.captions or entry.verdict.kind is Kind.BODY)
    ]
    return Article(
        text="\n".join(lines),
        metadata=read_metadata(page, ledger),
        blocks=tuple([entry.block for entry in kept]),
        ledger=ledger,
        confidence=labelling.confidence,
        encoding=page.encoding,
        form=page.form,
        damage=page.damage,
        options=options,
        base=base_address(page.head, page.url) if page.head.base else None,
    )
