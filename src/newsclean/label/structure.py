"""What the elements around a block say of it: their names and roles, and whether they are shown."""

from __future__ import annotations

from collections.abc import Iterator

from newsclean.label.context import Context
from newsclean.label.layout import GROUPS
from newsclean.types import Kind, Reason

__all__ = ["judge_names", "judge_visibility"]

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
    wide = (layout.last - layout.first > WIDE_SHARE * len(context.blocks)).tolist()
    reasons: dict[int, list[Reason]] = {}
    for i, container in enumerate(layout.container.tolist()):
        if container < 0 or not context.blocks[i].text:
            continue
        if container not in reasons:
            reasons[container] = [
                Reason(
                    "names",
                    Kind(GROUPS[group]),
                    NAME_WEIGHT * WEAK_GROUPS.get(GROUPS[group], 1.0) * (1 - distance / (REACH + 1)),
                    _describe(context, container, distance),
                )
                for group, distance in enumerate(layout.distance[container].tolist())
                if group
                and distance <= REACHES.get(GROUPS[group], REACH)
                and not wide[_above(context, container, distance)]
            ]
        for reason in reasons[container]:
            yield i, reason


def _above(context: Context, container: int, distance: int) -> int:
    """The container that many steps up."""
    for _ in range(distance):
        container = int(context.layout.parent[container])
    return container


def _describe(context: Context, container: int, distance: int) -> str:
    """The element that speaks, as a selector."""
    container = _above(context, container, distance)
    name = ".".join(context.layout.name[container].split())
    return f"in <{context.layout.tag[container]}{'.' + name[:60] if name else ''}>"


def judge_visibility(context: Context) -> Iterator[tuple[int, Reason]]:
    """A block that the page does not show is hidden."""
    for i, block in enumerate(context.blocks):
        if block.hidden:
            yield i, Reason("visibility", Kind.HIDDEN, 6.0, "the page does not show it")
            yield i, Reason("visibility", Kind.BODY, -HIDDEN_WEIGHT, "the page does not show it")
