"""The vote: all evidence about a block becomes its verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from newsclean.label.ballot import KINDS, Ballot, Reasons
from newsclean.making import make_verdict
from newsclean.types import Block, Kind, Reason, Role, Verdict

__all__ = ["CERTAIN", "because", "vote"]

# Log-odds beyond this are as good as certain.
CERTAIN = 30.0


def vote(blocks: Sequence[Block], ballot: Ballot) -> list[Verdict]:
    """The verdict about each block: body where the log-odds for it are positive, else the kind with the most weight.

    The confidence is the probability of that side of the choice between body and not body.
    """
    verdicts: list[Verdict] = []
    odds = ballot.body.tolist()
    heaviest = ballot.weights.argmax(axis=1).tolist()
    weights = ballot.weights.max(axis=1).tolist()
    for i, block in enumerate(blocks):
        probability = 1 / (1 + math.exp(-max(min(odds[i], CERTAIN), -CERTAIN)))
        if odds[i] > 0:
            kind = Kind.CAPTION if block.role is Role.CAPTION else Kind.BODY
            verdicts.append(make_verdict(kind, probability, ballot.reasons(i, Kind.BODY, 1.0)))
        else:
            kind = KINDS[heaviest[i]] if weights[i] > 0 else Kind.OTHER
            verdicts.append(make_verdict(kind, 1 - probability, ballot.reasons(i, kind, -1.0)))
    return verdicts


def because(reason: Reason, verdict: Verdict, confidence: float | None = None) -> Verdict:
    """A verdict changed for a reason, to that reason's kind; what spoke before is told below it."""
    reasons = verdict.reasons
    if not isinstance(reasons, Reasons):
        reasons = Reasons(lambda: tuple(verdict.reasons))
    return make_verdict(reason.kind, verdict.confidence if confidence is None else confidence, reasons.below(reason))
