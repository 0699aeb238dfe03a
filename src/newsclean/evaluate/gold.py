"""Pages whose right answer is known: a folder or a zip file with ``gold.jsonl``, or a folder for each page.

``docs/evaluation.md`` describes both forms.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from newsclean.errors import GoldError

__all__ = ["GoldPage", "GoldSet", "Snippet", "read_gold"]

GOLD = "gold.jsonl"
EXPECTED = "expected.json"
HELP = "docs/evaluation.md tells what a set looks like"
WITH_BODY = ("full", "reference")
GOLD_KINDS = (*WITH_BODY, "snippets", "meta")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of boilerplate; ``kind`` as the gold names it, or None."""

    text: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page's right answer. ``file`` names its raw bytes; ``body`` is None where the gold has no whole body.

    ``days`` are the dates that count as right, and ``optional_lines`` are lines that count neither way. ``host`` is the
    site of a page whose address is not known.
    """

    id: str
    file: str
    url: str | None = None
    language: str | None = None
    body: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    source: str | None = None
    days: tuple[str, ...] = ()
    must_have: tuple[str, ...] = ()
    must_not: tuple[Snippet, ...] = ()
    optional_lines: tuple[str, ...] = ()
    host: str | None = None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A named set of pages; going through it gives each with its raw bytes, in the gold's order."""

    name: str
    path: Path
    pages: tuple[GoldPage, ...]

    def __len__(self) -> int:
        return len(self.pages)

    def __iter__(self) -> Iterator[tuple[GoldPage, bytes]]:
        with _opened(self.path) as place:
            for page in self.pages:
                yield page, place.read(page.file)


def read_gold(path: Path | str) -> GoldSet:
    """Read a set: a zip file or a folder with ``gold.jsonl``, or a folder with a folder for each page.

    Raises `GoldError`, which names file and line, where something is missing or not as it should be.
    """
    path = Path(path)
    with _opened(path) as place:
        if place.holds(GOLD):
            pages = list(_lines(place, f"{path}: {GOLD}"))
        elif isinstance(place, _Folder):
            pages = list(_folders(path))
        else:
            raise GoldError(f"{path}: has no {GOLD} at its top; {HELP}")
    if not pages:
        raise GoldError(f"{path}: describes no page")
    return GoldSet(path.stem if path.is_file() else path.resolve().name, path, tuple(pages))


@dataclass(frozen=True, slots=True)
class _Folder:
    """Files under a folder."""

    path: Path

    def holds(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.path / name).is_file()

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return (self.path / name).read_bytes()


@dataclass(frozen=True, slots=True)
class _Zip:
    """Files in a zip file."""

    archive: zipfile.ZipFile
    names: frozenset[str]

    def holds(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self.names

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        try:
            return self.archive.read(name)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # damaged, encrypted
            raise GoldError(f"{self.archive.filename}: {name} cannot be read: {error}") from error


def _opened(path: Path) -> AbstractContextManager[_Folder | _Zip]:
    return _folder(path) if path.is_dir() else _zip(path)


@contextmanager
def _folder(path: Path) -> Iterator[_Folder]:
    yield _Folder(path)


@contextmanager
def _zip(path: Path) -> Iterator[_Zip]:
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise GoldError(f"{path}: there is no such file or folder") from error
    except zipfile.BadZipFile as error:
        raise GoldError(f"{path}: neither a folder nor a zip file; {HELP}") from error
    with archive:
        yield _Zip(archive, frozenset(archive.namelist()))


def _lines(place: _Folder | _Zip, name: str) -> Iterator[GoldPage]:
    """The pages that the lines of ``gold.jsonl`` describe."""
    seen: set[str] = set()
    for number, line in enumerate(place.read(GOLD).split(b"\n"), 1):
        if not line.strip():
            continue
        row = _Row(_parse(line, name, number), f"{name}, line {number}")
        page = row.page(row.text("id"), row.text("file"))
        if page.id in seen:
            row.fail(f"the id {page.id!r} was on an earlier line")
        if not place.holds(page.file):
            row.fail(f"there is no file {page.file!r}")
        seen.add(page.id)
        yield page


def _folders(path: Path) -> Iterator[GoldPage]:
    """The pages that stand in a folder each, sorted by name."""
    found = sorted(path.glob(f"*/{EXPECTED}"))
    if not found:
        raise GoldError(f"{path}: has neither {GOLD} nor a folder with {EXPECTED}; {HELP}")
    for expected in found:
        row = _Row(_parse(expected.read_bytes(), str(expected)), str(expected))
        pages = sorted(expected.parent.glob("page.*"))
        if len(pages) != 1:
            row.fail(f"{len(pages)} files beside it are named page.*, but must be one")
        yield row.page(expected.parent.name, pages[0].relative_to(path).as_posix())


def _parse(data: bytes, name: str, line: int | None = None) -> Mapping[str, Any]:
    """A JSON object out of a file, or out of one line of it."""
    try:
        row = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        at = line or 1 + data.count(b"\n", 0, error.start)
        raise GoldError(f"{name}, line {at}: not UTF-8") from error
    except json.JSONDecodeError as error:
        raise GoldError(f"{name}, line {line or error.lineno}: not JSON: {error.msg}") from error
    if not isinstance(row, dict):
        raise GoldError(f"{name}, line {line or 1}: not a JSON object")
    return row


@dataclass(frozen=True, slots=True)
class _Row:
    """One page's fields as they were read, and where that was."""

    fields: Mapping[str, Any]
    where: str

    def fail(self, problem: str) -> NoReturn:
        """Say what is wrong, and where."""
        raise GoldError(f"{self.where}: {problem}")

    def page(self, name: str | None, file: str | None) -> GoldPage:
        """The page, its fields checked."""
        if not name or not file:
            self.fail(f"{'file' if name else 'id'!r} is missing")
        return GoldPage(
            id=name,
            file=file,
            url=self.text("url"),
            language=self.text("lang"),
            body=self.body(),
            title=self.text("title"),
            authors=self.texts("authors"),
            editors=self.texts("editors"),
            source=self.text("source_name"),
            days=self.days(),
            must_have=tuple(self.snippet(text, "must_have") for text in self.texts("must_have")),
            must_not=tuple(self.unwanted()),
            optional_lines=self.texts("optional_lines"),
            host=self.text("host") or self.text("site"),
        )

    def text(self, key: str) -> str | None:
        """A field that holds text; None where it is missing, null or empty."""
        value = self.fields.get(key)
        if value is not None and not isinstance(value, str):
            self.fail(f"{key!r} is {value!r}, but must be text or null")
        return value or None

    def texts(self, key: str) -> tuple[str, ...]:
        """A field that holds a list of texts; empty where it is missing or null."""
        value = self.fields.get(key) or []
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            self.fail(f"{key!r} must be a list of texts or null")
        return tuple(value)

    def body(self) -> str | None:
        """The whole body, where the gold has it."""
        body, kind = self.text("body"), self.text("gold_kind")
        kind = kind or ("full" if body else "snippets")
        if kind not in GOLD_KINDS:
            self.fail(f"'gold_kind' is {kind!r}, but must be one of {', '.join(GOLD_KINDS)}")
        if kind in WITH_BODY and not body:
            self.fail(f"'gold_kind' is {kind!r}, but 'body' is empty")
        return body if kind in WITH_BODY else None

    def days(self) -> tuple[str, ...]:
        """The day of publication; where there are two that count as right, both."""
        days = {key: self.text(key) for key in ("date", "date_alt")}
        for key, day in days.items():
            if day is not None and not DAY.fullmatch(day):
                self.fail(f"{key!r} is {day!r}, but must be a day as in 2024-05-20, or null")
        if days["date"] is None:
            return ()
        return tuple(day for day in days.values() if day)

    def snippet(self, text: object, key: str) -> str:
        """A snippet, which must have characters to look for."""
        if not isinstance(text, str) or not text.strip():
            self.fail(f"{key!r} has the snippet {text!r}, but must have texts that are not empty")
        return text

    def unwanted(self) -> Iterator[Snippet]:
        """What must not be in the text: a list of texts, or of objects with ``text`` and ``kind``."""
        value = self.fields.get("must_not") or []
        if not isinstance(value, list):
            self.fail("'must_not' must be a list or null")
        kinds = self.kinds()
        for piece in value:
            if isinstance(piece, dict):
                kind = piece.get("kind")
                if kind is not None and not isinstance(kind, str):
                    self.fail(f"'must_not' has the kind {kind!r}, but must have text or null")
                yield Snippet(self.snippet(piece.get("text"), "must_not"), kind)
            else:
                text = self.snippet(piece, "must_not")
                yield Snippet(text, kinds.get(text))

    def kinds(self) -> Mapping[str, str]:
        """The kinds of snippets that are mere texts: ``must_not_kind`` maps each kind to its snippets."""
        value = self.fields.get("must_not_kind") or {}
        if not isinstance(value, dict) or not all(isinstance(texts, list) for texts in value.values()):
            self.fail("'must_not_kind' must map each kind to a list of texts")
        return {text: kind for kind, texts in value.items() for text in texts if isinstance(text, str)}
