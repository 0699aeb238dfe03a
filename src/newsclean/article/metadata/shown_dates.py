"""Dates that a page shows its readers, in the lines around the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from newsclean.article.metadata.evidence import Evidence
from newsclean.article.metadata.lines import Line, Place
from newsclean.article.metadata.moments import Moment, day_of, is_same_minute, moments_in, parse_stamp
from newsclean.article.metadata.words import Words
from newsclean.types import Kind

__all__ = ["ShownDate", "find_partly_shown", "find_shown", "find_shown_change"]

# Where a date is looked for, the likeliest place first.
PLACES: tuple[Place, ...] = ("above", "before", "start", "below", "end", "inside")
# Longest line that is read for a date, and longest that may be a date and no sentence.
LONGEST_LINE = 160
LONGEST_ALONE = 60
# Least share of a line of body that a date must have to be more than a part of a sentence: in the text, and above it.
LEAST_SHARE = 0.25
LEAST_SHARE_ABOVE = 0.5
# Characters before a date that are read for a label such as "updated".
LABEL_REACH = 40
MODIFIED_CLASS = re.compile(r"updat|modif|changed")
PUBLISHED_CLASS = re.compile(r"publish|entry-date|created|pubdate|posted")
DIGIT = re.compile(r"\d")
# What stands between a dateline and the text.
DATELINE_MARKS = ("– ", "— ", "- ", "-- ", "| ", "(", "/", ": ")
# What makes a date the begin of a span of days.
SPAN = re.compile(r"\s?(?:[-–~〜～]|bis|to|au|al|至|到)\s?\d")
YEAR = re.compile(r"^(?:19|20)\d\d年?$")
MONTH_AND_DAY = re.compile(r"^\d{1,2}[-/.月]\d{1,2}日?$")
# The last line of a post that an article quotes: "— Name (@name) September 27, 2020".
POSTED = re.compile(r"[-–—] ?[^()]{1,60} \(@\w{1,40}\)")
# A date without its year, or without its century, before a time.
PARTLY = re.compile(
    r"(?<!\d)(?:(?P<year>\d\d)[-/.])?(?P<month>0?[1-9]|1[0-2])[-/.月](?P<day>0[1-9]|[12]\d|3[01])日?\s?"
    r"(?P<hour>[01]\d|2[0-3])[:：](?P<minute>[0-5]\d)"
)


@dataclass(frozen=True, slots=True)
class ShownDate:
    """A visible moment, where it stands, and whether it stands alone in a short line between title and text."""

    moment: Moment
    origin: str
    alone: bool = False


def find_shown(evidence: Evidence) -> ShownDate | None:
    """The visible date of publication: between title and text, else above the title, in the text or below it."""
    changed: ShownDate | None = None
    for line in _date_lines(evidence):
        if line.place == "start" and evidence.tree is None and (split := _split_date(evidence)):
            return split
        for moment, family in _labelled_moments(line, evidence):
            if family != "modified":
                return ShownDate(moment, line.origin, line.place == "above" and len(line.text) <= LONGEST_ALONE)
            changed = changed or ShownDate(moment, line.origin)
    return changed or _opening_date(evidence)


def _split_date(evidence: Evidence) -> ShownDate | None:
    """A date whose year stands in a line of its own above month and day, as scrapes break the boxes of dates."""
    lines = evidence.of("above")
    for line, following in pairwise(lines):
        if YEAR.match(line.text) and MONTH_AND_DAY.match(following.text):
            found = next(moments_in(f"{line.text}-{following.text}"), None)
            if found:
                return ShownDate(found.value, line.origin, alone=True)
    return None


def find_shown_change(evidence: Evidence) -> ShownDate | None:
    """The visible date of the last change."""
    for line in evidence.of("above", "below", "before"):
        for moment, family in _labelled_moments(line, evidence):
            if family == "modified":
                return ShownDate(moment, line.origin)
    return None


def find_partly_shown(evidence: Evidence, changed: Moment | None) -> ShownDate | None:
    """A labelled date without its year or century (发布时间：10-08 12:00), where the moment of change agrees."""
    for line in evidence.of("above"):
        match = PARTLY.search(line.text)
        if not match or not _last_label(line.text[: match.start()].lower(), evidence.words):
            continue
        month, day, hour, minute = (int(match[name]) for name in ("month", "day", "hour", "minute"))
        year = 2000 + int(match["year"]) if match["year"] else 0
        if changed and not year and (changed.month, changed.day) == (month, day):
            year = changed.year
        with suppress(ValueError):  # no such day, or no year
            return ShownDate(datetime(year, month, day, hour, minute), line.origin)  # noqa: DTZ001  # no zone is shown
    return None


def _date_lines(evidence: Evidence) -> Iterator[Line]:
    """The lines that may show the date, the likeliest first: above the title from its nearest up."""
    for place in PLACES:
        lines = [line for line in evidence.lines if line.place == place and len(line.text) <= LONGEST_LINE]
        yield from reversed(lines) if place == "before" else lines


def _labelled_moments(line: Line, evidence: Evidence) -> list[tuple[Moment, str]]:
    """The moments in a line with the family of the label before each: those of time elements, else of its text.

    A date in the words of a title is what the article is about, but for one before them.
    """
    if marked := _marked_moments(line, evidence):
        return marked
    if not DIGIT.search(line.text) or POSTED.match(line.text):
        return []
    if line.kind is Kind.TITLE or evidence.is_title(line):
        opening = moments_in(line.text[:LONGEST_ALONE], evidence.date_language)
        return [(found.value, "") for found in opening if not found.start]
    least = 0.0
    if line.kind is Kind.BODY:
        if len(line.text) > LONGEST_ALONE:
            return []
        least = len(line.text) * (LEAST_SHARE_ABOVE if line.place == "above" else LEAST_SHARE)
    moments = []
    start = 0
    for found in moments_in(line.text, evidence.date_language):
        if found.end - found.start < least or SPAN.match(line.text, found.end):
            break
        before = line.text[max(start, found.start - LABEL_REACH) : found.start].lower()
        moments.append((found.value, _last_label(before, evidence.words)))
        start = found.end
    return moments


def _marked_moments(line: Line, evidence: Evidence) -> list[tuple[Moment, str]]:
    """The moments of a line's time elements, that of publication first."""
    if not evidence.holds(line, "time"):
        return []
    moments = []
    for attrs, text in evidence.elements(line, _is_time):
        if moment := parse_stamp(attrs.get("datetime", ""), evidence.date_language):
            shown = next(moments_in(text, evidence.date_language), None)
            if shown and day_of(shown.value) != day_of(moment) and is_same_minute(shown.value, moment):
                moment = shown.value  # the readers' day
            names = f"{attrs.get('class', '')} {attrs.get('itemprop', '')}".lower()
            before = line.text[: max(0, line.text.find(text))][-LABEL_REACH:].lower()
            family = "modified" if MODIFIED_CLASS.search(names) else _last_label(before, evidence.words)
            moments.append((moment, "published" if PUBLISHED_CLASS.search(names) and not family else family))
    return sorted(moments, key=lambda item: item[1] != "published")


def _is_time(tag: str, attrs: Mapping[str, str]) -> bool:
    return tag == "time" and "datetime" in attrs


def _last_label(text: str, words: Words) -> str:
    """The family of the last label for dates in a text, or nothing."""
    best, best_end = "", -1
    if text.strip():
        for label, family in words.date_labels.items():
            start = text.rfind(label)
            if start >= 0 and start + len(label) > best_end and not text[max(0, start - 1) : start].isalpha():
                best, best_end = family, start + len(label)
    return best


def _opening_date(evidence: Evidence) -> ShownDate | None:
    """The date with which the text begins, or that ends its dateline, as press offices write it."""
    for line in evidence.of("start"):
        found = next(moments_in(line.text[:LONGEST_ALONE], evidence.date_language), None)
        if found:
            rest = line.text[found.end :]
            opens = rest[:1].isspace() and not SPAN.match(rest)
            if rest.lstrip().startswith(DATELINE_MARKS) if found.start else opens:
                return ShownDate(found.value, line.origin)
    return None
