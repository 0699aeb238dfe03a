"""The last step of the decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean import clean
from newsclean.label.context import Context
from newsclean.label.fallback import never_empty
from newsclean.types import Kind, Reason, Role, Verdict
from tests.label.test_sections import context_of

NOT_BODY = Verdict(Kind.OTHER, 0.9, (Reason("model", Kind.BODY, -2.0, "test"),))
BODY = Verdict(Kind.BODY, 0.9, (Reason("model", Kind.BODY, 2.0, "test"),))


def kinds_of(context: Context, verdicts: list[Verdict]) -> list[Kind]:
    """The kinds of the blocks after the last step."""
    never_empty(context, verdicts)
    return [verdict.kind for verdict in verdicts]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<h1>T</h1><p>One sentence is here.</p>", "One sentence is here."),
        ("市气象台今天发布了暴雨预警。", "市气象台今天发布了暴雨预警。"),
        ("<nav><a href=1>Home</a></nav><p>Rain fell.</p><footer>© All rights reserved.</footer>", "Rain fell."),
    ],
)
def test_an_article_of_one_sentence(source: str, text: str) -> None:
    """A page whose only prose is one short sentence gives that sentence."""
    assert clean(source).text == text


def test_no_prose_no_article() -> None:
    """A page of links alone has no article, and says so by its confidence."""
    article = clean("<ul><li><a href=1>Home</a></li><li><a href=2>Sport</a></li></ul>")
    assert (article.text, article.confidence) == ("", 0.0)


def test_what_is_kept_is_not_touched() -> None:
    """Where something was kept, the likeliest of the rest is not."""
    context = context_of(
        "<p>第一段，记者从会议上获悉，全市产值增长。</p><p>第二段，记者从会议上获悉，全市产值增长。</p>"
    )
    assert kinds_of(context, [BODY, NOT_BODY]) == [Kind.BODY, Kind.OTHER]


def test_pictures_go_with_their_text() -> None:
    """A picture between two paragraphs of the article belongs to it; one above or below does not."""
    paragraph = "<p>一段，记者从会议上获悉，全市产值增长。</p>"
    context = context_of(f"<img src=a.jpg>{paragraph}<img src=b.jpg>{paragraph}<img src=c.jpg>")
    verdicts = [NOT_BODY if block.role is Role.FIGURE else BODY for block in context.blocks]
    assert kinds_of(context, verdicts) == [Kind.OTHER, Kind.BODY, Kind.BODY, Kind.BODY, Kind.OTHER]


def test_hidden_prose_is_no_article() -> None:
    """What the page does not show is not kept, even where nothing else is there."""
    context = context_of('<p style="display:none">一段，记者从会议上获悉，全市产值增长。</p>')
    hidden = replace(NOT_BODY, kind=Kind.HIDDEN)
    assert kinds_of(context, [hidden]) == [Kind.HIDDEN]


@given(
    st.lists(
        st.sampled_from(["<p>", "<div>", "</div>", "<br>", "一句话。", "text ", "<h1>", "<li>", "相关阅读"]),
        max_size=25,
    )
)
def test_every_block_has_one_verdict_with_reasons(pieces: list[str]) -> None:
    """The ledger of any page has every block once, with a kind, a confidence from 0 to 1 and at least one reason."""
    article = clean("<html>x" + "".join(pieces))
    assert [entry.block.index for entry in article.ledger] == list(range(len(article.ledger)))
    for entry in article.ledger:
        assert 0 <= entry.verdict.confidence <= 1
        assert entry.verdict.reasons


def test_the_title_of_a_scrape_is_the_line_above() -> None:
    """In a text scrape the line above the date line and the article is the title, not the menu above it."""
    article = clean(
        "首页 新闻 财经\n\n全市粮食产量比去年增长\n2025-06-19 来源：某某日报\n\n"
        "记者从会议上获悉，全市今年产值增长，价格平稳。"
    )
    kinds = {entry.block.text: entry.verdict.kind for entry in article.ledger}
    assert kinds["全市粮食产量比去年增长"] is Kind.TITLE
    assert kinds["首页 新闻 财经"] is not Kind.TITLE
