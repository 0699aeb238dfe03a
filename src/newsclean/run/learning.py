"""The first pass of a run: it learns from the pages that are new what repeats on the pages of each host.

It goes through the source twice. First it only sees of which host each page is, for which a page is read, at the most;
then it takes apart those pages that there is something to learn from: a few dozen of each host with three or more.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from newsclean.errors import InputError
from newsclean.profile import Learner, SiteProfile, Sketch, host_of
from newsclean.profile.learner import PAGES_A_HOST
from newsclean.profile.site_profile import LEAST_PAGES, sketch_source
from newsclean.profile.sketch import page_key
from newsclean.read import Source
from newsclean.read.source import STANDARD_INPUT
from newsclean.run.pool import Job, in_order
from newsclean.run.settings import Settings
from newsclean.run.work import Task, capture_of
from newsclean.types import Capture

__all__ = ["can_be_read_twice", "learn", "look"]

# A host and what a page of it is known by.
Whose = tuple[str, int]
# Pages of a host from which a later run of an archive learns: over several runs they add up to enough.
ADDED_PAGES = 2
NOBODY = 0  # the number of no host


def can_be_read_twice(source: Source) -> bool:
    """Whether a source still is what it was when it has been read once: standard input is not."""
    return STANDARD_INPUT not in (*source.paths, source.files_from)


def learn(
    tasks: Callable[[], Iterable[Task]],
    jobs: int,
    settings: Settings,
    stop: Callable[[], bool],
    before: SiteProfile | None,
) -> SiteProfile:
    """What repeats on the pages of inputs, and on those that an earlier profile is of, which is None in the first run
    of an archive. ``tasks`` gives the inputs, as often as it is asked.

    A page that cannot be read or taken apart, takes too long or ends its worker teaches nothing; what becomes of it is
    for the second pass to tell. So is a source that breaks off.
    """
    census = Census()
    unknown: deque[int] = deque()
    for whose in answers(untold(tasks(), census, unknown), identify, jobs, settings, stop):
        census.put(unknown.popleft(), whose)
    if before is None:
        chosen = census.choose(frozenset(), LEAST_PAGES)
    else:
        chosen = census.choose(frozenset(before.hosts), ADDED_PAGES)
    with Learner() as learner:
        worth_it = (task for task, is_chosen in zip(tasks(), chosen, strict=False) if is_chosen)
        for found in answers(worth_it, look, jobs, settings, stop):
            if found is not None:
                learner.add(found)
        return learner.profile(before)


def untold(tasks: Iterable[Task], census: Census, unknown: deque[int]) -> Iterator[Task]:
    """The inputs of which nothing but reading them tells the host, with their numbers in ``unknown``; all others go to
    the census as they come."""
    for number, task in enumerate(tasks):
        url = task.item.facts.url
        told = bool(url) and not task.archived  # the manifest of the folder tells, and nothing has to be read
        census.add((host_of(url), page_key(url, task.item.name)) if told else None)
        if not told:
            unknown.append(number)
            yield task


def answers(
    tasks: Iterable[Task], do: Callable[[Task], Any], jobs: int, settings: Settings, stop: Callable[[], bool]
) -> Iterator[Any]:
    """What comes of each input, in input order, until the source breaks off or someone asks to stop."""
    try:
        with closing(in_order(tasks, Job(do, None, give_up, weigh), jobs, settings, stop)) as results:
            for _, answer in results:
                yield answer
                if stop():
                    return
    except InputError:
        return


@dataclass(slots=True)
class Census:
    """Of which host each input is, in 12 bytes, and by what the page is known again."""

    hosts: dict[str, int] = field(default_factory=dict)
    host: array[int] = field(default_factory=lambda: array("I"))
    page: array[int] = field(default_factory=lambda: array("Q"))

    def add(self, whose: Whose | None) -> None:
        """Take in the next input; None for one that is no new page, or not known yet."""
        self.host.append(NOBODY)
        self.page.append(0)
        self.put(len(self.host) - 1, whose)

    def put(self, number: int, whose: Whose | None) -> None:
        """Say of an input what is known now."""
        if whose is not None:
            host, self.page[number] = whose
            self.host[number] = self.hosts.setdefault(host, len(self.hosts) + 1)

    def choose(self, known: frozenset[str], least: int) -> bytes:
        """For each input 1 where it is to be taken apart: of each host the `PAGES_A_HOST` pages with the smallest
        keys, which is as good as drawn by lot, if it has ``least`` pages or was ``known`` before."""
        import numpy as np

        chosen = np.zeros(len(self.host), dtype=bool)
        numbers, pages = np.array(self.host), np.array(self.page)
        order = np.lexsort((pages, numbers))
        names = ["", *self.hosts]
        for rows in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
            if not len(rows) or numbers[rows[0]] == NOBODY:
                continue
            keys = np.unique(pages[rows])
            if len(keys) >= least or names[numbers[rows[0]]] in known:
                chosen[rows] = pages[rows] <= keys[:PAGES_A_HOST][-1]
        return chosen.tobytes()


def identify(task: Task) -> Whose | None:
    """Of which host an input is, in a worker. None for one that the archive has, or that cannot be read."""
    capture = capture_of(task)
    if not isinstance(capture, Capture):
        return None
    return host_of(capture.url), page_key(capture.url, capture.name)


def look(task: Task) -> Sketch | None:
    """The sketch of one input, in a worker. None for one that the archive has, or that is no page.

    Raises nothing but MemoryError, and what ends the process.
    """
    capture = capture_of(task)
    if not isinstance(capture, Capture):
        return None
    try:
        return sketch_source(capture.raw, capture.url, capture.content_type, capture.name, task.options)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # one bad page never stops a run
        return None


def give_up(_task: Task, _reason: str) -> None:
    """What becomes of a page that no worker could finish."""


def weigh(task: Task) -> int:
    """The size of an input, in bytes."""
    return task.item.size
