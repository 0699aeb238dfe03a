"""Reasons that are put into words when somebody looks at them.

Apart from the labellers that give them, since an archive compares reasons too, and the process that leads a run needs
no labeller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, overload

from newsclean.making import make_reason
from newsclean.types import Kind, Reason

__all__ = ["TOLD_REASONS", "Explanation", "Outline", "Reasons", "below", "outline_of"]

# Reasons told of a verdict: the strongest for the kind, then the strongest against it.
TOLD_REASONS = 5


class Explanation(Protocol):
    """What one labeller says about many blocks at once, and can put into words for each."""

    def weigh(self, i: int, kind: Kind) -> tuple[str, Kind, float, str] | None:
        """What it says for or against a block being body, or for its being of a kind: labeller, kind, weight, and the
        words, empty where they take long to make. None where it says nothing of the block."""

    def words(self, blocks: Sequence[int]) -> Sequence[str]:
        """The words that were left out, for each of some blocks."""


# A reason as far as it takes no time: labeller, kind, weight, words; and, where the words are left out, who can give
# them for which block.
Outline = tuple[str, Kind, float, str, Explanation | None, int]


class Reasons(Sequence[Reason]):
    """A tuple of reasons that is made when it is first looked at."""

    __slots__ = ("_i", "_kind", "_made", "_side", "_tell")

    def __init__(
        self,
        tell: Callable[[int, Kind, float], list[Outline]],
        i: int = -1,
        kind: Kind = Kind.BODY,
        side: float = 0.0,
    ) -> None:
        """What ``tell`` outlines of a block, a kind and a side. A page has one of these for each block: arguments that
        are kept apart spare it some hundred objects."""
        self._tell: Callable[[int, Kind, float], list[Outline]] | None = tell
        self._i, self._kind, self._side = i, kind, side

    def outline(self) -> list[Outline]:
        """These reasons without the words that take long."""
        return outline_of(self._made) if self._tell is None else self._tell(self._i, self._kind, self._side)

    def _all(self) -> tuple[Reason, ...]:
        if self._tell is not None:
            self._made: tuple[Reason, ...] = tuple(
                [
                    make_reason(labeller, kind, weight, words if by is None else by.words((block,))[0])
                    for labeller, kind, weight, words, by, block in self.outline()
                ]
            )
            self._tell = None
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


def outline_of(reasons: Sequence[Reason]) -> list[Outline]:
    """Reasons, however they are kept, without the words that take long."""
    if isinstance(reasons, Reasons):
        return reasons.outline()
    return [(reason.labeller, reason.kind, reason.weight, reason.detail, None, -1) for reason in reasons]


def below(reason: Reason, reasons: Sequence[Reason]) -> Reasons:
    """Some reasons, as many as are told, below another one."""
    return Reasons(lambda *_: [*outline_of((reason,)), *outline_of(reasons)][:TOLD_REASONS])
