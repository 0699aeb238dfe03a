"""What trafilatura takes for the article, mapped onto blocks, where the other evidence disagrees with itself.

Barbaresi, Trafilatura (ACL 2021), https://trafilatura.readthedocs.io. It is loaded when it is first asked, fetches
nothing, and its answer is one reason among others: no text comes from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.label.ballot import Ballot
from newsclean.label.characters import squeeze
from newsclean.label.context import Context
from newsclean.types import Kind, Role, Verdict

__all__ = ["ASK_BELOW", "ask_trafilatura"]

# An article that is trusted less than this is worth a second opinion.
ASK_BELOW = 1 / 3
# What the opinion adds to the log-odds for body of a block that it keeps, and takes from those of one that it does not.
WEIGHT = 1.0
# Larger pages, in characters, are not asked about: trafilatura takes a second for a megabyte, four times what all of
# newsclean takes.
LARGEST_PAGE = 600_000
# An answer that is shorter, in characters, is none; a block that is shorter has to be a line of it.
SHORTEST_ANSWER = 100
SHORTEST_PIECE = 12
# Share of the shorter one of the two articles, in characters, that has to be in both: else it speaks of another one.
LEAST_SHARED = 0.3


def ask_trafilatura(context: Context, ballot: Ballot, verdicts: Sequence[Verdict]) -> bool:
    """Say for each block that is shown whether trafilatura keeps it; False where it finds no article, or another one
    than the ``verdicts`` do: then nothing tells which of the two is right."""
    answer = _answer(context.page.text) if context.page.tree is not None else ""
    if len(answer) < SHORTEST_ANSWER:
        return False
    whole = squeeze(answer)
    lines = {squeeze(line) for line in answer.splitlines()}
    shown = {i: squeeze(block.text) for i, block in enumerate(context.blocks) if block.text and not block.hidden}
    kept = {i for i, words in shown.items() if words in lines or (len(words) >= SHORTEST_PIECE and words in whole)}
    ours = {i for i, verdict in enumerate(verdicts) if verdict.kind is Kind.BODY and i in shown}
    length = {which: sum([len(shown[i]) for i in blocks]) for which, blocks in (("ours", ours), ("kept", kept))}
    if not kept or sum([len(shown[i]) for i in ours & kept]) < LEAST_SHARED * min(length.values()):
        return False
    for i, words in shown.items():
        if i in kept:
            ballot.add(i, "second_opinion", Kind.BODY, WEIGHT, "trafilatura keeps it")
        elif words and context.blocks[i].role is not Role.HEADING:  # it leaves out many that belong to the text
            ballot.add(i, "second_opinion", Kind.BODY, -WEIGHT, "trafilatura leaves it out")
    return True


def _answer(html: str) -> str:
    """The main text that trafilatura finds, or nothing, whatever may go wrong in it."""
    if len(html) > LARGEST_PAGE:
        return ""
    import trafilatura

    try:
        # Its fallbacks hardly ever change its opinion, and take a quarter of its time.
        return trafilatura.extract(html, include_comments=False, fast=True) or ""
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # it is only asked for an opinion
        return ""
