"""Pages that are versions of one article count as one."""

from __future__ import annotations

from newsclean.profile.versions import number_versions


def prose(*keys: int, size: int = 200) -> dict[int, int]:
    """Prose in pieces of the same length."""
    return dict.fromkeys(keys, size)


def test_pages_without_common_prose_are_pages_of_their_own() -> None:
    """Also those that have no prose at all."""
    assert number_versions([prose(1, 2), prose(3, 4), {}, {}]) == [0, 1, 2, 3]


def test_a_page_that_holds_another_is_a_version_of_it() -> None:
    """As the whole article is of its first part, and the page for telephones of the page for screens."""
    assert number_versions([prose(1, 2, 3, 4, 5, 6), prose(9), prose(1, 2, 3), prose(2, 3, 4, 5)]) == [0, 1, 0, 0]


def test_a_notice_on_every_page_does_not_make_versions_of_them() -> None:
    """Each page has more prose of its own than that."""
    assert number_versions([prose(1, 2, 99), prose(3, 4, 99), prose(5, 6, 99)]) == [0, 1, 2]


def test_a_long_notice_on_many_pages_is_not_what_they_are_about() -> None:
    """Even where it is the most of their prose."""
    pages = [prose(number, size=300) | prose(99, size=3000) for number in range(20)]
    assert number_versions(pages) == list(range(20))


def test_one_article_twenty_times_is_one_article() -> None:
    """Its paragraphs are on every page, as a notice would be, but there is nothing else."""
    assert number_versions([prose(1, 2, 3, 4)] * 20) == [0] * 20


def test_versions_of_a_version_are_the_same_article() -> None:
    """Whichever of them is looked at first."""
    assert number_versions([prose(1, 2), prose(2, 3, 4, 1), prose(3, 4)]) == [0, 0, 0]
