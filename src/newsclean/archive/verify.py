"""Finds out whether an archive is whole: every gzip member, record, link, manifest and index line, with the place of
each fault.

No tool alone does it: readers pass over torn ends and short blocks, and nobody but the manifest knows what should be
there. Memory does not grow with the archive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from newsclean.archive.catalogue import Catalogue, Listed, Stored
from newsclean.archive.content import has_stray_bits
from newsclean.archive.entries import read_entries
from newsclean.archive.facts import Difference, compare_ledger, compare_page, compare_raw, ledger_fields, line_problem
from newsclean.archive.faults import Fault, FaultKind
from newsclean.archive.gzip_header import GzipHeaders
from newsclean.archive.index import index_path
from newsclean.archive.manifest import PageEntry
from newsclean.archive.parts import ArchiveParts, find_parts
from newsclean.archive.profiles import stored_profile
from newsclean.archive.rules import Violation, check_headers, check_layout
from newsclean.archive.scan import Gap, ScannedRecord, scan
from newsclean.errors import ArchiveError, OptionError
from newsclean.types import Failure

__all__ = ["Survey", "Tally", "verify"]

RAW_TYPES = frozenset({"response", "resource"})
LONGEST_LINE = 1 << 20
DAMAGE = frozenset({FaultKind.MEMBER, FaultKind.LENGTH, FaultKind.DIGEST})
OWN = DAMAGE | {FaultKind.HEADER, FaultKind.HTTP}  # faults of a record itself, wherever it stands


@dataclass(slots=True)
class Tally:
    """What was looked at: files and bytes of WARC, and records; and manifests with the reason why their clean pages
    cannot be compared with those that this newsclean would give."""

    files: int = 0
    bytes: int = 0
    records: int = 0
    not_comparable: dict[str, str] = field(default_factory=dict)


def verify(*targets: Path, reclean: bool = False, tally: Tally | None = None) -> Iterator[Fault]:
    """Everything that is wrong with archives and WARC files, as it is found; nothing where they are whole.

    A target is a folder, an archive's path without number and suffix, or a WARC file. Archives of newsclean are held
    to their layout, manifests and indexes, other files to the rules of WARC. ``reclean`` cleans each raw page again,
    too. ``tally`` counts what was looked at. Raises `OptionError` for a target that is not there, and `ArchiveError`
    for a folder without an archive; damage is never raised.
    """
    counted = tally if tally is not None else Tally()
    for target in targets:
        for parts in find_parts(Path(target)):
            if isinstance(parts, ArchiveParts):
                with Catalogue() as catalogue:
                    yield from Survey(parts, catalogue, counted, reclean=reclean).faults()
            else:
                yield from verify_file(parts, counted)


def verify_file(path: Path, tally: Tally) -> Iterator[Fault]:
    """What is wrong with a WARC file that is not of an archive: by the rules that hold for every WARC file."""
    with Catalogue() as catalogue:
        for found in read_all(path, tally):
            if isinstance(found, Fault):
                yield found
            elif isinstance(found, Gap):
                yield found.fault
            else:
                if not found.is_broken:
                    note_violations(found, check_headers(found.headers))
                if found.id and catalogue.stored(found.id) is not None:
                    found.fault(FaultKind.DUPLICATE, "a record of this id stands in the file before it")
                catalogue.add_stored(stored_of(found))
                yield from found.faults


def read_all(path: Path, tally: Tally) -> Iterator[ScannedRecord | Gap | Fault]:
    """All that a file holds; a fault where the disk cannot read it."""
    try:
        tally.files += 1
        tally.bytes += path.stat().st_size
        for found in scan(path):
            tally.records += isinstance(found, ScannedRecord)
            yield found
    except OSError as error:
        yield Fault(path, None, "", FaultKind.FILE, f"it cannot be read: {error.strerror}")
    except ArchiveError as error:
        yield Fault(path, None, "", FaultKind.FILE, str(error))


def note_violations(record: ScannedRecord, violations: tuple[Violation, ...]) -> None:
    """Note the rules that a record breaks, each field once."""
    told = set()
    for violation in violations:
        if violation.field.lower() not in told:
            record.fault(FaultKind.HEADER, str(violation))
        told.add(violation.field.lower())


def stored_of(record: ScannedRecord) -> Stored:
    """What the catalogue keeps of a record."""
    return Stored(
        0,
        record.id,
        record.path.name,
        record.type,
        record.offset,
        record.inner,
        record.length,
        record.url,
        record.get("WARC-Refers-To"),
        record.get("WARC-Date"),
        record.payload_size,
        record.payload_sha256,
        record.get("WARC-Truncated"),
        not any(fault.kind in OWN for fault in record.faults),
    )


class Survey:
    """One archive, looked through from beginning to end. The catalogue then holds what there is of it."""

    def __init__(self, parts: ArchiveParts, catalogue: Catalogue, tally: Tally, *, reclean: bool = False) -> None:
        self.parts = parts
        self.catalogue = catalogue
        self.runs: dict[str, dict[str, Any]] = {}
        self.heads: dict[str, bytes] = {}
        self._tally = tally
        self._reclean = reclean

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong. To be taken to its end."""
        for path in self.parts.left_open:
            yield Fault(path, None, "", FaultKind.OPEN, "left by a run that did not finish, or is under way")
        yield from self._manifests()
        listed = self.catalogue.shards()
        present = self.parts.numbers
        for number in sorted(self.parts.only or listed | present):
            if number not in listed:
                yield Fault(self.parts.raw(number), None, "", FaultKind.MANIFEST, "no manifest lists this shard")
            yield from self._shard(number)

    # The manifests

    def _manifests(self) -> Iterator[Fault]:
        serial = 0
        for path in self.parts.manifests:
            found = int(path.name.removesuffix(".json").rpartition("-")[2])
            for missing in range(serial, found):
                gone = self.parts.folder / f"{self.parts.stem}-run-{missing:05}.json"
                yield Fault(gone, None, "", FaultKind.MANIFEST, "this manifest is missing")
            serial = found + 1
            try:
                yield from self._manifest(path)
            except ArchiveError as error:
                yield Fault(path, None, "", FaultKind.MANIFEST, str(error))

    def _manifest(self, path: Path) -> Iterator[Fault]:
        pages = failed = raw_only = 0
        for entry in read_entries(path):
            if isinstance(entry, PageEntry):
                pages += entry.failure is None
                raw_only += entry.failure is not None
                yield from self._list(path, entry)
            elif isinstance(entry, Failure):
                failed += 1
            elif entry[0] == "run":
                self.runs[path.name] = entry[1]
                yield from self._profile(path, entry[1])
            else:
                counted = {"pages": pages, "failed": failed, "raw_only": raw_only}
                for name, number in counted.items():
                    if entry[1].get(name) != number:
                        problem = f"it counts {entry[1].get(name)!r} as {name}, but lists {number}"
                        yield Fault(path, None, "", FaultKind.MANIFEST, problem)

    def _profile(self, path: Path, run: dict[str, Any]) -> Iterator[Fault]:
        """What is wrong with the profile that a run cleaned with."""
        try:
            stored = stored_profile(self.parts.folder, run)
        except ArchiveError as error:
            yield Fault(path, None, "", FaultKind.MANIFEST, str(error))
            return
        if stored is None:
            return
        try:
            stored.read()
        except ArchiveError as error:
            yield Fault(stored.path, None, "", FaultKind.FILE, str(error))

    def _list(self, path: Path, entry: PageEntry) -> Iterator[Fault]:
        number = entry.shard if entry.shard is not None else -1
        if self.parts.only is not None and number not in self.parts.only:
            return
        if (
            number < 0
            or entry.raw is None
            or entry.ledger is None
            or (entry.cleaned is None) != (entry.cleaned_id is None)
        ):
            yield Fault(path, None, entry.raw_id, FaultKind.MANIFEST, f"no place is listed for {entry.name!r}")
        if self.catalogue.listed(entry.raw_id) is not None:
            yield Fault(path, None, entry.raw_id, FaultKind.MANIFEST, f"{entry.name!r} is listed twice")
        files = (self.parts.raw(number).name, self.parts.cleaned(number).name)
        self.catalogue.add_page(path.name, replace(entry, shard=number), files)

    # The shards

    def _shard(self, number: int) -> Iterator[Fault]:
        raw, cleaned, *_ = files = self.parts.files(number)
        for path in files:
            if not path.exists():
                yield Fault(path, None, "", FaultKind.FILE, "it is missing beside the other files of its shard")
        for path in (raw, cleaned):
            if path.exists():
                if index_path(path).exists():
                    yield from self._load_index(path)
                yield from FileSurvey(self, path, is_cleaned=path == cleaned).faults()
            else:
                self.catalogue.see_all(path.name)
        if raw.exists() and cleaned.exists():
            yield from self._unaccounted(number)
        if self._reclean and raw.exists() and cleaned.exists():
            yield from self._clean_again(number)

    def _clean_again(self, number: int) -> Iterator[Fault]:
        from newsclean.archive.reclean import options_of, reclean, why_not_comparable

        for manifest in self.catalogue.manifests(number):
            run = self.runs.get(manifest, {})
            problem = why_not_comparable(run)
            if problem:
                self._tally.not_comparable[f"{self.parts.folder / manifest}"] = problem
                continue
            try:
                stored = stored_profile(self.parts.folder, run)
                profile = None if stored is None else stored.read()
            except ArchiveError:
                continue  # it has been told
            try:
                options = options_of(run)
            except (OptionError, TypeError) as error:
                yield Fault(self.parts.folder / manifest, None, "", FaultKind.MANIFEST, f"its options: {error}")
                continue
            pages = self.catalogue.whole_pages(manifest, number)
            yield from reclean(self.parts.raw(number), self.parts.cleaned(number), pages, options, profile)

    def _load_index(self, warc: Path) -> Iterator[Fault]:
        path = index_path(warc)
        before = b""
        byte = 0
        try:
            with path.open("rb") as file:
                for line in iter(lambda: file.readline(LONGEST_LINE), b""):
                    if line < before:
                        yield Fault(path, byte, "", FaultKind.INDEX, "this line is not in order, so it is not found")
                    before = line
                    offset = offset_in(line)
                    if offset is None:
                        yield Fault(path, byte, "", FaultKind.INDEX, f"this line is not CDXJ: {line[:80]!r}")
                    else:
                        self.catalogue.add_line(warc.name, offset, byte, line.decode())
                    byte += len(line)
        except OSError as error:
            yield Fault(path, None, "", FaultKind.FILE, f"it cannot be read: {error.strerror}")

    def _unaccounted(self, number: int) -> Iterator[Fault]:
        """Records that something should be about, and nothing is. What the manifest lists has been looked for."""
        for path in (self.parts.raw(number), self.parts.cleaned(number)):
            for record in self.catalogue.stored_in(path.name):
                needs = record.type in RAW_TYPES or record.type == "conversion"
                listed = self.catalogue.listed(record.id)
                if needs and listed is None and next(self.catalogue.about(record.id), None) is None:
                    yield Fault(path, record.offset, record.id, FaultKind.MISSING, "no record is about it")


def offset_in(line: bytes) -> int | None:
    """The offset that a line of an index names, None for a line that is not CDXJ."""
    import json

    try:
        value = json.loads(line.decode().split(" ", 2)[2])["offset"]
        return int(value) if 0 <= int(value) < 1 << 62 and line.endswith(b"\n") else None
    except (ValueError, IndexError, KeyError, TypeError):
        return None


class FileSurvey:
    """One file of a shard, looked through record by record."""

    def __init__(self, survey: Survey, path: Path, *, is_cleaned: bool) -> None:
        self._survey = survey
        self._catalogue = survey.catalogue
        self._path = path
        self._is_cleaned = is_cleaned
        self._headers = GzipHeaders()
        self._shift = 0  # by how many bytes records stand elsewhere than listed
        self._last = 0  # place of the last record in the manifests' order
        self._head = ""
        self._count = 0

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong with the file."""
        for found in read_all(self._path, self._survey._tally):  # noqa: SLF001  # the two are one
            if isinstance(found, Fault):
                self._catalogue.see_all(self._path.name)
                yield found
            elif isinstance(found, Gap):
                yield self._gap(found)
            else:
                self._record(found)
                self._headers.note(found)
                self._padding(found)
                self._catalogue.add_stored(stored_of(found))
                yield from found.faults
                self._count += 1
        yield from self._headers.faults()
        if self._catalogue.shards():
            yield from self._missing()
        for byte, text in [*self._catalogue.lines_left(self._path.name)]:
            problem = f"no record begins where this line says: {text.rstrip()[-120:]}"
            yield Fault(index_path(self._path), byte, "", FaultKind.INDEX, problem)

    def _padding(self, record: ScannedRecord) -> None:
        """The last bits of a member: with them, every bit of a file has been looked at."""
        if record.length and not record.faults:
            with self._path.open("rb") as file:
                if has_stray_bits(file, record.offset, record.length):
                    record.fault(
                        FaultKind.PADDING, "bits are set behind the end of its compressed data (RFC 1951 §3.1.1)"
                    )

    def _gap(self, gap: Gap) -> Fault:
        """Whatever is listed for a stretch that cannot be read has been found, and found damaged."""
        self._count += 1
        if gap.fault.kind is FaultKind.FILE:
            self._catalogue.see_all(self._path.name)
        listed = self._catalogue.listed_at(self._path.name, gap.fault.offset or 0)
        if listed is None:
            return gap.fault
        self._found(listed)
        return gap.fault.named(listed.id)

    def _found(self, listed: Listed) -> None:
        self._catalogue.see(listed)
        self._catalogue.take_line(listed.file, listed.offset)

    def _missing(self) -> Iterator[Fault]:
        for listed in [*self._catalogue.unseen(self._path.name)]:
            self._catalogue.take_line(listed.file, listed.offset)
            problem = f"this record of {self._catalogue.page(listed.page).name!r} is listed, but not there"
            yield Fault(self._path, listed.offset, listed.id, FaultKind.MISSING, problem)

    def _record(self, record: ScannedRecord) -> None:
        """Hold a record to everything that is known of it."""
        at_place = self._catalogue.listed_at(self._path.name, record.offset) if record.inner == 0 else None
        listed = self._catalogue.listed(record.id) if record.id else None
        is_damaged = any(fault.kind in DAMAGE for fault in record.faults)
        if at_place is not None and (record.is_broken or (is_damaged and listed is None)):
            listed = at_place  # what stands in a broken header need not be so
            record.faults[:] = [replace(fault, record=at_place.id) for fault in record.faults]
        if not record.is_broken:
            note_violations(record, (*check_headers(record.headers), *check_layout(record.headers)))
        if record.id and self._catalogue.stored(record.id) is not None:
            record.fault(FaultKind.DUPLICATE, "a record of this id stands before it")
            return
        if is_damaged or not record.type:
            if listed is not None:
                self._found(listed)
                self._last = max(self._last, listed.place)
            return
        if self._count == 0 or record.type == "warcinfo":
            self._file_head(record)
            return
        self._links(record)
        place = self._place(record, listed)
        self._index_line(record, place)

    def _file_head(self, record: ScannedRecord) -> None:
        """The first record says what the file is; no other does."""
        if record.type != "warcinfo":
            record.fault(FaultKind.MISSING, "the file should begin with a warcinfo record, but begins with this")
            return
        if self._count:
            record.fault(FaultKind.ORDER, "a warcinfo record stands at the beginning of a file alone")
            return
        self._head = record.id
        self._survey.heads[self._path.name] = record.block or b""
        if record.get("WARC-Filename") != self._path.name:
            record.fault(FaultKind.FACT, f"it says that the file is called {record.get('WARC-Filename')!r}")

    def _links(self, record: ScannedRecord) -> None:
        """Hold the ids that a record names to the records that there are."""
        if self._head and record.get("WARC-Warcinfo-ID") != self._head:
            record.fault(FaultKind.LINK, f"its WARC-Warcinfo-ID is not that of the file's warcinfo, {self._head}")
        if not self._is_cleaned:
            if record.type not in RAW_TYPES:
                record.fault(FaultKind.ORDER, f"a {record.type} record does not belong into this file")
            return
        if record.type not in {"conversion", "metadata"}:
            record.fault(FaultKind.ORDER, f"a {record.type} record does not belong into this file")
            return
        about = self._catalogue.stored(record.get("WARC-Refers-To"))
        wanted = RAW_TYPES if record.type == "conversion" else {*RAW_TYPES, "conversion"}
        if about is None:
            record.fault(FaultKind.LINK, f"it is about {record.get('WARC-Refers-To')}, which is not there")
        elif about.whole and about.type not in wanted:
            record.fault(FaultKind.LINK, f"it is about {about.id}, which is a {about.type or 'typeless'} record")
        elif about.whole and about.url != record.url:
            record.fault(FaultKind.LINK, f"it is about {about.id}, which has another URI (§5.14)")

    def _place(self, record: ScannedRecord, listed: Listed | None) -> tuple[int, int]:
        """Hold a record to what the manifest says of it, and give the place that the index should name."""
        if listed is None:
            if self._catalogue.shards():
                record.fault(FaultKind.MANIFEST, "no manifest lists it")
            return record.offset, record.length
        self._catalogue.see(listed)
        if listed.file != self._path.name:
            record.fault(FaultKind.ORDER, f"it is listed in {listed.file}")
            return record.offset, record.length
        shift = record.offset - listed.offset
        if listed.place < self._last:
            record.fault(FaultKind.ORDER, "it stands behind records that are listed after it")
        elif record.length and shift not in {0, self._shift}:
            problem = f"it is listed at byte {listed.offset}, so the records before it are not as they were"
            record.fault(FaultKind.ORDER, problem)
        elif record.length and record.length != listed.length:
            record.fault(FaultKind.FACT, f"it takes {record.length} bytes, but {listed.length} are listed")
        self._shift = shift if record.length else self._shift
        self._last = max(self._last, listed.place)
        for name, here, there in self._differences(record, listed):
            if here != there:
                record.fault(FaultKind.FACT, f"its {name} is {short(here)}, but the manifest says {short(there)}")
        return listed.offset, listed.length

    def _differences(self, record: ScannedRecord, listed: Listed) -> list[Difference]:
        entry = self._catalogue.page(listed.page)
        types = {"raw": RAW_TYPES, "cleaned": {"conversion"}, "ledger": {"metadata"}}[listed.role]
        if record.type not in types:
            return [("type", record.type, " or ".join(sorted(types)))]
        if listed.role == "raw":
            return [*compare_raw(record, entry)]
        wanted = entry.raw_id if listed.role == "cleaned" else entry.cleaned_id or entry.raw_id
        is_dangling = any(fault.kind is FaultKind.LINK for fault in record.faults)
        about = [] if is_dangling else [("WARC-Refers-To", record.get("WARC-Refers-To"), wanted)]
        if listed.role == "cleaned":
            return [*compare_page(record, entry), *about]
        if record.block is None:
            return [*compare_page(record, entry), *about]
        try:
            return [*compare_page(record, entry), *about, *compare_ledger(ledger_fields(record), entry)]
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            record.fault(FaultKind.FACT, f"its ledger cannot be read: {error!r}")
            return []

    def _index_line(self, record: ScannedRecord, place: tuple[int, int]) -> None:
        """Hold a record to its line in the index. Of a page's records in the cleaned file, the first has one."""
        if not index_path(self._path).exists() or (place[1] == 0 and record.length == 0):
            return
        about = self._catalogue.stored(record.get("WARC-Refers-To")) if record.type == "metadata" else None
        if record.type == "metadata" and (about is None or about.type == "conversion"):
            return
        line = self._catalogue.take_line(self._path.name, place[0])
        if line is None:
            record.fault(FaultKind.INDEX, f"{index_path(self._path).name} has no line for it")
            return
        problem = line_problem(line[1], record, place, cleaned=self._is_cleaned)
        if problem:
            record.fault(FaultKind.INDEX, f"{index_path(self._path).name}, line at byte {line[0]}: {problem}")


def short(value: object) -> str:
    """A value for a message."""
    text = repr(value)
    return text if len(text) <= 100 else text[:99] + "…"
