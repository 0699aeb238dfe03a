"""The process that workers come from starts before all else is loaded."""

from __future__ import annotations

import signal
import subprocess
import sys
from multiprocessing import get_all_start_methods
from pathlib import Path

import pytest

STARTS = """
import signal, sys
from newsclean.fork_server import start_fork_server
start_fork_server()
from multiprocessing import forkserver
print(forkserver._forkserver._forkserver_pid is not None)
print([name for name in ("numpy", "newsclean.run", "newsclean.label") if name in sys.modules])
"""


@pytest.mark.skipif("forkserver" not in get_all_start_methods(), reason="this system has no fork server")
def test_the_server_starts_and_this_process_loads_nothing_for_it() -> None:
    """What workers need is loaded by the server alone, so that it can load beside whoever started it."""
    told = subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True, check=True)
    assert told.stdout.split("\n")[:2] == ["True", "[]"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells which signals a process ignores")
def test_the_server_takes_no_notice_of_an_interrupt_from_its_first_moment() -> None:
    """Ctrl-C reaches it while it loads, too; whoever started it is interrupted as before."""
    tells = STARTS + (
        "print(open(f'/proc/{forkserver._forkserver._forkserver_pid}/status').read().partition('SigIgn:')[2].split()[0])\n"
        "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)\n"
    )
    told = subprocess.run([sys.executable, "-c", tells], capture_output=True, text=True, check=True)
    ignored, restored = told.stdout.split("\n")[2:4]
    assert int(ignored, 16) >> (signal.SIGINT - 1) & 1
    assert restored == "True"
