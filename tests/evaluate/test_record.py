"""Figures kept in a file, and what has fallen since."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from newsclean.errors import OptionError
from newsclean.evaluate import Evaluation, FieldResult, PageResult
from newsclean.evaluate.record import Shortfall, check_figures, main_figures, record_figures
from newsclean.types import Kind
from tests.evaluate.conftest import evaluation_of, result


def measured(f1: float = 0.9, leaked: int = 10, name: str = "sea") -> Evaluation:
    """A set of one page with a hundred snippets, ``leaked`` of which are in its text."""
    leaks = [("ads", Kind.BODY)] * leaked + [("ads", Kind.ADS)] * (100 - leaked)
    title = FieldResult(("A",), ("A",), right=True)
    return evaluation_of(replace(result("a", f1, leaks=leaks), metadata={"title": title}), name=name)


def test_the_main_figures_are_recorded(tmp_path: Path) -> None:
    """Those that the set has, rounded, under the name of the set; leaks of single kinds are not among them."""
    path = tmp_path / "accuracy.json"
    record_figures(path, [measured(0.912345)])
    assert json.loads(path.read_text()) == {
        "sets": {
            "sea": {
                "pages": 1,
                "f1": 0.9123,
                "precision": 0.9123,
                "recall": 0.9123,
                "ge95": 0.0,
                "exact": 0.0,
                "shingle_f1": 0.9123,
                "leak": 0.1,
                "empty": 0.0,
                "error": 0.0,
                "metadata title": 1.0,
            }
        }
    }


def test_other_sets_stay_in_the_record(tmp_path: Path) -> None:
    """Recording one set anew leaves the others as they were, in the order of their names."""
    path = tmp_path / "accuracy.json"
    record_figures(path, [measured(0.9), measured(0.8, name="air")])
    record_figures(path, [measured(0.7)])
    sets = json.loads(path.read_text())["sets"]
    assert [(name, figures["f1"]) for name, figures in sets.items()] == [("air", 0.8), ("sea", 0.7)]


@pytest.mark.parametrize(
    ("f1", "leaked", "fallen"),
    [
        (0.9, 10, []),
        (0.95, 5, []),
        (0.895, 10, []),
        (0.8948, 10, ["f1", "precision", "recall", "shingle_f1"]),
        (0.9, 11, ["leak"]),
    ],
)
def test_a_fall_of_more_than_half_a_point_is_told(tmp_path: Path, f1: float, leaked: int, fallen: list[str]) -> None:
    """Half a point is let pass, and what gets better too; a leak falls by rising."""
    path = tmp_path / "accuracy.json"
    record_figures(path, [measured()])
    assert [short.figure for short in check_figures(path, [measured(f1, leaked)])] == fallen


def test_a_shortfall_names_set_figure_and_both_values(tmp_path: Path) -> None:
    """Whoever reads it knows what to look at."""
    path = tmp_path / "accuracy.json"
    record_figures(path, [measured()])
    shorts = check_figures(path, [measured(0.85)])
    assert shorts[0] == Shortfall("sea", "f1", 0.9, 0.85)
    assert str(shorts[0]) == "sea: f1 was recorded as 0.9, measured is 0.85"


def test_a_figure_that_is_gone_has_fallen(tmp_path: Path) -> None:
    """So has the number of pages, if it changed: it is another set then."""
    path = tmp_path / "accuracy.json"
    record_figures(path, [measured()])
    shorts = check_figures(path, [evaluation_of(result("a", 0.9), PageResult("b"))])
    assert {str(short) for short in shorts} == {
        "sea: pages was recorded as 1, measured is 2",
        "sea: leak was recorded as 0.1, measured is nothing",
        "sea: metadata title was recorded as 1, measured is nothing",
    }


def test_sets_that_are_not_recorded_are_passed_by(tmp_path: Path) -> None:
    """Unless none is: a check of nothing would always pass."""
    path = tmp_path / "accuracy.json"
    record_figures(path, [measured()])
    assert check_figures(path, [measured(), measured(0.1, name="air")]) == ()
    with pytest.raises(OptionError, match=r"has no figures of air; --record .*accuracy\.json adds them"):
        check_figures(path, [measured(name="air")])


@pytest.mark.parametrize(
    "content", ["", "[]", '{"sets": []}', '{"sets": {"sea": 1}}', '{"sets": {"sea": {"f1": "x"}}}']
)
def test_what_is_no_record_is_neither_read_nor_overwritten(tmp_path: Path, content: str) -> None:
    """A wrong file name does not cost a file."""
    path = tmp_path / "notes.json"
    path.write_text(content)
    with pytest.raises(OptionError, match="holds no recorded figures"):
        check_figures(path, [measured()])
    with pytest.raises(OptionError, match="holds no recorded figures"):
        record_figures(path, [measured()])
    assert path.read_text() == content


def test_the_record_of_the_project_can_be_checked() -> None:
    """`bench/accuracy.json` has the sets that `make accuracy` measures, each with its texts, snippets or metadata."""
    path = Path(__file__).parents[2] / "bench" / "accuracy.json"
    sets = json.loads(path.read_text())["sets"]
    assert {"zh", "made_up", "scrapinghub", "fundus", "wcxb_articles", "magic_html", "daniel"} <= set(sets)
    assert all(figures["pages"] > 0 and len(figures) > 3 for figures in sets.values())
    assert set(main_figures(measured())) >= set(sets["made_up"]) - {name for name in sets["made_up"] if " " in name}
