"""Processes that stop dead at a given step of their work, as in a crash: nothing is closed, nothing tidied up."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

CRASHED = 77


class Countdown:
    """Counts the steps that change something on the disk, and ends the process when none is left."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def __call__(self) -> None:
        """Take one step, or die before it."""
        self.steps -= 1
        if self.steps < 0:
            os._exit(CRASHED)


class HalfWritten(io.FileIO):
    """A file whose last write, before the crash, takes half of the bytes only."""

    countdown: Countdown

    def write(self, data: Any) -> int:
        """Write all, or half of it and die."""
        if self.countdown.steps <= 0 and len(data) > 1:
            super().write(data[: len(data) // 2])
        self.countdown()
        return super().write(data)


def crash_at(step: int, work: Callable[[], object]) -> bool:
    """Do some work in a child process that dies before its ``step``-th change on the disk. Tells whether it died.

    Changes are writes, of which the last one is half done, syncs, renames and deletions.
    """
    child = os.fork()
    if child == 0:
        try:
            count_down(Countdown(step))
            work()
        except BaseException:  # noqa: BLE001  # the child must not go on with the tests
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, CRASHED), f"the child ended with {code}"
    return code == CRASHED


def count_down(countdown: Countdown) -> None:
    """Have every change on the disk of this process counted, for good."""
    HalfWritten.countdown = countdown
    opened, synced, renamed, deleted = Path.open, os.fsync, Path.replace, Path.unlink

    def open_file(path: Path, mode: str = "r", buffering: int = -1, **more: Any) -> Any:
        return HalfWritten(path, mode.replace("b", "")) if buffering == 0 else opened(path, mode, buffering, **more)

    def counted(change: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **more: object) -> object:
            countdown()
            return change(*arguments, **more)

        return step

    Path.open = open_file  # type: ignore[method-assign, assignment]
    Path.replace = counted(renamed)  # type: ignore[method-assign, assignment]
    Path.unlink = counted(deleted)  # type: ignore[method-assign, assignment]
    os.fsync = counted(synced)  # type: ignore[assignment]
