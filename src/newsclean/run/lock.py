"""One run at a time on a folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsclean.errors import ArchiveError

__all__ = ["only_run"]

# What a file system says that cannot lock a folder (NFS), and on which a file in it is locked instead.
NO_FOLDER_LOCKS = frozenset({errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.EOPNOTSUPP})
LOCK_FILE = ".newsclean.lock"


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Be the only run that writes to a folder.

    The folder itself is locked, which leaves no trace, and the system takes the lock back when the process ends,
    however it ends. Raises `ArchiveError` where another run has the lock.
    """
    try:
        descriptor = locked(folder)
    except BlockingIOError as error:
        raise ArchiveError(
            f"another run is writing to {folder}: wait until it has ended, or choose another folder"
        ) from error
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be locked: {error.strerror}") from error
    try:
        yield
    finally:
        os.close(descriptor)


def locked(folder: Path) -> int:
    """A descriptor that holds the lock of a folder. Raises OSError."""
    try:
        return lock(os.open(folder, os.O_RDONLY))
    except OSError as error:
        if error.errno not in NO_FOLDER_LOCKS:
            raise
        return lock(os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o666))


def lock(descriptor: int) -> int:
    """Lock what is open. Raises OSError, BlockingIOError where another has the lock; it is then closed."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
