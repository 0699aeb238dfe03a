"""Evaluations as tables of words."""

from __future__ import annotations

from dataclasses import replace

from newsclean.evaluate import Difference, FieldResult, PageResult, SnippetResult
from newsclean.evaluate.tables import headline, overview, page_table, worst_pages
from newsclean.types import Kind, Reason
from tests.evaluate.conftest import evaluation_of, result

OURS = evaluation_of(
    result("a", 0.5, 0.4, leaks=[("ads", Kind.BODY), ("ads", Kind.ADS), ("menu", Kind.NAVIGATION), ("ads", None)]),
    result("b", 1.0, 0.9),
)
THEIRS = evaluation_of(
    result("a", 0.7, leaks=[("ads", Kind.BODY), ("ads", Kind.BODY), ("menu", None), ("ads", None)]),
    result("b", 0.6),
    cleaner="peer",
)


def test_cleaners_stand_one_below_the_other() -> None:
    """Each with its version and its figures, a dash for those that there are not."""
    table = next(overview([OURS, THEIRS]))
    assert table.columns[:4] == ("set", "cleaner", "pages", "f1")
    assert [row[:4] for row in table.rows] == [
        ("sea", "newsclean 1.0", "2", "0.7500"),
        ("sea", "peer 1.0", "2", "0.6500"),
    ]
    assert table.rows[0][table.columns.index("have")] == "–"


def test_every_row_has_as_many_cells_as_columns() -> None:
    """Nothing is lost or pushed aside, in either form."""
    for wide in (False, True):
        for table in overview([OURS, THEIRS], wide=wide):
            assert all(len(row) == len(table.columns) for row in table.rows)


def test_leaks_are_told_by_kind_side_by_side() -> None:
    """A row a kind, a column a cleaner."""
    (table,) = (table for table in overview([OURS, THEIRS]) if table.title == "Leaks by kind")
    assert table.columns == ("set", "kind", "newsclean", "peer")
    assert table.rows == (("sea", "ads", "0.333 (3)", "0.667 (3)"), ("sea", "menu", "0.000 (1)", "0.000 (1)"))


def test_kinds_are_confused_in_a_table() -> None:
    """Rows are the gold's kinds, columns ours in their order; no block comes last. A kind that we do not have agrees
    with none."""
    (table,) = (table for table in overview([OURS, THEIRS], wide=True) if table.title == "Kinds: sea")
    assert table.columns == ("gold", "body", "navigation", "ads", "no block", "agree")
    assert table.rows == (("ads", "1", ".", "1", "1", "0.33"), ("menu", ".", "1", ".", ".", "–"))


def test_kinds_are_confused_in_words_where_there_is_no_room() -> None:
    """The most frequent first."""
    (table,) = (table for table in overview([OURS]) if table.title == "Kinds: sea")
    assert table.rows == (("ads", "3", "0.33", "ads 1, body 1, no block 1"), ("menu", "1", "–", "navigation 1"))


def test_confidence_is_told_over_all_sets() -> None:
    """With the number of bad pages that are doubted, and the same for each set of newsclean."""
    tables = {table.title: table for table in overview([OURS, THEIRS])}
    confidence = tables["Confidence, in ten groups"]
    assert confidence.note == "1 of 1 pages with f1 < .8 have a confidence under .5, as have 1 of all 2"
    assert confidence.rows[0] == ("0.400 to 0.400", "1", "0.4000", "0.5000", "1")
    assert tables["Bad pages"].rows == (("sea", "2", "1", "1", "1"),)


def test_tables_without_rows_are_left_out() -> None:
    """A set of metadata alone has nothing to say of texts and kinds."""
    page = PageResult("a", metadata={"date": FieldResult(("2024-05-20",), (), right=False)})
    assert [table.title for table in overview([evaluation_of(page)])] == ["Figures", "Metadata"]


def test_the_worst_pages_are_told_beside_what_others_made_of_them() -> None:
    """Only pages of newsclean are listed, with the grade of the peer on the same page."""
    ((evaluation, pages),) = worst_pages([OURS, THEIRS], 5)
    assert evaluation is OURS
    assert [page.id for page, _ in pages] == ["a"]
    assert pages[0][1].endswith("; 1 of 4 snippets leaked; confidence 0.40; peer 0.7000")
    assert list(worst_pages([OURS], 0)) == []


def test_a_page_is_told_in_a_line() -> None:
    """What there is to tell: score, snippets, confidence, error."""
    page = PageResult("a", error="KeyError: 'x'", haves=(SnippetResult("x", None, found=False),))
    assert headline(page) == "0 of 1 snippets kept; error: KeyError: 'x'"


def test_a_page_is_told_block_by_block() -> None:
    """Change, kind, block, confidence, words and reasons; then the metadata that are wrong."""
    reason = Reason("test", Kind.ADS, 1.25, "class ad-slot")
    page = replace(
        result("a", 0.5),
        differences=(
            Difference("lost", "by night", 2, 0.25, 3, Kind.ADS, 0.75, (reason,)),
            Difference("lost", "by day", 2),
        ),
        metadata={
            "authors": FieldResult(("A", "B"), (), right=False),
            "title": FieldResult(("T",), ("T",), right=True),
        },
    )
    assert page_table(page).rows == (
        ("lost", "ads", "3", "0.75", "by night [25% of the block]", "+1.2 ads: class ad-slot"),
        ("lost", "no block", "–", "–", "by day", ""),
        ("wrong", "authors", "–", "–", "nothing instead of A, B", ""),
    )


def test_of_many_differences_the_largest_are_told() -> None:
    """In the order of the page, and how many were left out is said."""
    page = replace(result("a", 0.5), differences=tuple(Difference("lost", f"{n}", n) for n in (1, 9, 3, 8)))
    table = page_table(page, 2)
    assert [row[4] for row in table.rows] == ["9", "8"]
    assert table.note == "and 2 smaller differences"
