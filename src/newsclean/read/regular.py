"""Regular files, and nothing else: opening a pipe or a device might block for ever, or do something."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

from newsclean.errors import InputError

__all__ = ["open_regular", "size_of_regular", "trouble"]

_KINDS = {
    stat.S_IFIFO: "a named pipe (FIFO)",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


def size_of_regular(path: str) -> int:
    """The bytes of a regular file. Raises `InputError` for anything else, and OSError if nobody knows what it is."""
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        what = _KINDS.get(stat.S_IFMT(status.st_mode), "no regular file")
        raise InputError(f"it is {what}: pages are read from regular files only")
    return status.st_size


def open_regular(path: str) -> BinaryIO:
    """Open a regular file for reading; raises as `size_of_regular` does."""
    size_of_regular(path)
    return open(path, "rb")


def trouble(error: OSError) -> str:
    """What an error of the file system means for the one who reads the report, and the remedy."""
    if isinstance(error, FileNotFoundError):
        return "it is not there: it was removed, or is a symbolic link that leads nowhere"
    if isinstance(error, PermissionError):
        return "it may not be read: give this user the permission"
    if error.errno == errno.ELOOP:
        return "it is a symbolic link that leads back to itself: remove it"
    return f"it cannot be read: {error.strerror or type(error).__name__}"
