"""HTML text to a tree."""

from __future__ import annotations

import gc

import pytest
from bs4.exceptions import ParserRejectedMarkup
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsclean.page import parse
from newsclean.types import COMMENT, TEXT, Tree

LAST = "the last words"
TAGS = st.sampled_from(
    ["p", "div", "b", "table", "td", "li", "a", "h1", "script", "title", "select", "svg", "x-y", "br"]
)


def texts(page: Tree) -> str:
    """All text of a tree, in order."""
    return "".join(text for tag, text in zip(page.tags, page.texts, strict=True) if tag == TEXT)


def squeeze(text: str) -> str:
    """Text without its white space, of which parsers drop some before the first element."""
    return "".join(text.split())


def check_shape(page: Tree) -> None:
    """Hold a tree to what `Tree` promises of its lists."""
    count = len(page.tags)
    assert {len(page.parents), len(page.ends), len(page.attrs), len(page.texts)} == {count}
    for index in range(count):
        parent = page.parents[index]
        assert -1 <= parent < index
        assert index < page.ends[index] <= (count if parent == -1 else page.ends[parent])
        if page.tags[index] in (TEXT, COMMENT):
            assert page.ends[index] == index + 1
            assert not page.attrs[index]
        else:
            assert page.texts[index] == ""


def test_a_tree_holds_nodes_in_document_order() -> None:
    """Elements with lower-case names, their attributes, text between them and comments, each under its parent."""
    page, damage = parse("<html><body><P Class=a ID=b>one<b>two</b>three<!--c--></P></body></html>")
    assert damage == ()
    check_shape(page)
    assert list(page.tags) == ["html", "body", "p", TEXT, "b", TEXT, TEXT, COMMENT]
    assert list(page.parents) == [-1, 0, 1, 2, 2, 4, 2, 2]
    assert list(page.ends) == [8, 8, 8, 4, 6, 6, 7, 8]
    assert page.attrs[2] == {"class": "a", "id": "b"}
    assert list(page.texts[3:]) == ["one", "", "two", "three", "c"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + LAST,
        "<div>" * 3_000 + "x" + "</div>" * 3_000 + f"<p>{LAST}</p>",
        "<table><tr><td>" * 5_000 + LAST,
        "<b>" * 100_000 + LAST,
        "<p><b>" * 20_000 + LAST,
        f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>x</p>{LAST}",
        f"<p>{'x' * 12_000_000}</p><p>{LAST}</p>",
        f"<p title='{'x' * 12_000_000}'>x</p><p>{LAST}</p>",
        f"<!--{'x' * 12_000_000}--><p>{LAST}</p>",
        f"<html><body>a</body></html><div>{LAST}</div>",
        f"</html>{LAST}",
        "<html><body>a</body></html>" * 1_000 + LAST,
        f"<!DOCTYPE html><!DOCTYPE html><html><html><body><body>{LAST}",
        f"<?xml version='1.0' encoding='gbk'?><html><body>{LAST}</body></html>",
        f"<title>a{LAST}",
        f"<plaintext>{LAST}",
        f"<frameset><frame></frameset><noframes>{LAST}",
        f"a\0b<p>\x01\x0b\ufffe{LAST}",
        f"a\ud800b<p>\udfff{LAST}",
        f"&#0;&#xd800;&#99999999999;&nosuch;&amp {LAST}",
        f'<p>one</p><a href="x>two</a><p>three {LAST}</p>',
        f"<svg><title>a</title></svg><math><p>{LAST}",
        f"<select><option>a<p>{LAST}",
        f"<o:p><![endif]><![if x]>{LAST}<![endif]></o:p>",
    ],
    ids=lambda html: html[:24],
)
def test_nothing_is_lost_to_any_trap(html: str) -> None:
    """Depth, size, attributes, text behind </html>, bad characters and open quotes cost no text and no damage."""
    page, damage = parse(html)
    check_shape(page)
    assert LAST in texts(page)
    assert damage == ()


def test_text_that_an_open_quote_swallows_is_brought_back_by_the_second_parser() -> None:
    """libxml2 drops what follows an attribute that never ends; all of it is in the tree."""
    page, damage = parse('<div id=a><p>one</p><!--c--><a href="x>two</a><p class=b>three</p></div><br>four')
    check_shape(page)
    for word in ("one", "two", "three", "four"):
        assert texts(page).count(word) == 1
    assert COMMENT in page.tags
    assert damage == ()


def test_nothing_but_the_tree_keeps_its_lists() -> None:
    """A cycle that held them would keep each page's tree until cycles are looked for."""
    tree, _ = parse('<p class="a">one<br>two</p><!--three-->')
    for name in Tree.__slots__:
        assert [type(holder) for holder in gc.get_referrers(getattr(tree, name))] == [Tree]


def test_a_page_that_was_cut_inside_a_tag_says_so() -> None:
    """What came before is whole; the rest of the tag is reported, since nobody can tell what it was to be."""
    page, damage = parse(f'<div><p>{LAST}</p><a class="more" hre')
    assert texts(page) == LAST
    assert len(damage) == 1
    assert 'class="more" hre' in damage[0]


@pytest.mark.parametrize(
    "end", ["", "<", "1 < 2", "&", "&am", "<!--", "<!-- c", "<!-- c -", "<script>a<", "<title>t", "\n"]
)
def test_the_mark_behind_a_page_never_shows(end: str) -> None:
    """However a page ends, the comment that tells its end is not part of the tree."""
    page, damage = parse(f"<p>{LAST}</p>{end}")
    assert damage == ()
    assert "end of the page" not in "".join(page.texts)
    assert LAST in texts(page)


def test_self_closing_scripts_of_xhtml_do_not_swallow_the_page() -> None:
    """<script/> and <title/> are empty, so that what follows is text."""
    xhtml = f"<html><head><script src='a/b.js' /><title/><style type='x'/></head><body><p>{LAST}</p></body></html>"
    page, damage = parse(f"<?xml version='1.0'?>{xhtml}")
    assert damage == ()
    assert page.parents[page.tags.index("p")] == page.tags.index("body")


@pytest.mark.parametrize("html", ["", " ", "<!-- only a comment -->", "<!DOCTYPE html>", "\ud800", "\0"])
def test_hardly_any_input_gives_hardly_any_tree(html: str) -> None:
    """Empty and comment-only input is no error."""
    page, damage = parse(html)
    check_shape(page)
    assert damage == ()
    assert squeeze(texts(page)).strip("\ufffd") == ""


def test_a_page_that_no_parser_can_read_to_its_end_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the second parser refuses too, what the first one read is kept, with the reason."""

    def refuse(*_: object, **__: object) -> None:
        raise ParserRejectedMarkup("not today")

    html = f'{LAST}<a href="x>lost'
    assert "lost" in texts(parse(html)[0])
    monkeypatch.setattr("bs4.BeautifulSoup", refuse)
    page, damage = parse(html)
    assert texts(page) == LAST
    assert len(damage) == 1
    assert "not today" in damage[0]


def test_a_storm_of_tags_without_an_end_is_not_left_to_the_second_parser() -> None:
    """It would take it quadratic time; what the first one read is kept, and the page says that it is not whole."""
    page, damage = parse(f'{LAST}<a x="' + "<a " * 20_000 + ">")
    assert texts(page) == LAST
    assert len(damage) == 1
    assert "too many tags" in damage[0]


def test_an_error_of_the_first_parser_calls_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """A libxml2 with limits raises in the middle of a page; the page is whole all the same."""

    def fail(*_: object, **__: object) -> None:
        raise etree.ParserError("excessive depth")

    monkeypatch.setattr(etree, "fromstring", fail)
    page, damage = parse(f"<div class='a b' hidden><p>one<p>{LAST}</div>")
    check_shape(page)
    assert texts(page) == f"one{LAST}"
    assert page.attrs[0] == {"class": "a b", "hidden": ""}
    assert damage == ()


@given(st.text(alphabet=st.characters(exclude_characters="<&\0\r")))
def test_every_character_of_plain_text_is_in_the_tree(text: str) -> None:
    """White space aside, the text of the tree is the text of the page; lone surrogates become U+FFFD."""
    page, damage = parse(f"<p>{text}</p>")
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert squeeze(texts(page)) == squeeze(whole)
    assert damage == ()


@given(
    st.lists(
        st.one_of(TAGS.map("<{}>".format), TAGS.map("</{}>".format), st.text(alphabet="abc中\n<>&\"'=/!- ", max_size=8))
    )
)
def test_parsing_never_raises_and_keeps_the_shape_of_a_tree(parts: list[str]) -> None:
    """Any soup of tags and text gives a tree, the same each time."""
    html = "".join(parts)
    page, damage = parse(html)
    check_shape(page)
    assert parse(html) == (page, damage)
    assert "end of the page" not in "".join(page.texts)


@given(st.lists(st.tuples(TAGS, st.text(alphabet="abc中文 ", min_size=1, max_size=5)), max_size=20))
def test_no_text_between_tags_is_lost_or_moved(parts: list[tuple[str, str]]) -> None:
    """However elements are left open, the text of the tree reads as that of the page."""
    page, _ = parse("".join(f"<{tag}>{text}" for tag, text in parts if tag not in ("script", "title")))
    assert squeeze(texts(page)) == squeeze("".join(text for tag, text in parts if tag not in ("script", "title")))
