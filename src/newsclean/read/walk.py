"""A folder to the files in it and in its subfolders, in an order that no file system changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from newsclean.errors import InputError
from newsclean.read.regular import trouble

__all__ = ["Found", "Unwalked", "walk"]


@dataclass(frozen=True, slots=True)
class Found:
    """A file: where to open it, its path below the folder with ``/``, and the names of all files beside it."""

    path: str
    name: str
    neighbours: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unwalked:
    """A subfolder that was not walked, and why. ``is_covered`` if all in it is found under another name."""

    name: str
    reason: str
    is_covered: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    found: Found
    is_folder: bool
    is_link: bool


def walk(root: str) -> Iterator[Found | Unwalked]:
    """Find all files below a folder, ordered by the parts of their paths, compared as bytes.

    Links to files are found like files. A link to a folder is walked if that folder lies outside ``root`` and was not
    walked before. Uses neither recursion nor more memory than the listings on the way down take.
    Raises `InputError` if ``root`` itself cannot be listed.
    """
    real_root = os.path.realpath(root)
    try:
        walked = {_identity(root)}
        listings = [_entries(root, "")]
    except OSError as error:
        raise InputError(f"the folder {root} cannot be listed: {trouble(error)}") from error
    while listings:
        entry = next(listings[-1], None)
        if entry is None:
            listings.pop()
        elif not entry.is_folder:
            yield entry.found
        else:
            obstacle = _obstacle(entry, real_root, walked)
            if obstacle is None:
                try:
                    listings.append(_entries(entry.found.path, entry.found.name + "/"))
                except OSError as error:
                    obstacle = Unwalked(entry.found.name, trouble(error))
            if obstacle is not None:
                yield obstacle


def _entries(folder: str, prefix: str) -> Iterator[_Entry]:
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
    names = frozenset(entry.name for entry in entries)
    return (
        _Entry(Found(entry.path, prefix + entry.name, names), _is_folder(entry), entry.is_symlink())
        for entry in entries
    )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself: whoever opens it will say so
        return False


def _identity(folder: str) -> tuple[int, int]:
    status = os.stat(folder)
    return status.st_dev, status.st_ino


def _obstacle(entry: _Entry, real_root: str, walked: set[tuple[int, int]]) -> Unwalked | None:
    """Why a subfolder must not be walked; if nothing speaks against it, it counts as walked from now on."""
    path, name = entry.found.path, entry.found.name
    if entry.is_link:
        target = os.path.realpath(path)
        if _is_inside(os.path.realpath(os.path.dirname(path)), target):
            return Unwalked(name, "it is a symbolic link to a folder above itself, a loop: remove the link")
        if _is_inside(target, real_root):
            return Unwalked(name, "a symbolic link to a folder that is walked under its own name", is_covered=True)
    try:
        identity = _identity(path)
    except OSError as error:
        return Unwalked(name, trouble(error))
    if identity in walked:
        return Unwalked(name, "the same folder as one that was walked before", is_covered=True)
    walked.add(identity)
    return None


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))
