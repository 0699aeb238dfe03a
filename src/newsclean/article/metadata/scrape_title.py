"""The title of a page without markup, which only its place, its length and its return give away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsclean.article.metadata.evidence import squeeze
from newsclean.article.metadata.fields import is_han, read_fields
from newsclean.article.metadata.lines import Run
from newsclean.article.metadata.moments import moments_in
from newsclean.article.metadata.words import Words
from newsclean.types import Kind, Ledger, LedgerEntry

__all__ = ["Title", "find_scrape_title"]

# Lengths of a title in a scrape, in characters without blanks, and of a line that may show its date.
SHORTEST, LONGEST = 4, 120
LONGEST_DATED = 120
SENTENCE_ENDS = (".", "。", "；", ";", "：", ":", "，", ",")
# A breadcrumb.
STEPS = re.compile(r"\s[>＞›»/]|[>＞›»]\s?\w|^[>＞›»]")
# What says in words that the title follows.
READING = re.compile(r"^(?:您?正在(?:浏览|阅读|查看)|当前(?:浏览|阅读)|正在瀏覽|正在閱讀|文章标题|新闻标题)\s*[:：]\s*")
# A badge that scrapes run into the title.
BADGE = re.compile(r"^(?:原创|转载)\s?(?=\S{6})")
BAR = re.compile(r"[│|｜丨︱┃]")
MENU_WORDS, LONGEST_MENU_WORD = 4, 5
BULLETS = "•◦▪●○■□‣⁃*- "
# What speaks for a line: its length up to so many characters, a blank line before it, its kind, that it comes twice,
# that a line with a date follows, more so where labels say what that date is; less for each line between them, and for
# each line down to the text. Where no date shows the title, it may be the first line of all; below what may be a title
# stands its subtitle.
FULL_LENGTH = 20
GAP_WEIGHT = 0.5
KIND_WEIGHT = 1.0
RETURN_WEIGHT = 1.5
DATE_WEIGHT, DATE_STEP, DATE_REACH = 2.0, 0.3, 4
LABEL_WEIGHT = 0.7
FIRST_WEIGHT = 2.0
SUBTITLE = 0.5
STEP, FAR = 0.03, 40
# An outlet's name, as it stands between title and date, is no longer than this.
LONGEST_OUTLET = 10
# A shorter line that comes twice is a button.
RETURN_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Title:
    """A title with its origin and the index of its block in the ledger, or -1."""

    text: str = ""
    origin: str = ""
    index: int = -1


def find_scrape_title(ledger: Ledger, run: Run, words: Words) -> Title:
    """The title of a scrape: a line above the text that stands on the date or source line, or comes twice."""
    entries = ledger.entries[: run.start + 2]
    lines = [entry.block.text.lstrip(BULLETS) for entry in entries]
    for i, line in enumerate(lines):
        if (reading := READING.match(line)) and len(squeeze(line[reading.end() :])) >= SHORTEST:
            return Title(line[reading.end() :], _origin(entries[i]), i)
    dated = {i: _weigh_date(line, words) for i, line in enumerate(lines) if _is_dated(line)}
    best_score, best = 0.0, -1
    above = False
    for i, line in enumerate(lines):
        below, above = above, False
        if i in dated or not _may_be_title(line, words):
            continue
        above = line == entries[i].block.text and len(squeeze(line)) >= RETURN_LENGTH
        score = min(len(squeeze(line)), FULL_LENGTH) / FULL_LENGTH - min(run.start - i, FAR) * STEP
        score += GAP_WEIGHT * (entries[i].block.gap > 0) + KIND_WEIGHT * (entries[i].verdict.kind is Kind.TITLE)
        near = next((k for k in range(i + 1, i + DATE_REACH + 1) if k in dated), -1)
        score += dated[near] - DATE_STEP * (near - i) if near >= 0 else 0.0
        score += FIRST_WEIGHT * (above and not i and not dated) - SUBTITLE * below
        score += RETURN_WEIGHT * _returns(lines, i, run.start)
        if score > best_score:
            best_score, best = score, i
    if best < 0:
        return Title()
    return Title(BADGE.sub("", lines[best]), _origin(entries[best]), best)


def _origin(entry: LedgerEntry) -> str:
    return f"block {entry.block.index} ({entry.verdict.kind})"


def _is_dated(line: str) -> bool:
    return len(line) <= LONGEST_DATED and next(moments_in(line), None) is not None


def _weigh_date(line: str, words: Words) -> float:
    """What a line with a date says for a title above it."""
    told = any(field.family in ("source", "published", "author") for field in read_fields(line, words))
    return DATE_WEIGHT + LABEL_WEIGHT * told


def _may_be_title(line: str, words: Words) -> bool:
    """Whether a line has the form of a title: no sentence, no breadcrumb, no labelled values."""
    if not SHORTEST <= len(squeeze(line)) <= LONGEST or line.endswith(SENTENCE_ENDS) or STEPS.search(line):
        return False
    if len(line) <= LONGEST_OUTLET and line.endswith(words.outlet_endings):
        return False
    if len(BAR.findall(line)) > 1 or (line.startswith("【") and line.endswith("】")) or _is_menu(line):
        return False
    return all(field.family == "other" for field in read_fields(line, words))


def _is_menu(line: str) -> bool:
    """Whether a line is made of words of a menu: in Chinese four and more of at most four characters."""
    parts = line.split()
    return len(parts) >= MENU_WORDS and len(line) <= LONGEST_MENU_WORD * len(parts) and is_han(line)


def _returns(lines: Sequence[str], index: int, start: int) -> bool:
    """Whether a line comes again near the text, alone or in another such as 正在阅读：…"""
    line = lines[index]
    if len(squeeze(line)) < RETURN_LENGTH:
        return False
    return any(line in other for k, other in enumerate(lines) if k != index and start - k < FAR)
