"""What is done with one page, in this process or in a worker: read, clean, build its records.

Nothing that goes wrong with a page gets out of here: it comes back as a `Failure`, with the raw bytes archived if
they could be read at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from newsclean.archive.build import PageRecords, build_records
from newsclean.archive.info import RunInfo
from newsclean.archive.profiles import StoredProfile
from newsclean.archive.safe import safe_field
from newsclean.article import Article
from newsclean.errors import NewscleanError, NotAPageError
from newsclean.options import Options
from newsclean.pipeline import clean
from newsclean.profile import SiteProfile
from newsclean.read import Item, load
from newsclean.types import Capture, Failure, Truncated

__all__ = ["Outcome", "Task", "Unchanged", "clean_capture", "do_without_cleaning", "work"]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An input whose bytes the archive holds already; ``failure`` says why they could not be cleaned then, or is
    None."""

    name: str
    failure: Failure | None = None


Outcome = PageRecords | Failure | Unchanged


@dataclass(frozen=True, slots=True)
class Task:
    """One input to work on. ``archived`` maps the SHA-256 of bytes archived under its name to the failure then, or
    None; ``clean`` is what cleans it."""

    item: Item
    options: Options
    run: RunInfo
    archived: Mapping[str, Failure | None] = field(default_factory=dict)
    clean: Callable[..., Article] = clean


def work(task: Task, profile: StoredProfile | None = None) -> Outcome:
    """Do one page, with what repeats on the pages of each host. Raises nothing but MemoryError, and what ends the
    process."""
    capture = capture_of(task)
    if isinstance(capture, Truncated):
        return archive_raw(task, capture.capture, capture)
    if not isinstance(capture, Capture):
        return capture
    article = clean_capture(capture, task.options, task.clean, None if profile is None else profile.recall())
    if isinstance(article, Failure):
        return archive_raw(task, capture, article)
    try:
        return build_records(capture, article, task.run)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # one bad page never stops a run
        return archive_raw(task, capture, Failure(capture.name, "clean", in_words(error)))


def clean_capture(
    capture: Capture,
    options: Options,
    cleaner: Callable[..., Article] = clean,
    profile: SiteProfile | None = None,
) -> Article | Failure:
    """Clean one page, whatever may be wrong with it. Raises MemoryError alone: of that the page need not be guilty."""
    known = {} if profile is None else {"profile": profile}
    try:
        return cleaner(capture.raw, url=capture.url, content_type=capture.content_type, options=options, **known)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # one bad page never stops the others
        stage = "decode" if isinstance(error, NotAPageError) else "clean"
        return Failure(capture.name, stage, in_words(error))


def do_without_cleaning(task: Task, reason: str) -> Outcome:
    """Archive the raw bytes of a page whose cleaning never came to an end, with a ledger that says so."""
    capture = capture_of(task)
    if isinstance(capture, Truncated):
        return archive_raw(task, capture.capture, capture)
    if not isinstance(capture, Capture):
        return capture
    return archive_raw(task, capture, Failure(capture.name, "clean", reason))


def capture_of(task: Task) -> Capture | Failure | Unchanged:
    """Read the input, and see whether the archive holds it already."""
    try:
        found = load(task.item)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # one bad file never stops a run
        return Failure(task.item.name, "read", in_words(error))
    capture = found.capture if isinstance(found, Truncated) else found
    if isinstance(capture, Capture) and task.archived:
        sha256 = hashlib.sha256(capture.raw).hexdigest()
        if sha256 in task.archived:
            return Unchanged(capture.name, task.archived[sha256])
    return found


def archive_raw(task: Task, capture: Capture, failure: Failure) -> Outcome:
    """The records of a page that failed."""
    try:
        return build_records(capture, failure, task.run)
    except Exception as error:  # noqa: BLE001  # not even its raw bytes could be put into a record
        return Failure(
            capture.name, "archive", f"{failure.reason}; its raw bytes could not be archived: {in_words(error)}"
        )


def in_words(error: Exception) -> str:
    """An error on one line: its message, with the name of its type where it was not raised on purpose."""
    message = safe_field(str(error), 500)
    return message if isinstance(error, NewscleanError) else f"{type(error).__name__}: {message}".removesuffix(": ")
