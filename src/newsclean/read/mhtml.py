"""Web archives in one file (MHTML, RFC 2557): the page in them, with what its headers say."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.message import Message

from newsclean.errors import InputError
from newsclean.read.facts import Facts, clean_url, moment

__all__ = ["WebArchive", "is_web_archive", "read_web_archive"]

_HEADERS = re.compile(rb"(?:[a-z-]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*?content-type:\s*multipart/related", re.IGNORECASE)
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class WebArchive:
    """The page out of a web archive: its bytes, its address and date, and the type that its part declares."""

    raw: bytes
    facts: Facts


def is_web_archive(raw: bytes) -> bool:
    """Whether bytes begin with the headers of a web archive, whatever the file is called."""
    return _HEADERS.match(raw) is not None


def read_web_archive(raw: bytes) -> WebArchive:
    """Take the root page out of a web archive: the part that ``start`` names, else the first that is HTML.

    Raises `InputError` for a file that holds no page.
    """
    try:
        message = email.message_from_bytes(raw)
        part = _root(message)
        body = None if part is None else part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, RecursionError) as error:
        raise InputError(f"the web archive is damaged ({type(error).__name__}): save the page again") from error
    if part is None or not isinstance(body, bytes) or not body:
        raise InputError("the web archive holds no page: save the page again")
    charset = part.get_param("charset")
    content_type = part.get_content_type() + (f"; charset={charset}" if isinstance(charset, str) else "")
    addresses = (
        part.get("Content-Location"),
        message.get("Snapshot-Content-Location"),
        message.get("Content-Location"),
    )
    url = next(filter(None, map(clean_url, addresses)), None)
    return WebArchive(body, Facts(url=url, date=moment(message.get("Date")), content_type=content_type))


def _root(message: Message) -> Message | None:
    start = message.get_param("start")
    first = None
    for part in message.walk():
        if part.get_content_type() in _PAGES:
            if first is None:
                first = part
            if isinstance(start, str) and part.get("Content-ID", "").strip() == start.strip():
                return part
    return first
