"""Tokens, and texts without white space."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsclean.evaluate.tokens import grams, spans, squeeze, tokens


def test_a_token_is_a_word_or_an_ideograph() -> None:
    """Words are in lower case, width does not count, punctuation and the underscore are no tokens."""
    assert tokens("The ＨＡＲＢＯＵＲ_reopened, 港口 カ 항") == ["the", "harbour", "reopened", "港", "口", "カ", "항"]


def test_no_text_has_no_tokens() -> None:
    """A missing text is an empty one."""
    assert tokens(None) == []
    assert squeeze(None) == ""


def test_squeezed_texts_have_no_white_space() -> None:
    """Two layouts of the same words are equal; so are full width and half width."""
    assert squeeze("来源：\u3000 新华社\n") == squeeze("来源:新华社")


@given(st.text())
def test_every_token_has_its_place_in_the_text(text: str) -> None:
    """The ranges cut exactly the tokens out of the text that is given with them."""
    shown, ranges = spans(text)
    assert len(ranges) == len(tokens(text))
    assert all(0 <= start < end <= len(shown) for start, end in ranges)


def test_places_are_those_of_the_text_as_it_is() -> None:
    """Where nothing changes its length, the text keeps its capitals and its width."""
    shown, ranges = spans("Ｈarbour，港口")
    assert shown == "Ｈarbour，港口"
    assert [shown[start:end] for start, end in ranges] == ["Ｈarbour", "港", "口"]


def test_runs_are_counted() -> None:
    """A run that comes twice counts twice; what is shorter than a run is one run; nothing has none."""
    assert grams(["a", "b", "a", "b"], 2) == {("a", "b"): 2, ("b", "a"): 1}
    assert grams(["a"], 4) == {("a",): 1}
    assert not grams([], 4)
