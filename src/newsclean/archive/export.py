"""The clean pages of an archive as files for other programs: one a page, or one line of JSON a page in one file.

Files are made in one folder and nowhere else: names come from `newsclean.archive.file_names`, the folder is held open,
and a file is only ever made anew, so that no link is followed that lies there already.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self

from newsclean.archive.file_names import file_name
from newsclean.archive.files import cannot
from newsclean.archive.ledger import LedgerRun
from newsclean.archive.reader import ArchivedPage, ArchiveReader
from newsclean.archive.restore import restore
from newsclean.archive.safe import line_of_json
from newsclean.article.article import Article
from newsclean.article.render import metadata_values
from newsclean.errors import ArchiveError, OptionError
from newsclean.types import Kind

__all__ = ["FORMATS", "Exported", "Format", "export"]

Format = Literal["text", "markdown", "html", "json", "jsonl"]
FORMATS: tuple[Format, ...] = ("text", "markdown", "html", "json", "jsonl")
SUFFIXES: Mapping[Format, str] = {"text": ".txt", "markdown": ".md", "html": ".html", "json": ".json"}
ONE_FILE = "articles.jsonl"
KEPT = frozenset({Kind.BODY, Kind.CAPTION})


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: ``pages`` with their clean versions; ``left_out`` counts those that have none."""

    pages: int
    left_out: int


def export(archive: Path, folder: Path, form: Format, *, overwrite: bool = False) -> Exported:
    """Write every clean page of an archive folder to a file in ``folder``, which is made if it is not there.

    ``text`` is the body alone, a paragraph a line; ``markdown`` the article with its title; ``html`` the clean page as
    the archive has it; ``json`` text, metadata, address, dates and what was removed; ``jsonl`` the same of all pages in
    one file. Files of the same name are only replaced with ``overwrite``. Memory does not grow with the archive. Raises
    `OptionError` for the archive's own folder, and `ArchiveError` for a damaged archive, a file that is there already,
    and where the disk does not take what is written.
    """
    reader = ArchiveReader(archive)
    write = RENDERERS.get(form)
    if write is None:
        raise OptionError(f"the format is {form!r}, but must be one of {', '.join(FORMATS)}")
    if folder.exists() and folder.resolve() == archive.resolve():
        raise OptionError(f"{folder} is the archive itself: name another folder")
    pages = left_out = 0
    with ExportFolder(folder, overwrite=overwrite) as target:
        together = target.create(ONE_FILE) if form == "jsonl" else None
        for page in reader:
            article = restore(page)
            if article is None:
                left_out += 1
                continue
            pages += 1
            data = write(page, article)
            if together is not None:
                target.append(together, data)
            else:
                target.append(target.create(file_name(page.url, page.raw.id, SUFFIXES[form])), data, close=True)
    return Exported(pages, left_out)


class ExportFolder:
    """A folder that files are made in. Raises `ArchiveError` with the file and the reason where one cannot be."""

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self.path = path
        self._overwrite = overwrite
        self._file: BinaryIO | None = None
        self._name = ""
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise cannot(path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what is open; a file that is not whole is removed."""
        if self._file is not None:
            self._file.close()
            if error is not None:
                with suppress(OSError):
                    os.unlink(self._name, dir_fd=self._folder)
        os.close(self._folder)

    def create(self, name: str) -> BinaryIO:
        """Make a file. What is there already is taken away first, if that was asked for, and never written to."""
        try:
            if self._overwrite:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=self._folder)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | getattr(os, "O_CLOEXEC", 0)
            self._file = os.fdopen(os.open(name, flags, 0o666, dir_fd=self._folder), "wb")
        except FileExistsError as error:
            raise ArchiveError(
                f"{self.path / name} is there already: name another folder, or replace files (--overwrite)"
            ) from error
        except OSError as error:
            raise cannot(self.path / name, error) from error
        self._name = name
        return self._file

    def append(self, file: BinaryIO, data: bytes, *, close: bool = False) -> None:
        """Write to the file that was made last; with ``close``, that is all of it."""
        try:
            file.write(data)
            if close:
                file.close()
                self._file = None
        except OSError as error:
            raise cannot(self.path / self._name, error) from error


def as_text(_page: ArchivedPage, article: Article) -> bytes:
    """The body, a paragraph a line."""
    return f"{article.text}\n".encode("utf-8", "replace") if article.text else b""


def as_markdown(_page: ArchivedPage, article: Article) -> bytes:
    """Title and body as CommonMark."""
    return article.to_markdown().encode("utf-8", "replace")


def as_html(page: ArchivedPage, _article: Article) -> bytes:
    """The clean page as it is in the archive."""
    return page.cleaned.payload if page.cleaned else b""


def as_json(page: ArchivedPage, article: Article) -> bytes:
    """What is known of the page, on one line."""
    return line_of_json(values(page, article)).encode() + b"\n"


def values(page: ArchivedPage, article: Article) -> dict[str, Any]:
    """A page as JSON can hold it: where it comes from, text, metadata, and what was removed."""
    return {
        "url": page.url,
        "name": page.name,
        "captured": page.raw.get("WARC-Date"),
        "raw_id": page.raw.id,
        "cleaned_id": page.cleaned.id if page.cleaned else None,
        "text": article.text,
        "confidence": article.confidence,
        "metadata": metadata_values(article.metadata),
        "removed": removed(page.ledger.runs),
        "form": article.form,
        "charset": article.encoding.used,
    }


def removed(runs: tuple[LedgerRun, ...]) -> dict[str, dict[str, int]]:
    """How many blocks and characters of each kind are not in the article, in the order of the kinds."""
    counted: dict[Kind, dict[str, int]] = {}
    for run in runs:
        if run.kind not in KEPT:
            count = counted.setdefault(run.kind, {"blocks": 0, "characters": 0})
            count["blocks"] += run.last - run.first + 1
            count["characters"] += run.characters
    return {kind.value: counted[kind] for kind in Kind if kind in counted}


RENDERERS: Mapping[str, Callable[[ArchivedPage, Article], bytes]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
    "jsonl": as_json,
}
