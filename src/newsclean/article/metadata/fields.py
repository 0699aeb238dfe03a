"""Labelled values in a line, such as 来源：… 作者：… or "Published: … | Author: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsclean.article.metadata.words import Words

__all__ = ["Field", "is_han", "read_fields"]

# Longest line that is read for labels: prose says 来源 and "by" too.
LINE_LENGTH = 160
COLON = re.compile(r"\s*[:：]\s*")
# These stand between a label and its value only where the label begins a part of the line.
BAR = re.compile(r"\s*[/／╱|｜丨︱┃]\s*")
# A label may stand before its value without any mark at the start of such a part.
PART = re.compile(r"(?:^|[\s|｜丨︱·•,，;；()（）\[\]【】〔〕「」])(?=[^\s|｜丨︱·•,，;；()（）\[\]【】〔〕「」])")
OPENING = " \t\u3000|｜丨︱·•,，;；、([（【〔「\"“-—_"
# A value ends at a bracket that closes or at a bar.
VALUE_END = re.compile(r"[|｜丨︱┃\]】〕）)」>]")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# Labels that pages write directly before the value.
GLUED = frozenset({"来源", "來源", "作者", "记者", "記者", "责编", "責編", "责任编辑", "責任編輯", "编辑", "編輯"})
NOT_A_NAME = ("部", "室", "们", "站", "器", "推荐", "精选", "计划", "日程", "规范", "团队")
LONGEST_BARE = 6
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
    return HAN.search(text) is not None


def read_fields(line: str, words: Words) -> list[Field]:
    """The labelled values of a line in their order; none for a long line.

    >>> from newsclean.article.metadata.words import load_words
    >>> [(f.family, f.value) for f in read_fields("来源：岚河日报2024-05-13 08:49 责编：云舒", load_words())]
    [('source', '岚河日报2024-05-13 08:49'), ('editor', '云舒')]
    """
    if len(line) > LINE_LENGTH:
        return []
    low = line.lower()
    spans = sorted(set(_marked(low, words)) | set(_bare(low, words)))
    fields: list[Field] = []
    last_end = -1
    kept: list[tuple[int, int, int]] = []
    for start, end, value_start in spans:
        if start < last_end:
            continue
        kept.append((start, end, value_start))
        last_end = value_start
    for position, (start, end, value_start) in enumerate(kept):
        stop = kept[position + 1][0] if position + 1 < len(kept) else len(line)
        value = line[value_start:stop]
        cut = VALUE_END.search(value)
        if cut and not _closes(value, cut.start()):
            value = value[: cut.start()]
        label = low[start:end]
        fields.append(Field(words.labels[label], label, value.strip(" \t\u3000,，;；、·•-—_【[（(/")))
    return fields


def _closes(value: str, position: int) -> bool:
    """Whether the bracket at a position closes one that the value itself opened."""
    pairs = {")": "(", "）": "（", "】": "【", "]": "[", "」": "「", "〕": "〔"}
    opening = pairs.get(value[position])
    return opening is not None and opening in value[:position]


def _marked(low: str, words: Words) -> Iterator[tuple[int, int, int]]:
    """Labels before a colon, or before a bar at the start of a part: start, end, where the value begins."""
    for mark in COLON.finditer(low):
        start = _label_start(low, mark.start(), words)
        if start >= 0:
            yield start, mark.start(), mark.end()
    for mark in BAR.finditer(low):
        start = _label_start(low, mark.start(), words)
        if start >= 0 and (start == 0 or low[start - 1] in OPENING):
            yield start, mark.start(), mark.end()


def _label_start(low: str, end: int, words: Words) -> int:
    """Where the longest label begins that ends at a position, or -1."""
    for start in range(max(0, end - words.longest_label), end):
        if low[start:end] in words.labels and (start == 0 or _may_precede(low[start - 1], low[start])):
            return start
    return -1


def _may_precede(before: str, first: str) -> bool:
    """Whether a label may begin here: a word of an alphabet must begin a word, ideographs may follow anything."""
    return not (before.isalnum() and first.isalnum()) or is_han(first) or is_han(before)


def _bare(low: str, words: Words) -> Iterator[tuple[int, int, int]]:
    """Labels without a mark: Chinese, Japanese and Korean ones at the start of a part before a short value, and those of
    alphabets that end in a word such as "by"."""
    for part in PART.finditer(low):
        start = part.end()
        for end in range(min(len(low), start + LONGEST_BARE), start + 1, -1):
            label = low[start:end]
            if label in words.labels and not label.isascii() and is_han(label):
                rest = low[end:].lstrip()
                parted = low[end : end + 1].isspace() or label in GLUED
                if parted and rest[:1].isalnum() and not rest.startswith(NOT_A_NAME) and len(rest.split()[0]) <= BARE_VALUE:
                    yield start, end, len(low) - len(rest)
                break
    for match in words.by_labels.finditer(low):
        yield match.start(), match.end(), match.end() + 1
