"""Evidence about the blocks of a page, and the decision what each of them is.

A labeller is a plain callable that looks at a page's `Context` and adds what it has to say to the `Ballot`. The vote
adds that up. To join one more kind of evidence, add a labeller to LABELLERS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsclean.label.ballot import Ballot
from newsclean.label.confidence import confidence_of
from newsclean.label.context import Context, look_at
from newsclean.label.decode import complete, share_kinds
from newsclean.label.fallback import never_empty
from newsclean.label.next_article import judge_next_article
from newsclean.label.phrases import judge_dates, judge_phrases, judge_prompts, judge_title
from newsclean.label.second_opinion import ASK_BELOW, ask_trafilatura
from newsclean.label.sections import judge_sections
from newsclean.label.structure import judge_asides, judge_names, judge_visibility
from newsclean.label.trained import judge_by_model
from newsclean.label.vote import vote
from newsclean.types import Block, Page, Verdict

__all__ = ["LABELLERS", "Labeller", "Labelling", "label"]

Labeller = Callable[[Context, Ballot], None]

LABELLERS: tuple[Labeller, ...] = (
    judge_by_model,
    judge_phrases,
    judge_prompts,
    judge_sections,
    judge_names,
    judge_title,
    judge_dates,
    judge_next_article,
    judge_visibility,
    judge_asides,
)


@dataclass(frozen=True, slots=True)
class Labelling:
    """One verdict a block, in the order of the blocks, and the probability that the text they make is right to 98 %."""

    verdicts: tuple[Verdict, ...]
    confidence: float


def label(page: Page, blocks: Sequence[Block], labellers: Sequence[Labeller] = LABELLERS) -> Labelling:
    """Judge the blocks of a page."""
    if not blocks:
        return Labelling((), 0.0)
    context = look_at(page, blocks)
    ballot = Ballot(len(blocks))
    for labeller in labellers:
        labeller(context, ballot)
    verdicts = _decide(context, ballot)
    confidence = confidence_of(blocks, verdicts)
    if confidence < ASK_BELOW and ask_trafilatura(context, ballot, verdicts):
        verdicts = _decide(context, ballot)
        # Evidence that had to be asked for makes no page surer.
        confidence = min(confidence, confidence_of(blocks, verdicts))
    return Labelling(tuple(verdicts), confidence)


def _decide(context: Context, ballot: Ballot) -> list[Verdict]:
    """The verdicts that a ballot comes to."""
    verdicts = vote(context.blocks, ballot)
    complete(context, ballot, verdicts)
    never_empty(context, verdicts)
    share_kinds(context, verdicts)
    return verdicts
