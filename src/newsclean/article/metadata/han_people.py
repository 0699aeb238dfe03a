"""Authors whom a page in Chinese, Japanese or Korean shows: behind labels and roles, in datelines, in signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.article.metadata.evidence import Evidence
from newsclean.article.metadata.fields import read_fields
from newsclean.article.metadata.han_names import han_names, is_outlet, is_surnamed
from newsclean.article.metadata.lines import Line, Place
from newsclean.article.metadata.names import unique

__all__ = ["VALUE_STOP", "photographers", "shown_in_han", "signed"]

# Who writes; and what stands before a name in brackets besides.
ROLES = ("记者", "記者", "通讯员", "通訊員", "作者", "评论员", "評論員")
SIGNING_ROLES = (*ROLES, "文")
# The first characters of labels behind which any pen name may stand.
PEN_LABELS = ("作", "文", "撰", "原", "執", "筆", "著", "ラ", "本文")
# What ends the value of a label for people.
VALUE_STOP = re.compile(r"[。；;]|返回|查看|更多|分享|，系|，现|，曾")
BRACKETS = re.compile(r"[（(〔【\[]([^（()）〔〕【】\[\]]{2,40})[)）〕】\]]")
PHOTO_CREDIT = re.compile(r"(?:记者|記者)\s?([^\s，。（）()]{2,4})\s?(?:摄|攝)")
# Where names are looked for, together and one after the other.
PLACES: tuple[tuple[Place, ...], ...] = (("above", "before"), ("start",), ("end",), ("below",), ("inside",))
# In characters: where a dateline ends, how far a role may stand in a line, lengths of a line of names and a signature.
OPENING = 60
ROLE_REACH = 30
LINE_OF_NAMES = 40
SIGNATURE = 60

Names = Iterator[tuple[list[str], str]]


def shown_in_han(evidence: Evidence) -> Names:
    """Labelled names and datelines: around the title, at the start of the text, at its end, below it, and inside."""
    for places in PLACES:
        names: list[str] = []
        origin = ""
        for line in evidence.of(*places):
            found = [name for name in _names_of(line, evidence) if not is_outlet(name, evidence.words)]
            names += found
            origin = origin or (line.origin if found else "")
        if names:
            yield names, origin


def _names_of(line: Line, evidence: Evidence) -> list[str]:
    """The names that one line gives: behind a label, in the brackets of a dateline, behind a role."""
    if evidence.is_title(line):
        return []
    names = [] if line.place == "inside" and len(line.text) > LINE_OF_NAMES else _labelled(line, evidence)
    if not names and line.place in ("start", "above", "before"):
        names = _in_dateline(line.text, evidence)
    if not names and len(line.text) <= LINE_OF_NAMES:
        names = _behind_role(line.text, evidence)
    return names


def _labelled(line: Line, evidence: Evidence) -> list[str]:
    names: list[str] = []
    for field in line.fields:
        if field.family == "author":
            value, pens = VALUE_STOP.split(field.value)[0], field.label.startswith(PEN_LABELS)
            names += han_names(value, evidence.words, pen_names=pens, strict=not pens)
    return names


def _in_dateline(text: str, evidence: Evidence) -> list[str]:
    """The names in brackets at the start of a report: 新华社北京5月19日电（记者王明、李红）."""
    for match in BRACKETS.finditer(text[: OPENING + 40]):
        sent = text[: match.start()].rstrip().endswith(evidence.words.sends)
        if match.start() <= OPENING and (sent or any(role in match[1] for role in ROLES)):
            names = _in_brackets(match[1], evidence)
            if names:
                return names
    return []


def _in_brackets(inside: str, evidence: Evidence) -> list[str]:
    """The names in brackets, up to those that a label gives to editors."""
    fields = read_fields(inside, evidence.words)
    labels = [inside.lower().find(field.label) for field in fields if field.family != "author"]
    inside = inside[: max(0, min(labels))] if labels else inside
    return han_names(inside, evidence.words, pen_names=evidence.language == "ja")


def _behind_role(text: str, evidence: Evidence) -> list[str]:
    """The names in a short line such as 新京报记者 陆一夫."""
    for role in ROLES:
        before, found, after = text.partition(role)
        if found and len(before) <= ROLE_REACH and after.strip():
            return han_names(after, evidence.words, strict=not after[0].isspace())
    return []


def signed(evidence: Evidence) -> Names:
    """Names in brackets that end the text: （钟才文）, (记者 李楠)."""
    for line in evidence.of("end", "below", "start"):
        end = line.text.rstrip(" 。")[-SIGNATURE:]
        match = next((match for match in BRACKETS.finditer(end) if match.end() == len(end)), None)
        names = _in_brackets(match[1], evidence) if match else []
        if match is None or not names:
            continue
        alone = end[match.start()] in "(（" and line.place != "below"
        by_name = alone and all(is_surnamed(name, evidence.words) for name in names)
        if by_name or any(role in match[1] for role in SIGNING_ROLES):
            yield names, line.origin


def photographers(evidence: Evidence) -> Names:
    """Who took the pictures, where nobody else is named and it is one and the same: 记者 李梦馨 摄."""
    names: list[str] = []
    origin = ""
    for line in evidence.of("start", "inside", "end"):
        if match := PHOTO_CREDIT.search(line.text[-SIGNATURE:]):
            names += han_names(match[1], evidence.words)
            origin = origin or line.origin
    if len(unique(names)) == 1:
        yield names, origin
