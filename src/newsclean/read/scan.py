"""Folders, files, lists and standard input to the inputs in them, in a stable order, without reading them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from newsclean.errors import InputError
from newsclean.read.facts import Facts
from newsclean.read.load import read_head
from newsclean.read.manifest import Manifest
from newsclean.read.marks import looks_like_html
from newsclean.read.mhtml import is_web_archive
from newsclean.read.names import MANIFEST, Promise, compression_suffix, file_address, printable, promise
from newsclean.read.regular import size_of_regular, trouble
from newsclean.read.revisits import KnownRecords
from newsclean.read.source import STANDARD_INPUT, Item, Source
from newsclean.read.walk import Found, Unwalked, walk
from newsclean.read.warc import holds_records, list_pages
from newsclean.types import Failure

__all__ = ["count", "scan"]

_HEAD_BYTES = 4096
_OWN_MANIFEST = re.compile(r".+-run-\d{5,}\.json")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def scan(
    source: Source | str | os.PathLike[str], skipped: Callable[[str, str], None] | None = None
) -> Iterator[Item | Failure]:
    """Find the inputs of a source, lazily and in order; `newsclean.read.load` reads one.

    A folder is walked with all its subfolders, ordered by the parts of each path, compared as bytes. Files named as
    pages are inputs. So are files with other names that clearly hold HTML, of which the first 4 KiB are read; the rest
    (style sheets, pictures …) are no inputs, and ``skipped`` is called with the name and the reason. What should be
    a page but cannot be read is a `Failure`. Links to files are followed; a link to a folder inside the source is not,
    since that folder is walked under its own name, and one to a folder above itself is a `Failure`.

    Web archives (WARC, ARC, WACZ) are gone through, and each page in them is an input, called ``file#record``; what
    else they hold is told to ``skipped``.

    Names are paths below the folder, with ``/``. With several sources, as much of the end of each source's path as
    tells it from the others comes before. Files in a list are called as they are listed, standard input is ``-``.

    Raises `InputError` at once if a path of the source does not exist.
    """
    source = Source.of(source)
    for path in source.paths:
        if path != STANDARD_INPUT and not os.path.lexists(path):
            raise InputError(f"{printable(path)} does not exist: name a folder or a file that does")
    return _Scanner(source, skipped or _ignore).inputs()


def count(source: Source | str | os.PathLike[str]) -> int | None:
    """How many inputs a source has, or None where only reading all of a web archive would tell.

    Raises `InputError` as `scan` does.
    """
    source = Source.of(source)
    try:
        return sum(1 for _ in _Scanner(source, _ignore, names_only=True).inputs())
    except _UncountableError:
        return None


class _UncountableError(Exception):
    """A source holds a web archive."""


def _ignore(name: str, reason: str) -> None:
    """Take no notice of a file that is no input."""


@dataclass(slots=True)
class _Scanner:
    """One way through a source, with what it met on the way."""

    source: Source
    skipped: Callable[[str, str], None]
    listed: set[str] = field(default_factory=set)
    manifest: Manifest = field(default_factory=Manifest)
    known: KnownRecords = field(default_factory=KnownRecords)
    names_only: bool = False

    def inputs(self) -> Iterator[Item | Failure]:
        try:
            for path, name in _names_of(self.source.paths):
                yield from self._path(path, name)
            if self.source.files_from is not None:
                yield from self._files_from(self.source.files_from)
        finally:
            self.manifest.close()
            self.known.close()

    def _path(self, path: str, name: str) -> Iterator[Item | Failure]:
        if path == STANDARD_INPUT:
            yield self._standard_input()
        elif os.path.isdir(path):
            yield from self._folder(path, name)
        else:
            yield from self._single_file(path, name or os.path.basename(path))

    def _files_from(self, path: str) -> Iterator[Item | Failure]:
        """The inputs that a list names: paths separated by NUL if it has one, else by line ends."""
        try:
            data = self._stdin().read() if path == STANDARD_INPUT else Path(path).read_bytes()
        except OSError as error:
            raise InputError(f"the list of files {printable(path)} cannot be used: {trouble(error)}") from error
        for line in data.split(b"\0") if b"\0" in data else data.splitlines():
            listed = os.path.normpath(os.fsdecode(line)) if line.strip() else ""
            if listed and listed not in self.listed:  # the same path twice is one page
                self.listed.add(listed)
                yield from self._path(os.path.join(".", listed), _name_of_listed(listed))

    def _stdin(self) -> BinaryIO:
        return self.source.stdin or sys.stdin.buffer

    def _standard_input(self) -> Item | Failure:
        try:
            content = self._stdin().read(self.source.max_bytes + 1)
        except OSError as error:
            return Failure(STANDARD_INPUT, "read", trouble(error))
        return Item(
            name=STANDARD_INPUT,
            path=STANDARD_INPUT,
            size=len(content),
            address=self.source.base_url or file_address(STANDARD_INPUT),
            address_from="base-url" if self.source.base_url else "file",
            max_bytes=self.source.max_bytes,
            content=content,
        )

    def _folder(self, folder: str, name: str) -> Iterator[Item | Failure]:
        prefix = f"{name}/" if name else ""
        self._open_manifest(folder)
        for problem in self.manifest.troubles:
            yield Failure(printable(prefix + MANIFEST), "read", problem)
        for found in walk(folder):
            if isinstance(found, Found):
                yield from self._file(found, prefix + found.name, self.manifest.facts(found.name))
            elif isinstance(found, Unwalked) and found.is_covered:
                self.skipped(printable(prefix + found.name), found.reason)
            else:
                yield Failure(printable(prefix + found.name), "read", found.reason)

    def _single_file(self, path: str, name: str) -> Iterator[Item | Failure]:
        """A file that was named itself: an input whatever its name says. A manifest beside it counts."""
        folder, base = os.path.split(path)
        self._open_manifest(folder)
        beside = frozenset(other for other in _sidecar_names(base) if os.path.lexists(os.path.join(folder, other)))
        yield from self._file(Found(path, base, beside), name, self.manifest.facts(base), is_named=True)

    def _open_manifest(self, folder: str) -> None:
        """Make the manifest of a folder the one in use. One is kept at a time: lists mostly go folder by folder."""
        if self.manifest.folder != folder:
            self.manifest.close()
            self.manifest = Manifest(folder)

    def _file(self, found: Found, name: str, facts: Facts, *, is_named: bool = False) -> Iterator[Item | Failure]:
        """A file as an input or a failure, or nothing, if it is no page and was not named as one."""
        shown = printable(name)
        promised = promise(found.name)
        if is_named and promised is not Promise.RECORDS:
            promised = Promise.PAGE
        if promised is Promise.OTHER:
            self.skipped(shown, "no page, as its name says")
            return
        try:
            size = size_of_regular(found.path)
            if promised is Promise.RECORDS or (is_named and _holds_records(found.path)):
                yield from self._records(found, name, is_named=is_named)
                return
            if promised is Promise.UNKNOWN and not _holds_page(found.path):
                self.skipped(shown, "no page, as its first bytes say")
                return
        except InputError as error:
            yield Failure(shown, "read", str(error))
        except OSError as error:
            yield Failure(shown, "read", trouble(error))
        else:
            yield self._item(found, name, size, facts)

    def _records(self, found: Found, name: str, *, is_named: bool) -> Iterator[Item | Failure]:
        """The pages of a web archive. Raises OSError and `InputError` if it cannot be read at all."""
        output = self.source.output
        if output is not None and os.path.dirname(os.path.realpath(found.path)) == os.path.realpath(output):
            self.skipped(printable(name), "part of the archive that is being written")
            return
        if not is_named and any(map(_OWN_MANIFEST.fullmatch, found.neighbours)):
            if "/" in found.name:  # else a run whose output lies below its input would archive that again and again
                self.skipped(printable(name), "part of an archive of newsclean: name that folder itself to read it")
                return
            if found.name.lower().endswith(".wacz"):
                self.skipped(printable(name), "a package of the archive beside it")
                return
        if self.names_only:
            raise _UncountableError
        yield from list_pages(found.path, name, self.source.max_bytes, self.known, self.skipped)

    def _item(self, found: Found, name: str, size: int, facts: Facts) -> Item:
        base_url = self.source.base_url
        folder, base = os.path.split(found.path)
        *own, stem = _sidecar_names(base)
        beside = [os.path.join(folder, other) for other in own if other in found.neighbours]
        return Item(
            name=printable(name),
            path=found.path,
            size=size,
            address=file_address(name) if base_url is None else _mirrored(base_url, found.name),
            address_from="file" if base_url is None else "base-url",
            max_bytes=self.source.max_bytes,
            facts=facts,
            own_sidecar=beside[0] if beside else None,
            stem_sidecar=os.path.join(folder, stem) if stem in found.neighbours else None,
        )


def _names_of(paths: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each path with what it is called: nothing if it is the only one, else enough of its end to tell it apart."""
    whole = {path: Path(os.path.abspath(path)).parts for path in paths}
    if len(whole) == 1:
        return [(path, "") for path in whole]
    for depth in range(1, max(map(len, whole.values()), default=0) + 1):
        names = {path: "/".join(parts[-depth:]).strip("/") for path, parts in whole.items()}
        if len(set(names.values())) == len(set(whole.values())):
            break
    distinct = {parts: path for path, parts in reversed(whole.items())}  # a path that comes twice is read once
    return [
        (path, STANDARD_INPUT if path == STANDARD_INPUT else names[path]) for path in whole if path in distinct.values()
    ]


def _name_of_listed(path: str) -> str:
    """A listed path as a name: as it stands, or in full where it leads up and away from the working directory."""
    if path.split(os.sep, 1)[0] == os.pardir or os.path.isabs(path):
        path = os.path.abspath(path)
    return "" if path == os.curdir else Path(path).as_posix().lstrip("/")


def _holds_page(path: str) -> bool:
    """Whether a file with a name that promises nothing holds a page. Raises OSError if it cannot be read."""
    try:
        head = read_head(path, _HEAD_BYTES)
    except InputError:  # damaged compression, in something that need not be a page
        return False
    return looks_like_html(head) or is_web_archive(head)


def _holds_records(path: str) -> bool:
    """Whether a file is a web archive under another name. Raises OSError if it cannot be read."""
    try:
        return holds_records(read_head(path, 64))
    except InputError:  # damaged compression: whoever reads the page will say so
        return False


def _sidecar_names(base: str) -> tuple[str, str, str]:
    """The JSON files that may stand beside a page: two that bear its whole name, and one that bears its stem."""
    unpacked = base.removesuffix(compression_suffix(base))
    return f"{base}.json", f"{unpacked}.json", f"{os.path.splitext(unpacked)[0]}.json"


def _mirrored(base_url: str, name: str) -> str:
    """The address of a file of a mirrored folder, whose names are the paths, and queries, of the addresses."""
    path = quote(os.fsencode(name.removesuffix(compression_suffix(name))), safe="/~!$&'()*+,;=:@?%")
    return f"{base_url.rstrip('/')}/{_LONE_PERCENT.sub('%25', path)}"
