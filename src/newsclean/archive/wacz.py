"""An archive as one WACZ package, which ReplayWeb.page opens: raw and cleaned pages, an index, and text to search in.

The package holds the raw WARC files as they are. ReplayWeb.page ignores ``conversion`` records, so the cleaned pages
stand beside them once more, as ``resource`` records of URLs below `CLEANED_HOST`. See
https://specs.webrecorder.net/wacz/1.1.1/. The same archive gives the same bytes.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from newsclean.archive.index import IndexEntry, index_path
from newsclean.archive.members import GZIP, Compressor
from newsclean.archive.reader import ArchivedPage, ArchiveReader, StoredRecord, read_shard
from newsclean.archive.records import Draft, Record, RecordType, build_record, timestamp
from newsclean.archive.surt import url_key
from newsclean.errors import ArchiveError
from newsclean.read.warc import CLEANED_HOST

__all__ = ["Packaged", "write_wacz"]

WACZ_VERSION = "1.1.1"
HTML = "text/html"
CHUNK = 1 << 20
INDEX_LINES = 1024  # in one block of the compressed index: what players are used to
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first date that a ZIP can hold; the true ones are in the records


@dataclass(frozen=True, slots=True)
class Packaged:
    """What a package holds: the number of raw pages, how many of them with a cleaned version, and its bytes."""

    path: Path
    pages: int
    cleaned: int
    size: int


def write_wacz(archive: Path | str, out: Path | str | None = None) -> Packaged:
    """Write the pages of an archive folder as a WACZ package; ``out`` is ``NAME.wacz`` in the folder where not given.

    Each record is held against its length and digest on the way. Takes the place of an earlier package in one step, and
    only when it is whole. Raises `ArchiveError` where the archive is damaged or the package cannot be written.
    """
    reader = ArchiveReader(archive)
    target = Path(out) if out is not None else reader.folder / f"{stem_of(reader.shards[0])}.wacz"
    unfinished = target.with_name(target.name + ".open")
    try:
        with ExitStack() as stack:
            work = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=target.parent, prefix=".wacz-")))
            stack.callback(unfinished.unlink, missing_ok=True)
            with unfinished.open("wb") as file:
                with closing(Package(file)) as package:
                    counts = fill(package, reader, work)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
    except OSError as error:
        raise ArchiveError(f"{error.filename or target} cannot be written: {error.strerror or error}") from error
    return Packaged(target, *counts, target.stat().st_size)


def stem_of(shard: Path) -> str:
    """What the names of an archive's files begin with."""
    return shard.name.rpartition("-")[0]


def fill(package: Package, reader: ArchiveReader, work: Path) -> tuple[int, int]:
    """Put all parts into a package; gives the number of pages, and of cleaned ones."""
    pages = cleaned = 0
    indexes: list[Path] = []
    created = ""
    with (work / "pages.jsonl").open("wb") as listing:
        listing.write(line_of({"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}))
        for shard in reader.shards:
            package.add(f"archive/{shard.name}", shard)
            indexes.append(index_path(shard))
            beside = CleanedFile(work / shard.name.replace(".warc.gz", ".pages.warc.gz"))
            for page in read_shard(shard):
                pages += 1
                listing.writelines(beside.take(page))
            package.add(f"archive/{beside.path.name}", beside.path)
            indexes.append(beside.close())
            cleaned += beside.pages
            created = max(created, beside.date)
            beside.path.unlink()
    package.add("pages/pages.jsonl", work / "pages.jsonl", compress=True)
    write_index(work, merged(indexes))
    package.add("indexes/index.cdx.gz", work / "index.cdx.gz")
    package.add("indexes/index.idx", work / "index.idx", compress=True)
    package.describe({"title": stem_of(reader.shards[0]), "created": created})
    return pages, cleaned


def line_of(value: dict[str, Any]) -> bytes:
    """A value as one line of JSON."""
    return json.dumps(value).encode() + b"\n"


class CleanedFile:
    """The cleaned pages of one shard as a WARC file of resources, with the lines of its index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pages = 0
        self.date = ""
        self.lines: list[bytes] = []
        self.compressor = Compressor()
        path.write_bytes(b"")
        self.head: Record | None = None

    def take(self, page: ArchivedPage) -> Iterator[bytes]:
        """Write the cleaned version of a page, and give the lines of the list of pages for both."""
        title = str(page.ledger.metadata.get("title") or page.name or page.url)
        entry = {"id": page.raw.id.strip("<>"), "url": page.url, "ts": page.raw.get("WARC-Date"), "title": title}
        if self.head is None:
            self.begin(page.ledger.record)
        if page.cleaned is None:
            yield line_of(entry)
            return
        text = text_of(page.cleaned)
        yield line_of({**entry, "text": text})
        uri = CLEANED_HOST + page.url
        self.append(page.cleaned, uri, page.name)
        yield line_of(
            {
                "id": page.cleaned.id.strip("<>"),
                "url": uri,
                "ts": page.cleaned.get("WARC-Date"),
                "title": f"{title} (cleaned)",
                "text": text,
            }
        )

    def begin(self, ledger: StoredRecord) -> None:
        """Write the warcinfo record, of the date of the run."""
        self.date = ledger.get("WARC-Date") or ""
        block = (
            f"software: newsclean/{version('newsclean')}\r\nformat: WARC File Format 1.0\r\n"
            f"description: Cleaned news pages as resources of {CLEANED_HOST}, for replay\r\n"
        )
        self.head = build_record(
            Draft(
                RecordType.WARCINFO,
                datetime.fromisoformat(self.date),
                "application/warc-fields",
                block.encode(),
                input_name=self.path.name,
                fields=(("WARC-Filename", self.path.name),),
            )
        )
        self.write(self.head)

    def append(self, cleaned: StoredRecord, uri: str, name: str) -> None:
        """Write one cleaned page."""
        moment = datetime.fromisoformat(cleaned.get("WARC-Date") or self.date)
        fields = (("WARC-Identified-Payload-Type", HTML), ("WARC-Warcinfo-ID", self.head.id if self.head else ""))
        record = build_record(
            Draft(
                RecordType.RESOURCE,
                moment,
                f"{HTML}; charset=utf-8",
                cleaned.block,
                uri=uri,
                input_name=name,
                fields=fields,
            )
        )
        offset, length = self.write(record)
        entry = IndexEntry(url_key(uri), timestamp(moment), uri, HTML, digest=record.payload_digest, type=record.type)
        self.lines.append(entry.line(self.path.name, offset, length).encode())
        self.pages += 1

    def write(self, record: Record) -> tuple[int, int]:
        """Append a record; gives its place."""
        data = self.compressor.compress(record.data)
        with self.path.open("ab") as file:
            offset = file.tell()
            file.write(data)
        return offset, len(data)

    def close(self) -> Path:
        """Write the index; gives its path."""
        index = index_path(self.path)
        index.write_bytes(b"".join(sorted(self.lines)))
        return index


def text_of(cleaned: StoredRecord) -> str:
    """The words of a cleaned page, for the search of a player."""
    from newsclean.page import load_page
    from newsclean.segment import segment

    return "\n".join(block.text for block in segment(load_page(cleaned.block)) if block.text)


def merged(indexes: Iterable[Path]) -> Iterator[bytes]:
    """The lines of sorted indexes, sorted."""
    with ExitStack() as stack:
        yield from heapq.merge(*(stack.enter_context(path.open("rb")) for path in indexes))


def write_index(folder: Path, lines: Iterable[bytes]) -> None:
    """Write ``index.cdx.gz``, a gzip member for every 1024 lines, and ``index.idx``, which tells where each begins.

    See https://specs.webrecorder.net/cdxj/0.1.0/#compressed-cdxj.
    """
    with (folder / "index.cdx.gz").open("wb") as data, (folder / "index.idx").open("wb") as index:
        index.write(b"!meta 0 " + line_of({"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}))
        rest = iter(lines)
        while block := list(islice(rest, INDEX_LINES)):
            deflate = zlib.compressobj(wbits=GZIP)
            packed = deflate.compress(b"".join(block)) + deflate.flush()
            place = {
                "offset": data.tell(),
                "length": len(packed),
                "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}",
            }
            data.write(packed)
            index.write(block[0].partition(b"{")[0] + line_of(place))


class Package:
    """A WACZ file that is being written: parts, and at the end the list of them with their digests."""

    def __init__(self, file: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(file, "w")
        self.resources: list[dict[str, Any]] = []

    def add(self, name: str, path: Path, *, compress: bool = False) -> None:
        """Put a file into the package. Archives are stored, so that a record can be read in its place."""
        sha256 = hashlib.sha256()
        size = path.stat().st_size
        with path.open("rb") as source, self.zip.open(entry(name, size, compress=compress), "w") as part:
            while piece := source.read(CHUNK):
                sha256.update(piece)
                part.write(piece)
        self.resources.append(
            {
                "name": name.rpartition("/")[2].lower(),
                "path": name,
                "hash": f"sha256:{sha256.hexdigest()}",
                "bytes": size,
            }
        )

    def describe(self, about: dict[str, str]) -> None:
        """Write what the package is and holds, and the digest of that."""
        value = {
            "profile": "data-package",
            "resources": self.resources,
            **about,
            "wacz_version": WACZ_VERSION,
            "software": f"newsclean {version('newsclean')}",
        }
        content = json.dumps(value, indent=2).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        for name, data in (("datapackage.json", content), ("datapackage-digest.json", json.dumps(digest).encode())):
            self.zip.writestr(entry(name, len(data), compress=True), data)

    def close(self) -> None:
        """Write the directory of the ZIP."""
        self.zip.close()


def entry(name: str, size: int, *, compress: bool) -> zipfile.ZipInfo:
    """A part's entry, the same whenever and by whomever it is written."""
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    info.file_size = size
    return info
