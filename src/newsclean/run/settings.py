"""How a run goes about its work, apart from how pages are cleaned."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsclean.archive.members import Compressor
from newsclean.archive.writer import GIGABYTE
from newsclean.article import Article
from newsclean.errors import OptionError
from newsclean.pipeline import clean

__all__ = ["LEAST_MEMORY", "Settings", "run_date"]

MEBIBYTE = 1 << 20
LEAST_MEMORY = 256 * MEBIBYTE  # a worker that has cleaned a page of common size has 110 MiB of data


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices for a run. None of them changes what is archived, but for pages that take more time or memory than they
    may, and ``profile``.

    ``name`` begins the names of the archive's files; ``date`` is the run's, None for `run_date`. ``deadline`` is the
    longest a page may take, in seconds, and ``memory`` the most a worker may need for one, in bytes; None for no limit.
    ``recycle`` is how many pages a worker does before a fresh one takes its place. ``shard_bytes`` is the compressed
    size at which a page begins a new shard. ``clean`` cleans a page and must be a function that workers can import.
    ``close_unfinished`` ends a run of another kind that was broken off on the folder, as it stands. ``profile``: learn
    in a first pass what repeats on the pages of each host, and take it as evidence, as newsclean's own ``clean`` does.
    Raises `OptionError` for a value that cannot be used.
    """

    name: str = "newsclean"
    date: datetime | None = None
    deadline: float | None = 60.0
    memory: int | None = 2048 * MEBIBYTE
    recycle: int = 2000
    shard_bytes: int = GIGABYTE
    compressor: Compressor = Compressor()
    clean: Callable[..., Article] = clean
    close_unfinished: bool = False
    profile: bool = True

    def __post_init__(self) -> None:
        for field in ("deadline", "recycle", "shard_bytes"):
            value = getattr(self, field)
            if value is not None and value <= 0:
                raise OptionError(f"{field} is {value}, but must be more than 0")
        if self.memory is not None and self.memory < LEAST_MEMORY:
            raise OptionError(f"memory is {self.memory} bytes, but a worker needs at least {LEAST_MEMORY}")


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
