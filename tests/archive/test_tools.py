"""What the tools of others say of an archive."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (("warcio", "check", "-v"), ("fastwarc", "check", "-p", "-q"), ("gzip", "-t"))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_checkers_pass_every_file(archive: Path, command: tuple[str, ...]) -> None:
    """warcio, fastwarc (payload digests too) and gzip find nothing wrong."""
    own = Path(sys.executable).with_name(command[0])
    for path in sorted(archive.glob("*.warc.gz")):
        done = subprocess.run(
            [str(own) if own.exists() else command[0], *command[1:], str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "fail" not in done.stdout.lower().replace("0 failed", "")


def test_warcio_lists_every_record(archive: Path) -> None:
    """Five pages, one failed: five raw records, four conversions, five ledgers."""
    command = [
        str(Path(sys.executable).with_name("warcio")),
        "index",
        "-f",
        "warc-type",
        *map(str, archive.glob("*.warc.gz")),
    ]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    counts = {kind: listed.count(f'"{kind}"') for kind in ("resource", "response", "conversion", "metadata")}
    assert counts == {"resource": 4, "response": 1, "conversion": 4, "metadata": 5}
    assert listed.count('"warcinfo"') == len(list(archive.glob("*.warc.gz")))
