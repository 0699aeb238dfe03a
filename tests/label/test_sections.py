"""Sections that headings open."""

from __future__ import annotations

from newsclean.label.ballot import KINDS, Ballot
from newsclean.label.context import Context, look_at
from newsclean.label.sections import judge_sections
from newsclean.page import load_page
from newsclean.segment import segment
from newsclean.types import Kind


def context_of(source: str) -> Context:
    page = load_page(source, max_bytes=1 << 20)
    return look_at(page, segment(page))


def test_a_section_ends_with_its_container() -> None:
    """相关阅读 opens a section that ends where the container of its list ends."""
    context = context_of(
        "<div><p>正文第一段，记者报道。</p><div><h3>相关阅读</h3><ul><li>旧闻一</li><li>旧闻二</li></ul></div><p>正文继续。</p></div>"
    )
    (section,) = context.sections
    assert (section.kind, section.heading, section.end) == (Kind.RELATED_ARTICLES, 1, 4)
    ballot = Ballot(len(context.blocks))
    judge_sections(context, ballot)
    assert ballot.weights[:, KINDS.index(Kind.RELATED_ARTICLES)].nonzero()[0].tolist() == [2, 3]


def test_the_next_heading_ends_a_section() -> None:
    """In a text scrape a section goes on to the next heading of one, or to the end."""
    context = context_of("标题行\n正文第一段，记者报道。\n相关文章\n旧闻一\n友情链接\n某网")
    assert [(section.kind, section.heading, section.end) for section in context.sections] == [
        (Kind.RELATED_ARTICLES, 2, 4),
        (Kind.FRIEND_LINKS, 4, 6),
    ]


def test_prose_opens_nothing() -> None:
    """A sentence that speaks of related articles is no heading."""
    assert not context_of(
        "研究者说，很多网站在相关阅读里放了比正文还长的推荐，读者因此分不清哪里是正文。\n第二行"
    ).sections


def test_prose_ends_a_run_of_cards() -> None:
    """Where paragraphs go on below two linked lines, these are the section and the paragraphs are not."""
    prose = [f"<p>第{i}段，记者从会议上获悉，全市今年的粮食产量比去年有所增长，价格平稳。</p>" for i in range(8)]
    links = "<p>相关新闻</p><p><a href=1>旧闻一则</a></p><p><a href=2>旧闻二则</a></p>"
    context = context_of(f"<div>{''.join(prose[:4])}{links}{''.join(prose[4:])}</div>")
    (section,) = context.sections
    assert (section.heading, section.end, section.cards) == (4, 8, True)


def test_a_run_of_teasers_is_judged_as_one() -> None:
    """Teasers as long as paragraphs, each below its headline that stands twice, are cards to the last."""
    teaser = "据报道，多地近日公布了今年的志愿填报时间，考生和家长应当通过官方渠道获取权威信息，警惕骗局……"
    lines = "\n".join(f"• 标题{i}号\n标题{i}号\n{teaser}" for i in "甲乙丙丁")
    context = context_of(f"大标题一行\n{teaser}\n{teaser}第二\n相关文章\n{lines}\n友情链接")
    section = context.sections[0]
    assert (section.end, section.cards) == (len(context.blocks) - 1, True)


def test_a_link_of_a_menu_opens_nothing() -> None:
    """推荐阅读 as one of the links of a menu is no heading."""
    menu = "<ul><li><a href=1>首页</a></li><li><a href=2>推荐阅读</a></li><li><a href=3>视频</a></li></ul>"
    assert not context_of(f"<nav>{menu}</nav><p>正文第一段，记者报道。</p>").sections


def test_a_link_to_the_comments_opens_nothing() -> None:
    """Below a title, "leave a comment" leads to the comments, and what follows is the article."""
    prose = "<p>The council met on Monday and voted for the new bridge over the river.</p>" * 3
    context = context_of(f"<article><h1>A new bridge</h1><a href=#c>Leave a comment</a>{prose}</article>")
    assert not context.sections


def test_a_heading_of_comments_opens_them() -> None:
    """As a heading, the same words stand above the comments."""
    context = context_of("<div><p>The council met on Monday.</p></div><div><h3>Leave a comment</h3><p>No!</p></div>")
    assert [section.kind for section in context.sections] == [Kind.COMMENTS]


def test_above_a_scrape_headings_are_of_menus() -> None:
    """A link of a menu at the top of a text scrape does not claim the article far below."""
    menu = "\n".join(f"栏目{i}" for i in range(10))
    context = context_of(f"首页\n跟贴\n{menu}\n短句一，\n短句二，\n正文第一段，记者从会议上获悉，全市今年的产值增长。")
    (section,) = context.sections
    assert section.end <= 1 + 8 + 1


def test_a_link_to_comments_above_a_scraped_article_opens_no_long_section() -> None:
    """In a text scrape a heading of comments above nearly all of its text is a link to them; one below it is not."""
    lines = [f"第{i}行说的是施工封闭的路段" for i in range(20)]
    above = context_of("\n".join(["大标题一行", "19跟贴", "分享", *lines])).sections[0]
    below = context_of(
        "\n".join(["大标题一行", *lines, "19跟贴", *[f"网友{i}说的是另外的话" for i in range(20)]])
    ).sections[0]
    assert (above.kind, below.kind) == (Kind.COMMENTS, Kind.COMMENTS)
    assert above.end - above.heading < 10
    assert below.end - below.heading == 21


def test_the_title_of_the_page_ends_a_section() -> None:
    """A heading such as "latest news" above the title is the part of the site that the article is in."""
    prose = "<p>记者从会议上获悉，全市今年的粮食产量比去年有所增长，价格平稳。</p>" * 3
    page = f"<title>粮食产量有所增长</title><div><p>最新消息</p><h1>粮食产量有所增长</h1>{prose}</div>"
    (section,) = context_of(page).sections
    assert (section.kind, section.heading, section.end) == (Kind.RECOMMEND, 0, 1)
    assert (
        context_of(page.replace("<title>粮食产量有所增长", "<title>农业新闻").replace("h1", "h2")).sections[0].end > 1
    )
