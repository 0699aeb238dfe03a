"""Where workers come from: Python's fork server, which has loaded what they need, or, where there is none, new
interpreters.

Apart from the rest of a run, so that the server can load meanwhile.
"""

from __future__ import annotations

from multiprocessing import get_all_start_methods, get_context
from typing import Any

__all__ = ["PRELOAD", "start_fork_server", "worker_context"]

PRELOAD = "newsclean.run.preload"


def worker_context() -> Any:  # noqa: ANN401  # the classes of contexts differ
    """How workers start: from a clean process that has the modules loaded, never from a copy of this one with its
    threads."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["newsclean.run.work", PRELOAD])
    return context


def start_fork_server() -> None:
    """Have the server start now, and load beside this process; nothing where there is none."""
    if worker_context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()
