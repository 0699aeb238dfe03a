"""Authors whom a page shows in an alphabet: in elements named for them, behind "By", alone beside the date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from newsclean.article.metadata.evidence import Evidence, squeeze
from newsclean.article.metadata.fields import is_han, read_fields
from newsclean.article.metadata.han_names import han_names
from newsclean.article.metadata.lines import Line
from newsclean.article.metadata.moments import moments_in
from newsclean.article.metadata.names import western_names
from newsclean.types import Kind

__all__ = ["behind_by", "boxed_below", "marked", "named_alone"]

# Elements named for an author.
AUTHOR_CLASS = re.compile(
    r"author(?!i[tz])|byline|writer|creator|autor|auteur|redakteur|contributor|journalist|reporter", re.IGNORECASE
)
# Lines that begin so name whoever put the page up, perhaps by one word.
POSTED = (
    "posted", "published", "written", "recipe", "eingestellt", "erstellt", "veröffentlicht", "geschrieben", "publié",
    "publicado",
)  # fmt: skip
INSIDE_BY = re.compile(r"(?<=[\s|•·,–—-])(?:by|von|par|por|door|av|af|przez|vom)\s+", re.IGNORECASE)
# What commenters are introduced with.
OPINION = re.compile(r"\b(?:says|said|sagt|schrieb|dit|dice|comment|kommentar)\b", re.IGNORECASE)
# Lengths, in characters, of what is read: a marked element, a byline, one whose name may be one word, a name alone.
LONGEST_MARKED = 100
LONGEST_BYLINE = 160
LONGEST_LOOSE = 60
LONGEST_ALONE = 40
# Least share of a line that the names in it must have for the line to be nothing else.
NAME_SHARE = 0.8

Names = Iterator[tuple[list[str], str]]


def marked(evidence: Evidence) -> Names:
    """Names in elements that are named for an author, near the title."""
    for line in evidence.of("above", "before"):
        if names := _in_marked_elements(line, evidence):
            yield names, line.origin


def boxed_below(evidence: Evidence) -> Names:
    """The same below the text."""
    for line in evidence.of("below", "end"):
        if line.kind is not Kind.BODY and (names := _in_marked_elements(line, evidence)):
            yield names, line.origin


def _in_marked_elements(line: Line, evidence: Evidence) -> list[str]:
    """The names in a line's elements that are named for an author, or in the whole of it where its container is."""
    for _, text in evidence.elements(line, _is_authors):
        if _is_brief(text):
            names = _in_element(evidence.spaced(line) if text == line.text else text, evidence)
            if names:
                return names
    if AUTHOR_CLASS.search(line.block.path[-60:]) and _is_brief(line.text) and not is_han(line.text):
        return western_names(evidence.spaced(line), evidence.words, language=evidence.language)
    return []


def _is_authors(tag: str, attrs: Mapping[str, str]) -> bool:  # noqa: ARG001  # asked of all elements of a line
    """Whether an element is named for an author."""
    return (
        "author" in attrs.get("rel", "")
        or "author" in attrs.get("itemprop", "")
        or AUTHOR_CLASS.search(f"{attrs.get('class', '')} {attrs.get('id', '')}") is not None
    )


def _is_brief(text: str) -> bool:
    return len(text) <= LONGEST_MARKED and OPINION.search(text) is None


def _in_element(text: str, evidence: Evidence) -> list[str]:
    """The names in an element for an author: in Chinese and Japanese only such names, and none behind labels."""
    if not is_han(text) or evidence.language not in ("zh", "ja"):
        return western_names(text, evidence.words, language=evidence.language, loose=True)
    if read_fields(text, evidence.words):
        return []
    return han_names(text, evidence.words, strict=evidence.language == "zh")


def behind_by(evidence: Evidence) -> Names:
    """Names behind "By" and its like, at the start of a short line or, where it holds a date, inside it."""
    near = evidence.of("above", "before", "start", "below", "end")
    lines = [line for line in near if len(line.text) <= LONGEST_BYLINE]
    for position, line in enumerate(lines):
        text = evidence.spaced(line)
        if text.lower().strip(" :") in evidence.words.by and position + 1 < len(lines):
            following = evidence.spaced(lines[position + 1])
            names = western_names(following, evidence.words, language=evidence.language, loose=True)
        else:
            names = _in_byline(text, line, evidence)
        if names:
            yield names, line.origin


def _in_byline(text: str, line: Line, evidence: Evidence) -> list[str]:
    """The names in one byline."""
    words, low = evidence.words, text.lower()
    posted = low.startswith(POSTED)
    if low.startswith(words.by) and any(
        low.startswith(by) and len(low) > len(by) + 2 and not low[len(by)].isalnum() for by in words.by
    ):
        byline = line.kind in (Kind.BYLINE, Kind.SOURCE_LINE) and line.place in ("above", "before")
        loose = (byline or posted) and len(text) <= LONGEST_LOOSE
        return western_names(text, words, language=evidence.language, loose=loose)
    for field in read_fields(text, words):
        if field.family == "author":
            names = western_names(field.value, words, language=evidence.language, loose=True)
            if names:
                return names
    by = INSIDE_BY.search(text)
    if by and (posted or line.kind is Kind.BYLINE or next(moments_in(text), None)):
        return western_names(text[by.end() :], words, language=evidence.language, loose=posted)
    return []


def named_alone(evidence: Evidence) -> Names:
    """A name alone in a line below the title, where the line is a byline or stands beside the date."""
    lines = [line for line in evidence.of("above") if not evidence.is_title(line)]
    dated = [next(moments_in(line.text), None) is not None for line in lines]
    for position, line in enumerate(lines):
        beside_date = any(dated[max(0, position - 1) : position] + dated[position + 1 : position + 2])
        if len(line.text) > LONGEST_ALONE or line.kind is Kind.BREADCRUMB:
            continue
        if line.kind is Kind.BYLINE or beside_date:
            names = western_names(evidence.spaced(line), evidence.words, language=evidence.language)
            together = squeeze("".join(names))
            if names and together in squeeze(line.text) and len(together) >= NAME_SHARE * len(squeeze(line.text)):
                yield names, line.origin
