"""The web archives inside a WACZ package, where they lie in it, without unpacking anything.

See https://specs.webrecorder.net/wacz/1.1.1/: archives are in ``archive/`` and stored as they are, so that a record can
be read in its place.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from newsclean.errors import InputError

__all__ = ["Packed", "archives_in"]

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_MAGIC = b"PK\x03\x04"
_ENCRYPTED = 1
_SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive in a package: its name there, its first byte, and how many it has, None for all that follow;
    ``trouble`` says why it cannot be read."""

    name: str
    start: int
    size: int | None
    trouble: str = ""


def archives_in(file: BinaryIO) -> list[Packed]:
    """The archives in a package, ordered by name. Raises `InputError` for a file that is no sound package."""
    try:
        with zipfile.ZipFile(file) as package:
            entries = [package.getinfo(name) for name in sorted(set(package.namelist()))]
        found = [_locate(file, entry) for entry in entries if _is_archive(entry.filename)]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise InputError(f"the package is damaged ({error}): fetch it again") from error
    for one, following in pairwise(sorted(found, key=lambda packed: packed.start)):
        if one.start + (one.size or 0) > following.start:
            raise InputError("the package is damaged: its parts lie over each other")
    return found


def _is_archive(name: str) -> bool:
    return name.startswith("archive/") and name.lower().endswith(_SUFFIXES)


def _locate(file: BinaryIO, entry: zipfile.ZipInfo) -> Packed:
    file.seek(entry.header_offset)
    magic, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if magic != _MAGIC:
        raise zipfile.BadZipFile(f"{entry.filename!r} is not where its directory says")
    trouble = ""
    if entry.flag_bits & _ENCRYPTED:
        trouble = "it is encrypted in its package: unpack it and name the file"
    elif entry.compress_type != zipfile.ZIP_STORED:
        trouble = "it is compressed in its package, against WACZ 1.1.1: unpack it and name the file"
    start = entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    return Packed(entry.filename, start, entry.compress_size, trouble)
