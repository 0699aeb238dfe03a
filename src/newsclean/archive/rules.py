"""Which header fields a WARC record must have, may not have, and what their values look like: the standard as a table.

The rules are those of WARC 1.1 (ISO 28500:2017), with the section of each, relaxed where its annotations allow what
WARC 1.0 wrote. What jwarc's validator rejects is rejected here, but for one thing: it asks for a number as
``WARC-Segment-Origin-ID``, which is a record's id (§5.21). The last table adds what newsclean's own layout asks for:
among it, as that validator does where it forbids extensions, that no field and no value is unknown to the standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["FIELD_RULES", "LAYOUT_RULES", "FieldRule", "Violation", "check_headers", "check_layout"]

EVERY = frozenset({"warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation"})
ALL_BUT_REVISIT = EVERY - {"revisit"}

WORD = r"[-!#$%&'*+.^_`|~0-9A-Za-z]+"
QUOTED = r'"(?:[^"\\\x00-\x1f\x7f]|\\.)*"'
URI = r"[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]*"
RECORD_ID = re.compile(rf"<{URI}>")
TARGET_URI = re.compile(rf"<{URI}>|{URI}")  # WARC 1.0 allowed angle brackets
INTEGER = re.compile(r"[0-9]+")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?)?)?)?", re.ASCII)
MEDIA_TYPE = re.compile(rf"{WORD}/{WORD}[ \t]*(?:;[ \t]*{WORD}=(?:{WORD}|{QUOTED}))*")
DIGEST = re.compile(rf"{WORD}:[-!#$%&'*+.^_`|~0-9A-Za-z/@]+")  # with / and @ (annotation #48), without the = of padding
ANYTHING = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What holds for one header field: where it stands in the standard, what a value looks like, and on which record
    types."""

    name: str
    section: str
    value: re.Pattern[str] = ANYTHING
    required_on: frozenset[str] = frozenset()
    forbidden_on: frozenset[str] = frozenset()
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """A header that breaks a rule: the field, the section that says so, and in words what is wrong."""

    field: str
    section: str
    problem: str

    def __str__(self) -> str:
        return f"{self.field}: {self.problem} ({self.section})"


FIELD_RULES = (
    FieldRule("WARC-Record-ID", "§5.2", RECORD_ID, required_on=EVERY),
    FieldRule("Content-Length", "§5.3", INTEGER, required_on=EVERY),
    FieldRule("WARC-Date", "§5.4", DATE, required_on=EVERY),
    FieldRule("WARC-Type", "§5.5", required_on=EVERY),
    FieldRule("Content-Type", "§5.6", MEDIA_TYPE),
    FieldRule(
        "WARC-Concurrent-To",
        "§5.7",
        RECORD_ID,
        forbidden_on=frozenset({"warcinfo", "conversion", "continuation"}),
        repeatable=True,
    ),
    FieldRule("WARC-Block-Digest", "§5.8", DIGEST),
    FieldRule("WARC-Payload-Digest", "§5.9", DIGEST),
    FieldRule("WARC-IP-Address", "§5.10", forbidden_on=frozenset({"warcinfo", "conversion", "continuation"})),
    FieldRule(
        "WARC-Refers-To",
        "§5.11",
        RECORD_ID,
        forbidden_on=frozenset({"warcinfo", "response", "resource", "request", "continuation"}),
    ),
    FieldRule("WARC-Refers-To-Target-URI", "§5.12", TARGET_URI, forbidden_on=ALL_BUT_REVISIT),
    FieldRule("WARC-Refers-To-Date", "§5.13", DATE, forbidden_on=ALL_BUT_REVISIT),
    FieldRule(
        "WARC-Target-URI",
        "§5.14",
        TARGET_URI,
        required_on=frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"}),
        forbidden_on=frozenset({"warcinfo"}),
    ),
    FieldRule("WARC-Truncated", "§5.15"),
    FieldRule("WARC-Warcinfo-ID", "§5.16", RECORD_ID, forbidden_on=frozenset({"warcinfo"})),
    FieldRule("WARC-Filename", "§5.17", forbidden_on=EVERY - {"warcinfo"}),
    FieldRule("WARC-Profile", "§5.18", TARGET_URI, required_on=frozenset({"revisit"})),
    FieldRule("WARC-Identified-Payload-Type", "§5.19", MEDIA_TYPE),
    FieldRule("WARC-Segment-Number", "§5.20", INTEGER),
    FieldRule(
        "WARC-Segment-Origin-ID",
        "§5.21",
        RECORD_ID,
        required_on=frozenset({"continuation"}),
        forbidden_on=EVERY - {"continuation"},
    ),
    FieldRule("WARC-Segment-Total-Length", "§5.22", INTEGER, forbidden_on=EVERY - {"continuation"}),
)

# What newsclean's layout asks for beyond the standard, so that other tools read its files without a stumble.
PLAIN_MEDIA_TYPE = re.compile(rf"{WORD}/{WORD}")
LAYOUT_RULES = (
    FieldRule("WARC-Block-Digest", "layout", DIGEST, required_on=EVERY),
    FieldRule("WARC-Filename", "layout", re.compile(r"[A-Za-z0-9._-]+"), required_on=frozenset({"warcinfo"})),
    FieldRule("WARC-Warcinfo-ID", "layout", RECORD_ID, required_on=EVERY - {"warcinfo"}),
    FieldRule("WARC-Target-URI", "layout", re.compile(URI), required_on=EVERY - {"warcinfo"}),
    FieldRule("WARC-Refers-To", "layout", RECORD_ID, required_on=frozenset({"conversion", "metadata"})),
    FieldRule(
        # §4: no payload on warcinfo and metadata. On the others fastwarc takes it for a digest of an HTTP body.
        "WARC-Payload-Digest",
        "layout",
        DIGEST,
        required_on=frozenset({"response"}),
        forbidden_on=EVERY - {"response", "revisit"},
    ),
    FieldRule("WARC-Identified-Payload-Type", "layout", PLAIN_MEDIA_TYPE, required_on=frozenset({"conversion"})),
    FieldRule("Content-Type", "layout", MEDIA_TYPE, required_on=EVERY),
    FieldRule("WARC-Type", "layout", re.compile("|".join(sorted(EVERY)))),
    FieldRule("WARC-Truncated", "layout", re.compile("length|time|disconnect|unspecified")),
    FieldRule(
        "WARC-Profile",
        "layout",
        re.compile(r"http://netpreserve\.org/warc/1\.1/revisit/(?:identical-payload-digest|server-not-modified)"),
        forbidden_on=ALL_BUT_REVISIT,
    ),
)
KNOWN_FIELDS = frozenset(rule.name.lower() for rule in FIELD_RULES)
CONTENT_TYPES = {
    "warcinfo": "application/warc-fields",
    "metadata": "application/warc-fields",  # with a parameter, indexers take the record for a page
    "conversion": "text/html; charset=utf-8",
    "response": "application/http; msgtype=response",
}


def check_headers(
    headers: Sequence[tuple[str, str]], rules: Iterable[FieldRule] = FIELD_RULES
) -> tuple[Violation, ...]:
    """Hold the header of a record to the rules: what is missing, forbidden, repeated or malformed."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value)
    kind = next(iter(values.get("warc-type", ())), "")
    return tuple(
        violation for rule in rules for violation in check_field(rule, kind, values.get(rule.name.lower(), []))
    )


def check_field(rule: FieldRule, kind: str, values: Sequence[str]) -> Iterable[Violation]:
    """Hold one field of a record to its rule. A record without a known type must have what every record must."""
    if not values and (kind in rule.required_on or rule.required_on == EVERY):
        yield Violation(rule.name, rule.section, f"missing on a {kind or 'typeless'} record")
    if values and kind in rule.forbidden_on:
        yield Violation(rule.name, rule.section, f"not allowed on a {kind} record")
    if len(values) > 1 and not rule.repeatable:
        yield Violation(rule.name, rule.section, "must not be repeated")
    for value in values:
        if not rule.value.fullmatch(value):
            yield Violation(rule.name, rule.section, f"has a malformed value: {value[:80]!r}")


def check_layout(headers: Sequence[tuple[str, str]]) -> tuple[Violation, ...]:
    """Hold the header of a record to what newsclean's own layout asks for beyond the standard."""
    kind = next((value for name, value in headers if name.lower() == "warc-type"), "")
    found = next((value for name, value in headers if name.lower() == "content-type"), "")
    wanted = CONTENT_TYPES.get(kind, found)
    wrong = () if found == wanted else (Violation("Content-Type", "layout", f"should be {wanted!r}, but is {found!r}"),)
    strange = dict.fromkeys(name for name, _ in headers if name.lower() not in KNOWN_FIELDS)
    unknown = (Violation(name, "layout", "is no field of the standard") for name in strange)
    return (*check_headers(headers, LAYOUT_RULES), *wrong, *unknown)
