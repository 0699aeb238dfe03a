"""How the blocks of a page lie in its containers: the arrays that all evidence is computed from.

A container is an element with at least one block in it. Since blocks are in document order, the blocks of a container
are a range, and a sum over a container is the difference of two prefix sums: everything below is linear in the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsclean.label.lexicon import class_words
from newsclean.types import Block, Tree

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["GROUPS", "Layout", "lay_out", "name_groups"]

# Groups of class and id names, in the order of their columns.
GROUPS = (
    "content title byline source_line editor_line breadcrumb related_articles recommend share mood_poll comments "
    "navigation friend_links qr_prompt app_prompt pagination ads newsletter consent paywall disclaimer copyright "
    "caption hidden other"
).split()
GROUP_INDEX = {group: i for i, group in enumerate(GROUPS)}
# Groups that leave an element what it is: "article-title-and-content" may hold the article.
BESIDE_CONTENT = frozenset({"content", "title", "caption", "other", "hidden"})
NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[\u3400-\u9fff]+")
NOT_LETTERS = re.compile(r"[\W\d_]+")
DIGITS = re.compile(r"\d+")
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


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a page (n of them, those without text included) and their containers (m, in document order).

    ``container`` (n) is the innermost container of each block, -1 for a text scrape; ``parent`` (m) that of each
    container; ``first`` and ``last`` (m) its range of blocks, ``[first, last)``; ``depth`` (m) its depth; ``distance``
    (m, len(GROUPS)) how many containers up the nearest one lies whose names speak for a group, FAR where there is none.
    """

    blocks: Sequence[Block]
    container: NDArray[np.int32]
    node: Sequence[int]
    tag: Sequence[str]
    name: Sequence[str]
    parent: NDArray[np.int32]
    depth: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    distance: NDArray[np.int8]


FAR = 12


def lay_out(blocks: Sequence[Block], tree: Tree | None) -> Layout:
    """The containers of a page's blocks."""
    import numpy as np

    nodes: list[int] = []
    known: dict[int, int] = {}
    if tree is not None:
        parents = tree.parents
        for block in blocks:
            node = block.node
            while node >= 0 and node not in known:
                known[node] = 0
                nodes.append(node)
                node = parents[node]
        nodes.sort()
        known = {node: i for i, node in enumerate(nodes)}
    container = np.array([known.get(block.node, -1) for block in blocks], dtype=np.int32)
    parent_list: list[int] = []
    depth_list: list[int] = []
    tags: list[str] = []
    names: list[str] = []
    own: list[tuple[int, ...]] = []
    if tree is not None:
        looked_up: dict[str, tuple[int, ...]] = {}
        names_known: dict[str, frozenset[str]] = {}
        for node in nodes:
            above = known.get(tree.parents[node], -1)
            parent_list.append(above)
            depth_list.append(depth_list[above] + 1 if above >= 0 else 0)
            tag = tree.tags[node]
            tags.append(tag)
            attrs = tree.attrs[node]
            name = attrs.get("class", "") + " " + attrs.get("id", "") if attrs else ""
            # "part1" and "part2" are siblings of one shape.
            names.append(DIGITS.sub("0", name))
            key = _evidence_key(tag, name, attrs)
            groups = looked_up.get(key)
            if groups is None:
                groups = looked_up[key] = name_groups(key, names_known)
            own.append(groups)
    parent = np.array(parent_list, dtype=np.int32)
    depth = np.array(depth_list, dtype=np.int32)
    # One sort, not one search a level: pages are nested without end.
    levels = np.split(np.argsort(depth, kind="stable"), np.cumsum(np.bincount(depth))[:-1]) if len(depth) else []
    first, last = _ranges(container, parent, levels)
    distance = _distances(parent, own, levels)
    return Layout(
        blocks,
        container,
        nodes,
        tags,
        names,
        parent,
        depth,
        first,
        last,
        distance,
    )


def _evidence_key(tag: str, name: str, attrs: Mapping[str, str]) -> str:
    """All that says what an element holds, as one string, so that each distinct one is looked up once."""
    if not attrs:
        return tag
    parts = [tag, name]
    for attribute in ("role", "itemprop", "data-component", "data-testid", "aria-label", "data-module"):
        value = attrs.get(attribute)
        if value:
            parts.append(f"{attribute}={value}")
    return "\x00".join(parts)


def name_groups(key: str, known: dict[str, frozenset[str]] | None = None) -> tuple[int, ...]:
    """The groups that an element's tag and names speak for, as indices into GROUPS; ``known`` keeps what each single
    name speaks for, for the next call."""
    known = {} if known is None else known
    tag, _, rest = key.partition("\x00")
    groups: set[str] = {TAG_GROUPS[tag]} if tag in TAG_GROUPS else set()
    for field in rest.split("\x00"):
        attribute, equals, value = field.partition("=")
        if equals and attribute == "role":
            groups.update([ROLE_GROUPS[v] for v in value.lower().split() if v in ROLE_GROUPS])
        elif equals and attribute == "itemprop":
            groups.update([PROPERTY_GROUPS[v] for v in value.lower().split() if v in PROPERTY_GROUPS])
        else:
            for name in (value if equals else field).split():
                named = known.get(name)
                if named is None:
                    named = known[name] = _groups_of_name(name)
                groups |= named
    return tuple(sorted([GROUP_INDEX[group] for group in groups if group in GROUP_INDEX]))


def _groups_of_name(name: str) -> frozenset[str]:
    """The groups that one class name or id speaks for."""
    words, whole = class_words()
    squeezed = NOT_LETTERS.sub("", name.lower())
    named = set(words.get(squeezed, ()))
    if squeezed in whole:
        named.add(whole[squeezed])
    for part in NAME_PARTS.findall(name):
        named.update(words.get(part.lower(), ()))
    # "comment-body" and "related-articles" are no containers of the article.
    return frozenset(named if named <= BESIDE_CONTENT else named - {"content"})


def _ranges(
    container: NDArray[np.int32], parent: NDArray[np.int32], levels: Sequence[NDArray[np.intp]]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The range of blocks of each container, the innermost ones first."""
    import numpy as np

    count = len(container)
    first = np.full(len(parent), count, dtype=np.int32)
    last = np.zeros(len(parent), dtype=np.int32)
    if len(parent):
        inside = (container >= 0).nonzero()[0]
        np.minimum.at(first, container[inside], inside)
        np.maximum.at(last, container[inside], inside + 1)
        for rows in reversed(levels[1:]):
            np.minimum.at(first, parent[rows], first[rows])
            np.maximum.at(last, parent[rows], last[rows])
    return first, last


def _distances(
    parent: NDArray[np.int32], own: Sequence[tuple[int, ...]], levels: Sequence[NDArray[np.intp]]
) -> NDArray[np.int8]:
    """Per container and group, how far up the nearest container lies that speaks for the group; a level at a time."""
    import numpy as np

    distance = np.full((len(own), len(GROUPS)), FAR, dtype=np.int8)
    speaks = np.zeros(distance.shape, dtype=bool)
    pairs = [(c, group) for c, groups in enumerate(own) for group in groups]
    if pairs:
        speaks[tuple(np.array(pairs).T)] = True
    for level, rows in enumerate(levels):
        above = distance[parent[rows]] + 1 if level else FAR
        distance[rows] = np.where(speaks[rows], 0, np.minimum(above, FAR))
    return distance
