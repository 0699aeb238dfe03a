"""Counts of characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.label.characters import IDEOGRAPH, STOP, UPPER, count_characters


def test_units_weigh_scripts_alike() -> None:
    """A word of an alphabetic script counts one, an ideograph, kana or syllable half."""
    counts = count_characters(["Two words.", "北京新闻", "ニュース한국", "", "2025年"])
    assert counts.units.tolist() == [2.0, 2.0, 3.0, 0.0, 0.5]
    assert counts.words.tolist() == [2.0, 0.0, 0.0, 0.0, 0.0]
    assert counts.length.tolist() == [10.0, 4.0, 6.0, 0.0, 5.0]


def test_last_character_sees_through_quotes() -> None:
    """A closing quote after a full stop still ends a sentence."""
    counts = count_characters(["他说。”", "(he said.)", "title"])
    assert [kind == STOP for kind in counts.last] == [True, True, False]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_counts_agree_with_each_text_alone(texts: list[str]) -> None:
    """Counting many texts at once gives what counting each alone gives."""
    together = count_characters(texts)
    for i, text in enumerate(texts):
        alone = count_characters([text])
        assert together.counts[i].tolist() == alone.counts[0].tolist()
        assert together.units[i] == alone.units[0]
        assert together.length[i] == pytest.approx(len(text))


def test_classes() -> None:
    """Upper case, ideographs and stops are told apart."""
    counts = count_characters(["NATO 北约。"]).counts[0]
    assert (counts[UPPER], counts[IDEOGRAPH], counts[STOP]) == (4, 2, 1)
