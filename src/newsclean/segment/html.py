"""An HTML tree to blocks, in one walk over its nodes in document order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from newsclean.making import make_block, make_image, make_link
from newsclean.segment.space import collapse, is_visible
from newsclean.segment.tables import is_data_table
from newsclean.types import TEXT, Block, Image, Link, Role, Tree

__all__ = ["INVISIBLE_TAGS", "segment_html"]

# Elements whose text no browser shows (https://html.spec.whatwg.org/multipage/rendering.html#hidden-elements).
INVISIBLE_TAGS = frozenset(
    "area audio base basefont canvas datalist desc iframe link meta metadata noembed noframes object param "
    "script style template title video #comment".split()
)
# Elements that are there but not shown: their text becomes hidden blocks.
HIDDEN_TAGS = frozenset({"noscript", "dialog"})
# Elements that stand in a line of text. All others, also unknown ones, begin and end a block.
INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label map mark nobr output picture q rb rp "
    "rt ruby s samp small source span strike strong sub sup svg text time tspan tt track u var wbr img image input g "
    "path use o:p st1:place".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LIST_ITEMS = frozenset({"li", "dd", "dt"})
# A row of a table that holds data, in the place of its tag; rows of other tables mean nothing.
DATA_ROW = "#row"
SHAPES = {"pre": Role.PREFORMATTED, "figcaption": Role.CAPTION, "caption": Role.CAPTION, DATA_ROW: Role.TABLE_ROW}
# What a style attribute says of an element that is not shown; only the whole value counts, not a part of another word.
HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
# What a path holds at most: block-level elements, outermost first, and characters, after which it names no more.
# Bounded on pages nested without end, or with names without end.
PATH_DEPTH = 32
PATH_LENGTH = 10_000

# What the walk does at a node, by its tag; at one that is not named here it begins a block.
SHOW, PASS, SKIP, BREAK = range(4)
STEPS: Final[Mapping[str, int]] = {
    **dict.fromkeys(INLINE_TAGS, PASS),
    **dict.fromkeys(INVISIBLE_TAGS, SKIP),
    "br": BREAK,
    TEXT: SHOW,
}


# Of a style: whether its text is hidden, in a quotation, in an item of a list, its role if that is settled, its level.
_Facts: TypeAlias = tuple[bool, bool, bool, Role | None, int]


class _Style:
    """What text inherits from the block-level elements around it; there is one object for each such set of facts."""

    __slots__ = ("below", "facts", "hidden", "item", "known", "level", "preformatted", "quote", "role", "shape")

    def __init__(self, facts: _Facts, known: dict[_Facts, _Style]) -> None:
        self.facts, self.known = facts, known
        self.hidden, self.quote, self.item, self.shape, self.level = facts
        self.role = self.shape or (Role.LIST_ITEM if self.item else Role.QUOTE if self.quote else Role.PARAGRAPH)
        self.preformatted = self.role is Role.PREFORMATTED
        self.below: dict[str, _Style] = {}  # what is known of elements inside, by tag

    def inside(self, tag: str) -> _Style:
        """The style inside an element, as far as its tag tells."""
        style = self.below.get(tag)
        if style is None:
            shape, level = self.shape, self.level
            if tag in HEADINGS:
                shape, level = Role.HEADING, HEADINGS[tag]
            elif tag in SHAPES:
                shape, level = SHAPES[tag], 0
            hidden, quote = self.hidden or tag in HIDDEN_TAGS, self.quote or tag == "blockquote"
            item = tag in LIST_ITEMS or (self.item and tag == "p")
            style = self.below[tag] = self._of((hidden, quote, item, shape, level))
        return style

    def unseen(self) -> _Style:
        """The same where nothing is shown."""
        return self._of((True, *self.facts[1:]))

    def _of(self, facts: _Facts) -> _Style:
        style = self.known.get(facts)
        if style is None:
            style = self.known[facts] = _Style(facts, self.known)
        return style


def segment_html(tree: Tree) -> tuple[Block, ...]:
    """The visible text of a tree as blocks, and its images as blocks without text."""
    return _Walk(tree).run()


class _Walk:
    """The state of one walk: open elements, and the text gathered since the last block ended."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.blocks: list[Block] = []
        self.chunks: list[str] = []  # text that is gathered; it does not begin with blanks but in preformatted text
        self.links: list[tuple[int, int]] = []  # from which chunk on text is in a link, and the link's node, or -1
        self.cells: list[int] = []  # at which chunks the cells of a table row begin
        self.images: list[Image] = []
        self.breaks = 0  # line breaks since the last block
        self.link = -1
        self.link_end = 0
        self.table_end = 0  # inside a data table up to this node
        # The open elements that begin a block: where they end, their nodes and styles.
        self.frames: list[tuple[int, int, _Style]] = []
        self.paths: dict[int, str] = {}  # of the nodes of frames
        # By the path above, the tag and the names: elements that are alike share their path.
        self.alike: dict[tuple[str, str, str | None, str | None], str] = {}
        self.boundary = len(tree.tags)
        self.frames.append((self.boundary, -1, _Style((False, False, False, None, 0), {})))

    def run(self) -> tuple[Block, ...]:  # noqa: C901, PLR0912  # in one piece: see below
        """Walk the tree from its first node to its last.

        What is done at every node stands here in one piece, with its state in local names: calls and attributes would
        take half as long again.
        """
        tags, ends, texts, attrs = self.tree.tags, self.tree.ends, self.tree.texts, self.tree.attrs
        chunks, images, frames = self.chunks, self.images, self.frames
        steps = list(map(STEPS.get, tags))
        show, skip, line_break = SHOW, SKIP, BREAK
        node, boundary = 0, self.boundary
        style = frames[-1][2]
        while True:
            if node >= boundary:
                while node >= frames[-1][0]:
                    if chunks or images:
                        self.flush()
                    frames.pop()
                    if not frames:
                        return tuple(self.blocks)
                    self.breaks = 0
                if self.link >= 0 and node >= self.link_end:
                    self.set_link(-1, 0)
                boundary, _, style = frames[-1]
                if self.link >= 0:
                    boundary = min(boundary, self.link_end)
            step = steps[node]
            if step is show:
                text = texts[node]
                if chunks or not text.isspace() or style.preformatted:
                    chunks.append(text)
            elif step is None:
                if node < self.table_end:
                    tag = self.in_table(tags[node])
                    if not tag:
                        node += 1
                        continue
                else:
                    tag = tags[node]
                if chunks or images or self.cells:
                    self.flush()
                self.breaks = 0
                style, end = self.inside(style, node, tag)
                frames.append((end, node, style))
                boundary = end if self.link < 0 else min(end, self.link_end)
            elif step is skip:
                node = ends[node]
                continue
            elif step is line_break:
                self.line_break()
            elif attrs[node]:
                self.begin_inline(node, tags[node], attrs[node])
                boundary, _, style = frames[-1]
                if self.link >= 0:
                    boundary = min(boundary, self.link_end)
            node += 1

    def in_table(self, tag: str) -> str:
        """The tag as which an element inside a data table begins a block; empty where it only separates words or
        cells, since the row is the block."""
        if tag == "tr":
            return DATA_ROW
        if tag == "caption":
            return tag
        if tag in {"td", "th"}:
            self.cells.append(len(self.chunks))
        elif self.chunks:
            self.chunks.append(" ")
        return ""

    def inside(self, style: _Style, node: int, tag: str) -> tuple[_Style, int]:
        """The style inside an element that begins a block, and where it ends."""
        tree = self.tree
        end, attrs = tree.ends[node], tree.attrs[node]
        inner = style.below.get(tag) or style.inside(tag)
        if attrs and ("style" in attrs or "hidden" in attrs) and not inner.hidden and _hides(attrs):
            inner = inner.unseen()
        if tag == "table" and is_data_table(tree, node):
            self.table_end = end
        return inner, end

    def set_link(self, node: int, end: int) -> None:
        """Note in which link the text that follows is."""
        self.link, self.link_end = node, end
        if not self.chunks:
            self.links.clear()
        if self.chunks or node >= 0:
            self.links.append((len(self.chunks), node))

    def begin_inline(self, node: int, tag: str, attrs: Mapping[str, str]) -> None:
        """Enter an element that stands in a line: a link, an image, or one that only hides."""
        if tag == "a":
            self.set_link(node, self.tree.ends[node])
        elif tag == "img":
            self.add_image(attrs)
        if ("style" in attrs or "hidden" in attrs) and _hides(attrs):
            if node < self.table_end and not (tag := self.in_table(tag)):
                return
            if self.chunks or self.images or self.cells:
                self.flush()
            self.breaks = 0
            style, end = self.inside(self.frames[-1][2], node, tag)
            self.frames.append((end, node, style))

    def line_break(self) -> None:
        """One break ends a line of the same paragraph, two end the paragraph."""
        if self.frames[-1][2].preformatted:
            self.chunks.append("\n")
        elif self.frames[-1][2].role is Role.TABLE_ROW:
            if self.chunks:
                self.chunks.append(" ")
        else:
            if self.chunks or self.images:
                self.flush()
            self.breaks += 1

    def add_image(self, attrs: Mapping[str, str]) -> None:
        """Note an image that has an address; it becomes a block after the text before it."""
        source = attrs.get("src") or attrs.get("data-src") or attrs.get("data-original") or ""
        if source and not source.startswith("data:"):
            self.images.append(make_image(source.strip(), collapse(attrs.get("alt", ""))))

    def flush(self) -> None:
        """End the current block, if there is any text in it."""
        _, node, style = self.frames[-1]
        if self.chunks:
            links: tuple[Link, ...] = ()
            if style.role is Role.PREFORMATTED:
                text = _preformatted(self.chunks)
            elif style.role is Role.TABLE_ROW:
                text, links = self.row()
            elif self.links:
                text, links = self.linked()
            else:
                text = collapse("".join(self.chunks))
            if text:
                self.blocks.append(
                    make_block(
                        len(self.blocks),
                        text,
                        style.role,
                        self.path(),
                        node,
                        style.level,
                        links,
                        None,
                        style.hidden,
                        self.breaks == 1,
                    )
                )
                self.breaks = 0
            self.chunks.clear()
            self.links.clear()
            if self.link >= 0:
                self.links.append((0, self.link))
        self.cells.clear()
        for image in self.images:
            self.blocks.append(
                make_block(len(self.blocks), "", Role.FIGURE, self.path(), node, 0, (), image, style.hidden)
            )
        self.images.clear()

    def linked(self) -> tuple[str, tuple[Link, ...]]:
        """Gathered text with white space collapsed, and the links in it."""
        chunks, (start, node) = self.chunks, self.links[0]
        while len(chunks) > 1 and chunks[-1].isspace():
            chunks.pop()
        if len(chunks) > 1 or start or node < 0:
            return self.line(chunks, self.around())
        text = collapse(chunks[0])  # most often: a link and nothing else
        return text, (make_link(0, len(text), self.tree.attrs[node].get("href", "")),) if text else ()

    def around(self) -> list[int]:
        """For each gathered chunk the node of the link around it, or -1."""
        around = [-1] * self.links[0][0]
        for (start, node), (end, _) in pairwise([*self.links, (len(self.chunks), -1)]):
            around += [node] * (end - start)
        return around[: len(self.chunks)]

    def row(self) -> tuple[str, tuple[Link, ...]]:
        """The gathered cells of a table row, separated by tabs, and the links in them."""
        around = self.around() if self.links else [-1] * len(self.chunks)
        bounds = [0, *self.cells, len(self.chunks)]
        if self.cells and all([text.isspace() for text in self.chunks[: bounds[1]]]):
            del bounds[0]  # nothing stands before the first cell
        texts: list[str] = []
        links: list[Link] = []
        length = 0
        for start, end in pairwise(bounds):
            text, inside = self.line(self.chunks[start:end], around[start:end])
            links.extend([make_link(length + link.start, length + link.end, link.href) for link in inside])
            texts.append(text)
            length += len(text) + 1
        return ("\t".join(texts), tuple(links)) if any(texts) else ("", ())

    def line(self, chunks: Sequence[str], around: Sequence[int]) -> tuple[str, tuple[Link, ...]]:
        """Gathered text with white space collapsed, and the links in it; ``around`` tells the link of each chunk."""
        parts: list[str] = []
        spans: list[list[int]] = []  # start, end, node of a link
        length, blank = 0, False
        for chunk, link in zip(chunks, around, strict=True):
            text = " ".join(chunk.split())
            if not text:
                blank = True
                continue
            if length and (blank or chunk[0].isspace()):
                parts.append(" ")
                length += 1
            start = length
            parts.append(text)
            length += len(text)
            blank = chunk[-1].isspace()
            if link >= 0:
                if spans and spans[-1][2] == link:
                    spans[-1][1] = length
                else:
                    spans.append([start, length, link])
        whole = "".join(parts)
        if not is_visible(whole):
            return "", ()
        attrs = self.tree.attrs
        return whole, tuple([make_link(start, end, attrs[node].get("href", "")) for start, end, node in spans])

    def path(self) -> str:
        """The chain of elements down to the innermost open one, made when a block first needs it."""
        frames, paths = self.frames, self.paths
        path = paths.get(frames[-1][1])
        if path is None:
            first = len(frames) - 1
            while first and frames[first - 1][1] not in paths:
                first -= 1
            path = paths[frames[first - 1][1]] if first else ""
            for depth in range(first, len(frames)):
                node = frames[depth][1]
                if depth and depth <= PATH_DEPTH and len(path) < PATH_LENGTH:
                    path = self.below(path, node)
                paths[node] = path
        return path

    def below(self, above: str, node: int) -> str:
        """The path of an element, of that of the one around it."""
        tag, attrs = self.tree.tags[node], self.tree.attrs[node]
        key = above, tag, attrs.get("id"), attrs.get("class")
        path = self.alike.get(key)
        if path is None:
            name = _name(*key[1:])
            path = self.alike[key] = f"{above} > {name}" if above else name
        return path


def _hides(attrs: Mapping[str, str]) -> bool:
    """Whether an element says of itself that it is not shown."""
    if "hidden" in attrs:
        return True
    style = attrs.get("style")
    return style is not None and ("none" in style or "hidden" in style) and HIDING_STYLE.search(style) is not None


def _name(tag: str, identifier: str | None, classes: str | None) -> str:
    """An element as a selector: ``tag#id.class.class``."""
    if identifier:
        tag += "#" + "-".join(identifier.split())
    if classes:
        tag += "." + ".".join(classes.split())
    return tag


def _preformatted(chunks: list[str]) -> str:
    text = "".join(chunks).strip("\n")
    return text if collapse(text) else ""
