"""``newsclean verify``: is an archive whole, and where is it not?"""

from __future__ import annotations

from pathlib import Path

import click

from newsclean.cli.group import SOME_FAILED
from newsclean.cli.output import note, plain, put, put_json_line

__all__ = ["command"]


@click.command("verify")
@click.argument("archives", metavar="ARCHIVE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--reclean", is_flag=True, help="Clean each raw page again, and compare it with its clean page.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line: the faults, then a summary.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors.")
def command(*, archives: tuple[Path, ...], reclean: bool, as_json: bool, quiet: bool) -> None:
    """Find out whether archives are whole: a line for each fault, with file, byte and record.

    ARCHIVE is a folder, the path of an archive in it (as in archive/newsclean), or a WARC file, which need not be
    newsclean's. Ends with exit code 1 if there is a fault. Nothing is changed.
    """
    from newsclean.archive.verify import Tally, verify

    tally = Tally()
    count = 0
    for fault in verify(*archives, reclean=reclean, tally=tally):
        count += 1
        put_json_line(fault.to_json()) if as_json else put(" ".join(plain(str(fault)).split()) + "\n")
    for manifest, reason in tally.not_comparable.items():
        note(f"{manifest}: its clean pages cannot be compared: {reason}")
    if as_json:
        put_json_line(
            {
                "whole": not count,
                "faults": count,
                "files": tally.files,
                "records": tally.records,
                "bytes": tally.bytes,
                "not_comparable": tally.not_comparable,
            }
        )
    looked = f"{tally.records:,} records in {tally.files:,} files, {tally.bytes:,} bytes"
    note(f"{looked}: {f'{count:,} faults' if count else 'whole'}", quiet=quiet)
    if count:
        raise click.exceptions.Exit(SOME_FAILED)
