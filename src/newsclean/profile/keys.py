"""By what blocks and sites are known again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from urllib.parse import urlsplit

__all__ = ["block_key", "block_keys", "host_of", "text_key"]

BETWEEN = "\0"  # of blocks whose keys are made together
NOT_WORD = re.compile(r"[^\w\0]+")
DIGITS = re.compile(r"\d+")
# A copy has the address of the page in the path of its own, as https://web.archive.example/2020/https://example.com/.
# Crawlers and proxies write some of them with one slash.
COPY_OF = re.compile(r"https?://[^/?#]+/[^?#]*?(https?):/+(.+)", re.IGNORECASE)
LEAST_LETTERS = 2


def host_of(url: str | None) -> str:
    """The host of a page, in lower case and without ``www.``; of a copy in a web archive, that of the page copied.

    Empty where the address is unknown or not one of the web, such as ``file:///…``: all such pages count as one site.
    """
    copied = COPY_OF.match(url or "")
    try:
        parts = urlsplit(f"{copied[1]}://{copied[2]}" if copied else url or "")
        host = parts.hostname if parts.scheme.lower() in {"http", "https"} else None
    except ValueError:
        return ""
    return (host or "").rstrip(".").removeprefix("www.")


def block_key(text: str) -> int | None:
    """A number of 64 bits for a block's words in lower case, whatever the numbers among them and what stands between.

    None for a block that has fewer than two letters, or fewer letters than digits: times, prices and results repeat
    once their digits are masked, wherever they stand.
    """
    return block_keys((text,))[0]


def block_keys(texts: Sequence[str]) -> list[int | None]:
    """The keys of many blocks, as `block_key` gives them, made all at once, which takes less time."""
    together = BETWEEN.join(texts)
    if together.count(BETWEEN) != max(len(texts) - 1, 0):
        together = BETWEEN.join([text.replace(BETWEEN, " ") for text in texts])
    words = NOT_WORD.sub("", unicodedata.normalize("NFKC", together).lower().replace("_", " "))
    masked = DIGITS.sub("0", words).split(BETWEEN)
    keys: list[int | None] = []
    for whole, text in zip(words.split(BETWEEN), masked, strict=True):
        letters = len(text) - text.count("0")
        enough = letters >= LEAST_LETTERS and letters >= len(whole) - letters
        keys.append(text_key(text) if enough else None)
    return keys if texts else []


def text_key(text: str) -> int:
    """A number of 64 bits for a text, the same everywhere and always."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
