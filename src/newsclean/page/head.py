"""What a page says of itself outside its visible text: title, meta and link elements, JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsclean.types import TEXT, Tree

__all__ = ["Head", "read_head"]

# What stands around JSON-LD on real pages: CDATA marks, comments, a semicolon at the end.
JSON_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)\s*$")


@dataclass(frozen=True, slots=True)
class Head:
    """Title element, ``meta`` (name, property or itemprop in lower case to its contents in order), ``links`` (rel in lower
    case to address), the language of the root element, and JSON-LD objects with ``@graph`` and lists taken apart."""

    title: str = ""
    meta: Mapping[str, Sequence[str]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    json_ld: tuple[Mapping[str, Any], ...] = ()

    def first(self, *names: str) -> str:
        """The first meta content that is not empty, in the order of the names given."""
        return next((content for name in names for content in self.meta.get(name, ()) if content), "")


def read_head(tree: Tree | None) -> Head:
    """Read a tree's title, meta and link elements and JSON-LD, wherever they stand; broken JSON is left out."""
    if tree is None:
        return Head()
    title = language = ""
    meta: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    objects: list[Mapping[str, Any]] = []
    for node, tag in enumerate(tree.tags):
        if tag == "meta":
            attrs = tree.attrs[node]
            name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or attrs.get("http-equiv") or ""
            content = " ".join(attrs.get("content", "").split())
            if name and content:
                meta.setdefault(name.strip().lower(), []).append(content)
        elif tag == "link":
            attrs = tree.attrs[node]
            if attrs.get("href"):
                for relation in attrs.get("rel", "").lower().split():
                    links.setdefault(relation, attrs["href"].strip())
        elif tag == "title" and not title and _in_head(tree, node):
            title = " ".join(_text(tree, node).split())
        elif tag == "script" and "ld+json" in tree.attrs[node].get("type", "").lower():
            objects.extend(_json_objects(_text(tree, node)))
        elif tag == "html" and not language:
            language = (tree.attrs[node].get("lang") or tree.attrs[node].get("xml:lang") or "").strip()
    return Head(title, meta, links, language, tuple(objects))


def _in_head(tree: Tree, node: int) -> bool:
    """Whether a title element is the page's and not that of a picture."""
    parent = tree.parents[node]
    return parent < 0 or tree.tags[parent] in ("head", "html", "body", "div")


def _text(tree: Tree, node: int) -> str:
    return "".join([tree.texts[i] for i in range(node + 1, tree.ends[node]) if tree.tags[i] == TEXT])


def _json_objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The objects in a JSON-LD script, with lists and ``@graph`` taken apart."""
    for _ in range(2):
        text = JSON_WRAPPING.sub("", text)
    try:
        pending = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    while pending:
        value = pending.pop(0)
        if isinstance(value, list):
            pending = value + pending
        elif isinstance(value, dict):
            yield value
            if isinstance(value.get("@graph"), list):
                pending = value["@graph"] + pending
