"""Many pages from a source to an archive: each accounted for, and the same bytes for any number of workers."""

from __future__ import annotations

import platform
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, replace
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from newsclean.archive.build import PageRecords
from newsclean.archive.info import RunInfo
from newsclean.archive.manifest import ManifestWriter, archived_inputs, iterate_manifests, next_manifest
from newsclean.archive.records import warc_date
from newsclean.archive.writer import ArchiveWriter, unfinished_files
from newsclean.errors import ArchiveError, InputError, OptionError
from newsclean.options import Options
from newsclean.read import Source, scan
from newsclean.run.pool import outcomes
from newsclean.run.report import LOW_CONFIDENCE, Progress, Report, Tally
from newsclean.run.settings import Settings, run_date
from newsclean.run.stop import StopRequest, stop_requests
from newsclean.run.work import Outcome, Task, Unchanged
from newsclean.types import Failure

__all__ = ["LOW_CONFIDENCE", "Progress", "Report", "Settings", "run"]

NEVER_IN_OUTPUT = frozenset({"click", "pebble", "rich"})  # dependencies whose version makes no difference


def run(  # noqa: PLR0913  # what to read, where to write, how to clean; the rest travels in Settings
    source: Source | Path | str,
    out: Path | str,
    options: Options = Options(),
    *,
    jobs: int = 1,
    settings: Settings = Settings(),
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Archive the pages of a source in the folder ``out``: raw, cleaned, and with the account of what was removed.

    ``source`` is a folder, a file, ``-`` for standard input, or a `Source` for more. Adds only what the archive does
    not hold yet, by name and bytes, as a further shard; an unchanged source adds nothing. A page that cannot be read
    or cleaned becomes a `Failure` of the report and never stops the run. ``progress`` is called after each input.
    SIGINT or SIGTERM ends the run after the page in hand, with all files whole. Raises `InputError` for a source that
    cannot be read, `OptionError` for a value that cannot be used, `ArchiveError` where the archive cannot be written
    or an earlier run left it unfinished.
    """
    if jobs < 1:
        raise OptionError(f"jobs is {jobs}, but must be at least 1")
    folder = Path(out)
    info = RunInfo(settings.date or run_date(), f"newsclean/{version('newsclean')}", settings.name, settings.compressor)
    prepare(folder, info.stem)
    pages = source if isinstance(source, Source) else Source((str(source),), max_bytes=options.max_bytes)
    with stop_requests() as stop:
        batch = Batch(folder, info, options, settings)
        try:
            batch.work_through(pages, jobs, stop, progress)
            return batch.finish(stop.signal)
        except InputError:  # the source broke off: what was archived before that is kept
            batch.finish(stop.signal)
            raise
        except BaseException:
            batch.abandon()
            raise


def versions() -> dict[str, str]:
    """The versions of Python and of the dependencies that have a part in what is written."""
    wanted = (re.match(r"[A-Za-z0-9._-]+", line) for line in requires("newsclean") or () if "extra ==" not in line)
    names = sorted({match[0] for match in wanted if match} - NEVER_IN_OUTPUT)
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def prepare(folder: Path, name: str) -> None:
    """Make the folder of the archive. Refuses one that an earlier run left unfinished."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be made: {error.strerror}") from error
    left = unfinished_files(folder, name)
    if left:
        files = ", ".join(path.name for path in left)
        raise ArchiveError(
            f"{folder} holds what an earlier run did not finish: {files}. If no run is writing them now, "
            "move these files away and run again"
        )


class Batch:
    """One run under way: takes outcomes in order, appends what is new, counts everything."""

    def __init__(self, folder: Path, info: RunInfo, options: Options, settings: Settings) -> None:
        self.folder = folder
        self.info = info
        self.options = options
        self.settings = settings
        self.tally = Tally()
        self.writer = ArchiveWriter(folder, info, shard_bytes=settings.shard_bytes)
        self.manifest: ManifestWriter | None = None
        self.archived = archived_inputs(folder, info.stem)

    def work_through(
        self, source: Source, jobs: int, stop: StopRequest, progress: Callable[[Progress], None] | None
    ) -> None:
        """Do the source's pages one after the other, until they end or someone asks to stop."""
        with closing(outcomes(self.tasks(source), jobs, self.settings)) as results:
            for name, outcome in results:
                done = self.take(outcome)
                if progress is not None:
                    try:
                        progress(Progress(self.tally.done, name, done, len(self.tally.failures)))
                    except KeyboardInterrupt:  # between two pages, so that the run can end as well as on a signal
                        stop.signal = signal.SIGINT
                if stop:
                    return

    def tasks(self, source: Source) -> Iterator[Task | Failure]:
        """The source's inputs as tasks. Each is bound to the shard that is open when it is handed out."""
        for item in scan(source, self.tally.skip):
            if isinstance(item, Failure):
                yield item
            else:
                yield Task(item, self.options, self.writer.run, self.archived.get(item.name, {}))

    def take(self, outcome: Outcome) -> str:
        """Archive or count one outcome, and say in a word which."""
        if isinstance(outcome, PageRecords):
            return self.append(outcome)
        if isinstance(outcome, Unchanged):
            if outcome.failure is None:
                self.tally.unchanged += 1
                return "unchanged"
            outcome = outcome.failure
        self.tally.failures.append(outcome)
        return "failed"

    def append(self, records: PageRecords) -> str:
        """Archive one page and list it in the manifest."""
        entry = self.writer.append(records)
        self.begin_manifest().add(entry)
        self.tally.add(entry)
        return "archived" if entry.failure is None else "failed"

    def begin_manifest(self) -> ManifestWriter:
        """The manifest of this run, which begins with the first thing that it has to tell."""
        if self.manifest is None:
            self.manifest = ManifestWriter(next_manifest(self.folder, self.info.stem), self.about())
        return self.manifest

    def about(self) -> dict[str, Any]:
        """What the manifest says of the run: nothing that depends on paths, the clock or the number of workers."""
        compressor = self.info.compressor
        return {
            "date": warc_date(self.info.date),
            "software": self.info.software,
            "options": asdict(self.options),
            "deadline": self.settings.deadline,
            "shard_bytes": self.settings.shard_bytes,
            "compressor": {"name": compressor.name, "level": compressor.level, "version": compressor.version},
            "versions": versions(),
        }

    def finish(self, stopped_by: int | None) -> Report:
        """Close the shard, then the manifest, and report. A run that brought nothing new writes nothing."""
        self.writer.close()
        report = self.tally.report(
            archive_bytes=self.writer.bytes, shards=tuple(self.writer.shards), interrupted=stopped_by
        )
        if self.manifest is None and not self.has_news():
            return report
        manifest = self.begin_manifest()
        manifest.close(report.failures, report.counts())
        return replace(report, manifest=manifest.path)

    def has_news(self) -> bool:
        """Whether something failed that no earlier manifest lists."""
        listed = {
            failure for manifest in iterate_manifests(self.folder, self.info.stem) for failure in manifest.failures
        }
        return not listed.issuperset(self.tally.failures)

    def abandon(self) -> None:
        """Leave open files as they are."""
        self.writer.abandon()
        if self.manifest is not None:
            self.manifest.abandon()
