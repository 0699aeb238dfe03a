"""Labelled blocks to an article: its text, its metadata, the ledger, and how far all of it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.article.article import Article
from newsclean.article.metadata import read_metadata
from newsclean.options import Options
from newsclean.types import Block, Kind, Ledger, LedgerEntry, Page, Role, Verdict

__all__ = ["assemble"]

# Below this length, in characters, an article is likely a page without one: confidence falls with it.
SHORT_ARTICLE = 150


def assemble(
    page: Page, blocks: Sequence[Block], verdicts: Sequence[Verdict], options: Options = Options()
) -> Article:  # frozen
    """Put an article together from the blocks of a page and their verdicts, one a block."""
    entries = tuple(LedgerEntry(block, verdict) for block, verdict in zip(blocks, verdicts, strict=True))
    ledger = Ledger(entries)
    kept = tuple(entry.block for entry in entries if entry.verdict.kind in (Kind.BODY, Kind.CAPTION))
    captions = {entry.block.index for entry in entries if entry.verdict.kind is Kind.CAPTION}
    lines = [
        block.text
        for block in kept
        if block.role is not Role.FIGURE and (options.captions or block.index not in captions)
    ]
    return Article(
        text="\n".join(lines),
        metadata=read_metadata(page, ledger),
        blocks=kept,
        ledger=ledger,
        confidence=_confidence(ledger),
        encoding=page.encoding,
        form=page.form,
        damage=page.damage,
        options=options,
    )


def _confidence(ledger: Ledger) -> float:
    """The token F1 to expect of the text, by the probabilities of its blocks.

    With p the probability that a block is body and u its length, the text holds the sum of u over kept blocks, of which
    p * u is expected to be right, and the page is expected to hold the sum of p * u: F1 is twice the right ones by the
    sum of both. Short articles are trusted less, since pages without any article give them.
    """
    right = chosen = present = 0.0
    for entry in ledger:
        length = len(entry.block.text)
        kept = entry.verdict.kind is Kind.BODY
        probability = entry.verdict.confidence if kept else 1 - entry.verdict.confidence
        present += probability * length
        if kept:
            chosen += length
            right += probability * length
    if not chosen:
        return 0.0
    return round(2 * right / (chosen + present) * min(1.0, 0.5 + chosen / (2 * SHORT_ARTICLE)), 4)
