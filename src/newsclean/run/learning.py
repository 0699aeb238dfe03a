"""The first pass of a run: it learns from the pages that are new what repeats on the pages of each host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from newsclean.errors import InputError
from newsclean.profile import Learner, SiteProfile, Sketch, host_of
from newsclean.profile.site_profile import sketch_source
from newsclean.profile.sketch import page_key
from newsclean.read import Source
from newsclean.read.source import STANDARD_INPUT
from newsclean.run.pool import Job, in_order
from newsclean.run.settings import Settings
from newsclean.run.work import Task, capture_of
from newsclean.types import Capture

__all__ = ["Lesson", "can_be_read_twice", "learn", "look"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """An input to learn from. ``full`` has hosts of which enough pages are known, as `Learner.full` tells."""

    task: Task
    full: Mapping[str, int] = field(default_factory=dict)


def can_be_read_twice(source: Source) -> bool:
    """Whether a source still is what it was when it has been read once: standard input is not."""
    return STANDARD_INPUT not in (*source.paths, source.files_from)


def learn(
    tasks: Iterable[Task], jobs: int, settings: Settings, stop: Callable[[], bool], before: SiteProfile | None
) -> SiteProfile:
    """What repeats on the pages of inputs, and on those that an earlier profile is of.

    A page that cannot be read or taken apart, takes too long or ends its worker teaches nothing; what becomes of it is
    for the second pass to tell. So is a source that breaks off.
    """
    with Learner() as learner:
        lessons = (Lesson(task, learner.full) for task in tasks)
        try:
            with closing(in_order(lessons, Job(look, None, give_up, weigh), jobs, settings, stop)) as results:
                for found in sketches(results):
                    learner.add(found)
                    if stop():
                        break
        except InputError:
            pass
        return learner.profile(before)


def sketches(results: Iterable[tuple[Lesson, Sketch | None]]) -> Iterator[Sketch]:
    """What there is to learn from."""
    return (found for _, found in results if found is not None)


def look(lesson: Lesson) -> Sketch | None:
    """The sketch of one input, in a worker. None for one that the archive has, that is no page, or that is not needed.

    Raises nothing but MemoryError, and what ends the process.
    """
    capture = capture_of(lesson.task)
    if not isinstance(capture, Capture):
        return None
    limit = lesson.full.get(host_of(capture.url))
    if limit is not None and page_key(capture.url, capture.name) >= limit:
        return None
    try:
        return sketch_source(capture.raw, capture.url, capture.content_type, capture.name, lesson.task.options)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # one bad page never stops a run
        return None


def give_up(_lesson: Lesson, _reason: str) -> None:
    """What becomes of a page that no worker could finish."""


def weigh(lesson: Lesson) -> int:
    """The size of an input, in bytes."""
    return lesson.task.item.size
