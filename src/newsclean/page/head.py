"""What a page says of itself outside its visible text: title, meta and link elements, JSON-LD."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import compress, count
from typing import Any

from newsclean.types import TEXT, Head, Tree

__all__ = ["read_head"]

# What stands around JSON-LD on real pages: CDATA marks, comments, a semicolon at the end.
JSON_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)\s*$"
)
# A comma before a closing bracket, which JSON forbids and pages have.
TRAILING_COMMA = re.compile(r",\s*([}\]])")
JSON = json.JSONDecoder(strict=False)
# Microdata about dates, which pages put on any element (https://schema.org/datePublished), and its elder, hAtom
# (http://microformats.org/wiki/hatom).
DATE_TAGS = frozenset({"time", "span", "div", "p", "abbr", "em", "i", "b", "strong", "li", "dd", "data"})
DATE_PROPERTIES = frozenset({"datepublished", "datecreated", "datemodified", "dateupdated"})
HATOM_DATES = {"published": "datepublished", "updated": "datemodified"}


def read_head(tree: Tree) -> Head:
    """Read a tree's title, meta and link elements and JSON-LD, wherever they stand; broken JSON is left out."""
    reader = _Reader(tree)
    tags, attrs = tree.tags, tree.attrs
    # Most nodes are none of these: they are passed over in C.
    for node in compress(count(), map(READ_TAGS.__contains__, tags)):
        found = attrs[node]
        if (read := READERS.get(tags[node])) is not None:
            read(reader, node)
        elif found and ("itemprop" in found or "property" in found or "title" in found):
            reader.read_date(node)
    return Head(
        reader.title,
        reader.meta,
        reader.links,
        reader.language,
        tuple(reader.objects),
        tuple(reader.dates),
        reader.base,
    )


class _Reader:
    """What has been read of a head so far; one method an element."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.title = self.language = self.base = ""
        self.meta: dict[str, list[str]] = {}
        self.links: dict[str, str] = {}
        self.objects: list[Mapping[str, Any]] = []
        self.dates: list[tuple[int, str, str]] = []

    def read_meta(self, node: int) -> None:
        """Read a name and its content."""
        attrs = self.tree.attrs[node]
        name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or attrs.get("http-equiv") or ""
        content = " ".join((attrs.get("content") or attrs.get("value") or "").split())
        if name and content:
            self.meta.setdefault(name.strip().lower(), []).append(content)

    def read_link(self, node: int) -> None:
        """Read an address and what it is to the page."""
        attrs = self.tree.attrs[node]
        if attrs.get("href"):
            for relation in attrs.get("rel", "").lower().split():
                self.links.setdefault(relation, attrs["href"].strip())

    def read_title(self, node: int) -> None:
        """Read the first title that is the page's."""
        if not self.title and _in_head(self.tree, node):
            self.title = " ".join(_text(self.tree, node).split())

    def read_script(self, node: int) -> None:
        """Read structured data; other scripts say nothing."""
        if "ld+json" in self.tree.attrs[node].get("type", "").lower():
            self.objects.extend(_json_objects(_text(self.tree, node)))

    def read_date(self, node: int) -> None:
        """Read the date that an element of the body says it is."""
        attrs = self.tree.attrs[node]
        name = attrs.get("itemprop") or attrs.get("property") or ""
        if not name and "title" in attrs:
            name = HATOM_DATES.get(attrs.get("class", "").strip().lower(), "")
        if name and (name := name.rpartition(":")[2].strip().lower()) in DATE_PROPERTIES:
            value = attrs.get("content") or attrs.get("datetime") or attrs.get("title") or _text(self.tree, node)
            if value.strip():
                self.dates.append((node, name, " ".join(value.split())))

    def read_base(self, node: int) -> None:
        """Read the first base address (https://html.spec.whatwg.org/multipage/semantics.html#the-base-element)."""
        self.base = self.base or self.tree.attrs[node].get("href", "").strip()

    def read_html(self, node: int) -> None:
        """Read the language of the root."""
        attrs = self.tree.attrs[node]
        self.language = self.language or (attrs.get("lang") or attrs.get("xml:lang") or "").strip()


READERS: Mapping[str, Callable[[_Reader, int], None]] = {
    "meta": _Reader.read_meta,
    "link": _Reader.read_link,
    "title": _Reader.read_title,
    "script": _Reader.read_script,
    "html": _Reader.read_html,
    "base": _Reader.read_base,
}
READ_TAGS = DATE_TAGS.union(READERS)


def _in_head(tree: Tree, node: int) -> bool:
    """Whether a title element is the page's and not that of a picture."""
    parent = tree.parents[node]
    return parent < 0 or tree.tags[parent] in ("head", "html", "body", "div")


def _text(tree: Tree, node: int) -> str:
    return "".join([tree.texts[i] for i in range(node + 1, tree.ends[node]) if tree.tags[i] == TEXT])


def _json_objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The objects in a JSON-LD script, with lists, ``@graph`` and ``mainEntity`` taken apart."""
    text = text.strip()
    if text[:1] not in ("{", "[") or text[-1] not in "}]":
        for _ in range(2):
            text = JSON_WRAPPING.sub("", text)
    pending = deque(_json_values(text) or _json_values(TRAILING_COMMA.sub(r"\1", text)))
    while pending:
        value = pending.popleft()
        if isinstance(value, list):
            pending.extendleft(reversed(value))
        elif isinstance(value, dict):
            yield value
            pending.extendleft(
                value[key] for key in ("mainEntity", "@graph") if isinstance(value.get(key), list | dict)
            )


def _json_values(text: str) -> list[Any]:
    """The JSON values that a text begins with, one behind the other; what follows them is left out."""
    values: list[Any] = []
    position, text = 0, text.strip()
    while position < len(text):
        try:
            value, position = JSON.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n,;":
            position += 1
    return values
