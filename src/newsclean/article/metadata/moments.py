"""Dates and times out of strings: machine-written stamps, and dates in lines of text in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import import_module

__all__ = ["FoundMoment", "Moment", "day_of", "is_same_minute", "moment_in_url", "moments_in", "parse_stamp"]

Moment = date | datetime

YEARS = range(1990, 2100)
# A machine-written stamp is no longer than this.
LONGEST_STAMP = 80
BLANK = r"[\s\u00a0]"
ZONE = r"(?:\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)\b)?"
CLOCK = (
    r"(?P<hour>[01]?\d|2[0-4])\s?[:\uff1a.h時时点點시]\s?(?P<minute>[0-5]\d)"
    r"(?:\s?[:\uff1a分분]\s?(?P<second>[0-5]\d)(?:\.\d{1,9})?)?분?"
)
HALF = r"(?:\s?(?P<half>[ap])\.?m\b\.?)?"
# No date is without one of these: most lines are done with here.
YEAR_OR_MARK = re.compile(r"\d(?:\d{3}|[./-])")
# Year first, as in 2024-05-20 10:11, 2024年5月20日, 2024.5.20, 2024/5/20; scrapes run the time into the day.
YEAR_FIRST = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s?[-/.年년]\s?(?P<month>0?[1-9]|1[0-2])\s?[-/.月월]\s?"
    r"(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?!\d))[日일]?(?!\d{3})"
)
# Day or month first: 20.05.2024, 20/05/2024, 5/20/24; two of them may be run together.
YEAR_LAST = re.compile(
    r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[./-])\s?(?P<second>\d{1,2})(?P=mark)\s?"
    r"(?P<year>(?:19|20)\d\d|\d\d(?![\d.]))(?![\d/-](?!\d?[./]\d))"
)
# With the name of a month: 5 June 2024, 5. Juni 2024, 5 de junio de 2024, June 5th, 2024, Jun 5 10:11:12 2024.
NAMED = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:(?:st|nd|rd|th|er|\.|º|ο)?(?:\s+(?:de|of|d'))?[\s\u00a0-]+|\.)(?P<month>[^\W\d_]{3,14})"
    r"(?: / (?P<again>[^\W\d_]{3,14}))?\.?,?(?:\s+(?:de|del|of))?[\s\u00a0,-]+(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|(?<![^\W_])(?P<month2>[^\W\d_]{3,14})\.?[\s\u00a0]+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?[\s\u00a0]+"
    r"(?:\d\d:\d\d(?::\d\d)?\s+(?:[A-Z]{3,4}\s+)?)?(?P<year2>(?:19|20)\d\d)(?!\d)"
)
# What may stand between a day and its time.
TIME_AFTER = re.compile(
    rf"{BLANK}{{0,3}}(?:[,|T·•\-–—/]|at\b|um\b|à\b|às\b|a las\b|alle\b|ore\b|kl\.?|klo\b|o godz\.|om\b|в\b|о\b"
    rf"|\([^\W\d]{{1,9}}\)|（.）|星期.|周.)?{BLANK}{{0,3}}"
    rf"(?P<noon>上午|下午|凌晨|早上|晚上|中午|午前|午後|오전|오후)?\s?{CLOCK}{HALF}{ZONE}(?!\d|\.\d)",
    re.IGNORECASE,
)
TIME_BEFORE = re.compile(
    rf"{CLOCK}{HALF}{BLANK}*(?:[A-Z]{{2,4}})?{BLANK}*[,|·•\-–—on]{{0,3}}{BLANK}*(?:[^\W\d]{{3,9}},?)?{BLANK}*$"
)
TIME_REACH = 40
AFTERNOON = frozenset({"下午", "晚上", "午後", "오후"})
MORNING = frozenset({"凌晨", "午前", "오전"})
NOON = 12
COMPACT = re.compile(r"^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:T?([0-2]\d)([0-5]\d)([0-5]\d)?)?(Z|[+-]\d\d:?\d\d)?$")
EPOCH = re.compile(r"^(\d{10})(?:\d{3})?$")
FRACTION = re.compile(r"\.\d+")
# The day in an address: /2019/12/31/, /2019-12-31-, /2019/dec/31/, /20191231/, t20191231_, /31-12-2019, /31122019-.
IN_URL = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_/]?)(?P<month>0?[1-9]|1[0-2]|[a-z]{3,9})(?P=mark)"
    r"(?P<day>0[1-9]|[12]\d|3[01]|(?<=[-_/])[1-9])(?!\d)"
)
IN_URL_REVERSED = re.compile(
    r"(?<!\d)(?P<day>0[1-9]|[12]\d|3[01])(?P<mark>[-_.])(?P<month>0[1-9]|1[0-2])(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)"
)
IN_URL_RUN_TOGETHER = re.compile(
    r"(?<![\da-z])(?P<day>0[1-9]|[12]\d|3[01])(?P<month>0[1-9]|1[0-2])(?P<year>20[0-3]\d)(?![\da-z])"
)
# Time zones lie at most so far from UTC, in steps of this.
LARGEST_OFFSET = timedelta(hours=14)
SMALLEST_OFFSET = timedelta(minutes=15)
# Who writes the month before the day, with slashes or hyphens between them.
AMERICAN = frozenset({"en", "en-us", "en_us"})
MONTHS = "january february march april may june july august september october november december".split()
ENGLISH = {name[:3]: number for number, name in enumerate(MONTHS, 1)}


@dataclass(frozen=True, slots=True)
class FoundMoment:
    """A moment in a text and the range of characters that names it."""

    value: Moment
    start: int
    end: int


def day_of(moment: Moment) -> date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def is_same_minute(shown: Moment, stamp: Moment) -> bool:
    """Whether a moment without a zone is a stamp on clocks of some zone, to the minute."""
    if not isinstance(shown, datetime) or not isinstance(stamp, datetime) or shown.tzinfo:
        return False
    offset = shown.replace(second=0) - stamp.replace(tzinfo=None, second=0)
    return abs(offset) <= LARGEST_OFFSET and not offset % SMALLEST_OFFSET


def parse_stamp(text: str, language: str = "") -> Moment | None:
    """A stamp out of structured data: ISO 8601 and its relatives, seconds since 1970, RFC 2822, or a date in words.

    >>> parse_stamp("2024-05-20T06:33:26.000Z")
    datetime.datetime(2024, 5, 20, 6, 33, 26, tzinfo=datetime.timezone.utc)
    >>> parse_stamp("20240520")
    datetime.date(2024, 5, 20)
    """
    text = text.strip()
    if not text or len(text) > LONGEST_STAMP:
        return None
    if match := COMPACT.match(text):
        clock = [int(part) for part in match.groups()[3:6] if part]
        return _moment(int(match[1]), int(match[2]), int(match[3]), clock, match[7])
    if match := EPOCH.match(text):
        return _within_years(datetime.fromtimestamp(int(match[1]), UTC))
    with suppress(ValueError):
        if len(text) > len("2024-05-20") and text[4] == "-":
            return _within_years(datetime.fromisoformat(FRACTION.sub("", text)))
    found = next(moments_in(text, language), None)
    return found.value if found else _from_mail_header(text)


def _from_mail_header(text: str) -> Moment | None:
    """A moment as HTTP and mail write it (RFC 2822, section 3.3)."""
    with suppress(ValueError, TypeError):
        return _within_years(parsedate_to_datetime(text))
    return None


def _within_years(moment: datetime) -> Moment | None:
    return moment.replace(microsecond=0) if moment.year in YEARS else None


def moments_in(text: str, language: str = "") -> Iterator[FoundMoment]:
    """The full dates in a line, in their order, each with its time where one stands beside it.

    ``language`` (a tag such as ``en-GB``) decides what 5/6/2024 means, and helps to read the names of months.
    """
    if not YEAR_OR_MARK.search(text):
        return
    for start, end, (year, month, number) in sorted(_days_in(text, language)):
        after = TIME_AFTER.match(text, end)
        before = None if after else TIME_BEFORE.search(text, max(0, start - TIME_REACH), start)
        clock = after or before
        zone = after["zone"] if after else None
        value = _moment(year, month, number, _clock(clock) if clock else [], zone)
        if value:
            yield FoundMoment(value, before.start() if before else start, after.end() if after else end)


def _days_in(text: str, language: str) -> list[tuple[int, int, tuple[int, int, int]]]:
    """Where the days in a text stand, and which they are; other forms only where none has its year first."""
    found = [
        (match.start(), match.end(), (int(match["year"]), int(match["month"]), int(match["day"])))
        for match in YEAR_FIRST.finditer(text)
    ]
    if found:
        return found
    return [
        (match.start(), match.end(), day)
        for pattern, read in ((YEAR_LAST, _ordered), (NAMED, _named))
        for match in pattern.finditer(text)
        if (day := read(match, language))
    ]


def _clock(match: re.Match[str]) -> list[int]:
    """Hour, minute and, where it is shown, second."""
    groups = match.groupdict()
    hour = int(groups["hour"])
    half, noon = (groups.get("half") or "").lower(), groups.get("noon") or ""
    if (half == "p" or noon in AFTERNOON) and hour < NOON:
        hour += NOON
    elif (half == "a" or noon in MORNING) and hour == NOON:
        hour = 0
    return [hour % 24, int(groups["minute"]), *([int(groups["second"])] if groups["second"] else [])]


def _ordered(match: re.Match[str], language: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date with its year at the end."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if len(match["year"]) == len("24"):
        if match["mark"] == "-":
            return None
        year += 2000
    american = match["mark"] != "." and language.lower() in AMERICAN
    if first > len(MONTHS) or (second <= len(MONTHS) and not american):
        first, second = second, first
    return (year, first, second) if 1 <= first <= len(MONTHS) else None


def _named(match: re.Match[str], language: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date that names its month."""
    for name in (match["month"] or match["month2"], match["again"]):
        if name and (month := _month(name.lower(), language[:2].lower())):
            return int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"])
    return None


def _month(name: str, language: str) -> int | None:
    """The number of a month from its name in a language, in full or cut."""
    number = ENGLISH.get(name[:3])
    if number and (language in ("", "en") or name in ENGLISH or name in MONTHS):
        return number
    return _months_of(language).get(name, number) if language else None


@cache
def _months_of(language: str) -> Mapping[str, int]:
    """The names of the months in a language, in lower case, by dateparser's tables; none for a language that it lacks.

    The tables alone are read: parsing through dateparser compiles patterns for 30 to 100 ms a language.
    """
    if not language.isalpha() or not language.isascii():
        return {}
    try:
        table = import_module(f"dateparser.data.date_translation_data.{language}").info
    except ImportError:
        return {}
    return {name.lower().rstrip("."): number for number, month in enumerate(MONTHS, 1) for name in table.get(month, ())}


def _moment(year: int, month: int, day: int, clock: list[int], zone: str | None) -> Moment | None:
    """A date, or a datetime where a time is known; None for what no calendar has."""
    if year not in YEARS:
        return None
    try:
        if not clock:
            return date(year, month, day)
        hour, minute, second = (*clock, 0, 0)[:3]
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone))
    except ValueError:
        return None


def _zone(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return timezone(-offset if zone[0] == "-" else offset)


def moment_in_url(url: str) -> date | None:
    """The day in the path of an address, as news sites put it there."""
    path = "/" + url.partition("://")[2].partition("/")[2].partition("?")[0].lower()
    for pattern in (IN_URL, IN_URL_REVERSED, IN_URL_RUN_TOGETHER):
        for match in pattern.finditer(path):
            month = int(match["month"]) if match["month"].isdecimal() else _month(match["month"], "en") or 0
            if moment := _moment(int(match["year"]), month, int(match["day"]), [], None):
                return day_of(moment)
    return None
