"""Salvages what is whole of a damaged archive into a new one, and lists what was lost. The old one is not touched.

A record is kept if it is whole in itself. Raw pages stay even where their clean page or their ledger is lost: then a
new ledger says so. Clean pages and ledgers whose raw page is lost are kept apart, in ``apart/``, since an archive has
a raw record for each page.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from newsclean.archive.catalogue import Catalogue, Stored
from newsclean.archive.entries import read_entries
from newsclean.archive.facts import index_line
from newsclean.archive.faults import FaultKind
from newsclean.archive.index import index_path, write_index
from newsclean.archive.info import RunInfo
from newsclean.archive.manifest import ManifestWriter, PageEntry, Place
from newsclean.archive.members import COMPRESSORS, Compressor, read_member
from newsclean.archive.parts import ArchiveParts, find_parts
from newsclean.archive.profiles import profile_path, stored_profile
from newsclean.archive.reader import parse_record
from newsclean.archive.rebuilt import apart_head, entry_from, ledger_fields_at, moment, new_ledger, raw_only
from newsclean.archive.records import Record, RecordType, warc_date
from newsclean.archive.rules import check_headers
from newsclean.archive.safe import safe_field
from newsclean.archive.salvage import SalvageFile, member_pieces, regroup, stretch, with_head
from newsclean.archive.scan import Gap, ScannedRecord, scan
from newsclean.archive.verify import OWN, Survey, Tally, verify
from newsclean.errors import ArchiveError, OptionError
from newsclean.types import Failure

__all__ = ["Loss", "repair"]

RAW_TYPES = frozenset({"response", "resource"})
LOST = frozenset({*OWN, FaultKind.GARBAGE, FaultKind.FILE})


@dataclass(frozen=True, slots=True)
class Loss:
    """A record, or a stretch of a file, that is not in the new archive.

    ``offset`` is where it stood or should have stood; ``record`` and ``url`` are empty where they are not known.
    ``apart`` is the file that holds it for itself, where it is whole but what it belongs to is lost.
    """

    path: Path
    offset: int | None
    record: str
    url: str
    why: str
    apart: Path | None = None

    def __str__(self) -> str:
        place = f"{self.path}:" + (f"{self.offset}:" if self.offset is not None else "")
        kept = f"; it is kept in {self.apart}" if self.apart else ""
        return " ".join(filter(None, (place, self.record, self.url, f"{self.why}{kept}")))

    def to_json(self) -> dict[str, Any]:
        """The loss as values that JSON can hold."""
        return {
            "file": str(self.path),
            "offset": self.offset,
            "record": self.record or None,
            "url": self.url or None,
            "why": self.why,
            "apart": str(self.apart) if self.apart else None,
        }


def repair(target: Path, out: Path) -> Iterator[Loss]:
    """Write what is whole of an archive, or of WARC files, to a new folder, and give everything that was lost.

    ``target`` is what `verify` takes. To be taken to its end: only then is the new archive there. It has passed
    `verify` by then. Raises `OptionError` for a folder that is not empty, or for a target that is not there, and
    `ArchiveError` where the disk does not take what is written.
    """
    parts = [*find_parts(target)]
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OptionError(f"{out} is there already: name a new folder, since nothing is repaired in place")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{out} cannot be made: {error.strerror}") from error
    for part in parts:
        yield from ArchiveRepair(part, out).losses() if isinstance(part, ArchiveParts) else repair_file(part, out)
    written = [path for path in (out, out / "apart") if any(path.glob("*.warc*"))]
    fault = next(verify(*written), None)
    if fault is not None:
        raise ArchiveError(f"the repaired archive is not whole: {fault}. Please report this")


def repair_file(path: Path, out: Path) -> Iterator[Loss]:
    """Salvage a WARC file that is not of an archive, its members as they are."""
    with Catalogue() as seen, tempfile.TemporaryDirectory() as work:
        source = path
        if any(fault.kind is FaultKind.SHARED for found in scan(path) for fault in faults_of(found)):
            source = Path(work) / path.name
            regroup(path, source)
        target = SalvageFile(out / path.name)
        for found in scan(source):
            record = found if isinstance(found, ScannedRecord) else None
            why = "; ".join(fault.problem for fault in faults_of(found))
            if record is not None and not why and seen.stored(record.id):
                why = "a record of this id stands in the file before it"
            if record is None or why:
                offset = found.offset if isinstance(found, ScannedRecord) else found.fault.offset
                yield Loss(path, offset, record.id if record else "", record.url if record else "", why)
            else:
                target.copy(stretch(source, record.offset, record.length))
                seen.add_stored(stored_id(record))
        target.close()


def faults_of(found: ScannedRecord | Gap) -> list[Any]:
    """What is wrong with what was found, by the rules for every WARC file."""
    if isinstance(found, Gap):
        return [found.fault]
    for violation in () if found.is_broken else check_headers(found.headers):
        found.fault(FaultKind.HEADER, str(violation))
    return found.faults


def stored_id(record: ScannedRecord) -> Stored:
    """What is to be remembered of a record, so that it is not written twice."""
    return Stored(0, record.id, record.path.name, record.type, 0, 0, 0, "", "", "", 0, "", "", True)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What is left of a page: its whole records, and what a manifest lists of it, None where none does.

    ``was_cleaned`` says whether there was a clean page.
    """

    entry: PageEntry | None
    raw: Stored | None
    cleaned: Stored | None
    ledger: Stored | None
    was_cleaned: bool = False


class ArchiveRepair:
    """The repair of one archive of newsclean."""

    def __init__(self, parts: ArchiveParts, out: Path) -> None:
        self._given = parts
        self._parts = parts
        self._out = out
        self._catalogue: Catalogue
        self._runs: dict[str, dict[str, Any]] = {}
        self._profiles: dict[str, Path] = {}
        self._complete: set[str] = set()
        self._apart: SalvageFile | None = None

    def losses(self) -> Iterator[Loss]:
        """Repair the archive, and give what was lost."""
        with ExitStack() as stack:
            found = stack.enter_context(Catalogue())
            shared = self._survey(found)
            if shared:
                self._parts = replace(self._given, folder=Path(stack.enter_context(tempfile.TemporaryDirectory())))
                self._regroup(shared)
                self._survey(stack.enter_context(Catalogue()))
            yield from self._write()
            yield from self._strays(found)
            if self._apart is not None:
                self._apart.close()

    def _survey(self, catalogue: Catalogue) -> set[Path]:
        """Look through the archive, and note its faults. Gives the files whose records share members."""
        survey = Survey(self._parts, catalogue, Tally())
        shared = set()
        torn = set()
        for fault in survey.faults():
            catalogue.add_fault(fault)
            shared |= {fault.path} if fault.kind is FaultKind.SHARED else set()
            torn |= {fault.path.name} if fault.kind is FaultKind.MANIFEST else set()
        self._catalogue = catalogue
        self._runs = survey.runs
        self._complete = {*survey.runs} - torn
        return shared

    def _regroup(self, shared: set[Path]) -> None:
        """Make a folder like the archive's, with those files rewritten whose records share members."""
        for path in self._given.folder.iterdir():
            if path.name.startswith(f"{self._given.stem}-") and path.is_file():
                copy = self._parts.folder / path.name
                if path in shared:
                    regroup(path, copy)
                else:
                    copy.symlink_to(path.resolve())

    # Manifests

    def _write(self) -> Iterator[Loss]:
        """All runs, each with its shards; shards that no manifest lists make one more."""
        groups: dict[str, list[int]] = {name: [] for name in self._runs}
        for number in sorted(self._parts.only or self._catalogue.shards() | self._parts.numbers):
            names = self._catalogue.manifests(number)
            groups.setdefault(names[0] if names else "", []).append(number)
        for serial, (name, shards) in enumerate(groups.items()):
            yield from self._write_run(name, shards, self._out / f"{self._parts.stem}-run-{serial:05}.json")

    def _write_run(self, name: str, shards: list[int], path: Path) -> Iterator[Loss]:
        """One manifest with its shards."""
        info = self._info(name, shards)
        run = {
            "date": warc_date(info.date),
            "software": info.software,
            **self._runs.get(name, {}),
            "repair": {"software": f"newsclean/{version('newsclean')}", "manifest": name or None},
        }
        run["profile"] = self._keep_profile(run, profile_path(path))
        manifest = ManifestWriter(path, run)
        failures, summary = self._told(name)
        named = {failure.name for failure in failures}
        pages = raw_only = 0
        for number in shards:
            for made in self._write_shard(number, replace(info, shard=number), is_listed=name in self._complete):
                if isinstance(made, Loss):
                    yield made
                    continue
                failure = made.failed if isinstance(made, PageEntry) else made
                if isinstance(made, PageEntry):
                    manifest.add(made)
                    pages += failure is None
                    raw_only += failure is not None
                if failure is not None and failure.name not in named:
                    failures.append(failure)
        counts = {"pages": pages, "failed": len(failures), "raw_only": raw_only}
        manifest.close(tuple(failures), {**summary, **counts})

    def _keep_profile(self, run: Mapping[str, Any], path: Path) -> dict[str, Any] | None:
        """Copy the profile that a run cleaned with to a path, if it is whole and not copied yet, and say what the
        manifest will of it. Without it, pages cannot be cleaned again alike."""
        try:
            stored = stored_profile(self._given.folder, run)
            if stored is None:
                return None
            data = stored.read().to_bytes()
        except ArchiveError:
            return None
        if stored.sha256 not in self._profiles:
            self._profiles[stored.sha256] = path
            path.write_bytes(data)
        return replace(stored, path=self._profiles[stored.sha256]).to_json()

    def _told(self, name: str) -> tuple[list[Failure], dict[str, Any]]:
        """The failures that a manifest lists, and what its summary says that still holds."""
        failures: list[Failure] = []
        summary: dict[str, Any] = {}
        try:
            for entry in read_entries(self._given.folder / name) if name else ():
                if isinstance(entry, Failure):
                    failures.append(entry)
                elif isinstance(entry, tuple) and entry[0] == "summary":
                    summary = {key: entry[1][key] for key in ("unchanged", "skipped", "interrupted") if key in entry[1]}
        except ArchiveError:
            pass  # what comes behind the damage is not known
        return failures, summary

    def _info(self, name: str, shards: list[int]) -> RunInfo:
        """The run as its records know it: by its manifest, else by the records at the head of its files."""
        run = self._runs.get(name, {})
        date, software = run.get("date"), run.get("software")
        for number in shards:
            for path in (self._parts.raw(number), self._parts.cleaned(number)):
                for record in self._catalogue.stored_in(path.name):
                    if record.type == RecordType.WARCINFO and record.whole and software is None:
                        fields = ledger_fields_at(path, record.offset)
                        date, software = record.date, fields.get("software")
                    elif record.type == RecordType.CONVERSION and record.whole and date is None:
                        date = record.date
        return RunInfo(
            moment(date),
            safe_field(str(software)) if software else f"newsclean/{version('newsclean')}",
            self._parts.stem,
            compressor_of(run),
        )

    # Shards

    def _write_shard(self, number: int, info: RunInfo, *, is_listed: bool) -> Iterator[PageEntry | Failure | Loss]:
        """Both files of a shard with their indexes. Gives entries of pages, pages that were lost, and losses."""
        files: tuple[ShardFile, ...] = ()
        for page in self._pages(number, is_listed=is_listed):
            yield from self._losses_of(page, number)
            if page.raw is not None:
                files = files or self._files(number, info)
                yield self._write_page(page, page.raw, info, files)
            elif page.entry is not None:
                yield Failure(page.entry.name, "repair", "its raw record was damaged and could not be salvaged")
        for file in files:
            file.close()

    def _files(self, number: int, info: RunInfo) -> tuple[ShardFile, ...]:
        """The two files of a new shard."""
        heads = ((self._parts.raw(number), info.raw_head()), (self._parts.cleaned(number), info.cleaned_head()))
        return tuple(
            ShardFile(SalvageFile(self._out / path.name, info.compressor), self._head(path, head))
            for path, head in heads
        )

    def _head(self, path: Path, otherwise: Record) -> tuple[str, Iterator[bytes]]:
        """The warcinfo record of a file, made anew where it is lost: its id and its bytes."""
        for record in self._catalogue.stored_in(path.name):
            if record.type == RecordType.WARCINFO and record.whole:
                return record.id, member_pieces(path, record.offset)
        return otherwise.id, iter([otherwise.data])

    def _pages(self, number: int, *, is_listed: bool) -> Iterator[Salvaged]:
        """The pages of a shard: those that are listed, in that order, then others that it holds."""
        for _, _, entry in self._catalogue.pages():
            if entry.shard == number:
                raw = self._whole(entry.raw_id, RAW_TYPES)
                cleaned = self._whole(entry.cleaned_id, {RecordType.CONVERSION}, entry.raw_id)
                about = entry.cleaned_id or entry.raw_id
                ledger = self._whole(entry.ledger_id, {RecordType.METADATA}, about)
                yield Salvaged(entry, raw, cleaned, ledger, entry.cleaned_id is not None)
        if is_listed:
            return  # what the manifest does not list does not belong into the archive
        for record in [*self._catalogue.stored_in(self._parts.raw(number).name)]:
            if record.type in RAW_TYPES and record.whole and self._catalogue.listed(record.id) is None:
                cleaned = self._about(record, RecordType.CONVERSION)
                ledger = self._about(cleaned or record, RecordType.METADATA)
                whole = cleaned if cleaned and is_usable(cleaned) else None
                yield Salvaged(
                    None, record, whole, ledger if ledger and is_usable(ledger) else None, cleaned is not None
                )
        for record in [*self._catalogue.stored_in(self._parts.cleaned(number).name)]:
            if record.whole and self._catalogue.listed(record.id) is None and not self._has_raw(record):
                is_page = record.type == RecordType.CONVERSION
                yield Salvaged(None, None, record if is_page else None, None if is_page else record)

    def _whole(self, record: str | None, types: AbstractSet[str], about: str | None = None) -> Stored | None:
        stored = self._catalogue.stored(record) if record else None
        if stored is None or not is_usable(stored) or stored.type not in types:
            return None
        return stored if about in {None, stored.refers_to} else None

    def _about(self, record: Stored, kind: str) -> Stored | None:
        found = [one for one in self._catalogue.about(record.id) if one.type == kind]
        return min(found, key=lambda one: not is_usable(one), default=None)

    def _has_raw(self, record: Stored) -> bool:
        """Whether the page of a record in the cleaned file has its raw record, and so is written with it."""
        about = self._catalogue.stored(record.refers_to)
        if about is not None and about.type == RecordType.CONVERSION:
            about = self._catalogue.stored(about.refers_to)
        return record.type == RecordType.WARCINFO or (about is not None and about.whole and about.type in RAW_TYPES)

    # Pages

    def _write_page(self, page: Salvaged, at_raw: Stored, info: RunInfo, files: tuple[ShardFile, ...]) -> PageEntry:
        """One page, with a new ledger where its own is lost or tells of a clean page that is."""
        raw, cleaned = files
        entry = self._entry(page, at_raw)
        was_cleaned = page.was_cleaned or entry.failure is None
        lost = "the clean page was damaged and could not be salvaged" if was_cleaned and page.cleaned is None else None
        if lost:
            entry = raw_only(entry, lost)
        places = {"raw": raw.add(self._pieces(at_raw))}
        if page.cleaned is not None:
            places["cleaned"] = cleaned.add(self._pieces(page.cleaned))
        if page.ledger is not None and not lost:
            places["ledger"] = cleaned.add(self._pieces(page.ledger))
        else:
            about = page.cleaned.id if page.cleaned else at_raw.id
            ledger = new_ledger(entry, about, self._block(page.ledger), cleaned.head, info)
            places["ledger"] = cleaned.add([ledger.data])
            entry = replace(entry, ledger_id=ledger.id)
        return replace(
            entry, shard=info.shard, raw=places["raw"], cleaned=places.get("cleaned"), ledger=places["ledger"]
        )

    def _entry(self, page: Salvaged, raw: Stored) -> PageEntry:
        """What the manifest says of a page, unless a record says something else: then what the records say."""
        ids = filter(None, (page.raw, page.cleaned, page.ledger))
        told = {kind for record in ids for kind, _ in self._catalogue.faults_of(record.id)}
        if page.entry is not None and FaultKind.FACT not in told:
            return page.entry
        fields: Mapping[str, str] = {}
        if page.ledger is not None:
            fields = ledger_fields_at(self._file_of(page.ledger), page.ledger.offset)
        return entry_from(fields, raw, page.cleaned, page.ledger)

    def _file_of(self, record: Stored) -> Path:
        return self._parts.folder / record.file

    def _block(self, record: Stored | None) -> bytes:
        return b"" if record is None else parse_record(read_member(self._file_of(record), record.offset)).block

    def _pieces(self, record: Stored) -> Iterator[bytes]:
        return member_pieces(self._file_of(record), record.offset)

    # What was lost

    def _losses_of(self, page: Salvaged, number: int) -> Iterator[Loss]:
        """The records of a page that are not in the new archive; those that are whole are kept apart."""
        entry = page.entry
        if entry is not None:
            ids = (entry.raw_id, entry.cleaned_id, entry.ledger_id)
            places = (entry.raw, entry.cleaned, entry.ledger)
            files = (self._given.raw(number), self._given.cleaned(number), self._given.cleaned(number))
            found = (page.raw, page.cleaned, page.ledger)
            for record, place, file, kept in zip(ids, places, files, found, strict=True):
                if record is not None and kept is None:
                    stored = self._catalogue.stored(record)
                    apart = self._keep_apart(stored) if stored and stored.whole and stored.length else None
                    offset = place.offset if place else None
                    yield Loss(file, offset, record, entry.url, self._why(record, file, offset), apart)
        if page.raw is not None and page.cleaned is None and page.ledger is not None and page.was_cleaned:
            why = "the clean page that it is about is lost; what it says stands in a new ledger, about the raw page"
            file = self._given.folder / page.ledger.file
            yield Loss(file, page.ledger.offset, page.ledger.id, page.ledger.url, why)
        if page.raw is None:
            for kept in filter(None, (page.cleaned, page.ledger)):
                file = self._given.folder / kept.file
                apart = self._keep_apart(kept)
                yield Loss(file, kept.offset, kept.id, kept.url, "its raw record is lost", apart)

    def _why(self, record: str, file: Path, offset: int | None) -> str:
        told = self._catalogue.faults_of(record) or self._catalogue.faults_in(file.name, offset)
        told = told or self._catalogue.faults_in(file.name, None) or self._catalogue.faults_in(file.name, 0)
        return "; ".join(dict.fromkeys(problem for _, problem in told)) or "it could not be read"

    def _keep_apart(self, record: Stored) -> Path:
        """Write a whole record that has no place in the archive to a file of such ones."""
        folder = self._out / "apart"
        path = folder / f"{self._parts.stem}-apart.warc.gz"
        if self._apart is None:
            folder.mkdir(exist_ok=True)
            self._apart = SalvageFile(path)
            self._apart.add([apart_head(path.name).data])
        self._apart.add(with_head(self._pieces(record), apart_head(path.name).id))
        return path

    def _strays(self, found: Catalogue) -> Iterator[Loss]:
        """Damage that is of no listed page: heads of files, stretches that hold no record, unlisted records."""
        for name, offset, record, kind, problem in [*found.faults_unlisted()]:
            if kind in LOST:
                stored = found.stored(record) if record else None
                if stored is None or not stored.whole:
                    yield Loss(self._given.folder / name, offset, record, stored.url if stored else "", problem)


def compressor_of(run: Mapping[str, Any]) -> Compressor:
    """The compressor that a manifest tells of; the usual one where it tells of none that is offered."""
    told = run.get("compressor")
    name, level = (told.get("name"), told.get("level")) if isinstance(told, dict) else (None, None)
    if name in COMPRESSORS and isinstance(level, int) and 0 <= level <= 9:
        return Compressor(name, level)
    return Compressor()


def is_usable(record: Stored) -> bool:
    """Whether a record is whole and alone in its member, so that it can be moved."""
    return record.whole and record.length > 0


class ShardFile:
    """A WARC file of the new archive: its records name the one at its head."""

    def __init__(self, file: SalvageFile, head: tuple[str, Iterator[bytes]]) -> None:
        self.head = head[0]
        self._file = file
        self._file.add(head[1])

    def add(self, pieces: Iterable[bytes]) -> Place:
        """Append a record."""
        return self._file.add(with_head(pieces, self.head))

    def close(self) -> None:
        """Finish the file, and write its index."""
        self._file.close()
        path = self._file.path
        lines = [line for found in scan(path) if isinstance(found, ScannedRecord) and (line := index_line(found))]
        try:
            write_index(index_path(path), lines)
        except OSError as error:
            raise ArchiveError(f"{index_path(path)} cannot be written: {error.strerror}") from error
