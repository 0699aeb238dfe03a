"""The ballot and the vote."""

from __future__ import annotations

import math
import pickle

import pytest

from newsclean.label.ballot import Ballot
from newsclean.label.vote import because, vote
from newsclean.reasons import Outline, Reasons
from newsclean.types import Block, Kind, Reason, Role, Verdict

PARAGRAPH = Block(0, "text")


def verdict_of(*said: tuple[Kind, float, str], block: Block = PARAGRAPH) -> Verdict:
    """The verdict about a block of which labellers said something: for which kind, how strongly, and who."""
    ballot = Ballot(1)
    for kind, weight, labeller in said:
        ballot.add(0, labeller, kind, weight, f"{kind} {weight}")
    return vote([block], ballot)[0]


def test_positive_log_odds_make_a_body() -> None:
    """Reasons for the body add up, and the confidence is their probability."""
    verdict = verdict_of((Kind.BODY, 3.0, "model"), (Kind.BODY, -1.0, "phrases"), (Kind.SHARE, 9.0, "names"))
    assert verdict.kind is Kind.BODY
    assert verdict.confidence == pytest.approx(1 / (1 + math.exp(-2)))
    assert [reason.weight for reason in verdict.reasons] == [3.0, -1.0]


def test_other_blocks_get_the_kind_with_most_weight() -> None:
    """What is not body is what most of the evidence says, and tells the reasons for that first."""
    verdict = verdict_of(
        (Kind.BODY, -2.0, "model"),
        (Kind.RELATED_ARTICLES, 2.0, "model"),
        (Kind.SHARE, 1.5, "model"),
        (Kind.SHARE, 1.0, "model"),
    )
    assert verdict.kind is Kind.SHARE
    assert {r.kind for r in verdict.reasons} == {Kind.SHARE, Kind.BODY}


def test_no_evidence_is_other() -> None:
    """A block that nobody speaks of is other, with a reason all the same."""
    verdict = verdict_of()
    assert verdict.kind is Kind.OTHER
    assert len(verdict.reasons) == 1


def test_what_speaks_against_every_kind_is_other() -> None:
    """A kind with no weight to speak of is not given."""
    assert verdict_of((Kind.BODY, -2.0, "model"), (Kind.SHARE, -1.0, "names")).kind is Kind.OTHER


def test_a_caption_in_the_article_is_a_caption() -> None:
    """A figcaption that belongs to the article is a caption, not body."""
    assert verdict_of((Kind.BODY, 1.0, "model"), block=Block(0, "view", Role.CAPTION)).kind is Kind.CAPTION


def test_order_of_labellers_does_not_matter() -> None:
    """The same reasons in another order give the same verdict."""
    said = [(Kind.BODY, -2.0, "model"), (Kind.RELATED_ARTICLES, 2.0, "a"), (Kind.SHARE, 2.0, "b")]
    assert verdict_of(*said) == verdict_of(*said[::-1])


def test_a_changed_verdict_tells_why_first() -> None:
    """What changes a verdict stands above what was said before, and the confidence stays where none is given."""
    verdict = verdict_of((Kind.BODY, -2.0, "model"))
    changed = because(Reason("decode", Kind.SHARE, 1.0, "in a box"), verdict)
    assert (changed.kind, changed.confidence) == (Kind.SHARE, verdict.confidence)
    assert [reason.labeller for reason in changed.reasons] == ["decode", "model"]


def test_reasons_are_made_once_and_only_when_looked_at() -> None:
    """Nothing is put into words before somebody asks, and then one time."""
    asked: list[int] = []

    def tell(i: int, kind: Kind, side: float) -> list[Outline]:
        asked.append(i)
        return [("model", kind, side, "a word", None, i)]

    reasons = Reasons(tell, 3, Kind.BODY, 1.0)
    assert not asked
    assert reasons[0].detail == "a word"
    assert (len(reasons), list(reasons)) == (1, [reasons[0]])
    assert asked == [3]


def test_reasons_cross_to_other_processes_as_a_tuple() -> None:
    """What is pickled is what was said, equal to the reasons themselves."""
    reasons = Reasons(lambda *_: [("model", Kind.BODY, 1.0, "a word", None, 0)])
    copy = pickle.loads(pickle.dumps(reasons))  # noqa: S301  # just written
    assert isinstance(copy, tuple)
    assert reasons == copy
    assert hash(reasons) == hash(copy)
