"""What others know of a capture: the fields of a manifest line or a sidecar, made fit for use."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

__all__ = ["Facts", "clean_url", "facts_of", "moment"]

_LONGEST_URL = 4096
_BLANK_OR_CONTROL = re.compile(r"[\s\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]")
# What is left of a URL when all else is percent-encoded (RFC 3986 §2 and §3.2), with a plain host.
_PLAIN_URL = re.compile(
    r"https?://(?:[!$-.0-;=_a-z~%]*@)?(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d*)?(?:[/?][!#-;=?-\[\]_a-z~]*)?",
    re.IGNORECASE | re.ASCII,
)
_NOT_IN_HEADER = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2

# The names under which crawlers and scripts write a fact; the first that has a usable value counts.
_URL_FIELDS = ("url", "final_url", "response_url", "target_uri", "uri")
_DATE_FIELDS = ("date", "fetched_at", "captured_at", "crawled_at", "retrieved_at", "timestamp", "warc_date")
_STATUS_FIELDS = ("status", "status_code", "http_status")
_HEADER_FIELDS = ("headers", "response_headers")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS = re.compile(r"\d{14}")
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_MILLISECONDS_FROM = 10**11  # in seconds, that is the year 5138
# Tue Jun 18 2024 14:03:01 GMT+0200 (…), as JavaScript writes dates.
_JAVASCRIPT = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a capture. What is unknown is None or empty, and ``date`` is in UTC and whole seconds."""

    url: str | None = None
    date: datetime | None = None
    content_type: str | None = None
    status: int | None = None
    reason_phrase: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def facts_of(fields: Mapping[str, Any]) -> Facts:
    """Read the facts out of a JSON object; a value that cannot be used counts as missing."""
    headers = tuple(_headers(_first(fields, _HEADER_FIELDS)))
    said = {name.lower(): value for name, value in reversed(headers)}
    content_type = fields.get("content_type")
    reason = fields.get("reason_phrase", fields.get("reason"))
    return Facts(
        url=next(filter(None, (clean_url(fields.get(name)) for name in _URL_FIELDS)), None),
        date=next(filter(None, (moment(fields.get(name)) for name in _DATE_FIELDS)), None) or moment(said.get("date")),
        content_type=_header_value(content_type) if isinstance(content_type, str) else said.get("content-type"),
        status=_status(_first(fields, _STATUS_FIELDS)),
        reason_phrase=_header_value(reason) if isinstance(reason, str) else "",
        headers=headers,
    )


def _first(fields: Mapping[str, Any], names: Iterable[str]) -> Any:  # noqa: ANN401  # whatever JSON holds
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def _status(value: object) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"[1-9]\d\d", value):
        value = int(value)
    return value if isinstance(value, int) and 100 <= value <= 999 else None


def _headers(value: object) -> Iterator[tuple[str, str]]:
    """Header lines, of which JSON has many forms: ``{name: value}``, ``{name: [value]}``, ``[[name, value]]`` and
    ``[{"name": name, "value": value}]``."""
    pairs: list[tuple[object, object]] = []
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, Mapping):
                pairs.append((entry.get("name"), entry.get("value")))
            elif isinstance(entry, list) and len(entry) == 2:
                pairs.append((entry[0], entry[1]))
    for name, values in pairs:
        if isinstance(name, str) and _HEADER_NAME.fullmatch(name):
            for line in values if isinstance(values, list) else [values]:
                if isinstance(line, (str, int)):
                    yield name, _header_value(str(line))


def _header_value(value: str) -> str:
    return _NOT_IN_HEADER.sub(" ", value).strip()


def clean_url(value: object) -> str | None:
    """A URL as a browser would ask for it, or None if it is no clean http(s) URL.

    Refused are line ends, blanks, NUL and lone surrogates inside, other schemes (javascript:, data:), a missing host,
    and more than 4096 characters. The fragment is cut off, since it is not part of what a server was asked for.

    >>> clean_url("https://example.com/新闻.html#top")
    'https://example.com/%E6%96%B0%E9%97%BB.html'
    >>> clean_url("javascript:alert(1)") is None
    True
    """
    if not isinstance(value, str) or len(value) > _LONGEST_URL:
        return None
    url = value.strip(" \t\r\n")
    if _BLANK_OR_CONTROL.search(url) is not None or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            return None
        quoted = safe_url_string(parts._replace(fragment="").geturl())
    except ValueError:  # a port that is no number, an unclosed bracket, a host that cannot be encoded
        return None
    return quoted if len(quoted) <= _LONGEST_URL and _PLAIN_URL.fullmatch(quoted) is not None else None


def moment(value: object) -> datetime | None:
    """A point in time out of what crawlers write, in UTC and whole seconds; None for what is none.

    Takes ISO 8601, the dates of HTTP and mail, those of JavaScript, 14 digits as in web archives, and seconds or
    milliseconds since 1970. A time without a zone is taken for UTC.

    >>> moment("2024-06-18T14:03:01+08:00"), moment("20240618060301")
    (datetime.datetime(2024, 6, 18, 6, 3, 1, tzinfo=datetime.timezone.utc), datetime.datetime(2024, 6, 18, 6, 3, 1, \
tzinfo=datetime.timezone.utc))
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _since_epoch(value)
    if not isinstance(value, str) or len(value) > 100:
        return None
    text = value.strip()
    try:
        return _in_utc(_written(text))
    except (ValueError, TypeError, OverflowError, IndexError):
        return _since_epoch(float(text)) if _SECONDS.fullmatch(text) else None


def _written(text: str) -> datetime:
    """A date as one of the formats has it. Raises ValueError or TypeError for others."""
    if _DIGITS.fullmatch(text):
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
    if (match := _JAVASCRIPT.match(text)) is not None:
        month, day, year, time, zone = match.groups()
        return email.utils.parsedate_to_datetime(f"{day} {month} {year} {time} {zone}")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return email.utils.parsedate_to_datetime(text)


def _in_utc(date: datetime) -> datetime:
    aware = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def _since_epoch(seconds: float) -> datetime | None:
    if seconds >= _MILLISECONDS_FROM:
        seconds /= 1000
    try:
        return _EPOCH + timedelta(seconds=int(seconds)) if seconds > 0 else None
    except (ValueError, OverflowError):  # infinite, or past the year 9999
        return None
