"""Stamps: moments that a page gives to machines, in JSON-LD, meta elements, microdata and the state of its scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.article.metadata.evidence import Evidence
from newsclean.article.metadata.moments import Moment, parse_stamp
from newsclean.article.metadata.words import element_names

__all__ = ["Dated", "is_weak", "stamp_in_script", "stamps"]

# A stamp in the state that scripts carry, behind a name.
IN_SCRIPT = re.compile(
    r"""[:=(]\s?["'\\]{0,2}(?P<stamp>(?:19|20)\d\d[-/]?[01]\d[-/]?[0-3]\d[\dT:.,+ Z-]{0,20}|1\d{9}(?:\d{3})?(?!\d))"""
)
NAME = re.compile(r"([A-Za-z_:]{2,24})[\"'\\]{0,2}\s?$")
NAME_REACH = 32
PUBLISHED = re.compile(r"(?:publish(?:ed)?|pub|released?)_?(?:at|time|date|on)?|datePublished", re.IGNORECASE)
CREATED = re.compile(
    r"created?_?(?:at|time|date|on)|ctime|ct|ptime|dc:date|(?:show|write|print)_?(?:date|time)", re.IGNORECASE
)

Dated = tuple[Moment, str]


def stamps(evidence: Evidence, field: str) -> Iterator[Dated]:
    """The stamps of structured data for ``published`` or ``modified``, the most trusted first, with their origins."""
    for text in evidence.structured(field):
        if moment := parse_stamp(text, evidence.date_language):
            yield moment, "json-ld"
    for text, origin in evidence.meta(field):
        if moment := parse_stamp(text, evidence.date_language):
            yield moment, origin
    wanted = [key.lower() for key in element_names(field, "json_ld")]
    for node, name, text in evidence.head.dates:
        if name in wanted and evidence.is_before_end(node) and (moment := parse_stamp(text, evidence.date_language)):
            yield moment, f"microdata {name}"


def is_weak(origin: str) -> bool:
    """Whether a stamp comes from an element that some systems fill with the day of the last change."""
    return origin.removeprefix("meta ") in element_names("published", "weak")


def stamp_in_script(evidence: Evidence) -> Dated | None:
    """The first stamp of publication, else of creation, in the state that a page's scripts carry."""
    created: Dated | None = None
    html = evidence.html
    for match in IN_SCRIPT.finditer(html):
        name = NAME.search(html, max(0, match.start() - NAME_REACH), match.start())
        is_published = name is not None and PUBLISHED.fullmatch(name[1]) is not None
        is_created = name is not None and created is None and CREATED.fullmatch(name[1]) is not None
        if (is_published or is_created) and (moment := parse_stamp(match["stamp"])):
            if is_published:
                return moment, "script"
            created = moment, "script"
    return created
