"""The ballot: what all labellers say about the blocks of a page.

What is said of a block counts at once, as log-odds for the body and as weights for each other kind; in words it is put
only when somebody asks, since most readers of a page never ask most of its blocks: the words would take as long as all
the rest of labelling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol, overload

from newsclean.making import make_reason
from newsclean.types import Kind, Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COLUMN", "KINDS", "Ballot", "Explanation", "Outline", "Reasons", "outline"]

# The kinds beside body, by name: of those with equal weight the first one wins, whatever the order of the labellers.
KINDS = tuple(sorted(set(Kind) - {Kind.BODY}))
COLUMN = {kind: column for column, kind in enumerate(KINDS)}
# Reasons told of a verdict: the strongest for the kind, then the strongest against it.
TOLD_REASONS = 5
BY_STRENGTH = itemgetter(0, 1, 2)


class Explanation(Protocol):
    """What one labeller says about many blocks at once, and can put into words for each."""

    def weigh(self, i: int, kind: Kind) -> tuple[str, Kind, float, str] | None:
        """What it says for or against a block being body, or for its being of a kind: labeller, kind, weight, and the
        words, empty where they take long to make. None where it says nothing of the block."""

    def words(self, blocks: Sequence[int]) -> Sequence[str]:
        """The words that were left out, for each of some blocks."""


# A reason as far as it takes no time: by what it is sorted, labeller, words, kind, weight; and, where the words are
# left out, who can give them for which block.
Outline = tuple[float, str, str, Kind, float, Explanation | None, int]


class Reasons(Sequence[Reason]):
    """A tuple of reasons that is made when it is first looked at."""

    __slots__ = ("_above", "_i", "_kind", "_made", "_make", "_side")

    def __init__(
        self, make: Callable[..., tuple[Reason, ...]], i: int = -1, kind: Kind | None = None, side: float = 0.0
    ) -> None:
        """What ``make`` gives, or, with a ``kind``, gives for a block, that kind and side. A page has one of these for
        each block: arguments that are kept apart spare it some hundred objects."""
        self._make: Callable[..., tuple[Reason, ...]] | None = make
        self._i, self._kind, self._side = i, kind, side
        self._above: tuple[Reason, Reasons, int] | None = None

    def below(self, reason: Reason, most: int = TOLD_REASONS - 1) -> Reasons:
        """These reasons, as many as ``most``, below another one."""
        made = Reasons(lambda: (reason, *self[:most]))
        made._above = reason, self, most
        return made

    def outline(self) -> list[Outline]:
        """These reasons without the words that take long."""
        if self._make is not None and self._above is not None:
            reason, below, most = self._above
            return [*outline((reason,)), *below.outline()[:most]]
        if self._make is not None and isinstance(self._make, Ballot):
            assert self._kind is not None  # noqa: S101  # for the type checker: a ballot was asked about a kind
            return self._make.outline(self._i, self._kind, self._side)
        return outline(self._all())

    def _all(self) -> tuple[Reason, ...]:
        if self._make is not None:
            made = self._make() if self._kind is None else self._make(self._i, self._kind, self._side)
            self._made: tuple[Reason, ...] = made
            self._make = self._above = None
        return self._made

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Reason]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> Reason: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Reason, ...]: ...
    def __getitem__(self, index: int | slice) -> Reason | tuple[Reason, ...]:
        return self._all()[index]

    def __eq__(self, other: object) -> bool:
        return self._all() == tuple(other) if isinstance(other, tuple | Reasons) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[type[tuple[Reason, ...]], tuple[tuple[Reason, ...]]]:
        """Other processes get a plain tuple."""
        return tuple, (self._all(),)


class Ballot:
    """The evidence about the n blocks of a page."""

    def __init__(self, count: int) -> None:
        import numpy as np

        self._body: NDArray[np.float64] = np.zeros(count)
        self._weights: NDArray[np.float64] = np.zeros((count, len(KINDS)))
        # What was said of single blocks: index, column (-1 for body), weight, labeller, kind, in words. How much of it
        # is in the arrays already, and is found by its block.
        self._said: list[tuple[int, int, float, str, Kind, str]] = []
        self._counted = self._sorted = 0
        self._of_block: dict[int, list[tuple[int, int, float, str, Kind, str]]] = {}
        self._explanations: list[Explanation] = []

    @property
    def body(self) -> NDArray[np.float64]:
        """The log-odds that each block is body (n), to be changed in place."""
        self._count()
        return self._body

    @property
    def weights(self) -> NDArray[np.float64]:
        """What speaks for each other kind (n, len(KINDS)), to be changed in place."""
        self._count()
        return self._weights

    def add(self, i: int, labeller: str, kind: Kind, weight: float, detail: str) -> None:
        """Say one thing about one block."""
        self._said.append((i, COLUMN.get(kind, -1), weight, labeller, kind, detail))

    def _count(self) -> None:
        """Add to the arrays what was said of single blocks: all at once, since each access to one number of an array
        takes as long as the rest of saying it."""
        if self._counted == len(self._said):
            return
        import numpy as np

        rows, columns, weights, *_ = zip(*self._said[self._counted :], strict=True)
        self._counted = len(self._said)
        row, column, weight = np.array(rows), np.array(columns), np.array(weights)
        body = column < 0
        np.add.at(self._body, row[body], weight[body])
        np.add.at(self._weights, (row[~body], column[~body]), weight[~body])

    def _said_of(self, i: int) -> Sequence[tuple[int, int, float, str, Kind, str]]:
        """What was said of one block."""
        if self._sorted < len(self._said):
            for entry in self._said[self._sorted :]:
                self._of_block.setdefault(entry[0], []).append(entry)
            self._sorted = len(self._said)
        return self._of_block.get(i, ())

    def explain(self, explanation: Explanation) -> None:
        """Promise the words for what was added to ``body`` or ``weights`` for many blocks at once."""
        self._explanations.append(explanation)

    def names_kind(self, i: int, labellers: frozenset[str]) -> bool:
        """Whether one of some labellers said anything about a block."""
        return any([entry[3] in labellers for entry in self._said_of(i)])

    def reasons(self, i: int, kind: Kind, side: float) -> Reasons:
        """What to tell of a verdict about a block: the reasons for its kind and for its ``side`` of the choice between
        body (1.0) and not (-1.0) first, each by its strength."""
        return Reasons(self, i, kind, side)

    def outline(self, i: int, kind: Kind, side: float) -> list[Outline]:
        """What to tell of a verdict, the strongest first, without the words that take long."""
        body = Kind.BODY
        told: list[Outline] = [
            (-side * weight if of is body else -weight, labeller, words, of, weight, None, i)
            for _, _, weight, labeller, of, words in self._said_of(i)
            if of is body or of is kind
        ]
        for explanation in self._explanations:
            weighed = explanation.weigh(i, kind)
            if weighed is not None:
                labeller, of, weight, words = weighed
                strength = -side * weight if of is body else -weight
                told.append((strength, labeller, words, of, weight, None if words else explanation, i))
        if not told:
            return [(0.0, "vote", "no labeller speaks for the body", kind, 0.0, None, i)]
        if len(told) > 1:
            told.sort(key=BY_STRENGTH)
        return told[:TOLD_REASONS]

    def __call__(self, i: int, kind: Kind, side: float) -> tuple[Reason, ...]:
        """What `reasons` puts off."""
        return tuple(
            [
                make_reason(labeller, of, weight, words if by is None else by.words((block,))[0])
                for _, labeller, words, of, weight, by, block in self.outline(i, kind, side)
            ]
        )


def outline(reasons: Sequence[Reason]) -> list[Outline]:
    """Reasons, however they are kept, without the words that take long."""
    if isinstance(reasons, Reasons):
        return reasons.outline()
    return [
        (-reason.weight, reason.labeller, reason.detail, reason.kind, reason.weight, None, -1) for reason in reasons
    ]
