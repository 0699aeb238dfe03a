"""Choices for a run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsclean.errors import OptionError
from newsclean.run.settings import Settings, run_date


@pytest.mark.parametrize("values", [{"deadline": 0}, {"recycle": -1}, {"shard_bytes": 0}])
def test_a_value_that_cannot_be_used_is_refused(values: dict[str, int]) -> None:
    """Zero and less is an OptionError that names the field."""
    with pytest.raises(OptionError, match=next(iter(values))):
        Settings(**values)  # type: ignore[arg-type]


def test_the_date_of_a_run_is_utc_in_whole_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SOURCE_DATE_EPOCH it is now."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = datetime.now(UTC)
    found = run_date()
    assert found.tzinfo is UTC
    assert found.microsecond == 0
    assert abs((found - before).total_seconds()) < 5


def test_the_date_of_a_run_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH counts seconds since 1970."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert run_date() == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("value", ["yesterday", "1.5", "9" * 30])
def test_a_date_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything but a whole number of seconds is an OptionError with the value."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    with pytest.raises(OptionError, match="SOURCE_DATE_EPOCH is"):
        run_date()
