"""The vote."""

from __future__ import annotations

import math

import pytest

from newsclean.label.vote import vote
from newsclean.types import Block, Kind, Reason, Role

PARAGRAPH = Block(0, "text")


def reason(kind: Kind, weight: float, labeller: str = "model") -> Reason:
    return Reason(labeller, kind, weight, f"{kind} {weight}")


def test_positive_log_odds_make_a_body() -> None:
    """Reasons for the body add up, and the confidence is their probability."""
    verdict = vote(PARAGRAPH, [reason(Kind.BODY, 3.0), reason(Kind.BODY, -1.0, "phrases"), reason(Kind.SHARE, 9.0)])
    assert verdict.kind is Kind.BODY
    assert verdict.confidence == pytest.approx(1 / (1 + math.exp(-2)))
    assert verdict.reasons[0].weight == 3.0


def test_other_blocks_get_the_kind_with_most_weight() -> None:
    """What is not body is what most of the evidence says, and tells the reasons for that first."""
    reasons = [
        reason(Kind.BODY, -2.0),
        reason(Kind.RELATED_ARTICLES, 2.0),
        reason(Kind.SHARE, 1.5),
        reason(Kind.SHARE, 1.0),
    ]
    verdict = vote(PARAGRAPH, reasons)
    assert verdict.kind is Kind.SHARE
    assert {r.kind for r in verdict.reasons} == {Kind.SHARE, Kind.BODY}


def test_no_evidence_is_other() -> None:
    """A block that nobody speaks of is other, with a reason all the same."""
    verdict = vote(PARAGRAPH, [])
    assert verdict.kind is Kind.OTHER
    assert verdict.reasons


def test_a_caption_in_the_article_is_a_caption() -> None:
    """A figcaption that belongs to the article is a caption, not body."""
    assert vote(Block(0, "view", Role.CAPTION), [reason(Kind.BODY, 1.0)]).kind is Kind.CAPTION


def test_order_of_labellers_does_not_matter() -> None:
    """The same reasons in another order give the same verdict."""
    reasons = [reason(Kind.BODY, -2.0), reason(Kind.RELATED_ARTICLES, 2.0, "a"), reason(Kind.SHARE, 2.0, "b")]
    assert vote(PARAGRAPH, reasons) == vote(PARAGRAPH, reasons[::-1])
