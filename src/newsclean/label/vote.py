"""The vote: all reasons about a block become its verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from newsclean.types import Block, Kind, Reason, Role, Verdict

__all__ = ["vote"]

# Reasons kept with a verdict: the strongest for the kind, then the strongest against it.
KEPT_REASONS = 5


def vote(block: Block, reasons: Sequence[Reason]) -> Verdict:
    """The verdict about one block: body where the log-odds for it are positive, else the kind with the most weight.

    The confidence is the probability of that side of the choice between body and not body.
    """
    body = 0.0
    weights: dict[Kind, float] = {}
    for reason in reasons:
        if reason.kind is Kind.BODY:
            body += reason.weight
        else:
            weights[reason.kind] = weights.get(reason.kind, 0.0) + reason.weight
    probability = 1 / (1 + math.exp(-max(min(body, 30.0), -30.0)))
    if body > 0:
        kind = Kind.CAPTION if block.role is Role.CAPTION else Kind.BODY
        return Verdict(kind, probability, _strongest(reasons, Kind.BODY, 1.0))
    # Ties go to the kind that comes first by name, whatever the order of the labellers.
    kind, weight = min(weights.items(), key=lambda item: (-item[1], item[0])) if weights else (Kind.OTHER, 0.0)
    if weight <= 0:
        kind = Kind.OTHER
    return Verdict(kind, 1 - probability, _strongest(reasons, kind, -1.0))


def _strongest(reasons: Sequence[Reason], kind: Kind, side: float) -> tuple[Reason, ...]:
    """The reasons to tell: those for the kind and for its side of the choice first, each by its strength."""

    def speaks_for(reason: Reason) -> float:
        return side * reason.weight if reason.kind is Kind.BODY else reason.weight if reason.kind is kind else -99.0

    ranked = sorted(reasons, key=lambda reason: (-speaks_for(reason), reason.labeller, reason.detail))
    return tuple([reason for reason in ranked if speaks_for(reason) > -99.0][:KEPT_REASONS]) or (
        Reason("vote", kind, 0.0, "no labeller speaks for the body"),
    )
