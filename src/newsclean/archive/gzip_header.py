"""The ten bytes that a gzip member begins with: no checksum covers them, so they are held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from newsclean.archive.faults import Fault, FaultKind
from newsclean.archive.scan import ScannedRecord

__all__ = ["GzipHeaders"]

USUAL = bytes.fromhex("1f8b0800000000000003")  # no name, no time, level 2 to 8, Unix (RFC 1952 §2.3.1)
MOST_PLACES = 100  # that are remembered of one header


@dataclass(slots=True)
class Seen:
    """How often a header was seen, and where first."""

    count: int = 0
    faults: list[Fault] = field(default_factory=list)


class GzipHeaders:
    """Collects the headers of one file. All its members come from one compressor, so the rare ones are damaged."""

    def __init__(self) -> None:
        self._seen: dict[bytes, Seen] = {}

    def note(self, record: ScannedRecord) -> None:
        """Take the header of a record's member."""
        if record.inner == 0 and record.gzip_header and (record.gzip_header in self._seen or len(self._seen) < 1000):
            seen = self._seen.setdefault(record.gzip_header, Seen())
            seen.count += 1
            if len(seen.faults) < MOST_PLACES:
                problem = f"the header of its gzip member is {record.gzip_header.hex()}"
                seen.faults.append(Fault(record.path, record.offset, record.id, FaultKind.MEMBER, problem))

    def faults(self) -> Iterator[Fault]:
        """A fault for each member whose header differs from that of most."""
        if self._seen:
            most = max(self._seen, key=lambda header: (self._seen[header].count, header == USUAL))
            for header, seen in self._seen.items():
                yield from () if header == most else seen.faults
