"""``newsclean inspect``: a table of an archive's pages, or one page out of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from newsclean.cli.output import note, plain, put, put_json_line
from newsclean.types import Kind

if TYPE_CHECKING:
    from newsclean.archive import ArchivedPage, ArchiveReader
    from newsclean.archive.manifest import PageEntry

__all__ = ["command"]

View = Literal["raw", "cleaned", "ledger"]


@click.command("inspect")
@click.argument("archive", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--url", metavar="URL", help="Only the page of this address, or of this input file.")
@click.option("--raw", "view", flag_value="raw", help="Print the page's raw bytes, unchanged.")
@click.option("--cleaned", "view", flag_value="cleaned", help="Print the clean page, as HTML.")
@click.option(
    "--ledger", "view", flag_value="ledger", help="Print what is known of the page and what was removed from it."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, for each page.")
def command(archive: Path, url: str | None, view: View | None, *, as_json: bool) -> None:
    """Look into the folder ARCHIVE: a table of its pages, or with --url one page.

    The table goes to a terminal with a heading; elsewhere a page is a line of capture date, confidence, kept share,
    title and address, separated by tabs. One page is told with its ledger, unless --raw or --cleaned ask for its bytes.
    """
    from newsclean.archive import ArchiveReader

    reader = ArchiveReader(archive)
    if url is None and view is None:
        show_table(reader, as_json=as_json)
        return
    pages = find(reader, url)
    if view in ("raw", "cleaned"):
        put(page_bytes(pages, view))
    else:
        for page in pages:
            put_json_line(page_values(page)) if as_json else put(describe(page))


def find(reader: ArchiveReader, url: str | None) -> tuple[ArchivedPage, ...]:
    """The captures of one page, the oldest first; without an address the only page that there is."""
    if url is not None:
        pages = reader.lookup(url)
        if not pages:
            raise click.UsageError(
                f"no page of {url} is in {reader.folder}; `newsclean inspect {reader.folder}` lists them"
            )
        return pages
    pages = tuple(islice(reader, 2))
    if len(pages) != 1:
        raise click.UsageError("the archive holds more than one page: choose one with --url")
    return pages


def page_bytes(pages: tuple[ArchivedPage, ...], view: View) -> bytes:
    """The bytes of the newest capture, raw or cleaned."""
    page = pages[-1]
    if len(pages) > 1:
        note(f"{page.url} was captured {len(pages)} times; this is the newest, of {page.raw.get('WARC-Date')}")
    if view == "raw":
        return page.raw.payload
    if page.cleaned is None:
        raise click.ClickException(f"{page.name} could not be cleaned: {page.ledger.failure}")
    return page.cleaned.payload


def page_values(page: ArchivedPage) -> dict[str, Any]:
    """One page with its ledger as JSON can hold it."""
    from newsclean.archive.ledger import run_to_json

    return {
        "url": page.url,
        "name": page.name,
        "date": page.raw.get("WARC-Date"),
        "size": len(page.raw.payload),
        "raw_id": page.raw.id,
        "cleaned_id": page.cleaned.id if page.cleaned else None,
        "failure": page.ledger.failure,
        "metadata": page.ledger.metadata,
        "ledger": [run_to_json(run) for run in page.ledger.runs],
    }


def describe(page: ArchivedPage) -> str:
    """One page for people: the fields of its ledger, then every run of blocks with its kind and its first reason."""
    lines = [f"{page.url}", f"    captured: {page.raw.get('WARC-Date')}", f"    size: {len(page.raw.payload):,} bytes"]
    lines.extend(f"    {name}: {value}" for name, value in page.ledger.fields)
    for run in page.ledger.runs:
        blocks = f"{run.first}" if run.first == run.last else f"{run.first}-{run.last}"
        reason = f"  ({run.reasons[0].labeller}: {run.reasons[0].detail})" if run.reasons else ""
        lines.append(f"{blocks}  {run.kind}  {run.confidence:.2f}  {run.characters} characters{reason}")
        if run.opening:
            lines.append(f"    {run.opening}")
    return plain("\n".join(lines)) + "\n\n"


def show_table(reader: ArchiveReader, *, as_json: bool) -> None:
    """Every page that the runs' manifests list."""
    manifests = list(reader.manifests())
    entries = (entry for manifest in manifests for entry in manifest.pages)
    if as_json:
        for entry in entries:
            put_json_line(entry.to_json())
    elif sys.stdout.isatty():
        show_rich_table(list(entries))
    else:
        for entry in entries:
            put("\t".join(" ".join(plain(cell).split()) for cell in cells(entry)) + "\n")
    for manifest in manifests:
        for failure in manifest.failures:
            note(f"{failure.name}: failed to {failure.stage}: {failure.reason}")


def cells(entry: PageEntry) -> Iterator[str]:
    """A page as a row: capture date, confidence, kept share, title, address."""
    kinds = entry.kinds or {}
    characters = sum(kinds.values())
    kept = kinds.get(Kind.BODY.value, 0) + kinds.get(Kind.CAPTION.value, 0)
    yield entry.date
    yield "" if entry.confidence is None else f"{entry.confidence:.2f}"
    yield f"{kept / characters:.0%}" if characters else ""
    yield entry.title or (f"failed: {entry.failure}" if entry.failure else "")
    yield entry.url


def show_rich_table(entries: list[PageEntry]) -> None:
    """The table with a heading, fitted to the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("captured", "confidence", "kept", "title", "address", box=None, header_style="bold")
    for entry in entries:
        table.add_row(*(Text(plain(cell)) for cell in cells(entry)))
    Console().print(table)
