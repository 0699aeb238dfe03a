"""What the documents say is so: their Python runs, their commands exist, their lists are whole."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt

from newsclean.cli import main
from newsclean.types import Kind

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def blocks(document: Path) -> Iterator[tuple[str, str]]:
    """The code blocks of a document, each with the language that it names; indented ones name none."""
    for token in MarkdownIt("commonmark").parse(document.read_text(encoding="utf-8")):
        if token.type in ("fence", "code_block"):
            yield token.info.strip(), token.content


def commands() -> Iterator[tuple[str, str]]:
    """Every newsclean command line in the documents, with the document's name."""
    for document in DOCUMENTS:
        for language, code in blocks(document):
            if language in ("sh", "console"):
                lines = re.findall(r"^(?:\$ )?(newsclean [^|>#\n]*)", code, re.MULTILINE)
                yield from ((document.name, line.strip()) for line in lines)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like a fresh clone: with the seeds, without an archive."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["README.md", "docs/guide.md", "docs/evaluation.md"])
def test_the_python_of_the_documents_runs_and_prints_what_they_show(name: str) -> None:
    """Python blocks run one after the other; a text block after one is what it prints."""
    shown = list(blocks(ROOT / name))
    namespace: dict[str, object] = {"__name__": "__main__"}
    ran = 0
    for (language, code), (after, output) in zip(shown, [*shown[1:], ("", "")], strict=True):
        if language != "python":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, name, "exec"), namespace)  # noqa: S102  # the documents are ours
        ran += 1
        if after == "text":
            assert printed.getvalue().rstrip() == output.rstrip()
    assert ran


@pytest.mark.usefixtures("folder")
def test_the_command_line_prints_what_the_readme_shows() -> None:
    """The console blocks of the README are true but for what may move as cleaning gets better: figures and evidence."""
    shown = [code for language, code in blocks(ROOT / "README.md") if language == "console"]
    assert shown
    for code in shown:
        for entry in code.split("$ ")[1:]:
            line, _, expected = entry.partition("\n")
            arguments = shlex.split(line)
            assert arguments[0] == "newsclean"
            run = subprocess.run(
                [sys.executable, "-c", "from newsclean.cli import main; main(prog_name='newsclean')", *arguments[1:]],
                capture_output=True,
                check=True,
                encoding="utf-8",
            )
            assert masked(run.stdout + run.stderr) == masked(expected)


def masked(output: str) -> list[str]:
    """Lines with figures masked, without the reasons of a block and without what follows ``removed``."""
    lines = (line for line in output.strip().splitlines() if not re.match(r" {4}[+-]\d", line))
    return [re.sub(r"[\d.,]+", "0", line.partition("removed: ")[0].rstrip()) for line in lines]


@pytest.mark.parametrize(("document", "line"), sorted(set(commands())))
def test_the_commands_shown_exist(document: str, line: str) -> None:
    """Every command in a document has that name, and its options have theirs."""
    _, name, *arguments = shlex.split(line.replace("[", "").replace("]", "").replace("...", ""))
    if name.startswith("-"):
        assert name in {option for parameter in main.params for option in parameter.opts}, document
        return
    command = main.get_command(click.Context(main), name)
    assert command is not None, f"{document}: newsclean {name}"
    known = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
    for argument in arguments:
        if argument.startswith("-") and argument != "-":
            assert argument.partition("=")[0] in known, f"{document}: {line}"


def test_commands_are_shown_somewhere() -> None:
    """The test above has something to test."""
    assert len(set(commands())) > 5


def test_every_kind_is_documented() -> None:
    """`docs/kinds.md` lists each kind once, and nothing that is none."""
    text = (ROOT / "docs/kinds.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == sorted(Kind)


def test_every_decision_is_in_the_index() -> None:
    """`docs/decisions/README.md` links to each note under its number and its own title, in order."""
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    expected = []
    for note in sorted(ROOT.glob("docs/decisions/[0-9]*.md")):
        heading = note.read_text(encoding="utf-8").partition("\n")[0]
        expected.append((note.name[:4], re.sub(r"^# (\d+[.:]? )?", "", heading), note.name))
    assert re.findall(r"^\* \[(\d{4})\. (.+)\]\((.+)\)$", index, re.MULTILINE) == expected


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_every_option_is_documented(name: str) -> None:
    """`docs/commands.md` names every option of every command, and none that there is not; each has a help text."""
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## newsclean {name}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`-.*?) \|", section, re.MULTILINE)
    documented = {option for row in rows for option in re.findall(r"--?[a-z][a-z-]*", row)}
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert all(option.help for option in options)
    assert documented == {name for option in options for name in option.opts}


def test_every_command_is_documented() -> None:
    """`docs/commands.md` has a section for every command, in the order of the help text."""
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^## newsclean (\w+)$", text, re.MULTILINE) == main.list_commands(click.Context(main))
