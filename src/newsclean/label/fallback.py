"""The last step of the decision: an article is never empty while the page has prose, and pictures go with their
text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from newsclean.label.characters import STOP
from newsclean.label.context import Context
from newsclean.label.vote import because
from newsclean.making import make_reason, make_verdict
from newsclean.types import Kind, Role, Verdict

__all__ = ["never_empty"]

# Kinds of text that a picture outside of the article does not share.
BESIDE_FIGURES = (Kind.BODY, Kind.CAPTION, Kind.TITLE)

# Least length, in units, for a block to be prose, and for one that ends as a sentence does.
PROSE_UNITS = 8.0
SENTENCE_UNITS = 2.0
# What other blocks must reach of the best one's probability to be kept with it.
SHARE_OF_BEST = 0.5
# How many lines above the article the title of a text scrape may stand, and its least length in units.
TITLE_LINES = 8
TITLE_UNITS = 3.0
# How far above the first paragraph the caption of a leading picture may stand, in blocks.
LEAD_BLOCKS = 8


def never_empty(context: Context, verdicts: list[Verdict]) -> None:
    """Keep the likeliest prose where nothing else was kept, and judge each figure by its neighbours; changes the
    list."""
    if not any([verdict.kind is Kind.BODY for verdict in verdicts]):
        _keep_likeliest(context, verdicts)
    if context.page.tree is None:
        _name_title(context, verdicts)
    kept = [i for i, verdict in enumerate(verdicts) if verdict.kind is Kind.BODY]
    _place_captions(context, verdicts, kept)
    _place_figures(context, verdicts, kept)


def _keep_likeliest(context: Context, verdicts: list[Verdict]) -> None:
    """Keep the prose block with the highest probability, and the run around it that comes near."""
    units = context.characters.units
    chances = [1 - verdict.confidence if _is_prose(context, i) else 0.0 for i, verdict in enumerate(verdicts)]
    best = max(range(len(chances)), key=lambda i: (chances[i] * math.log1p(float(units[i])), -i), default=-1)
    if best < 0 or chances[best] <= 0:
        return
    low = high = best
    while low > 0 and chances[low - 1] >= SHARE_OF_BEST * chances[best]:
        low -= 1
    while high + 1 < len(chances) and chances[high + 1] >= SHARE_OF_BEST * chances[best]:
        high += 1
    for i in range(low, high + 1):
        reason = make_reason("fallback", Kind.BODY, 0.0, "nothing else was kept, and this is the likeliest prose")
        verdicts[i] = because(reason, verdicts[i], chances[i])


def _name_title(context: Context, verdicts: list[Verdict]) -> None:
    """In a text scrape, which gives no title of itself, the last line above the article that nothing else claims, and
    above its date line, is the title."""
    first = next((i for i, verdict in enumerate(verdicts) if verdict.kind is Kind.BODY), 0)
    above = range(max(first - TITLE_LINES, 0), first)
    dated = next((i for i in above if i and verdicts[i].kind in (Kind.SOURCE_LINE, Kind.BYLINE)), first)
    for i in range(dated - 1, above.start - 1, -1):
        if verdicts[i].kind is Kind.OTHER and context.characters.units[i] >= TITLE_UNITS and not context.matches[i]:
            reason = make_reason("titles", Kind.TITLE, 1.0, "the last line above the article")
            verdicts[i] = because(reason, verdicts[i])
            return


def _is_prose(context: Context, i: int) -> bool:
    """Whether a block that is shown is long enough for prose, or a short sentence that no phrase claims."""
    characters = context.characters
    sentence = characters.last[i] == STOP and characters.units[i] >= SENTENCE_UNITS and not context.matches[i]
    return not context.blocks[i].hidden and bool(characters.units[i] >= PROSE_UNITS or sentence)


def _place_captions(context: Context, verdicts: list[Verdict], kept: Sequence[int]) -> None:
    """A figcaption inside the article, or shortly above it, is a caption whatever its words look like."""
    if not kept:
        return
    for i in range(max(kept[0] - LEAD_BLOCKS, 0), min(kept[-1] + 2, len(verdicts))):
        block = context.blocks[i]
        if block.role is Role.CAPTION and not block.hidden and not _in_cards(context, i):
            reason = make_reason("captions", Kind.CAPTION, 1.0, "a caption in the article")
            verdicts[i] = because(reason, verdicts[i])


def _in_cards(context: Context, i: int) -> bool:
    """Whether a block stands in a section that is a run of cards."""
    return any(section.cards and section.heading < i < section.end for section in context.sections)


def _place_figures(context: Context, verdicts: list[Verdict], kept: Sequence[int]) -> None:
    """A picture belongs to the article where its neighbours do: one in the text, or a caption below it."""
    first, last = (kept[0], kept[-1]) if kept else (0, -1)
    texts: list[int] = []
    figures: list[tuple[int, int]] = []  # each with the number of texts before it
    for i, block in enumerate(context.blocks):
        if block.image is None:
            texts.append(i)
        else:
            figures.append((i, len(texts)))
    for i, position in figures:
        near = [verdicts[k].kind for k in texts[max(position - 1, 0) : position + 1]]
        if context.blocks[i].hidden:
            verdicts[i] = _figure(Kind.HIDDEN, 1.0, "the page does not show it")
        elif first < i < last and (Kind.BODY in near or Kind.CAPTION in near):
            above = verdicts[texts[max(position - 1, 0)]]
            verdicts[i] = _figure(Kind.BODY, above.confidence, "a picture in the text")
        else:
            kind = near[0] if near and near[0] not in BESIDE_FIGURES else Kind.OTHER
            verdicts[i] = _figure(kind, 1.0, "a picture outside the text")


@lru_cache(256)
def _figure(kind: Kind, confidence: float, detail: str) -> Verdict:
    """The verdict about a picture."""
    return make_verdict(kind, confidence, (make_reason("figures", kind, 1.0, detail),))
