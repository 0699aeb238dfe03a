"""What can be wrong with an archive: a fault, with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["Fault", "FaultKind"]


class FaultKind(StrEnum):
    """What sort of thing is wrong."""

    FILE = "file"  # cannot be read, is empty, or is missing beside another
    OPEN = "open"  # left by a run that did not finish
    MEMBER = "member"  # a gzip member that is damaged or cut off
    PADDING = "padding"  # bits behind the end of a member's compressed data
    SHARED = "shared"  # a gzip member that holds more than one record, or gzip again
    GARBAGE = "garbage"  # bytes that are no record
    HEADER = "header"  # a rule for header fields is broken
    LENGTH = "length"  # the block is not as long as Content-Length says
    DIGEST = "digest"  # the block or the payload has another digest
    HTTP = "http"  # the HTTP message in a response does not hold together
    DUPLICATE = "duplicate"  # a record stands there twice
    LINK = "link"  # a record is about another that is not there
    MISSING = "missing"  # a record that should be there is not
    ORDER = "order"  # a record stands elsewhere than the manifest says, or than what it belongs to
    FACT = "fact"  # manifest and record tell different things
    MANIFEST = "manifest"  # a manifest is damaged, missing, or not in line with its pages
    INDEX = "index"  # the index says something else than the record
    RECLEAN = "reclean"  # cleaning the raw page again gives another clean page


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, at which byte of it, with which record.

    ``offset`` is that of the gzip member (of the record, in a file without compression), None where no byte can be
    named; ``record`` is the record's id with its angle brackets, empty where it is not known.
    """

    path: Path
    offset: int | None
    record: str
    kind: FaultKind
    problem: str

    def __str__(self) -> str:
        place = f"{self.path}:" + (f"{self.offset}:" if self.offset is not None else "")
        return f"{place} {self.kind}: {self.problem}" + (f" {self.record}" if self.record else "")

    def named(self, record: str) -> Fault:
        """The same fault with the record's id, where it was not known."""
        return self if self.record or not record else replace(self, record=record)

    def to_json(self) -> dict[str, Any]:
        """The fault as values that JSON can hold."""
        return {
            "file": str(self.path),
            "offset": self.offset,
            "record": self.record or None,
            "kind": self.kind.value,
            "problem": self.problem,
        }
