"""What pages come to over a set."""

from __future__ import annotations

import pytest

from newsclean.evaluate import Calibration, ConfidenceGroup, PageResult, Share, TextScore
from newsclean.evaluate.figures import calibrate, confuse, summarise
from newsclean.types import Kind
from tests.evaluate.conftest import result


def test_figures_are_means_over_pages() -> None:
    """Pages without a body do not count for the text; errors and empty texts are shares of all pages."""
    pages = [result("a", 1.0), result("b", 0.95), result("c", 0.4), PageResult("d", error="x", empty=True)]
    figures = summarise(pages)
    assert figures.pages == 4
    assert figures.f1 == pytest.approx(2.35 / 3)
    assert figures.ge95 == pytest.approx(2 / 3)
    assert figures.exact == pytest.approx(1 / 3)
    assert (figures.empty, figures.error) == (0.25, 0.25)
    assert (figures.leak, figures.have) == (None, None)


def test_the_f1_of_shingles_comes_from_means() -> None:
    """Mean precision, over the pages that have a text, and mean recall, over all, make one f1."""
    full = TextScore(1, 1, 1, exact=True, shingle_precision=1.0, shingle_recall=0.5)
    none = TextScore(0, 0, 0, exact=False, shingle_precision=None, shingle_recall=0.0)
    figures = summarise([PageResult("a", score=full), PageResult("b", score=none)])
    assert figures.shingle_f1 == pytest.approx(2 * 1.0 * 0.25 / 1.25)


def test_leaks_are_counted_over_snippets() -> None:
    """A page with many snippets weighs more; snippets without a kind are counted as of any."""
    pages = [
        result("a", leaks=[("ads", Kind.BODY), ("ads", Kind.ADS), (None, Kind.OTHER)]),
        result("b", leaks=[("share", Kind.BODY)]),
    ]
    figures = summarise(pages)
    assert figures.leak == 0.5
    assert figures.leak_by_kind == {"ads": Share(0.5, 2), "any": Share(0, 1), "share": Share(1, 1)}


def test_a_set_without_anything_to_measure_has_no_figures() -> None:
    """None is not nought."""
    figures = summarise([PageResult("a")])
    assert (figures.f1, figures.precision, figures.shingle_f1, figures.leak) == (None, None, None, None)
    assert figures.metadata == {}


def test_kinds_are_counted_by_the_block_that_has_the_snippet() -> None:
    """Body is among them, no block is the empty name; snippets without a kind, and cleaners without kinds, are none."""
    pages = [
        result("a", confidence=0.9, leaks=[("ads", Kind.BODY), ("ads", Kind.ADS), ("ads", None), (None, Kind.ADS)]),
        result("b", confidence=0.9, leaks=[("share", Kind.SHARE), ("ads", Kind.ADS)]),
        result("c", leaks=[("ads", Kind.ADS)]),
    ]
    assert confuse(pages) == {"ads": {"": 1, "ads": 2, "body": 1}, "share": {"share": 1}}


def test_confidence_is_told_in_ten_groups_of_equal_size() -> None:
    """Sorted by confidence; each group with its bounds, its means and its bad pages."""
    pages = [result(f"{number:02}", f1=(70 + number) / 100, confidence=number / 20) for number in range(20)]
    found = calibrate(reversed(pages))
    assert [group.pages for group in found.groups] == [2] * 10
    first = found.groups[0]
    assert first == ConfidenceGroup(2, 0.0, 0.05, first.confidence, first.f1, 2)
    assert (round(first.confidence, 6), round(first.f1, 6)) == (0.025, 0.705)
    assert (found.pages, found.bad, found.doubted, found.bad_doubted) == (20, 10, 10, 10)


def test_few_pages_make_few_groups() -> None:
    """A group has at least one page, and pages without confidence or score are in none."""
    assert calibrate([result("a", 0.9), result("b", None, 0.3)]) == Calibration(0, (), 0, 0, 0)
    assert [group.pages for group in calibrate([result("a", 0.5, 0.5), result("b", 0.9, 0.9)]).groups] == [1, 1]
