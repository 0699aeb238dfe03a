"""The pages of a set, measured here or by several processes, and handed back in the gold's order."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import TimeoutError as DeadlineError
from typing import TYPE_CHECKING

from newsclean.evaluate.measure import Task, failed, measure
from newsclean.evaluate.results import PageResult
from newsclean.fork_server import start_fork_server, worker_context
from newsclean.run.pool import leave_interrupts

if TYPE_CHECKING:
    from pebble import ProcessFuture

__all__ = ["results"]

IN_FLIGHT = 8  # pages for each worker: enough that none waits, few enough that memory stays flat
DEADLINE = 120.0  # seconds for one page


def results(tasks: Iterable[Task], jobs: int) -> Generator[PageResult]:
    """The result of each page, in order whatever ``jobs`` is.

    With one job the pages are measured in this process. With more, one that takes longer than two minutes, or whose
    worker dies, counts as an error of the cleaner, and the others go on.
    """
    return (measure(task) for task in tasks) if jobs == 1 else _pooled(tasks, jobs)


def _pooled(tasks: Iterable[Task], jobs: int) -> Generator[PageResult]:
    from pebble import ProcessPool

    start_fork_server()
    pool = ProcessPool(max_workers=jobs, initializer=leave_interrupts, context=worker_context())
    waiting: deque[tuple[Task, ProcessFuture[PageResult]]] = deque()
    try:
        for task in tasks:
            waiting.append((task, pool.schedule(measure, (task,), timeout=DEADLINE)))
            if len(waiting) >= jobs * IN_FLIGHT:
                yield _settle(*waiting.popleft())
        while waiting:
            yield _settle(*waiting.popleft())
    finally:  # also where it was interrupted: what is still under way is not wanted any more
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _settle(task: Task, future: ProcessFuture[PageResult]) -> PageResult:
    from pebble import ProcessExpired

    try:
        return future.result()
    except DeadlineError:
        return failed(task, f"took longer than {DEADLINE:g} seconds")
    except ProcessExpired as error:
        return failed(task, f"its worker died (exit code {error.exitcode})")
