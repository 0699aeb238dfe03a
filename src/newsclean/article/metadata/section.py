"""Where an article stands on its site: breadcrumb or section, and keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsclean.article.metadata.evidence import Evidence, squeeze, texts_of
from newsclean.article.metadata.fields import is_han
from newsclean.types import Kind

__all__ = ["find_keywords", "find_section"]

STEP = re.compile(r"\s*(?:[>＞»›/→\\|｜]|->|>>)+\s*|\s+[-–]\s+")
# "You are here:" and its like.
LOCATION = re.compile(r"^[^:：]{0,12}(?:位置|所在|在这里|在這裡|here|hier|ici|aquí)[^:：]{0,4}[:：]\s*", re.IGNORECASE)
STEP_EDGES = " :：\u3000>\t"
LONGEST_STEP = 40
MOST_STEPS = 6
KEYWORD_SPLIT = re.compile(r"\s*[,，;；、|]\s*")
LONGEST_KEYWORD = 80


def find_section(evidence: Evidence) -> tuple[tuple[str, ...], str]:
    """The path from the site's front page to the article, without either, and where it came from."""
    for line in evidence.of("before", "above"):
        if line.kind is Kind.BREADCRUMB and (steps := _steps(STEP.split(line.text), evidence)):
            return steps, line.origin
    if steps := _steps(_listed_steps(evidence), evidence):
        return steps, "json-ld"
    for content, origin in evidence.meta("section"):
        return (content,), origin
    sections = tuple(evidence.structured("section"))[:MOST_STEPS]
    return (sections, "json-ld") if sections else ((), "")


def _listed_steps(evidence: Evidence) -> Iterator[str]:
    """The steps of a breadcrumb in JSON-LD (https://schema.org/BreadcrumbList)."""
    for item in evidence.head.json_ld:
        elements = item.get("itemListElement")
        if "BreadcrumbList" in texts_of(item.get("@type")) and isinstance(elements, list):
            for element in elements:
                if isinstance(element, dict):
                    yield from texts_of(element.get("name"))[:1] or texts_of(element.get("item"), "name")[:1]


def _steps(names: Iterable[str], evidence: Evidence) -> tuple[str, ...]:
    """The steps of a breadcrumb without the front page, the article itself and words such as 正文."""
    words, title = evidence.words, squeeze(evidence.title)
    steps = []
    for name in names:
        step = LOCATION.sub("", name).strip(STEP_EDGES)
        low = step.lower()
        if not any(map(str.isalnum, step)) or len(step) > LONGEST_STEP:
            continue
        if low in words.home or low.split(maxsplit=1)[0] in words.last:
            continue
        if squeeze(step) not in title and (not title or title not in squeeze(step)):
            steps.append(step)
    return tuple(steps[:MOST_STEPS])


def find_keywords(evidence: Evidence) -> tuple[tuple[str, ...], str]:
    """The keywords that a page gives its article, and where."""
    for content, origin in evidence.meta("keywords"):
        # A page may have one element a keyword.
        name = origin.removeprefix("meta ")
        contents = evidence.head.meta[name] if name in ("article:tag", "og:article:tag") else (content,)
        if words := _keywords(contents):
            return words, origin
    words = _keywords(evidence.structured("keywords", "name"))
    return (words, "json-ld") if words else ((), "")


def _keywords(contents: Iterable[str]) -> tuple[str, ...]:
    """The keywords in some texts, each once; in Chinese blanks may part them."""
    words: list[str] = []
    for content in contents:
        parts = [part for part in KEYWORD_SPLIT.split(content) if part]
        words += content.split() if len(parts) == 1 and is_han(content) else parts
    return tuple(dict.fromkeys(word for word in words if len(word) <= LONGEST_KEYWORD))
