"""HTML text to a `Tree`, the only module that knows the parsers.

lxml hands its events to a builder, so that the page is walked once, while it is parsed, and no lxml element is ever
made: 2.5 ms instead of 3.2 ms a page of 232 kB, where lxml's parse alone takes 1.9 ms. It is also what makes parsing
linear and whole: libxml2's limit on nesting and its quadratic time for many attributes lie in the tree that it
would build.

Whether a parser came to the end of a page is seen by a comment that is put behind it and must come out last. Where it
does not (a quote that is never closed swallows all that follows), BeautifulSoup reads the page.
"""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsclean.page.encoding import to_utf8
from newsclean.types import COMMENT, TEXT, Tree

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

__all__ = ["parse"]

_NO_ATTRIBUTES: Mapping[str, str] = {}
# One string for each usual tag, instead of one for each element: later steps look tags up, and a string keeps its hash.
_TAGS: Mapping[str, str] = {
    tag: tag
    for tag in (
        "html head title meta link script style noscript body header footer nav main aside article section div p span "
        "a img picture source figure figcaption video h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote br hr table tbody "
        "thead tr td th form input button label select option textarea iframe svg path g use b i u em strong small sup "
        "sub font center time address"
    ).split()
}
_END = "the end of the page"
_END_MARK = f"<!--{_END}-->".encode()
# What may be left of the mark if the page ends inside a comment, a script or a title: "--" belongs to the markup there.
_END_REST = re.compile(rf"<!--{_END}(?:--!?>?)?\Z")
# A page that was cut inside a tag, a doctype or a processing instruction, whose last "<" this matches.
_CUT_TAG = re.compile(r"<(?!!--)[a-zA-Z/!?]")

# The second parser looks for the end of each tag that has none up to the end of the page: so many characters in all,
# which takes a second.
_MOST_RETRIED = 30_000_000


class _TreeBuilder:
    """A parser target (https://lxml.de/parsing.html#the-target-parser-interface) that fills the lists of a `Tree`.

    Its methods are closures over these lists: they are called some thousand times a page, and attributes would take
    longer to look up than what is done with them. `finish` gives
    the tree once, with whether it is whole, and lets go of it: lxml's parser is part of a cycle, which would keep the
    tree until cycles are looked for.
    """

    __slots__ = ("comment", "data", "end", "finish", "start")

    def __init__(self) -> None:  # noqa: C901, PLR0915  # closures: see above
        tags: list[str] = []
        parents: list[int] = []
        ends: list[int] = []
        attrs: list[Mapping[str, str]] = []
        texts: list[str] = []
        pending: list[str] = []
        parent = -1  # the innermost open element
        ended = False
        shared = _TAGS.get

        def flush() -> None:
            tags.append(TEXT)
            parents.append(parent)
            attrs.append(_NO_ATTRIBUTES)
            texts.append("".join(pending) if len(pending) > 1 else pending[0])
            pending.clear()
            ends.append(len(tags))

        def start(tag: str, names: Mapping[str, str]) -> None:
            nonlocal parent
            if pending:
                flush()
            parents.append(parent)
            ends.append(parent)  # until it ends
            parent = len(tags)
            tags.append(shared(tag, tag))
            attrs.append(names or _NO_ATTRIBUTES)
            texts.append("")

        def end(tag: str) -> None:  # noqa: ARG001  # the interface gives the name
            nonlocal parent
            if pending:
                flush()
            ends[parent] = len(tags)
            parent = parents[parent]

        def comment(text: str) -> None:
            nonlocal ended
            if text == _END:
                ended = True
                return
            if pending:
                flush()
            tags.append(COMMENT)
            parents.append(parent)
            attrs.append(_NO_ATTRIBUTES)
            texts.append(text)
            ends.append(len(tags))

        def finish() -> tuple[Tree, bool]:
            nonlocal parent, ended, tags, parents, ends, attrs, texts
            if pending:
                flush()
            while parent >= 0:
                ends[parent] = len(tags)
                parent = parents[parent]
            if not ended and texts and (rest := _END_REST.search(texts[-1])) is not None:
                texts[-1] = texts[-1][: rest.start()]
                ended = True
            tree = Tree(tags, parents, ends, attrs, texts)
            tags, parents, ends, attrs, texts = [], [], [], [], []
            return tree, ended

        self.start, self.end, self.comment, self.finish = start, end, comment, finish
        self.data = pending.append  # called once for each run of text: without a detour

    def close(self) -> None:
        """What lxml calls last, perhaps after an error."""


def parse(html: str, utf8: bytes | None = None) -> tuple[Tree, tuple[str, ...]]:
    """Parse HTML text; returns the tree and, in words, what could not be kept (empty for a whole page).

    ``utf8`` are the bytes of the same text, if they are at hand in UTF-8: that spares encoding it, a tenth of the work.
    Never raises. Takes linear time at any depth of nesting, but for many end tags that close nothing in deep nesting.
    Lone surrogates become U+FFFD.
    """
    html, damage = _without_cut_tag(html)
    tree, whole = _parse_with_lxml(to_utf8(html) if utf8 is None or damage else utf8)
    if whole:
        return tree, damage
    second, trouble = _parse_with_beautifulsoup(html)
    if second is not None and _text_length(second) > _text_length(tree):
        return second, damage
    return tree, (*damage, trouble or "the page has a tag that does not end, and what followed it was lost")


def _without_cut_tag(html: str) -> tuple[str, tuple[str, ...]]:
    """A page that was cut inside a tag, without the rest of that tag: nobody has seen its text, but say so."""
    last = html.rfind("<")
    if last < 0 or html.find(">", last) >= 0 or _CUT_TAG.match(html, last) is None:
        return html, ()
    return html[:last], (f"the page ends inside a tag: {html[last : last + 40]!r}",)


def _parse_with_lxml(utf8: bytes) -> tuple[Tree, bool]:
    """The tree that libxml2 makes, and whether it came to the end of the page."""
    builder = _TreeBuilder()
    target: Any = builder  # the stubs ask for methods that take bytes too, which the parser never sends
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True, remove_pis=True)
    with contextlib.suppress(etree.LxmlError):
        etree.fromstring(utf8 + _END_MARK, parser)
    return builder.finish()


def _parse_with_beautifulsoup(html: str) -> tuple[Tree | None, str]:
    """The tree that Python's own parser makes, which takes a tag without an end for text; or why there is none."""
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    if (html.count("<") - html.count(">")) * len(html) > _MOST_RETRIED:
        return None, "the page has too many tags that do not end, and what followed the first of them was lost"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _tree_of(BeautifulSoup(html, "html.parser", multi_valued_attributes=None)), ""
    except ParserRejectedMarkup as error:
        return None, f"no parser could read the whole page: {error}"


def _tree_of(soup: BeautifulSoup) -> Tree:
    from bs4.element import Comment, NavigableString, PreformattedString, Tag

    builder = _TreeBuilder()
    open_elements: list[Tag] = [soup]
    for node in soup.descendants:
        while open_elements[-1] is not node.parent:
            open_elements.pop()
            builder.end("")
        if isinstance(node, Tag):
            builder.start(node.name, {name: str(value) for name, value in node.attrs.items()})
            open_elements.append(node)
        elif isinstance(node, Comment):
            builder.comment(str(node))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            builder.data(str(node))
    return builder.finish()[0]


def _text_length(tree: Tree) -> int:
    return sum(len(text) for tag, text in zip(tree.tags, tree.texts, strict=True) if tag == TEXT)
