"""The features of blocks: what the trained model reads, one row a block that has text, filled in bulk.

Columns come in groups: the text of the block, its tags and names, its place, its section, its containers, its likeness
to the title and to structured data, and the same figures for its neighbours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsclean.label import characters as ch
from newsclean.label.context import Context
from newsclean.label.layout import FAR, GROUPS
from newsclean.label.sections import section_of
from newsclean.types import Kind, Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Features", "compute_features"]

Column = "NDArray[np.float32]"
DATE = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}[:：]\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\b\d{1,2}\.? \w{3,9}\.? \d{4}|\b\w{3,9}\.? \d{1,2}, ?\d{4}"
    r"|\d+ (?:hours?|days?|minutes?|hrs?|mins?) ago|\d+(?:小时|分钟|天)前"
)
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TAGS = ("p", "div", "li", "td", "span", "a", "section", "article", "body")
FLAG_TAGS = ("article", "main", "aside", "nav", "header", "footer", "form", "figure", "ul", "table", "blockquote")
ROLES = (Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM, Role.QUOTE, Role.TABLE_ROW, Role.CAPTION, Role.PREFORMATTED)
SECTION_GROUPS = (
    (Kind.RELATED_ARTICLES,),
    (Kind.RECOMMEND,),
    (Kind.COMMENTS,),
    (Kind.SHARE, Kind.MOOD_POLL, Kind.QR_PROMPT, Kind.APP_PROMPT, Kind.NEWSLETTER, Kind.CONSENT, Kind.PAYWALL),
    (Kind.FRIEND_LINKS, Kind.NAVIGATION, Kind.COPYRIGHT, Kind.ADS, Kind.DISCLAIMER, Kind.PAGINATION, Kind.OTHER),
)
MATCH_GROUPS = (
    *SECTION_GROUPS[:4],
    (Kind.FRIEND_LINKS, Kind.NAVIGATION, Kind.PAGINATION, Kind.ADS),
    (Kind.DISCLAIMER, Kind.COPYRIGHT),
    (Kind.EDITOR_LINE,),
    (Kind.SOURCE_LINE, Kind.BREADCRUMB),
    (Kind.BYLINE,),
    (Kind.CAPTION, Kind.OTHER),
)
# What a block costs in the search for the longest run of prose, in units: three blocks of navigation end a short body.
RUN_PENALTY = 9.0
PROSE_UNITS = 8.0
# Terms of the title are looked for in blocks of this length, in units, and more; so many of them at most.
TERM_UNITS = 6.0
TERMS = 24
LATIN_TERM = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{5,}")
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
# Like siblings from this number on are cards; elements that hold running text are none.
CARDS = 3
NOT_CARDS = frozenset({"p", "tr", "td", "blockquote", "body", "html"})


class Features:
    """A matrix (n blocks, k columns) with the names of its columns, and `rows`, the index of each row's block."""

    __slots__ = ("groups", "matrix", "names", "rows")

    def __init__(
        self, rows: NDArray[np.intp], names: list[str], matrix: NDArray[np.float32], groups: NDArray[np.int32]
    ) -> None:
        self.rows, self.names, self.matrix, self.groups = rows, names, matrix, groups


def compute_features(context: Context) -> Features:
    """The features of a page's blocks, those without text left out."""
    return _Computation(context).run()


class _Computation:
    """The columns of one page while they are computed."""

    def __init__(self, context: Context) -> None:
        import numpy as np

        self.context, self.sections = context, context.sections
        self.rows = np.array([i for i, block in enumerate(context.blocks) if block.text], dtype=np.intp)
        self.count = len(self.rows)
        self.columns: dict[str, NDArray[np.float32]] = {}
        self.groups: list[NDArray[np.int32]] = []

    def run(self) -> Features:
        import numpy as np

        if self.count:
            for step in (self.text, self.tags, self.lexicon, self.section, self.place, self.likeness, self.containers):
                step()
            self.neighbours()
        names = list(self.columns)
        matrix = np.empty((self.count, len(names)), dtype=np.float32)
        for i, name in enumerate(names):
            matrix[:, i] = self.columns[name]
        groups = np.column_stack(self.groups) if self.groups else np.zeros((0, 0), dtype=np.int32)
        return Features(self.rows, names, matrix, groups)

    def text(self) -> None:
        """What the characters of the block say."""
        import numpy as np

        c, rows, columns = self.context.characters, self.rows, self.columns
        counts, length = c.counts[rows], np.maximum(c.length[rows], 1)
        units = c.units[rows]
        links = np.array(self.context.link_characters, dtype=np.float32)[rows]
        self.units = units
        self.link_density = np.minimum(links / length, 1)
        columns["units"] = np.log1p(units)
        columns["length"] = np.log1p(length)
        columns["link_density"] = self.link_density
        columns["links"] = np.array([len(self.context.blocks[i].links) for i in rows], dtype=np.float32)
        for name, kind in (
            ("stops", ch.STOP),
            ("commas", ch.COMMA),
            ("quotes", ch.QUOTE),
            ("separators", ch.SEPARATOR),
            ("digits", ch.DIGIT),
            ("uppers", ch.UPPER),
            ("blanks", ch.BLANK),
            ("others", ch.OTHER),
            ("ideographs", ch.IDEOGRAPH),
        ):
            columns[name + "_share"] = (counts[:, kind] / length).astype(np.float32)
        columns["stops"] = counts[:, ch.STOP]
        columns["commas"] = counts[:, ch.COMMA]
        columns["ends_stop"] = (c.last[rows] == ch.STOP).astype(np.float32)
        columns["ends_class"] = c.last[rows].astype(np.float32)
        columns["starts_class"] = c.first[rows].astype(np.float32)
        letters = counts[:, ch.LOWER] + counts[:, ch.UPPER]
        columns["word_length"] = (letters / np.maximum(c.words[rows], 1)).astype(np.float32)
        texts = [self.context.blocks[i].text for i in rows]
        columns["date"] = np.array([len(t) < 120 and DATE.search(t) is not None for t in texts], dtype=np.float32)
        columns["colon_end"] = np.array([t.endswith((":", "：")) for t in texts], dtype=np.float32)
        columns["ellipsis_end"] = np.array([t.endswith(("...", "…", "[…]", "[...]")) for t in texts], dtype=np.float32)
        first_links = [self.context.blocks[i].links[:1] for i in rows]
        columns["starts_link"] = np.array(
            [link[0].end - link[0].start if link and link[0].start == 0 else 0 for link in first_links],
            dtype=np.float32,
        )
        seen: dict[str, int] = {}
        for i in rows:
            key = self.context.squeezed[i]
            seen[key] = seen.get(key, 0) + 1
        columns["copies"] = np.array([min(seen[self.context.squeezed[i]], 5) for i in rows], dtype=np.float32)
        prose = units * (1 - self.link_density)
        sentence = (columns["ends_stop"] > 0) | (counts[:, ch.STOP] + counts[:, ch.COMMA] >= 2)
        self.prose = np.where(sentence & (units >= PROSE_UNITS) & (self.link_density < 0.5), prose, 0).astype(
            np.float32
        )
        columns["prose"] = np.log1p(self.prose)
        total = max(float(units.sum()), 1.0)
        columns["page_units"] = np.full(self.count, np.log1p(total), dtype=np.float32)
        columns["page_prose"] = np.full(self.count, self.prose.sum() / total, dtype=np.float32)
        columns["page_ideographs"] = np.full(self.count, counts[:, ch.IDEOGRAPH].sum() / length.sum(), dtype=np.float32)
        columns["scrape"] = np.full(self.count, float(self.context.page.tree is None), dtype=np.float32)
        columns["gap"] = np.array([min(self.context.blocks[i].gap, 4) for i in rows], dtype=np.float32)

    def tags(self) -> None:
        """What the elements around the block are, and what their names say."""
        import numpy as np

        layout, rows, columns = self.context.layout, self.rows, self.columns
        blocks = self.context.blocks
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

    def lexicon(self) -> None:
        """What phrases the block matches."""
        import numpy as np

        columns = self.columns
        strength = {"opens": 3, "line": 2, "start": 2, "contain": 1}
        table = np.zeros((self.count, len(MATCH_GROUPS)), dtype=np.float32)
        group_of = {kind: g for g, kinds in enumerate(MATCH_GROUPS) for kind in kinds}
        opens = np.zeros(self.count, dtype=np.float32)
        for row, i in enumerate(self.rows):
            for match in self.context.matches[i]:
                g = group_of[match.kind]
                table[row, g] = max(table[row, g], strength.get(match.how, 0))
                if match.how == "opens":
                    opens[row] = 1
        for g, kinds in enumerate(MATCH_GROUPS):
            columns[f"says_{kinds[0].value}"] = table[:, g]
        columns["says_any"] = table.max(axis=1)
        columns["opens"] = opens
        self.says = columns["says_any"] > 0

    def section(self) -> None:
        """Which section the block is in, and how far below its heading."""
        import numpy as np

        columns, rows = self.columns, self.rows
        number = section_of(self.sections, len(self.context.blocks))
        for kinds in SECTION_GROUPS:
            columns[f"section_{kinds[0].value}"] = np.zeros(self.count, dtype=np.float32)
        since = np.full(self.count, 99, dtype=np.float32)
        length = np.zeros(self.count, dtype=np.float32)
        left = np.zeros(self.count, dtype=np.float32)
        for row, i in enumerate(rows):
            if number[i] >= 0:
                section = self.sections[number[i]]
                for kinds in SECTION_GROUPS:
                    if section.kind in kinds:
                        columns[f"section_{kinds[0].value}"][row] = 1
                since[row] = min(i - section.heading, 60)
                length[row] = min(section.end - section.heading, 100)
                left[row] = min(section.end - i, 60)
        columns["since_heading"], columns["section_length"], columns["section_left"] = since, length, left
        # Any heading, known to the lexicon or not: how far above the nearest one lies.
        last_heading = np.full(self.count, 60, dtype=np.float32)
        distance = 60
        for row, i in enumerate(rows):
            distance = 0 if self.context.blocks[i].role is Role.HEADING else min(distance + 1, 60)
            last_heading[row] = distance
        columns["below_heading"] = last_heading
        opened = np.cumsum(columns["opens"])
        columns["opened_before"] = np.minimum(opened, 10)
        columns["opens_after"] = np.minimum(opened[-1] - opened, 10)

    def place(self) -> None:
        """Where the block stands in the page, and in relation to its longest run of prose."""
        import numpy as np

        columns, units = self.columns, self.units
        order = np.arange(self.count, dtype=np.float32)
        before = np.cumsum(units) - units
        total = max(float(units.sum()), 1.0)
        columns["index"] = np.log1p(order)
        columns["index_share"] = (order / max(self.count - 1, 1)).astype(np.float32)
        columns["from_end"] = np.log1p(self.count - 1 - order)
        columns["units_before"] = before / total
        prose_before = np.cumsum(self.prose) - self.prose
        prose_total = max(float(self.prose.sum()), 1.0)
        columns["prose_before"] = prose_before / prose_total
        columns["prose_before_log"] = np.log1p(prose_before)
        columns["prose_after_log"] = np.log1p(np.maximum(prose_total - prose_before - self.prose, 0))
        start, end, value = _best_run(self.prose, RUN_PENALTY)
        columns["run_start"] = np.clip(order - start, -40, 40)
        columns["run_end"] = np.clip(order - end, -40, 40)
        columns["in_run"] = ((order >= start) & (order <= end)).astype(np.float32)
        columns["run_share"] = np.full(self.count, value / total, dtype=np.float32)
        self.run_range = (start, end)
        gaps = np.zeros(self.count, dtype=np.float32)
        distance = 40.0
        for row in range(self.count):
            distance = 0.0 if self.prose[row] > 0 else min(distance + 1, 40.0)
            gaps[row] = distance
        columns["since_prose"] = gaps
        until = np.zeros(self.count, dtype=np.float32)
        distance = 40.0
        for row in range(self.count - 1, -1, -1):
            distance = 0.0 if self.prose[row] > 0 else min(distance + 1, 40.0)
            until[row] = distance
        columns["until_prose"] = until

    def likeness(self) -> None:
        """How like the block is to the page's titles, description and structured data, and how far from its title."""
        import numpy as np

        columns, context = self.columns, self.context
        title = context.titles[0] if context.titles else ""
        like = np.zeros(self.count, dtype=np.float32)
        body = np.zeros(self.count, dtype=np.float32)
        described = np.zeros(self.count, dtype=np.float32)
        for row, i in enumerate(self.rows):
            text = context.squeezed[i]
            if len(text) < 4:
                continue
            if len(text) <= 2 * len(title) + 20:
                like[row] = max((_overlap(text, t) for t in context.titles), default=0.0)
            if context.article_body and len(text) >= 8 and text[:80] in context.article_body:
                body[row] = 1
            if (
                context.description
                and len(text) >= 20
                and (text[:40] in context.description or context.description[:40] in text)
            ):
                described[row] = 1
        terms = _terms(context)
        hits = np.zeros(self.count, dtype=np.float32)
        if terms:
            for row in np.flatnonzero(self.units >= TERM_UNITS).tolist():
                text = context.squeezed[self.rows[row]]
                hits[row] = sum([term in text for term in terms])
        columns["terms"] = hits
        columns["terms_share"] = (hits / max(len(terms), 1)).astype(np.float32)
        columns["title_likeness"] = like
        columns["in_article_body"] = body
        columns["has_article_body"] = np.full(self.count, min(len(context.article_body), 200) / 200, dtype=np.float32)
        columns["in_description"] = described
        blocks = context.blocks
        level_one = np.array([blocks[i].role is Role.HEADING and blocks[i].level == 1 for i in self.rows])
        candidates = like + 0.3 * level_one - 0.002 * np.arange(self.count)
        anchor = int(np.argmax(candidates)) if self.count and candidates.max() > 0.25 else -1
        order = np.arange(self.count)
        columns["has_title"] = np.full(self.count, float(anchor >= 0), dtype=np.float32)
        columns["from_title"] = (
            np.clip(order - anchor, -60, 120).astype(np.float32)
            if anchor >= 0
            else np.full(self.count, -99, dtype=np.float32)
        )
        prose_before = np.cumsum(self.prose)
        columns["prose_since_title"] = np.log1p(
            np.maximum(prose_before - (prose_before[anchor] if anchor >= 0 else 0), 0)
        )
        self.anchor = anchor
        dates = columns["date"] * (self.units < 30)
        date_rows = np.flatnonzero(dates > 0)
        after = date_rows[date_rows >= max(anchor - 3, 0)]
        date_row = int(after[0]) if len(after) else -1
        columns["from_date"] = (
            np.clip(order - date_row, -60, 120).astype(np.float32)
            if date_row >= 0
            else np.full(self.count, -99, dtype=np.float32)
        )
        meta = (columns["says_editor_line"] > 0) & (order > self.run_range[0])
        editor_rows = np.flatnonzero(meta)
        columns["editor_before"] = np.minimum(np.cumsum(meta) - meta, 3).astype(np.float32)
        columns["editor_after"] = np.minimum(len(editor_rows) - np.cumsum(meta), 3).astype(np.float32)

    def containers(self) -> None:
        """How much of the page, of its prose and of its links the containers around the block hold."""
        import numpy as np

        columns, layout = self.columns, self.context.layout
        n = len(self.context.blocks)

        def spread(values: NDArray[np.float32]) -> NDArray[np.float64]:
            full = np.zeros(n, dtype=np.float64)
            full[self.rows] = values
            return np.concatenate(([0.0], np.cumsum(full)))

        sums = {
            "units": spread(self.units),
            "linked": spread(self.units * self.link_density),
            "prose": spread(self.prose),
            "count": spread(np.ones(self.count, dtype=np.float32)),
            "long": spread((self.prose > 0).astype(np.float32)),
            "says": spread(self.says.astype(np.float32)),
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
        container = layout.container[self.rows].copy()
        container[container < 0] = m
        level = container
        self.container, self.parent, self.container_total = container, parent, total
        order = np.arange(n)[self.rows]
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
                self.groups.append(level)
            if step in (1, 2, 3):
                span = np.maximum(last[level] - first[level], 1)
                columns[prefix + "position"] = ((order - first[level]) / span).astype(np.float32)
                columns[prefix + "says"] = (total["says"][level] / np.maximum(total["count"][level], 1)).astype(
                    np.float32
                )
            level = parent[level]
        self._main_containers(total, first, last, total_prose)
        self._shapes(total_units)
        self._cards(total, first, last)

    def _main_containers(
        self,
        total: dict[str, NDArray[np.float64]],
        first: NDArray[np.int32],
        last: NDArray[np.int32],
        total_prose: float,
    ) -> None:
        """Whether the block is in the container that the page's paragraphs point to, found in three ways."""
        import numpy as np

        columns, layout, container, parent = self.columns, self.context.layout, self.container, self.parent
        m = len(layout.node)
        score = np.zeros(m + 1)
        for step, share in ((0, 1.0), (1, 0.7), (2, 0.25)):
            level = container
            for _ in range(step):
                level = parent[level]
            np.add.at(score, level, self.prose * share)
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
        start, end = self.run_range
        run_first, run_last = int(self.rows[start]), int(self.rows[end])
        around = (first <= run_first) & (last > run_last)
        candidates["run"] = int(np.flatnonzero(around)[np.argmin(span[around])]) if around.any() else m
        for name, c in candidates.items():
            inside = np.zeros(self.count, dtype=bool)
            for member in self._family(c):
                inside |= (self.rows >= first[member]) & (self.rows < last[member])
            columns[f"in_{name}"] = inside.astype(np.float32)
            columns[f"{name}_start"] = np.clip(self.rows - first[c], -30, 60).astype(np.float32)
            columns[f"{name}_end"] = np.clip(last[c] - self.rows, -30, 60).astype(np.float32)
            columns[f"{name}_prose"] = np.full(self.count, total["prose"][c] / total_prose, dtype=np.float32)
            columns[f"{name}_own"] = ((self.rows >= first[c]) & (self.rows < last[c])).astype(np.float32)
            columns[f"{name}_direct"] = ((container == c) | (parent[container] == c)).astype(np.float32)
        # How deep the block's way to the root meets that of the title.
        if self.anchor >= 0 and m:
            meets = np.full(m + 1, -1.0)
            on_way = np.zeros(m + 1, dtype=bool)
            c = int(container[self.anchor])
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
            columns["title_meets"] = np.full(self.count, -1, dtype=np.float32)
            columns["title_up"] = np.full(self.count, -1, dtype=np.float32)

    def _family(self, c: int) -> list[int]:
        """A container with its siblings of the same element and class: some pages split an article over several."""
        layout = self.context.layout
        if c >= len(layout.node) or not layout.name[c].strip():
            return [c]
        parent = layout.parent[c]
        return [
            k
            for k in (layout.parent == parent).nonzero()[0].tolist()
            if layout.tag[k] == layout.tag[c] and layout.name[k] == layout.name[c]
        ]

    def _shapes(self, total_units: float) -> None:
        """How many blocks have the same chain of elements and names, and what these hold together."""
        import numpy as np

        columns, layout, container, parent = self.columns, self.context.layout, self.container, self.parent
        m = len(layout.node)
        own = [f"{tag}.{name}" for tag, name in zip(layout.tag, layout.name, strict=True)] + [""]
        for depth in (1, 3):
            keys: dict[str, int] = {}
            chain = list(own)
            for _ in range(depth - 1):
                chain = [own[c] + ">" + chain[int(parent[c])] if c < m else "" for c in range(m + 1)]
            number = np.array([keys.setdefault(key, len(keys)) for key in chain], dtype=np.int32)
            shape = number[container]
            self.groups.append(shape)
            size = np.bincount(shape, minlength=len(keys))
            units = np.bincount(shape, weights=self.units, minlength=len(keys))
            prose = np.bincount(shape, weights=self.prose, minlength=len(keys))
            linked = np.bincount(shape, weights=self.units * self.link_density, minlength=len(keys))
            columns[f"shape{depth}_size"] = np.log1p(size[shape]).astype(np.float32)
            columns[f"shape{depth}_units"] = (units[shape] / total_units).astype(np.float32)
            columns[f"shape{depth}_mean"] = (units[shape] / np.maximum(size[shape], 1)).astype(np.float32)
            columns[f"shape{depth}_prose"] = (prose[shape] / np.maximum(units[shape], 1e-6)).astype(np.float32)
            columns[f"shape{depth}_linked"] = (linked[shape] / np.maximum(units[shape], 1e-6)).astype(np.float32)
            best = int(np.argmax(prose))
            columns[f"shape{depth}_best"] = (shape == best).astype(np.float32)

    def _cards(self, total: dict[str, NDArray[np.float64]], first: NDArray[np.int32], last: NDArray[np.int32]) -> None:
        """Whether the block is in one of several like siblings that hold more than one block: a list of cards."""
        import numpy as np

        columns, layout = self.columns, self.context.layout
        m = len(layout.node)
        family: dict[tuple[int, str, str], list[int]] = {}
        for c, above in enumerate(layout.parent.tolist()):
            if last[c] - first[c] >= 2 and layout.tag[c] not in NOT_CARDS:
                family.setdefault((above, layout.tag[c], layout.name[c]), []).append(c)
        nearest = np.full(m + 1, -1)
        facts = np.zeros((m + 1, 6))
        linked = np.zeros(len(self.context.blocks) + 1)
        linked[self.rows] = (self.link_density > 0.7) & (self.units >= 3)
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
        card = nearest[self.container]
        known = card >= 0
        values = np.where(known[:, None], facts[card], 0.0)
        for k, name in enumerate(("count", "with_link", "share", "mean_units", "link_density", "prose")):
            columns[f"card_{name}"] = values[:, k].astype(np.float32)
        depth = np.append(layout.depth, 0)
        columns["card_up"] = np.where(known, depth[self.container] - depth[card], 20).astype(np.float32)
        columns["card_blocks"] = np.where(known, last[card] - first[card], 0).astype(np.float32)

    def neighbours(self) -> None:
        """The telling figures of the blocks before and after, and means over windows."""
        import numpy as np

        columns = self.columns
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
                columns[f"{name}-{step}"] = np.concatenate((padding, values[:-step]))[: self.count]
                columns[f"{name}+{step}"] = np.concatenate((values[step:], padding))[-self.count :]
        for name in ("units", "link_density", "prose", "ends_stop", "says_any", "date", "terms"):
            sums = np.concatenate(([0.0], np.cumsum(columns[name], dtype=np.float64)))
            for width in (5, 12):
                order = np.arange(self.count)
                low, high = np.maximum(order - width, 0), np.minimum(order + width + 1, self.count)
                columns[f"{name}<{width}"] = ((sums[order] - sums[low]) / np.maximum(order - low, 1)).astype(np.float32)
                columns[f"{name}>{width}"] = ((sums[high] - sums[order + 1]) / np.maximum(high - order - 1, 1)).astype(
                    np.float32
                )


def _terms(context: Context) -> list[str]:
    """Words of the page's title, and pairs of ideographs, that tell its topic."""
    title = (context.head.first("og:title") or context.head.title).lower()
    if not title:
        heading = next((block for block in context.blocks if block.text), None)
        title = heading.text.lower()[:120] if heading else ""
    found = LATIN_TERM.findall(title)
    for run in IDEOGRAPHS.findall(title):
        found += [run[k : k + 2] for k in range(len(run) - 1)]
    return list(dict.fromkeys(found))[:TERMS]


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


def _overlap(text: str, title: str) -> float:
    """1 for equal texts, the share of the longer one that the shorter one covers where one holds the other, else 0."""
    shorter, longer = (text, title) if len(text) <= len(title) else (title, text)
    if shorter and shorter in longer:
        return len(shorter) / len(longer)
    if len(text) < 1.5 * len(title) and text[:6] == title[:6]:
        return 0.5
    return 0.0
