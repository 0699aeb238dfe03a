"""Evidence about the blocks of a page, and the decision what each of them is.

A labeller is a plain callable that looks at a page's `Context` and yields pairs of a block's index and a `Reason`. The
vote adds the reasons up. To join one more kind of evidence, add a labeller to LABELLERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from newsclean.label.context import Context, look_at
from newsclean.label.decode import complete, share_kinds
from newsclean.label.fallback import never_empty
from newsclean.label.next_article import judge_next_article
from newsclean.label.phrases import judge_dates, judge_phrases, judge_title
from newsclean.label.sections import judge_sections
from newsclean.label.structure import judge_names, judge_visibility
from newsclean.label.trained import judge_by_model
from newsclean.label.vote import vote
from newsclean.types import Block, Page, Reason, Verdict

__all__ = ["LABELLERS", "Labeller", "label"]

Labeller = Callable[[Context], Iterable[tuple[int, Reason]]]

LABELLERS: tuple[Labeller, ...] = (
    judge_by_model,
    judge_phrases,
    judge_sections,
    judge_names,
    judge_title,
    judge_dates,
    judge_next_article,
    judge_visibility,
)


def label(page: Page, blocks: Sequence[Block], labellers: Sequence[Labeller] = LABELLERS) -> tuple[Verdict, ...]:
    """One verdict a block, in the order of the blocks."""
    context = look_at(page, blocks)
    reasons: list[list[Reason]] = [[] for _ in blocks]
    for labeller in labellers:
        for i, reason in labeller(context):
            reasons[i].append(reason)
    verdicts = [vote(block, found) for block, found in zip(blocks, reasons, strict=True)]
    complete(context, verdicts)
    verdicts = never_empty(context, verdicts)
    share_kinds(context, verdicts)
    return tuple(verdicts)
