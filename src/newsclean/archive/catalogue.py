"""What is known of an archive while it is verified: on the disk, in a temporary database, since it may be large.

Three tables: what the manifests list, what the files hold, and the lines of the indexes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from types import TracebackType
from typing import Self

from newsclean.archive.faults import Fault
from newsclean.archive.manifest import PageEntry, Place

__all__ = ["Catalogue", "Listed", "Stored"]

TABLES = """
CREATE TABLE page (number INTEGER PRIMARY KEY, manifest TEXT, shard INTEGER, entry TEXT);
CREATE TABLE listed (
    place INTEGER PRIMARY KEY, id TEXT, file TEXT, role TEXT, offset INTEGER, length INTEGER, page INTEGER,
    seen INTEGER DEFAULT 0
);
CREATE INDEX listed_id ON listed (id);
CREATE INDEX listed_offset ON listed (file, offset);
CREATE TABLE stored (
    place INTEGER PRIMARY KEY, id TEXT, file TEXT, type TEXT, offset INTEGER, inner INTEGER, length INTEGER,
    url TEXT, refers_to TEXT, date TEXT, size INTEGER, sha256 TEXT, truncated TEXT, whole INTEGER
);
CREATE INDEX stored_id ON stored (id);
CREATE INDEX stored_refers ON stored (refers_to);
CREATE TABLE fault (file TEXT, offset INTEGER, record TEXT, kind TEXT, problem TEXT);
CREATE INDEX fault_record ON fault (record);
CREATE INDEX fault_offset ON fault (file, offset);
CREATE TABLE line (file TEXT, offset INTEGER, byte INTEGER, text TEXT, seen INTEGER DEFAULT 0);
CREATE INDEX line_offset ON line (file, offset);
"""
ROLES = ("raw", "cleaned", "ledger")


@dataclass(frozen=True, slots=True)
class Listed:
    """A record that a manifest lists. ``place`` counts them all, in the order in which they should stand; ``file`` is
    a name without a folder."""

    place: int
    id: str
    file: str
    role: str
    offset: int
    length: int
    page: int
    seen: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """A record that was found. ``whole`` says that nothing is wrong with the record itself, wherever it stands;
    ``size`` and ``sha256`` are those of its payload, ``truncated`` is why that is not all there was, or empty."""

    place: int
    id: str
    file: str
    type: str
    offset: int
    inner: int
    length: int
    url: str
    refers_to: str
    date: str
    size: int
    sha256: str
    truncated: str
    whole: bool


class Catalogue:
    """A temporary database, gone when it is closed."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)  # "" is a file that SQLite makes and removes
        self._base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def add_page(self, manifest: str, entry: PageEntry, files: tuple[str, str]) -> int:
        """List a page with its records. ``files`` are the names of the raw and the cleaned file. Gives its number."""
        text = json.dumps(entry.to_json())
        row = self._run("INSERT INTO page (manifest, shard, entry) VALUES (?, ?, ?)", (manifest, entry.shard, text))
        page = row.lastrowid or 0
        ids = (entry.raw_id, entry.cleaned_id, entry.ledger_id)
        places = (entry.raw, entry.cleaned, entry.ledger)
        for role, record, at, file in zip(ROLES, ids, places, (files[0], files[1], files[1]), strict=True):
            if record is not None:
                where = at or Place(-1, -1)
                self._run(
                    "INSERT INTO listed (id, file, role, offset, length, page) VALUES (?, ?, ?, ?, ?, ?)",
                    (record, file, role, where.offset, where.length, page),
                )
        return page

    def pages(self) -> Iterator[tuple[int, str, PageEntry]]:
        """All pages that are listed: number, manifest and entry."""
        for number, manifest, text in self._run("SELECT number, manifest, entry FROM page ORDER BY number"):
            yield number, manifest, PageEntry.from_json(json.loads(text))

    def page(self, number: int) -> PageEntry:
        """The entry of a page."""
        (text,) = self._run("SELECT entry FROM page WHERE number = ?", (number,)).fetchone()
        return PageEntry.from_json(json.loads(text))

    def shards(self) -> frozenset[int]:
        """The shards that the manifests list."""
        return frozenset(row[0] for row in self._run("SELECT DISTINCT shard FROM page"))

    def manifests(self, shard: int) -> tuple[str, ...]:
        """The names of the manifests that list pages of a shard."""
        rows = self._run("SELECT DISTINCT manifest FROM page WHERE shard = ? ORDER BY manifest", (shard,))
        return tuple(row[0] for row in rows)

    def whole_pages(self, manifest: str, shard: int) -> Iterator[tuple[Stored, ...]]:
        """Raw record, conversion and ledger of each page of a shard that has all three, each whole."""
        for _, source, entry in self.pages():
            if source == manifest and entry.shard == shard and entry.cleaned_id is not None:
                found = [self.stored(record) for record in (entry.raw_id, entry.cleaned_id, entry.ledger_id)]
                whole = tuple(one for one in found if one is not None and one.whole and one.length)
                if len(whole) == len(found):
                    yield whole

    def listed(self, record: str) -> Listed | None:
        """What is listed of a record."""
        return self._listed("id = ?", record)

    def listed_at(self, file: str, offset: int) -> Listed | None:
        """What is listed at a place."""
        return self._listed("file = ? AND offset = ?", file, offset)

    def unseen(self, file: str) -> Iterator[Listed]:
        """What is listed in a file and was not found anywhere, in order."""
        rows = self._run(f"{LISTED} WHERE file = ? AND seen = 0 ORDER BY place", (file,))
        return (Listed(*row) for row in rows)

    def see(self, listed: Listed) -> None:
        """Note that something was found where a record is listed."""
        self._run("UPDATE listed SET seen = 1 WHERE place = ?", (listed.place,))

    def see_all(self, file: str) -> None:
        """Ask no more for the records of a file."""
        self._run("UPDATE listed SET seen = 1 WHERE file = ?", (file,))
        self._run("UPDATE line SET seen = 1 WHERE file = ?", (file,))

    def add_stored(self, stored: Stored) -> None:
        """Note a record that was found; its ``place`` is given here."""
        self._run(
            "INSERT INTO stored"
            " (id, file, type, offset, inner, length, url, refers_to, date, size, sha256, truncated, whole)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            astuple(stored)[1:],
        )

    def stored(self, record: str) -> Stored | None:
        """The record of an id; of several the first that is whole, else the first."""
        row = self._run(f"{STORED} WHERE id = ? ORDER BY NOT whole, place LIMIT 1", (record,)).fetchone()
        return Stored(*row) if row else None

    def stored_in(self, file: str) -> Iterator[Stored]:
        """The records found in a file, in its order."""
        rows = self._run(f"{STORED} WHERE file = ? ORDER BY place", (file,))
        return (Stored(*row) for row in rows)

    def about(self, record: str) -> Iterator[Stored]:
        """The records that say that they are about another."""
        rows = self._run(f"{STORED} WHERE refers_to = ? ORDER BY place", (record,))
        return (Stored(*row) for row in rows)

    def add_fault(self, fault: Fault) -> None:
        """Note a fault."""
        values = (fault.path.name, fault.offset, fault.record, fault.kind.value, fault.problem)
        self._run("INSERT INTO fault VALUES (?, ?, ?, ?, ?)", values)

    def faults_of(self, record: str) -> tuple[tuple[str, str], ...]:
        """Kind and problem of the faults that were noted of a record."""
        rows = self._run("SELECT kind, problem FROM fault WHERE record = ? ORDER BY rowid", (record,))
        return tuple((kind, problem) for kind, problem in rows)

    def faults_in(self, file: str, offset: int | None) -> tuple[tuple[str, str], ...]:
        """Kind and problem of the faults that were noted at a place of a file."""
        rows = self._run(
            "SELECT kind, problem FROM fault WHERE file = ? AND offset IS ? ORDER BY rowid", (file, offset)
        )
        return tuple((kind, problem) for kind, problem in rows)

    def faults_unlisted(self) -> Iterator[tuple[str, int | None, str, str, str]]:
        """File, offset, record, kind and problem of the faults of what no manifest lists."""
        return iter(
            self._run(
                "SELECT file, offset, record, kind, problem FROM fault"
                " WHERE NOT EXISTS (SELECT 1 FROM listed WHERE listed.id = fault.record) ORDER BY rowid"
            )
        )

    def add_line(self, file: str, offset: int, byte: int, text: str) -> None:
        """Note a line of the index of a file: the offset that it names, and where it begins in the index."""
        self._run("INSERT INTO line (file, offset, byte, text) VALUES (?, ?, ?, ?)", (file, offset, byte, text))

    def take_line(self, file: str, offset: int) -> tuple[int, str] | None:
        """The line of the index for a place: its byte and its text. Each is given once."""
        row = self._run(
            "SELECT rowid, byte, text FROM line WHERE file = ? AND offset = ? AND seen = 0 ORDER BY byte LIMIT 1",
            (file, offset),
        ).fetchone()
        if row is None:
            return None
        self._run("UPDATE line SET seen = 1 WHERE rowid = ?", (row[0],))
        return row[1], row[2]

    def lines_left(self, file: str) -> Iterator[tuple[int, str]]:
        """The lines of the index that no record took: byte and text."""
        return iter(self._run("SELECT byte, text FROM line WHERE file = ? AND seen = 0 ORDER BY byte", (file,)))

    def _run(self, statement: str, values: Iterable[object] = ()) -> sqlite3.Cursor:
        """Carry out a statement, with text that the database takes: without lone surrogates."""
        return self._base.execute(
            statement, tuple(clean(value) if isinstance(value, str) else value for value in values)
        )

    def _listed(self, where: str, *values: object) -> Listed | None:
        row = self._run(f"{LISTED} WHERE {where} ORDER BY place LIMIT 1", values).fetchone()
        return Listed(*row) if row else None


LISTED = "SELECT place, id, file, role, offset, length, page, seen FROM listed"
STORED = (
    "SELECT place, id, file, type, offset, inner, length, url, refers_to, date, size, sha256, truncated, whole"
    " FROM stored"
)


def clean(text: str) -> str:
    """Text that the database takes: without lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode()
