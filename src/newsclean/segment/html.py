"""An HTML tree to blocks, in one walk over its nodes in document order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Final, TypeAlias

from newsclean.making import make_block, make_image, make_link
from newsclean.segment.space import collapse, is_visible
from newsclean.segment.tables import is_data_table
from newsclean.types import TEXT, Block, Image, Link, Role, Tree

__all__ = ["INVISIBLE_TAGS", "Aside", "aside_of", "segment_html"]

# Elements whose text no browser shows (https://html.spec.whatwg.org/multipage/rendering.html#hidden-elements).
INVISIBLE_TAGS = frozenset(
    "area audio base basefont canvas datalist desc iframe link meta metadata noembed noframes object param rp "
    "script style template title video #comment".split()
)
# Elements that are there but not shown: their text becomes hidden blocks.
HIDDEN_TAGS = frozenset({"noscript", "dialog"})
# Elements that stand in a line of text. All others, also unknown ones, begin and end a block.
INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label map mark nobr output picture q rb "
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

# The reading of the words before it, as furigana are. It stands within their line, and the readings of a line become a
# block of their own below it. One that holds more than a text was left open by mistake, and is as any other element.
READING = "rt"
READ_PATH = f" > {READING}"
# The tag of an element in a path.
TAG = re.compile(r"[^.#]+")

# What names say of elements that only screen readers tell of.
UNSEEN_NAME = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|visually-?hidden|hidden-visually|screen-?reader(?:-?only|-?text)?|element-invisible"
    r"|off-?screen|a11y-hidden)(?:$|[\s\d_-])",
    re.IGNORECASE,
)
NAMES_LENGTH = 500  # in characters, since each is kept; nobody writes longer ones by hand
# Most nodes of what is taken out of a line, so that no element left open by mistake takes an article along.
ASIDE_NODES = 64
# Links beside a picture, and nothing else, that make a card of what stands within a line.
CARD_LINKS = 2

# What the walk does at a node, by its tag; at one that is not named here it begins a block.
SHOW, PASS, SKIP, BREAK, LINK, IMAGE, GLOSS = range(7)
STEPS: Final[Mapping[str, int]] = {
    **dict.fromkeys(INLINE_TAGS, PASS),
    **dict.fromkeys(INVISIBLE_TAGS, SKIP),
    "a": LINK,
    "img": IMAGE,
    "br": BREAK,
    READING: GLOSS,
    TEXT: SHOW,
}


# Of a style: whether its text is hidden, in a quotation, in an item of a list, its role if that is settled, its level.
_Facts: TypeAlias = tuple[bool, bool, bool, Role | None, int]
# The tags that change a style; all others only end an item of a list.
TELLING_TAGS = frozenset({*HEADINGS, *SHAPES, *HIDDEN_TAGS, *LIST_ITEMS, "blockquote", "p"})


class _Style:
    """What text inherits from the block-level elements around it; there is one object for each such set of facts."""

    __slots__ = ("below", "facts", "hidden", "item", "level", "preformatted", "quote", "role", "row", "shape")

    def __init__(self, facts: _Facts) -> None:
        self.facts = facts
        self.hidden, self.quote, self.item, self.shape, self.level = facts
        self.role = self.shape or (Role.LIST_ITEM if self.item else Role.QUOTE if self.quote else Role.PARAGRAPH)
        self.preformatted, self.row = self.role is Role.PREFORMATTED, self.role is Role.TABLE_ROW
        self.below: dict[str, _Style] = {}  # what is known of elements inside, by tag

    def inside(self, tag: str) -> _Style:
        """The style inside an element, as far as its tag tells."""
        if tag not in TELLING_TAGS:
            tag = ""
        style = self.below.get(tag)
        if style is None:
            shape, level = self.shape, self.level
            if tag in HEADINGS:
                shape, level = Role.HEADING, HEADINGS[tag]
            elif tag in SHAPES:
                shape, level = SHAPES[tag], 0
            hidden, quote = self.hidden or tag in HIDDEN_TAGS, self.quote or tag == "blockquote"
            item = tag in LIST_ITEMS or (self.item and tag == "p")
            style = self.below[tag] = _style((hidden, quote, item, shape, level))
        return style

    def unseen(self) -> _Style:
        """The same where nothing is shown."""
        return _style((True, *self.facts[1:]))


@cache
def _style(facts: _Facts) -> _Style:
    """The style of some facts. There are some hundred, the same for all pages."""
    return _Style(facts)


# Where text stands: the style, the path, and the places inside by what tells them apart. Elements that are alike and
# stand in one place make one place.
_Place: TypeAlias = tuple[_Style, str, dict[object, Any]]


def segment_html(tree: Tree) -> tuple[Block, ...]:
    """The visible text of a tree as blocks, and its images as blocks without text."""
    return _Walk(tree).run()


class Aside(Enum):
    """What may stand within a line and is shown, but is none of its words."""

    READING = "reading"
    CARD = "card"


def aside_of(block: Block) -> Aside | None:
    """Which aside a block is, of the line above it."""
    if block.path.endswith(READ_PATH):
        return Aside.READING
    if block.hidden or not block.links:
        return None
    element = TAG.match(block.path, block.path.rfind(" ") + 1)
    return Aside.CARD if element is not None and element[0] in INLINE_TAGS else None


class _Walk:
    """The state of one walk: open elements, and the text gathered since the last block ended."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.blocks: list[Block] = []
        self.chunks: list[str] = []  # text that is gathered; it does not begin with blanks but in preformatted text
        self.links: list[int] = []  # for each chunk the node of the link around it, or -1
        self.cells: list[int] = []  # at which chunks the cells of a table row begin
        self.images: list[Image] = []
        # What stands within the line and becomes a block of its own below it: readings of words among the chunks, and
        # path, chunks, links and whether it is hidden of all else.
        self.readings: list[str] = []
        self.asides: list[tuple[str, list[str], list[int], bool]] = []
        self.insides: dict[tuple[str, str], str] = {}
        self.steps: list[int | None] = []
        # The open elements that begin a block, but for the innermost: where they end, their nodes and places.
        self.around: list[tuple[int, int, _Style, str, dict[object, Any]]] = []
        self.limited: dict[tuple[str, _Style], _Place] = {}  # places with as long a path as there is

    def run(self) -> tuple[Block, ...]:  # noqa: C901, PLR0912, PLR0915  # in one piece: see below
        """Walk the tree from its first node to its last.

        What is done at every node stands here in one piece, with its state in local names: calls and attributes would
        take half as long again.
        """
        tags, ends, texts, attrs = self.tree.tags, self.tree.ends, self.tree.texts, self.tree.attrs
        chunks, links, images, cells, flush = self.chunks, self.links, self.images, self.cells, self.flush
        readings = self.readings
        steps = self.steps = list(map(STEPS.get, tags))
        show, skip, line_break, in_link, image, reading = SHOW, SKIP, BREAK, LINK, IMAGE, GLOSS
        # The innermost open element that begins a block: where it ends, its node and place; and those around it.
        end, parent, style, path = len(tags), -1, _style((False, False, False, None, 0)), ""
        places: dict[object, Any] = {}
        around = self.around
        link = -1  # the node of the link around, and where it ends
        link_end = table_end = 0  # inside a data table up to that node
        breaks = 0  # line breaks since the last block
        node, boundary = 0, end
        while True:
            if node >= boundary:
                while node >= end:
                    if chunks or images:
                        flush(parent, style, path, breaks)
                    if not around:
                        return tuple(self.blocks)
                    end, parent, style, path, places = around.pop()
                    breaks = 0
                if node >= link_end:
                    link = -1
                boundary = end if link < 0 or end < link_end else link_end
            step = steps[node]
            if step is show:
                text = texts[node]
                if chunks or not text.isspace() or style.preformatted:
                    chunks.append(text)
                    links.append(link)
                node += 1
                continue
            if step is skip:
                node = ends[node]
                continue
            names = attrs[node]
            hides = False
            if step is not None:
                if step is line_break:
                    if style.preformatted:
                        chunks.append("\n")
                        links.append(link)
                    elif style.row:
                        if chunks:
                            chunks.append(" ")
                            links.append(link)
                    else:
                        # One ends a line of the same paragraph, two end the paragraph.
                        made = flush(parent, style, path, breaks) if chunks or images else False
                        breaks = 1 if made else breaks + 1
                elif step is reading and chunks and ends[node] == node + 2 and steps[node + 1] is show:
                    readings.append(texts[node + 1])
                    node += 2
                    continue
                elif names:
                    if step is image:
                        if chunks and self.set_aside_card(node, path):
                            node = ends[self.tree.parents[node]]
                            continue
                        self.add_image(names)
                    else:
                        hides = (
                            "class" in names
                            and _is_unseen(names["class"][:NAMES_LENGTH])
                            and _has_words(texts[node : min(ends[node], node + ASIDE_NODES)])
                        ) or (("style" in names or "hidden" in names) and _hides(names))
                        if hides and chunks and self.set_aside(node, node + 1, path, hidden=True):
                            node = ends[node]
                            continue
                        if step is in_link:
                            link, link_end = node, ends[node]
                            boundary = end if end < link_end else link_end  # noqa: FURB136  # no call, see above
                        if hides:
                            step = None  # an element that hides begins a block
                if step is not None:
                    node += 1
                    continue
            tag = tags[node]
            if node < table_end and not (tag := self.in_table(tag, link)):
                node += 1
                continue
            if chunks or images or cells:
                flush(parent, style, path, breaks)
            breaks = 0
            last = ends[node]
            if last == node + 1:  # empty, it only separates
                node = last
                continue
            around.append((end, parent, style, path, places))
            end, parent = last, node
            key: object = tag
            if names:
                hides = hides or (("style" in names or "hidden" in names) and _hides(names))
                key = tag, names.get("id"), names.get("class"), hides
            place = places.get(key)
            if place is None:
                place = places[key] = self.place(tag, names, hides=hides)
            style, path, places = place
            if tag == "table" and is_data_table(self.tree, node):
                table_end = end
            boundary = end if link < 0 or end < link_end else link_end
            node += 1

    def place(self, tag: str, names: Mapping[str, str], *, hides: bool) -> _Place:
        """The place inside an element that begins a block, in the innermost of those that are open around it."""
        _, _, style, path, _ = self.around[-1]
        style = style.inside(tag)
        if hides:
            style = style.unseen()
        if len(self.around) > PATH_DEPTH or len(path) >= PATH_LENGTH:
            return self.limited.setdefault((path, style), (style, path, {}))
        name = _name("tr" if tag == DATA_ROW else tag, names.get("id"), names.get("class"))
        return style, f"{path} > {name}" if path else name, {}

    def in_table(self, tag: str, link: int) -> str:
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
            self.links.append(link)
        return ""

    def add_image(self, attrs: Mapping[str, str]) -> None:
        """Note an image that has an address; it becomes a block after the text before it."""
        source = attrs.get("src") or attrs.get("data-src") or attrs.get("data-original") or ""
        if source and not source.startswith("data:"):
            self.images.append(make_image(source.strip(), collapse(attrs.get("alt", ""))))

    def flush(self, parent: int, style: _Style, path: str, breaks: int) -> bool:
        """End the current block, if there is any text in it, and tell whether there was."""
        blocks, chunks = self.blocks, self.chunks
        text = ""
        if chunks:
            links: tuple[Link, ...] = ()
            if style.preformatted:
                text = _preformatted(chunks)
            elif style.row:
                text, links = self.row()
            elif len(chunks) == 1:
                text = collapse(chunks[0])
                if text and (node := self.links[0]) >= 0:  # a link and nothing else
                    links = (make_link(0, len(text), self.tree.attrs[node].get("href", "")),)
            elif max(self.links) < 0:
                text = collapse("".join(chunks))
            else:
                text, links = self.line(chunks, self.links)
            if text:
                blocks.append(
                    make_block(
                        len(blocks), text, style.role, path, parent, style.level, links, None, style.hidden, breaks == 1
                    )
                )
            if self.readings or self.asides:
                self.flush_asides(parent, style, path)
            chunks.clear()
            self.links.clear()
        self.cells.clear()
        for image in self.images:
            blocks.append(make_block(len(blocks), "", Role.FIGURE, path, parent, 0, (), image, style.hidden))
        self.images.clear()
        return bool(text)

    def inside(self, path: str, name: str) -> str:
        """The path of what has a name inside another path: one string for all that are alike, since paths are long."""
        return self.insides.setdefault((path, name), f"{path} > {name}")

    def set_aside(self, node: int, first: int, path: str, *, hidden: bool) -> bool:
        """Take what an element holds from its node ``first`` on out of the line, unless that is much, or lines of its
        own; tells whether it was."""
        tree, steps, last = self.tree, self.steps, self.tree.ends[node]
        if last - node > ASIDE_NODES or None in steps[first:last]:
            return False
        chunks: list[str] = []
        links: list[int] = []
        link, link_end, at = -1, 0, first
        while at < last:
            step, names = steps[at], tree.attrs[at]
            if at >= link_end:
                link = -1
            if step is SKIP:
                at = tree.ends[at]
                continue
            if step is SHOW or step is BREAK:
                chunks.append(tree.texts[at] or " ")
                links.append(link)
            elif step is LINK and names:
                link, link_end = at, tree.ends[at]
            elif step is IMAGE:
                self.add_image(names)
            at += 1
        names = tree.attrs[node]
        name = _name(tree.tags[node], names.get("id"), names.get("class"))
        self.asides.append((self.inside(path, name), chunks, links, hidden))
        return True

    def set_aside_card(self, image: int, path: str) -> bool:
        """Take a picture and what stands beside it in its element out of the line where that is links alone: something
        that pops up over a name, with what else there is about it."""
        tree, steps = self.tree, self.steps
        around = tree.parents[image]
        if steps[around] is not PASS or tree.ends[around] - around > ASIDE_NODES:
            return False
        links, node = 0, around + 1
        while node < tree.ends[around]:
            step = steps[node]
            links += step is LINK
            if node < image or not (step is LINK or step is IMAGE or (step is SHOW and tree.texts[node].isspace())):
                return False
            node = tree.ends[node]
        return links >= CARD_LINKS and self.set_aside(around, image, path, hidden=False)

    def flush_asides(self, parent: int, style: _Style, path: str) -> None:
        """Make blocks of what was taken out of the line."""
        blocks = self.blocks
        if reading := collapse(" ".join(self.readings)):
            below = self.inside(path, READING)
            blocks.append(make_block(len(blocks), reading, Role.PARAGRAPH, below, parent, 0, (), None, style.hidden))
        for below, chunks, around, unseen in self.asides:
            text, links = self.line(chunks, around)
            if text:
                hidden = unseen or style.hidden
                blocks.append(make_block(len(blocks), text, Role.PARAGRAPH, below, parent, 0, links, None, hidden))
        self.readings.clear()
        self.asides.clear()

    def row(self) -> tuple[str, tuple[Link, ...]]:
        """The gathered cells of a table row, separated by tabs, and the links in them."""
        bounds = [0, *self.cells, len(self.chunks)]
        if self.cells and all([text.isspace() for text in self.chunks[: bounds[1]]]):
            del bounds[0]  # nothing stands before the first cell
        texts: list[str] = []
        links: list[Link] = []
        length = 0
        for start, end in pairwise(bounds):
            text, inside = self.line(self.chunks[start:end], self.links[start:end])
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


@lru_cache(1 << 12)
def _is_unseen(classes: str) -> bool:
    """Whether an element's names say that it is not shown, before somebody moves to it with the keyboard."""
    return UNSEEN_NAME.search(classes) is not None and "not-sr-only" not in classes.replace("focus:not-sr-only", "")


def _has_words(texts: Iterable[str]) -> bool:
    """Whether there is more than marks, such as a colon for screen readers where others see two lines: in a line of
    text that parts words."""
    return any([not text.isspace() and any(map(str.isalnum, text)) for text in texts])


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
