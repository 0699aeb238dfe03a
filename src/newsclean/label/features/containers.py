"""Features of the containers around a block: how much of the page, of its prose and of its links they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsclean.label.features.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["containers"]

# Like siblings from this number on are cards; elements that hold running text are none.
CARDS = 3
NOT_CARDS = frozenset({"p", "tr", "td", "blockquote", "body", "html"})


def containers(work: Work) -> None:
    """How much of the page, of its prose and of its links the containers around the block hold."""
    import numpy as np

    columns, layout = work.columns, work.context.layout
    n = len(work.context.blocks)

    def spread(values: NDArray[np.float32]) -> NDArray[np.float64]:
        full = np.zeros(n, dtype=np.float64)
        full[work.rows] = values
        return np.concatenate(([0.0], np.cumsum(full)))

    sums = {
        "units": spread(work.units),
        "linked": spread(work.units * work.link_density),
        "prose": spread(work.prose),
        "count": spread(np.ones(work.count, dtype=np.float32)),
        "long": spread((work.prose > 0).astype(np.float32)),
        "says": spread(work.says.astype(np.float32)),
    }
    m = len(layout.node)
    page = np.array([0], dtype=np.int32)
    first = np.append(layout.first, page)
    last = np.append(layout.last, np.array([n], dtype=np.int32))
    parent = np.append(layout.parent, np.array([m], dtype=np.int32))
    parent[parent < 0] = m
    total = {name: values[last] - values[first] for name, values in sums.items()}
    total_units = max(float(total["units"][m]), 1.0)
    total_prose = max(float(total["prose"][m]), 1.0)
    container = layout.container[work.rows].copy()
    container[container < 0] = m
    level = container
    work.container, work.parent = container, parent
    order = np.arange(n)[work.rows]
    for step in range(6):
        prefix = f"c{step}_"
        units = np.maximum(total["units"][level], 1e-6)
        columns[prefix + "units"] = (units / total_units).astype(np.float32)
        columns[prefix + "link_density"] = np.minimum(total["linked"][level] / units, 1).astype(np.float32)
        columns[prefix + "prose"] = (total["prose"][level] / total_prose).astype(np.float32)
        columns[prefix + "long_share"] = (total["long"][level] / np.maximum(total["count"][level], 1)).astype(
            np.float32
        )
        columns[prefix + "blocks"] = np.log1p(total["count"][level]).astype(np.float32)
        if step < 4:
            work.groups.append(level)
        if step in (1, 2, 3):
            span = np.maximum(last[level] - first[level], 1)
            columns[prefix + "position"] = ((order - first[level]) / span).astype(np.float32)
            columns[prefix + "says"] = (total["says"][level] / np.maximum(total["count"][level], 1)).astype(np.float32)
        level = parent[level]
    _main_containers(work, total, first, last, total_prose)
    _shapes(work, total_units)
    _cards(work, total, first, last)


def _main_containers(
    work: Work,
    total: dict[str, NDArray[np.float64]],
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    total_prose: float,
) -> None:
    """Whether the block is in the container that the page's paragraphs point to, found in three ways."""
    import numpy as np

    columns, layout, container, parent = work.columns, work.context.layout, work.container, work.parent
    m = len(layout.node)
    score = np.zeros(m + 1)
    for step, share in ((0, 1.0), (1, 0.7), (2, 0.25)):
        level = container
        for _ in range(step):
            level = parent[level]
        np.add.at(score, level, work.prose * share)
    # A paragraph element of its own is not a container of the article: credit starts at its parent.
    linked = total["linked"] / np.maximum(total["units"], 1e-6)
    score *= 1 - np.minimum(linked, 1)
    score[m] *= 0.5
    candidates = {"scored": int(np.argmax(score))}
    span = np.maximum(last - first, 1)
    enough = total["prose"] >= 0.6 * total_prose
    candidates["dense"] = int(np.flatnonzero(enough)[np.argmin(span[enough])]) if enough.any() else m
    content = np.append(layout.distance[:, 0] == 0, False) if m else np.array([False])
    named = np.where(content, total["prose"] / np.sqrt(span), -1.0)
    candidates["named"] = int(np.argmax(named)) if content.any() and named.max() > 0 else m
    start, end = work.run_range
    run_first, run_last = int(work.rows[start]), int(work.rows[end])
    around = (first <= run_first) & (last > run_last)
    candidates["run"] = int(np.flatnonzero(around)[np.argmin(span[around])]) if around.any() else m
    for name, c in candidates.items():
        inside = np.zeros(work.count, dtype=bool)
        for member in _family(work, c):
            inside |= (work.rows >= first[member]) & (work.rows < last[member])
        columns[f"in_{name}"] = inside.astype(np.float32)
        columns[f"{name}_start"] = np.clip(work.rows - first[c], -30, 60).astype(np.float32)
        columns[f"{name}_end"] = np.clip(last[c] - work.rows, -30, 60).astype(np.float32)
        columns[f"{name}_prose"] = np.full(work.count, total["prose"][c] / total_prose, dtype=np.float32)
        columns[f"{name}_own"] = ((work.rows >= first[c]) & (work.rows < last[c])).astype(np.float32)
        columns[f"{name}_direct"] = ((container == c) | (parent[container] == c)).astype(np.float32)
    # How deep the block's way to the root meets that of the title.
    if work.anchor >= 0 and m:
        meets = np.full(m + 1, -1.0)
        on_way = np.zeros(m + 1, dtype=bool)
        c = int(container[work.anchor])
        while c < m:
            on_way[c] = True
            c = int(parent[c])
        depth = layout.depth
        for c in range(m):
            above = int(parent[c])
            meets[c] = depth[c] if on_way[c] else meets[above]
        columns["title_meets"] = meets[container].astype(np.float32)
        columns["title_up"] = (np.append(depth, 0)[container] - meets[container]).astype(np.float32)
    else:
        columns["title_meets"] = np.full(work.count, -1, dtype=np.float32)
        columns["title_up"] = np.full(work.count, -1, dtype=np.float32)


def _family(work: Work, c: int) -> list[int]:
    """A container with its siblings of the same element and class: some pages split an article over several."""
    layout = work.context.layout
    if c >= len(layout.node) or not layout.name[c].strip():
        return [c]
    parent = layout.parent[c]
    return [
        k
        for k in (layout.parent == parent).nonzero()[0].tolist()
        if layout.tag[k] == layout.tag[c] and layout.name[k] == layout.name[c]
    ]


def _shapes(work: Work, total_units: float) -> None:
    """How many blocks have the same chain of elements and names, and what these hold together."""
    import numpy as np

    columns, layout, container, parent = work.columns, work.context.layout, work.container, work.parent
    m = len(layout.node)
    own = [f"{tag}.{name}" for tag, name in zip(layout.tag, layout.name, strict=True)] + [""]
    for depth in (1, 3):
        keys: dict[str, int] = {}
        chain = list(own)
        for _ in range(depth - 1):
            chain = [own[c] + ">" + chain[int(parent[c])] if c < m else "" for c in range(m + 1)]
        number = np.array([keys.setdefault(key, len(keys)) for key in chain], dtype=np.int32)
        shape = number[container]
        work.groups.append(shape)
        size = np.bincount(shape, minlength=len(keys))
        units = np.bincount(shape, weights=work.units, minlength=len(keys))
        prose = np.bincount(shape, weights=work.prose, minlength=len(keys))
        linked = np.bincount(shape, weights=work.units * work.link_density, minlength=len(keys))
        columns[f"shape{depth}_size"] = np.log1p(size[shape]).astype(np.float32)
        columns[f"shape{depth}_units"] = (units[shape] / total_units).astype(np.float32)
        columns[f"shape{depth}_mean"] = (units[shape] / np.maximum(size[shape], 1)).astype(np.float32)
        columns[f"shape{depth}_prose"] = (prose[shape] / np.maximum(units[shape], 1e-6)).astype(np.float32)
        columns[f"shape{depth}_linked"] = (linked[shape] / np.maximum(units[shape], 1e-6)).astype(np.float32)
        best = int(np.argmax(prose))
        columns[f"shape{depth}_best"] = (shape == best).astype(np.float32)


def _cards(
    work: Work, total: dict[str, NDArray[np.float64]], first: NDArray[np.int32], last: NDArray[np.int32]
) -> None:
    """Whether the block is in one of several like siblings that hold more than one block: a list of cards."""
    import numpy as np

    columns, layout = work.columns, work.context.layout
    m = len(layout.node)
    family: dict[tuple[int, str, str], list[int]] = {}
    for c, above in enumerate(layout.parent.tolist()):
        if last[c] - first[c] >= 2 and layout.tag[c] not in NOT_CARDS:
            family.setdefault((above, layout.tag[c], layout.name[c]), []).append(c)
    nearest = np.full(m + 1, -1)
    facts = np.zeros((m + 1, 6))
    linked = np.zeros(len(work.context.blocks) + 1)
    linked[work.rows] = (work.link_density > 0.7) & (work.units >= 3)
    linked = np.concatenate(([0.0], np.cumsum(linked)))
    for members in family.values():
        if len(members) < CARDS:
            continue
        group = np.array(members)
        units = total["units"][group]
        with_link = (linked[last[group]] - linked[first[group]]) > 0
        row = (
            len(members),
            with_link.mean(),
            units.sum() / max(total["units"][m], 1.0),
            units.mean(),
            total["linked"][group].sum() / max(units.sum(), 1e-6),
            total["prose"][group].sum() / max(total["prose"][m], 1.0),
        )
        nearest[group] = group
        facts[group] = row
    for c in range(m):
        if nearest[c] < 0 and layout.parent[c] >= 0:
            nearest[c] = nearest[layout.parent[c]]
    card = nearest[work.container]
    known = card >= 0
    values = np.where(known[:, None], facts[card], 0.0)
    for k, name in enumerate(("count", "with_link", "share", "mean_units", "link_density", "prose")):
        columns[f"card_{name}"] = values[:, k].astype(np.float32)
    depth = np.append(layout.depth, 0)
    columns["card_up"] = np.where(known, depth[work.container] - depth[card], 20).astype(np.float32)
    columns["card_blocks"] = np.where(known, last[card] - first[card], 0).astype(np.float32)
