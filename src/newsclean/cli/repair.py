"""``newsclean repair``: what is whole of a damaged archive, into a new one."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newsclean.cli.output import note, plain, put, put_json_line

__all__ = ["command"]

LIST = "repair.jsonl"


@click.command("repair")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    metavar="FOLDER",
    required=True,
    type=click.Path(path_type=Path),
    help="A new folder for what is whole.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, for each loss.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors.")
def command(*, archive: Path, out: Path, as_json: bool, quiet: bool) -> None:
    """Salvage what is whole of a damaged ARCHIVE into a new folder, and list what was lost.

    ARCHIVE is what verify takes; it is not changed. What is written passes verify, and its manifest says that it was
    repaired. The list is in repair.jsonl in the new folder, too.
    """
    from newsclean.archive.repair import repair

    count = 0
    lines = repair(archive, out)
    for loss in lines:
        count += 1
        with (out / LIST).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(json.dumps(loss.to_json()) + "\n")
        put_json_line(loss.to_json()) if as_json else put(" ".join(plain(str(loss)).split()) + "\n")
    note(f"{out}: {f'{count:,} records or stretches were lost' if count else 'nothing was lost'}", quiet=quiet)
