"""One run under way: takes outcomes in input order, appends what is new, counts everything, goes on where it was
broken off."""

from __future__ import annotations

import os
import platform
import re
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, fields, replace
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from newsclean.archive.build import PageRecords
from newsclean.archive.files import open_path
from newsclean.archive.info import RunInfo
from newsclean.archive.journal import FileJournal, Head, Line, find_journal, journal_path
from newsclean.archive.manifest import next_manifest, read_holdings
from newsclean.archive.profiles import (
    StoredProfile,
    discard_profile,
    latest_profile,
    profile_path,
    store_profile,
    stored_profile,
)
from newsclean.archive.records import warc_date
from newsclean.archive.resume import Unfinished, complete, survey
from newsclean.archive.safe import line_of_json
from newsclean.archive.writer import ArchiveWriter, next_shard, unfinished_files
from newsclean.errors import ArchiveError
from newsclean.options import Options
from newsclean.pipeline import clean
from newsclean.profile import SiteProfile
from newsclean.read import Item, Source, scan
from newsclean.run.learning import can_be_read_twice, learn
from newsclean.run.pool import outcomes
from newsclean.run.report import Progress, Report, Tally
from newsclean.run.settings import Settings, run_date
from newsclean.run.stop import StopRequest
from newsclean.run.work import Outcome, Task, Unchanged
from newsclean.types import Failure

__all__ = ["Session", "begin_session"]

NEVER_IN_OUTPUT = frozenset(
    {"click", "pathvalidate", "pebble", "rich"}
)  # dependencies whose version makes no difference


def begin_session(folder: Path, source: Source, options: Options, settings: Settings) -> Session:
    """A run on a folder: a new one, or the one that was broken off there, with its date and numbers.

    A run that had only to be finished is finished first. Raises `ArchiveError` where the folder holds an unfinished
    run of other options or another source, or files that no run knows.
    """
    software = f"newsclean/{version('newsclean')}"
    info = RunInfo(settings.date or run_date(), software, settings.name, settings.compressor)
    head = Head(about(info, options, settings), origin(source, settings), next_shard(folder, info.stem))
    journal = find_journal(folder, info.stem)
    unfinished = survey(folder, info, journal) if journal is not None else None
    if unfinished is not None and unfinished.summary is not None:
        complete(folder, dated(info, unfinished), unfinished)
        unfinished = None
    if unfinished is not None:
        difference = differences(unfinished.head, head)
        if difference and not settings.close_unfinished:
            raise ArchiveError(
                f"{folder} holds a run that was broken off, and this one is another: {difference}. Run it again as it "
                "was begun to go on with it; or end it as it stands with close_unfinished (--close-unfinished)"
            )
        before = Session(folder, dated(info, unfinished), options, settings, unfinished.head, unfinished=unfinished)
        if not difference:
            return before
        before.finish(signal.SIGKILL)
    refuse_unfinished(folder, info.stem)
    return Session(folder, info, options, settings, replace(head, first_shard=next_shard(folder, info.stem)))


def dated(info: RunInfo, unfinished: Unfinished) -> RunInfo:
    """The run that was broken off: its date, and its software, as its journal tells."""
    return replace(info, date=unfinished.head.date, software=unfinished.head.run["software"])


def refuse_unfinished(folder: Path, stem: str) -> None:
    """Raise `ArchiveError` where a folder holds what no journal tells of."""
    left = unfinished_files(folder, stem)
    if left:
        files = ", ".join(path.name for path in left)
        raise ArchiveError(
            f"{folder} holds what an earlier run did not finish, and no journal of it: {files}. Move these files away "
            "and run again"
        )


def versions() -> dict[str, str]:
    """The versions of Python and of the dependencies that have a part in what is written."""
    wanted = (re.match(r"[A-Za-z0-9._-]+", line) for line in requires("newsclean") or () if "extra ==" not in line)
    names = sorted({match[0] for match in wanted if match} - NEVER_IN_OUTPUT)
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def about(info: RunInfo, options: Options, settings: Settings) -> dict[str, Any]:
    """What the manifest says of a run: nothing that depends on paths, the clock or the number of workers."""
    compressor = info.compressor
    return {
        "date": warc_date(info.date),
        "software": info.software,
        "options": asdict(options),
        "cleaner": f"{settings.clean.__module__}.{settings.clean.__qualname__}",
        "deadline": settings.deadline,
        "memory": settings.memory,
        "learns": learns(settings),
        "shard_bytes": settings.shard_bytes,
        "compressor": {"name": compressor.name, "level": compressor.level, "version": compressor.version},
        "versions": versions(),
    }


def learns(settings: Settings) -> bool:
    """Whether a run takes what repeats on the pages of a host as evidence."""
    return settings.profile and settings.clean is clean


def origin(source: Source, settings: Settings) -> dict[str, Any]:
    """Where a run's inputs come from, and what else its output depends on."""
    given = {
        field.name: getattr(source, field.name) for field in fields(source) if field.name not in {"stdin", "output"}
    }
    paths = [path if path == "-" else os.path.abspath(path) for path in source.paths]  # noqa: PTH100  # no UTF-8 needed
    return {
        **given,
        "paths": paths,
        "date": None if settings.date is None else warc_date(settings.date),
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH"),
    }


def differences(before: Head, now: Head) -> str:
    """What is not the same in two runs, in words; empty where all is the same. The date of a run may differ, and what
    it learnt is not known of the later one."""
    old, new = (flat({"source": head.source, **head.run, "date": None, "profile": None}) for head in (before, now))
    return "; ".join(
        f"{name} was {old.get(name)} and is {new.get(name)}"
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    )


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested values by dotted names, each as JSON."""
    found: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = line_of_json(value)
    return found


class Session:
    """One run under way. With ``unfinished`` it goes on after what an earlier one did, as if that had not stopped."""

    def __init__(  # noqa: PLR0913  # where, what, how, and what was there
        self,
        folder: Path,
        info: RunInfo,
        options: Options,
        settings: Settings,
        head: Head,
        *,
        unfinished: Unfinished | None = None,
    ) -> None:
        self.folder = folder
        self.info = info
        self.options = options
        self.settings = settings
        self.unfinished = unfinished
        self.tally = Tally()
        self.holdings = read_holdings(folder, info.stem)
        self.number = 0
        self.profile: StoredProfile | None = None
        if unfinished is None:
            self.journal = FileJournal(journal_path(next_manifest(folder, info.stem)), head)
        else:
            unfinished.discard(folder, info.stem)
            self.journal = FileJournal(unfinished.journal, head, unfinished.kept)
        self.writer = ArchiveWriter(folder, info, shard_bytes=settings.shard_bytes, journal=self.journal)
        if unfinished is not None:
            self.go_on(unfinished)

    def go_on(self, unfinished: Unfinished) -> None:
        """Be where the earlier run was."""
        for line in unfinished.lines():
            if line.page is not None:
                self.tally.add(line.page)
            elif line.failure is not None:
                self.tally.failures.append(line.failure)
        self.number = unfinished.next_input
        self.tally.resumed = self.tally.pages + self.tally.raw_only
        if unfinished.last is not None:
            self.writer.go_on(unfinished.closed, unfinished.last)

    def learn(self, source: Source, jobs: int, stop: StopRequest) -> None:
        """See what repeats on the pages that are new, and add it to what the archive knows; or, in a run that is gone
        on with, take what was learnt at its beginning."""
        if self.unfinished is not None:
            self.profile = stored_profile(self.folder, self.journal.head.run)
            if self.profile is not None:
                self.profile.read()
            return
        if not learns(self.settings):
            return
        before = latest_profile(self.folder, self.info.stem)
        if can_be_read_twice(source):
            known = None if before is None else before.read()
            if known is None and self.holdings.inputs:
                known = SiteProfile({})  # no run has learnt anything yet
            profile = learn(lambda: self.lessons(source), jobs, self.settings, lambda: bool(stop), known)
            if stop:
                return
            self.profile = store_profile(profile_path(self.journal.path), profile, before)
        else:
            self.profile = before
        told = None if self.profile is None else self.profile.to_json()
        self.journal.head = replace(self.journal.head, run={**self.journal.head.run, "profile": told})

    def lessons(self, source: Source) -> Iterator[Task]:
        """The inputs to learn from."""
        return (self.task(item) for item in scan(source) if not isinstance(item, Failure))

    def task(self, item: Item) -> Task:
        """An input as a task, bound to the shard that is open now."""
        return Task(item, self.options, self.writer.run, self.holdings.inputs.get(item.name, {}), self.settings.clean)

    def work_through(
        self, source: Source, jobs: int, stop: StopRequest, progress: Callable[[Progress], None] | None
    ) -> None:
        """Do the source's pages one after the other, until they end or someone asks to stop."""
        tasks = self.tasks(source)
        with closing(outcomes(tasks, jobs, self.settings, lambda: bool(stop), self.profile)) as results:
            for name, outcome in results:
                done = self.take(outcome)
                self.number += 1
                if progress is not None:
                    try:
                        progress(Progress(self.tally.done, name, done, len(self.tally.failures)))
                    except KeyboardInterrupt:  # between two pages, so that the run can end as well as on a signal
                        stop.signal = signal.SIGINT
                if stop:
                    return

    def tasks(self, source: Source) -> Iterator[Task | Failure]:
        """The inputs that are still to be done, as tasks. Each is bound to the shard that is open when it is handed
        out."""
        done = iter(()) if self.unfinished is None else (line for line in self.unfinished.lines() if line.name)
        expected: Line | None = next(done, None)
        for number, item in enumerate(scan(source, self.tally.skip)):
            if expected is not None:
                if number < (expected.input or 0):  # it was in the archive already, and left no line
                    self.tally.unchanged += 1
                    continue
                if item.name != expected.name:
                    raise self.changed(f"{expected.name} stood where {item.name} is")
                expected = next(done, None)
            elif isinstance(item, Failure):
                yield item
            else:
                yield self.task(item)
        if expected is not None:
            raise self.changed(f"{expected.name} is not there any more")

    def changed(self, how: str) -> ArchiveError:
        """The error where the source is not what it was when the run was begun."""
        return ArchiveError(
            f"{self.folder} holds a run that was broken off, and its source has changed since: {how}. Put the source "
            "right to go on with it; or end it as it stands with close_unfinished (--close-unfinished)"
        )

    def take(self, outcome: Outcome) -> str:
        """Archive or count one outcome, and say in a word which."""
        if isinstance(outcome, PageRecords):
            entry = self.writer.append(outcome, self.number)
            self.tally.add(entry)
            return "archived" if entry.failure is None else "failed"
        if isinstance(outcome, Unchanged):
            if outcome.failure is None:
                self.tally.unchanged += 1
                return "unchanged"
            outcome = outcome.failure
        if outcome not in self.holdings.failures:  # what an earlier run told already is nothing new
            self.journal.begin()
        self.journal.failure(self.number, outcome)
        self.tally.failures.append(outcome)
        return "failed"

    def finish(self, stopped_by: int | None) -> Report:
        """Name the shard, make the manifest, and report. A run that brought nothing new writes nothing."""
        report = self.tally.report(
            archive_bytes=self.writer.bytes,
            shards=self.writer.shards,
            interrupted=stopped_by,
            known_hosts=0 if self.profile is None else self.profile.hosts,
            known_pages=0 if self.profile is None else self.profile.pages,
        )
        if not self.journal.begun:
            self.abandon()
            return report
        self.writer.sync()
        self.journal.end(report.counts())
        self.abandon()
        unfinished = survey(self.folder, self.info, self.journal.path)
        if unfinished is None:
            raise ArchiveError(f"{self.journal.path} is gone: something else writes to {self.folder}")
        return replace(report, manifest=complete(self.folder, self.info, unfinished))

    def abandon(self) -> None:
        """Leave open files as they are."""
        self.writer.abandon()
        self.journal.close()
        if not open_path(self.journal.path).exists():  # then nobody will go on with it
            discard_profile(profile_path(self.journal.path))
