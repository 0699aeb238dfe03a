"""The title is the headline that readers see, as far as the page's own titles agree with it."""

from __future__ import annotations

import pytest

from newsclean.article.metadata.title import cut_site, title_parts
from newsclean.types import Head, Kind
from tests.article.metadata.pages import CHINESE_TEXT, ENGLISH_TEXT, metadata_of


def page(head: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_visible_headline_is_the_title_without_the_sites_name() -> None:
    """A heading that the title element holds before the site's name is the title."""
    head = "<title>港口今天恢复通航_要闻_岚河新闻网</title>"
    metadata = metadata_of(page(head, f"<h1>岚河新闻网</h1><h2>港口今天恢复通航</h2>{CHINESE_TEXT}"))
    assert metadata.title == "港口今天恢复通航"
    assert metadata.origins["title"] == "block 1 (title)"


def test_agreement_beats_the_level_of_a_heading() -> None:
    """Of two headings the one that og:title repeats is the title, though the other is an h1."""
    head = '<meta property="og:title" content="Harbour reopens after twelve days"><title>The Herald</title>'
    body = f"<h1>Weather and tides</h1><h2>Harbour reopens after twelve days</h2>{ENGLISH_TEXT}"
    assert metadata_of(page(head, body)).title == "Harbour reopens after twelve days"


def test_title_in_a_foreign_heading_below_is_not_taken() -> None:
    """A heading far below the text is no title, even if it is the page's only h1."""
    cards = "".join(f"<p>Card number {number} of the list</p>" for number in range(12))
    head = "<title>Harbour reopens | The Herald</title>"
    body = f"<div>Harbour reopens</div>{ENGLISH_TEXT}{cards}<h1>Most read this week</h1>"
    assert (
        metadata_of(page(head, body), {"Card": Kind.RECOMMEND, "Most read": Kind.RECOMMEND}).title == "Harbour reopens"
    )


def test_kicker_in_the_same_heading_is_left_out() -> None:
    """A heading that ends with og:title has a kicker before it."""
    head = '<meta property="og:title" content="Harbour reopens after twelve days">'
    metadata = metadata_of(
        page(head, f"<h1><span>Shipping</span> Harbour reopens after twelve days</h1>{ENGLISH_TEXT}")
    )
    assert metadata.title == "Harbour reopens after twelve days"
    assert metadata.origins["title"] == "meta og:title"


def test_news_sites_structured_headline_stands_against_a_shorter_one() -> None:
    """The headline of a NewsArticle is the title where the page shows another one."""
    article = '{"@type": "NewsArticle", "headline": "Coast: Harbour &amp; town reopen"}'
    head = f'<script type="application/ld+json">{article}</script>'
    assert (
        metadata_of(page(head, f"<h1>Town and port are back</h1>{ENGLISH_TEXT}")).title
        == "Coast: Harbour & town reopen"
    )


def test_structured_headline_with_the_sites_name_does_not() -> None:
    """A structured headline that only adds the site's name to the visible one gives way to it."""
    article = '{"@type": "NewsArticle", "headline": "Harbour reopens - The Herald"}'
    head = f'<script type="application/ld+json">{article}</script>'
    assert metadata_of(page(head, f"<h1>Harbour reopens</h1>{ENGLISH_TEXT}")).title == "Harbour reopens"


def test_title_stands_in_the_head_alone() -> None:
    """Where no line shows a title, the title element without the site's name is it."""
    head = "<title>港口今天恢复通航-岚河新闻网</title>"
    metadata = metadata_of(page(head, CHINESE_TEXT))
    assert (metadata.title, metadata.origins["title"]) == ("港口今天恢复通航", "title")


def test_scrapes_title_stands_on_its_source_line() -> None:
    """In a scrape the line above the source line is the title, not a menu word or a share prompt."""
    text = CHINESE_TEXT.replace("</p>", "\n\n").replace("<p>", "")
    above = "首页\n新闻\n首页 > 要闻 > 正文\n\n港口今天恢复通航 首批货船进港\n\n"
    scrape = f"{above}来源：岚河日报2024-05-13 08:49\n分享到微信朋友圈\n{text}"
    metadata = metadata_of(scrape)
    assert metadata.title == "港口今天恢复通航 首批货船进港"


@pytest.mark.parametrize(
    ("above", "title"),
    [
        (
            "• 首页\n• 新闻\n正在阅读：港口今天恢复通航 首批货船进港\n岚河人文\n\n收藏\n",
            "港口今天恢复通航 首批货船进港",
        ),
        ("港口今天恢复通航\n\n岚河人文\n岚河人文\n\n讲岚河两岸的人与事\n\n昨天\n\n", "港口今天恢复通航"),
        (
            "• 新闻\n\n港口今天恢复通航（岚河段）启动\n\n首批货船进港 船员等待已久\n\n时间：2024-05-13 来源：岚河网\n",
            "港口今天恢复通航（岚河段）启动",
        ),
        ("• 新闻\n\n港口今天恢复通航\n\n岚河晚报\n\n2024.05.13 05:39\n", "港口今天恢复通航"),
        ("首页 / 正文\n\n原创港口今天恢复通航，船员等了十二天\n\n岚河人文\n关注\n", "港口今天恢复通航，船员等了十二天"),
        (
            "影音│行動│理財│電子報\n\n港口今天恢復通航\n\n【岚河報／記者王小川】\n\n2024.05.13 05:39\n",
            "港口今天恢復通航",
        ),
        ("• 新闻\n\n王文：港口恢复通航\n\n来源：岚河网 2024-05-13 09:25\n", "王文：港口恢复通航"),
    ],
)
def test_scrapes_title_is_not_a_name_or_subtitle_beside_it(above: str, title: str) -> None:
    """It is what a scrape says is being read, its first line, or what stands above subtitle, outlet and date."""
    text = CHINESE_TEXT.replace("</p>", "\n\n").replace("<p>", "")
    assert metadata_of(above + "\n" + text).title == title


def test_scrapes_title_stands_above_the_line_that_is_labelled() -> None:
    """The caption of a video with the same words and a bare date below it is not the title."""
    text = CHINESE_TEXT.replace("</p>", "\n\n").replace("<p>", "")
    above = (
        "港口5月20日起恢复通航\n\n时间：2024.05.20 来源：岚河网\n港口5月20日起在岚河恢复通航 时长：01:45\n\n展开\n\n"
    )
    assert metadata_of(f"• 新闻\n\n{above}港口5月20日起在岚河恢复通航\n\n{text}").title == "港口5月20日起恢复通航"


def test_page_without_any_title_has_none() -> None:
    """Nothing is guessed: a page of prose alone has no title."""
    metadata = metadata_of(page("", ENGLISH_TEXT))
    assert metadata.title is None
    assert "title" not in metadata.origins


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Harbour reopens | News | The Herald", "Harbour reopens"),
        ("The Herald | Harbour reopens after twelve days of dredging", "Harbour reopens after twelve days of dredging"),
        ("港口今天恢复通航——岚河新闻网", "港口今天恢复通航"),
        (" | ", " | "),
        ("Follow-up to the follow-up", "Follow-up to the follow-up"),
    ],
)
def test_site_is_cut_off(title: str, expected: str) -> None:
    """A headline loses the names of site and section; a hyphen inside a word cuts nothing."""
    assert cut_site(title, Head()) == expected


def test_parts_of_a_title_are_bounded() -> None:
    """A title of a thousand parts has as many runs of parts as one of eight."""
    assert len(list(title_parts(" | ".join("abcdefgh")))) == len(list(title_parts(" | ".join("x" * 1000)))) == 36
