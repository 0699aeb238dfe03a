"""Blocks to an outline: paragraphs, headings, lists, quotes, tables, figures. Markdown and HTML are written from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from newsclean.article.article import Article
from newsclean.article.render.links import IMAGE_SCHEMES, resolve
from newsclean.types import Block, Image, Link, Role

__all__ = [
    "Code",
    "Figure",
    "Heading",
    "Item",
    "Line",
    "Lines",
    "List",
    "Paragraph",
    "Part",
    "Quote",
    "Table",
    "outline",
    "printable",
    "shows_title",
]

# Control characters that neither HTML nor Markdown can hold, and halves of surrogate pairs, which UTF-8 cannot.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# What a scraper wrote where the page showed the mark of a list item.
BULLET = re.compile(r"[•◦▪●○■□‣⁃*-] +")
LIST_TAGS = frozenset({"ul", "ol", "dl", "menu"})
TOP_HEADING = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; its links have absolute addresses, are in order and do not overlap."""

    text: str
    links: tuple[Link, ...] = ()

    def pieces(self) -> Iterator[tuple[str, str]]:
        """The line cut at its links: each piece of text with its address, empty outside links."""
        position = 0
        for link in self.links:
            if link.start > position:
                yield self.text[position : link.start], ""
            yield self.text[link.start : link.end], link.href
            position = link.end
        if position < len(self.text):
            yield self.text[position:], ""


Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that single line breaks separate."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    lines: Lines


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with the lists inside it."""

    lines: Lines
    lists: tuple[List, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """A numbered or an unnumbered list."""

    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted paragraphs."""

    paragraphs: tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, not always of the same number."""

    rows: tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Images with absolute addresses, and the captions below them."""

    images: tuple[Image, ...]
    captions: tuple[Lines, ...]


Part = Paragraph | Heading | List | Quote | Table | Code | Figure


def outline(article: Article) -> tuple[Part, ...]:
    """The parts of an article in their order, as its options ask for them."""
    writer = _Writer(article.base or article.metadata.url, links=article.options.links, images=article.options.images)
    parts: list[Part] = []
    for role, group in groupby(_paragraphs(article.blocks), key=lambda blocks: _family(blocks[0].role)):
        if role is Role.LIST_ITEM:
            parts.extend(writer.lists(list(group)))
        elif role is Role.QUOTE:
            parts.append(Quote(tuple(map(writer.lines, group))))
        elif role is Role.TABLE_ROW:
            parts.append(Table(tuple(writer.row(block) for blocks in group for block in blocks)))
        elif role is Role.FIGURE:
            parts.extend(writer.figures(group))
        else:
            parts.extend(map(partial(writer.single, titled=shows_title(article)), group))
    return tuple(parts)


def shows_title(article: Article) -> bool:
    """Whether the rendered article begins with its title."""
    return article.options.title and bool(article.metadata.title)


def printable(text: str) -> str:
    """Text without characters that would damage what is written: each becomes U+FFFD."""
    return UNPRINTABLE.sub("\ufffd", text)


def _paragraphs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that single line breaks join, together; a block that was left out between two of them parts them."""
    gathered: list[Block] = []
    for block in blocks:
        joins = (
            bool(gathered)
            and block.continues
            and block.index == gathered[-1].index + 1
            and block.role is gathered[-1].role
        )
        if gathered and not joins:
            yield gathered
            gathered = []
        gathered.append(block)
    if gathered:
        yield gathered


def _family(role: Role) -> Role:
    """Roles that stand in one part together."""
    if role is Role.CAPTION:
        return Role.FIGURE
    return Role.PARAGRAPH if role in (Role.LINE, Role.HEADING, Role.PREFORMATTED) else role


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes parts; knows the page's address and whether links and images are wanted."""

    base: str | None
    links: bool
    images: bool

    def line(self, text: str, links: Iterable[Link] = (), start: int = 0) -> Line:
        """``text``, which begins at ``start`` of its block, with those of the block's links that lie in it."""
        kept: list[Link] = []
        for link in links if self.links else ():
            first, last = max(link.start - start, 0), min(link.end - start, len(text))
            if first >= last or (kept and first < kept[-1].end):
                continue
            href = resolve(link.href, self.base)
            if href:
                kept.append(Link(first, last, href))
        return Line(printable(text), tuple(kept))

    def lines(self, blocks: Iterable[Block]) -> Lines:
        return tuple(self.line(block.text, block.links) for block in blocks)

    def single(self, blocks: Sequence[Block], *, titled: bool) -> Part:
        first = blocks[0]
        if first.role is Role.PREFORMATTED:
            return Code(printable("\n".join(block.text for block in blocks)))
        if first.role is Role.HEADING:
            return Heading(min(max(first.level, TOP_HEADING + titled), 6), self.lines(blocks))
        return Paragraph(self.lines(blocks))

    def row(self, block: Block) -> Lines:
        cells: list[Line] = []
        start = 0
        for cell in block.text.split("\t"):
            cells.append(self.line(cell, block.links, start))
            start += len(cell) + 1
        return tuple(cells)

    def figures(self, paragraphs: Iterable[Sequence[Block]]) -> Iterator[Figure]:
        """Each run of images with the captions that follow it; captions before any image are a figure of their own."""
        images: list[Image] = []
        captions: list[Lines] = []
        for blocks in paragraphs:
            if blocks[0].role is Role.CAPTION:
                captions.append(self.lines(blocks))
                continue
            if captions:
                yield Figure(tuple(images), tuple(captions))
                images, captions = [], []
            images.extend(self.image(block.image) for block in blocks if block.image and self.images)
        if images or captions:
            yield Figure(tuple(images), tuple(captions))

    def image(self, image: Image) -> Image:
        """An image with its absolute address, or with none where it cannot be followed."""
        return Image(resolve(image.src, self.base, IMAGE_SCHEMES) or "", printable(image.alt))

    def lists(self, paragraphs: Sequence[Sequence[Block]]) -> tuple[List, ...]:
        return _nest([(*_list_place(blocks[0].path), self.item(blocks)) for blocks in paragraphs])

    def item(self, blocks: Sequence[Block]) -> Lines:
        """The lines of an item; the bullet of a text scrape becomes the mark that the renderer sets."""
        first = blocks[0]
        bullet = None if first.path else BULLET.match(first.text)
        start = bullet.end() if bullet else 0
        return (self.line(first.text[start:], first.links, start), *self.lines(blocks[1:]))


def _list_place(path: str) -> tuple[int, bool]:
    """How many lists lie around a block, and whether the innermost is numbered."""
    tags = [step.partition("#")[0].partition(".")[0] for step in path.split(" > ")]
    lists = [tag for tag in tags if tag in LIST_TAGS]
    return len(lists), lists[-1:] == ["ol"]


def _nest(items: Sequence[tuple[int, bool, Lines]]) -> tuple[List, ...]:
    """Items with their depth to lists in lists: a deeper item lies in the one before it, a shallower begins a list."""
    lists: list[List] = []
    position = 0
    while position < len(items):
        place = items[position][:2]
        members: list[Item] = []
        while position < len(items) and items[position][:2] == place:
            end = position + 1
            while end < len(items) and items[end][0] > place[0]:
                end += 1
            members.append(Item(items[position][2], _nest(items[position + 1 : end])))
            position = end
        lists.append(List(place[1], tuple(members)))
    return tuple(lists)
