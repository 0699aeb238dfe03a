"""Whatever goes wrong, the command line says it in one line and ends with the right exit code."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from newsclean.cli import main
from newsclean.errors import ArchiveError, NotAPageError, OptionError

SEEDS = Path(__file__).parents[2] / "seeds"
COMMAND = [sys.executable, "-c", "from newsclean.cli import main; main(prog_name='newsclean')"]


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (NotAPageError("the page is empty"), 1, "Error: the page is empty\n"),
        (ArchiveError("archive is locked"), 1, "Error: archive is locked\n"),
        (OptionError("jobs is 0"), 2, "Error: jobs is 0\n"),
        (
            FileNotFoundError(errno.ENOENT, "No such file or directory", "x.html"),
            1,
            "Error: x.html: No such file or directory\n",
        ),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 1, "Error: Broken pipe\n"),
        (OSError("odd"), 1, "Error: odd\n"),
        (KeyboardInterrupt(), 130, "Interrupted.\n"),
    ],
)
def test_errors_become_words_and_exit_codes(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str
) -> None:
    """A mistake is told without a traceback; the exit code tells its kind."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("newsclean.cli.clean.load_article", fail)
    result = CliRunner().invoke(main, ["clean", "-"], input="x")
    assert (result.exit_code, result.stderr, result.stdout) == (code, message, "")


def test_a_fault_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """What newsclean does not raise on purpose comes out with its traceback, to be reported."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("newsclean.cli.clean.load_article", fail)
    assert isinstance(CliRunner().invoke(main, ["clean", "-"]).exception, ZeroDivisionError)


@pytest.mark.parametrize("arguments", [["polish"], ["clean"], ["clean", "--sparkle", "-"], ["clean", "nowhere.html"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    """Unknown commands, options and files are wrong usage."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert result.stdout == ""


def test_help_lists_the_commands_in_the_order_of_their_use() -> None:
    """`newsclean --help` lists each command with the summary that the command itself begins with."""
    result = CliRunner().invoke(main, ["--help"])
    names = [line.split()[0] for line in result.stdout.partition("Commands:\n")[2].splitlines() if line[2:3].strip()]
    assert names == main.list_commands(click.Context(main))
    assert names[:4] == ["run", "clean", "explain", "inspect"]


def test_a_reader_that_has_enough_ends_the_command_quietly() -> None:
    """`newsclean explain … | head -1` ends with exit code 0 and without a word."""
    page = next(SEEDS.glob("004*.txt"))
    shell = subprocess.run(
        [
            "bash",
            "-o",
            "pipefail",
            "-c",
            '"$@" | head -c 10; echo " ${PIPESTATUS[0]}"',
            "bash",
            *COMMAND,
            "explain",
            page,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shell.stdout.endswith(" 0\n")
    assert shell.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completion_prints_a_script(shell: str) -> None:
    """The script for a shell asks newsclean for what can follow."""
    result = CliRunner().invoke(main, ["completion", shell])
    assert result.exit_code == 0
    assert f"_NEWSCLEAN_COMPLETE={shell}_complete" in result.stdout


def test_completion_completes_commands_and_options() -> None:
    """What the script asks for are the names that begin as the word does."""

    def complete(words: str, position: int) -> list[str]:
        environment = {"_NEWSCLEAN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(position)}
        return CliRunner().invoke(main, [], env=environment, prog_name="newsclean").stdout.split()

    assert complete("newsclean co", 1) == ["plain,completion"]
    assert complete("newsclean inspect --c", 2) == ["plain,--cleaned"]
