"""Folders of pages, and runs over them in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsclean.run import Settings

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
MTIME = 1_577_836_800  # 2020-01-01, so that dates do not depend on when a test ran

Files = dict[str, bytes]


@pytest.fixture
def settings() -> Settings:
    """A run of a fixed date in this process, whose shards are small."""
    date = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    return Settings("news", date, deadline=None, memory=None, shard_bytes=60_000)


@pytest.fixture
def pages() -> dict[str, bytes]:
    """The fixture pages by name, and one file that is no page."""
    found = {path.parent.name + path.suffix: path.read_bytes() for path in sorted(FIXTURES.glob("*/page.*"))}
    assert len(found) >= 20
    return {**found, "style.css": b"p{}"}


@pytest.fixture
def fill() -> Callable[[Path, Mapping[str, bytes]], Path]:
    """Writes pages into a folder, in the order given, all with one date."""

    def write(folder: Path, contents: Mapping[str, bytes]) -> Path:
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.utime(path, (MTIME, MTIME))
        return folder

    return write


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts a Python script in a process of its own, as a program that uses newsclean would."""

    def start(
        text: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        path = tmp_path / "script.py"
        path.write_text(text, encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, str(path), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
            cwd=tmp_path,
        )

    return start


def contents(folder: Path) -> Files:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def read_folder() -> Callable[[Path], Files]:
    """Reads every file of a folder."""
    return contents
