"""The index of a shard: where the records of a URL are, in the CDXJ form that replay tools read.

One file beside each WARC file: ``NAME-00000.cdxj`` lists the raw records and is what cdxj-indexer writes, for any
tool; ``NAME-00000.cleaned.cdxj`` lists the cleaned pages, each line marked with its record type and with the record
that it is about, so that nobody takes a cleaned page for a capture. See https://specs.webrecorder.net/cdxj/0.1.0/.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from newsclean.errors import ArchiveError

__all__ = ["IndexEntry", "IndexLine", "find_lines", "index_path", "write_index"]

# Lines of an index that are sorted at once: half a megabyte.
LINES_IN_MEMORY = 2048


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What an index says of a record, before it is known where the record stands.

    ``key`` is the URL's SURT key, ``timestamp`` has fourteen digits, ``status`` is that of an HTTP response.
    ``refers_to`` is the record that a conversion or a ledger is about; None marks a raw record.
    """

    key: str
    timestamp: str
    url: str
    mime: str
    status: int | None = None
    digest: str = ""
    type: str = ""
    refers_to: str | None = None

    def line(self, filename: str, offset: int, length: int) -> str:
        """The line of the index for the record at a place. The fields and their order are those of cdxj-indexer."""
        fields = {"url": self.url, "mime": self.mime}
        if self.status is not None:
            fields["status"] = str(self.status)
        fields |= {"digest": self.digest, "length": str(length), "offset": str(offset), "filename": filename}
        if self.refers_to is not None:
            fields |= {"recordType": self.type, "refersTo": self.refers_to}
        return f"{self.key} {self.timestamp} {json.dumps(fields)}\n"


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line read back: where a record of a URL stands. ``refers_to`` is None for a raw record."""

    key: str
    timestamp: str
    url: str
    filename: str
    offset: int
    refers_to: str | None


def index_path(warc: Path) -> Path:
    """The index that belongs to a WARC file: the same name with ``.cdxj`` for ``.warc.gz``."""
    return warc.with_name(warc.name.removesuffix(".warc.gz") + ".cdxj")


def write_index(path: Path, lines: Iterable[str]) -> None:
    """Write an index, sorted as bytes, in one step: a reader sees all of it or none. Raises OSError."""
    temporary = path.with_name(path.name + ".open")
    with temporary.open("wb") as file, ExitStack() as runs:
        file.writelines(in_order(lines, runs))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def in_order(lines: Iterable[str], runs: ExitStack) -> Iterator[bytes]:
    """Lines sorted as bytes, of which only `LINES_IN_MEMORY` are held; the rest go to temporary files by then, which
    ``runs`` closes."""
    sorted_runs: list[BinaryIO] = []
    pending = iter(lines)
    while chunk := sorted([line.encode() for line in islice(pending, LINES_IN_MEMORY)]):
        if len(chunk) < LINES_IN_MEMORY and not sorted_runs:
            return iter(chunk)
        run = runs.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # it is entered here
        run.writelines(chunk)
        run.seek(0)
        sorted_runs.append(run)
        chunk.clear()  # before the next one is there
    return merge(*sorted_runs)


def find_lines(path: Path, key: str) -> tuple[IndexLine, ...]:
    """All lines of an index under one key, by bisection, without reading the rest.

    Raises `ArchiveError` where the index is missing or a line of it is malformed.
    """
    wanted = key.encode() + b" "
    try:
        with path.open("rb") as file:
            lines = list(lines_from(file, wanted))
    except OSError as error:
        raise ArchiveError(
            f"{path} cannot be read: {error.strerror}; cdxj-indexer can write it anew from its WARC file"
        ) from error
    return tuple(parse_line(path, line) for line in lines)


def lines_from(file: BinaryIO, wanted: bytes) -> Iterator[bytes]:
    """The lines of a sorted file that begin with some bytes."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:  # find the first byte after which a whole line does not sort before the one wanted
        middle = (low + high) // 2
        file.seek(middle)
        file.readline()
        line = file.readline()
        if line and line < wanted:
            low = middle + 1
        else:
            high = middle
    file.seek(max(low - 1, 0))
    if low > 0:
        file.readline()
    for line in file:
        if line.startswith(wanted):
            yield line
        elif line > wanted:
            return


def parse_line(path: Path, line: bytes) -> IndexLine:
    """Read one line."""
    try:
        key, moment, fields = line.decode().split(" ", 2)
        value = json.loads(fields)
        return IndexLine(key, moment, value["url"], value["filename"], int(value["offset"]), value.get("refersTo"))
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{path}: this line is not CDXJ: {line[:120]!r}") from error
