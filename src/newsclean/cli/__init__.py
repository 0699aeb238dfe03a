"""The command line: a thin skin over the library. Data go to standard output, words for people to standard error.

Exit codes: 0 all well, 1 some pages failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import os

import click

from newsclean.cli.group import LazyGroup

__all__ = ["main"]

# Each command's module loads when the command is called: `newsclean --version` costs next to nothing.
COMMANDS = {
    "run": "Clean every page of folders and files, and archive raw, cleaned and removed.",
    "clean": "Clean one page and print the article.",
    "explain": "Tell for every block of a page what it was judged to be, and why.",
    "inspect": "Look into an archive: a table of its pages, or one page.",
    "export": "Write the clean pages of an archive to files.",
    "verify": "Find out whether archives are whole, and where they are not.",
    "repair": "Salvage what is whole of a damaged archive into a new one.",
    "wacz": "Write an archive as one package that ReplayWeb.page opens.",
    "eval": "Measure newsclean on pages whose right answer is known.",
    "completion": "Print the script that completes newsclean's commands in a shell.",
}


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click's call
    if wanted and not context.resilient_parsing:
        from newsclean import __version__

        click.echo(f"newsclean {__version__}")
        context.exit()


@click.group(
    cls=LazyGroup,
    commands_by_name=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@click.pass_context
def main(context: click.Context) -> None:
    """Take the boilerplate out of news pages; archive the raw page, the clean page and the account of every removal."""
    if os.environ.get("NO_COLOR"):
        context.color = False
