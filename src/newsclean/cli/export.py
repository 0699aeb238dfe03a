"""``newsclean export``: the clean pages of an archive as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsclean.cli.output import note

if TYPE_CHECKING:
    from newsclean.archive.export import Format

__all__ = ["command"]


@click.command("export")
@click.argument("archive", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="What a file holds: the text alone, the article as Markdown or HTML, or text and metadata as JSON; jsonl "
    "is one file with a line of JSON for each page.",
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors.")
def command(archive: Path, folder: Path, form: Format, *, overwrite: bool, quiet: bool) -> None:
    """Write the clean pages of ARCHIVE, a folder, to files in FOLDER, one for each page.

    Names are made of the page's address and the first digits of its raw record's id. Nothing is written outside FOLDER.
    """
    from newsclean.archive.export import export

    done = export(archive, folder, form, overwrite=overwrite)
    left_out = f"; {done.left_out:,} that could not be cleaned are left out" if done.left_out else ""
    note(f"{folder}: {done.pages:,} pages{left_out}", quiet=quiet)
