"""What was lost and what leaked, told by block."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from newsclean.evaluate import Difference, GoldPage, Snippet
from newsclean.evaluate.differences import find_differences
from newsclean.evaluate.place import Places
from newsclean.types import Block, Kind, LedgerEntry, Reason, Verdict

FIRST = "The harbour reopened on Monday after repairs that took three weeks."
SECOND = "Ships may enter it by day and by night."
MENU = "Home and garden, sports and the weather of tomorrow"


def page(*blocks: tuple[str, Kind]) -> tuple[LedgerEntry, ...]:
    """Blocks in order, each with its kind."""
    return tuple(
        LedgerEntry(Block(index, text), Verdict(kind, 0.75, (Reason("test", kind, 1.0, f"looks like {kind}"),)))
        for index, (text, kind) in enumerate(blocks)
    )


def differences(gold: GoldPage, entries: Sequence[LedgerEntry]) -> list[Difference]:
    """All that is told of a page."""
    return list(find_differences(gold, entries, Places(entries)))


def gold(*lines: str, optional: tuple[str, ...] = ()) -> GoldPage:
    """A page whose whole body is known."""
    return GoldPage("a", "a.html", title="Harbour reopens", body="\n".join(lines), optional_lines=optional)


def test_a_right_text_has_no_differences() -> None:
    """Nothing is told of a page on which every block is what it should be, however the lines are cut."""
    whole = page((MENU, Kind.NAVIGATION), (FIRST, Kind.BODY), (SECOND, Kind.BODY))
    assert differences(gold(FIRST, SECOND), whole) == []
    assert differences(gold(f"{FIRST} {SECOND}"), whole) == []
    assert differences(gold(FIRST, SECOND), page((f"{FIRST} {SECOND}", Kind.BODY))) == []


def test_a_lost_paragraph_is_told_with_its_block() -> None:
    """Number, kind, confidence and reasons are those of the block that has the words."""
    entries = page((MENU, Kind.NAVIGATION), (FIRST, Kind.BODY), (SECOND, Kind.CAPTION))
    (lost,) = differences(gold(FIRST, SECOND), entries)
    assert lost == Difference(
        "lost",
        SECOND.removesuffix("."),
        tokens=9,
        share=1.0,
        block=2,
        kind=Kind.CAPTION,
        confidence=0.75,
        reasons=(Reason("test", Kind.CAPTION, 1.0, "looks like caption"),),
    )


def test_a_leaked_block_is_told_with_its_reasons() -> None:
    """So is a block that should not have been in the text."""
    (leaked,) = differences(gold(FIRST), page((MENU, Kind.BODY), (FIRST, Kind.BODY)))
    assert (leaked.change, leaked.block, leaked.kind, leaked.share) == ("leaked", 0, Kind.BODY, 1.0)
    assert leaked.text == MENU


def test_of_a_block_that_is_partly_right_the_rest_is_told() -> None:
    """Only the words that do not belong there, and their share."""
    (leaked,) = differences(gold(FIRST), page((f"{FIRST} (Editor: Jane Doe)", Kind.BODY)))
    assert (leaked.text, leaked.tokens) == ("Editor: Jane Doe", 3)
    assert leaked.share == 3 / 14


def test_a_paragraph_that_comes_twice_is_once_too_many() -> None:
    """The second of two leaks."""
    (leaked,) = differences(gold(FIRST), page((FIRST, Kind.BODY), (FIRST, Kind.BODY)))
    assert (leaked.change, leaked.block) == ("leaked", 1)


def test_words_that_no_block_has_are_told_without_one() -> None:
    """A body that is not on the page is lost all the same: the page or the gold is to blame."""
    (lost,) = differences(gold(FIRST, SECOND), page((FIRST, Kind.BODY)))
    assert (lost.change, lost.text, lost.block, lost.kind) == ("lost", SECOND.removesuffix("."), None, None)


def test_what_is_seen_is_blamed_before_what_is_hidden() -> None:
    """Where a hidden copy stands before the lost paragraph, the one that readers see is told."""
    (lost,) = differences(gold(FIRST), page((FIRST, Kind.HIDDEN), (FIRST, Kind.OTHER)))
    assert (lost.block, lost.kind) == (1, Kind.OTHER)


def test_a_sentence_in_a_large_block_is_found() -> None:
    """Twenty tokens are enough, whatever stands beside them."""
    long = f"{FIRST} {SECOND}"
    (lost,) = differences(gold(long), page((f"{MENU} {MENU} {MENU} {long} {MENU}", Kind.OTHER)))
    assert (lost.block, lost.tokens) == (0, 20)


def test_a_short_block_is_not_blamed_for_a_word() -> None:
    """A menu entry that says what also stands inside a lost paragraph is not that paragraph."""
    entries = page(("Monday", Kind.NAVIGATION), ("by day", Kind.NAVIGATION))
    assert [lost.block for lost in differences(gold(FIRST), entries)] == [None]
    assert [lost.block for lost in differences(gold("Monday"), entries)] == [0]


def test_optional_lines_and_the_title_on_top_are_no_leak() -> None:
    """They count neither way, so they are not told either."""
    entries = page(("Harbour reopens", Kind.BODY), (FIRST, Kind.BODY), ("(end)", Kind.BODY))
    assert differences(gold(FIRST, optional=("(End)", "(end)")), entries) == []


def test_without_a_whole_body_snippets_are_told() -> None:
    """A snippet that is missing is lost, one that should not be there has leaked; each with the block that has it."""
    known = GoldPage(
        "a",
        "a.html",
        must_have=("took three weeks", "by night", "by bus"),
        must_not=(Snippet("the weather"), Snippet("garden", "navigation")),
    )
    entries = page((MENU, Kind.BODY), (FIRST, Kind.BODY), (SECOND, Kind.OTHER))
    assert [(found.change, found.text, found.block) for found in differences(known, entries)] == [
        ("lost", "by night", 2),
        ("lost", "by bus", None),
        ("leaked", "the weather", 0),
        ("leaked", "garden", 0),
    ]


def test_figures_have_no_text_to_leak() -> None:
    """An image in the article is no difference."""
    assert differences(gold(FIRST), page((FIRST, Kind.BODY), ("", Kind.BODY))) == []


@given(st.lists(st.tuples(st.sampled_from([FIRST, SECOND, MENU, "Monday", "港口"]), st.sampled_from(Kind)), max_size=8))
def test_lost_and_leaked_tokens_never_exceed_what_there_is(blocks: list[tuple[str, Kind]]) -> None:
    """No more is lost than the body has, no more has leaked than the text has, and each block is told once a change."""
    entries = page(*blocks)
    found = differences(gold(FIRST, SECOND), entries)
    assert sum(each.tokens for each in found if each.change == "lost") <= 20
    told = [(each.change, each.block) for each in found if each.block is not None]
    assert len(told) == len(set(told))
    assert all(0 < each.share <= 1 for each in found)
