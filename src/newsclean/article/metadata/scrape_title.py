"""The title of a page without markup, which only its place, its length and its return give away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsclean.article.metadata.evidence import squeeze
from newsclean.article.metadata.fields import read_fields
from newsclean.article.metadata.lines import Run
from newsclean.article.metadata.moments import moments_in
from newsclean.article.metadata.words import Words
from newsclean.types import Kind, Ledger

__all__ = ["Title", "find_scrape_title"]

# Lengths of a title in a scrape, in characters without blanks, and of a line that may show its date.
SHORTEST, LONGEST = 4, 120
LONGEST_DATED = 120
SENTENCE_ENDS = (".", "。", "；", ";", "：", ":", "，", ",")
# A breadcrumb.
STEPS = re.compile(r"\s[>＞›»/]|[>＞›»]\s?\w|^[>＞›»]")
BULLETS = "•◦▪●○■□‣⁃*- "
# What speaks for a line: its length up to so many characters, a blank line before it, its kind, that it comes twice,
# that a line with a date follows; less for each line between them, and for each line down to the text.
FULL_LENGTH = 20
GAP_WEIGHT = 0.5
KIND_WEIGHT = 1.0
RETURN_WEIGHT = 1.5
DATE_WEIGHT, DATE_STEP, DATE_REACH = 2.0, 0.3, 4
STEP, FAR = 0.03, 40
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
    dated = {i for i, line in enumerate(lines) if len(line) <= LONGEST_DATED and next(moments_in(line), None)}
    best_score, best = 0.0, -1
    for i, line in enumerate(lines):
        if i in dated or not _may_be_title(line, words):
            continue
        score = min(len(squeeze(line)), FULL_LENGTH) / FULL_LENGTH - min(run.start - i, FAR) * STEP
        score += GAP_WEIGHT * (entries[i].block.gap > 0) + KIND_WEIGHT * (entries[i].verdict.kind is Kind.TITLE)
        near = [k - i for k in range(i + 1, i + DATE_REACH + 1) if k in dated]
        score += DATE_WEIGHT - DATE_STEP * near[0] if near else 0.0
        score += RETURN_WEIGHT * _returns(lines, i, run.start)
        if score > best_score:
            best_score, best = score, i
    if best < 0:
        return Title()
    return Title(lines[best], f"block {entries[best].block.index} ({entries[best].verdict.kind})", best)


def _may_be_title(line: str, words: Words) -> bool:
    """Whether a line has the form of a title: no sentence, no breadcrumb, no labelled values."""
    if not SHORTEST <= len(squeeze(line)) <= LONGEST or line.endswith(SENTENCE_ENDS) or STEPS.search(line):
        return False
    return all(field.family == "other" for field in read_fields(line, words))


def _returns(lines: Sequence[str], index: int, start: int) -> bool:
    """Whether a line comes again near the text, alone or in another such as 正在阅读：…"""
    line = lines[index]
    if len(squeeze(line)) < RETURN_LENGTH:
        return False
    return any(line in other for k, other in enumerate(lines) if k != index and start - k < FAR)
