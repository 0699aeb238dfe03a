"""Every hostile input of the tests through a run of its own: what came of it, how long it took, and the peak memory.

    python bench/hostile.py [WORDS]

prints a table of the inputs whose name has WORDS in it, as Markdown. Each runs in a process of its own, which may take
60 seconds and 2 GiB of data, as a worker of a run may. Time is the processor's for the run, whatever else the machine
does; the peak is that of the process, with Python and all modules in it. Exit code 1 if an input does not end as
it should.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newsclean.run import Settings, run  # noqa: E402  # after the path is set
from tests.hostile.inputs import INPUTS, Hostile, write  # noqa: E402

CHILD = "--one"
DEADLINE = 60
MEMORY = 2 << 30
HERE = Settings(deadline=None, memory=None)  # in this process, which has limits of its own


def measure_here(hostile: Hostile, folder: Path) -> int:
    """Run one input in this process, and print its line."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    started = time.process_time()
    report = run(folder / "in", folder / "out", settings=HERE)
    seconds = time.process_time() - started
    peak = peak_memory() >> 20
    outcome = "archived" + (", low confidence" if report.low_confidence else "")
    if report.failures:
        outcome = f"refused: {report.failures[0].reason}"
    expected = (report.pages, len(report.failures)) == (hostile.pages, hostile.failures)
    mark = "" if expected else " **not as it should be**"
    print(f"| {hostile.name} | {outcome[:90]}{mark} | {seconds:.1f} | {peak} |", flush=True)
    return 0 if expected else 1


def peak_memory() -> int:
    """The most memory that this process has had, in bytes. What ``getrusage`` tells begins with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM:"))


def measure(hostile: Hostile) -> int:
    """Run one input in a process of its own; 0 if it ended as it should."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in").mkdir()
        write(hostile, Path(folder) / "in")
        command = [sys.executable, __file__, CHILD, hostile.name, folder]
        try:
            return subprocess.run(command, check=False, timeout=DEADLINE).returncode
        except subprocess.TimeoutExpired:
            print(f"| {hostile.name} | **killed** | {DEADLINE} | |", flush=True)
            return 1


def main(arguments: list[str]) -> int:
    """Measure one input after the other."""
    if arguments[:1] == [CHILD]:
        return measure_here(next(one for one in INPUTS if one.name == arguments[1]), Path(arguments[2]))
    wanted = " ".join(arguments)
    print("| input | outcome | seconds | peak MiB |\n|---|---|---|---|", flush=True)
    codes = [measure(one) for one in INPUTS if wanted in one.name]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
