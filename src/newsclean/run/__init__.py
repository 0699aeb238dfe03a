"""Many pages from a source to an archive: each accounted for, and the same bytes for any number of workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from newsclean.errors import ArchiveError, InputError, OptionError
from newsclean.options import Options
from newsclean.read import Source
from newsclean.run.lock import only_run
from newsclean.run.report import LOW_CONFIDENCE, Progress, Report
from newsclean.run.session import begin_session
from newsclean.run.settings import Settings
from newsclean.run.stop import stop_requests

__all__ = ["LOW_CONFIDENCE", "Progress", "Report", "Settings", "run"]


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

    ``jobs`` worker processes do the work, so that no page can harm the run, and a script needs the guard
    ``if __name__ == "__main__":``. With one job and neither a deadline nor a memory cap in ``settings``, the work is
    done in this process.

    SIGINT or SIGTERM ends the run after the page in hand, with all files whole. A run that was broken off, by a kill, a
    power cut or a full disk, is gone on with by the same call, and then writes what it would have written unbroken.
    Raises `InputError` for a source that cannot be read, `OptionError` for a value that cannot be used, `ArchiveError`
    where the archive cannot be written, another run writes to it, or it holds an unfinished run of another kind.
    """
    if jobs < 1:
        raise OptionError(f"jobs is {jobs}, but must be at least 1")
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be made: {error.strerror}") from error
    pages = source if isinstance(source, Source) else Source((str(source),), max_bytes=options.max_bytes)
    pages = replace(pages, output=str(folder))
    with only_run(folder), stop_requests() as stop:
        session = begin_session(folder, pages, options, settings)
        try:
            session.learn(pages, jobs, stop)
            if not stop:
                session.work_through(pages, jobs, stop, progress)
            return session.finish(stop.signal)
        except InputError:  # the source broke off: what was archived before that is kept
            session.finish(stop.signal)
            raise
        except BaseException:
            session.abandon()
            raise
