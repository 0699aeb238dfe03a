"""The process that workers come from starts before all else is loaded."""

from __future__ import annotations

import subprocess
import sys
from multiprocessing import get_all_start_methods

import pytest

STARTS = """
import sys
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
