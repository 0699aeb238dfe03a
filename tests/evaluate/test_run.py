"""A set measured from end to end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from newsclean import clean
from newsclean.errors import OptionError
from newsclean.evaluate import Answer, evaluate, pool, read_gold
from newsclean.types import Kind
from tests.evaluate.conftest import BODY, PAGE, ROW, evaluation_of, result, rows_named, write_set


def test_newsclean_is_measured(tmp_path: Path) -> None:
    """Figures, kinds and confidence are those of newsclean on the pages of the set."""
    folder = write_set(tmp_path / "sea", rows_named("a", "b"))
    found = evaluate(folder)
    article = clean(PAGE.encode(), url=ROW["url"])
    assert (found.name, found.cleaner) == ("sea", "newsclean")
    assert [page.id for page in found.pages] == ["a", "b"]
    assert found.pages[0].confidence == article.confidence
    assert found.pages[0].metadata["title"].found == (article.metadata.title,)
    assert found.figures.exact == float(article.text == BODY)
    (foot,) = (entry for entry in article.ledger if "All rights" in entry.block.text)
    assert found.kinds == {"copyright": {foot.verdict.kind.value: 2}}


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    """The number of workers changes nothing, order included."""
    folder = write_set(tmp_path / "sea", rows_named("a", "c", "b"))
    assert evaluate(folder, jobs=2) == evaluate(folder, jobs=1)


def test_any_function_can_be_measured(tmp_path: Path) -> None:
    """A cleaner takes bytes and an address; it is told by the name of the function."""
    seen = []

    def everything(raw: bytes, url: str | None) -> Answer:
        seen.append(url)
        return Answer(raw.decode())

    found = evaluate(write_set(tmp_path / "sea", [ROW]), everything)
    assert seen == [ROW["url"]]
    assert (found.cleaner, found.version, found.kinds) == ("everything", "", {})
    assert found.figures.leak == 1
    assert found.pages[0].confidence is None


def test_trafilatura_is_measured_with_its_version(tmp_path: Path) -> None:
    """The peer on the same pages; it tells neither kinds nor confidence."""
    found = evaluate(write_set(tmp_path / "sea", rows_named("a", page="x")), "trafilatura")
    assert (found.cleaner, found.version) == ("trafilatura", version("trafilatura"))
    assert found.figures.error == 0
    assert found.calibration.pages == 0


def test_an_error_of_the_cleaner_is_a_figure(tmp_path: Path) -> None:
    """The page counts as an empty text, the others go on."""

    def moody(raw: bytes, _: str | None) -> Answer:
        if b"fault" in raw:
            raise ZeroDivisionError("by nought")
        return Answer(BODY)

    folder = write_set(tmp_path / "sea", rows_named("a", "b"))
    (folder / "pages" / "a.html").write_text("fault")
    found = evaluate(folder, moody)
    assert [page.error for page in found.pages] == ["ZeroDivisionError: by nought", None]
    assert (found.figures.error, found.figures.empty, found.figures.f1) == (0.5, 0.5, 0.5)
    assert [page.id for page in found.worst(5)] == ["a"]


def dies(raw: bytes, _: str | None) -> Answer:
    """A cleaner that takes its process along."""
    if b"fault" in raw:
        os._exit(3)
    return Answer(BODY)


def sleeps(raw: bytes, _: str | None) -> Answer:
    """A cleaner that comes to no end."""
    if b"fault" in raw:
        time.sleep(60)
    return Answer(BODY)


@pytest.mark.parametrize(
    ("cleaner", "error"), [(dies, "its worker died (exit code 3)"), (sleeps, "took longer than 5")]
)
def test_a_worker_that_gives_no_answer_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cleaner: object, error: str
) -> None:
    """A page that takes too long, or a worker that dies, costs that page alone."""
    monkeypatch.setattr(pool, "DEADLINE", 5.0)
    folder = write_set(tmp_path / "sea", rows_named("a", "b"))
    (folder / "pages" / "a.html").write_text("fault")
    found = evaluate(folder, cleaner, jobs=2)  # type: ignore[arg-type]
    first, second = found.pages
    assert first.error is not None
    assert first.error.startswith(error)
    assert (second.error, second.grade) == (None, 1)


def test_each_page_is_told_when_it_is_done(tmp_path: Path) -> None:
    """`progress` is called once a page, in order."""
    seen: list[str] = []
    evaluate(write_set(tmp_path / "sea", rows_named("b", "a")), progress=lambda page: seen.append(page.id))
    assert seen == ["b", "a"]


def test_pages_can_be_measured_as_scrapes(tmp_path: Path) -> None:
    """The cleaner is given the text of the page without a tag, and the set is named so."""
    pytest.importorskip("resiliparse")
    texts = []

    def keeps(raw: bytes, _: str | None) -> Answer:
        texts.append(raw.decode())
        return Answer(BODY)

    found = evaluate(write_set(tmp_path / "sea", [ROW]), keeps, scraped=True)
    assert found.name == "sea (scraped)"
    assert "took three weeks" in texts[0]
    assert "<" not in texts[0]


def test_without_resiliparse_scrapes_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the package to install, before any page is touched."""
    monkeypatch.setitem(sys.modules, "resiliparse.extract.html2text", None)
    with pytest.raises(OptionError, match="pip install resiliparse"):
        evaluate(write_set(tmp_path / "sea", [ROW]), scraped=True)


def test_values_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    """No workers, and a cleaner that nobody knows."""
    folder = write_set(tmp_path / "sea", [ROW])
    with pytest.raises(OptionError, match="jobs is 0, but must be at least 1"):
        evaluate(folder, jobs=0)
    with pytest.raises(OptionError, match="no cleaner is named 'goose'; there are newsclean, trafilatura"):
        evaluate(folder, "goose")


def test_a_set_that_was_read_can_be_measured_twice(tmp_path: Path) -> None:
    """Going through a set does not use it up."""
    gold = read_gold(write_set(tmp_path / "sea", [ROW]))
    assert evaluate(gold) == evaluate(gold)


def test_peers_load_only_when_they_are_measured() -> None:
    """To evaluate newsclean takes neither trafilatura nor rich nor resiliparse to be loaded beforehand."""
    code = "import sys, newsclean.evaluate; print({'trafilatura', 'rich', 'resiliparse'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_the_worst_pages_come_first() -> None:
    """By f1, then by name; pages without a fault are not among them."""
    pages = (result("b", 0.5), result("a", 0.5), result("c", 1.0), result("d", 0.1))
    found = evaluation_of(*pages)
    assert [page.id for page in found.worst(9)] == ["d", "a", "b"]
    assert [page.id for page in found.worst(1)] == ["d"]
    leaked = result("e", leaks=[("ads", Kind.BODY), ("ads", Kind.ADS)])
    assert leaked.grade == 0.5
