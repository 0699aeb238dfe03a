"""Where workers come from: Python's fork server, which has loaded what they need, or, where there is none, new
interpreters.

Apart from the rest of a run, so that the server can load meanwhile.
"""

from __future__ import annotations

import signal
import threading
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
    """Have the server start, and load beside this process; nothing where it runs already, or where there is none.

    Ctrl-C on a terminal reaches all processes. The server would end by it while it loads, with a traceback, and leave
    whoever waits for it without an answer; so it inherits that it takes no notice.
    """
    if worker_context().get_start_method() != "forkserver":
        return
    from multiprocessing.forkserver import ensure_running

    if threading.current_thread() is not threading.main_thread():  # only that one can say what signals do
        ensure_running()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ensure_running()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
