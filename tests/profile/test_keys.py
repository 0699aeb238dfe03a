"""By what blocks and sites are known again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.profile.keys import block_key, block_keys, host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.COM:8080/a/b?c#d", "example.com"),
        ("http://news.example.com./", "news.example.com"),
        ("https://archive.example/web/20200102030405id_/https://www.paper.example/story", "paper.example"),
        ("https://archive.example/web/2020/http:/paper.example/story", "paper.example"),
        ("https://example.com/share?to=https://other.example/", "example.com"),
        ("file:///folder/page.html", ""),
        ("http://[broken/", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_page_belongs_to_the_host_of_its_address(url: str | None, host: str) -> None:
    """Whatever its port, its case and a www before it; a copy in a web archive to the host of the page copied."""
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Read 12 comments", "read 1,450 comments!"),
        ("来源：新华社　2024", "来源:新华社 7"),
        ("More on this", "  MORE — on this:"),
    ],
)
def test_numbers_case_and_what_stands_between_words_make_no_difference(one: str, other: str) -> None:
    """Blocks that differ in nothing else are the same block."""
    assert block_key(one) == block_key(other) is not None


@pytest.mark.parametrize("text", ["", "10:24", "2024-05-20 08:00", "3 : 1", "—", "a", "12,5 % 13"])
def test_what_is_mostly_numbers_is_not_known_again(text: str) -> None:
    """With the digits masked, times and results would repeat wherever they stand."""
    assert block_key(text) is None


def test_the_key_of_a_block_is_always_the_same() -> None:
    """Stored profiles would be worthless otherwise."""
    assert block_key("Read 12 comments") == 0xAB69CFED7465A408


@given(st.lists(st.text(st.sampled_from("aBΣσ \0\n1٣_é\u0301ﬁ①-中.") | st.characters(), max_size=9), max_size=5))
def test_keys_are_the_same_one_by_one_and_all_at_once(texts: list[str]) -> None:
    """Whatever stands in the texts, what stands beside a block makes no difference to its key."""
    assert block_keys(texts) == [block_key(text) for text in texts]
