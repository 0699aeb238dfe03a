"""A process that works on inputs, one at a time, under a deadline and a cap on memory.

Each has a pipe of its own, so that one that dies, even in the middle of an answer, leaves nobody waiting: the parent
sees the end of that pipe, and knows which input was in hand. The deadline is kept by the system's timer, which ends the
process whatever it is doing, also where the parent is gone.
"""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from newsclean.fork_server import PRELOAD, start_fork_server, worker_context

__all__ = ["Answer", "Limits", "OutOfMemory", "Ready", "Worker", "leave_interrupts"]

PATIENCE = 5.0  # seconds after a deadline in which a worker should have ended by itself
# Inputs after which a worker looks for cyclic garbage, of which a page makes next to none. Left to itself, the
# collector would look at all that is left of each page, for a twentieth of the time that the page takes.
COLLECT_AFTER = 32
GOODBYE = 1.0  # how long an ended process is waited for, in seconds: one that is stuck in a disk may stay


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may take: ``seconds`` of the clock, ``memory`` in bytes of the process's data; None: no limit."""

    seconds: float | None = None
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """The first thing that a worker says."""


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The result of an input for which the worker's memory did not suffice. The worker ends after it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an input, and how many seconds it took."""

    value: Any
    seconds: float


class Worker:
    """A process, from the side of its parent. ``assigned`` are the inputs that it has not answered yet, oldest
    first."""

    def __init__(self, do: Callable[[Any], Any], limits: Limits) -> None:
        self.limits = limits
        self.assigned: list[Any] = []
        self.done = 0
        self.ready = False
        self._heard_at = time.monotonic()
        start_fork_server()
        context = worker_context()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, do, limits), daemon=True)
        self.process.start()
        theirs.close()

    def assign(self, inputs: list[Any], messages: list[Any]) -> None:
        """Hand over messages for ``do``, one for each input. A worker that is dead already will be found so."""
        self.assigned.extend(inputs)
        self._heard_at = time.monotonic()
        with contextlib.suppress(OSError):
            self.pipe.send(messages)

    def receive(self) -> Answer | None:
        """The next answer, or None where there will be none; `Ready` is no answer, and passed over.

        Returns an answer with the value `Ready` where nothing else has been said yet.
        """
        try:
            said = self.pipe.recv()
        except (EOFError, OSError):
            return None
        self._heard_at = time.monotonic()
        if isinstance(said, Ready):
            self.ready = True
            return Answer(said, 0.0)
        self.done += 1
        answer: Answer = said
        return answer

    @property
    def is_stuck(self) -> bool:
        """Whether the worker should have ended by its deadline, and has not."""
        seconds = self.limits.seconds
        if seconds is None or not self.assigned or not self.ready:
            return False
        return time.monotonic() - self._heard_at > seconds + PATIENCE

    def ended(self) -> int | None:
        """How the process ended: its exit code, negative for a signal; None if it does not end."""
        self.process.join(GOODBYE)
        code: int | None = self.process.exitcode
        return code

    def kill(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join(GOODBYE)
        self.pipe.close()


def serve(pipe: Connection, do: Callable[[Any], Any], limits: Limits) -> None:
    """What a worker does until the parent hangs up."""
    prepare(limits.memory)
    done = 0
    try:
        pipe.send(Ready())
        while True:
            for message in pipe.recv():
                answer = under_deadline(do, message, limits.seconds)
                pipe.send(answer)
                done += 1
                if done % COLLECT_AFTER == 0:
                    gc.collect()
                if isinstance(answer.value, OutOfMemory):  # who knows what else is missing
                    return
    except (EOFError, OSError):  # the parent is gone, or wants nothing more
        return


def prepare(memory: int | None) -> None:
    """Set the process up: no interrupts from the terminal, all loaded that is needed, no more memory than allowed, and
    no collection of cyclic garbage but between pages."""
    leave_interrupts()
    import_module(PRELOAD)
    gc.disable()
    if memory is not None:
        cap_memory(memory)


def cap_memory(memory: int) -> None:
    """Limit the data of this process, in bytes, where the system can.

    On Linux what counts is what the process may write and nobody else (RLIMIT_DATA), which is close to what it needs;
    elsewhere the whole address space, with all libraries in it.
    """
    import resource

    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _, most = resource.getrlimit(kind)
    least = memory if most == resource.RLIM_INFINITY else min(memory, most)
    with contextlib.suppress(ValueError, OSError):  # macOS takes no such limit
        resource.setrlimit(kind, (least, most))


def under_deadline(do: Callable[[Any], Any], message: Any, seconds: float | None) -> Answer:  # noqa: ANN401
    """Do one thing. Where it takes too long, the system ends this process with SIGALRM."""
    begun = time.perf_counter()
    set_alarm(seconds)
    try:
        value = do(message)
    except MemoryError:
        value = OutOfMemory()
    finally:
        set_alarm(None)
    return Answer(value, time.perf_counter() - begun)


def set_alarm(seconds: float | None) -> None:
    """Have the system end this process after some time, or, with None, not."""
    signal.setitimer(signal.ITIMER_REAL, seconds or 0)


def leave_interrupts() -> None:
    """Let Ctrl-C reach the parent alone, which ends the run between two pages."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
