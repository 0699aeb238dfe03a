"""Features of a block's place: the elements around it, its section, where it stands in the page, and its neighbours."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from newsclean.label.features.work import Work
from newsclean.label.layout import FAR, GROUPS
from newsclean.label.sections import SECTION_GROUPS, section_of
from newsclean.types import Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["neighbours", "place", "section", "tags"]

SECTION_GROUP = {kind: group for group, kinds in enumerate(SECTION_GROUPS) for kind in kinds}
TAGS = ("p", "div", "li", "span", "a", "section", "article")
TAG_CODES = {tag: i for i, tag in enumerate(TAGS)}
TAG_NAMES = tuple([f"tag_{tag}" for tag in TAGS])
ABOVE = ("div", "li")
ABOVE_NAMES = tuple([f"above_{tag}" for tag in ABOVE])
FLAG_TAGS = ("article", "main", "aside", "nav", "header", "footer", "form", "figure", "table", "blockquote")
FLAGS = {tag: 1 << i for i, tag in enumerate(FLAG_TAGS)}
FLAG_NAMES = tuple([f"in_{tag}" for tag in FLAG_TAGS])
ROLES = (Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM, Role.QUOTE, Role.TABLE_ROW, Role.CAPTION, Role.PREFORMATTED)
ROLE_CODES = {role: ROLES.index(role) if role in ROLES else len(ROLES) for role in Role}
ROLE_NAMES = tuple([f"role_{role.value}" for role in ROLES])
GROUP_NAMES = tuple([f"name_{group}" for group in GROUPS])
SECTION_NAMES = tuple([f"section_{kinds[0].value}" for kinds in SECTION_GROUPS])
# What a block costs in the search for the longest run of prose, in units: three blocks of navigation end a short body.
RUN_PENALTY = 9.0
# Distances in rows are told up to these.
FAR_ROWS = 60
FAR_PROSE = 40
# Steps to the neighbours that are looked at, and widths of the windows.
STEPS = (-1, 1, -2, 2, -3, 3)
WIDTHS = (5, 12)
NEAR = (
    *("units", "prose", "link_density", "ends_stop", "says_any", "title_likeness", "date"),
    *("role_heading", "c0_link_density", "tag_p"),
)
NEAR_NAMES = {step: tuple([f"{name}{step:+}" for name in NEAR]) for step in STEPS}
IN_WINDOWS = ("units", "link_density", "prose", "ends_stop", "says_any", "date", "terms")
WINDOW_NAMES = {
    (side, width): tuple([f"{name}{side}{width}" for name in IN_WINDOWS]) for side in "<>" for width in WIDTHS
}


def tags(work: Work) -> None:
    """What the elements around the block are, and what their names say."""
    import numpy as np

    layout, blocks = work.context.layout, work.blocks
    role = np.array([ROLE_CODES[block.role] for block in blocks])
    work.add_all(ROLE_NAMES, role == np.arange(len(ROLES))[:, None])
    work.heading = role == ROLE_CODES[Role.HEADING]
    work.level = np.zeros(work.count, dtype=np.int8)
    for row in work.heading.nonzero()[0].tolist():
        work.level[row] = blocks[row].level
    work.add("level", work.level)
    work.add("hidden", [block.hidden for block in blocks])
    work.add("continues", [block.continues for block in blocks])
    container = layout.container[work.rows]
    # Of each container its tag, and as bits what it is within; containers stand behind those around them. The last
    # entry is for blocks in no container.
    tags = np.array([*map(TAG_CODES.get, layout.tag, repeat(-1)), -1])
    within = [0] * (len(layout.tag) + 1)
    flags = map(FLAGS.get, layout.tag, repeat(0))
    for c, (flag, parent) in enumerate(zip(flags, layout.parent.tolist(), strict=True)):
        within[c] = within[parent] | flag
    own = tags[container]
    work.paragraph = own == TAG_CODES["p"]
    work.add_all(TAG_NAMES, own == np.arange(len(TAGS))[:, None])
    above = tags[np.append(layout.parent, -1)[container]]
    work.add_all(ABOVE_NAMES, above == np.array([[TAG_CODES[tag]] for tag in ABOVE]))
    work.add_all(FLAG_NAMES, np.array(within)[container] >> np.arange(len(FLAG_TAGS))[:, None] & 1)
    # The last row is that of blocks in no container.
    distance = np.vstack([layout.distance, np.full((1, len(GROUPS)), FAR, dtype=np.int8)])[container]
    work.add_all(GROUP_NAMES, distance.T)
    work.add("depth", np.append(layout.depth, -1)[container])


def section(work: Work) -> None:
    """Which section the block is in, and how far below its heading."""
    import numpy as np

    sections, rows = work.context.sections, work.rows
    number = np.array(section_of(sections, len(work.context.blocks)))[rows]
    # The last entry stands for being in no section.
    kinds = np.array([SECTION_GROUP.get(section.kind, -1) for section in sections] + [-1])
    heading = np.array([section.heading for section in sections] + [-FAR_ROWS * 2])
    end = np.array([section.end for section in sections] + [0])
    inside = number >= 0
    work.add_all(SECTION_NAMES, kinds[number] == np.arange(len(SECTION_GROUPS))[:, None])
    work.add("since_heading", np.where(inside, np.minimum(rows - heading[number], FAR_ROWS), 99))
    work.add("section_length", np.where(inside, np.minimum((end - heading)[number], 100), 0))
    work.add("section_left", np.where(inside, np.minimum(end[number] - rows, FAR_ROWS), 0))
    # Any heading, known to the lexicon or not: how far above the nearest one lies.
    work.add("below_heading", _since(work.heading, FAR_ROWS))
    opened = np.cumsum(work.opens)
    work.add("opened_before", np.minimum(opened, 10))
    work.add("opens_after", np.minimum(opened[-1] - opened, 10))


def place(work: Work) -> None:
    """Where the block stands in the page, and in relation to its longest run of prose."""
    import numpy as np

    units, prose, order = work.units, work.prose, work.order
    total = max(float(units.sum()), 1.0)
    prose_total = max(float(prose.sum()), 1.0)
    prose_before = np.cumsum(prose) - prose
    work.add("index", np.log1p(order))
    work.add("index_share", order / max(work.count - 1, 1))
    work.add("from_end", np.log1p(work.count - 1 - order))
    work.add("units_before", (np.cumsum(units) - units) / total)
    work.add("prose_before", prose_before / prose_total)
    work.add("prose_before_log", np.log1p(prose_before))
    work.add("prose_after_log", np.log1p(np.maximum(prose_total - prose_before - prose, 0)))
    start, end, value = _best_run(prose, RUN_PENALTY)
    work.run_range = (start, end)
    work.add("run_start", np.minimum(np.maximum(order - start, -40), 40))
    work.add("run_end", np.minimum(np.maximum(order - end, -40), 40))
    work.add("in_run", (order >= start) & (order <= end))
    work.add("run_share", value / total)
    work.add("since_prose", _since(prose > 0, FAR_PROSE))
    work.add("until_prose", _since(prose[::-1] > 0, FAR_PROSE)[::-1])


def neighbours(work: Work) -> None:
    """The telling figures of the blocks before and after, and means over windows."""
    import numpy as np

    n, order = work.count, work.order
    near = np.array(
        [
            work.log_units,
            work.log_prose,
            work.link_density,
            work.ends_stop,
            work.says,
            work.title_likeness,
            work.date,
            work.heading,
            work.container_link_density,
            work.paragraph,
        ],
        dtype=np.float32,
    )
    reach = max(STEPS)
    padded = np.full((len(near), n + 2 * reach), -1, dtype=np.float32)
    padded[:, reach : reach + n] = near
    for step, names in NEAR_NAMES.items():
        work.add_all(names, padded[:, reach + step : reach + step + n])
    sums = np.zeros((len(IN_WINDOWS), n + 1))
    summed = (work.log_units, work.link_density, work.log_prose, work.ends_stop, work.says, work.date, work.terms)
    np.cumsum(np.array(summed, dtype=np.float64), axis=1, out=sums[:, 1:])
    for width in WIDTHS:
        low, high = np.maximum(order - width, 0), np.minimum(order + width + 1, n)
        above = (sums[:, :-1] - sums[:, low]) / np.maximum(order - low, 1)
        below = (sums[:, high] - sums[:, 1:]) / np.maximum(high - order - 1, 1)
        work.add_all(WINDOW_NAMES["<", width], above)
        work.add_all(WINDOW_NAMES[">", width], below)


def _since(flags: NDArray[np.bool_], most: int) -> NDArray[np.intp]:
    """How many rows above the nearest one lies that is flagged, ``most`` at most."""
    import numpy as np

    order = np.arange(len(flags))
    return np.minimum(order - np.maximum.accumulate(np.where(flags, order, -most)), most)


def _best_run(prose: NDArray[np.float32], penalty: float) -> tuple[int, int, float]:
    """The run of rows with the largest sum of prose less a penalty for each other row (Kadane's algorithm)."""
    best = (0, 0, 0.0)
    start, value = 0, 0.0
    for row, units in enumerate(prose.tolist()):
        if value <= 0:
            start, value = row, 0.0
        value += units if units > 0 else -penalty
        if value > best[2]:
            best = (start, row, value)
    return best
