"""``newsclean run``: folders and files of raw pages to an archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsclean.cli.arguments import jobs_option, max_bytes_option
from newsclean.cli.group import SOME_FAILED
from newsclean.cli.output import note, plain, put_json
from newsclean.options import Options

if TYPE_CHECKING:
    from newsclean.read import Source
    from newsclean.run import Progress, Report

__all__ = ["command"]

GIGABYTE = 10**9
LEAST_MEMORY = 256  # MiB: a worker with all that it has loaded needs half of it


@click.command("run")
@click.argument("sources", metavar="[FOLDER|FILE|-]...", nargs=-1, type=click.Path(exists=True, allow_dash=True))
@click.option(
    "-o",
    "--out",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    default="archive",
    show_default=True,
    help="Where the archive is, or will be.",
)
@click.option(
    "--name", metavar="NAME", default="newsclean", show_default=True, help="What the archive's files begin with."
)
@click.option(
    "--files-from",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Read the paths of pages from a file, one a line (- for standard input).",
)
@click.option("--base-url", metavar="URL", help="The address under which a mirrored folder stood on the web.")
@jobs_option
@max_bytes_option
@click.option(
    "--deadline",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="The longest that a page may take.",
)
@click.option(
    "--memory",
    metavar="MIB",
    type=click.IntRange(min=LEAST_MEMORY),
    default=2048,
    show_default=True,
    help="The most memory that a worker may take for a page, in MiB.",
)
@click.option(
    "--shard-bytes",
    metavar="N",
    type=click.IntRange(min=1),
    default=GIGABYTE,
    show_default=True,
    help="Begin a new pair of files when one has this many bytes.",
)
@click.option(
    "--no-profile",
    is_flag=True,
    help="Do not learn first what repeats on the pages of each site, nor use what the archive knows of it.",
)
@click.option(
    "--close-unfinished",
    is_flag=True,
    help="End a run that was broken off here as it stands, if this one is another.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a summary of the run as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Name every page on standard error when it is done.")
def command(
    *,
    sources: tuple[str, ...],
    out: Path,
    name: str,
    files_from: str | None,
    base_url: str | None,
    jobs: int,
    max_bytes: int,
    deadline: float,
    memory: int,
    shard_bytes: int,
    no_profile: bool,
    close_unfinished: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Clean every page of the sources, and archive the raw page, the clean page and the account of what was removed.

    A source is a folder, with all that is in it, a file, or - for one page on standard input. What is in the archive
    already is not archived again. Ends with exit code 1 if a page failed; the others are archived all the same.
    """
    if not sources and files_from is None:
        raise click.UsageError("nothing to clean: name a folder or a file, or give --files-from")
    from newsclean.fork_server import start_fork_server

    start_fork_server()  # it loads what workers need while this process loads what it needs itself
    from newsclean.read import Source
    from newsclean.run import Settings, run

    source = Source(sources, files_from, base_url, max_bytes)
    settings = Settings(
        name,
        deadline=deadline,
        memory=memory << 20,
        shard_bytes=shard_bytes,
        close_unfinished=close_unfinished,
        profile=not no_profile,
    )
    with watch(source, quiet=quiet, verbose=verbose) as progress:
        report = run(source, out, Options(max_bytes), jobs=jobs, settings=settings, progress=progress)
    for failure in report.failures:
        note(f"failed to {failure.stage}: {failure.name}: {failure.reason}")
    if not quiet:
        tell(report, out, verbose=verbose)
    if as_json:
        put_json(report.to_dict())
    if report.interrupted is not None:
        raise click.exceptions.Exit(128 + report.interrupted)
    if report.failures:
        raise click.exceptions.Exit(SOME_FAILED)


@contextmanager
def watch(source: Source, *, quiet: bool, verbose: bool) -> Iterator[Callable[[Progress], None] | None]:
    """What is told while the run goes on: a progress bar on a terminal, with the rate and the time left; with
    ``verbose`` a line for every page."""
    if quiet or not sys.stderr.isatty():
        yield name_page if verbose and not quiet else None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from newsclean.cli.rate import RateColumn
    from newsclean.read import count

    columns = (BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        streamed = "-" in (*source.paths, source.files_from)  # and so cannot be counted beforehand
        task = bar.add_task("looking for what repeats", total=None if streamed else count(source))

        def advance(progress: Progress) -> None:
            if verbose:
                name_page(progress)
            failed = f"[red]{progress.failures} failed[/] " if progress.failures else ""
            bar.update(task, completed=progress.done, description=failed + escape(plain(progress.name)))

        yield advance


def name_page(progress: Progress) -> None:
    """Tell that a page is done."""
    note(f"{progress.outcome}: {progress.name}")


def tell(report: Report, out: Path, *, verbose: bool) -> None:
    """What the run did: a table on a terminal, elsewhere a few plain lines."""
    if verbose:
        for name in report.low_confidence:
            note(f"low confidence: {name}")
    if sys.stderr.isatty():
        show_table(report, out)
    else:
        for label, value in summary(report, out):
            note(f"{label}: {value}")


def summary(report: Report, out: Path) -> Iterator[tuple[str, str]]:
    """The rows of the closing table."""
    yield "pages archived", f"{report.pages:,}"
    if report.resumed:
        yield "of these before", f"{report.resumed:,}, by the run that was broken off"
    if report.unchanged:
        yield "in the archive already", f"{report.unchanged:,}"
    yield "failed", f"{len(report.failures):,}" + (f" ({report.raw_only:,} archived raw)" if report.raw_only else "")
    if report.skipped:
        yield "skipped", f"{report.skipped:,} that are no pages"
    if report.pages:
        yield "low confidence", f"{len(report.low_confidence):,}"
        yield "text kept", f"{report.kept_share:.1%} of {report.characters:,} characters"
        removed = sorted(report.removed.items(), key=lambda item: (-item[1], item[0]))
        yield "removed", ", ".join(f"{kind} {characters / report.characters:.1%}" for kind, characters in removed)
        if report.known_hosts:
            yield "repetition", f"known of {report.known_hosts:,} sites, from {report.known_pages:,} pages"
    for shard in report.shards:
        yield "written", str(out / shard)
    if report.interrupted is not None:
        yield "interrupted", "run the same command again to go on"


def show_table(report: Report, out: Path) -> None:
    """The closing table, for a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for row in summary(report, out):
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console(stderr=True).print(table)
