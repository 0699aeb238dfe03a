"""Features of the containers around a block: how much of the page, of its prose and of its links they hold.

A container's sums are differences of two prefix sums over the blocks, since its blocks are a range. Behind the last
container stands the whole page, as the one around all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsclean.label.features.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["containers"]

# Containers around a block that are looked at, those whose members the second pass looks at, and those in which the
# block's place is told.
LEVELS = 6
GROUPED = 4
PLACED = (1, 2, 3)
# What is summed up over the blocks of a container.
UNITS, LINKED, PROSE, COUNT, LONG, SAYS = range(6)
FIGURES = ("units", "link_density", "prose", "long_share", "blocks")
FIGURE_NAMES = tuple([tuple([f"c{step}_{name}" for name in FIGURES]) for step in range(LEVELS)])
SHAPE_FIGURES = ("size", "units", "mean", "prose", "linked")
SHAPE_NAMES = {depth: tuple([f"shape{depth}_{name}" for name in SHAPE_FIGURES]) for depth in (1, 3)}
# Like siblings from this number on are cards; elements that hold running text are none.
CARDS = 3
NOT_CARDS = frozenset({"p", "tr", "td", "blockquote", "body", "html"})
CARD_FACTS = ("count", "with_link", "share", "mean_units", "link_density", "prose")
CARD_NAMES = (*[f"card_{name}" for name in CARD_FACTS], "card_up", "card_blocks")
# A link that is the headline of a card: share of its block, and least length in units.
HEADLINE_DENSITY = 0.7
HEADLINE_UNITS = 3
# How far from the ends of the main container rows are told.
BEFORE, BEYOND = -30, 60


@dataclass(frozen=True, slots=True)
class _Containers:
    """The containers of a page and behind them the page (m + 1): ``parent``, ``depth``, the range of blocks ``first``
    and ``last``, and the ``sums`` (6, m + 1) over their blocks."""

    parent: NDArray[np.int32]
    depth: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    sums: NDArray[np.float64]


def containers(work: Work) -> None:
    """How much of the page, of its prose and of its links the containers around the block hold."""
    import numpy as np

    every = _all_containers(work)
    work.parent = every.parent
    container = work.context.layout.container[work.rows]
    work.container = level = np.where(container < 0, len(every.parent) - 1, container)
    sums, page = every.sums, np.maximum(every.sums[:, -1], 1.0)
    counts = np.maximum(sums[COUNT], 1)
    # The figures of each container, then for each step up a look-up of those that the blocks are in.
    figures = np.array(
        [
            sums[UNITS] / page[UNITS],
            np.minimum(sums[LINKED] / np.maximum(sums[UNITS], 1e-6), 1),
            sums[PROSE] / page[PROSE],
            sums[LONG] / counts,
            np.log1p(sums[COUNT]),
            sums[SAYS] / counts,
        ],
        dtype=np.float32,
    )
    span = np.maximum(every.last - every.first, 1)
    for step in range(LEVELS):
        found = figures[:, level]
        if step == 0:
            work.container_link_density = found[1]
        work.add_all(FIGURE_NAMES[step], found[: len(FIGURES)])
        if step < GROUPED:
            work.groups.append(level)
        if step in PLACED:
            work.add(f"c{step}_position", (work.rows - every.first[level]) / span[level])
            work.add(f"c{step}_says", found[len(FIGURES)])
        level = every.parent[level]
    _main_containers(work, every)
    _title(work, every)
    _shapes(work)
    _cards(work, every)


def _all_containers(work: Work) -> _Containers:
    """The containers with their sums."""
    import numpy as np

    layout, n = work.context.layout, len(work.context.blocks)
    m = len(layout.node)
    spread = np.zeros((6, n + 1))
    spread[:, work.rows + 1] = (
        work.units,
        work.units * work.link_density,
        work.prose,
        np.ones(work.count),
        work.prose > 0,
        work.says > 0,
    )
    before = np.cumsum(spread, axis=1)
    first, last = np.append(layout.first, np.int32(0)), np.append(layout.last, np.int32(n))
    parent = np.append(layout.parent, np.int32(m))
    parent[parent < 0] = m
    return _Containers(parent, np.append(layout.depth, np.int32(0)), first, last, before[:, last] - before[:, first])


def _main_containers(work: Work, every: _Containers) -> None:
    """Whether the block is in the container that the page's paragraphs point to, found in four ways."""
    import numpy as np

    layout, container, parent, rows = work.context.layout, work.container, work.parent, work.rows
    first, last = every.first, every.last
    m = len(parent) - 1
    prose, all_prose = every.sums[PROSE], max(float(every.sums[PROSE, m]), 1.0)
    # A paragraph's credit goes to its element, less to the one around it, little to the next.
    around = parent[container]
    score = np.bincount(container, work.prose, m + 1)
    score += np.bincount(around, work.prose * 0.7, m + 1) + np.bincount(parent[around], work.prose * 0.25, m + 1)
    score *= 1 - np.minimum(every.sums[LINKED] / np.maximum(every.sums[UNITS], 1e-6), 1)
    score[m] *= 0.5
    span = np.maximum(last - first, 1)
    run_first, run_last = rows[work.run_range[0]], rows[work.run_range[1]]
    content = (layout.distance[:, 0] == 0).nonzero()[0]
    named = prose[content] / np.sqrt(span[content])
    best = int(named.argmax()) if len(content) else -1
    candidates = {
        "scored": int(score.argmax()),
        "dense": _smallest(span, prose >= 0.6 * all_prose),
        "named": int(content[best]) if best >= 0 and named[best] > 0 else m,
        "around": _smallest(span, (first <= run_first) & (last > run_last)),
    }
    for name, c in candidates.items():
        own = (rows >= first[c]) & (rows < last[c])
        inside = own.copy()
        for member in _family(work, c):
            inside |= (rows >= first[member]) & (rows < last[member])
        work.add(f"in_{name}", inside)
        work.add(f"{name}_start", np.minimum(np.maximum(rows - first[c], BEFORE), BEYOND))
        work.add(f"{name}_end", np.minimum(np.maximum(last[c] - rows, BEFORE), BEYOND))
        work.add(f"{name}_prose", prose[c] / all_prose)
        work.add(f"{name}_own", own)
        work.add(f"{name}_direct", (container == c) | (around == c))


def _smallest(span: NDArray[np.int32], candidates: NDArray[np.bool_]) -> int:
    """The first of those candidates that hold the fewest blocks, else the page."""
    import numpy as np

    return int(np.where(candidates, span, span.max() + 1).argmin()) if candidates.any() else len(span) - 1


def _family(work: Work, c: int) -> list[int]:
    """The siblings of a container with the same element and class: some pages split an article over several."""
    layout = work.context.layout
    if c >= len(layout.node) or not layout.name[c].strip():
        return []
    siblings = (layout.parent == layout.parent[c]).nonzero()[0].tolist()
    return [k for k in siblings if layout.shape[k] == layout.shape[c] and k != c]


def _title(work: Work, every: _Containers) -> None:
    """How deep the block's way to the root meets that of the title."""
    import numpy as np

    m = len(every.parent) - 1
    if work.anchor < 0 or not m:
        work.add_all(("title_meets", "title_up"), -1)
        return
    met = np.full(len(work.context.blocks), -1)
    on_way = [int(work.container[work.anchor])]
    while on_way[-1] < m:
        on_way.append(int(every.parent[on_way[-1]]))
    # From the outermost container of the title to the innermost one: each is a range of blocks.
    for c in on_way[-2::-1]:
        met[every.first[c] : every.last[c]] = every.depth[c]
    met = met[work.rows]
    work.add("title_meets", met)
    work.add("title_up", every.depth[work.container] - met)


def _shapes(work: Work) -> None:
    """How many blocks have the same chain of elements and names, and what these hold together."""
    import numpy as np

    units, parent = work.units, work.parent
    # The page around all containers has a shape of its own.
    own = np.append(np.array(work.context.layout.shape, dtype=np.int64), -1) + 1
    base = len(own) + 1
    chain = (own * base + own[parent]) * base + own[parent[parent]]
    total = max(float(units.sum()), 1.0)
    for depth, number in ((1, own), (3, np.unique(chain, return_inverse=True)[1])):
        shape = number[work.container].astype(np.int32)
        work.groups.append(shape)
        size = np.maximum(np.bincount(shape), 1)
        weight = np.bincount(shape, units)
        prose = np.bincount(shape, work.prose)
        linked = np.bincount(shape, units * work.link_density)
        least = np.maximum(weight, 1e-6)
        figures = np.array([np.log1p(size), weight / total, weight / size, prose / least, linked / least])
        work.add_all(SHAPE_NAMES[depth], figures[:, shape])
        work.add(f"shape{depth}_best", shape == prose.argmax())


def _cards(work: Work, every: _Containers) -> None:
    """Whether the block is in one of several like siblings that hold more than one block: a list of cards."""
    import numpy as np

    members, family = _card_families(work, every)
    m = len(every.parent) - 1
    # One column a card and a last one for all that is in none.
    facts = np.zeros((len(CARD_NAMES), len(members) + 1))
    facts[-2, -1] = 20
    card = np.full(m + 1, len(members))
    if len(members):
        headlines = np.zeros(len(work.context.blocks) + 1)
        headlines[work.rows + 1] = (work.link_density > HEADLINE_DENSITY) & (work.units >= HEADLINE_UNITS)
        headlines = np.cumsum(headlines)
        page = np.maximum(every.sums[:, m], 1.0)
        with_link = headlines[every.last[members]] - headlines[every.first[members]] > 0
        size = np.bincount(family)
        units, linked, prose = (np.bincount(family, every.sums[of, members]) for of in (UNITS, LINKED, PROSE))
        of_family = np.array(
            [
                size,
                np.bincount(family, with_link) / np.maximum(size, 1),
                units / page[UNITS],
                units / np.maximum(size, 1),
                linked / np.maximum(units, 1e-6),
                prose / page[PROSE],
            ]
        )
        facts[: len(CARD_FACTS), :-1] = of_family[:, family]
        facts[-1, :-1] = every.last[members] - every.first[members]
        nearest = [-1] * (m + 1)
        for number, c in enumerate(members.tolist()):
            nearest[c] = number
        for c, parent in enumerate(every.parent[:-1].tolist()):
            if nearest[c] < 0:
                nearest[c] = nearest[parent]
        card = np.array(nearest)
    of_block = card[work.container]
    found = facts[:, of_block]
    if len(members):
        inside = of_block >= 0
        found[-2, inside] = (every.depth[work.container] - every.depth[members[of_block]])[inside]
    work.add_all(CARD_NAMES, found)


def _card_families(work: Work, every: _Containers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The containers that are cards, and the number of the family of each: siblings of one shape."""
    import numpy as np

    layout = work.context.layout
    m = len(layout.node)
    span = (every.last - every.first)[:m]
    candidates = np.array(
        [c for c in (span >= 2).nonzero()[0].tolist() if layout.tag[c] not in NOT_CARDS], dtype=np.intp
    )
    key = every.parent[candidates].astype(np.int64) * (m + 1) + np.array(layout.shape, dtype=np.int64)[candidates]
    family, size = np.unique(key, return_inverse=True, return_counts=True)[1:]
    enough = size[family] >= CARDS
    return candidates[enough], family[enough]
