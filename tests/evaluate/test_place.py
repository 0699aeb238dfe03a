"""Which block a snippet is counted for."""

from __future__ import annotations

import pytest

from newsclean.evaluate.place import Places
from newsclean.types import Block, Kind, LedgerEntry, Reason, Verdict


def entry(index: int, text: str, kind: Kind) -> LedgerEntry:
    """A block with its verdict."""
    return LedgerEntry(Block(index, text), Verdict(kind, 0.9, (Reason("test", kind, 1.0, "said so"),)))


PAGE = Places(
    [
        entry(0, "Share this", Kind.SHARE),
        entry(1, "Harbour reopens", Kind.TITLE),
        entry(2, "Share this story", Kind.RECOMMEND),
        entry(3, "Harbour reopens at last, say the ferrymen", Kind.BODY),
        entry(4, "Photo:", Kind.CAPTION),
        entry(5, "All rights", Kind.COPYRIGHT),
    ]
)


@pytest.mark.parametrize(
    ("snippet", "kind", "expected"),
    [
        ("Share  this\u3000story", None, 2),
        ("Share this", None, 0),
        ("Share this", "recommend", 2),
        ("Harbour reopens", "title", 3),
        ("ferrymen Photo:", None, 3),
        ("men Photo: All", None, 4),
        ("Ferrymen", None, None),
    ],
)
def test_a_snippet_is_counted_for_one_block(snippet: str, kind: str | None, expected: int | None) -> None:
    """Of several blocks body comes first, then one of the gold's kind, then the first of the page; a snippet that runs
    over blocks counts for the one that has most of it."""
    found = PAGE.holder(snippet, kind)
    assert (found.block.index if found else None) == expected
