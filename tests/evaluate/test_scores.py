"""Figures for one page, and that they are those of the script that comes with the evaluation sets."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from newsclean.evaluate import Answer, GoldPage, Snippet, read_gold
from newsclean.evaluate.figures import summarise
from newsclean.evaluate.measure import compare
from newsclean.evaluate.scores import field_results, score_text

SETS = """
    daniel fundus htmldate_news l3s_gn1 made_up magic_html postlight scrapinghub trafilatura wcxb_articles zh
""".split()
PAGES = 12  # of each set: enough for every branch, few enough to be quick
FULL = GoldPage("a", "a.html", body="one two three four five\nsix seven eight", title="A title")


@pytest.mark.parametrize(
    ("text", "precision", "recall", "exact"),
    [
        ("one two three four five\nsix seven eight", 1, 1, True),
        ("ONE two, three four five six seven. Eight!", 1, 1, True),
        ("A title\none two three four five\nsix seven eight", 1, 1, True),
        ("eight seven six five four three two one", 1, 1, False),
        ("one two three four", 1, 0.5, False),
        ("one one one one", 0.25, 0.125, False),
        ("nine ten", 0, 0, False),
        ("", 0, 0, False),
    ],
)
def test_texts_are_compared_as_bags_of_tokens(text: str, precision: float, recall: float, *, exact: bool) -> None:
    """A token counts as often as it occurs; the title as first line, case and punctuation do not count."""
    score = score_text(FULL, text)
    assert score is not None
    assert (score.precision, score.recall, score.exact) == (precision, recall, exact)
    assert score.f1 == (2 * precision * recall / (precision + recall) if precision else 0)


def test_shingles_are_runs_of_four_tokens() -> None:
    """Of five runs in the body, the text has two; of its own three, two are right. An empty text has no precision."""
    score = score_text(FULL, "one two three four five ten")
    assert score is not None
    assert score.shingle_precision == pytest.approx(2 / 3)
    assert score.shingle_recall == pytest.approx(2 / 5)
    empty = score_text(FULL, "")
    assert empty is not None
    assert (empty.shingle_precision, empty.shingle_recall) == (None, 0)


def test_optional_lines_count_neither_way() -> None:
    """With and without them the text is exactly right."""
    gold = GoldPage("a", "a.html", body="one two\n(end)", optional_lines=("( end )", "photo: x"))
    for text in ("one two", "one two\n(end)", "photo: x\none two"):
        score = score_text(gold, text)
        assert score is not None
        assert score.exact


def test_without_a_body_there_is_no_score() -> None:
    """Snippets alone say nothing of the whole text."""
    assert score_text(GoldPage("a", "a.html"), "text") is None


def test_metadata_are_compared_as_they_are_read() -> None:
    """White space and width never count, case and order not in names; either day is right; what the gold lacks is no
    figure."""
    gold = GoldPage(
        "a", "a.html", title="A title", authors=("Jane Doe", "李雷"), source="新华网", days=("2024-05-20", "2024-05-21")
    )
    answer = Answer("", "A  title", ("李 雷", "jane doe"), ("nobody",), None, "2024-05-21T08:00")
    found = field_results(gold, answer)
    assert {name: field.right for name, field in found.items()} == {
        "title": True,
        "date": True,
        "source": False,
        "authors": True,
    }
    assert (found["source"].expected, found["source"].found) == (("新华网",), ())
    assert not field_results(gold, Answer(title="A Title"))["title"].right


def test_a_name_too_many_is_wrong() -> None:
    """All of the authors and none else."""
    gold = GoldPage("a", "a.html", authors=("Jane Doe",))
    assert not field_results(gold, Answer(authors=("Jane Doe", "Staff")))["authors"].right


@pytest.fixture
def script(corpus: Path) -> ModuleType:
    """The script that comes with the evaluation sets."""
    path = corpus / "score.py"
    if not path.is_file():
        pytest.skip("no score.py beside the evaluation sets")
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SETS)
def test_figures_are_those_of_the_script(corpus: Path, script: ModuleType, name: str) -> None:
    """For good, bad and empty answers on pages of every set, each figure of the script is ours."""
    path = corpus / f"{name}.zip"
    if not path.is_file():
        pytest.skip(f"no {name}.zip among the evaluation sets")
    rows = script.load(str(path))[:PAGES]
    gold = read_gold(path).pages[:PAGES]
    answers = [answer(number, row, raw) for number, (row, raw) in enumerate(rows)]
    ours = summarise([compare(page, given) for page, given in zip(gold, answers, strict=True)])
    theirs = script.summary(
        [
            {**script.score_page(row, as_the_script_has_it(given)), "error": None}
            for (row, _), given in zip(rows, answers, strict=True)
        ]
    )
    assert ours.pages == theirs["n"]
    names = {"f1": "f1", "precision": "p", "recall": "r", "ge95": "ge95", "exact": "acc", "shingle_f1": "shF1"}
    for field, key in {**names, "leak": "leak", "have": "have", "empty": "empty", "error": "error"}.items():
        assert getattr(ours, field) == pytest.approx(theirs.get(key)), field
    assert rounded(ours.metadata) == theirs["meta"]
    if any(isinstance(snippet, str) for row, _ in rows for snippet in row.get("must_not") or []):
        assert sum(share.count for share in ours.leak_by_kind.values()) == theirs["leak_by_kind"]["any"][1]
    else:
        assert rounded(ours.leak_by_kind) == theirs["leak_by_kind"]


def rounded(shares: Any) -> dict[str, tuple[float, int]]:
    """Shares as the script has them."""
    return {name: (round(share.value, 3), share.count) for name, share in shares.items()}


def as_the_script_has_it(given: Answer) -> dict[str, Any]:
    """An answer under the script's names."""
    values = {name: value for name, value in asdict(given).items() if name != "article"}
    return {**values, "source_name": given.source}


def answer(number: int, row: dict[str, Any], raw: bytes) -> Answer:
    """An answer of one of four sorts: right, all that is on the page, half, none."""
    half = (row.get("body") or "").split("\n")[::2]
    snippets = [text if isinstance(text, str) else text["text"] for text in row.get("must_not") or []]
    page = re.sub(r"<[^>]*>", "\n", raw.decode("utf-8", "replace"))
    texts = [row.get("body") or "", page, "\n".join([*half, *snippets[:1]]), ""]
    right = number % 2 == 0
    return Answer(
        text=texts[number % 4],
        title=row.get("title") if right else "Another",
        authors=tuple(row.get("authors") or ())[::-1] if right else ("Nobody",),
        editors=tuple(row.get("editors") or ()) if number % 3 else (),
        source=row.get("source_name") if right else None,
        date=row.get("date_alt") or row.get("date") if right else "1999-01-01",
    )


def test_snippets_are_found_whatever_their_layout() -> None:
    """White space does not hide a snippet, and the kind of the gold goes with it."""
    gold = GoldPage("a", "a.html", must_have=("one two", "six"), must_not=(Snippet("All rights", "copyright"),))
    found = compare(gold, Answer("one\ntwo. All\u3000rights"))
    assert [have.found for have in found.haves] == [True, False]
    assert [(leak.kind, leak.found) for leak in found.leaks] == [("copyright", True)]
    assert found.grade == pytest.approx(1 / 3)
