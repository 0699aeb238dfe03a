"""Names for the files of exported pages: readable, and safe on every file system, whatever an address holds."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import unquote

__all__ = ["file_name"]

LONGEST = 120  # bytes of a name that tell the address; file systems allow 255 for all of it
ID_DIGITS = 12  # of a record's id: of 100,000 pages whose addresses look alike, two share them once in 50,000 exports
UUID = re.compile(r"<urn:uuid:([0-9a-f]{8})-([0-9a-f]{4})-[0-9a-f-]{22}>")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/*")
PAGE_SUFFIX = re.compile(
    r"\.(?:x?html?|shtml?|xht|php|aspx?|jsp|txt|mht(?:ml)?)(?:\.(?:gz|bz2|xz|zst))?(?=$|[?#])", re.IGNORECASE
)
RUNS = re.compile(r"[._]{2,}")
PLAIN = frozenset("-._")
EDGES = "-._"  # a leading dash is an option to many programs, a leading dot hides, a trailing one is lost on Windows


def file_name(address: str, record: str, suffix: str) -> str:
    """The name of the file for a page, by its address and the id of its raw record, with ``suffix`` behind.

    Letters of all scripts, digits, and ``-._`` are kept; the rest becomes ``_``. The id's first digits keep captures of
    one address apart, also where upper and lower case are one, and names do not depend on what else is exported.

    >>> record = "<urn:uuid:69326271-c149-5f26-b444-d7d3a966f40b>"
    >>> file_name("https://news.example.org/2025/%E6%96%B0%E9%97%BB.html?id=7", record, ".md")
    'news.example.org_2025_新闻_id_7-69326271c149.md'
    >>> file_name("file:///../con.d/-x", record, ".txt")
    'con_.d_-x-69326271c149.txt'
    """
    from pathvalidate import sanitize_filename

    match = UUID.fullmatch(record)
    digits = match[1] + match[2] if match else hashlib.sha256(record.encode("utf-8", "replace")).hexdigest()[:ID_DIGITS]
    name = f"{readable(address)}-{digits}{suffix}"
    return sanitize_filename(name, replacement_text="_", platform="universal", max_len=255)


def readable(address: str) -> str:
    """What of an address a file name can tell, in at most 120 bytes; never empty."""
    path = PAGE_SUFFIX.sub("", unquote(SCHEME.sub("", address[: 20 * LONGEST], count=1), errors="replace"))
    kept = "".join(map(plain, unicodedata.normalize("NFC", path)))
    short = RUNS.sub("_", kept).encode()[:LONGEST].decode(errors="ignore")
    return short.strip(EDGES) or "page"


def plain(character: str) -> str:
    """A character that every file system takes and every reader can see, or ``_``."""
    return character if character in PLAIN or unicodedata.category(character)[0] in "LNM" else "_"
