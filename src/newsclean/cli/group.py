"""A group of commands that loads each when it is called, and that turns errors into words and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn

import click

from newsclean.cli.output import end_output, note
from newsclean.errors import NewscleanError, OptionError

__all__ = ["INTERRUPTED", "SOME_FAILED", "USAGE", "LazyGroup"]

SOME_FAILED = 1
USAGE = 2
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group whose commands are ``newsclean.cli.<name>.command``; ``commands_by_name`` maps each to its summary."""

    def __init__(self, *arguments: Any, commands_by_name: Mapping[str, str], **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, **settings)
        self.summaries = dict(commands_by_name)

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names of the commands, in the order of their use."""
        return list(self.summaries)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of a name, loaded now; None for a name that is none."""
        if name not in self.summaries:
            return None
        command: click.Command = import_module(f"newsclean.cli.{name}").command
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help text, made without loading the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401  # click's signature
        """Call the command. Nobody is shown a traceback for a mistake in a name, an option or a file."""
        try:
            result = super().invoke(context)
            _flush()
        except KeyboardInterrupt:
            note("Interrupted.")
            context.exit(INTERRUPTED)
        except OptionError as error:
            _fail(str(error), USAGE)
        except NewscleanError as error:
            _fail(str(error), SOME_FAILED)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            _fail(f"{where}{error.strerror or error}", SOME_FAILED)
        return result


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        end_output()


def _fail(message: str, code: int) -> NoReturn:
    note(f"Error: {message}")
    raise click.exceptions.Exit(code)
