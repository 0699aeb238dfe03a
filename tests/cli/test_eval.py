"""`newsclean eval`: figures on pages whose right answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsclean.cli import main
from tests.evaluate.conftest import rows_named, write_set, write_zip


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A set of two pages that are cleaned without a fault, and of a third whose gold has a paragraph more."""
    rows = rows_named("a", "b") + rows_named("c", body=f"{rows_named('c')[0]['body']}\nA paragraph that is nowhere.")
    return write_set(tmp_path / "sea", rows)


def invoke(*arguments: object) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(main, ["eval", "--jobs", "1", *map(str, arguments)])


def test_tables_are_printed_in_plain_text(gold: Path) -> None:
    """Where standard output is no terminal: titles, columns that stand below each other, the worst page, no colours."""
    result = invoke(gold)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "Figures"
    assert lines[1].split()[:5] == ["set", "cleaner", "pages", "f1", "precision"]
    assert lines[2].split()[:2] == ["sea", "newsclean"]
    assert len(lines[1]) == len(lines[2])
    assert "Worst pages: sea" in lines
    assert "    lost  no block  –  –  A paragraph that is nowhere" in lines
    assert "\x1b" not in result.stdout


def test_the_number_of_worst_pages_can_be_chosen(gold: Path) -> None:
    """`--worst 0` tells figures alone."""
    assert "Worst pages" not in invoke(gold, "--worst", 0).stdout


def test_json_has_everything(gold: Path) -> None:
    """One object with each set, and in it each page with its differences."""
    result = invoke(gold, "--json")
    (found,) = json.loads(result.stdout)["sets"]
    assert [page["id"] for page in found["pages"]] == ["a", "b", "c"]
    assert found["figures"]["exact"] == pytest.approx(2 / 3, abs=1e-4)
    assert [difference["text"] for difference in found["pages"][2]["differences"]] == ["A paragraph that is nowhere"]


def test_several_sets_are_told_in_order(gold: Path, tmp_path: Path) -> None:
    """Zip files and folders alike."""
    other = write_zip(tmp_path / "air.zip", rows_named("z"))
    found = json.loads(invoke(gold, other, "--json").stdout)["sets"]
    assert [each["set"] for each in found] == ["sea", "air"]


def test_a_peer_is_measured_on_the_same_pages(gold: Path) -> None:
    """`--against` puts its figures and its version below ours."""
    found = json.loads(invoke(gold, "--against", "trafilatura", "--json").stdout)["sets"]
    assert [(each["set"], each["cleaner"]) for each in found] == [("sea", "newsclean"), ("sea", "trafilatura")]
    assert found[1]["version"]
    assert found[1]["kinds"] == {}


def test_html_is_written_to_a_file(gold: Path, tmp_path: Path) -> None:
    """The tables on standard output stay the same."""
    page = tmp_path / "report.html"
    result = invoke(gold, "--html", page)
    assert result.stdout == invoke(gold).stdout
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_figures_are_recorded_and_checked(gold: Path, tmp_path: Path) -> None:
    """What was recorded passes; what has fallen is named on standard error, and the exit code is 1."""
    record = tmp_path / "accuracy.json"
    assert invoke(gold, "--record", record).exit_code == 0
    passed = invoke(gold, "--check", record)
    assert (passed.exit_code, passed.stderr) == (0, f"no figure has fallen since {record} was written\n")
    figures = json.loads(record.read_text())
    figures["sets"]["sea"]["exact"] = 1.0
    record.write_text(json.dumps(figures))
    failed = invoke(gold, "--check", record, "--record", record, "--quiet")
    assert failed.exit_code == 1
    assert failed.stderr == "fallen: sea: exact was recorded as 1, measured is 0.6667\n"
    assert json.loads(record.read_text()) == figures  # what has fallen is not recorded by the way


def test_a_peer_is_neither_recorded_nor_checked(gold: Path, tmp_path: Path) -> None:
    """The record has the figures of newsclean."""
    record, alone = tmp_path / "accuracy.json", tmp_path / "alone.json"
    invoke(gold, "--against", "trafilatura", "--record", record)
    invoke(gold, "--record", alone)
    assert record.read_text() == alone.read_text()


def test_a_set_that_is_not_as_it_should_be_is_wrong_usage(gold: Path) -> None:
    """Exit code 2, with file and line."""
    with (gold / "gold.jsonl").open("a") as lines:
        lines.write("{}\n")
    result = invoke(gold)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {gold}: gold.jsonl, line 4: 'id' is missing\n"


def test_two_sets_of_one_name_are_wrong_usage(gold: Path, tmp_path: Path) -> None:
    """They could not be told apart."""
    other = write_zip(tmp_path / "sea.zip", rows_named("z"))
    result = invoke(gold, other)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {gold} and {other} are both named sea: rename one\n"


@pytest.mark.parametrize(
    "arguments", [[], ["nowhere.zip"], ["--against", "goose", "."], ["--check", "nowhere.json", "."]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    """Missing sets and files, and peers that nobody knows."""
    assert invoke(*arguments).exit_code == 2


def test_scrapes_can_be_measured(gold: Path) -> None:
    """`--scrape` takes the tags away first, and says so in the name of the set."""
    pytest.importorskip("resiliparse")
    (found,) = json.loads(invoke(gold, "--scrape", "--json").stdout)["sets"]
    assert found["set"] == "sea (scraped)"


def test_a_page_cannot_command_the_terminal(tmp_path: Path) -> None:
    """Control characters in gold are not passed on."""
    folder = write_set(tmp_path / "sea", rows_named("a", body="An escape \x1b]0;title\x07 sequence in the gold"))
    result = invoke(folder)
    assert "sequence in the gold" in result.stdout
    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout
