"""Who wrote an article and who edited it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsclean.article.metadata.evidence import Evidence, Line, squeeze, texts_of
from newsclean.article.metadata.fields import read_fields
from newsclean.article.metadata.names import (
    han_names,
    is_outlet,
    is_surnamed,
    structured_names,
    unique,
    western_names,
)
from newsclean.types import Kind

__all__ = ["find_authors", "find_editors"]

AUTHOR_NAMES = ("author", "article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "og:article:author", "byl", "dc.creator", "dcterms.creator", "dc:creator", "article:author_name", "article.author", "authors", "byline", "citation_author", "twitter:creator")
# Elements named for an author.
AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:author|authors|byline|writer|autor|auteur|autore|byname|reporter)(?:$|[\s_-]|name)", re.IGNORECASE)
# A dateline's or a signature's brackets: （记者 陈杭）, (李楠).
BRACKETS = re.compile(r"[（(]([^（()）]{2,40})[)）]")
OPENING = 60
SIGNED_LINE = 40


def find_authors(evidence: Evidence, editors: Sequence[str], source: str | None) -> tuple[tuple[str, ...], str]:
    """The authors and where they came from: in Chinese first what the page shows, elsewhere first its structured data."""
    shown = (_han_shown, _signed) if evidence.language in ("zh", "ja", "ko") else (_marked, _by_line)
    structured = (_from_json_ld, _from_meta)
    order = (*shown, *structured, _marked) if evidence.language in ("zh", "ja", "ko") else (*structured, *shown, _han_shown)
    outlets = {squeeze(source or ""), *(squeeze(editor) for editor in editors if evidence.language == "zh")}
    for find in order:
        for names, origin in find(evidence):
            people = [name for name in names if squeeze(name) not in outlets]
            if people:
                return unique(people), origin
    return (), ""


def find_editors(evidence: Evidence) -> tuple[tuple[str, ...], str]:
    """Those named as editors in the lines around the text, in their order, and where the first was found."""
    names: list[str] = []
    origin = ""
    for line in evidence.lines:
        if line.place == "inside":
            continue
        for field in read_fields(line.text, evidence.words):
            if field.family == "editor":
                found = _editor_names(field.value, evidence)
                names += found
                origin = origin or (line.origin if found else "")
    return unique(names), origin


def _editor_names(value: str, evidence: Evidence) -> list[str]:
    value = re.split(r"[。；;]|返回|查看|更多|分享", value)[0]
    return han_names(value, evidence.words, pen_names=True)


Names = Iterator[tuple[list[str], str]]


def _han_shown(evidence: Evidence) -> Names:
    """Labelled names and datelines, above the text, at its start, at its end and below."""
    words = evidence.words
    for places in (("above",), ("start",), ("end",), ("below",)):
        names: list[str] = []
        origin = ""
        for line in evidence.of(*places):  # type: ignore[arg-type]
            found = _labelled(line, evidence)
            if line.place in ("start", "above") and not found:
                found = _dateline_names(line, evidence)
            if line.place in ("end", "below", "start") and not found and len(line.text) <= SIGNED_LINE:
                found = _after_role(line.text, evidence)
            if found:
                names += [name for name in found if not is_outlet(name, words)]
                origin = origin or line.origin
        if names:
            yield names, origin


def _labelled(line: Line, evidence: Evidence) -> list[str]:
    names: list[str] = []
    for field in read_fields(line.text, evidence.words):
        if field.family == "author":
            names += han_names(field.value, evidence.words, pen_names=field.label.startswith(("作", "文", "撰", "原")))
    return names


def _dateline_names(line: Line, evidence: Evidence) -> list[str]:
    """The names in brackets at the start of a report: 新华社北京5月19日电（记者王明、李红）."""
    for match in BRACKETS.finditer(line.text[: OPENING + 40]):
        before = line.text[: match.start()].rstrip()
        inside = match[1]
        has_role = any(role in inside for role in ("记者", "記者", "通讯员", "通訊員", "作者", "评论员"))
        if match.start() <= OPENING and (has_role or before.endswith(evidence.words.sends)):
            if names := han_names(inside, evidence.words):
                return names
    return []


def _after_role(text: str, evidence: Evidence) -> list[str]:
    """The names in a short line such as 新京报记者 陆一夫."""
    for role in ("记者", "記者", "作者", "评论员", "通讯员"):
        before, found, after = text.partition(role)
        if found and len(before) <= 16 and after.strip():
            return han_names(after, evidence.words)
    return []


def _signed(evidence: Evidence) -> Names:
    """Names in brackets that end the text: （钟才文）, (记者 李楠)."""
    for line in evidence.of("end", "below", "start"):
        text = line.text.rstrip(" 。")
        match = None
        for match in BRACKETS.finditer(text[-60:]):
            pass
        if match is None or match.end() != len(text[-60:]):
            continue
        inside = match[1].strip()
        names = han_names(inside, evidence.words)
        role = any(role in inside for role in ("记者", "記者", "评论员", "作者", "通讯员", "文"))
        if names and (role or all(is_surnamed(name, evidence.words) for name in names)) and len(inside) <= 30:
            yield names, line.origin


def _from_json_ld(evidence: Evidence) -> Names:
    for key in ("author", "creator"):
        value = evidence.article.get(key)
        names = [name for text in texts_of(value, "name") for name in structured_names(text, evidence.words)]
        if evidence.language == "zh":
            names = [name for name in names if not is_outlet(name, evidence.words)]
        if names:
            yield names, "json-ld"


def _from_meta(evidence: Evidence) -> Names:
    site = squeeze(evidence.head.title + evidence.head.first("og:site_name") + evidence.host)
    for name in AUTHOR_NAMES:
        values = evidence.head.meta.get(name, ())
        names = [person for value in values for person in structured_names(value, evidence.words)]
        if evidence.language == "zh":
            names = [person for person in names if squeeze(person) not in site and not is_outlet(person, evidence.words)]
        if names:
            yield names, f"meta {name}"


def _marked(evidence: Evidence) -> Names:
    """Names in elements that are named for an author, near the title."""
    for line in evidence.of("above", "below"):
        names: list[str] = []
        for _, attrs, text in evidence.elements(line):
            named = "author" in attrs.get("rel", "") or attrs.get("itemprop", "") == "author" or AUTHOR_CLASS.search(attrs.get("class", ""))
            if named and len(text) <= 80:
                names = western_names(text, evidence.words, language=evidence.language, loose=True)
                if names:
                    break
        if not names and line.kind is Kind.BYLINE and AUTHOR_CLASS.search(line.block.path[-60:]) and len(line.text) <= 80:
            names = western_names(line.text, evidence.words, language=evidence.language, loose=True)
        if names:
            yield names, line.origin


def _by_line(evidence: Evidence) -> Names:
    """Names behind "By" and its like in a short line."""
    words = evidence.words
    for line in evidence.of("above", "start", "below", "end"):
        low = line.text.lower()
        if len(low) > 160:
            continue
        if any(low.startswith(by) and len(low) > len(by) + 2 and not low[len(by)].isalnum() for by in words.by):
            if names := western_names(line.text, words, language=evidence.language):
                yield names, line.origin
                continue
        for field in read_fields(line.text, words):
            if field.family == "author" and (names := western_names(field.value, words, language=evidence.language)):
                yield names, line.origin
