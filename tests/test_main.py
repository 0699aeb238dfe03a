"""The command ``newsclean``, from its very beginning."""

from __future__ import annotations

import subprocess
import sys

import newsclean


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the command as a user does, with the modules told that were loaded."""
    command = [sys.executable, "-X", "importtime", "-m", "newsclean", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_the_version_needs_no_click() -> None:
    """`newsclean --version` prints name and version, and loads neither click nor typing."""
    done = start("--version")
    assert done.stdout == f"newsclean {newsclean.__version__}\n"
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "newsclean" in loaded
    assert not {"click", "typing"} & loaded


def test_both_ways_to_the_version_tell_the_same() -> None:
    """The version told before click is loaded is the one that click's option prints among others."""
    assert start("--version", "run").stdout == start("--version").stdout


def test_the_module_is_the_command() -> None:
    """`python -m newsclean` takes the commands of `newsclean`."""
    assert "verify" in start("--help").stdout
