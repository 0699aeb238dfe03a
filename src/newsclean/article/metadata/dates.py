"""When an article was published and changed: structured data, visible lines, the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from newsclean.article.metadata.evidence import Evidence, Line, texts_of
from newsclean.article.metadata.moments import FoundMoment, Moment, day_of, moment_in_url, moments_in, parse_stamp

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
MODIFIED_NAMES = (
    "article:modified_time", "article:modified", "og:article:modified_time", "og:updated_time", "datemodified",
    "weibo: article:update_at", "weibo:article:update_at", "article:updated_time", "lastmodifiedtime", "last-modified",
    "lastmod", "modified", "modified_time", "dateupdate", "date.modified", "date.updated", "dc.date.modified",
    "dcterms.modified", "bt:moddate", "revision_date", "updated", "http://ogp.me/ns/article#modified_time",
)  # fmt: skip
# Metadata elements that a page's renderer writes the time of rendering into are no evidence; so a stamp without a visible
# date beside it counts only from the names above.
PUBLISHED_KEYS = ("datePublished", "dateCreated", "uploadDate")
# Longest line that is read for a date, in characters.
DATE_LINE = 160
# Characters before a date that are read for a label such as "updated".
LABEL_REACH = 40

Dated = tuple[Moment, str]


def find_published(evidence: Evidence) -> tuple[Moment | None, str]:
    """The moment of publication and where it came from.

    A stamp in structured data counts most, then a visible date near the title, then the day in the address. Where the
    page shows a time for a stamp that is only a day, the time is taken too.
    """
    stamp = next(_stamps(evidence, PUBLISHED_KEYS, PUBLISHED_NAMES), None)
    shown = _best_shown(evidence)
    if stamp and shown and day_of(stamp[0]) == day_of(shown[0]):
        return shown if isinstance(shown[0], datetime) and not isinstance(stamp[0], datetime) else stamp
    if stamp:
        return stamp
    if shown:
        return shown
    in_url = moment_in_url(evidence.url)
    return (in_url, "url") if in_url else (None, "")


def find_modified(evidence: Evidence) -> tuple[Moment | None, str]:
    """The moment of the last change and where it came from."""
    stamp = next(_stamps(evidence, ("dateModified",), MODIFIED_NAMES), None)
    if stamp:
        return stamp
    for line in evidence.of("above", "below"):
        for found, family in _labelled_moments(line.text, evidence):
            if family == "modified":
                return found.value, line.origin
    return None, ""


def _stamps(evidence: Evidence, keys: Sequence[str], names: Sequence[str]) -> Iterator[Dated]:
    """The stamps of structured data, the most trusted first."""
    for key in keys:
        for text in texts_of(evidence.article.get(key))[:1]:
            if moment := parse_stamp(text, evidence.language):
                yield moment, "json-ld"
    for name in names:
        for text in evidence.head.meta.get(name, ())[:1]:
            if moment := parse_stamp(text, evidence.language):
                yield moment, f"meta {name}"


def _best_shown(evidence: Evidence) -> Dated | None:
    """The visible date of publication: between title and text, nearest to the title, else above it or below the text."""
    fallback: Dated | None = None
    for place in ("above", "start", "below", "end"):
        for line in evidence.of(place):
            if len(line.text) > DATE_LINE:
                continue
            for found, family in _labelled_moments(line.text, evidence):
                if family == "modified":
                    fallback = fallback or (found.value, line.origin)
                elif family != "other":
                    return found.value, line.origin
            for attribute in _time_attributes(evidence, line):
                if moment := parse_stamp(attribute, evidence.language):
                    return moment, line.origin
    return fallback


def _time_attributes(evidence: Evidence, line: Line) -> Iterator[str]:
    """What the time elements of a line say in their attributes."""
    for tag, attrs, _ in evidence.elements(line):
        if tag == "time" and attrs.get("datetime"):
            yield attrs["datetime"]


def _labelled_moments(text: str, evidence: Evidence) -> Iterator[tuple[FoundMoment, str]]:
    """The moments in a line, each with the family of the label before it, or nothing."""
    if not any(character.isdigit() for character in text):
        return
    start = 0
    for found in moments_in(text, evidence.head.language or evidence.language):
        before = text[max(start, found.start - LABEL_REACH) : found.start].lower()
        yield found, _last_label(before, evidence.words.labels)
        start = found.end


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
