"""What the elements around a block say of it: their names and roles, and whether they are shown."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from newsclean.label.ballot import KINDS, Ballot
from newsclean.label.context import Context
from newsclean.label.layout import GROUPS, NO_KINDS, Layout
from newsclean.making import make_reason
from newsclean.types import Kind, Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["judge_names", "judge_visibility"]

# The kind of each group but the first, which is no kind.
KIND_OF_GROUP = {i: Kind(group) for i, group in enumerate(GROUPS) if group not in NO_KINDS}
# How far up a name still speaks for a block's kind, in containers, and what it is worth at no distance.
REACH = 6
NAME_WEIGHT = 2.0
# A container with more than this share of the page's blocks says nothing of any one of them.
WIDE_SHARE = 0.5
# Names that many elements of an article have too, and those that are no kind of boilerplate: worth less as a kind.
WEAK_GROUPS = {
    "ads": 0.9,
    "recommend": 0.6,
    "other": 0.3,
    "title": 0.4,
    "hidden": 0.3,
    "navigation": 0.8,
    "caption": 0.4,
    "paywall": 0.6,
}
# Names that speak only of the element itself, or of the one around it.
REACHES = {"caption": 0, "title": 1, "hidden": 1}
# A block that is not shown is kept only against this, in log-odds: some pages unfold their article by script.
HIDDEN_WEIGHT = 4.0


def judge_names(context: Context, ballot: Ballot) -> None:
    """Names of elements speak for a kind, the nearer the more. They never speak against the body: the trained labeller
    weighs them for that."""
    import numpy as np

    layout = context.layout
    if not len(layout.node):
        return
    worth = _worth()[np.minimum(layout.distance, len(_worth()) - 1), np.arange(len(GROUPS))]
    # A container that holds most of the page says nothing of any one block.
    wide = layout.last - layout.first > WIDE_SHARE * len(context.blocks)
    speaker = np.arange(len(wide))
    for step in range(REACH + 1):
        worth[wide[speaker][:, None] & (layout.distance == step)] = 0
        # Of a container outside all others no name speaks from further up.
        speaker = np.maximum(layout.parent[speaker], 0)
    of_kinds = np.zeros((len(wide), len(KINDS)))
    of_kinds[:, [KINDS.index(kind) for kind in KIND_OF_GROUP.values()]] = worth[:, list(KIND_OF_GROUP)]
    ballot.weights += np.where(layout.container[:, None] >= 0, of_kinds[layout.container], 0)
    ballot.explain(_Names(layout, worth))


class _Names:
    """Which names around a block speak for which kind; ``worth`` (m, len(GROUPS)) is what they say in each
    container."""

    def __init__(self, layout: Layout, worth: NDArray[np.float64]) -> None:
        self._layout = layout
        self._worth = worth
        self._known: dict[int, tuple[Reason, ...]] = {}

    def reasons(self, i: int) -> tuple[Reason, ...]:
        """The reasons about a block: the same for all in one container."""
        container = int(self._layout.container[i])
        if container < 0:
            return ()
        if container not in self._known:
            self._known[container] = tuple(
                [
                    make_reason("names", KIND_OF_GROUP[group], float(worth), self._describe(container, group))
                    for group, worth in enumerate(self._worth[container].tolist())
                    if worth
                ]
            )
        return self._known[container]

    def _describe(self, container: int, group: int) -> str:
        """The element that speaks for a group, as a selector."""
        layout = self._layout
        speaker = container
        for _ in range(int(layout.distance[container, group])):
            speaker = int(layout.parent[speaker])
        name = ".".join(layout.name[speaker].split())
        return f"in <{layout.tag[speaker]}{'.' + name[:60] if name else ''}>"


@cache
def _worth() -> NDArray[np.float64]:
    """What a name of each group is worth by its distance, (REACH + 2, len(GROUPS))."""
    import numpy as np

    return np.array(
        [
            [
                NAME_WEIGHT * WEAK_GROUPS.get(group, 1.0) * (1 - distance / (REACH + 1))
                if group not in NO_KINDS and distance <= REACHES.get(group, REACH)
                else 0.0
                for group in GROUPS
            ]
            for distance in range(REACH + 2)
        ]
    )


def judge_visibility(context: Context, ballot: Ballot) -> None:
    """A block that the page does not show is hidden."""
    for i, block in enumerate(context.blocks):
        if block.hidden:
            ballot.add(i, "visibility", Kind.HIDDEN, 6.0, "the page does not show it")
            ballot.add(i, "visibility", Kind.BODY, -HIDDEN_WEIGHT, "the page does not show it")
