"""Many pages to articles, without an archive."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from functools import partial

from newsclean.article import Article
from newsclean.errors import OptionError
from newsclean.options import Options
from newsclean.profile import SiteProfile
from newsclean.run.pool import Job, in_order
from newsclean.run.settings import Settings
from newsclean.run.work import clean_capture
from newsclean.types import Capture, Failure

__all__ = ["clean_many"]

DEADLINE = Settings().deadline


def clean_many(  # noqa: PLR0913  # what to clean, how, and how long it may take
    captures: Iterable[Capture | Failure],
    *,
    jobs: int = 1,
    options: Options = Options(),
    deadline: float | None = None,
    memory: int | None = None,
    profile: SiteProfile | None = None,
) -> Generator[Article | Failure]:
    """Clean pages, ``jobs`` of them at once; gives one article a page, in the order of the pages.

    ``captures`` are pages with what is known of them, such as `newsclean.read.read` yields; they are taken a few ahead
    of what is asked for. A page that cannot be cleaned comes back as a `Failure` with the reason, and a `Failure` as it
    is. With more than one job, or a limit, worker processes do the work: then so does a page that takes longer than
    ``deadline`` seconds (60 unless given), needs more than ``memory`` bytes or ends its process, and a script that
    calls this needs the guard ``if __name__ == "__main__":``. ``profile`` is what repeats on pages of the same hosts.
    Raises `OptionError` for a value that cannot be used.
    """
    if jobs < 1:
        raise OptionError(f"jobs is {jobs}, but must be at least 1")
    in_workers = jobs > 1 or memory is not None
    deadline = DEADLINE if deadline is None and in_workers else deadline
    do = partial(clean_capture, options=options, profile=profile)
    return articles(captures, do, jobs, Settings(deadline=deadline, memory=memory))


def articles(
    captures: Iterable[Capture | Failure],
    do: Callable[[Capture], Article | Failure],
    jobs: int,
    settings: Settings,
) -> Generator[Article | Failure]:
    """The articles of captures, in their order."""
    job = Job(do, None, give_up, weigh)
    with closing(in_order(captures, job, jobs, settings)) as results:
        for _, article in results:
            yield article


def give_up(capture: Capture, reason: str) -> Failure:
    """What becomes of a page that no worker could finish."""
    return Failure(capture.name, "clean", reason)


def weigh(capture: Capture) -> int:
    """The size of a page, in bytes."""
    return len(capture.raw)
