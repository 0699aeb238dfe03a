"""The pages of a run, worked on here or by several processes, and handed back in input order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import TimeoutError as DeadlineError
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING, Any

from newsclean.run.settings import Settings
from newsclean.run.work import Outcome, Task, do_without_cleaning, work
from newsclean.types import Failure

if TYPE_CHECKING:
    from pebble import ProcessFuture

__all__ = ["outcomes"]

IN_FLIGHT = 8  # pages for each worker: enough that none waits, few enough that memory stays flat


def outcomes(tasks: Iterable[Task | Failure], jobs: int, settings: Settings) -> Generator[tuple[str, Outcome]]:
    """The name of each input with its outcome, in input order whatever ``jobs`` is. A failure stays what it is.

    With one job the work is done in this process and without a deadline. With more, a page that takes longer than
    ``settings.deadline``, or whose worker dies, comes back as failed, its raw bytes archived, and the others go on.
    """
    return here(tasks) if jobs == 1 else pooled(tasks, jobs, settings)


def here(tasks: Iterable[Task | Failure]) -> Generator[tuple[str, Outcome]]:
    """The work done in this process, one page after the other."""
    for task in tasks:
        yield (task.name, task) if isinstance(task, Failure) else (task.item.name, work(task))


def pooled(tasks: Iterable[Task | Failure], jobs: int, settings: Settings) -> Generator[tuple[str, Outcome]]:
    """The work done by processes."""
    from pebble import ProcessPool

    pool = ProcessPool(
        max_workers=jobs, max_tasks=settings.recycle, initializer=leave_interrupts, context=worker_context()
    )
    waiting: deque[Failure | tuple[Task, ProcessFuture[Outcome]]] = deque()
    try:
        for task in tasks:
            waiting.append(
                task if isinstance(task, Failure) else (task, pool.schedule(work, (task,), timeout=settings.deadline))
            )
            if len(waiting) >= jobs * IN_FLIGHT:
                yield settle(waiting.popleft(), settings)
        while waiting:
            yield settle(waiting.popleft(), settings)
    finally:  # also where the run was interrupted: what is still under way is not wanted any more
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def settle(task: Failure | tuple[Task, ProcessFuture[Outcome]], settings: Settings) -> tuple[str, Outcome]:
    """Wait for a page; where its worker gives no answer, do without."""
    from pebble import ProcessExpired

    if isinstance(task, Failure):
        return task.name, task
    asked, future = task
    try:
        outcome = future.result()
    except DeadlineError:
        outcome = do_without_cleaning(asked, f"took longer than {settings.deadline:g} seconds")
    except ProcessExpired as error:
        outcome = do_without_cleaning(asked, f"its worker died (exit code {error.exitcode})")
    return asked.item.name, outcome


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
