"""The vote: all evidence about a block becomes its verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from newsclean.label.ballot import KINDS, Ballot
from newsclean.making import make_verdict
from newsclean.reasons import below
from newsclean.types import Block, Kind, Reason, Role, Verdict

__all__ = ["CERTAIN", "because", "vote"]

# Log-odds beyond this are as good as certain.
CERTAIN = 30.0


def vote(blocks: Sequence[Block], ballot: Ballot) -> list[Verdict]:
    """The verdict about each block: body where the log-odds for it are positive, else the kind with the most weight.

    The confidence is the probability of that side of the choice between body and not body.
    """
    import numpy as np

    # Names that are looked up once, not once a block: a third of the time.
    exp, make, reasons, body, role = math.exp, make_verdict, ballot.reasons, Kind.BODY, Role.CAPTION
    kinds = [KINDS[column] for column in ballot.weights.argmax(axis=1).tolist()]
    weights = ballot.weights.max(axis=1).tolist()
    certain = np.clip(ballot.body, -CERTAIN, CERTAIN).tolist()
    verdicts: list[Verdict] = []
    for i, block in enumerate(blocks):
        odds = certain[i]
        probability = 1 / (1 + exp(-odds))
        if odds > 0:
            verdicts.append(make(Kind.CAPTION if block.role is role else body, probability, reasons(i, body, 1.0)))
        else:
            kind = kinds[i] if weights[i] > 0 else Kind.OTHER
            verdicts.append(make(kind, 1 - probability, reasons(i, kind, -1.0)))
    return verdicts


def because(reason: Reason, verdict: Verdict, confidence: float | None = None) -> Verdict:
    """A verdict changed for a reason, to that reason's kind; what spoke before is told below it."""
    reasons = below(reason, verdict.reasons)
    return make_verdict(reason.kind, verdict.confidence if confidence is None else confidence, reasons)
