"""Standard output for data, standard error for people."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

import click

__all__ = ["end_output", "note", "plain", "put", "put_json", "put_json_line"]

# What a terminal may take for a command: a page must not be able to move the cursor or to set a title.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def put(data: str | bytes) -> None:
    """Write data to standard output: bytes unchanged, text as UTF-8, whatever the locale says.

    A terminal is shown text without control characters. Ends the command, as a success, when the reader of a pipe
    (``head``, a pager) wants no more.
    """
    stream = sys.stdout.buffer
    if isinstance(data, str):
        data = (plain(data) if stream.isatty() else data).encode("utf-8", "replace")
    try:
        stream.write(data)
    except BrokenPipeError:
        end_output()


def put_json(value: Any) -> None:  # noqa: ANN401  # whatever JSON can hold
    """Write a value as indented JSON, ending in a line break."""
    put(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def put_json_line(value: Any) -> None:  # noqa: ANN401  # whatever JSON can hold
    """Write a value as one line of JSON, as tools that read a line at a time want it."""
    put(json.dumps(value, ensure_ascii=False) + "\n")


def end_output() -> None:
    """Send what is still buffered nowhere, and end the command as a success."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise click.exceptions.Exit(0)


def note(text: str, *, quiet: bool = False) -> None:
    """Tell people something on standard error, unless they asked for quiet."""
    if not quiet:
        click.echo(plain(text), err=True)


def plain(text: str) -> str:
    """Text without control characters; line breaks and tabs stay."""
    return CONTROLS.sub("\ufffd", text)
