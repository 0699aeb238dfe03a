"""The other fields, and what holds for all of them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean.article.metadata.language import find_language
from newsclean.article.metadata.words import load_words
from newsclean.types import Dateline, Kind
from tests.article.metadata.pages import CHINESE_TEXT, ENGLISH_TEXT, metadata_of

WORDS = load_words()


def page(above: str = "", text: str = ENGLISH_TEXT, head: str = "", language: str = "en") -> str:
    return f"<html lang='{language}'><head>{head}</head><body>{above}{text}</body></html>"


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("岚河社岚河6月18日电 (记者 王小川)", Dateline("岚河社", "岚河", "6月18日")),
        ("岚河网岚城2024年5月9日讯", Dateline("岚河网", "岚城", "2024年5月9日")),
        ("LONDON, Jan 5 (Reuters) - ", Dateline("Reuters", "LONDON", "Jan 5")),
        ("Berlin (dpa) – ", Dateline("dpa", "Berlin", None)),
        ("The harbour (and the town) - ", None),
        ("", None),
    ],
)
def test_dateline_is_read(opening: str, dateline: Dateline | None) -> None:
    """Agency, place and day are taken from the opening of the text."""
    text = ENGLISH_TEXT if opening.isascii() or "–" in opening else CHINESE_TEXT
    assert metadata_of(page(text=f"<p>{opening}" + text.removeprefix("<p>"))).dateline == dateline


def test_breadcrumb_is_the_section_without_its_ends() -> None:
    """The front page, 正文 and the article itself are no sections."""
    above = "<div>您的位置： 首页 > 财经 > 产经新闻 > 正文</div><h1>港口今天恢复通航</h1>"
    metadata = metadata_of(page(above, CHINESE_TEXT), {"首页": Kind.BREADCRUMB})
    assert metadata.section == ("财经", "产经新闻")


def test_listed_breadcrumb_is_read_where_none_is_shown() -> None:
    """A BreadcrumbList in JSON-LD says the same."""
    items = [{"item": {"name": "Home"}}, {"name": "Coast"}, {"name": "Harbour reopens"}]
    trail = json.dumps({"@type": "BreadcrumbList", "itemListElement": items})
    head = f'<script type="application/ld+json">{trail}</script>'
    assert metadata_of(page("<h1>Harbour reopens</h1>", head=head)).section == ("Coast",)


@pytest.mark.parametrize(
    ("content", "keywords"),
    [
        ("port, dredging,port", ("port", "dredging")),
        ("港口，航道、清淤", ("港口", "航道", "清淤")),
        ("港口 航道 清淤", ("港口", "航道", "清淤")),
        ("New York Harbour", ("New York Harbour",)),
        ("", ()),
    ],
)
def test_keywords_are_taken_apart(content: str, keywords: tuple[str, ...]) -> None:
    """Commas of any script part keywords, blanks do so in Chinese; each is there once."""
    assert metadata_of(page(head=f'<meta name="keywords" content="{content}">')).keywords == keywords


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("zh-CN", CHINESE_TEXT, "zh-CN"),
        ("en", CHINESE_TEXT, "zh"),
        ("", ENGLISH_TEXT, "en"),
        ("en_GB", ENGLISH_TEXT, "en-GB"),
        ("de", ENGLISH_TEXT, "en"),
        ("", "市は３日、老朽化した市民プールを建て替える計画を発表した。", "ja"),
        ("", "해담시가 시내버스 정류장에 의자를 설치한다.", "ko"),
        ("uk", "Порт відновив роботу після дванадцяти днів.", "uk"),
        ("<script>", "", ""),
    ],
)
def test_language_is_what_the_text_is_written_in(declared: str, text: str, language: str) -> None:
    """A declaration stands unless the text contradicts it."""
    assert find_language(declared, text, WORDS)[0] == language


def test_addresses_are_absolute_and_clean() -> None:
    """Canonical address and lead image are made absolute; what no record could carry is left out."""
    head = '<link rel="canonical" href="/a/1"><meta property="og:image" content="//img.herald.example/1.jpg">'
    metadata = metadata_of(page(head=head), url="https://herald.example/a/1?from=feed")
    assert (metadata.url, metadata.image) == ("https://herald.example/a/1", "https://img.herald.example/1.jpg")
    bad = '<link rel="canonical" href="javascript:1"><meta property="og:image" content="https://[x">'
    metadata = metadata_of(page(head=bad), url="https://herald.example/a/1")
    assert (metadata.url, metadata.image) == ("https://herald.example/a/1", None)


def test_canonical_front_page_is_not_the_articles_address() -> None:
    """Some sites call their front page canonical on every page."""
    head = '<link rel="canonical" href="https://herald.example/">'
    assert metadata_of(page(head=head), url="https://herald.example/a/1").url == "https://herald.example/a/1"


def test_first_picture_in_the_text_is_the_lead_image() -> None:
    """Without metadata the picture that the article shows first leads it, with its whole address."""
    text = ENGLISH_TEXT.replace("</p><p>", '</p><img src="/1.jpg" alt="" width="640" height="480"><p>', 1)
    metadata = metadata_of(page("<h1>Harbour reopens</h1>", text), url="https://herald.example/a")
    assert (metadata.image, metadata.origins["image"][:5]) == ("https://herald.example/1.jpg", "block")


def test_description_is_that_of_the_head() -> None:
    """The summary in the metadata is kept as it stands."""
    head = '<meta name="description" content="The harbour reopened.">'
    assert metadata_of(page(head=head)).description == "The harbour reopened."


def test_every_value_has_an_origin_and_no_other_field_has_one() -> None:
    """Origins name exactly the fields that have a value."""
    head = '<title>Harbour reopens | The Herald</title><meta name="author" content="Ann Lee">'
    metadata = metadata_of(page("<h1>Harbour reopens</h1><p>4 June 2024</p>", head=head))
    fields = set(metadata.__slots__) - {"origins"}
    assert {field for field in fields if getattr(metadata, field)} == set(metadata.origins)


def test_empty_page_has_no_metadata() -> None:
    """A page without text, title and structured data says nothing."""
    assert metadata_of("<html><body><p></p></body></html>").origins == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda values: (
        st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(["name", "@id", "x"]), values, max_size=3)
    ),
    max_leaves=8,
)
KEYS = ("@type", "headline", "author", "datePublished", "publisher", "keywords", "image", "itemListElement", "@graph")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), JSON), st.text(max_size=60))
def test_structured_data_of_any_shape_raises_nothing(data: dict[str, Any], line: str) -> None:
    """JSON-LD is written by anyone: whatever its shape, a page has its metadata or none."""
    head = f'<script type="application/ld+json">{json.dumps(data | {"@type": data.get("@type") or "Article"})}</script>'
    metadata_of(page(f"<h1>Harbour reopens</h1><p>{line}</p>", head=head))


def test_deep_structured_data_raises_nothing() -> None:
    """Lists nested without end are read down to a depth."""
    head = f'<script type="application/ld+json">{{"@type": "Article", "author": {"[" * 900}{"]" * 900}}}</script>'
    assert metadata_of(page(head=head)).authors == ()


@pytest.mark.parametrize("unit", ["记者", "来源：", "2024-05-", "（", "By ", "| ", "1:", "·"])
def test_long_lines_take_linear_time(unit: str) -> None:
    """A line of a million characters takes a moment, whatever it repeats."""
    started = time.process_time()
    metadata_of(page(f"<h1>Harbour reopens</h1><p>{unit * (1_000_000 // len(unit))}</p>"))
    assert time.process_time() - started < 5
