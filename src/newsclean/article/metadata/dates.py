"""When an article was published and changed: structured data, visible lines, the address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsclean.article.metadata.evidence import Evidence, Line, Place, squeeze, texts_of
from newsclean.article.metadata.moments import Moment, day_of, moment_in_url, moments_in, parse_stamp
from newsclean.types import Kind

__all__ = ["find_modified", "find_published"]

# Names of meta elements, the most trusted first.
PUBLISHED_NAMES = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "weibo: article:create_at", "weibo:article:create_at", "publishdate", "pubdate", "publish_date", "publish-date",
    "publication_date", "publicationdate", "og:release_date", "og:publish_date", "og:pubdate", "published_time", "published_at",
    "published", "publish_time", "publishtime", "publisheddate", "firstpublishedtime", "apub:time", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "dc:date", "prism.publicationdate", "rnews:datepublished",
    "article.published", "article:post_date", "article_date_original", "citation_publication_date", "citation_date", "bt:pubdate",
    "displaydate", "ptime", "pdate", "release_date", "originalpublicationdate", "content:publishdate", "iso-8601-publish-date",
    "shareaholic:article_published_time", "vr:published_time", "analyticsattributes.articledate", "ya:ovs:upload_date",
    "uploaddate", "date.created", "datecreated", "created", "cms_creationdate", "date", "pub_date", "article-published_time",
    "published_on", "w-published-date", "date-pub", "http://ogp.me/ns/article#published_time", "article:published:time",
)  # fmt: skip
# Those of them that some systems fill with the day of the last change: a visible date counts more.
WEAK_NAMES = frozenset({"date", "dc.date", "dcterms.date", "dc:date", "created", "cms_creationdate", "datecreated", "date.created"})
MODIFIED_NAMES = (
    "article:modified_time", "article:modified", "og:article:modified_time", "og:updated_time", "datemodified",
    "weibo: article:update_at", "weibo:article:update_at", "article:updated_time", "lastmodifiedtime", "last-modified",
    "lastmod", "modified", "modified_time", "dateupdate", "date.modified", "date.updated", "dc.date.modified",
    "dcterms.modified", "bt:moddate", "revision_date", "updated", "http://ogp.me/ns/article#modified_time",
)  # fmt: skip
PUBLISHED_KEYS = ("datePublished", "dateCreated", "uploadDate")
# Longest line that is read for a date, in characters.
DATE_LINE = 160
# Characters before a date that are read for a label such as "updated".
LABEL_REACH = 40

# Longest line inside the text that may be a date and no sentence.
DATE_ONLY = 60
DATE_PLACES: tuple[Place, ...] = ("above", "before", "start", "below", "end", "inside")
MODIFIED_CLASS = re.compile(r"updat|modif|changed")
PUBLISHED_CLASS = re.compile(r"publish|entry-date|created|pubdate|posted")
ONE_DAY = timedelta(days=1)
# Time zones lie at most so far from UTC, in steps of this.
LARGEST_OFFSET = timedelta(hours=14)
SMALLEST_OFFSET = timedelta(minutes=15)

NO_TIME = timedelta(0)
STATE_REACH = 32
# What stands between a dateline and the text.
DATELINE_MARKS = ("– ", "— ", "- ", "-- ", "| ", "(", "/", ": ")
# What makes a date the begin of a span of days.
RANGE = re.compile(r"\s?(?:[-–~〜～]|bis|to|au|al|至|到)\s?\d")
# Least share of a line of the text that a date must have to be more than a part of a sentence.
DATE_SHARE = 0.25
# A date without its year, or without its century, before a time.
PARTLY = re.compile(
    r"(?<!\d)(?:(?P<year>\d\d)[-/.])?(?P<month>0?[1-9]|1[0-2])[-/.月](?P<day>0[1-9]|[12]\d|3[01])日?\s?(?P<hour>[01]\d|2[0-3])[:：](?P<minute>[0-5]\d)"
)
# A stamp in the state that scripts carry, behind a name.
SCRIPT_STAMP = re.compile(
    r"""[:=(]\s?["'\\]{0,2}(?P<stamp>(?:19|20)\d\d[-/]?[01]\d[-/]?[0-3]\d[\dT:.,+ Z-]{0,20}|1\d{9}(?:\d{3})?(?!\d))"""
)
# The names before it: of publication, and of creation.
PUBLISHED_STATE = re.compile(r"(?:published?|pub|released?)_?(?:at|time|date|on)?|datePublished", re.IGNORECASE)
CREATED_STATE = re.compile(r"created?_?(?:at|time|date|on)|ctime|ct|ptime|dc:date|(?:show|write|print)_?(?:date|time)", re.IGNORECASE)
STATE_NAME = re.compile(r"([A-Za-z_:]{2,24})[\"'\\]{0,2}\s?$")

Dated = tuple[Moment, str]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A visible moment, where it stands, and whether it stands alone between title and text, no label of change before it."""

    moment: Moment
    origin: str
    alone: bool = False


def find_published(evidence: Evidence) -> tuple[Moment | None, str]:
    """The moment of publication and where it came from.

    A stamp in structured data counts most, then a visible date near the title, then the day in the address, and last the
    state that a page's scripts carry. Where the page shows a time for a stamp that is only a day, the time is taken too.
    """
    stamp = next(_stamps(evidence, PUBLISHED_KEYS, PUBLISHED_NAMES), None)
    shown = _best_shown(evidence)
    in_url = moment_in_url(evidence.url)
    weak = stamp is not None and stamp[1].removeprefix("meta ") in WEAK_NAMES
    if stamp and shown and (_shown_is_right(stamp[0], shown) or (weak and shown.alone)):
        return shown.moment, shown.origin
    if stamp and in_url and _is_utc(stamp[0]) and abs(day_of(stamp[0]) - in_url) == ONE_DAY:
        return in_url, "url"
    if stamp:
        return stamp
    if shown:
        return shown.moment, shown.origin
    if in_url:
        return in_url, "url"
    return _partly_shown(evidence) or _in_script(evidence) or (None, "")


def _shown_is_right(stamp: Moment, shown: _Shown) -> bool:
    """Whether a visible date is to be preferred to a stamp.

    It is where it says more (the time), where it stands alone below the title and is older (the stamp is that of a later
    version), and where the two are a day apart since the stamp is not in the readers' time zone.
    """
    gap = day_of(shown.moment) - day_of(stamp)
    if not gap:
        return isinstance(shown.moment, datetime) and not isinstance(stamp, datetime)
    if not shown.alone:
        return False
    if gap < NO_TIME or (gap == ONE_DAY and not (isinstance(stamp, datetime) and stamp.tzinfo)):
        return True
    if not isinstance(stamp, datetime) or not _is_utc(stamp):
        return False
    if isinstance(shown.moment, datetime) and shown.moment.tzinfo is None:
        offset = shown.moment.replace(second=0) - stamp.replace(tzinfo=None, second=0)
        return offset <= LARGEST_OFFSET and not offset % SMALLEST_OFFSET
    # Midnight on the readers' clocks.
    return gap == ONE_DAY and stamp.hour >= 12 and stamp.minute == stamp.second == 0


def _is_utc(moment: Moment) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is not None and not moment.utcoffset()


def find_modified(evidence: Evidence) -> tuple[Moment | None, str]:
    """The moment of the last change and where it came from."""
    stamp = next(_stamps(evidence, ("dateModified",), MODIFIED_NAMES), None)
    if stamp:
        return stamp
    for line in evidence.of("above", "below", "before"):
        for found, family in _moments(line, evidence):
            if family == "modified":
                return found, line.origin
    return None, ""


def _stamps(evidence: Evidence, keys: Sequence[str], names: Sequence[str]) -> Iterator[Dated]:
    """The stamps of structured data, the most trusted first."""
    for key in keys:
        for text in texts_of(evidence.article.get(key))[:1]:
            if moment := parse_stamp(text, evidence.date_language):
                yield moment, "json-ld"
    for name in names:
        for text in evidence.head.meta.get(name, ())[:1]:
            if moment := parse_stamp(text, evidence.date_language):
                yield moment, f"meta {name}"
    wanted = [key.lower() for key in keys]
    for node, name, text in evidence.head.dates:
        if name in wanted and evidence.is_before_end(node) and (moment := parse_stamp(text, evidence.date_language)):
            yield moment, f"microdata {name}"


def _best_shown(evidence: Evidence) -> _Shown | None:
    """The visible date of publication: between title and text, nearest to the title, else above it or below the text."""
    fallback: _Shown | None = None
    for line in _date_lines(evidence):
        for moment, family in _moments(line, evidence):
            alone = line.place == "above" and len(line.text) <= DATE_ONLY
            if family != "modified":
                return _Shown(moment, line.origin, alone)
            fallback = fallback or _Shown(moment, line.origin)
    return fallback or _opening_date(evidence)


def _opening_date(evidence: Evidence) -> _Shown | None:
    """The date with which the text begins, as press offices do it."""
    for line in evidence.of("start"):
        found = next(moments_in(line.text[:DATE_ONLY], evidence.date_language), None)
        if found is None:
            continue
        rest = line.text[found.end :]
        marked = rest.lstrip().startswith(DATELINE_MARKS)
        if marked if found.start else rest[:1].isspace() and not RANGE.match(rest):
            return _Shown(found.value, line.origin)
    return None


def _date_lines(evidence: Evidence) -> Iterator[Line]:
    """The lines that may show the date, the likeliest first; of the text only lines that are hardly more."""
    for place in DATE_PLACES:
        lines = [line for line in evidence.lines if line.place == place]
        for line in reversed(lines) if place == "before" else lines:
            length = len(line.text)
            inside = line.place in ("start", "inside", "end")
            if length > (DATE_ONLY if inside and line.kind is Kind.BODY else DATE_LINE):
                continue
            yield line


def _moments(line: Line, evidence: Evidence) -> list[tuple[Moment, str]]:
    """The moments in a line with the family of the label before each, or nothing: those of time elements, else of its text."""
    marked = []
    for tag, attrs, text in evidence.elements(line):
        if tag == "time" and (moment := parse_stamp(attrs.get("datetime", ""), evidence.date_language)):
            names = f"{attrs.get('class', '')} {attrs.get('itemprop', '')}".lower()
            family = "modified" if MODIFIED_CLASS.search(names) else "published" if PUBLISHED_CLASS.search(names) else ""
            before = line.text[: max(0, line.text.find(text))][-LABEL_REACH:].lower()
            marked.append((moment, family or _last_label(before, evidence.words.labels)))
    if marked or line.kind is Kind.TITLE or squeeze(line.text) == squeeze(evidence.title):
        # A date in the words of a title is what the article is about, but for one before them.
        marked += [] if marked else [(found.value, "") for found in moments_in(line.text[:DATE_ONLY], evidence.date_language) if not found.start]
        return sorted(marked, key=lambda item: item[1] != "published")
    share = 0.0 if line.kind is not Kind.BODY else DATE_SHARE if line.place != "above" else 2 * DATE_SHARE
    least = len(line.text) * share
    return _moments_in_text(line.text, evidence, least)


def _moments_in_text(text: str, evidence: Evidence, least: float) -> list[tuple[Moment, str]]:
    """The moments in a line's text; none where the first covers less of it than asked."""
    if not any(character.isdigit() for character in text):
        return []
    found_all = []
    start = 0
    for found in moments_in(text, evidence.date_language):
        if found.end - found.start < least or RANGE.match(text, found.end):
            break
        before = text[max(start, found.start - LABEL_REACH) : found.start].lower()
        found_all.append((found.value, _last_label(before, evidence.words.labels)))
        start = found.end
    return found_all


def _last_label(text: str, labels: Mapping[str, str]) -> str:
    """The family of the last label for dates in a text."""
    best, best_end = "", -1
    if text.strip():
        for label, family in labels.items():
            if family in ("published", "modified"):
                position = text.rfind(label)
                if position >= 0 and position + len(label) > best_end and not text[position - 1 : position].isalpha():
                    best, best_end = family, position + len(label)
    return best


def _partly_shown(evidence: Evidence) -> Dated | None:
    """A labelled date without its year or century (发布时间：10-08 12:00), where a stamp of change agrees with it."""
    stamp = next(_stamps(evidence, ("dateModified",), MODIFIED_NAMES), None)
    for line in evidence.of("above"):
        match = PARTLY.search(line.text)
        if not match or not _last_label(line.text[: match.start()].lower(), evidence.words.labels):
            continue
        month, day, hour, minute = (int(match[name]) for name in ("month", "day", "hour", "minute"))
        year = 2000 + int(match["year"]) if match["year"] else stamp[0].year if stamp else 0
        if match["year"] or (stamp and (stamp[0].month, stamp[0].day) == (month, day)):
            with suppress(ValueError):
                return datetime(year, month, day, hour, minute), line.origin  # noqa: DTZ001  # the page gives no zone
    return None


def _in_script(evidence: Evidence) -> Dated | None:
    """The first stamp of publication, else of creation, in the state that a page's scripts carry."""
    created: Dated | None = None
    html = evidence.html
    for match in SCRIPT_STAMP.finditer(html):
        name = STATE_NAME.search(html, max(0, match.start() - STATE_REACH), match.start())
        if name is None or not (PUBLISHED_STATE.fullmatch(name[1]) or (created is None and CREATED_STATE.fullmatch(name[1]))):
            continue
        if moment := parse_stamp(match["stamp"]):
            if PUBLISHED_STATE.fullmatch(name[1]):
                return moment, "script"
            created = moment, "script"
    return created
