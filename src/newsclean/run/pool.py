"""Pages worked on here or by several processes, and handed back in input order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import TimeoutError as DeadlineError
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING, Any

from newsclean.run.settings import Settings
from newsclean.run.work import Outcome, Task, do_without_cleaning, work
from newsclean.types import Failure

if TYPE_CHECKING:
    from pebble import ProcessFuture

__all__ = ["Job", "in_order", "outcomes"]

IN_FLIGHT = 8  # pages for each worker: enough that none waits, few enough that memory stays flat


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with each input: ``do``, in a worker or here; ``give_up``, here, where no worker gave an answer."""

    do: Callable[[Any], Any]
    give_up: Callable[[Any, str], Any]


def outcomes(tasks: Iterable[Task | Failure], jobs: int, settings: Settings) -> Generator[tuple[str, Outcome]]:
    """The name of each input of a run with its outcome; see `in_order`.

    A page whose worker gave no answer has its raw bytes archived.
    """
    with closing(in_order(tasks, Job(work, do_without_cleaning), jobs, settings)) as results:
        for task, outcome in results:
            yield task.name if isinstance(task, Failure) else task.item.name, outcome


def in_order(inputs: Iterable[Any], job: Job, jobs: int, settings: Settings) -> Generator[tuple[Any, Any]]:
    """Each input with its result, in input order whatever ``jobs`` is. A `Failure` is its own result.

    With one job the work is done in this process and without a deadline. With more, an input that takes longer than
    ``settings.deadline``, or whose worker dies, is given up, and the others go on.
    """
    return here(inputs, job) if jobs == 1 else pooled(inputs, job, jobs, settings)


def here(inputs: Iterable[Any], job: Job) -> Generator[tuple[Any, Any]]:
    """The work done in this process, one input after the other."""
    for asked in inputs:
        yield asked, asked if isinstance(asked, Failure) else job.do(asked)


def pooled(inputs: Iterable[Any], job: Job, jobs: int, settings: Settings) -> Generator[tuple[Any, Any]]:
    """The work done by processes."""
    from pebble import ProcessPool

    pool = ProcessPool(
        max_workers=jobs, max_tasks=settings.recycle, initializer=leave_interrupts, context=worker_context()
    )
    waiting: deque[tuple[Any, ProcessFuture[Any] | None]] = deque()
    try:
        for asked in inputs:
            failed = isinstance(asked, Failure)
            waiting.append((asked, None if failed else pool.schedule(job.do, (asked,), timeout=settings.deadline)))
            if len(waiting) >= jobs * IN_FLIGHT:
                yield settle(*waiting.popleft(), job, settings)
        while waiting:
            yield settle(*waiting.popleft(), job, settings)
    finally:  # also where the run was interrupted: what is still under way is not wanted any more
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def settle(asked: Any, future: ProcessFuture[Any] | None, job: Job, settings: Settings) -> tuple[Any, Any]:  # noqa: ANN401
    """Wait for a result; where its worker gives none, do without."""
    from pebble import ProcessExpired

    if future is None:
        return asked, asked
    try:
        return asked, future.result()
    except DeadlineError:
        return asked, job.give_up(asked, f"took longer than {settings.deadline:g} seconds")
    except ProcessExpired as error:
        return asked, job.give_up(asked, f"its worker died (exit code {error.exitcode})")


def worker_context() -> Any:  # noqa: ANN401  # the classes of contexts differ
    """How workers start: from a clean process that has the modules loaded, never from a copy of this one with its
    threads."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["newsclean.run.work"])
    return context


def leave_interrupts() -> None:
    """Let Ctrl-C reach the parent alone, which ends the run between two pages."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
