"""The values of an evaluation: what was found on a page, and what that comes to over a set. Frozen, slotted.

Figures are shares from 0 to 1; None where a set has nothing to measure them on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from newsclean.types import Kind, Reason

__all__ = [
    "Calibration",
    "ConfidenceGroup",
    "Difference",
    "Evaluation",
    "FieldResult",
    "Figures",
    "PageResult",
    "Share",
    "SnippetResult",
    "TextScore",
]


@dataclass(frozen=True, slots=True)
class TextScore:
    """A text beside the expected body.

    ``precision``, ``recall`` and ``f1`` compare bags of tokens; ``exact`` tells whether the tokens are the same in the
    same order; ``shingle_precision`` (None for an empty text) and ``shingle_recall`` compare bags of four tokens in a
    row.
    """

    precision: float
    recall: float
    f1: float
    exact: bool
    shingle_precision: float | None
    shingle_recall: float


@dataclass(frozen=True, slots=True)
class SnippetResult:
    """A piece of text that must, or must not, be in the text: whether it is ``found`` there.

    ``kind`` is the gold's name for it, or None. ``judged`` is the kind of the block that holds it: None where no block
    does, or where the cleaner does not tell.
    """

    text: str
    kind: str | None
    found: bool
    judged: Kind | None = None


@dataclass(frozen=True, slots=True)
class FieldResult:
    """A field of the metadata beside what is expected of it. A field of one value has a tuple of one."""

    expected: tuple[str, ...]
    found: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that were ``lost`` from the article or ``leaked`` into the text, with the block that they stand in.

    ``text`` has the words concerned, ``tokens`` counts them and ``share`` is their share of the block. ``block``,
    ``kind``, ``confidence`` and the strongest ``reasons`` are those of the block; None and empty where no block of the
    page has the words.
    """

    change: Literal["lost", "leaked"]
    text: str
    tokens: int
    share: float = 1.0
    block: int | None = None
    kind: Kind | None = None
    confidence: float | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class PageResult:
    """What a cleaner made of one page.

    ``score`` is None where the gold has no whole body, or the page none to compare. ``error`` says why the cleaner gave
    no answer; ``empty`` that the text was. ``confidence`` and ``differences`` are for newsclean alone.
    """

    id: str
    language: str | None = None
    error: str | None = None
    empty: bool = False
    confidence: float | None = None
    score: TextScore | None = None
    leaks: tuple[SnippetResult, ...] = ()
    haves: tuple[SnippetResult, ...] = ()
    metadata: Mapping[str, FieldResult] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()

    @property
    def grade(self) -> float:
        """What pages are ranked by: f1; else the share of the snippets, else of the metadata, that are right."""
        if self.score is not None:
            return self.score.f1
        right = [have.found for have in self.haves] + [not leak.found for leak in self.leaks]
        right = right or [value.right for value in self.metadata.values()]
        return sum(right) / len(right) if right else 1.0


@dataclass(frozen=True, slots=True)
class Share:
    """A share, and of how many."""

    value: float
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a set: means over its pages, and for ``leak`` and ``have`` over its snippets.

    ``ge95`` is the share of pages whose f1 is at least .95, ``exact`` of those whose tokens are exactly the body's;
    ``shingle_f1`` comes from mean precision and mean recall. ``leak`` is the share of snippets of boilerplate found in
    the text, ``have`` that of snippets of the article. ``error`` and ``empty`` are shares of pages.
    """

    pages: int
    f1: float | None
    precision: float | None
    recall: float | None
    ge95: float | None
    exact: float | None
    shingle_f1: float | None
    leak: float | None
    have: float | None
    empty: float
    error: float
    leak_by_kind: Mapping[str, Share] = field(default_factory=dict)
    metadata: Mapping[str, Share] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConfidenceGroup:
    """Pages of about the same confidence: from ``lowest`` to ``highest``, with the means, and how many are bad."""

    pages: int
    lowest: float
    highest: float
    confidence: float
    f1: float
    bad: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether confidence can be trusted: ten groups of equal size, and where the bad pages (f1 under .8) lie.

    ``bad`` of ``pages`` are bad, ``doubted`` have a confidence under .5, and ``bad_doubted`` are both.
    """

    pages: int
    groups: tuple[ConfidenceGroup, ...]
    bad: int
    doubted: int
    bad_doubted: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a cleaner made of a set.

    ``kinds`` maps each of the gold's kinds of boilerplate to the kinds that newsclean gave to the blocks which hold the
    snippets, with their number; the empty name stands for snippets that no block holds. It is empty for a cleaner that
    tells no kinds.
    """

    name: str
    cleaner: str
    version: str
    figures: Figures
    calibration: Calibration
    kinds: Mapping[str, Mapping[str, int]]
    pages: tuple[PageResult, ...]

    def worst(self, count: int) -> tuple[PageResult, ...]:
        """The pages that went wrong most, the worst first, none that is all right."""
        wrong = [page for page in self.pages if page.grade < 1 or page.error]
        return tuple(sorted(wrong, key=lambda page: (page.grade, page.id))[:count])
