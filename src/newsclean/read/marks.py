"""What the first bytes of a page say of it: that it is HTML, how it was saved, and its own address.

A look at the bytes, before anything is decoded or parsed: quick, linear, and content with what is in plain view.
"""

from __future__ import annotations

import html
import re

from newsclean.read.facts import Facts, clean_url, moment

__all__ = ["looks_like_html", "own_address", "saved_facts"]

_HEAD_BYTES = 1 << 18
_SAVED_BYTES = 1 << 14

_FIRST_TAG = re.compile(
    rb"(?:\xef\xbb\xbf|[\s\0]++|<!--.*?-->|<\?xml[^<>]*+>|<!doctype\s[^<>]*+>)*+"
    rb"<(?:html|head|body|title|meta|link|script|style|div|table|article|section|h1|p)(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_SINGLE_FILE = re.compile(
    rb"<!--\s{0,9}Page saved with SingleFile\s++url:\s{0,9}(\S++)\s++saved date:[ \t]{0,9}([^\r\n]{1,100})"
)
_SAVED_FROM = re.compile(rb"<!--\s{0,9}saved from url=\(\d{4,5}\)(\S++)\s{0,9}-->", re.IGNORECASE)  # as browsers write

_ADDRESS_TAG = re.compile(rb"<(?:link|meta)\s([^<>]{1,9000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z:-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]++))""", re.IGNORECASE)
_END_OF_HEAD = re.compile(rb"</head\s{0,9}>|<body[\s>]", re.IGNORECASE)


def looks_like_html(head: bytes) -> bool:
    """Whether a file that promises nothing is clearly a page: it begins with a tag that pages begin with."""
    return _FIRST_TAG.match(head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")) is not None


def saved_facts(raw: bytes) -> tuple[Facts, str]:
    """Address and date out of the comment that SingleFile or a browser wrote, and which of them did."""
    head = raw[:_SAVED_BYTES]
    if (match := _SINGLE_FILE.search(head)) is not None:
        return Facts(url=_url(match[1]), date=moment(match[2].decode("ascii", "replace"))), "singlefile"
    if (match := _SAVED_FROM.search(head)) is not None:
        return Facts(url=_url(match[1])), "saved-from"
    return Facts(), ""


def own_address(raw: bytes) -> tuple[str | None, str]:
    """The address that a page gives as its own: its canonical link, else og:url, and which of them it is."""
    head = raw[:_HEAD_BYTES]
    end = _END_OF_HEAD.search(head)
    shared = None
    for tag in _ADDRESS_TAG.finditer(head, 0, end.start() if end else len(head)):
        attributes = {
            match[1].lower(): match[2] or match[3] or match[4] or b"" for match in _ATTRIBUTE.finditer(tag[1])
        }
        if b"canonical" in attributes.get(b"rel", b"").lower().split():
            if (url := _url(attributes.get(b"href", b""))) is not None:
                return url, "canonical"
        elif shared is None and b"og:url" in {attributes.get(b"property"), attributes.get(b"name")}:
            shared = _url(attributes.get(b"content", b""))
    return shared, "og:url" if shared else ""


def _url(value: bytes) -> str | None:
    try:
        return clean_url(html.unescape(value.decode("utf-8")))
    except UnicodeDecodeError:  # in another encoding, which nobody knows yet
        return None
