"""How the blocks of a page lie in its containers: the arrays that all evidence is computed from.

A container is an element with at least one block in it. Since blocks are in document order, the blocks of a container
are a range, and a sum over a container is the difference of two prefix sums: everything below is linear in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from newsclean.label.lexicon import class_words
from newsclean.types import Block, Tree

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["GROUPS", "NO_KINDS", "Layout", "lay_out", "name_groups"]

# Groups of class and id names, in the order of their columns.
GROUPS = (
    "content title byline source_line editor_line breadcrumb related_articles recommend share mood_poll comments "
    "navigation friend_links qr_prompt app_prompt pagination ads newsletter consent paywall disclaimer copyright "
    "caption hidden other standfirst"
).split()
# Groups that are no kind of block: they speak to the trained labeller alone.
NO_KINDS = frozenset({"content", "standfirst"})
GROUP_INDEX = {group: i for i, group in enumerate(GROUPS)}
# Groups that leave an element what it is: "article-title-and-content" may hold the article.
BESIDE_CONTENT = frozenset({"content", "title", "caption", "other", "hidden", "standfirst"})
NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[\u3400-\u9fff]+")
# Beside these a part of a name tells of room or of lines, as in "margin-bottom", and not of a place on the page.
STYLING = frozenset("align bare border elementor gap inset margin offset padding space spacing".split())
# What the head of an article or of a page may be called.
HEADS = frozenset({"hd", "header"})
NOT_LETTERS = re.compile(r"[\W\d_]+")
DIGITS = re.compile(r"\d+")
# Names of posts that an article quotes from elsewhere: of sharing they say nothing.
EMBEDS = frozenset("twittertweet twittervideo instagrammedia fbpost fbvideo tiktokembed telegrampost".split())
# Elements whose own meaning says what they hold.
TAG_GROUPS = {
    "nav": "navigation",
    "header": "navigation",
    "footer": "copyright",
    "aside": "recommend",
    "form": "newsletter",
    "article": "content",
    "main": "content",
    "figure": "caption",
    "figcaption": "caption",
    "button": "other",
    "h1": "title",
    "time": "source_line",
    "address": "byline",
    "select": "navigation",
    "dialog": "hidden",
}
ROLE_GROUPS = {
    "navigation": "navigation",
    "banner": "navigation",
    "menu": "navigation",
    "search": "navigation",
    "contentinfo": "copyright",
    "complementary": "recommend",
    "article": "content",
    "main": "content",
    "dialog": "hidden",
    "alert": "hidden",
    "tooltip": "hidden",
}
PROPERTY_GROUPS = {
    "articlebody": "content",
    "headline": "title",
    "author": "byline",
    "datepublished": "source_line",
    "datemodified": "source_line",
    "comment": "comments",
}


# Attributes beside class and id that may say what an element holds; of the first two the values are terms.
TERMS = {"role": ROLE_GROUPS, "itemprop": PROPERTY_GROUPS}
TOLD_BY_NAMES = ("data-component", "data-testid", "aria-label", "data-module")
TELLING = frozenset((*TERMS, *TOLD_BY_NAMES))
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LINES = HEADINGS | {"p", "li", "dt", "dd", "blockquote", "pre", "td", "th", "tr"}
FAR = 12
# Distances as bytes, one step further up.
ONE_FURTHER = bytes([min(distance + 1, FAR) for distance in range(256)])


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a page (n of them, those without text included) and their containers (m, in document order).

    ``container`` (n) is the innermost container of each block, -1 for a text scrape; ``node``, ``tag`` and ``name`` (m)
    tell of each container its node, element, and class and id with all numbers as 0; ``shape`` (m) has one number for
    each pair of element and name. ``parent`` (m) is the container around each; ``first`` and ``last`` (m) its range of
    blocks, ``[first, last)``; ``depth`` (m) its depth; ``distance`` (m, len(GROUPS)) how many containers up the nearest
    one lies whose names speak for a group, FAR where there is none.
    """

    container: NDArray[np.int32]
    node: Sequence[int]
    tag: Sequence[str]
    name: Sequence[str]
    shape: Sequence[int]
    parent: NDArray[np.int32]
    depth: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    distance: NDArray[np.int8]


def lay_out(blocks: Sequence[Block], tree: Tree | None) -> Layout:
    """The containers of a page's blocks."""
    import numpy as np

    nodes, index = _containers(blocks, tree)
    container = [index[block.node] for block in blocks]
    parents: list[int] = []
    depths: list[int] = []
    tags: list[str] = []
    names: list[str] = []
    shapes: list[int] = []
    masks: list[int] = []
    if tree is not None:
        in_article = [False]  # of the containers, and of none
        shape_of: dict[tuple[str, str], int] = {}
        all_parents, all_tags, all_attrs = tree.parents, tree.tags, tree.attrs
        for node in nodes:
            above = index[all_parents[node]]
            parents.append(above)
            depths.append(depths[above] + 1 if above >= 0 else 0)
            tag, attrs = all_tags[node], all_attrs[node]
            # The head of an article is not that of the page.
            told = "" if tag == "header" and in_article[above] else tag
            in_article.insert(-1, in_article[above] or tag == "article")
            if attrs:
                classes, identifier = attrs.get("class"), attrs.get("id")
                name, mask = _told_by_names(told, classes or "", identifier or "")
                if len(attrs) > (classes is not None) + (identifier is not None):
                    mask |= _told_by_attributes(attrs)
            else:
                name, mask = "", TAG_MASKS.get(told, 0)
            tags.append(tag)
            names.append(name)
            shapes.append(shape_of.setdefault((tag, name), len(shape_of)))
            masks.append(mask)
    parent, depth = np.array(parents, dtype=np.int32), np.array(depths, dtype=np.int32)
    first, last = _ranges(container, parents, len(blocks))
    return Layout(
        np.array(container, dtype=np.int32),
        nodes,
        tags,
        names,
        shapes,
        parent,
        depth,
        np.array(first, dtype=np.int32),
        np.array(last, dtype=np.int32),
        _distances(parents, masks),
    )


def _containers(blocks: Sequence[Block], tree: Tree | None) -> tuple[list[int], dict[int, int]]:
    """The nodes that are containers, in document order, and the index of each; that of no node is -1."""
    if tree is None:
        return [], {-1: -1}
    parents = tree.parents
    known: set[int] = set()
    for block in blocks:
        node = block.node
        while node >= 0 and node not in known:
            known.add(node)
            node = parents[node]
    nodes = sorted(known)
    index = dict(zip(nodes, range(len(nodes)), strict=True))
    index[-1] = -1
    return nodes, index


def name_groups(tag: str, attrs: Mapping[str, str]) -> int:
    """The groups that an element's tag and names speak for, as a number with a bit for each index into GROUPS.

    >>> [group for i, group in enumerate(GROUPS) if name_groups("aside", {"class": "share-bar"}) >> i & 1]
    ['recommend', 'share']
    """
    return _told_by_names(tag, attrs.get("class", ""), attrs.get("id", ""))[1] | _told_by_attributes(attrs)


def _told_by_attributes(attrs: Mapping[str, str]) -> int:
    """The groups that other attributes than class and id speak for."""
    if TELLING.isdisjoint(attrs):
        return 0
    mask = 0
    for attribute in TELLING & attrs.keys():
        mask |= _mask_of_value(attribute, attrs[attribute])
    return mask


def _mask(groups: Iterable[str]) -> int:
    """The groups as a number with a bit for each."""
    return sum({1 << GROUP_INDEX[group] for group in groups if group in GROUP_INDEX})


TAG_MASKS = {tag: _mask([group]) for tag, group in TAG_GROUPS.items()}


# What names say depends on nothing but the names, and the pages of a site, of a content system and of a toolkit of
# styles have the same ones: nine of ten look-ups are answered from here.
@lru_cache(1 << 14)
def _told_by_names(tag: str, classes: str, identifier: str) -> tuple[str, int]:
    """The names of an element with all numbers as 0, since "part1" and "part2" are siblings of one shape; and the
    groups that these names and the tag speak for. The id of a line of text tells it from its siblings, and is no part
    of their shape."""
    if tag in HEADINGS:
        classes = classes.replace("header", "")  # of a line, not of a page
    mask = TAG_MASKS.get(tag, 0) | _mask_of_names(classes) | _mask_of_names(identifier)
    return DIGITS.sub("0", classes if tag in LINES else f"{classes} {identifier}"), mask


def _mask_of_names(value: str) -> int:
    """The groups that the names in a class or id speak for."""
    mask = 0
    for name in value.split():
        mask |= _mask_of_name(name)
    return mask


@lru_cache(1 << 14)
def _mask_of_value(attribute: str, value: str) -> int:
    """The groups that another attribute of an element speaks for."""
    terms = TERMS.get(attribute)
    if terms is None:
        return _mask_of_names(value)
    return _mask([terms[term] for term in value.lower().split() if term in terms])


@lru_cache(1 << 14)
def _mask_of_name(name: str) -> int:
    """The groups that one class name or id speaks for."""
    words, whole = class_words()
    squeezed = NOT_LETTERS.sub("", name.lower())
    if squeezed in EMBEDS:
        return 0
    named = set(words.get(squeezed, ()))
    if squeezed in whole:
        named.add(whole[squeezed])
    parts = [part.lower() for part in NAME_PARTS.findall(name)]
    for part, before, after in zip(parts, ["", *parts], [*parts[1:], ""], strict=False):
        if before not in STYLING and after not in STYLING:
            named.update(words.get(part, ()))
    if named == {"content", "navigation"} and not HEADS.isdisjoint(parts):
        return 0  # "article-header" is the head of the article, not of the page, and not its text
    # "comment-body" and "related-articles" are no containers of the article.
    return _mask(named if named <= BESIDE_CONTENT else named - {"content"})


def _ranges(container: Sequence[int], parent: Sequence[int], count: int) -> tuple[list[int], list[int]]:
    """The range of blocks of each container, the innermost ones first."""
    first, last = [count] * len(parent), [0] * len(parent)
    for i, c in enumerate(container):
        if c >= 0:
            last[c] = i + 1
            if first[c] == count:
                first[c] = i
    for c in range(len(parent) - 1, -1, -1):
        above = parent[c]
        if above >= 0:
            # min and max take three times as long.
            if first[c] < first[above]:  # noqa: PLR1730
                first[above] = first[c]
            if last[c] > last[above]:  # noqa: PLR1730
                last[above] = last[c]
    return first, last


def _distances(parents: Sequence[int], masks: Sequence[int]) -> NDArray[np.int8]:
    """Per container and group, how far up the nearest container lies that speaks for the group.

    As strings of bytes: each depends on that of the container around it and on the groups of its own alone, so that
    siblings share one. On a page of 250 containers this takes a fifth of the time of arrays, level by level.
    """
    import numpy as np

    rows = [bytes([FAR]) * len(GROUPS)]
    numbers: list[int] = []
    known: dict[tuple[int, int], int] = {}
    for above, mask in zip(parents, masks, strict=True):
        key = numbers[above] if above >= 0 else 0, mask
        number = known.get(key)
        if number is None:
            row = bytearray(rows[key[0]].translate(ONE_FURTHER))
            for group in _groups_of(mask):
                row[group] = 0
            number = known[key] = len(rows)
            rows.append(bytes(row))
        numbers.append(number)
    return np.frombuffer(b"".join(rows), dtype=np.int8).reshape(len(rows), len(GROUPS))[numbers]


@lru_cache(1 << 12)
def _groups_of(mask: int) -> tuple[int, ...]:
    """The indices of the groups of a number with a bit for each."""
    return tuple([group for group in range(len(GROUPS)) if mask >> group & 1])
