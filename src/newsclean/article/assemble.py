"""Labelled blocks to an article: its text, its metadata, the ledger, and how far all of it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.article.article import Article
from newsclean.article.metadata import read_metadata
from newsclean.making import make_entry
from newsclean.options import Options
from newsclean.types import Block, Kind, Ledger, Page, Role, Verdict

__all__ = ["assemble"]

KEPT = frozenset({Kind.BODY, Kind.CAPTION})
# Below this length, in characters, an article is likely a page without one: confidence falls with it.
SHORT_ARTICLE = 150


def assemble(
    page: Page, blocks: Sequence[Block], verdicts: Sequence[Verdict], options: Options = Options()
) -> Article:  # frozen
    """Put an article together from the blocks of a page and their verdicts, one a block."""
    if len(blocks) != len(verdicts):
        raise ValueError(f"{len(blocks)} blocks have {len(verdicts)} verdicts")
    ledger = Ledger(tuple(map(make_entry, blocks, verdicts)))
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
    body = Kind.BODY
    for entry in ledger.entries:
        length, verdict = len(entry.block.text), entry.verdict
        if verdict.kind is body:
            chosen += length
            right += verdict.confidence * length
        else:
            present += (1 - verdict.confidence) * length
    present += right
    if not chosen:
        return 0.0
    return round(2 * right / (chosen + present) * min(1.0, 0.5 + chosen / (2 * SHORT_ARTICLE)), 4)
