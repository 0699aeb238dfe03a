"""What a command costs with all the processes that it starts: CPU, and the most memory of each. Linux alone."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Cost", "cost_of"]

PR_SET_CHILD_SUBREAPER = 36  # prctl(2): processes whose parent has ended become ours, and so can be waited for
INTERVAL = 0.2  # seconds between two looks at memory


@dataclass(slots=True)
class Cost:
    """``wall`` and CPU seconds: ``parent`` is the process of the command, ``total`` all. ``peaks`` are the most memory,
    in bytes, of the parent (0) and of each other process."""

    wall: float = 0.0
    parent: float = 0.0
    total: float = 0.0
    peaks: dict[int, int] = field(default_factory=dict)

    @property
    def parent_peak(self) -> int:
        """The most memory of the command's own process."""
        return self.peaks.get(0, 0)

    @property
    def worker_peak(self) -> int:
        """The most memory of any other."""
        return max((peak for pid, peak in self.peaks.items() if pid), default=0)


def cost_of(command: list[str]) -> Cost:
    """Run a command to its end. Raises subprocess.CalledProcessError where it fails."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = children_cpu()
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    cost = Cost()
    watcher = threading.Thread(target=watch, args=(process.pid, cost.peaks))
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    cost.wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    while True:  # the fork server and its workers
        try:
            os.wait()
        except ChildProcessError:
            break
    cost.parent = usage.ru_utime + usage.ru_stime
    cost.total = children_cpu() - before
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return cost


def children_cpu() -> float:
    """CPU seconds of all processes that were waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def watch(command: int, peaks: dict[int, int]) -> None:
    """Note the most memory of a process and of all below it, as long as it is there.

    What ``getrusage`` tells of memory begins with the parent's, so the system's account of each process is read.
    """
    while Path(f"/proc/{command}/exe").exists():  # not of one that has ended
        for pid in below(command):
            if peak := peak_memory(pid):
                peaks[0 if pid == command else pid] = peak
        time.sleep(INTERVAL)


def below(root: int) -> list[int]:
    """A process and all that come of it."""
    found = [root]
    for pid in found:
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                found.extend(map(int, (task / "children").read_text(encoding="ascii").split()))
        except OSError:
            continue
    return found


def peak_memory(pid: int) -> int:
    """The most memory that a process has had, in bytes; 0 where it is not there any more."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM:")), 0)
