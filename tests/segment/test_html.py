"""HTML trees to blocks."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.page import parse
from newsclean.segment.html import INVISIBLE_TAGS, Aside, aside_of, segment_html
from newsclean.segment.space import INVISIBLE
from newsclean.types import TEXT, Block, Link, Role, Tree
from tests.conftest import FixturePage, fixture_pages

WORDS = st.sampled_from(["北京", "新闻网", "report", "A & B", "　", "\u200b", "1,000", "…", "\n", "x<y"])
INLINE = st.sampled_from(["b", "i", "a", "span", "em", "font"])
BLOCK = st.sampled_from(
    ["p", "div", "li", "ul", "td", "tr", "table", "h2", "blockquote", "section", "pre", "article", "figcaption"]
)
VOID = st.sampled_from(
    ["<br>", "<br><br>", "<img src=a.jpg>", "<hr>", "<script>var a;</script>", "<!-- c -->", "<input>"]
)
ASIDES = st.sampled_from(
    [
        "<ruby>京<rt>けい</rt></ruby>",
        "<rt>けい</rt>",
        "<ruby>京<rp>(</rp><rt>けい<rp>)",
        "<rt><b>けい</b></rt>",
        "<rt>",
        "<span class=sr-only>image</span>",
        "<a class=visually-hidden href=/y>more<br>",
        "<span><img src=b.jpg><a href=/1>one</a> <a href=/2>two</a></span>",
        "<span><img src=b.jpg><a href=/1>one<a href=/2>two",
    ]
)
STYLE = st.sampled_from(["", ' style="display:none"', " hidden", ' class="c"', " href=/x"])


@st.composite
def markup(draw: st.DrawFn, depth: int = 4, void: st.SearchStrategy[str] = VOID) -> str:
    """Markup in any nesting, some of it not closed."""
    if depth == 0:
        return draw(WORDS)
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.integers(0, 3))
        if kind == 0:
            parts.append(draw(WORDS))
        elif kind == 1:
            parts.append(draw(void))
        else:
            tag = draw(INLINE if kind == 2 else BLOCK)
            end = draw(st.sampled_from([f"</{tag}>", f"</{tag}>", ""]))
            parts.append(f"<{tag}{draw(STYLE)}>{draw(markup(depth - 1, void))}{end}")
    return "".join(parts)


def visible(tree: Tree) -> str:
    """All text of a tree but that of elements whose text no browser shows: an account independent of the segmenter."""
    shown = []
    for node, tag in enumerate(tree.tags):
        ancestor = node
        while ancestor >= 0 and tree.tags[ancestor] not in INVISIBLE_TAGS:
            ancestor = tree.parents[ancestor]
        if tag == TEXT and ancestor < 0:
            shown.append(tree.texts[node])
    return "".join(shown)


def squeeze(text: str) -> str:
    return re.sub(rf"[\s{INVISIBLE}]+", "", text)


def blocks_of(html: str) -> tuple[Block, ...]:
    return segment_html(parse(html)[0])


def texts_of(html: str) -> list[str]:
    return [block.text for block in blocks_of(html) if block.text]


@given(markup())
def test_blocks_are_the_visible_text(html: str) -> None:
    """The blocks of generated markup hold its visible text, all of it and each character once, in its order but for
    what is hidden within a line."""
    tree = parse(html)[0]
    blocks = segment_html(tree)
    found, there = squeeze("".join(block.text for block in blocks)), squeeze(visible(tree))
    assert Counter(found) == Counter(there)
    assert found == there or any(block.hidden for block in blocks)


@pytest.mark.parametrize(
    "page", [page for page in fixture_pages() if page.path.suffix == ".html"], ids=lambda page: page.name
)
def test_blocks_are_the_visible_text_of_fixtures(page: FixturePage) -> None:
    """The blocks of each fixture page hold its visible text, all of it and each character once, in its order where
    nothing stands within a line."""
    from newsclean.page import load_page

    tree = load_page(page.raw, max_bytes=1 << 26).tree
    assert tree is not None
    blocks = segment_html(tree)
    found, there = squeeze("".join(block.text for block in blocks)), squeeze(visible(tree))
    assert Counter(found) == Counter(there)
    assert found == there or any(aside_of(block) for block in blocks)


@given(markup())
def test_links_are_ranges_of_the_text(html: str) -> None:
    """Each link lies inside its block, and links do not overlap."""
    for block in blocks_of(html):
        position = 0
        for link in block.links:
            assert position <= link.start < link.end <= len(block.text)
            position = link.end


@given(markup(void=VOID | ASIDES))
def test_asides_are_visible_text_too(html: str) -> None:
    """With asides, which come out below their line, the blocks still hold each visible character once."""
    tree = parse(html)[0]
    assert Counter(squeeze("".join(block.text for block in segment_html(tree)))) == Counter(squeeze(visible(tree)))


def test_readings_are_a_block_below_their_words() -> None:
    """Words are not interrupted by how they are read, and a line's readings stand together below it."""
    blocks = blocks_of(
        "<p><a href=/x><ruby>法律<rp>(</rp><rt>ほうりつ</rt></ruby></a>ができて、<ruby>親<rt>おや</ruby>が</p>"
    )
    assert [(block.text, block.path, aside_of(block)) for block in blocks] == [
        ("法律ができて、親が", "html > body > p", None),
        ("ほうりつ おや", "html > body > p > rt", Aside.READING),
    ]
    assert blocks[0].links == (Link(0, 2, "/x"),)


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p><rt>おや</rt>が</p>", ["おやが"]),  # of no words
        ("<p><ruby>親<rt>おや<b>が</b></rt></ruby></p>", ["親おやが"]),  # more than a text
        ("<p>親<rt>", ["親"]),
        ("<td><ruby>親<rt>おや</rt></ruby><br>が", ["親", "おや", "が"]),
    ],
)
def test_what_is_no_reading_stays_in_its_line(html: str, texts: list[str]) -> None:
    """A reading follows words and holds a text alone; the line it belongs to ends where any line does."""
    assert texts_of(html) == texts


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        (
            "<p>The <a href=/r>report<span class='icon VisuallyHidden'>, opens a tab</span></a> by the",
            [("The report by the", False), (", opens a tab", True)],
        ),
        ("<p>a <span style='display:none'>x <b>y</b><br>z</span> b", [("a b", False), ("x y z", True)]),
        ("<p>a <a class=sr-only href=/q>skip</a> b", [("a b", False), ("skip", True)]),
        ("<p>a <b hidden></b> b", [("a b", False)]),
        ("<h1><b>Sport</b><b class=sr-only>: </b><b>Won</b>", [("Sport: Won", False)]),
        ("<p>a <img src=p.gif style='display:none'> b", [("a b", False), ("", False)]),
        ("<p><i class='sr-only'>Caption, </i>the text", [("Caption,", True), ("the text", False)]),
        (
            "<table><tr><td>a <i class=sr-only>h</i><td>1<tr><td>b<td>2</table>",
            [("a\t1", False), ("h", True), ("b\t2", False)],
        ),
        # Lines of its own, or too much.
        ("<p>a <i hidden>x<div>y</div>z</i> b", [("a", False), ("x", True), ("y", True), ("z", True), ("b", False)]),
        (
            f"<p>a <i hidden>{'<b>x</b>' * 40}</i> b",
            [("a", False), ("x" * 40, True), ("b", False)],
        ),
        ("<p>a <i class='offscreener not-sr-only'>x</i> b", [("a x b", False)]),
        ("<p>a <i class='sr-only md:not-sr-only'>x</i> b", [("a x b", False)]),
        ("<p>a <i class='sr-only focus:not-sr-only'>x</i> b", [("a b", False), ("x", True)]),
    ],
)
def test_what_is_hidden_within_a_line_does_not_part_it(html: str, blocks: list[tuple[str, bool]]) -> None:
    """A line goes on behind what it hides, which is a block of its own below it."""
    assert [(block.text, block.hidden) for block in blocks_of(html)] == blocks


CARD = "<img src=a.jpg><a href=/1>Ann Lee</a><a href=/2>Her vote</a> <a href=/3>More</a>"


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        (f"<p>Gov. <i><a href=/n>Lee</a><i><b>{CARD}</b></i></i> (R) is", ["Gov. Lee (R) is", "Ann LeeHer vote More"]),
        (f"<p>Gov. <b>{CARD}, and</b> is", ["Gov. Ann LeeHer vote More, and is"]),
        ("<p>See <b><img src=a.jpg><a href=/1>this</a></b> now", ["See this now"]),
        (f"<p>See <b><a href=/0>it</a>{CARD}</b> now", ["See itAnn LeeHer vote More now"]),
        (f"<p>Gov. {CARD}", ["Gov. Ann LeeHer vote More"]),
    ],
)
def test_a_card_within_a_line_is_a_block_of_its_own(html: str, texts: list[str]) -> None:
    """A picture and several links, which alone fill an element within a line, pop up over it."""
    blocks = blocks_of(html)
    assert [block.text for block in blocks if block.text] == texts
    assert [block.text for block in blocks if aside_of(block) is Aside.CARD] == texts[1:]
    assert [block.image.src for block in blocks if block.image] == ["a.jpg"]


def test_tail_text_stays_with_its_own_paragraph() -> None:
    """A share widget and the first paragraph in one div are two blocks."""
    assert texts_of(
        '<div><div class="share">分享到</div>记者从会上获悉，<b>全市</b>产值增长。<p>第二段。</p>尾声</div>'
    ) == [
        "分享到",
        "记者从会上获悉，全市产值增长。",
        "第二段。",
        "尾声",
    ]


def test_line_breaks() -> None:
    """Two breaks separate paragraphs; one separates lines of the same paragraph, and is marked."""
    blocks = blocks_of("<p>one<br>two<br><br>three</p><p>four</p>")
    assert [(block.text, block.continues) for block in blocks] == [
        ("one", False),
        ("two", True),
        ("three", False),
        ("four", False),
    ]


def test_roles() -> None:
    """Elements give blocks their role."""
    html = (
        "<h2>head</h2><p>text</p><ul><li>item</li></ul><blockquote><p>quote</p></blockquote><pre>a\n  b</pre>"
        "<figure><img src=a.jpg alt=view><figcaption>caption</figcaption></figure>"
        "<table><tr><th>k</th><th>v</th></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert [(block.role, block.text) for block in blocks_of(html)] == [
        (Role.HEADING, "head"),
        (Role.PARAGRAPH, "text"),
        (Role.LIST_ITEM, "item"),
        (Role.QUOTE, "quote"),
        (Role.PREFORMATTED, "a\n  b"),
        (Role.FIGURE, ""),
        (Role.CAPTION, "caption"),
        (Role.TABLE_ROW, "k\tv"),
        (Role.TABLE_ROW, "1\t2"),
    ]


def test_layout_tables_are_not_data() -> None:
    """A table around an article is a container; its paragraphs are blocks of their own."""
    inner = "<table><tr><td>menu</td><td><p>one</p><p>two<br><br>three</p></td></tr></table>"
    assert texts_of(f"<table><tr><td>{inner}</td></tr></table>") == ["menu", "one", "two", "three"]


def test_hidden_subtrees_are_marked() -> None:
    """What the page does not show becomes hidden blocks, and nothing else does."""
    html = (
        '<div style="color:red; display : none">a<p>b</p></div><p hidden>c</p><noscript>d</noscript>'
        '<p style="overflow:hidden">e</p><p class="hidden">f</p>'
    )
    assert [(block.text, block.hidden) for block in blocks_of(html)] == [
        ("a", True),
        ("b", True),
        ("c", True),
        ("d", True),
        ("e", False),
        ("f", False),
    ]


def test_path_names_the_elements() -> None:
    """A path is the chain of block-level elements as selectors, outermost first."""
    (block,) = blocks_of('<div id="main" class="a  b"><span class="c"><p>text</p></span></div>')
    assert block.path == "html > body > div#main.a.b > p"


def test_deep_nesting_is_linear() -> None:
    """Fifty thousand nested elements give their text, with a path of bounded length."""
    (block,) = blocks_of("<div class=x>" * 1900 + "deep")
    assert block.text == "deep"
    assert len(block.path) < 1000


def test_links_of_a_block() -> None:
    """Links keep their range and target; text around them is not link text."""
    (block,) = blocks_of('<p>See <a href="/a">this  page</a> and <a href="/b"><b>that</b></a>.</p>')
    assert block.text == "See this page and that."
    assert [(block.text[link.start : link.end], link.href) for link in block.links] == [
        ("this page", "/a"),
        ("that", "/b"),
    ]
    assert block.link_text == "this pagethat"


def test_paths_take_little_room_on_pages_of_long_names() -> None:
    """A path stops growing when it is long, and elements that are alike have one and the same."""
    name = "x" * 20_000
    blocks = blocks_of(f"<div class={name}><div class={name}>" + "<p class=a>one</p><p class=b>two</p>" * 3)
    assert len(blocks) == 6
    assert len({id(block.path) for block in blocks}) == 1
    assert blocks[0].path.count(name) == 1
    short = blocks_of("<ul>" + "<li id=a><p class='b c'>one</p><p>two</p></li>" * 3)
    assert {block.path for block in short} == {"html > body > ul > li#a > p.b.c", "html > body > ul > li#a > p"}
    assert len({id(block.path) for block in short}) == 2


def test_links_keep_their_places_in_lines_of_several_pieces() -> None:
    """A link alone, one among blanks, one of several pieces, one over blocks: each is a range of the block's text."""
    blocks = blocks_of(
        "<p> <a href=1> one </a> </p><p>two <a href=2>three <b> four</b></a>five<a href=3> six</a></p>"
        "<a href=4><p>seven</p><p>eight <i>nine</i></p></a><p>ten</p><p><a href=5>\u200b</a></p>"
    )
    assert [
        (block.text, [(block.text[link.start : link.end], link.href) for link in block.links]) for block in blocks
    ] == [
        ("one", [("one", "1")]),
        ("two three fourfive six", [("three four", "2"), ("six", "3")]),
        ("seven", [("seven", "4")]),
        ("eight nine", [("eight nine", "4")]),
        ("ten", []),
    ]
