"""`newsclean inspect`: a table of an archive's pages, or one page out of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsclean import clean
from newsclean.cli import main
from newsclean.run import run

SEEDS = Path(__file__).parents[2] / "seeds"
FIRST, SECOND = sorted(path.name for path in SEEDS.iterdir())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An archive of the seeds."""
    folder = tmp_path_factory.mktemp("inspect") / "archive"
    run(SEEDS, folder)
    return str(folder)


def test_the_pages_are_listed(archive: str) -> None:
    """Elsewhere than on a terminal a page is a line of columns separated by tabs."""
    result = CliRunner().invoke(main, ["inspect", archive])
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [row[3] for row in rows] == [clean((SEEDS / name).read_bytes()).metadata.title for name in (FIRST, SECOND)]
    assert all(len(row) == 5 and row[0].endswith("Z") and row[2].endswith("%") for row in rows)


def test_the_pages_are_listed_as_json(archive: str) -> None:
    """With `--json` each line has the facts of one page."""
    result = CliRunner().invoke(main, ["inspect", "--json", archive])
    assert [json.loads(line)["name"] for line in result.stdout.splitlines()] == [FIRST, SECOND]


def test_the_raw_bytes_come_out_unchanged(archive: str) -> None:
    """`--raw` prints the bytes of the input, all of them and no other."""
    result = CliRunner().invoke(main, ["inspect", archive, "--url", SECOND, "--raw"])
    assert result.stdout_bytes == (SEEDS / SECOND).read_bytes()


def test_the_clean_page_comes_out(archive: str) -> None:
    """`--cleaned` prints the article as HTML."""
    result = CliRunner().invoke(main, ["inspect", archive, "--url", SECOND, "--cleaned"])
    assert result.stdout == clean((SEEDS / SECOND).read_bytes()).to_html()


@pytest.mark.parametrize("arguments", [[], ["--ledger"]])
def test_a_page_is_told_with_its_ledger(archive: str, arguments: list[str]) -> None:
    """Without asking for bytes, the metadata and every kind that the ledger has."""
    result = CliRunner().invoke(main, ["inspect", archive, "--url", SECOND, *arguments])
    article = clean((SEEDS / SECOND).read_bytes())
    assert f"    sourceFile: {SECOND}\n" in result.stdout
    assert all(f"  {entry.verdict.kind}  " in result.stdout for entry in article.ledger)


def test_a_page_is_told_as_json(archive: str) -> None:
    """With `--json` one object holds the page's metadata and ledger."""
    result = CliRunner().invoke(main, ["inspect", archive, "--url", SECOND, "--json"])
    page = json.loads(result.stdout)
    assert page["name"] == SECOND
    assert page["size"] == (SEEDS / SECOND).stat().st_size
    assert page["metadata"]["editors"] == ["王宏泽"]
    assert {"body", "mood_poll"} <= {entry["kind"] for entry in page["ledger"]}


def test_of_two_captures_the_newest_counts(tmp_path: Path) -> None:
    """A page that has changed is told twice; its bytes are those of the newest capture, and that is said."""
    pages, archive = tmp_path / "pages", tmp_path / "archive"
    pages.mkdir()
    shutil.copy(SEEDS / FIRST, pages / "page.txt")
    run(pages, archive)
    shutil.copy(SEEDS / SECOND, pages / "page.txt")
    run(pages, archive)
    assert (
        len(CliRunner().invoke(main, ["inspect", str(archive), "--url", "page.txt", "--json"]).stdout.splitlines()) == 2
    )
    result = CliRunner().invoke(main, ["inspect", str(archive), "--url", "page.txt", "--raw"])
    assert result.stdout_bytes == (SEEDS / SECOND).read_bytes()
    assert "captured 2 times" in result.stderr


def test_a_single_page_needs_no_address(tmp_path: Path) -> None:
    """Where an archive holds one page, that one is meant."""
    run(SEEDS / FIRST, tmp_path / "archive")
    result = CliRunner().invoke(main, ["inspect", str(tmp_path / "archive"), "--raw"])
    assert result.stdout_bytes == (SEEDS / FIRST).read_bytes()


@pytest.mark.parametrize("arguments", [["--raw"], ["--url", "https://example.org/none"]])
def test_a_page_that_cannot_be_found_is_wrong_usage(archive: str, arguments: list[str]) -> None:
    """Of several pages none is guessed, and an address that is not there is said to be missing."""
    result = CliRunner().invoke(main, ["inspect", archive, *arguments])
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_a_folder_that_is_no_archive_is_an_error(tmp_path: Path) -> None:
    """The message names the folder."""
    result = CliRunner().invoke(main, ["inspect", str(tmp_path)])
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


def test_a_page_that_failed_is_listed_with_its_reason(tmp_path: Path) -> None:
    """The raw bytes of a failed page can be had; its clean page cannot, and why is said."""
    pages, archive = tmp_path / "pages", str(tmp_path / "archive")
    pages.mkdir()
    (pages / "photo.html").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 8)
    shutil.copy(SEEDS / FIRST, pages)
    run(pages, archive)
    listed = CliRunner().invoke(main, ["inspect", archive])
    assert "photo.html" in listed.stdout + listed.stderr
    cleaned = CliRunner().invoke(main, ["inspect", archive, "--url", "photo.html", "--cleaned"])
    assert cleaned.exit_code in (1, 2)
    assert "photo.html" in cleaned.stderr
