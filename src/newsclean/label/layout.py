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
    count = len(nodes)
    container = np.array([known.get(block.node, -1) for block in blocks], dtype=np.int32)
    parent_list: list[int] = []
    depth_list: list[int] = []
    tags: list[str] = []
    names: list[str] = []
    own: list[tuple[int, ...]] = []
    if tree is not None:
        looked_up: dict[str, tuple[int, ...]] = {}
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
                groups = looked_up[key] = name_groups(key)
            own.append(groups)
    first = np.full(count, len(blocks), dtype=np.int32)
    last = np.zeros(count, dtype=np.int32)
    _ranges(container.tolist(), parent_list, first, last)
    distance = _distances(parent_list, own)
    return Layout(
        blocks,
        container,
        nodes,
        tags,
        names,
        np.array(parent_list, dtype=np.int32),
        np.array(depth_list, dtype=np.int32),
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


def name_groups(key: str) -> tuple[int, ...]:
    """The groups that an element's tag and names speak for, as indices into GROUPS."""
    words, whole = class_words()
    tag, _, rest = key.partition("\x00")
    groups: set[str] = set()
    if tag in TAG_GROUPS:
        groups.add(TAG_GROUPS[tag])
    for field in rest.split("\x00"):
        attribute, equals, value = field.partition("=")
        if equals and attribute == "role":
            groups.update(ROLE_GROUPS[v] for v in value.lower().split() if v in ROLE_GROUPS)
        elif equals and attribute == "itemprop":
            groups.update(PROPERTY_GROUPS[v] for v in value.lower().split() if v in PROPERTY_GROUPS)
        else:
            for name in (value if equals else field).split():
                squeezed = "".join(filter(str.isalpha, name.lower()))
                named = set(words.get(squeezed, ()))
                if squeezed in whole:
                    named.add(whole[squeezed])
                for part in NAME_PARTS.findall(name):
                    named.update(words.get(part.lower(), ()))
                # "comment-body" and "related-articles" are no containers of the article.
                groups |= named if named <= BESIDE_CONTENT else named - {"content"}
    return tuple(sorted(GROUP_INDEX[group] for group in groups if group in GROUP_INDEX))


def _ranges(container: list[int], parent: list[int], first: NDArray[np.int32], last: NDArray[np.int32]) -> None:
    """Fill in the range of blocks of each container, innermost first."""
    starts, stops = first.tolist(), last.tolist()
    for i, c in enumerate(container):
        if c >= 0:
            starts[c] = min(starts[c], i)
            stops[c] = i + 1
    for c in range(len(parent) - 1, -1, -1):
        above = parent[c]
        if above >= 0:
            starts[above] = min(starts[above], starts[c])
            stops[above] = max(stops[above], stops[c])
    first[:] = starts
    last[:] = stops


def _distances(parent: list[int], own: list[tuple[int, ...]]) -> NDArray[np.int8]:
    """Per container and group, how far up the nearest container lies that speaks for the group."""
    import numpy as np

    rows = [[FAR] * len(GROUPS)]  # the last row, index -1, stands above the roots
    result: list[list[int]] = []
    for c, groups in enumerate(own):
        above = result[parent[c]] if parent[c] >= 0 else rows[0]
        row = [d + 1 if d < FAR else FAR for d in above]
        for group in groups:
            row[group] = 0
        result.append(row)
    return np.array(result, dtype=np.int8).reshape(len(own), len(GROUPS))
