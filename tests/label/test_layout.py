"""Containers of blocks."""

from __future__ import annotations

from newsclean.label.layout import FAR, GROUPS, lay_out, name_groups
from newsclean.page import parse
from newsclean.segment.html import segment_html
from newsclean.segment.scrape import segment_scrape


def test_ranges_are_the_blocks_below_a_container() -> None:
    """Each container's range holds the blocks of its subtree, and only those."""
    tree = parse("<body><div><p>a</p><p>b</p></div><ul><li>c</li></ul>d</body>")[0]
    blocks = segment_html(tree)
    layout = lay_out(blocks, tree)
    ranges = {
        tag: (int(first), int(last))
        for tag, first, last in zip(layout.tag, layout.first, layout.last, strict=True)
        if tag != "p"
    }
    assert ranges == {"html": (0, 4), "body": (0, 4), "div": (0, 2), "ul": (2, 3), "li": (2, 3)}
    for i, innermost in enumerate(layout.container):
        container = innermost
        while container >= 0:
            assert layout.first[container] <= i < layout.last[container]
            container = layout.parent[container]


def test_a_name_speaks_from_where_it_stands() -> None:
    """The distance to a group counts the containers up to the one so named."""
    tree = parse('<div class="m-relRead"><ul><li>a</li></ul></div><p>b</p>')[0]
    layout = lay_out(segment_html(tree), tree)
    related = GROUPS.index("related_articles")
    assert [int(layout.distance[c, related]) for c in layout.container] == [2, FAR]


def test_names_are_split_into_words() -> None:
    """Names of classes are read at marks, digits and changes of case; parts of other words say nothing."""

    def groups(tag: str, **attrs: str) -> set[str]:
        mask = name_groups(tag, {name.rstrip("_"): value for name, value in attrs.items()})
        return {group for i, group in enumerate(GROUPS) if mask >> i & 1}

    assert "share" in groups("div", class_="bdShare-box2")
    assert "comments" in groups("div", id="comment_list")
    assert "share" not in groups("div", class_="shareholder")
    assert groups("nav") == {"navigation"}
    assert "content" in groups("div", itemprop="articleBody")
    assert "navigation" in groups("div", role="banner")
    assert "share" in groups("a", class_="twitter")
    assert not groups("blockquote", class_="twitter-tweet")


def groups_of(tag: str, names: str) -> set[str]:
    """The groups that the classes of an element speak for."""
    mask = name_groups(tag, {"class": names})
    return {group for i, group in enumerate(GROUPS) if mask >> i & 1}


def test_names_about_room_tell_of_no_place() -> None:
    """A margin at the bottom is no bottom of the page."""
    assert groups_of("div", "page-bottom") == {"copyright"}
    for name in ("margin-bottom", "modelMarginBottom", "-bottom-space", "border--bottom", "elementor-top-section"):
        assert not groups_of("div", name)


def test_the_header_of_a_line_is_a_heading() -> None:
    """A name that calls a heading a header says nothing; other elements so called are the head of a page."""
    assert groups_of("h2", "block-header") == groups_of("h2", "block")
    assert groups_of("div", "site-header") == {"navigation"}
    assert not groups_of("div", "article-header")


def test_the_header_of_an_article_is_no_menu() -> None:
    """A header element speaks for navigation, but inside an article element."""
    tree = parse("<header><p>a</p></header><article><header><p>b</p></header></article>")[0]
    layout = lay_out(segment_html(tree), tree)
    navigation = GROUPS.index("navigation")
    assert [int(layout.distance[c, navigation]) for c in layout.container] == [1, FAR]


def test_ids_of_lines_are_no_part_of_their_shape() -> None:
    """Paragraphs with an id each are alike; containers with an id each are not."""
    lines = '<p class="t" id="b1A">a</p><p class="t" id="c2B">b</p>'
    source = f'<div class="c" id="x">{lines}</div><div class="c" id="y">c</div>'
    tree = parse(source)[0]
    layout = lay_out(segment_html(tree), tree)
    shape = [layout.shape[c] for c in layout.container]
    assert shape[0] == shape[1]
    first, other = (layout.shape[layout.node.index(node)] for node, tag in enumerate(tree.tags) if tag == "div")
    assert first != other


def test_a_scrape_has_no_containers() -> None:
    """The lines of a text scrape lie in no container."""
    layout = lay_out(segment_scrape("a\nb"), None)
    assert layout.container.tolist() == [-1, -1]
    assert len(layout.node) == 0
