"""A second article below the first."""

from __future__ import annotations

from newsclean.label.ballot import Ballot
from newsclean.label.next_article import judge_next_article
from tests.label.test_sections import context_of

PROSE = "".join(f"<p>第{i}段，记者从会议上获悉，全市今年的粮食产量比去年有所增长，价格平稳。</p>" for i in range(6))


def another_article(source: str) -> list[int]:
    """The blocks that are judged to be of another article."""
    context = context_of(source)
    ballot = Ballot(len(context.blocks))
    judge_next_article(context, ballot)
    return (ballot.body < 0).nonzero()[0].tolist()


def test_a_dated_heading_below_prose_begins_another_article() -> None:
    """All blocks from the second h1 on are judged to be another article, and none before it."""
    source = f"<h1>第一篇的标题</h1>{PROSE}<h1>第二篇的标题</h1><p>2024-07-03 11:00</p>{PROSE}"
    assert another_article(source) == list(range(7, 15))


def test_headings_without_a_date_are_of_the_same_article() -> None:
    """Pages that set subheadings as h1 are one article."""
    assert not another_article(f"<h1>标题在这里</h1>{PROSE}<h1>小标题</h1>{PROSE}")


def test_a_site_name_in_the_first_heading_changes_nothing() -> None:
    """Where the first h1 is the site's name, the article's own h1 begins no second article."""
    assert not another_article(f"<h1>某某新闻网</h1><p>首页</p><h1>标题在这里</h1><p>2024-07-03 11:00</p>{PROSE}")
