"""Rendering: what was selected, shown as Markdown, HTML and plain values, and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsclean.article.article import Article
from newsclean.article.render import to_dict, to_html, to_markdown
from newsclean.article.render.html import sanitise
from newsclean.options import Options
from newsclean.types import (
    Block,
    Dateline,
    Encoding,
    Image,
    Kind,
    Ledger,
    LedgerEntry,
    Link,
    Metadata,
    Reason,
    Role,
    Verdict,
)

DEFAULT = Options()
URL = "https://news.example.org/2024/11/story.html"
LIST = "html > body > div#content.main > ul.list > li"
NUMBERED = "html > body > div > ol > li"
INNER = "html > body > div#content.main > ul.list > li > ol > li"


def article(*blocks: Block, options: Options = DEFAULT, **metadata: Any) -> Article:
    """An article of these blocks, numbered in their order unless they say otherwise."""
    if all(block.index == 0 for block in blocks):
        blocks = tuple(renumber(block, index) for index, block in enumerate(blocks))
    reason = Reason("structure", Kind.BODY, 2.0, "prose")
    ledger = Ledger(tuple(LedgerEntry(block, Verdict(Kind.BODY, 0.91, (reason,))) for block in blocks))
    text = "\n".join(block.text for block in blocks if block.text)
    facts = Metadata(**{"url": URL, **metadata})
    return Article(text, facts, blocks, ledger, 0.9, Encoding("utf-8", "given"), options=options)


def renumber(block: Block, index: int) -> Block:
    """The same block at another place."""
    values = {name: getattr(block, name) for name in Block.__slots__}
    return Block(**{**values, "index": index})


def block(text: str, role: Role = Role.PARAGRAPH, **values: Any) -> Block:
    """A block whose place is set later."""
    return Block(0, text, role, **values)


class Text(HTMLParser):
    """What a browser would show of a page's body, white space aside, with its tags and addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(html.partition("<body>")[2] or html)

    def handle_data(self, data: str) -> None:
        self.text += "".join(data.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses.extend(value or "" for name, value in attrs if name in ("href", "src"))


def shown(markdown: str) -> Text:
    """What a Markdown reader would show."""
    return Text(MarkdownIt("commonmark").enable("table").enable("strikethrough").render(markdown))


def dense(text: str) -> str:
    """Text without white space and with damaging characters replaced, as a reader of the output sees it."""
    return "".join(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "\ufffd", text).split())


EVERYTHING = article(
    block("A 中文 lead with a link.", links=(Link(17, 21, "/other?a=1&b=2"),)),
    block("Part one", Role.HEADING, level=2),
    block("first line"),
    block("second line", continues=True),
    block("apples", Role.LIST_ITEM, path=LIST),
    block("one", Role.LIST_ITEM, path=INNER),
    block("two", Role.LIST_ITEM, path=INNER),
    block("pears", Role.LIST_ITEM, path=LIST),
    block("Quoted.", Role.QUOTE),
    block("Still quoted.", Role.QUOTE),
    block("Year\tPages", Role.TABLE_ROW),
    block("2024\ta | b", Role.TABLE_ROW),
    block("", Role.FIGURE, image=Image("../pic.jpg", "A bridge")),
    block("The bridge at night.", Role.CAPTION),
    block("if x:\n    ```y```", Role.PREFORMATTED),
    block("The end."),
    title="A title",
)


def test_markdown_has_every_part() -> None:
    """Paragraphs, headings, nested lists, quotes, tables, images, captions and code each have their CommonMark form."""
    assert to_markdown(EVERYTHING) == (
        "# A title\n\n"
        "A 中文 lead with a [link](https://news.example.org/other?a=1&b=2).\n\n"
        "## Part one\n\n"
        "first line\\\nsecond line\n\n"
        "- apples\n  1. one\n  2. two\n- pears\n\n"
        "> Quoted.\n>\n> Still quoted.\n\n"
        "| Year | Pages |\n| --- | --- |\n| 2024 | a \\| b |\n\n"
        "![A bridge](https://news.example.org/2024/pic.jpg)\n\n"
        "*The bridge at night.*\n\n"
        "````\nif x:\n    ```y```\n````\n\n"
        "The end.\n"
    )


def test_html_has_every_part() -> None:
    """The same parts as HTML, in one article element, after a head that declares UTF-8."""
    html = to_html(EVERYTHING)
    assert html.startswith('<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n')
    body = html.partition("<body>\n")[2]
    assert body == (
        "<article>\n"
        "<h1>A title</h1>\n"
        '<p>A 中文 lead with a <a href="https://news.example.org/other?a=1&amp;b=2" '
        'rel="noopener noreferrer">link</a>.</p>\n'
        "<h2>Part one</h2>\n"
        "<p>first line<br>\nsecond line</p>\n"
        "<ul>\n<li>apples\n<ol>\n<li>one</li>\n<li>two</li>\n</ol></li>\n<li>pears</li>\n</ul>\n"
        "<blockquote>\n<p>Quoted.</p>\n<p>Still quoted.</p>\n</blockquote>\n"
        "<table>\n<tbody>\n<tr><td>Year</td><td>Pages</td></tr>\n"
        "<tr><td>2024</td><td>a | b</td></tr>\n</tbody>\n</table>\n"
        "<figure>\n"
        '<p><a href="https://news.example.org/2024/pic.jpg" rel="noopener noreferrer">A bridge</a></p>\n'
        "<figcaption>The bridge at night.</figcaption>\n"
        "</figure>\n"
        "<pre>if x:\n    ```y```</pre>\n"
        "<p>The end.</p>\n"
        "</article>\n</body>\n</html>\n"
    )


def test_metadata_stand_in_the_head_of_the_html() -> None:
    """Title, authors, editors, source, dates, site, language and address are where other tools look for them."""
    head = to_html(
        article(
            title='A "title" <1>',
            authors=("陈杭", "O'Neil"),
            editors=("王宏泽",),
            source="中国新闻网",
            published=datetime(2024, 11, 15, 6, 47),  # noqa: DTZ001  # the page gives no zone
            modified=date(2024, 11, 16),
            section=("地方", "北京"),
            keywords=("医药",),
            language="zh",
            site="光明网",
            image="/lead.jpg",
            description="short",
        )
    ).partition("<body>")[0]
    for line in (
        '<html lang="zh">',
        "<title>A &quot;title&quot; &lt;1&gt;</title>",
        f'<link rel="canonical" href="{URL}">',
        '<meta name="author" content="陈杭">',
        '<meta name="author" content="O&#x27;Neil">',
        '<meta name="editor" content="王宏泽">',
        '<meta name="dcterms.source" content="中国新闻网">',
        '<meta name="description" content="short">',
        '<meta name="keywords" content="医药">',
        '<meta property="article:published_time" content="2024-11-15T06:47:00">',
        '<meta property="article:modified_time" content="2024-11-16">',
        '<meta property="article:section" content="地方 &gt; 北京">',
        '<meta property="og:site_name" content="光明网">',
        '<meta property="og:image" content="https://news.example.org/lead.jpg">',
    ):
        assert line + "\n" in head


def test_values_are_what_json_holds() -> None:
    """`to_dict` gives plain values with ISO dates, each ledger entry with kind, confidence and reasons."""
    values = to_dict(
        article(
            block("北京讯", links=(Link(0, 2, "/b"),)),
            published=date(2024, 11, 15),
            dateline=Dateline("中新网", "北京", "18日"),
            origins={"title": "h1", "published": "block 0 (source_line)"},
        )
    )
    assert json.loads(json.dumps(values)) == values
    assert values["metadata"]["published"] == "2024-11-15"
    assert values["metadata"]["dateline"] == {"agency": "中新网", "place": "北京", "day": "18日"}
    assert list(values["metadata"]["origins"]) == ["published", "title"]
    assert values["blocks"] == [
        {"index": 0, "role": "paragraph", "text": "北京讯", "links": [{"start": 0, "end": 2, "href": "/b"}]}
    ]
    assert values["ledger"] == [
        {
            **values["blocks"][0],
            "kind": "body",
            "confidence": 0.91,
            "reasons": [{"labeller": "structure", "kind": "body", "weight": 2.0, "detail": "prose"}],
            "path": "",
            "hidden": False,
        }
    ]


def test_every_field_of_the_metadata_is_among_the_values() -> None:
    """A field that is added to `Metadata` is not forgotten in `to_dict`."""
    assert set(to_dict(article())["metadata"]) == set(Metadata.__slots__)


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "- no item",
        "+ no item",
        "12. no item",
        "3) no item",
        "> no quote",
        "* * *",
        "---",
        "===",
        "```",
        "~~~",
        "*no* _emphasis_ `nor code` ~~nor this~~",
        "[no link](x) ![no image](y) <b>no tag</b> <https://no.link>",
        "AT&amp;T &copy; &#20013; R&D;",
        "back\\slash \\* at the end\\",
        "| a | b |",
        "[ref]: https://example.org",
        "    four spaces",
        "#",
        "-",
        "1.",
        "ends with #",
        "a_b_c 5*3*2 x~y",
        "注意!",
    ],
)
def test_markdown_says_what_the_text_says(text: str) -> None:
    """No character of a text is read as a mark, wherever it stands."""
    link = block(text + "here", links=(Link(len(text), len(text) + 4, "/x"),))
    rendered = to_markdown(
        article(
            block(text),
            block(text, Role.HEADING, level=2),
            block(text),
            block(text, continues=True),
            block(text, Role.LIST_ITEM, path=LIST),
            block(text, Role.LIST_ITEM, path=NUMBERED),
            block(text, Role.QUOTE),
            block(f"{text}\t{text}", Role.TABLE_ROW),
            block("", Role.FIGURE, image=Image("/x")),
            block(text, Role.CAPTION),
            link,
            title=text,
        )
    )
    seen = shown(rendered)
    assert seen.text == dense(text) * 12 + "here"
    tags = "h1 p h2 p br ul li ol li blockquote p table thead tr th th p img p em p a"
    assert " ".join(seen.tags) == tags


TEXTS = st.text(
    st.sampled_from("ab中。 \t#-+=*_`~[](){}<>&;!|\\\"'1.)\u3000\xa0\x00\x1f\ud800:/"), min_size=1, max_size=24
).filter(lambda text: bool(text.strip()))
BLOCKS = st.lists(
    st.builds(
        Block,
        index=st.just(0),
        text=TEXTS.map(lambda text: " ".join(text.split())),
        role=st.sampled_from([role for role in Role if role is not Role.FIGURE]),
        path=st.sampled_from(["", LIST, NUMBERED, INNER]),
        level=st.integers(0, 6),
        links=st.lists(
            st.builds(
                Link,
                st.integers(0, 9),
                st.integers(0, 24),
                st.sampled_from(["/a(b)`c`", "#", "javascript:x", "http://[", ""]),
            ),
            max_size=2,
        ).map(tuple),
        continues=st.booleans(),
    ),
    max_size=6,
)


def expected(blocks: list[Block]) -> str:
    """The blocks' text as rendered: the bullets of text scrapes become marks of lists."""
    return "".join(
        dense(re.sub(r"^[*-] +", "", block.text) if block.role is Role.LIST_ITEM and not block.path else block.text)
        for block in blocks
    )


@given(BLOCKS)
def test_rendering_neither_loses_nor_adds_text(blocks: list[Block]) -> None:
    """What a reader of the Markdown or the HTML sees is the text of the blocks, character for character."""
    made = article(*(renumber(block, index) for index, block in enumerate(blocks)))
    assert shown(to_markdown(made)).text == expected(blocks)
    assert Text(to_html(made)).text == expected(blocks)


@given(BLOCKS, st.text(max_size=12), st.text(max_size=12))
def test_html_is_harmless(blocks: list[Block], title: str, name: str) -> None:
    """Whatever the blocks say, a page has no active element, and its links lead to the web."""
    made = article(*(renumber(block, index) for index, block in enumerate(blocks)), title=title, authors=(name,))
    html = to_html(made)
    html.encode("utf-8")
    seen = Text(html)
    assert not set(seen.tags) & {"script", "img", "iframe", "object", "embed", "form", "input", "svg", "style", "link"}
    assert all(address.startswith(("http://", "https://", "mailto:")) for address in seen.addresses)


@given(BLOCKS)
def test_the_sanitiser_finds_nothing_to_take_out(blocks: list[Block]) -> None:
    """The sanitiser is a second gate: a body passes it once as it would pass it twice."""
    body = to_html(article(*(renumber(block, index) for index, block in enumerate(blocks)))).partition("<body>\n")[2]
    body = body.removesuffix("\n</body>\n</html>\n")
    assert sanitise(body) == body


def test_the_sanitiser_lets_nothing_active_through() -> None:
    """Should a renderer fail to escape, scripts, handlers and loading still do not get out."""
    assert sanitise('<p onclick="x()">a<script>b()</script><img src="http://x/y"><a href="javascript:c">d</a></p>') == (
        '<p>a<a rel="noopener noreferrer">d</a></p>'
    )


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/a b", "https://news.example.org/a%20b"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("?p=2", "https://news.example.org/2024/11/story.html?p=2"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("http://例子.中国/路", "http://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF"),
        (" https://example.org/\n", "https://example.org/"),
        ("#top", None),
        ("", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("http://[broken/", None),
        ("http://", None),
    ],
)
def test_links_are_absolute_or_left_out(href: str, address: str | None) -> None:
    """A link is resolved against the page's address; one that leads nowhere or does harm leaves only its text."""
    rendered = shown(to_markdown(article(block("here", links=(Link(0, 4, href),)))))
    assert rendered.addresses == ([address] if address else [])
    assert rendered.text == "here"


def test_without_an_address_relative_links_and_images_are_left_out() -> None:
    """A page of unknown address keeps absolute links, and the text of the others."""
    made = article(
        block("here there", links=(Link(0, 4, "/x"), Link(5, 10, "http://example.org/"))),
        block("", Role.FIGURE, image=Image("a.jpg", "x")),
        url=None,
    )
    assert to_markdown(made) == "here [there](http://example.org/)\n"
    assert Text(to_html(made)).addresses == ["http://example.org/"]


def test_options_leave_out_links_images_and_the_title_but_no_text() -> None:
    """Options change how an article is rendered: its text stays."""
    made = Article(
        **{
            **{name: getattr(EVERYTHING, name) for name in Article.__slots__},
            "options": Options(links=False, images=False, title=False),
        }
    )
    for seen in (shown(to_markdown(made)), Text(to_html(made))):
        assert seen.addresses == []
        assert seen.text == "".join(dense(block.text) for block in EVERYTHING.blocks)
    assert to_markdown(made).startswith("A 中文 lead with a link.\n\n## Part one\n")


def test_a_heading_stands_below_the_title() -> None:
    """With the title shown, a heading of the body is of the second level or deeper; without, it keeps its level."""
    heading = block("H", Role.HEADING, level=1)
    assert to_markdown(article(heading, title="T")) == "# T\n\n## H\n"
    assert to_markdown(article(heading)) == "# H\n"


def test_lines_are_joined_only_where_nothing_was_left_out_between_them() -> None:
    """A line that continues a removed block begins a paragraph."""
    lines = (Block(0, "a"), Block(1, "b", continues=True), Block(3, "c", continues=True))
    assert to_markdown(article(*lines)) == "a\\\nb\n\nc\n"


def test_the_bullets_of_a_text_scrape_become_marks_of_a_list() -> None:
    """A scraper's bullet is not shown twice."""
    items = (block("• 开心", Role.LIST_ITEM), block("- 难过", Role.LIST_ITEM))
    assert to_markdown(article(*items)) == "- 开心\n- 难过\n"


def test_a_list_that_turns_shallower_begins_anew() -> None:
    """Items deeper than those after them are a list of their own."""
    items = (block("in", Role.LIST_ITEM, path=INNER), block("out", Role.LIST_ITEM, path=LIST))
    assert to_markdown(article(*items)) == "1. in\n\n- out\n"


def test_links_that_overlap_or_lie_outside_do_no_harm() -> None:
    """The first of two overlapping links counts; ranges outside the text are cut."""
    links = (Link(-3, 2, "/a"), Link(1, 3, "/b"), Link(3, 99, "/c"), Link(4, 4, "/d"))
    made = article(block("abcde", links=links))
    assert to_markdown(made) == "[ab](https://news.example.org/a)c[de](https://news.example.org/c)\n"


def test_cells_keep_their_links() -> None:
    """A link in the second cell of a row stands in the second cell."""
    made = article(block("a\tb c", Role.TABLE_ROW, links=(Link(4, 5, "/c"),)), block("d", Role.TABLE_ROW))
    assert to_markdown(made) == "| a | b [c](https://news.example.org/c) |\n| --- | --- |\n| d |  |\n"


def test_an_empty_article_is_an_empty_text() -> None:
    """Nothing in, nothing out; HTML still is a whole page."""
    assert to_markdown(article()) == ""
    assert to_html(article()).endswith("<body>\n<article>\n\n</article>\n</body>\n</html>\n")
