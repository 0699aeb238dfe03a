"""What all records of a run share: its date, the name of its files, its compressor; and the record at the head of
each file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from newsclean.archive.members import Compressor
from newsclean.archive.records import Draft, Record, RecordType, build_record
from newsclean.errors import OptionError

__all__ = ["RunInfo"]

STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
FORMAT = "WARC File Format 1.0"
STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.0/"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run as its records know it. ``date`` is that of the run, fixed at its start; ``stem`` begins the names of its
    files.

    ``shard`` is the serial number of the pair of files that a record is bound to, since each record names the
    warcinfo record of its file. Raises `OptionError` for a stem that is not a plain file name.
    """

    date: datetime
    software: str
    stem: str = "newsclean"
    compressor: Compressor = Compressor()
    shard: int = 0

    def __post_init__(self) -> None:
        if not STEM.fullmatch(self.stem):
            raise OptionError(
                f"the archive's name is {self.stem!r}: use up to 100 of A-Z a-z 0-9 . _ -, a letter or digit first"
            )

    def in_shard(self, shard: int) -> RunInfo:
        """The run, bound to another shard."""
        return replace(self, shard=shard)

    @property
    def raw_name(self) -> str:
        """The name of the file with the raw records."""
        return f"{self.stem}-{self.shard:05}.warc.gz"

    @property
    def cleaned_name(self) -> str:
        """The name of the file with the conversions and ledgers."""
        return f"{self.stem}-{self.shard:05}.cleaned.warc.gz"

    def raw_head(self) -> Record:
        """The warcinfo record of the raw file."""
        return self._head(
            self.raw_name,
            f"Raw news pages, byte for byte. Their cleaned versions and ledgers are in {self.cleaned_name}",
        )

    def cleaned_head(self) -> Record:
        """The warcinfo record of the cleaned file."""
        return self._head(
            self.cleaned_name,
            f"Cleaned news pages, each with the ledger of what was removed. The raw pages are in {self.raw_name}",
        )

    def _head(self, name: str, description: str) -> Record:
        return warcinfo(self.date, self.software, self.stem, name, description)


@lru_cache(maxsize=16)
def warcinfo(date: datetime, software: str, stem: str, name: str, description: str) -> Record:
    """The record at the head of a file. Every page's records name it, so the last ones are kept at hand."""
    fields = {
        "software": software,
        "format": FORMAT,
        "conformsTo": STANDARD,
        "isPartOf": stem,
        "description": description,
    }
    block = "".join(f"{field}: {value}\r\n" for field, value in fields.items())
    draft = Draft(
        RecordType.WARCINFO,
        date,
        "application/warc-fields",
        block.encode(),
        input_name=name,
        fields=(("WARC-Filename", name),),
    )
    return build_record(draft)
