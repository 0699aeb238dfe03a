"""`newsclean export`: files, a word for people, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsclean.cli import main
from newsclean.run import run

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the seeds."""
    folder = tmp_path_factory.mktemp("export") / "archive"
    run(SEEDS, folder)
    return folder


@pytest.mark.parametrize(
    ("form", "suffix"), [("text", ".txt"), ("markdown", ".md"), ("html", ".html"), ("json", ".json")]
)
def test_pages_are_exported(archive: Path, tmp_path: Path, form: str, suffix: str) -> None:
    """A file a page; how many is told on standard error, and nothing on standard output."""
    result = CliRunner().invoke(main, ["export", "--format", form, str(archive), str(tmp_path / "out")])
    assert (result.exit_code, result.stdout) == (0, "")
    made = sorted((tmp_path / "out").iterdir())
    assert [path.suffix for path in made] == [suffix] * len(list(SEEDS.iterdir()))
    assert result.stderr == f"{tmp_path / 'out'}: {len(made)} pages\n"


def test_text_is_what_clean_prints(archive: Path, tmp_path: Path) -> None:
    """The same text as from the page itself, and text is the format unless another is asked for."""
    assert CliRunner().invoke(main, ["export", "-q", str(archive), str(tmp_path)]).output == ""
    seed = min(SEEDS.iterdir())
    printed = CliRunner().invoke(main, ["clean", "-q", str(seed)]).stdout
    (path,) = tmp_path.glob(f"{seed.stem}-*.txt")
    assert path.read_text(encoding="utf-8") == printed


def test_lines_of_json_go_to_one_file(archive: Path, tmp_path: Path) -> None:
    """One object a page."""
    CliRunner().invoke(main, ["export", "--format", "jsonl", str(archive), str(tmp_path)])
    lines = (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["name"] for line in lines} == {path.name for path in SEEDS.iterdir()}


def test_a_second_export_is_refused_unless_it_may_replace(archive: Path, tmp_path: Path) -> None:
    """With the name of the file that is there; exit code 1."""
    arguments = ["export", str(archive), str(tmp_path)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    assert CliRunner().invoke(main, [*arguments, "--overwrite"]).exit_code == 0


def test_the_archive_is_no_place_for_it(archive: Path) -> None:
    """That is a mistake of usage."""
    result = CliRunner().invoke(main, ["export", str(archive), str(archive)])
    assert result.exit_code == 2
    assert "is the archive itself" in result.stderr
