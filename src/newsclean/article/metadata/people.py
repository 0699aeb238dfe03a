"""Who wrote an article and who edited it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from newsclean.article.metadata.evidence import Evidence, Line, Place, squeeze, texts_of
from newsclean.article.metadata.fields import is_han, read_fields
from newsclean.article.metadata.names import (
    han_names,
    is_outlet,
    is_person,
    is_surnamed,
    structured_names,
    unique,
    western_names,
)
from newsclean.article.metadata.moments import moments_in
from newsclean.article.metadata.outlet import publishers
from newsclean.types import Kind

__all__ = ["find_authors", "find_editors"]

AUTHOR_NAMES = ("author", "article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "og:article:author", "byl", "dc.creator", "dcterms.creator", "dc:creator", "article:author_name", "article.author", "authors", "byline", "citation_author")
# Elements named for an author.
AUTHOR_CLASS = re.compile(r"author(?!i[tz])|byline|writer|creator|autor|auteur|redakteur|contributor|journalist|reporter", re.IGNORECASE)
# Lines that begin so name whoever put the page up, perhaps by one word.
POSTED = ("posted", "published", "written", "eingestellt", "erstellt", "veröffentlicht", "publié", "publicado", "recipe", "geschrieben")
INSIDE_BY = re.compile(r"(?<=[\s|•·,–—-])(?:by|von|par|por|door|av|af|przez|vom)\s+", re.IGNORECASE)
# What commenters are introduced with.
OPINION = re.compile(r"\b(?:says|said|sagt|schrieb|dit|dice|comment|kommentar)\b", re.IGNORECASE)
LONGEST_MARKED = 100
LONGEST_BYLINE = 160
# Least share of a line that the names in it must have for the line to be nothing else.
NAME_SHARE = 0.8
# A dateline's or a signature's brackets: （记者 陈杭）, (李楠).
BRACKETS = re.compile(r"[（(〔【\[]([^（()）〔〕【】\[\]]{2,40})[)）〕】\]]")
PHOTO_CREDIT = re.compile(r"(?:记者|記者)\s?([^\s，。（）()]{2,4})\s?(?:摄|攝)")
WRITING_ROLES = ("记者", "記者", "通讯员", "通訊員", "作者", "评论员", "評論員")
# The first characters of labels behind which any pen name may stand.
PEN_LABELS = ("作", "文", "撰", "原", "執", "筆", "著", "ラ", "本文")
# What ends the value of a label for people.
VALUE_STOP = re.compile(r"[。；;]|返回|查看|更多|分享|，系|，现|，曾")
LOGIN = re.compile(r"^[A-Za-z][\w.-]{1,19}$")
HAN_PLACES: tuple[tuple[Place, ...], ...] = (("above", "before"), ("start",), ("end",), ("below",), ("inside",))
# Characters at the start of a line in which a dateline ends, before a role, and at the end of a text for a signature.
OPENING = 60
ROLE_REACH = 30
SIGNATURE = 60
SIGNED_LINE = 40

Names = Iterator[tuple[list[str], str]]


def find_authors(evidence: Evidence, editors: Sequence[str], source: str | None) -> tuple[tuple[str, ...], str]:
    """The authors and where they came from: in Chinese first what the page shows, elsewhere first its structured data.

    Structured data that names the site, an organisation or a login stands back behind the people whom the page shows.
    """
    ideographic = evidence.language in ("zh", "ja", "ko")
    structured = [*_from_json_ld(evidence), *_from_meta(evidence)]
    people = [found for found in structured if _are_people(found[0], evidence)]
    shown = (_han_shown, _signed) if ideographic else (_marked, _by_line, _name_line, _author_box, _han_shown)
    order: list[Callable[[Evidence], Names]] = [*shown]
    order.insert(len(shown) if ideographic else 0, lambda _: iter(people))
    order += [_marked, _photographers] if ideographic else []
    order.append(lambda _: iter(structured))
    outlets = {squeeze(source or ""), *(squeeze(editor) for editor in editors if evidence.language == "zh")}
    for find in order:
        for names, origin in find(evidence):
            found = [name for name in names if squeeze(name) not in outlets]
            if found:
                return unique(found), origin
    return (), ""


def _are_people(names: Sequence[str], evidence: Evidence) -> bool:
    """Whether names of structured data read as people's and are not the site's own."""
    site = squeeze(" ".join((evidence.head.first("og:site_name"), evidence.host, *publishers(evidence))))
    return all(is_person(name, evidence.words) and squeeze(name) not in site for name in names)


def find_editors(evidence: Evidence) -> tuple[tuple[str, ...], str]:
    """Those named as editors in the lines around the text, in their order, and where the first was found."""
    names: list[str] = []
    origin = ""
    for line in evidence.lines:
        if line.place == "inside":
            continue
        for field in line.fields:
            if field.family == "editor":
                found = _editor_names(field.value, evidence)
                names += found
                origin = origin or (line.origin if found else "")
    return unique(names), origin


def _editor_names(value: str, evidence: Evidence) -> list[str]:
    value = VALUE_STOP.split(value)[0].strip()
    if LOGIN.match(value):
        return [value]
    return han_names(value, evidence.words, pen_names=True)


def _han_shown(evidence: Evidence) -> Names:
    """Labelled names and datelines: around the title, at the start of the text, at its end, below it, and inside."""
    for places in HAN_PLACES:
        names: list[str] = []
        origin = ""
        for line in evidence.of(*places):
            if squeeze(line.text) == squeeze(evidence.title):
                continue
            found = [name for name in _han_names_of(line, evidence) if not is_outlet(name, evidence.words)]
            names += found
            origin = origin or (line.origin if found else "")
        if names:
            yield names, origin


def _han_names_of(line: Line, evidence: Evidence) -> list[str]:
    """The names that one line gives: behind a label, in the brackets of a dateline, behind a role."""
    if line.place == "inside" and len(line.text) > SIGNED_LINE:
        return []
    names = _labelled(line, evidence)
    if not names and line.place in ("start", "above", "before"):
        names = _dateline_names(line, evidence)
    if not names and len(line.text) <= SIGNED_LINE:
        names = _after_role(line.text, evidence)
    return names


def _labelled(line: Line, evidence: Evidence) -> list[str]:
    names: list[str] = []
    for field in line.fields:
        if field.family == "author":
            pen_names = field.label.startswith(PEN_LABELS)
            names += han_names(VALUE_STOP.split(field.value)[0], evidence.words, pen_names=pen_names, strict=not pen_names)
    return names


def _dateline_names(line: Line, evidence: Evidence) -> list[str]:
    """The names in brackets at the start of a report: 新华社北京5月19日电（记者王明、李红）."""
    for match in BRACKETS.finditer(line.text[: OPENING + 40]):
        inside = match[1]
        sent = line.text[: match.start()].rstrip().endswith(evidence.words.sends)
        if match.start() <= OPENING and (sent or any(role in inside for role in WRITING_ROLES)):
            if names := _names_in_brackets(inside, evidence):
                return names
    return []


def _names_in_brackets(inside: str, evidence: Evidence) -> list[str]:
    """The names in brackets, without those that a label gives to editors."""
    if any(field.family != "author" for field in read_fields(inside, evidence.words)):
        first = min((inside.find(field.label) for field in read_fields(inside, evidence.words) if field.family != "author"), default=0)
        inside = inside[: max(first, 0)]
    return han_names(inside, evidence.words, pen_names=evidence.language == "ja")


def _after_role(text: str, evidence: Evidence) -> list[str]:
    """The names in a short line such as 新京报记者 陆一夫."""
    for role in WRITING_ROLES:
        before, found, after = text.partition(role)
        if found and len(before) <= ROLE_REACH and after.strip():
            return han_names(after, evidence.words, strict=not after[0].isspace())
    return []


def _signed(evidence: Evidence) -> Names:
    """Names in brackets that end the text: （钟才文）, (记者 李楠)."""
    for line in evidence.of("end", "below", "start"):
        end = line.text.rstrip(" 。")[-SIGNATURE:]
        match = next((match for match in BRACKETS.finditer(end) if match.end() == len(end)), None)
        if match is None:
            continue
        names = _names_in_brackets(match[1], evidence)
        role = any(role in match[1] for role in (*WRITING_ROLES, "文"))
        signed = end[match.start()] in "(（" and line.place != "below" and all(is_surnamed(name, evidence.words) for name in names)
        if names and (role or signed):
            yield names, line.origin


def _photographers(evidence: Evidence) -> Names:
    """Who took the pictures, where nobody else is named and it is one and the same: 记者 李梦馨 摄."""
    names: list[str] = []
    origin = ""
    for line in evidence.of("start", "inside", "end"):
        if match := PHOTO_CREDIT.search(line.text[-SIGNATURE:]):
            names += han_names(match[1], evidence.words)
            origin = origin or line.origin
    if len(unique(names)) == 1:
        yield names, origin


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
    shown = squeeze(" ".join([line.text for line in evidence.of("above")])) if evidence.language == "zh" else ""
    for name in AUTHOR_NAMES:
        values = evidence.head.meta.get(name, ())
        names = [person for value in values for person in structured_names(value, evidence.words)]
        if evidence.language == "zh":
            # Chinese pages name the site, its editor or a login here; so the name must be a person's or be shown too.
            names = [person for person in names if squeeze(person) not in site and not is_outlet(person, evidence.words)]
            names = [person for person in names if is_surnamed(person, evidence.words) or squeeze(person) in shown]
        if names:
            yield names, f"meta {name}"


def _marked(evidence: Evidence) -> Names:
    """Names in elements that are named for an author, near the title."""
    for line in evidence.of("above", "before"):
        if names := _marked_names(line, evidence):
            yield names, line.origin


def _author_box(evidence: Evidence) -> Names:
    """The same below the text."""
    for line in evidence.of("below", "end"):
        if line.kind is not Kind.BODY and (names := _marked_names(line, evidence)):
            yield names, line.origin


def _marked_names(line: Line, evidence: Evidence) -> list[str]:
    for _, attrs, text in evidence.elements(line):
        marks = f"{attrs.get('class', '')} {attrs.get('id', '')}"
        named = "author" in attrs.get("rel", "") or "author" in attrs.get("itemprop", "") or AUTHOR_CLASS.search(marks)
        if named and len(text) <= LONGEST_MARKED and not OPINION.search(text):
            inside = text if text != line.text else evidence.spaced(line)
            if is_han(text) and evidence.language in ("zh", "ja"):
                names = [] if read_fields(text, evidence.words) else han_names(text, evidence.words, strict=evidence.language == "zh")
            else:
                names = western_names(inside, evidence.words, language=evidence.language, loose=True)
            if names:
                return names
    if AUTHOR_CLASS.search(line.block.path[-60:]) and len(line.text) <= LONGEST_MARKED and not OPINION.search(line.text):
        names = western_names(evidence.spaced(line), evidence.words, language=evidence.language)
        return [] if is_han("".join(names)) else names
    return []


def _by_line(evidence: Evidence) -> Names:
    """Names behind "By" and its like, at the start of a short line or, where it holds a date, inside it."""
    words = evidence.words
    lines = [line for line in evidence.of("above", "before", "start", "below", "end") if len(line.text) <= LONGEST_BYLINE]
    for position, line in enumerate(lines):
        text = evidence.spaced(line)
        if text.lower().strip(" :") in words.by and position + 1 < len(lines):
            names = western_names(evidence.spaced(lines[position + 1]), words, language=evidence.language, loose=True)
        else:
            names = _behind_by(text, line, evidence)
        if names:
            yield names, line.origin


def _behind_by(text: str, line: Line, evidence: Evidence) -> list[str]:
    words, low = evidence.words, text.lower()
    if any(low.startswith(by) and len(low) > len(by) + 2 and not low[len(by)].isalnum() for by in words.by):
        loose = line.kind in (Kind.BYLINE, Kind.SOURCE_LINE) and line.place in ("above", "before") or low.startswith(POSTED)
        return western_names(text, words, language=evidence.language, loose=loose and len(text) <= SIGNED_LINE + 20)
    for field in read_fields(text, words):
        if field.family == "author" and (names := western_names(field.value, words, language=evidence.language, loose=True)):
            return names
    posted = low.startswith(POSTED)
    if (match := INSIDE_BY.search(text)) and (posted or line.kind is Kind.BYLINE or next(moments_in(text), None)):
        return western_names(text[match.end() :], words, language=evidence.language, loose=posted)
    return []


def _name_line(evidence: Evidence) -> Names:
    """A name alone in a line below the title, where the line is a byline or stands beside the date."""
    lines = [line for line in evidence.of("above") if squeeze(line.text) != squeeze(evidence.title)]
    for position, line in enumerate(lines):
        if len(line.text) > SIGNED_LINE or line.kind is Kind.BREADCRUMB:
            continue
        near = lines[max(0, position - 1) : position + 2]
        if line.kind is not Kind.BYLINE and not any(next(moments_in(other.text), None) for other in near if other is not line):
            continue
        names = western_names(evidence.spaced(line), evidence.words, language=evidence.language)
        if names and squeeze("".join(names)) in squeeze(line.text) and len("".join(names)) >= NAME_SHARE * len(line.text):
            yield names, line.origin
