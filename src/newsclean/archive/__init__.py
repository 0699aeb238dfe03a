"""Pages in WARC files: the record layout, writing, reading back, indexes and manifests.

A page goes ``build_records`` (pure, may run in a worker) ──▶ ``ArchiveWriter.append`` (only appends) ──▶
``ArchiveReader``. ``docs/record-layout.md`` shows the files.
"""

from __future__ import annotations

from newsclean.archive.build import PageRecords, build_records
from newsclean.archive.info import RunInfo
from newsclean.archive.ledger import LedgerRun
from newsclean.archive.manifest import Manifest, PageEntry, read_manifest
from newsclean.archive.members import Compressor
from newsclean.archive.reader import ArchivedPage, ArchiveReader, StoredLedger, StoredRecord
from newsclean.archive.rules import Violation, check_headers
from newsclean.archive.surt import url_key
from newsclean.archive.writer import ArchiveWriter

__all__ = [
    "ArchiveReader",
    "ArchiveWriter",
    "ArchivedPage",
    "Compressor",
    "LedgerRun",
    "Manifest",
    "PageEntry",
    "PageRecords",
    "RunInfo",
    "StoredLedger",
    "StoredRecord",
    "Violation",
    "build_records",
    "check_headers",
    "read_manifest",
    "url_key",
]
