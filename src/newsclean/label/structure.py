"""What the elements around a block say of it: their names and roles, and whether they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING

from newsclean.label.ballot import COLUMN, KINDS, Ballot
from newsclean.label.context import Context
from newsclean.label.layout import GROUPS, NO_KINDS, Layout
from newsclean.segment import Aside, aside_of
from newsclean.types import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["judge_asides", "judge_names", "judge_visibility"]

KINDS_OF_GROUPS = frozenset(Kind(group) for group in GROUPS if group not in NO_KINDS)
# For each column of a ballot's weights the group that speaks for its kind, or, where none does, any.
GROUP_OF_COLUMN = [GROUPS.index(kind) if kind in KINDS_OF_GROUPS else 0 for kind in KINDS]
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
# What standing in a consent box takes from the log-odds for body.
CONSENT_AGAINST_BODY = 3.0
# A block that is not shown is kept only against this, in log-odds, unless the hidden blocks hold more than this share,
# by length, of all that would be kept: some pages unfold their article by script.
HIDDEN_WEIGHT = 4.0
WAITING_SHARE = 0.75
# What stands within a line beside its words is no body, whatever it looks like: readings are made of the syllables of
# prose, and a card has the article on both sides.
ASIDE_WEIGHT = 20.0
ASIDES = {
    Aside.READING: (Kind.OTHER, "how the words above it are read"),
    Aside.CARD: (Kind.RELATED_ARTICLES, "a card within the line above it"),
}


def judge_names(context: Context, ballot: Ballot) -> None:
    """Names of elements speak for a kind, the nearer the more. Against the body speak only those of a consent box,
    which stands over a page and is made of prose; all others the trained labeller weighs for that."""
    import numpy as np

    layout = context.layout
    if not len(layout.node):
        return
    # A container that holds most of the page says nothing of any one block, nor do those around it: how many containers
    # of each chain, from the innermost one up, hold less.
    wide = (layout.last - layout.first > WIDE_SHARE * len(context.blocks)).tolist()
    narrow = [0] * (len(wide) + 1)
    for c, parent in enumerate(layout.parent.tolist()):
        if not wide[c]:
            narrow[c] = narrow[parent] + 1
    # The last row is that of blocks in no container.
    distance = np.full((len(narrow), len(KINDS)), REACH + 1, dtype=np.intp)
    distance[:-1] = np.minimum(layout.distance[:, GROUP_OF_COLUMN], REACH + 1)
    distance[distance >= np.array(narrow)[:, None]] = REACH + 1
    worth = _worth().take(distance * len(KINDS) + np.arange(len(KINDS)))
    weights = ballot.weights
    weights += worth[layout.container]
    ballot.explain(_Names(layout, worth))
    for i in worth[layout.container, COLUMN[Kind.CONSENT]].nonzero()[0].tolist():
        ballot.add(i, "names", Kind.BODY, -CONSENT_AGAINST_BODY, "in a consent box")


class _Names:
    """Which names around a block speak for which kind; ``worth`` (m + 1, len(KINDS)) is what they say in each
    container."""

    def __init__(self, layout: Layout, worth: NDArray[np.float64]) -> None:
        self._layout = layout
        self._worth = worth
        self._known: dict[tuple[int, int], str] = {}

    @cached_property
    def _container(self) -> list[int]:
        container: list[int] = self._layout.container.tolist()
        return container

    def weigh(self, i: int, kind: Kind) -> tuple[str, Kind, float, str] | None:
        """What speaks for a block to be of a kind, if anything does."""
        container = self._container[i]
        worth = float(self._worth[container, COLUMN[kind]]) if kind is not Kind.BODY else 0.0
        if not worth:
            return None
        group = GROUP_OF_COLUMN[COLUMN[kind]]
        detail = self._known.get((container, group))
        if detail is None:
            detail = self._known[container, group] = self._describe(container, group)
        return "names", kind, worth, detail

    def words(self, blocks: Sequence[int]) -> tuple[str, ...]:  # noqa: ARG002
        """Nothing: no words were left out."""
        return ()

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
    """What a name of each kind is worth by its distance, (REACH + 2, len(KINDS))."""
    import numpy as np

    return np.array(
        [
            [
                NAME_WEIGHT * WEAK_GROUPS.get(kind, 1.0) * (1 - distance / (REACH + 1))
                if kind in KINDS_OF_GROUPS and distance <= REACHES.get(kind, REACH)
                else 0.0
                for kind in KINDS
            ]
            for distance in range(REACH + 2)
        ]
    )


def judge_visibility(context: Context, ballot: Ballot) -> None:
    """A block that the page does not show is hidden, and no body unless the article itself waits for a script to show
    it: then most of what reads like one is hidden."""
    hidden = [i for i, block in enumerate(context.blocks) if block.hidden]
    if not hidden:
        return
    likely = context.characters.units * (ballot.body > 0)
    waits = float(likely[hidden].sum()) > WAITING_SHARE * float(likely.sum())
    for i in hidden:
        ballot.add(i, "visibility", Kind.HIDDEN, 6.0, "the page does not show it")
        if not waits:
            ballot.add(i, "visibility", Kind.BODY, -HIDDEN_WEIGHT, "the page does not show it")


def judge_asides(context: Context, ballot: Ballot) -> None:
    """What stood within a line: readings say its words once more, cards lead to other pages about a name in it."""
    node = -1
    for i, block in enumerate(context.blocks):
        if block.node == node and (aside := aside_of(block)) is not None:
            kind, detail = ASIDES[aside]
            ballot.add(i, "asides", kind, 6.0, detail)
            ballot.add(i, "asides", Kind.BODY, -ASIDE_WEIGHT, detail)
        node = block.node
