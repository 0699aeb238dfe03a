"""`newsclean repair`: what is whole into a new folder, and a line for each loss."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsclean.cli import main
from newsclean.run import run

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """An archive of the seeds, the last ledger of which is cut off."""
    folder = tmp_path / "archive"
    run(SEEDS, folder)
    path = folder / "newsclean-00000.cleaned.warc.gz"
    path.write_bytes(path.read_bytes()[:-3])
    return folder


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_what_is_whole_is_salvaged(torn: Path, tmp_path: Path, arguments: list[str]) -> None:
    """The loss is told and listed in the new folder, which verify calls whole."""
    out = tmp_path / "repaired"
    result = CliRunner().invoke(main, ["repair", *arguments, str(torn), "-o", str(out)])
    (line,) = result.stdout.splitlines()
    (listed,) = map(json.loads, (out / "repair.jsonl").read_text().splitlines())
    assert result.exit_code == 0
    assert result.stderr == f"{out}: 1 records or stretches were lost\n"
    assert listed["file"] == str(torn / "newsclean-00000.cleaned.warc.gz")
    assert json.loads(line) == listed if arguments else "the gzip member is cut off at byte" in line
    assert CliRunner().invoke(main, ["verify", str(torn)]).exit_code == 1
    assert CliRunner().invoke(main, ["verify", str(out)]).exit_code == 0


def test_a_folder_that_holds_something_is_refused(torn: Path) -> None:
    """Nothing is repaired in place: that is a mistake of usage."""
    result = CliRunner().invoke(main, ["repair", str(torn), "-o", str(torn)])
    assert result.exit_code == 2
    assert "name a new folder" in result.stderr
