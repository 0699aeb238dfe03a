"""The source is the outlet that the page names, and None where it names none."""

from __future__ import annotations

import pytest

from newsclean.types import Kind
from tests.article.metadata.pages import CHINESE_TEXT, ENGLISH_TEXT, metadata_of


def page(above: str = "", below: str = "", head: str = "") -> str:
    return f"<html><head>{head}</head><body><h1>港口今天恢复通航</h1>{above}{CHINESE_TEXT}{below}</body></html>"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：岚河日报2024-11-15 06:47", "岚河日报"),
        ("2024-11-15 06:47 来源: 岚网-岚河日报 岚河 举报", "岚网-岚河日报"),
        ("稿件来源： 岚河日报", "岚河日报"),
        ("发表于2014-08-24 21:30| 1164次阅读| 来源岚河网| 0 条评论| 作者王小川", "岚河网"),
        ("2025年06月19日 来源:点击:", None),
        ("2024年05月10日 00:26 岚河经济新闻", "岚河经济新闻"),
        ("岚河网2016年10月14日07:17", "岚河网"),
        ("原创 岚河人文 2020-03-09 18:14:21", "岚河人文"),
        ("2012-01-17 18:00 【岚河報╱記者王小川／即時報導】", "岚河報"),
        ("2024-05-20 14:33 字体放大 打印", None),
        ("来源：京城时报(北京)", "京城时报"),
        ("【岚河社柏川9日電】", "岚河社"),
        ("【柏川9日電】", None),
    ],
)
def test_source_line_gives_the_outlet(line: str, source: str | None) -> None:
    """The outlet is found behind its label or beside the date, without date, place, counts and buttons."""
    assert metadata_of(page(f"<p>{line}</p>")).source == source


def test_account_beside_the_date_is_the_source() -> None:
    """A name alone in a line above the date is the account that published the article."""
    assert metadata_of(page("<p class='author-name'>岚河发布</p><p>发布时间：10-08 12:00</p>")).source == "岚河发布"


@pytest.mark.parametrize(
    ("below_title", "source"),
    [
        ("岚河必读\n\n发布时间：10-0812:00优质原创作者", "岚河必读"),
        ("岚河人文\n岚河人文\n\nlanheRW\n\n昨天", "岚河人文"),
        ("原创 阿舟 岚河人文\n岚河人文\n\n前天", "岚河人文"),
        ("2019\n09/07\n19:02\n岚河人文\n企鹅号\n分享", "岚河人文"),
        ("岚河人文\n关注\n", "岚河人文"),
        ("岚河日报\n\n收藏\n分享", "岚河日报"),
        ("收藏\n\n登录后查看", None),
    ],
)
def test_name_below_a_scrapes_title_is_the_source_where_the_next_line_shows_it(
    below_title: str, source: str | None
) -> None:
    """A date, a button to follow the account, the name once more or its ending tell an account from other words."""
    text = CHINESE_TEXT.replace("</p>", "\n\n").replace("<p>", "")
    scrape = f"• 首页\n\n港口今天恢复通航 首批货船进港\n\n{below_title}\n\n{text}"
    assert metadata_of(scrape, {"恢复通航": Kind.TITLE}).source == source


@pytest.mark.parametrize(("author", "source"), [("网络整理", "网络整理"), ("岚河网", "岚河网"), ("王小川", None)])
def test_label_for_authors_may_name_a_source(author: str, source: str | None) -> None:
    """What is behind 作者 and no person is where the article was taken from."""
    metadata = metadata_of(page(f"<p>时间：2019-09-25 作者：{author} 阅读：1644</p>"))
    assert metadata.source == source
    assert metadata.authors == (() if source else (author,))


def test_label_above_the_text_beats_one_below_and_structured_data() -> None:
    """A visible label near the title is believed first, then one below the text, then a meta element."""
    head = '<meta name="source" content="沐泉网">'
    below = "<p>（本文来源：柏川晚报）</p>"
    assert metadata_of(page("<p>来源：岚河日报</p>", below, head)).source == "岚河日报"
    assert metadata_of(page("", below, head)).source == "柏川晚报"
    metadata = metadata_of(page("", "", head))
    assert (metadata.source, metadata.origins["source"]) == ("沐泉网", "meta source")


def test_half_of_the_headline_is_no_source() -> None:
    """A heading in two lines stands where an account would, and is none; an outlet that the headline names may be."""
    for half, source in (("首批货船进港", None), ("岚河日报", "岚河日报")):
        html = f"<head><meta property='og:title' content='港口今天恢复通航 {half}'></head>"
        html += f"<h1>港口今天恢复通航 {half}</h1><p class='author-name'>{half}</p><p>10-08 12:00</p>{CHINESE_TEXT}"
        assert metadata_of(html).source == source


def test_source_of_a_teaser_is_not_taken() -> None:
    """A label in a block of another article names nothing."""
    assert metadata_of(page(below="<p>来源：沐泉网</p>"), {"沐泉网": Kind.RELATED_ARTICLES}).source is None


def test_source_of_a_picture_is_not_the_articles() -> None:
    """图片来源 is another label."""
    assert metadata_of(page("<p>图片来源：沐泉网</p>")).source is None


def test_english_label_is_read_too() -> None:
    """ "Source:" works as 来源 does."""
    html = f"<html lang='en'><body><h1>Harbour reopens</h1><p>Source: The Coast Post</p>{ENGLISH_TEXT}</body></html>"
    assert metadata_of(html).source == "The Coast Post"


@pytest.mark.parametrize(
    ("head", "site", "origin"),
    [
        ('<meta property="og:site_name" content="岚河网">', "岚河网", "meta og:site_name"),
        ('<script type="application/ld+json">{"@type":"WebSite","name":"岚河网"}</script>', "岚河网", "json-ld"),
        ("<title>港口今天恢复通航_岚河新闻网</title>", "岚河新闻网", "title"),
        ("<title>港口今天恢复通航_清淤_渔民</title>", None, None),
    ],
)
def test_site_is_who_published_the_page(head: str, site: str | None, origin: str | None) -> None:
    """The site's name comes from structured data or the end of the title, where no keyword stands."""
    metadata = metadata_of(page(head=head))
    assert (metadata.site, metadata.origins.get("site")) == (site, origin)
