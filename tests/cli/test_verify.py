"""`newsclean verify`: a line for each fault, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsclean.cli import main
from newsclean.run import run
from tests.archive.damages import with_digest

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the seeds."""
    folder = tmp_path_factory.mktemp("verify") / "archive"
    run(SEEDS, folder)
    return folder


@pytest.fixture
def torn(archive: Path, tmp_path: Path) -> Path:
    """Its raw file, cut off."""
    path = tmp_path / "other.warc.gz"
    path.write_bytes((archive / "newsclean-00000.warc.gz").read_bytes()[:-3])
    return path


@pytest.mark.parametrize("name", ["", "newsclean", "newsclean-00000.warc.gz", "newsclean-00000.cleaned.warc.gz"])
def test_a_whole_archive_is_called_whole(archive: Path, name: str) -> None:
    """By its folder, its name or one of its files: nothing on standard output, and exit code 0."""
    result = CliRunner().invoke(main, ["verify", "--reclean", str(archive / name)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(" bytes: whole\n")
    assert "8 records in 2 files" in result.stderr


def test_a_fault_is_a_line(torn: Path) -> None:
    """File, byte, kind, what is wrong, record; exit code 1."""
    result = CliRunner().invoke(main, ["verify", "-q", str(torn)])
    (line,) = result.stdout.splitlines()
    assert result.exit_code == 1
    assert line.startswith(f"{torn}:")
    assert " member: the gzip member is cut off at byte " in line
    assert line.endswith(">")
    assert result.stderr == ""


def test_faults_are_told_as_json(torn: Path) -> None:
    """A line for each fault, then a line that sums up."""
    result = CliRunner().invoke(main, ["verify", "--json", str(torn)])
    fault, summary = map(json.loads, result.stdout.splitlines())
    assert fault["file"] == str(torn)
    assert fault["kind"] == "member"
    assert fault["offset"] > 0
    assert fault["record"].startswith("<urn:uuid:")
    assert summary == {
        "whole": False,
        "faults": 1,
        "files": 1,
        "records": 3,
        "bytes": torn.stat().st_size,
        "not_comparable": {},
    }


def test_a_whole_archive_as_json_is_a_summary(archive: Path) -> None:
    """Without a fault there is only the last line."""
    result = CliRunner().invoke(main, ["verify", "--json", str(archive)])
    assert json.loads(result.stdout)["whole"] is True


def test_what_is_not_there_is_a_mistake_of_usage(tmp_path: Path) -> None:
    """A name that is none is told, with exit code 2; so is no name at all."""
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "nothing")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no folder, no archive and no file" in result.stderr
    assert CliRunner().invoke(main, ["verify"]).exit_code == 2


def test_a_folder_without_an_archive_is_no_success(tmp_path: Path) -> None:
    """Nothing to verify is not whole: exit code 1."""
    result = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds no archive" in result.stderr


def test_an_archive_of_another_version_is_not_comparable(archive: Path, tmp_path: Path) -> None:
    """`--reclean` says so, and that is no fault."""
    for path in archive.iterdir():
        content = path.read_bytes()
        (tmp_path / path.name).write_bytes(
            with_digest(content.replace(b'"w3lib":"', b'"w3lib":"0.')) if path.suffix == ".json" else content
        )
    result = CliRunner().invoke(main, ["verify", "--reclean", str(tmp_path)])
    assert result.exit_code == 0
    assert "cannot be compared: made with w3lib 0." in result.stderr
