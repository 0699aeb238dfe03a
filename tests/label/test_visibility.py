"""What the page does not show, and boxes that stand over it."""

from __future__ import annotations

import pytest

from newsclean.label.ballot import COLUMN, Ballot
from newsclean.label.structure import CONSENT_AGAINST_BODY, HIDDEN_WEIGHT, judge_names, judge_visibility
from newsclean.types import Kind
from tests.label.test_sections import context_of

PROSE = "<p>记者从会议上获悉，全市今年的粮食产量比去年有所增长，价格平稳。</p>"


def odds(source: str, before: float) -> list[float]:
    """The log-odds for body after a look at what is hidden, where all blocks had the same ones before."""
    context = context_of(source)
    ballot = Ballot(len(context.blocks))
    for i in range(len(context.blocks)):
        ballot.add(i, "model", Kind.BODY, before, "")
    judge_visibility(context, ballot)
    after: list[float] = ballot.body.tolist()
    return after


def test_a_hidden_block_is_no_body() -> None:
    """What is hidden beside an article that is shown is kept only against the evidence."""
    assert odds(f"{PROSE * 3}<div hidden>{PROSE}</div>", 2.0) == [2.0, 2.0, 2.0, 2.0 - HIDDEN_WEIGHT]


def test_an_article_that_waits_for_a_script_is_kept() -> None:
    """Where nearly all that reads like an article is hidden, it is the article."""
    source = f'<p>首页</p><div style="visibility: hidden">{PROSE * 4}</div>'
    assert odds(source, 2.0) == [2.0] * 5
    assert odds(source, -1.0) == [-1.0] + [-1.0 - HIDDEN_WEIGHT] * 4


@pytest.mark.parametrize(("name", "against"), [("onetrust-banner", CONSENT_AGAINST_BODY), ("welcome-banner", 0.0)])
def test_a_consent_box_is_no_body(name: str, against: float) -> None:
    """The prose of a box that asks for consent is told by the names around it, which speak against no other."""
    context = context_of(
        f'{PROSE * 4}<div class="{name}"><p>We and our partners store cookies to remember you.</p></div>'
    )
    ballot = Ballot(len(context.blocks))
    judge_names(context, ballot)
    assert ballot.body.tolist() == [0.0] * 4 + [-against]
    assert (ballot.weights[4, COLUMN[Kind.CONSENT]] > 0) == (against > 0)
