"""Labelled values in a line, such as 来源：… 作者：… or "Published: … | Author: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsclean.article.metadata.words import BY_WORDS, Words

__all__ = ["HAN", "Field", "is_han", "read_fields"]

# Longest line that is read for labels: prose says 来源 and "by" too.
LINE_LENGTH = 160
# What stands between a label and its value: a colon, or a bar where the label begins a part of the line.
MARK = re.compile(r"[:：/／╱|｜丨︱┃]")
COLONS = ":："
# Where a part of a line begins.
PART = re.compile(r"(?:^|[\s|｜丨︱·•,，;；()（）\[\]【】〔〕「」])(?=[^\s|｜丨︱·•,，;；()（）\[\]【】〔〕「」])")
OPENING = ' \t\u3000|｜丨︱·•,，;；、([（【〔「"“-—_'
# A value ends at a bracket that closes, if it did not open it, or at a bar.
VALUE_END = re.compile(r"[|｜丨︱┃\]】〕）)」>]")
BRACKETS = {")": "(", "）": "（", "】": "【", "]": "[", "」": "「", "〕": "〔"}
VALUE_EDGES = " \t\u3000,，;；、·•-—_【[（(/"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# Labels that pages write directly before the value, without any mark, and how words go on that begin like them.
GLUED = frozenset({"来源", "來源", "作者", "记者", "記者", "责编", "責編", "责任编辑", "責任編輯", "编辑", "編輯"})
LONGER_WORDS = ("部", "室", "们", "站", "器", "推荐", "精选", "计划", "日程", "规范", "团队")
LONGEST_GLUED = 6
# Longest value of a label that stands without a mark.
BARE_VALUE = 24


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value: what the label announces, the label as written in lower case, and the value, perhaps empty."""

    family: str
    label: str
    value: str


def is_han(text: str) -> bool:
    """Whether a text holds an ideograph."""
    return not text.isascii() and HAN.search(text) is not None


def read_fields(line: str, words: Words) -> list[Field]:
    """The labelled values of a line in their order; none for a long line.

    >>> from newsclean.article.metadata.words import load_words
    >>> [(f.family, f.value) for f in read_fields("来源：岚河日报2024-05-13 08:49 责编：云舒", load_words())]
    [('source', '岚河日报2024-05-13 08:49'), ('editor', '云舒')]
    """
    if len(line) > LINE_LENGTH:
        return []
    low = line.lower()
    if not is_han(low) and not MARK.search(low) and BY_WORDS.isdisjoint(low.split()):
        return []
    spans: list[tuple[int, int, int]] = []
    for span in sorted({*_marked(low, words), *_bare(low, words)}):
        if not spans or span[0] >= spans[-1][2]:
            spans.append(span)
    ends = [span[0] for span in spans[1:]] + [len(line)] * bool(spans)
    return [
        Field(words.labels[low[start:end]], low[start:end], _value(line[value_start:stop]))
        for (start, end, value_start), stop in zip(spans, ends, strict=True)
    ]


def _value(text: str) -> str:
    """A value up to the bar or the bracket that ends it."""
    for end in VALUE_END.finditer(text):
        if BRACKETS.get(end[0], "\0") not in text[: end.start()]:
            return text[: end.start()].strip(VALUE_EDGES)
    return text.strip(VALUE_EDGES)


def _marked(low: str, words: Words) -> Iterator[tuple[int, int, int]]:
    """Labels before a colon, or before a bar at the start of a part: start, end, where the value begins."""
    for mark in MARK.finditer(low):
        end = len(low[: mark.start()].rstrip())
        start = _label_start(low, end, words)
        if start == 0 or (start > 0 and (mark[0] in COLONS or low[start - 1] in OPENING)):
            rest = low[mark.end() :]
            yield start, end, len(low) - len(rest.lstrip())


def _label_start(low: str, end: int, words: Words) -> int:
    """Where the longest label begins that ends at a position, or -1."""
    if low[max(0, end - 2) : end] not in words.label_tails and low[end - 1 : end] not in words.labels:
        return -1
    for start in range(max(0, end - words.longest_label), end):
        if low[start:end] in words.labels and (start == 0 or _may_precede(low[start - 1 : end])):
            return start
    return -1


def _may_precede(text: str) -> bool:
    """Whether a label may stand behind the character that a text begins with.

    A word of an alphabet must begin a word. Ideographs may follow anything, but a single one, as 文, ends names too.
    """
    before, first = text[0], text[1]
    if not (before.isalnum() and first.isalnum()):
        return True
    return is_han(before + first) and not (len(text) == len("王文") and is_han(before))


def _bare(low: str, words: Words) -> Iterator[tuple[int, int, int]]:
    """Labels without a mark: Chinese, Japanese and Korean ones at the start of a part before a short value, and those
    of alphabets that end in a word such as "by"."""
    if is_han(low):
        for part in PART.finditer(low):
            start = part.end()
            if low[start : start + 2] not in words.label_heads:
                continue
            for end in range(min(len(low), start + LONGEST_GLUED), start + 1, -1):
                if low[start:end] in words.labels and is_han(low[start:end]):
                    rest = low[end:].lstrip()
                    if _is_bare_value(rest) and (low[end].isspace() or low[start:end] in GLUED):
                        yield start, end, len(low) - len(rest)
                    break
    if not BY_WORDS.isdisjoint(low.split()):
        for match in words.by_labels.finditer(low):
            yield match.start(), match.end(), match.end() + 1


def _is_bare_value(rest: str) -> bool:
    return rest[:1].isalnum() and not rest.startswith(LONGER_WORDS) and len(rest.split(maxsplit=1)[0]) <= BARE_VALUE
