"""From verdicts on single blocks to an article that hangs together."""

from __future__ import annotations

import math

from newsclean.label.ballot import Ballot
from newsclean.label.context import Context
from newsclean.label.decode import complete, share_kinds
from newsclean.label.vote import vote
from newsclean.types import Kind, Reason, Verdict
from tests.label.test_sections import context_of

PROSE = "<p>第{}段，记者从会议上获悉，全市今年的粮食产量比去年有所增长，价格平稳。</p>"


def verdict(odds: float, kind: Kind = Kind.OTHER) -> Verdict:
    """What the vote makes of one reason with these log-odds."""
    share = 1 / (1 + math.exp(-odds))
    return Verdict(Kind.BODY if odds > 0 else kind, max(share, 1 - share), (Reason("model", Kind.BODY, odds, "test"),))


def completed(context: Context, odds: list[float]) -> list[bool]:
    """Which blocks are body after completion."""
    ballot = Ballot(len(odds))
    ballot.body[:] = odds
    verdicts = vote(context.blocks, ballot)
    complete(context, ballot, verdicts)
    return [v.kind is Kind.BODY for v in verdicts]


def test_a_paragraph_beside_its_like_is_kept() -> None:
    """A paragraph that falls just short next to a kept one of its shape is kept; one that falls far short is not."""
    context = context_of("<div>" + "".join(PROSE.format(i) for i in range(4)) + "</div>")
    assert completed(context, [3.0, -1.0, -1.2, -4.0]) == [True, True, True, False]


def test_a_block_between_two_kept_ones_is_kept() -> None:
    """What stands between paragraphs of one parent belongs to them, even if it reads like a notice."""
    context = context_of(f"<div>{PROSE.format(1)}<h4>本文不代表本站立场</h4>{PROSE.format(2)}</div>")
    assert completed(context, [3.0, -1.5, 3.0]) == [True, True, True]


def test_a_link_between_two_kept_blocks_is_not_drawn_in() -> None:
    """A line that is a link leads to another article; one that holds a link is the text's own."""
    between = '<p class="more">{0}<a href="/2024/12/story.html">全市粮食价格平稳</a></p>'
    for words, kept in (("", False), ("会议的全部文件都已经在昨天公布：", True)):
        context = context_of(f"<div>{PROSE.format(1)}{between.format(words)}{PROSE.format(2)}</div>")
        assert completed(context, [3.0, -1.5, 3.0]) == [True, kept, True]


def test_sibling_containers_are_one_family() -> None:
    """An article that is split over like containers is completed across them."""
    parts = "".join(f'<div class="part part{i}">{PROSE.format(i)}</div>' for i in range(3))
    context = context_of(f'<div class="a"><div class="b">{parts}</div></div>')
    assert completed(context, [3.0, -1.2, -1.2]) == [True, True, True]


def test_what_its_words_claim_is_not_drawn_in() -> None:
    """An editor line after the last paragraph stays out, however alike it looks."""
    context = context_of(f"<div>{PROSE.format(1)}{PROSE.format(2)}<p>责任编辑：王宏泽</p></div>")
    assert completed(context, [3.0, 3.0, -0.5]) == [True, True, False]


def test_a_gallery_is_its_captions() -> None:
    """Where little else is kept, paragraphs below pictures are the article."""
    slide = '<div class="slide"><img src={0}.jpg><p class="d">4月{0}日，工作人员在调试灯组，准备迎接游客。</p></div>'
    gallery = context_of("<h1>灯会亮灯</h1>" + "".join(slide.format(i) for i in range(1, 5)))
    kept = completed(gallery, [-3.0] * len(gallery.blocks))
    texts = [kept[i] for i, block in enumerate(gallery.blocks) if block.text]
    assert texts == [False, True, True, True, True]


def test_cards_are_no_gallery() -> None:
    """Pictures with a teaser and a link beside it lead elsewhere, and are not drawn in."""
    card = (
        '<div class="card"><img src={0}.jpg><p class="d">4月{0}日，工作人员在调试灯组。</p><a href={0}>全文</a></div>'
    )
    cards = context_of("<h1>灯会亮灯</h1>" + "".join(card.format(i) for i in range(1, 5)))
    assert not any(completed(cards, [-3.0] * len(cards.blocks)))


def test_a_heading_in_a_box_takes_the_kind_of_the_box() -> None:
    """What nobody could name takes the kind that most of its small container has."""
    context = context_of("<div><h3>每日晚报</h3><p>输入邮箱</p><p>提交</p></div><p>正文。</p>")
    verdicts = [verdict(-3), verdict(-3, Kind.NEWSLETTER), verdict(-3, Kind.NEWSLETTER), verdict(3)]
    share_kinds(context, verdicts)
    assert [v.kind for v in verdicts] == [Kind.NEWSLETTER, Kind.NEWSLETTER, Kind.NEWSLETTER, Kind.BODY]
