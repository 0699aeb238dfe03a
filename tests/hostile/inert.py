"""Whether a cleaned page can do nothing: an independent look at its tags and attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

__all__ = ["active_parts"]

HARMLESS = {
    "a": {"href", "rel"},
    "html": {"lang"},
    "link": {"rel", "href"},
    "meta": {"charset", "name", "property", "content"},
    "style": set[str](),
    **{
        tag: set[str]()
        for tag in (
            "article blockquote body br figcaption figure h1 h2 h3 h4 h5 h6 head li ol p pre table tbody td title tr ul"
        ).split()
    },
}
SAFE_ADDRESS = re.compile(r"(?:https?:|mailto:|ftp:|tel:|file:|#|/|\?|[^:]*$)", re.IGNORECASE)
FETCHES = re.compile(r"url\(|@import|expression|javascript:", re.IGNORECASE)


class _Watcher(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        if tag not in HARMLESS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            self.found += _trouble(tag, name, value or "")

    def handle_endtag(self, _tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        if self.in_style and FETCHES.search(data):
            self.found.append("a style that fetches")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data[:20]}")


def _trouble(tag: str, name: str, value: str) -> Iterator[str]:
    if name not in HARMLESS.get(tag, ()):
        yield f"{name} on <{tag}>"
    if name == "href" and not SAFE_ADDRESS.match(re.sub(r"[\x00-\x20]", "", value)):
        yield f"an address {value[:40]!r}"
    if tag == "link" and name == "rel" and value != "canonical":
        yield f"a link to its {value}"


def active_parts(html: str) -> list[str]:
    """All that might do something: run, load, send or lead somewhere by itself."""
    watcher = _Watcher()
    watcher.feed(html)
    watcher.close()
    return watcher.found
