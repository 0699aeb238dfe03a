"""An HTML tree to blocks, in one walk over its nodes in document order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsclean.segment.space import collapse
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
# What a style attribute says of an element that is not shown; only the whole value counts, not a part of another word.
HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
# Block-level elements that a path names at most, outermost first: bounded on pages nested without end.
PATH_DEPTH = 32
# Stands in the gathered text, in the place of a link, where a cell of a table begins.
CELL = -2


@dataclass(slots=True)
class _Frame:
    """An open element that begins a block, with what its text inherits."""

    end: int
    node: int
    tag: str
    hidden: bool
    quote: bool
    item: bool
    role: Role | None
    level: int
    path: str | None = None


def segment_html(tree: Tree) -> tuple[Block, ...]:
    """The visible text of a tree as blocks, and its images as blocks without text."""
    return _Walk(tree).run()


class _Walk:
    """The state of one walk: open elements, and the text gathered since the last block ended."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.blocks: list[Block] = []
        self.chunks: list[tuple[str, int]] = []  # text, and the node of the link around it or -1
        self.images: list[Image] = []
        self.breaks = 0  # line breaks since the last block
        self.link = -1
        self.link_end = 0
        self.table_end = 0  # inside a data table up to this node
        self.frames = [
            _Frame(len(tree.tags), -1, "", hidden=False, quote=False, item=False, role=None, level=0, path="")
        ]

    def run(self) -> tuple[Block, ...]:
        """Walk the tree from its first node to its last."""
        tags, ends, texts = self.tree.tags, self.tree.ends, self.tree.texts
        frames, chunks = self.frames, self.chunks
        node, count = 0, len(tags)
        while node < count:
            while node >= frames[-1].end:
                self.close()
            if node >= self.link_end:
                self.link = -1
            tag = tags[node]
            if tag == TEXT:
                chunks.append((texts[node], self.link))
            elif tag in INVISIBLE_TAGS:
                node = ends[node]
                continue
            elif tag in INLINE_TAGS:
                self.open_inline(node, tag)
            elif tag == "br":
                self.line_break()
            else:
                self.open(node, tag)
            node += 1
        while frames:
            self.close()
        return tuple(self.blocks)

    def open_inline(self, node: int, tag: str) -> None:
        """Enter an element that stands in a line: a link, an image, or one that only hides."""
        attrs = self.tree.attrs[node]
        if not attrs:
            return
        if tag == "a":
            self.link, self.link_end = node, self.tree.ends[node]
        elif tag == "img":
            self.add_image(node)
        if ("style" in attrs or "hidden" in attrs) and self.hides(node):
            self.open(node, tag)

    def open(self, node: int, tag: str) -> None:
        """Enter an element that begins a block."""
        if node < self.table_end and tag not in ("tr", "caption"):
            # Inside a table of data the row is the block; what else begins there only separates words or cells.
            self.chunks.append(("", CELL) if tag in ("td", "th") else (" ", self.link))
            return
        self.flush()
        self.breaks = 0
        above = self.frames[-1]
        role, level = above.role, above.level
        if tag in HEADINGS:
            role, level = Role.HEADING, HEADINGS[tag]
        elif tag == "pre":
            role = Role.PREFORMATTED
        elif tag in ("figcaption", "caption"):
            role = Role.CAPTION
        elif tag == "tr" and node < self.table_end:
            role = Role.TABLE_ROW
        elif tag == "table" and is_data_table(self.tree, node):
            self.table_end = self.tree.ends[node]
        self.frames.append(
            _Frame(
                self.tree.ends[node],
                node,
                tag,
                hidden=above.hidden or tag in HIDDEN_TAGS or self.hides(node),
                quote=above.quote or tag == "blockquote",
                item=tag in LIST_ITEMS or (above.item and tag == "p"),
                role=role,
                level=level,
            )
        )

    def hides(self, node: int) -> bool:
        """Whether an element says of itself that it is not shown."""
        attrs = self.tree.attrs[node]
        if "hidden" in attrs:
            return True
        style = attrs.get("style")
        return style is not None and ("none" in style or "hidden" in style) and HIDING_STYLE.search(style) is not None

    def close(self) -> None:
        """Leave the innermost element that began a block."""
        self.flush()
        self.breaks = 0
        self.frames.pop()

    def line_break(self) -> None:
        """One break ends a line of the same paragraph, two end the paragraph."""
        if self.frames[-1].role is Role.PREFORMATTED:
            self.chunks.append(("\n", -1))
        elif self.frames[-1].role is Role.TABLE_ROW:
            self.chunks.append((" ", self.link))
        else:
            self.flush()
            self.breaks += 1

    def add_image(self, node: int) -> None:
        """Note an image that has an address; it becomes a block after the text before it."""
        attrs = self.tree.attrs[node]
        source = attrs.get("src") or attrs.get("data-src") or attrs.get("data-original") or ""
        if source and not source.startswith("data:"):
            self.images.append(Image(source.strip(), collapse(attrs.get("alt", ""))))

    def flush(self) -> None:
        """End the current block, if there is any text in it."""
        if len(self.chunks) == 1 and self.chunks[0][0].isspace():
            self.chunks.clear()  # the white space between two elements: most flushes
        elif self.chunks:
            frame = self.frames[-1]
            links: tuple[Link, ...] = ()
            if frame.role is Role.PREFORMATTED:
                text = _preformatted(self.chunks)
            elif frame.role is Role.TABLE_ROW:
                text, links = self.row()
            else:
                text, links = self.line(self.chunks)
            self.chunks.clear()
            if text:
                self.add(frame, text, links)
        for image in self.images:
            frame = self.frames[-1]
            self.blocks.append(
                Block(len(self.blocks), "", Role.FIGURE, self.path(), frame.node, image=image, hidden=frame.hidden)
            )
        self.images.clear()

    def add(self, frame: _Frame, text: str, links: tuple[Link, ...]) -> None:
        """Append a block with text."""
        role = frame.role or (Role.LIST_ITEM if frame.item else Role.QUOTE if frame.quote else Role.PARAGRAPH)
        self.blocks.append(
            Block(
                len(self.blocks),
                text,
                role,
                self.path(),
                frame.node,
                frame.level if role is Role.HEADING else 0,
                links,
                hidden=frame.hidden,
                continues=self.breaks == 1,
            )
        )
        self.breaks = 0

    def row(self) -> tuple[str, tuple[Link, ...]]:
        """The gathered cells of a table row, separated by tabs, and the links in them."""
        cells: list[list[tuple[str, int]]] = [[]]
        for chunk in self.chunks:
            if chunk[1] == CELL:
                cells.append([])
            else:
                cells[-1].append(chunk)
        if all([text.isspace() for text, _ in cells[0]]):
            del cells[0]  # what stands before the first cell
        texts: list[str] = []
        links: list[Link] = []
        start = 0
        for cell in cells:
            text, inside = self.line(cell)
            links.extend(Link(start + link.start, start + link.end, link.href) for link in inside)
            texts.append(text)
            start += len(text) + 1
        return ("\t".join(texts), tuple(links)) if any(texts) else ("", ())

    def line(self, chunks: list[tuple[str, int]]) -> tuple[str, tuple[Link, ...]]:
        """Gathered text with white space collapsed, and the links in it."""
        if all([link < 0 for _, link in chunks]):
            return collapse("".join([text for text, _ in chunks])), ()
        parts: list[str] = []
        spans: list[list[int]] = []  # start, end, node of a link
        length, blank = 0, False
        for chunk, link in chunks:
            words = chunk.split()
            if not words:
                blank = blank or bool(chunk)
                continue
            if length and (blank or chunk[0].isspace()):
                parts.append(" ")
                length += 1
            start = length
            text = " ".join(words)
            parts.append(text)
            length += len(text)
            blank = chunk[-1].isspace()
            if link >= 0:
                if spans and spans[-1][2] == link:
                    spans[-1][1] = length
                else:
                    spans.append([start, length, link])
        whole = "".join(parts)
        if not collapse(whole):
            return "", ()
        attrs = self.tree.attrs
        return whole, tuple([Link(start, end, attrs[node].get("href", "")) for start, end, node in spans])

    def path(self) -> str:
        """The chain of elements down to the innermost open one, made when a block first needs it."""
        frames = self.frames
        if frames[-1].path is None:
            first = next(i for i in range(len(frames) - 1, -1, -1) if frames[i].path is not None)
            for i in range(first + 1, len(frames)):
                above = frames[i - 1].path or ""
                name = _name(self.tree, frames[i].node) if i <= PATH_DEPTH else ""
                frames[i].path = f"{above} > {name}" if above and name else above or name
        return frames[-1].path or ""


def _name(tree: Tree, node: int) -> str:
    """An element as a selector: ``tag#id.class.class``."""
    attrs = tree.attrs[node]
    name = tree.tags[node]
    if attrs:
        identifier, classes = attrs.get("id"), attrs.get("class")
        if identifier:
            name += "#" + "-".join(identifier.split())
        if classes:
            name += "." + ".".join(classes.split())
    return name


def _preformatted(chunks: list[tuple[str, int]]) -> str:
    text = "".join([text for text, _ in chunks]).strip("\n")
    return text if collapse(text) else ""
