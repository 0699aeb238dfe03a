"""Tables that hold data, told from tables that only lay a page out."""

from __future__ import annotations

from newsclean.types import TEXT, Tree

__all__ = ["is_data_table"]

# What a table of data never holds; the pages of 2005 lay out whole articles in tables.
LAYOUT_TAGS = frozenset("table form h1 h2 h3 h4 h5 h6 article section nav iframe select input script hr".split())
# Longest cell of a table of data, in characters; longer ones are columns of running text.
CELL_LENGTH = 300
CELL_LINKS = 4
CELL_PARTS = 8


def is_data_table(tree: Tree, table: int) -> bool:
    """Whether the table at a node holds data: two rows or more, two columns or more, and short cells without structure.

    Looks at the table's nodes up to the first sign of layout, so that nested tables are not read twice.
    """
    tags, texts = tree.tags, tree.texts
    rows = cells = widest = length = links = parts = 0
    for node in range(table + 1, tree.ends[table]):
        tag = tags[node]
        if tag == TEXT:
            length += len(texts[node].strip())
            if length > CELL_LENGTH:
                return False
        elif tag in LAYOUT_TAGS:
            return False
        elif tag == "tr":
            rows += 1
            cells = length = links = parts = 0
        elif tag in ("td", "th"):
            cells += 1
            widest = max(widest, cells)
            length = links = parts = 0
        elif tag == "a":
            links += 1
            if links > CELL_LINKS:
                return False
        elif tag in ("p", "div", "br", "li"):
            parts += 1
            if parts > CELL_PARTS:
                return False
    return rows > 1 and widest > 1
