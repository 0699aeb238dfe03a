"""Whatever is damaged is found, with its place; what is whole is called whole."""

from __future__ import annotations

import json
import shutil
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclean.archive.faults import Fault, FaultKind
from newsclean.archive.verify import Tally, verify
from newsclean.errors import ArchiveError, OptionError
from newsclean.run import Settings, run
from tests.archive.damages import CLEANED, DAMAGES, RAW, Expected, bomb, members

PAGES = {
    "1.html": "<html><head><title>市长剪彩</title></head><body><h1>市长剪彩</h1><p>{}</p></body></html>",
    "2.html": "<html><head><title>Bridge opens</title></head><body><h1>Bridge opens</h1><p>{}</p></body></html>",
    "3.html": "<html><head><title>Rain</title></head><body><h1>Rain</h1><p>{}</p></body></html>",
    "4.html": "<html><head><title>Snow</title></head><body><h1>Snow</h1><p>{}</p></body></html>",
}
SENTENCE = "The council said on Monday that the new bridge over the river is open to all traffic. "


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of four pages and one that is none."""
    pages = tmp_path_factory.mktemp("pages")
    for number, (name, page) in enumerate(PAGES.items(), 3):
        (pages / name).write_text(page.format(SENTENCE * number), encoding="utf-8")
    (pages / "5.html").write_bytes(b"\xff\xd8\xff\xe0 no page" + bytes(range(256)))
    folder = tmp_path_factory.mktemp("good")
    run(pages, folder, settings=Settings("news", date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))
    return folder


@pytest.fixture
def archive(good: Path, tmp_path: Path) -> Path:
    """The archive, to be damaged."""
    return Path(shutil.copytree(good, tmp_path / "archive"))


def faults(*targets: Path, reclean: bool = False) -> list[Fault]:
    return [*verify(*targets, reclean=reclean)]


def test_a_whole_archive_has_no_fault(good: Path) -> None:
    """All records are looked at, and nothing is wrong with any."""
    tally = Tally()
    assert [*verify(good, tally=tally)] == []
    assert (tally.files, tally.records) == (2, 1 + 5 + 1 + 9)
    assert tally.bytes == sum((good / name).stat().st_size for name in (RAW, CLEANED))


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found_at_its_place(archive: Path, damage: Callable[[Path], Expected]) -> None:
    """Every kind of damage is found with file, offset, record and kind, and without a flood of others."""
    expected = damage(archive)
    found = faults(archive)
    assert (archive / expected.file, expected.offset, expected.record, expected.kind) in {
        (fault.path, fault.offset, fault.record, fault.kind) for fault in found
    }, found
    assert len(found) <= 4, found
