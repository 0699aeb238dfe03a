"""Tables that hold data, told from tables that only lay a page out."""

from __future__ import annotations

from collections import Counter

from newsclean.types import TEXT, Tree

__all__ = ["is_data_table"]

# What a table of data never holds; the pages of 2005 lay out whole articles in tables.
LAYOUT_TAGS = frozenset("table form h1 h2 h3 h4 h5 h6 article section nav iframe select input script hr".split())
CELL_TAGS = frozenset({"td", "th", "tr"})
# What a cell holds at most, by group: characters, links, paragraphs and the like; more are columns of running text.
CELL_LIMITS = {
    TEXT: ("characters", 300),
    "a": ("links", 4),
    "p": ("parts", 8),
    "div": ("parts", 8),
    "br": ("parts", 8),
    "li": ("parts", 8),
}


def is_data_table(tree: Tree, table: int) -> bool:
    """Whether the table at a node holds data: two rows or more, two columns or more, and short cells without structure.

    Looks at the table's nodes up to the first sign of layout, so that nested tables are not read twice.
    """
    tags, texts = tree.tags, tree.texts
    rows = cells = widest = 0
    cell: Counter[str] = Counter()
    for node in range(table + 1, tree.ends[table]):
        tag = tags[node]
        if tag in LAYOUT_TAGS:
            return False
        if tag == "tr":
            rows, cells = rows + 1, 0
        if tag in CELL_TAGS:
            cells += tag != "tr"
            widest = max(widest, cells)
            cell.clear()
        elif tag in CELL_LIMITS:
            group, limit = CELL_LIMITS[tag]
            cell[group] += len(texts[node].strip()) if tag == TEXT else 1
            if cell[group] > limit:
                return False
    return rows > 1 and widest > 1
