"""One run at a time."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from newsclean.errors import ArchiveError
from newsclean.run.lock import LOCK_FILE, only_run


def test_a_folder_has_one_run_at_a_time(tmp_path: Path) -> None:
    """A second one is refused by name, and may when the first has ended. Nothing is left behind."""
    refused = pytest.raises(ArchiveError, match=f"another run is writing to {tmp_path}: wait")
    with only_run(tmp_path), refused, only_run(tmp_path):
        raise AssertionError
    with only_run(tmp_path):
        pass
    assert not list(tmp_path.iterdir())


def test_the_lock_is_given_back_after_an_error(tmp_path: Path) -> None:
    """Also one that looks like those of locking."""
    with pytest.raises(BlockingIOError), only_run(tmp_path):
        raise BlockingIOError
    with only_run(tmp_path):
        pass


def test_where_folders_cannot_be_locked_a_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on network file systems."""
    flock = fcntl.flock

    def no_folders(descriptor: int, operation: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112
            raise OSError(errno.EBADF, "Bad file descriptor")
        flock(descriptor, operation)

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    monkeypatch.setattr(fcntl, "flock", no_folders)
    with only_run(tmp_path), pytest.raises(ArchiveError, match="another run"), only_run(tmp_path):
        raise AssertionError
    assert [path.name for path in tmp_path.iterdir()] == [LOCK_FILE]


def test_a_folder_that_cannot_be_locked_is_named(tmp_path: Path) -> None:
    """With the reason of the system."""
    with pytest.raises(ArchiveError, match="none cannot be locked: No such file"), only_run(tmp_path / "none"):
        raise AssertionError
