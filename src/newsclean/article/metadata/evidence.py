"""All that is known of a page when its metadata is looked for: the head, structured data, the lines around its text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from newsclean.article.metadata.lines import FOREIGN_KINDS, Line, Place
from newsclean.article.metadata.words import Words, element_names
from newsclean.types import TEXT, Head, Tree

__all__ = ["Evidence", "article_object", "date_language_of", "host_of", "squeeze", "texts_of"]

ARTICLE_TYPES = re.compile(r"article|posting|report|review|liveblog", re.IGNORECASE)
PAGE_TYPES = re.compile(r"webpage|creativework|video|recipe|podcast|event", re.IGNORECASE)
# Values of JSON-LD are read down to this depth.
DEEPEST = 8
# A line whose parent element holds more nodes than this is not taken apart.
MOST_NODES = 200
# Domains of countries whose English puts the day before the month.
DAY_FIRST_DOMAINS = frozenset("uk au nz ie in za lk sg my hk ng ke pk bd gh mt eu".split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the finders look at.

    ``lines`` stand in the page's order; ``article`` is the JSON-LD object that describes the article, perhaps empty;
    ``title`` is the title that was found, or empty; ``language`` an ISO 639-1 code or empty; ``html`` is empty for a
    scrape. ``host`` is that of the page's address, or empty; ``date_language`` the tag that says in which order the
    page writes day and month, and in which language its months; ``chosen`` and ``spaced_lines`` keep what `of` and
    `spaced` gave.
    """

    words: Words
    head: Head
    article: Mapping[str, Any]
    tree: Tree | None
    lines: tuple[Line, ...]
    title: str
    language: str
    url: str
    html: str
    host: str
    date_language: str
    squeezed_title: str
    chosen: dict[tuple[Place, ...], Sequence[Line]] = field(default_factory=dict)
    spaced_lines: dict[int, str] = field(default_factory=dict)

    def of(self, *places: Place) -> Sequence[Line]:
        """The lines that stand in one of these places, less those above the title that read as a menu or the like."""
        known = self.chosen.get(places)
        if known is None:
            known = self.chosen[places] = [
                line
                for line in self.lines
                if line.place in places and (line.place != "before" or line.kind not in FOREIGN_KINDS)
            ]
        return known

    def is_title(self, line: Line) -> bool:
        """Whether a line says no more than the title."""
        return squeeze(line.text) == self.squeezed_title

    def is_before_end(self, node: int) -> bool:
        """Whether a node of the tree stands no further down than the last line of the text."""
        last = max((line.block.node for line in self.lines if line.place in ("start", "inside", "end")), default=-1)
        return last < 0 or node <= last

    def meta(self, field: str) -> Iterator[tuple[str, str]]:
        """The first content of each meta element that may hold a field, the most trusted first, with its origin."""
        for name in element_names(field):
            for content in self.head.meta.get(name, ())[:1]:
                yield content, f"meta {name}"

    def structured(self, field: str, *keys: str) -> Iterator[str]:
        """The texts that the article's JSON-LD gives for a field; ``keys`` are read where a value is an object."""
        for key in element_names(field, "json_ld"):
            yield from texts_of(self.article.get(key), *keys)

    def holds(self, line: Line, tag: str) -> bool:
        """Whether a line has an element of a name."""
        nodes = self._nodes(line)
        return self.tree is not None and tag in self.tree.tags[nodes.start : nodes.stop]

    def elements(
        self, line: Line, wanted: Callable[[str, Mapping[str, str]], bool]
    ) -> Iterator[tuple[Mapping[str, str], str]]:
        """The elements of a line that are wanted by tag and attributes, of which they must have some: attributes and
        text, from its block-level parent inwards."""
        if self.tree is None:
            return
        tags, attributes = self.tree.tags, self.tree.attrs
        for i in self._nodes(line):
            if attributes[i] and wanted(tags[i], attributes[i]):
                text = " ".join("".join(self._texts(i)).split())
                if text and text in line.text:
                    yield attributes[i], text

    def spaced(self, line: Line) -> str:
        """A line's text with a blank between the texts of its elements, which pages part by style alone."""
        known = self.spaced_lines.get(line.block.index)
        if known is None:
            known = self.spaced_lines[line.block.index] = self._spaced(line)
        return known

    def _spaced(self, line: Line) -> str:
        pieces = [" ".join(text.split()) for text in self._texts(line.block.node)] if self._nodes(line) else []
        if len(pieces) < 2:
            return line.text
        spaced = " ".join([piece for piece in pieces if piece])
        return spaced if spaced == line.text or squeeze(spaced) == squeeze(line.text) else line.text

    def _nodes(self, line: Line) -> range:
        """The nodes around and in a line; none where its parent holds much more."""
        node = line.block.node
        if self.tree is None or node < 0 or self.tree.ends[node] - node > MOST_NODES:
            return range(0)
        return range(node, self.tree.ends[node])

    def _texts(self, node: int) -> list[str]:
        tree = self.tree
        return [] if tree is None else [tree.texts[k] for k in range(node, tree.ends[node]) if tree.tags[k] == TEXT]


def host_of(url: str) -> str:
    """The host of an address, or nothing."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def date_language_of(declared: str, language: str, host: str) -> str:
    """The tag of the language in which a page writes its dates: English is British on hosts where it is."""
    tag = declared or language
    british = tag.lower() in ("en", "") and host.rpartition(".")[2] in DAY_FIRST_DOMAINS
    return "en-GB" if british else tag


def squeeze(text: str) -> str:
    """A text as two are compared: NFKC, without white space, in lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split()).lower()


def article_object(objects: Sequence[Mapping[str, Any]], title: str) -> Mapping[str, Any]:
    """The JSON-LD object that describes the article: one of a type for articles, else of one for pages.

    Among several, the one whose headline is the page's title, else the first. Empty where there is none.
    """
    wanted = squeeze(title)
    for types in (ARTICLE_TYPES, PAGE_TYPES):
        fitting = [item for item in objects if types.search(" ".join(texts_of(item.get("@type"))))]
        if fitting:
            named = (item for item in fitting if wanted and squeeze(" ".join(texts_of(item.get("headline")))) == wanted)
            return next(named, fitting[0])
    return {}


def texts_of(value: object, *keys: str, depth: int = DEEPEST) -> list[str]:
    """The texts in a JSON-LD value: a string, the first of an object's keys that has a text, or a list of either."""
    if isinstance(value, str):
        return [" ".join(value.split())] if value.strip() else []
    if not depth:
        return []
    if isinstance(value, Mapping):
        return next((found for key in keys if (found := texts_of(value.get(key), *keys, depth=depth - 1))), [])
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts_of(item, *keys, depth=depth - 1)]
    return []
