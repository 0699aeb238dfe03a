"""Where the tools are that replay an archive; a test that needs one which is not there is skipped."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.replay.browser import find_chromium

__all__ = ["ARTEFACTS", "chromium", "player_folder", "replay_tool", "replay_wanted"]

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "build" / "replay"
TOOLS = Path(os.environ.get("NEWSCLEAN_REPLAY_TOOLS", ROOT / ".venv-replay" / "bin"))
PLAYER = ROOT / "build" / "replaywebpage" / "package"

# A minute of browsers and servers, in a make target of its own.
replay_wanted = pytest.mark.skipif(
    "NEWSCLEAN_REPLAY" not in os.environ, reason="replay is tested by `make test-replay`"
)


def replay_tool(name: str) -> str:
    """A program of the extra ``replay``, which has a virtual environment of its own."""
    found = shutil.which(name, path=f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        pytest.skip(f"{name} is not installed: `make test-replay` does it")
    return found


def player_folder() -> Path:
    """The unpacked ReplayWeb.page."""
    if not (PLAYER / "sw.js").is_file():
        pytest.skip("ReplayWeb.page is not there: `make test-replay` fetches it with npm")
    return PLAYER


def chromium() -> str:
    """The browser."""
    found = find_chromium()
    if found is None:
        pytest.skip("there is no Chromium: install Debian's package chromium")
    return found
