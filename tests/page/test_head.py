"""What a page says of itself outside its visible text."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.page import load_page, parse
from newsclean.page.head import read_head
from newsclean.types import Head

ARTICLE = {"@type": "NewsArticle", "headline": "Harbour reopens"}


def head_of(markup: str, body: str = "<p>The harbour reopened.</p>") -> Head:
    """The head of a page with some markup in its head element."""
    tree, _ = parse(f"<html lang='en-GB'><head>{markup}</head><body>{body}</body></html>")
    return read_head(tree)


def script(text: str) -> str:
    """A JSON-LD script."""
    return f'<script type="application/ld+json">{text}</script>'


def test_scrape_has_an_empty_head() -> None:
    """Plain text says nothing outside its text."""
    assert load_page("The harbour reopened.\n").head == Head()


def test_page_carries_its_head() -> None:
    """A page is read with what it says of itself, for all rooms that ask."""
    assert (
        load_page("<html><head><title>Harbour</title></head><body><p>Reopened.</p></body></html>").head.title
        == "Harbour"
    )


def test_title_and_language_are_those_of_the_page() -> None:
    """The title is the page's own, not that of a drawing, in one line."""
    head = head_of("<title>Harbour\n reopens</title>", "<svg><title>Arrow</title></svg>")
    assert (head.title, head.language) == ("Harbour reopens", "en-GB")
    assert head_of("", "<svg><title>Arrow</title></svg>").title == ""


def test_meta_elements_are_read_by_name_property_and_itemprop() -> None:
    """Names are lower case, contents keep their order, and an empty one is left out."""
    head = head_of(
        '<meta property="og:Title" content=" Harbour  reopens "><meta name="author" content="Ann Lee">'
        '<meta name="author" content="Bo Ek"><meta name="author" content=""><meta itemprop="section" value="Coast">'
    )
    assert head.meta == {"og:title": ["Harbour reopens"], "author": ["Ann Lee", "Bo Ek"], "section": ["Coast"]}
    assert head.first("missing", "author") == "Ann Lee"
    assert head.first("missing") == ""


def test_first_link_of_a_relation_counts() -> None:
    """Each relation of a link leads to its address, and a later one does not replace it."""
    head = head_of('<link rel="Canonical alternate" href=" /a "><link rel="canonical" href="/b"><link rel="icon">')
    assert head.links == {"canonical": "/a", "alternate": "/a"}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ARTICLE),
        json.dumps([ARTICLE]),
        json.dumps({"@graph": [ARTICLE]}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        f"<!--{json.dumps(ARTICLE)}-->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        f"{json.dumps(ARTICLE)};",
        f"{json.dumps(ARTICLE)} {{broken",
        '{"@type": "NewsArticle", "headline": "Harbour reopens",}',
    ],
)
def test_structured_data_is_read_as_pages_write_it(text: str) -> None:
    """Lists, graphs, comments, CDATA marks, stray commas and a broken rest do not hide the article."""
    assert ARTICLE in head_of(script(text)).json_ld


def test_line_breaks_in_structured_strings_are_read() -> None:
    """A raw line break in a string, which JSON forbids, is a line break."""
    assert head_of(script('{"headline": "Harbour\nreopens"}')).json_ld == ({"headline": "Harbour\nreopens"},)


def test_objects_come_in_the_order_of_the_page() -> None:
    """What a graph holds stands where the graph stood."""
    nested = [{"@graph": [{"n": 1}, {"n": 2}]}, {"n": 3}]
    numbers = [found["n"] for found in head_of(script(json.dumps(nested))).json_ld if "n" in found]
    assert numbers == [1, 2, 3]


@given(st.text(alphabet='{}[]",:;<!-/ @graph1\n', max_size=60))
def test_broken_structured_data_raises_nothing(text: str) -> None:
    """Whatever stands in a script, the rest of the head is read."""
    assert head_of(f"<title>Harbour</title>{script(text)}").title == "Harbour"


@pytest.mark.parametrize("text", ["[" * 100_000, '{"@graph":' * 50_000, f"[{'{},' * 200_000}", "," * 400_000])
def test_hostile_structured_data_takes_linear_time(text: str) -> None:
    """Deep nesting and long lists end soon, since none is walked twice."""
    tree, _ = parse(f"<html><head><title>Harbour</title>{script(text)}</head></html>")
    start = time.process_time()
    assert read_head(tree).title == "Harbour"
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<time itemprop="datePublished" datetime="2024-06-04">4 June</time>', ("datepublished", "2024-06-04")),
        ('<span property="schema:dateModified">4 June 2024</span>', ("datemodified", "4 June 2024")),
        ('<abbr class="published" title="2024-06-04">yesterday</abbr>', ("datepublished", "2024-06-04")),
    ],
)
def test_dates_in_microdata_are_read(markup: str, found: tuple[str, str]) -> None:
    """Elements of the body may say which date they show."""
    assert [date[1:] for date in head_of("", f"<p>{markup}</p>").dates] == [found]


@pytest.mark.parametrize("markup", ["<time datetime='2024-06-04'>4 June</time>", '<i itemprop="name">2024-06-04</i>'])
def test_elements_that_say_nothing_of_dates_are_left(markup: str) -> None:
    """An element without a property about dates is no microdata."""
    assert head_of("", f"<p>{markup}</p>").dates == ()
