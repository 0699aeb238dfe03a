"""What stands beside the pages: ``manifest.jsonl`` in the input folder, and a ``.json`` file beside a page.

`docs/inputs.md` describes the fields. Of a manifest only the places of its lines are kept in memory, in sixteen bytes
each, so that one of millions of lines can be used.
"""

from __future__ import annotations

import codecs
import json
import os
import unicodedata
from array import array
from bisect import bisect_right
from typing import Any, BinaryIO

from newsclean.errors import InputError
from newsclean.read.facts import Facts, facts_of
from newsclean.read.names import MANIFEST
from newsclean.read.regular import open_regular, trouble

__all__ = ["Manifest", "read_sidecar"]

_FILE_FIELDS = ("file", "path", "filename")
_LONGEST_SIDECAR = 1 << 24


class Manifest:
    """The manifest of an input folder, open while the folder is walked; empty for a folder without one.

    ``troubles`` says, for each line that cannot be used, which it is, why, and what to do; all others are used. Where
    two lines name the same file, the later holds, as a later fetch has written over the file of an earlier one.
    """

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder
        self.troubles: list[str] = []
        # The hashes of the names of files in ascending order, and where the line of each begins; of one name, in the
        # order of the lines.
        self._hashes, self._offsets = array("q"), array("q")
        self._file: BinaryIO | None = None
        if folder is None:
            return
        path = os.path.join(folder, MANIFEST)
        try:
            if os.path.lexists(path):
                self._file = open_regular(path)
                self._index(self._file)
        except InputError as error:
            self.troubles.append(f"{error}; the pages are read without it")
        except OSError as error:
            self.troubles.append(f"{trouble(error)}; the pages are read without it")

    def close(self) -> None:
        """Close the file. The manifest knows nothing afterwards."""
        self._hashes, self._offsets = array("q"), array("q")
        if self._file is not None:
            self._file.close()

    def _index(self, file: BinaryIO) -> None:
        import numpy as np

        offset = 0
        for number, line in enumerate(file, 1):
            if line.strip(codecs.BOM_UTF8 + b" \t\r\n"):
                try:
                    self._hashes.append(hash(_key(_file_of(_object(line)))))
                    self._offsets.append(offset)
                except ValueError as error:
                    self.troubles.append(f"line {number}: {error}: mend the line; the others are used")
            offset += len(line)
        order = np.argsort(np.array(self._hashes), kind="stable")
        self._hashes = array("q", np.array(self._hashes)[order].tobytes())
        self._offsets = array("q", np.array(self._offsets)[order].tobytes())

    def facts(self, name: str) -> Facts:
        """What the manifest says of the file with this path below the folder; nothing if it does not name it."""
        if self._file is None:
            return Facts()
        key = _key(name)
        hashed = hash(key)
        for place in range(bisect_right(self._hashes, hashed) - 1, -1, -1):  # the last line first
            if self._hashes[place] != hashed:
                break
            self._file.seek(self._offsets[place])
            fields = _object(self._file.readline())
            if _key(_file_of(fields)) == key:  # and not another name of the same hash
                return facts_of(fields)
        return Facts()


def _key(name: str) -> str:
    """File systems and tools differ in how they compose accents; the same name must be found all the same."""
    return unicodedata.normalize("NFC", name)


def _file_of(fields: dict[str, Any]) -> str:
    name = next((fields[field] for field in _FILE_FIELDS if field in fields), None)
    if not isinstance(name, str) or not name:
        raise ValueError('it has no "file", the path of the page below the folder')
    return name.removeprefix("./")


def _object(line: bytes) -> dict[str, Any]:
    """A JSON object. Raises ValueError, in words, for anything else."""
    try:
        value = json.loads(line.removeprefix(codecs.BOM_UTF8))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON ({error.msg} at character {error.pos})") from error
    except ValueError as error:
        raise ValueError("it is not UTF-8") from error
    if not isinstance(value, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004  # of the content, not of the type of an argument
    return value


def read_sidecar(path: str, *, required: bool) -> Facts:
    """What a ``.json`` file beside a page says of it.

    Raises `InputError` if it says nothing that can be read and is ``required`` to, since it bears the whole name of the
    page. One that only shares the page's stem may be anything.
    """
    try:
        return facts_of(_object(_content_of(path)))
    except (OSError, InputError, ValueError) as error:
        if not required:
            return Facts()
        reason = trouble(error) if isinstance(error, OSError) else str(error)
        raise InputError(f"{os.path.basename(path)} beside it cannot be used: {reason}: mend or remove it") from error


def _content_of(path: str) -> bytes:
    with open_regular(path) as file:
        content = file.read(_LONGEST_SIDECAR + 1)
    if len(content) > _LONGEST_SIDECAR:
        raise ValueError(f"it has more than {_LONGEST_SIDECAR:,} bytes")
    return content
