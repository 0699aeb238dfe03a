"""The second opinion, and when it is asked for."""

from __future__ import annotations

import pytest

from newsclean import clean
from newsclean.label import second_opinion
from newsclean.label.ballot import Ballot
from newsclean.label.context import Context
from newsclean.label.second_opinion import ask_trafilatura
from newsclean.types import Kind, Reason, Verdict
from tests.label.test_sections import context_of

PARAGRAPH = "<p>The council met on Monday and voted, after a long debate, for the new bridge over the river ({}).</p>"
PAGE = (
    "<html><body><nav><a href=1>Home</a> <a href=2>Sport</a></nav><article><h1>A new bridge</h1>"
    + "".join(PARAGRAPH.format(i) for i in range(6))
    + "</article><footer>All rights reserved.</footer></body></html>"
)


def verdicts_of(context: Context, word: str) -> list[Verdict]:
    """Verdicts that keep the blocks with a word in them."""
    reasons = (Reason("test", Kind.BODY, 1.0, "by hand"),)
    return [Verdict(Kind.BODY if word in block.text else Kind.OTHER, 0.5, reasons) for block in context.blocks]


def test_what_trafilatura_keeps_gains_and_the_rest_loses() -> None:
    """Its answer is laid on the blocks, each with a reason."""
    context = context_of(PAGE)
    ballot = Ballot(len(context.blocks))
    assert ask_trafilatura(context, ballot, verdicts_of(context, "council"))
    kept = {block.text for block, odds in zip(context.blocks, ballot.body.tolist(), strict=True) if odds > 0}
    assert {text for text in kept if "council" in text} == {
        block.text for block in context.blocks if "council" in block.text
    }
    assert "All rights reserved." not in kept
    assert (ballot.body != 0).all()


def test_another_article_is_no_opinion() -> None:
    """Where trafilatura keeps nothing of what was kept, it has taken something else for the article."""
    context = context_of(PAGE)
    ballot = Ballot(len(context.blocks))
    assert not ask_trafilatura(context, ballot, verdicts_of(context, "All rights"))
    assert not ballot.body.any()


def test_a_scrape_is_not_asked_about() -> None:
    """trafilatura reads no text scrapes, and an answer about nothing is none."""
    context = context_of("标题行\n正文第一段，记者报道。")
    ballot = Ballot(len(context.blocks))
    assert not ask_trafilatura(context, ballot, verdicts_of(context, "正文"))
    assert not ballot.body.any()


def test_a_page_that_trafilatura_fails_on_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong in it, the page is judged without it."""
    import trafilatura

    def fail(*_: object, **__: object) -> str:
        raise ValueError

    monkeypatch.setattr(trafilatura, "extract", fail)
    context = context_of(PAGE)
    assert not ask_trafilatura(context, Ballot(len(context.blocks)), verdicts_of(context, "council"))


def test_sure_articles_need_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose article is sure is never put to trafilatura; one that is not, is."""
    asked: list[str] = []

    def answer(html: str) -> str:
        asked.append(html)
        return ""

    monkeypatch.setattr(second_opinion, "_answer", answer)
    assert clean(PAGE).confidence >= second_opinion.ASK_BELOW
    assert not asked
    clean("<html><body><p>A short line, of which nobody knows what it is</p></body></html>")
    assert len(asked) == 1
