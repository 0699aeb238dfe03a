"""A manifest read a line at a time, so that memory does not grow with the number of its pages, and held against its
digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from newsclean.archive.manifest import FORMAT, PageEntry
from newsclean.errors import ArchiveError
from newsclean.types import Failure

__all__ = ["Entry", "read_entries"]

LONGEST_LINE = 64 << 20
TEXTS = ("name", "url", "url_from", "sha256", "date", "date_from", "raw_id", "ledger_id")
OPTIONAL_TEXTS = ("cleaned_id", "title", "form", "charset", "failed_at", "failure", "truncated")

# What a manifest tells: the run first, then pages, failures and the summary.
Entry = tuple[str, dict[str, Any]] | PageEntry | Failure


def read_entries(path: Path) -> Iterator[Entry]:
    """What a manifest tells, in its order: ``("run", …)``, each page, each failure, ``("summary", …)``.

    Raises `ArchiveError` with the byte where the manifest is not as newsclean writes it, or ends too early; at the end,
    if its lines do not have the digest that the last one gives.
    """
    place = 0
    sha256 = hashlib.sha256()
    last = b""
    try:
        with path.open("rb") as file:
            for line, entry in parse(iter(lambda: file.readline(LONGEST_LINE), b"")):
                if entry is not None:
                    yield entry
                place += len(line)
                sha256.update(last if line else b"")
                last = line or last
        if last != f'"sha256":"{sha256.hexdigest()}"}}\n'.encode():
            raise ArchiveError("it was changed: its lines do not have the SHA-256 that the last one gives")
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"it is damaged in the line at byte {place}: {error}") from error


def parse(lines: Iterator[bytes]) -> Iterator[tuple[bytes, Entry | None]]:
    """Each line with what it tells. Raises ValueError, KeyError or TypeError for a line that should not be there."""
    yield expect(next(lines, b""), f'{{"format":"{FORMAT}",\n'.encode()), None
    line = next(lines, b"")
    yield line, ("run", member(line, b'"run":', b",\n"))
    yield expect(next(lines, b""), b'"pages":[\n'), None
    for line in lines:
        if line == b"],\n":
            yield line, None
            break
        yield line, page_entry(item(line))
    yield expect(next(lines, b""), b'"failures":[\n'), None
    for line in lines:
        if line == b"],\n":
            yield line, None
            break
        yield line, None if line == b"\n" else Failure(**item(line))
    line = next(lines, b"")
    yield line, ("summary", member(line, b'"summary":', b",\n"))
    line = next(lines, b"")
    if not line.startswith(b'"sha256":"'):
        raise ValueError(f"its digest should stand there, but {line[:40]!r} does")
    yield line, None
    yield expect(next(lines, b""), b""), None


def page_entry(value: dict[str, Any]) -> PageEntry:
    """The entry of a page, its values of the types that they should have."""
    entry = PageEntry.from_json(value)
    for name in TEXTS:
        if not isinstance(getattr(entry, name), str):
            raise TypeError(f"{name} of a page should be text, but is {getattr(entry, name)!r}")
    for name in OPTIONAL_TEXTS:
        if not isinstance(getattr(entry, name), str | None):
            raise TypeError(f"{name} of a page should be text, but is {getattr(entry, name)!r}")
    numbers = [entry.size, entry.shard, entry.blocks]
    numbers += [number for place in (entry.raw, entry.cleaned, entry.ledger) if place for number in astuple(place)]
    numbers += list(dict(entry.kinds or {}).values())
    if not all(isinstance(number, int) and 0 <= number < 1 << 62 for number in numbers):
        raise TypeError("a number of a page is none, or is too large")
    if not isinstance(entry.confidence, float | int | None):
        raise TypeError(f"the confidence of a page is {entry.confidence!r}")
    return entry


def expect(line: bytes, wanted: bytes) -> bytes:
    """A line that has to be this one."""
    if line != wanted:
        raise ValueError(f"{wanted.decode()!r} should stand there, but {line[:40]!r} does")
    return line


def member(line: bytes, start: bytes, end: bytes) -> dict[str, Any]:
    """The object between two marks of a line."""
    if not (line.startswith(start) and line.endswith(end)):
        raise ValueError(f"{start.decode()} should stand there, but {line[:40]!r} does")
    return mapping(line[len(start) : -len(end)])


def item(line: bytes) -> dict[str, Any]:
    """The object in a line of a list."""
    return mapping(line.removesuffix(b"\n").removesuffix(b","))


def mapping(text: bytes) -> dict[str, Any]:
    """An object of JSON."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError(f"an object should stand there, but {text[:40]!r} does")
    return value
