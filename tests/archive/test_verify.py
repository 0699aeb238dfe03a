"""Whatever is damaged is found, with its place; what is whole is called whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsclean.archive.faults import Fault
from newsclean.archive.verify import Tally, verify
from tests.archive.damages import CLEANED, DAMAGES, RAW, Expected


def faults(*targets: Path, reclean: bool = False) -> list[Fault]:
    return [*verify(*targets, reclean=reclean)]


def test_a_whole_archive_has_no_fault(good: Path) -> None:
    """All records are looked at, and nothing is wrong with any."""
    tally = Tally()
    assert [*verify(good, tally=tally)] == []
    assert (tally.files, tally.records) == (2, 1 + 5 + 1 + 9)
    assert tally.bytes == sum((good / name).stat().st_size for name in (RAW, CLEANED))


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found_at_its_place(whole_archive: Path, damage: Callable[[Path], Expected]) -> None:
    """Every kind of damage is found with file, offset, record and kind, and without a flood of others."""
    expected = damage(whole_archive)
    found = faults(whole_archive)
    assert (whole_archive / expected.file, expected.offset, expected.record, expected.kind) in {
        (fault.path, fault.offset, fault.record, fault.kind) for fault in found
    }, found
    assert len(found) <= 4, found
