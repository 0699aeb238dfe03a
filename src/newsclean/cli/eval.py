"""``newsclean eval``: how well newsclean does on pages whose right answer is known."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsclean.cli.arguments import jobs_option
from newsclean.cli.group import SOME_FAILED
from newsclean.cli.output import note, plain, put, put_json
from newsclean.errors import OptionError

if TYPE_CHECKING:
    from newsclean.evaluate import Cleaner, Evaluation, GoldSet, PageResult
    from newsclean.evaluate.tables import Table

__all__ = ["command"]

INDENT = "    "
# What is told of a page on a terminal: the largest differences, and the beginning of each text.
DIFFERENCES = 6
CHARACTERS = 100


@click.command("eval")
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--against",
    metavar="CLEANER",
    type=click.Choice(["trafilatura"]),
    help="Measure another cleaner on the same pages, too: trafilatura.",
)
@click.option("--scrape", is_flag=True, help="Turn each page into a plain-text scrape first (takes resiliparse).")
@click.option(
    "--profile",
    is_flag=True,
    help="Measure the pages of hosts that a set has three or more of, without and with what repeats on them.",
)
@click.option(
    "--worst",
    metavar="N",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="How many of the worst pages of each set to tell, with what was lost and what leaked.",
)
@jobs_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for each page too.")
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write tables and worst pages as one HTML page that needs nothing else.",
)
@click.option(
    "--record",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the main figures of each set to a file; those of other sets in it stay.",
)
@click.option(
    "--check",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fail if a figure is more than half a point worse than the one in a file.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors.")
def command(
    *,
    gold: tuple[Path, ...],
    against: str | None,
    scrape: bool,
    profile: bool,
    worst: int,
    jobs: int,
    as_json: bool,
    html: Path | None,
    record: Path | None,
    check: Path | None,
    quiet: bool,
) -> None:
    """Measure newsclean on pages whose right answer is known.

    GOLD is a set of such pages: a zip file or a folder with gold.jsonl, or a folder with a folder for each page, as
    docs/evaluation.md describes them. Ends with exit code 1 if --check finds a figure that has fallen, and with 2 if a
    set is not as it should be.
    """
    from newsclean.evaluate import evaluate, read_gold

    sets = [read_gold(path) for path in gold]
    refuse_doubles(sets)
    named: list[Cleaner | str] = ["newsclean", *([against] if against else [])]
    tasks = list(with_profiles(sets, named)) if profile else [(each, named) for each in sets]
    found: list[Evaluation] = []
    with watch(sum(len(each) * len(cleaners) for each, cleaners in tasks), quiet=quiet) as progress:
        for each, cleaners in tasks:
            found += [evaluate(each, one, jobs=jobs, scraped=scrape, progress=progress) for one in cleaners]
    tell(found, worst, as_json=as_json)
    ours = [evaluation for evaluation in found if evaluation.cleaner == "newsclean"]
    if html is not None:
        write_page(html, found, worst)
    if check is not None:
        fail_if_fallen(check, ours, quiet=quiet)
    if record is not None:
        from newsclean.evaluate.record import record_figures

        record_figures(record, ours)


def with_profiles(
    sets: Sequence[GoldSet], cleaners: Sequence[Cleaner | str]
) -> Iterator[tuple[GoldSet, list[Cleaner | str]]]:
    """The pages of each set whose host is known from three pages or more, with newsclean as it knows what repeats.

    Raises `OptionError` where no set has such a host.
    """
    from newsclean.evaluate.repetition import learn_set

    known = [(part, [*cleaners, profiled]) for part, profiled in map(learn_set, sets) if part.pages]
    if not known:
        raise OptionError("no set has three pages or more of one host: there is nothing to learn from")
    yield from known


def refuse_doubles(sets: Sequence[GoldSet]) -> None:
    """Two sets of one name could not be told apart. Raises `OptionError`."""
    known: dict[str, Path] = {}
    for each in sets:
        if each.name in known:
            raise OptionError(f"{known[each.name]} and {each.path} are both named {each.name}: rename one")
        known[each.name] = each.path


def fail_if_fallen(check: Path, evaluations: Sequence[Evaluation], *, quiet: bool) -> None:
    """Name every figure that has fallen, and end the command if there is one."""
    from newsclean.evaluate.record import check_figures

    fallen = check_figures(check, evaluations)
    for shortfall in fallen:
        note(f"fallen: {shortfall}")
    if fallen:
        raise click.exceptions.Exit(SOME_FAILED)
    note(f"no figure has fallen since {check} was written", quiet=quiet)


def write_page(path: Path, evaluations: Sequence[Evaluation], worst: int) -> None:
    """Write the HTML page."""
    from newsclean.evaluate.html import to_html

    path.write_text(to_html(evaluations, worst), encoding="utf-8")


@contextmanager
def watch(total: int, *, quiet: bool) -> Iterator[Callable[[PageResult], None] | None]:
    """A progress bar, on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda _: bar.advance(task)


def tell(evaluations: Sequence[Evaluation], worst: int, *, as_json: bool) -> None:
    """Everything as JSON, or tables and the worst pages for people."""
    if as_json:
        from newsclean.evaluate.values import evaluation_values

        put_json({"sets": [evaluation_values(evaluation) for evaluation in evaluations]})
        return
    from newsclean.evaluate.tables import overview, worst_pages

    show = show_rich if sys.stdout.isatty() else show_plain
    for table in overview(evaluations):
        show(table)
    for evaluation, pages in worst_pages(evaluations, worst):
        put(f"Worst pages: {plain(evaluation.name)}\n\n")
        for page, figures in pages:
            put(describe(page, figures))


def show_plain(table: Table) -> None:
    """A table in columns of characters."""
    widths = [max(map(len, column)) for column in zip(table.columns, *table.rows, strict=True)]
    lines = [table.title, *([table.note] if table.note else [])]
    for row in (table.columns, *table.rows):
        cells = (
            f"{plain(cell):{'<' if place in table.words else '>'}{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    put("\n".join(lines) + "\n\n")


def show_rich(table: Table) -> None:
    """A table fitted to the terminal."""
    from rich.console import Console
    from rich.table import Table as Rich
    from rich.text import Text

    shown = Rich(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for number, name in enumerate(table.columns):
        shown.add_column(Text(name), justify="left" if number in table.words else "right", overflow="fold")
    for row in table.rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    console = Console()
    console.print(Text(table.title, "bold cyan"))
    if table.note:
        console.print(Text(table.note, "dim"))
    console.print(shown)
    console.print()


def describe(page: PageResult, figures: str) -> str:
    """A page for people: its figures, then every piece that was lost or leaked with the reasons of its block."""
    from newsclean.evaluate.tables import page_table

    table = page_table(page, DIFFERENCES)
    lines = [f"{page.id}  {figures}"]
    for change, kind, block, confidence, text, reasons in table.rows:
        lines.append(f"{INDENT}{change}  {kind}  {block}  {confidence}  {shorten(text)}")
        if reasons:
            lines.append(f"{INDENT * 2}{reasons}")
    if table.note:
        lines.append(INDENT + table.note)
    return plain("\n".join(lines)) + "\n\n"


def shorten(text: str) -> str:
    """The beginning of a text, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"
