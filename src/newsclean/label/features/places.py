"""Features of a block's place: the elements around it, its section, where it stands in the page, and its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsclean.label.features.work import Work
from newsclean.label.layout import FAR, GROUPS
from newsclean.label.sections import SECTION_GROUPS, section_of
from newsclean.types import Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["neighbours", "place", "section", "tags"]

TAGS = ("p", "div", "li", "td", "span", "a", "section", "article", "body")
FLAG_TAGS = ("article", "main", "aside", "nav", "header", "footer", "form", "figure", "ul", "table", "blockquote")
ROLES = (Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM, Role.QUOTE, Role.TABLE_ROW, Role.CAPTION, Role.PREFORMATTED)
# What a block costs in the search for the longest run of prose, in units: three blocks of navigation end a short body.
RUN_PENALTY = 9.0


def tags(work: Work) -> None:
    """What the elements around the block are, and what their names say."""
    import numpy as np

    layout, rows, columns = work.context.layout, work.rows, work.columns
    blocks = work.context.blocks
    for role in ROLES:
        columns[f"role_{role.value}"] = np.array([blocks[i].role is role for i in rows], dtype=np.float32)
    columns["level"] = np.array([blocks[i].level for i in rows], dtype=np.float32)
    columns["hidden"] = np.array([blocks[i].hidden for i in rows], dtype=np.float32)
    columns["continues"] = np.array([blocks[i].continues for i in rows], dtype=np.float32)
    container = layout.container[rows]
    m = len(layout.node)
    tag_index = {tag: i for i, tag in enumerate(TAGS)}
    codes = np.array([tag_index.get(tag, -1) for tag in layout.tag] + [-1], dtype=np.int32)
    own = codes[container]
    parent = np.append(layout.parent, -1)
    above = codes[parent[container]]
    for tag, code in tag_index.items():
        columns[f"tag_{tag}"] = (own == code).astype(np.float32)
        if tag in ("div", "li", "td", "article", "section", "body"):
            columns[f"above_{tag}"] = (above == code).astype(np.float32)
    within = np.zeros((m + 1, len(FLAG_TAGS)), dtype=bool)
    flag_index = {tag: i for i, tag in enumerate(FLAG_TAGS)}
    for c, tag in enumerate(layout.tag):
        above_c = layout.parent[c]
        if above_c >= 0:
            within[c] = within[above_c]
        if tag in flag_index:
            within[c, flag_index[tag]] = True
    for tag, i in flag_index.items():
        columns[f"in_{tag}"] = within[container, i].astype(np.float32)
    distance = np.vstack([layout.distance, np.full((1, len(GROUPS)), FAR, dtype=np.int8)])[container]
    for i, group in enumerate(GROUPS):
        columns[f"name_{group}"] = distance[:, i].astype(np.float32)
    columns["depth"] = np.append(layout.depth, -1)[container].astype(np.float32)


def section(work: Work) -> None:
    """Which section the block is in, and how far below its heading."""
    import numpy as np

    columns, rows = work.columns, work.rows
    number = section_of(work.context.sections, len(work.context.blocks))
    for kinds in SECTION_GROUPS:
        columns[f"section_{kinds[0].value}"] = np.zeros(work.count, dtype=np.float32)
    since = np.full(work.count, 99, dtype=np.float32)
    length = np.zeros(work.count, dtype=np.float32)
    left = np.zeros(work.count, dtype=np.float32)
    for row, i in enumerate(rows):
        if number[i] >= 0:
            section = work.context.sections[number[i]]
            for kinds in SECTION_GROUPS:
                if section.kind in kinds:
                    columns[f"section_{kinds[0].value}"][row] = 1
            since[row] = min(i - section.heading, 60)
            length[row] = min(section.end - section.heading, 100)
            left[row] = min(section.end - i, 60)
    columns["since_heading"], columns["section_length"], columns["section_left"] = since, length, left
    # Any heading, known to the lexicon or not: how far above the nearest one lies.
    last_heading = np.full(work.count, 60, dtype=np.float32)
    distance = 60
    for row, i in enumerate(rows):
        distance = 0 if work.context.blocks[i].role is Role.HEADING else min(distance + 1, 60)
        last_heading[row] = distance
    columns["below_heading"] = last_heading
    opened = np.cumsum(columns["opens"])
    columns["opened_before"] = np.minimum(opened, 10)
    columns["opens_after"] = np.minimum(opened[-1] - opened, 10)


def place(work: Work) -> None:
    """Where the block stands in the page, and in relation to its longest run of prose."""
    import numpy as np

    columns, units = work.columns, work.units
    order = np.arange(work.count, dtype=np.float32)
    before = np.cumsum(units) - units
    total = max(float(units.sum()), 1.0)
    columns["index"] = np.log1p(order)
    columns["index_share"] = (order / max(work.count - 1, 1)).astype(np.float32)
    columns["from_end"] = np.log1p(work.count - 1 - order)
    columns["units_before"] = before / total
    prose_before = np.cumsum(work.prose) - work.prose
    prose_total = max(float(work.prose.sum()), 1.0)
    columns["prose_before"] = prose_before / prose_total
    columns["prose_before_log"] = np.log1p(prose_before)
    columns["prose_after_log"] = np.log1p(np.maximum(prose_total - prose_before - work.prose, 0))
    start, end, value = _best_run(work.prose, RUN_PENALTY)
    columns["run_start"] = np.clip(order - start, -40, 40)
    columns["run_end"] = np.clip(order - end, -40, 40)
    columns["in_run"] = ((order >= start) & (order <= end)).astype(np.float32)
    columns["run_share"] = np.full(work.count, value / total, dtype=np.float32)
    work.run_range = (start, end)
    gaps = np.zeros(work.count, dtype=np.float32)
    distance = 40.0
    for row in range(work.count):
        distance = 0.0 if work.prose[row] > 0 else min(distance + 1, 40.0)
        gaps[row] = distance
    columns["since_prose"] = gaps
    until = np.zeros(work.count, dtype=np.float32)
    distance = 40.0
    for row in range(work.count - 1, -1, -1):
        distance = 0.0 if work.prose[row] > 0 else min(distance + 1, 40.0)
        until[row] = distance
    columns["until_prose"] = until


def neighbours(work: Work) -> None:
    """The telling figures of the blocks before and after, and means over windows."""
    import numpy as np

    columns = work.columns
    for name in (
        "units",
        "link_density",
        "ends_stop",
        "prose",
        "says_any",
        "title_likeness",
        "date",
        "role_heading",
        "opens",
        "c0_link_density",
        "tag_p",
    ):
        values = columns[name]
        for step in (1, 2, 3):
            padding = np.full(step, -1, dtype=np.float32)
            columns[f"{name}-{step}"] = np.concatenate((padding, values[:-step]))[: work.count]
            columns[f"{name}+{step}"] = np.concatenate((values[step:], padding))[-work.count :]
    for name in ("units", "link_density", "prose", "ends_stop", "says_any", "date", "terms"):
        sums = np.concatenate(([0.0], np.cumsum(columns[name], dtype=np.float64)))
        for width in (5, 12):
            order = np.arange(work.count)
            low, high = np.maximum(order - width, 0), np.minimum(order + width + 1, work.count)
            columns[f"{name}<{width}"] = ((sums[order] - sums[low]) / np.maximum(order - low, 1)).astype(np.float32)
            columns[f"{name}>{width}"] = ((sums[high] - sums[order + 1]) / np.maximum(high - order - 1, 1)).astype(
                np.float32
            )


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
