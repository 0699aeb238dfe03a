"""Where an article stands on its site: breadcrumb or section, and keywords."""

from __future__ import annotations

import re

from newsclean.article.metadata.evidence import Evidence, squeeze, texts_of
from newsclean.article.metadata.fields import is_han
from newsclean.types import Kind

__all__ = ["find_keywords", "find_section"]

STEP = re.compile(r"\s*(?:[>＞»›/→\\|｜]|&gt;|->|>>)+\s*|\s+[-–]\s+")
# "You are here:" and its like.
LOCATION = re.compile(r"^[^:：]{0,12}(?:位置|所在|在这里|在這裡|here|hier|ici|aquí)[^:：]{0,4}[:：]\s*", re.IGNORECASE)
LONGEST_STEP = 40
KEYWORD_SPLIT = re.compile(r"\s*[,，;；、|]\s*")
LONGEST_KEYWORD = 80


def find_section(evidence: Evidence) -> tuple[tuple[str, ...], str]:
    """The path from the site's front page to the article, without either, and where it came from."""
    for line in evidence.of("before", "above"):
        if line.kind is Kind.BREADCRUMB and (steps := _steps(STEP.split(line.text), evidence)):
            return steps, line.origin
    for item in evidence.head.json_ld:
        if "BreadcrumbList" in texts_of(item.get("@type")):
            names = []
            for element in item.get("itemListElement") or ():
                if isinstance(element, dict):
                    names += texts_of(element.get("name"))[:1] or texts_of(element.get("item"), "name")[:1]
            if steps := _steps(names, evidence):
                return steps, "json-ld"
    for name in ("article:section", "og:article:section", "section", "category", "parsely-section", "columnname"):
        if text := evidence.head.first(name):
            return (text,), f"meta {name}"
    sections = texts_of(evidence.article.get("articleSection"))
    return (tuple(sections[:4]), "json-ld") if sections else ((), "")


def _steps(names: list[str], evidence: Evidence) -> tuple[str, ...]:
    """The steps of a breadcrumb without the front page, the article itself and words such as 正文."""
    words, title = evidence.words, squeeze(evidence.title)
    steps = []
    for name in names:
        step = LOCATION.sub("", name).strip(" :：　>\t")
        low = step.lower()
        if low in words.home or (low.split() or [""])[0] in words.last or not 0 < len(step) <= LONGEST_STEP:
            continue
        if step and squeeze(step) not in title and title not in squeeze(step) and step.lower() not in words.home:
            steps.append(step)
    return tuple(steps[:6])


def find_keywords(evidence: Evidence) -> tuple[tuple[str, ...], str]:
    """The keywords that a page gives its article, and where."""
    for name in ("news_keywords", "keywords", "article:tag", "og:article:tag", "parsely-tags", "tags"):
        values = evidence.head.meta.get(name, ())
        words = [word for value in values for word in _apart(value)]
        if words:
            return tuple(dict.fromkeys(words)), f"meta {name}"
    words = [word for text in texts_of(evidence.article.get("keywords"), "name") for word in _apart(text)]
    return (tuple(dict.fromkeys(words)), "json-ld") if words else ((), "")


def _apart(text: str) -> list[str]:
    parts = [part for part in KEYWORD_SPLIT.split(text) if part]
    if len(parts) == 1 and is_han(text):
        parts = text.split()
    return [part for part in parts if len(part) <= LONGEST_KEYWORD]
