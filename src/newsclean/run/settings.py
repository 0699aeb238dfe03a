"""How a run goes about its work, apart from how pages are cleaned."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsclean.archive.members import Compressor
from newsclean.archive.writer import GIGABYTE
from newsclean.errors import OptionError

__all__ = ["Settings", "run_date"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices for a run. None of them changes what is archived, but for pages that take longer than the deadline.

    ``name`` begins the names of the archive's files; ``date`` is the run's, None for `run_date`. ``deadline`` is the
    longest a page may take, in seconds, where workers do the work; ``recycle`` is how many pages a worker does before
    a fresh one takes its place. ``shard_bytes`` is the compressed size at which a page begins a new shard. Raises
    `OptionError` for a value that cannot be used.
    """

    name: str = "newsclean"
    date: datetime | None = None
    deadline: float = 60.0
    recycle: int = 2000
    shard_bytes: int = GIGABYTE
    compressor: Compressor = Compressor()

    def __post_init__(self) -> None:
        for field in ("deadline", "recycle", "shard_bytes"):
            if getattr(self, field) <= 0:
                raise OptionError(f"{field} is {getattr(self, field)}, but must be more than 0")


def run_date() -> datetime:
    """The date of a run: ``SOURCE_DATE_EPOCH`` where it is set, else now, in UTC and whole seconds.

    See https://reproducible-builds.org/specs/source-date-epoch/. Raises `OptionError` for a value that is no such
    number.
    """
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not value:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(value))
    except (ValueError, OverflowError) as error:
        raise OptionError(
            f"SOURCE_DATE_EPOCH is {value!r}, but must be a whole number of seconds since 1970"
        ) from error
