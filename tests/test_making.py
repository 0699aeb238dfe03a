"""Values made quickly."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from newsclean.making import make_block, make_entry, make_image, make_link, make_reason, make_verdict
from newsclean.types import Block, Image, Kind, LedgerEntry, Link, Reason, Role, Verdict

REASON = ("structure", Kind.BODY, 1.5, "prose")
MAKERS: list[tuple[Callable[..., Any], Callable[..., Any], tuple[Any, ...]]] = [
    (make_block, Block, (3, "text")),
    (make_block, Block, (3, "text", Role.HEADING, "html > h2", 7, 2, (Link(0, 2, "/a"),), Image("b"), True, True, 1)),
    (make_entry, LedgerEntry, (Block(0, "a"), Verdict(Kind.BODY, 1.0, ()))),
    (make_image, Image, ("a.jpg",)),
    (make_link, Link, (1, 2, "/a")),
    (make_reason, Reason, REASON),
    (make_verdict, Verdict, (Kind.BODY, 0.5, (Reason(*REASON),))),
]


@pytest.mark.parametrize(("make", "kind", "values"), MAKERS)
def test_what_a_maker_makes_differs_in_nothing_from_what_the_class_makes(
    make: Callable[..., Any], kind: Callable[..., Any], values: tuple[Any, ...]
) -> None:
    """Type, equality, hash, look, pickles and copies are the same."""
    made, plain = make(*values), kind(*values)
    assert type(made) is kind
    assert made == plain
    assert hash(made) == hash(plain)
    assert repr(made) == repr(plain)
    assert pickle.dumps(made) == pickle.dumps(plain)
    assert pickle.loads(pickle.dumps(made)) == plain  # noqa: S301  # made here
    assert replace(made) == plain
    assert make(**dict(zip([field.name for field in fields(made)], values, strict=False))) == plain


@pytest.mark.parametrize(("make", "kind", "values"), MAKERS)
def test_what_a_maker_makes_is_frozen(
    make: Callable[..., Any], kind: Callable[..., Any], values: tuple[Any, ...]
) -> None:
    """No field can be set or added."""
    made = make(*values)
    for name in [*[field.name for field in fields(kind(*values))], "another"]:
        with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
            setattr(made, name, 1)
    assert made == kind(*values)
