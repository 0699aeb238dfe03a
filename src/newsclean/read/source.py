"""What a caller wants read, and the inputs that were found in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import BinaryIO

from newsclean.errors import OptionError
from newsclean.options import Options
from newsclean.read.facts import Facts, clean_url
from newsclean.read.stream import Place

__all__ = ["STANDARD_INPUT", "Item", "Source"]

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """Where pages are to be read from.

    ``paths`` are folders, files, or ``-`` for one page on standard input. ``files_from`` is a file that lists further
    ones, a path a line or separated by NUL (``-``: the list comes on standard input); relative paths start at the
    working directory. ``base_url`` is the address under which a mirrored folder stood. ``max_bytes`` is the largest
    page that is read, after decompression. ``stdin`` replaces standard input. ``output`` is a folder that is being
    written to, of which no web archive is read. Raises `OptionError` for what cannot be used.
    """

    paths: tuple[str, ...] = ()
    files_from: str | None = None
    base_url: str | None = None
    max_bytes: int = Options().max_bytes
    stdin: BinaryIO | None = None
    output: str | None = None

    def __post_init__(self) -> None:
        if self.base_url is not None and clean_url(self.base_url) is None:
            raise OptionError(f"base_url is {self.base_url!r}, but must be an http(s) URL such as https://example.com/")
        if self.files_from == STANDARD_INPUT and STANDARD_INPUT in self.paths:
            raise OptionError(
                "standard input cannot be both a page and the list of files: give one of them by its name"
            )
        if self.max_bytes < 1:
            raise OptionError(f"max_bytes is {self.max_bytes}, but must be at least 1")

    @classmethod
    def of(cls, source: Source | str | os.PathLike[str]) -> Source:
        """A source as it is, or one for a single path."""
        return source if isinstance(source, Source) else cls(paths=(os.fspath(source),))


@dataclass(frozen=True, slots=True)
class Item:
    """An input that was found but not read, small enough to be handed to another process.

    ``name`` is what its capture will be called, and unique among the items of a source; ``path`` is where to open it
    and ``size`` its bytes there. ``facts`` are those of the manifest; ``own_sidecar`` is the JSON file that bears the
    whole name of the page and one ``.json`` more, ``stem_sidecar`` one that has ``.json`` in the place of its suffix.
    ``address`` is its URL if nothing tells a better one, and ``address_from`` says what that was made of. ``content``
    are the bytes where there is no file to open. ``record`` is where the page is a record of a web archive, and
    ``payload`` the record that holds the bytes of a revisit.
    """

    name: str
    path: str
    size: int
    address: str
    address_from: str
    max_bytes: int
    facts: Facts = Facts()
    own_sidecar: str | None = None
    stem_sidecar: str | None = None
    content: bytes | None = None
    record: Place | None = None
    payload: Place | None = None
