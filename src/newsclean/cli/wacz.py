"""``newsclean wacz``: an archive as one package for ReplayWeb.page."""

from __future__ import annotations

from pathlib import Path

import click

from newsclean.cli.output import note

__all__ = ["command"]


@click.command("wacz")
@click.argument("archive", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    show_default="NAME.wacz in the folder",
    help="Where the package is written.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors.")
def command(archive: Path, out: Path | None, *, quiet: bool) -> None:
    """Write the folder ARCHIVE as one WACZ package: raw pages, cleaned pages, an index, and text to search in.

    https://replayweb.page opens it, as does any tool that reads WACZ. A package of that name is replaced.
    """
    from newsclean.archive.wacz import write_wacz

    done = write_wacz(archive, out)
    note(f"{done.path}: {done.pages:,} pages, {done.cleaned:,} of them cleaned, {done.size:,} bytes", quiet=quiet)
