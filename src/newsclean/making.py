"""Makers: functions that make frozen values in a fraction of the time that their classes take.

A frozen dataclass sets each of its fields through `object.__setattr__`, and a page has thousands of values. A maker
fills a twin of the class, which has the same slots and is not frozen, and then declares it to be of the class itself.
What it makes differs in nothing from what the class makes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, ParamSpec, TypeVar

from newsclean.types import Block, Image, LedgerEntry, Link, Reason, Verdict

__all__ = ["make_block", "make_entry", "make_image", "make_link", "make_reason", "make_verdict", "maker"]

P = ParamSpec("P")
T = TypeVar("T")


def maker(cls: Callable[P, T]) -> Callable[P, T]:
    """A function that takes what a frozen slotted dataclass takes and gives what it gives.

    The class has no base, no ``__post_init__`` and no field with a factory. Give its values by position: names cost
    as much as the making.
    """
    kind: Any = cls
    twin = type(kind.__name__, (), {"__slots__": kind.__slots__})
    known: dict[str, Any] = {"new": object.__new__, "twin": twin, "cls": cls}
    parameters = []
    for field in fields(kind):
        known[f"default_{field.name}"] = field.default
        parameters.append(field.name if field.default is MISSING else f"{field.name}=default_{field.name}")
    lines = [
        f"def make({', '.join(parameters)}):",
        "    made = new(twin)",
        *(f"    made.{field.name} = {field.name}" for field in fields(kind)),
        "    made.__class__ = cls",
        "    return made",
    ]
    exec("\n".join(lines), known)  # noqa: S102  # names of fields alone, as dataclasses make their own methods
    make: Callable[P, T] = known["make"]
    make.__name__ = make.__qualname__ = f"make_{kind.__name__.lower()}"
    make.__doc__ = f"A `{kind.__name__}`, made quickly."
    return make


make_block = maker(Block)
make_entry = maker(LedgerEntry)
make_image = maker(Image)
make_link = maker(Link)
make_reason = maker(Reason)
make_verdict = maker(Verdict)
