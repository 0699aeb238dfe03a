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

__all__ = ["COLUMN", "KINDS", "Ballot", "Explanation", "Reasons"]

# The kinds beside body, by name: of those with equal weight the first one wins, whatever the order of the labellers.
KINDS = tuple(sorted(set(Kind) - {Kind.BODY}))
COLUMN = {kind: column for column, kind in enumerate(KINDS)}
# Reasons told of a verdict: the strongest for the kind, then the strongest against it.
TOLD_REASONS = 5
BY_STRENGTH = itemgetter(0, 1, 2)


class Explanation(Protocol):
    """What one labeller says about many blocks at once, and can put into words for each."""

    def reasons(self, i: int, kind: Kind) -> Sequence[Reason]:
        """The reasons for and against a block being body, and for its being of a kind."""


class Reasons(Sequence[Reason]):
    """A tuple of reasons that is made when it is first looked at."""

    __slots__ = ("_arguments", "_made", "_make")

    def __init__(self, make: Callable[..., tuple[Reason, ...]], *arguments: object) -> None:
        self._make: Callable[..., tuple[Reason, ...]] | None = make
        self._arguments = arguments

    def below(self, reason: Reason, most: int = TOLD_REASONS - 1) -> Reasons:
        """These reasons, as many as ``most``, below another one."""
        return Reasons(lambda: (reason, *self[:most]))

    def _all(self) -> tuple[Reason, ...]:
        if self._make is not None:
            self._made: tuple[Reason, ...] = self._make(*self._arguments)
            self._make = None
            self._arguments = ()
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
        # What was said of single blocks and is not in the arrays yet: indices, columns (-1 for body), weights.
        self._pending: list[tuple[int, int, float]] = []
        self._said: dict[int, list[tuple[str, Kind, float, str]]] = {}
        self._explanations: list[Explanation] = []

    @property
    def body(self) -> NDArray[np.float64]:
        """The log-odds that each block is body (n), to be changed in place."""
        self._count_pending()
        return self._body

    @property
    def weights(self) -> NDArray[np.float64]:
        """What speaks for each other kind (n, len(KINDS)), to be changed in place."""
        self._count_pending()
        return self._weights

    def add(self, i: int, labeller: str, kind: Kind, weight: float, detail: str) -> None:
        """Say one thing about one block."""
        self._pending.append((i, COLUMN.get(kind, -1), weight))
        said = self._said.get(i)
        if said is None:
            self._said[i] = [(labeller, kind, weight, detail)]
        else:
            said.append((labeller, kind, weight, detail))

    def _count_pending(self) -> None:
        """Add to the arrays what was said of single blocks: all at once, since each access to one number of an array
        takes as long as the rest of saying it."""
        if not self._pending:
            return
        import numpy as np

        rows, columns, weights = (np.array(values) for values in zip(*self._pending, strict=True))
        self._pending.clear()
        body = columns < 0
        np.add.at(self._body, rows[body], weights[body])
        np.add.at(self._weights, (rows[~body], columns[~body]), weights[~body])

    def explain(self, explanation: Explanation) -> None:
        """Promise the words for what was added to ``body`` or ``weights`` for many blocks at once."""
        self._explanations.append(explanation)

    def names_kind(self, i: int, labellers: frozenset[str]) -> bool:
        """Whether one of some labellers said anything about a block."""
        return any([entry[0] in labellers for entry in self._said.get(i, ())])

    def reasons(self, i: int, kind: Kind, side: float) -> Reasons:
        """What to tell of a verdict about a block: the reasons for its kind and for its ``side`` of the choice between
        body (1.0) and not (-1.0) first, each by its strength."""
        return Reasons(self._strongest, i, kind, side)

    def _strongest(self, i: int, kind: Kind, side: float) -> tuple[Reason, ...]:
        said = [make_reason(*entry) for entry in self._said.get(i, ()) if entry[1] is Kind.BODY or entry[1] is kind]
        for explanation in self._explanations:
            said += explanation.reasons(i, kind)
        if not said:
            return (make_reason("vote", kind, 0.0, "no labeller speaks for the body"),)
        speaking = [
            (
                -side * reason.weight if reason.kind is Kind.BODY else -reason.weight,
                reason.labeller,
                reason.detail,
                reason,
            )
            for reason in said
        ]
        return tuple([reason for *_, reason in sorted(speaking, key=BY_STRENGTH)[:TOLD_REASONS]])
