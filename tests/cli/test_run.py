"""`newsclean run`: folders and files of raw pages to an archive."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsclean import ArchiveReader
from newsclean.cli import main
from tests.conftest import BadFolder

SEEDS = Path(__file__).parents[2] / "seeds"
FIRST, SECOND = sorted(path.name for path in SEEDS.iterdir())
COMMAND = [sys.executable, "-c", "from newsclean.cli import main; main(prog_name='newsclean')", "run"]


def newsclean_run(*arguments: object, **settings: Any) -> Result:
    """Run the command in this process, with one worker."""
    return CliRunner().invoke(main, ["run", "--jobs", "1", *map(str, arguments)], **settings)


def names(archive: Path) -> list[str]:
    """The inputs of an archive's pages, in its order."""
    return [page.name for page in ArchiveReader(archive)]


def test_a_folder_becomes_an_archive(tmp_path: Path) -> None:
    """Both seeds are archived; what was done is told on standard error, and nothing else is printed."""
    result = newsclean_run(SEEDS, "-o", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "pages archived: 2\n" in result.stderr
    assert f"written: {tmp_path / 'newsclean-00000.warc.gz'}\n" in result.stderr
    assert names(tmp_path) == [FIRST, SECOND]


def test_a_second_run_adds_nothing(tmp_path: Path) -> None:
    """What is in the archive already is not archived again."""
    newsclean_run(SEEDS, "-o", tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    result = newsclean_run(SEEDS, "-o", tmp_path)
    assert result.exit_code == 0
    assert "in the archive already: 2\n" in result.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_with_bad_pages_ends_with_exit_code_1(bad_folder: BadFolder, tmp_path: Path) -> None:
    """Every bad page is named with its reason, and every good page is archived."""
    result = newsclean_run(bad_folder.path, "-o", tmp_path / "archive")
    assert result.exit_code == 1
    told = dict(re.findall(r"^failed to \w+: ([^:]+): (.+)$", result.stderr, re.MULTILINE))
    assert set(told) == set(bad_folder.bad)
    cleaned = {page.name for page in ArchiveReader(tmp_path / "archive") if page.cleaned}
    assert cleaned == bad_folder.good


def test_the_summary_is_json_on_request(bad_folder: BadFolder, tmp_path: Path) -> None:
    """`--json` prints the counts and every failure; with `-q` only failures are on standard error."""
    result = newsclean_run(bad_folder.path, "-o", tmp_path / "archive", "--json", "-q")
    summary = json.loads(result.stdout)
    assert summary["pages"] == len(bad_folder.good)
    assert {failure["name"] for failure in summary["failures"]} == set(bad_folder.bad)
    assert len(result.stderr.splitlines()) == len(bad_folder.bad)


def test_a_list_of_paths_comes_from_a_file_or_standard_input(tmp_path: Path) -> None:
    """`--files-from` reads one path a line."""
    (tmp_path / "list").write_text(f"{SEEDS / SECOND}\n", encoding="utf-8")
    newsclean_run("--files-from", tmp_path / "list", "-o", tmp_path / "one")
    newsclean_run("--files-from", "-", "-o", tmp_path / "two", input=f"{SEEDS / FIRST}\n{SEEDS / SECOND}\n")
    (only,) = ArchiveReader(tmp_path / "one")
    assert only.raw.payload == (SEEDS / SECOND).read_bytes()
    assert len(names(tmp_path / "two")) == 2


def test_a_page_comes_from_standard_input(tmp_path: Path) -> None:
    """`-` is one page."""
    result = newsclean_run("-", "-o", tmp_path, input=(SEEDS / FIRST).read_bytes())
    (only,) = ArchiveReader(tmp_path)
    assert result.exit_code == 0
    assert only.raw.payload == (SEEDS / FIRST).read_bytes()


def test_several_sources_are_read_in_the_order_given(tmp_path: Path) -> None:
    """Files and folders may be mixed."""
    (tmp_path / "pages").mkdir()
    shutil.copy(SEEDS / SECOND, tmp_path / "pages" / "later.txt")
    newsclean_run(tmp_path / "pages", SEEDS / FIRST, "-o", tmp_path / "archive")
    payloads = [page.raw.payload for page in ArchiveReader(tmp_path / "archive")]
    assert payloads == [(SEEDS / SECOND).read_bytes(), (SEEDS / FIRST).read_bytes()]


def test_a_mirrored_folder_has_the_addresses_of_the_web(tmp_path: Path) -> None:
    """`--base-url` and the path in the folder make the address."""
    newsclean_run(SEEDS, "-o", tmp_path, "--base-url", "https://news.example.org/a/")
    assert [page.url for page in ArchiveReader(tmp_path)] == [
        f"https://news.example.org/a/{name}" for name in (FIRST, SECOND)
    ]


def test_the_name_and_the_size_of_the_files_can_be_chosen(tmp_path: Path) -> None:
    """`--name` begins the files' names, `--shard-bytes` makes more of them."""
    newsclean_run(SEEDS, "-o", tmp_path, "--name", "daily", "--shard-bytes", "1")
    assert sorted(path.name for path in tmp_path.glob("*.warc.gz")) == [
        "daily-00000.cleaned.warc.gz",
        "daily-00000.warc.gz",
        "daily-00001.cleaned.warc.gz",
        "daily-00001.warc.gz",
    ]


def test_pages_are_named_on_request(tmp_path: Path) -> None:
    """`-v` names every page when it is done."""
    result = newsclean_run(SEEDS, "-o", tmp_path, "-v")
    assert f"archived: {FIRST}\narchived: {SECOND}\n" in result.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["--jobs", "0", "-"], ["no-such-folder"], ["--name", "../x", "-"], ["--max-bytes", "0", "-"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    """Nothing to clean, values out of range and sources that are not there; nothing is written."""
    result = CliRunner().invoke(main, ["run", "-o", str(tmp_path / "archive"), *arguments], input="x")
    assert result.exit_code == 2
    assert not list(tmp_path.rglob("*.warc.gz"))


def on_a_terminal(*arguments: object, **environment: str) -> tuple[int, str]:
    """Run the command with standard error on a terminal of 100 columns; its exit code and what the terminal got."""
    ours, theirs = pty.openpty()
    settings = {**os.environ, "COLUMNS": "100", "TERM": "xterm-256color", **environment}
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=theirs, env=settings
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # the other end was closed
                break
            if not chunk:
                break
            seen += chunk
    os.close(ours)
    return process.returncode, seen.decode()


def test_a_terminal_gets_a_progress_bar_and_a_table(tmp_path: Path) -> None:
    """On a terminal there are a bar that goes away and a closing table in colour."""
    code, seen = on_a_terminal(SEEDS, "-o", tmp_path)
    assert code == 0
    assert "2/2" in seen
    assert re.search(r"pages archived +2 ", re.sub(r"\x1b\[[0-9;]*m", "", seen))
    assert "\x1b[1m" in seen


def test_colours_can_be_refused(tmp_path: Path) -> None:
    """With NO_COLOR set the table has no colours."""
    _, seen = on_a_terminal(SEEDS / FIRST, "-o", tmp_path, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", seen)


def test_an_interrupt_ends_the_run_with_whole_files(tmp_path: Path) -> None:
    """Ctrl-C ends the run after the page in hand with exit code 130; the archive can be read and the run repeated."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(400):
        (pages / f"{number:03}.txt").write_bytes(f"第{number}篇 ".encode() + (SEEDS / SECOND).read_bytes())
    arguments = [*COMMAND, "--jobs", "1", "-v", str(pages), "-o", str(tmp_path / "archive")]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("archived: ")
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert "Traceback" not in told
    done = names(tmp_path / "archive")
    assert 1 <= len(done) < 400
    assert done == [f"{number:03}.txt" for number in range(len(done))]
