"""Where the time goes: CPU seconds of each stage of a page's way, from bytes to compressed records.

The functions that make up a stage are wrapped here, so that the way itself knows nothing of it. A stage's time is its
own: what it calls of another stage counts there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from bench.pages import Page

__all__ = ["STAGES", "Clock", "time_stages"]

# Each stage with where its functions are called from. The first that is called on the way down begins it.
PLACES = (
    ("decode", "newsclean.page", "reject_binary"),
    ("decode", "newsclean.page", "decode"),
    ("decode", "newsclean.page", "sniff"),
    ("parse", "newsclean.page", "parse"),
    ("metadata", "newsclean.page", "read_head"),
    ("segment", "newsclean.rooms", "segment"),
    ("vote", "newsclean.rooms", "label"),
    ("features", "newsclean.label", "look_at"),
    ("features", "newsclean.label.trained", "compute_features"),
    ("features", "newsclean.label.trained", "neighbourhood_features"),
    ("assemble", "newsclean.rooms", "assemble"),
    ("metadata", "newsclean.article.assemble", "read_metadata"),
    ("render", "newsclean.article.render", "to_html"),
    ("records", "newsclean.archive", "build_records"),
    ("compress", "newsclean.archive.members.Compressor", "compress"),
)
STAGES = (
    *("decode", "parse", "segment", "features", "model", "vote", "assemble", "metadata", "render", "records"),
    "compress",
)


class Clock:
    """CPU seconds by stage. Stages nest; the clock of the outer one stands still while an inner one runs."""

    def __init__(self, now: Callable[[], float] = time.process_time) -> None:
        self.seconds: dict[str, float] = {}
        self._now = now
        self._stack: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done meanwhile to a stage."""
        self._count()
        self._stack.append(name)
        try:
            yield
        finally:
            self._count()
            self._stack.pop()

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that counts to a stage."""

        def timed(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # whatever the function takes and gives
            with self.stage(name):
                return function(*arguments, **named)

        return timed

    def _count(self) -> None:
        now = self._now()
        if self._stack:
            self.seconds[self._stack[-1]] = self.seconds.get(self._stack[-1], 0.0) + now - self._since
        self._since = now


def time_stages(pages: list[Page]) -> dict[str, float]:
    """CPU seconds of each stage over some pages, from bytes to the records of an archive."""
    from newsclean.archive import RunInfo
    from newsclean.types import Capture

    run = RunInfo(datetime(2026, 1, 1, tzinfo=UTC), "newsclean")
    clock = Clock()
    with wrapped(clock):
        for page in [pages[0], *pages]:
            if page is pages[0]:
                clock.seconds.clear()  # the first of all loads what loads late
            # Looked up now, since the wrappers stand where these are called from.
            article = import_module("newsclean.pipeline").clean(page.raw, url=page.url)
            import_module("newsclean.archive").build_records(Capture(page.raw, page.name, page.url), article, run)
    return {name: clock.seconds[name] for name in STAGES if name in clock.seconds}


@contextmanager
def wrapped(clock: Clock) -> Iterator[None]:
    """Have the functions of all stages counted meanwhile."""
    before: list[tuple[Any, str, Any]] = []

    def put(place: Any, name: str, value: object) -> None:  # noqa: ANN401  # a module or a class
        before.append((place, name, getattr(place, name)))
        setattr(place, name, value)

    try:
        rooms = import_module("newsclean.rooms")
        put(rooms, "label", labelling(clock, rooms.label))
        for stage, where, name in PLACES:
            place = find(where)
            put(place, name, clock.wrap(stage, getattr(place, name)))
        yield
    finally:
        for place, name, value in reversed(before):
            setattr(place, name, value)


def labelling(clock: Clock, label: Callable[..., Any]) -> Callable[..., Any]:
    """Labelling with the model counted by itself."""
    from newsclean.label import LABELLERS

    model = clock.wrap("model", LABELLERS[0])
    return lambda page, blocks, labellers: label(page, blocks, (model, *labellers[1:]))


def find(where: str) -> Any:  # noqa: ANN401  # a module or a class
    """A module, or a class in one."""
    try:
        return import_module(where)
    except ModuleNotFoundError:
        module, _, name = where.rpartition(".")
        return getattr(import_module(module), name)
