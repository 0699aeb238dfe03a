"""Which record holds the bytes that a revisit leaves out: an index on the disk, so that memory does not grow."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from newsclean.read.stream import Place

__all__ = ["Known", "KnownRecords"]


@dataclass(frozen=True, slots=True)
class Known:
    """A record that was met before: where it is, and whether it holds a page."""

    place: Place
    is_page: bool


class KnownRecords:
    """The responses and resources of an input, by id, by URL and date, and by payload digest.

    Lives in a temporary database of SQLite, which keeps 2 MB in memory and removes itself.
    """

    def __init__(self) -> None:
        self._database: sqlite3.Connection | None = None

    def _connection(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.execute(
                "CREATE TABLE known (key BLOB PRIMARY KEY, path, start, size, offset, skip, is_page) WITHOUT ROWID"
            )
        return self._database

    def add(self, keys: list[str], place: Place, *, is_page: bool) -> None:
        """Note a record under its keys; of two with one key, the first counts."""
        path = place.path.encode("utf-8", "surrogateescape")
        row = (path, place.start, place.size, place.offset, place.skip, is_page)
        self._connection().executemany(
            "INSERT OR IGNORE INTO known VALUES (?, ?, ?, ?, ?, ?, ?)", [(_hash(key), *row) for key in keys]
        )

    def find(self, keys: list[str]) -> Known | None:
        """The record of the first key that is known."""
        for key in keys:
            row = self._connection().execute("SELECT * FROM known WHERE key = ?", (_hash(key),)).fetchone()
            if row is not None:
                _, path, start, size, offset, skip, is_page = row
                return Known(Place(path.decode("utf-8", "surrogateescape"), offset, skip, start, size), bool(is_page))
        return None

    def close(self) -> None:
        """Remove the database."""
        if self._database is not None:
            self._database.close()
            self._database = None


def _hash(key: str) -> bytes:
    """A key of 16 bytes, however long the values in a file are."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
