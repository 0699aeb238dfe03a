"""What the elements around a block say of it: their names and roles, and whether they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from newsclean.label.context import Context
from newsclean.label.layout import GROUPS
from newsclean.types import Kind, Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["judge_names", "judge_visibility"]

# The kind of each group but the first, which is no kind.
KINDS = (Kind.OTHER, *map(Kind, GROUPS[1:]))
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


def judge_names(context: Context) -> Iterator[tuple[int, Reason]]:
    """Names of elements speak for a kind, the nearer the more. They never speak against the body: the trained labeller
    weighs them for that."""
    layout = context.layout
    near = (layout.distance <= _reaches()) & (layout.distance >= 0)
    parents = layout.parent.tolist()
    wide = (layout.last - layout.first > WIDE_SHARE * len(context.blocks)).tolist()
    details: dict[int, str] = {}
    reasons: dict[int, list[Reason]] = {}
    for i, container in enumerate(layout.container.tolist()):
        if container < 0 or not context.blocks[i].text:
            continue
        found = reasons.get(container)
        if found is None:
            found = reasons[container] = []
            way = [container]
            for group in near[container].nonzero()[0].tolist():
                distance = int(layout.distance[container, group])
                while len(way) <= distance:
                    way.append(parents[way[-1]])
                speaker = way[distance]
                if not wide[speaker]:
                    detail = details.get(speaker) or details.setdefault(speaker, _describe(context, speaker))
                    found.append(Reason("names", KINDS[group], _weight(group, distance), detail))
        for reason in found:
            yield i, reason


@cache
def _weight(group: int, distance: int) -> float:
    """What a name of a group is worth at a distance."""
    return NAME_WEIGHT * WEAK_GROUPS.get(GROUPS[group], 1.0) * (1 - distance / (REACH + 1))


@cache
def _reaches() -> NDArray[np.int8]:
    """Per group how far its names speak; the content group is no kind and speaks for none."""
    import numpy as np

    return np.array([-1, *(REACHES.get(group, REACH) for group in GROUPS[1:])], dtype=np.int8)


def _describe(context: Context, container: int) -> str:
    """The element that speaks, as a selector."""
    name = ".".join(context.layout.name[container].split())
    return f"in <{context.layout.tag[container]}{'.' + name[:60] if name else ''}>"


def judge_visibility(context: Context) -> Iterator[tuple[int, Reason]]:
    """A block that the page does not show is hidden."""
    for i, block in enumerate(context.blocks):
        if block.hidden:
            yield i, Reason("visibility", Kind.HIDDEN, 6.0, "the page does not show it")
            yield i, Reason("visibility", Kind.BODY, -HIDDEN_WEIGHT, "the page does not show it")
