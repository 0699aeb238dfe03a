"""Features of a block's own words: its characters, the phrases it matches, its likeness to what the page says of
itself."""

from __future__ import annotations

import re

from newsclean.label import characters as ch
from newsclean.label.context import Context
from newsclean.label.features.work import Work
from newsclean.label.sections import SECTION_GROUPS
from newsclean.types import Kind, Role

__all__ = ["lexicon", "likeness", "text"]

DATE = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}[:：]\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\b\d{1,2}\.? \w{3,9}\.? \d{4}|\b\w{3,9}\.? \d{1,2}, ?\d{4}"
    r"|\d+ (?:hours?|days?|minutes?|hrs?|mins?) ago|\d+(?:小时|分钟|天)前"
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
PROSE_UNITS = 8.0
# Terms of the title are looked for in blocks of this length, in units, and more; so many of them at most.
TERM_UNITS = 6.0
TERMS = 24
LATIN_TERM = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{5,}")
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


def text(work: Work) -> None:
    """What the characters of the block say."""
    import numpy as np

    c, rows, columns = work.context.characters, work.rows, work.columns
    counts, length = c.counts[rows], np.maximum(c.length[rows], 1)
    units = c.units[rows]
    links = np.array(work.context.link_characters, dtype=np.float32)[rows]
    work.units = units
    work.link_density = np.minimum(links / length, 1)
    columns["units"] = np.log1p(units)
    columns["length"] = np.log1p(length)
    columns["link_density"] = work.link_density
    columns["links"] = np.array([len(work.context.blocks[i].links) for i in rows], dtype=np.float32)
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
    texts = [work.context.blocks[i].text for i in rows]
    columns["date"] = np.array([len(t) < 120 and DATE.search(t) is not None for t in texts], dtype=np.float32)
    columns["colon_end"] = np.array([t.endswith((":", "：")) for t in texts], dtype=np.float32)
    columns["ellipsis_end"] = np.array([t.endswith(("...", "…", "[…]", "[...]")) for t in texts], dtype=np.float32)
    first_links = [work.context.blocks[i].links[:1] for i in rows]
    columns["starts_link"] = np.array(
        [link[0].end - link[0].start if link and link[0].start == 0 else 0 for link in first_links],
        dtype=np.float32,
    )
    seen: dict[str, int] = {}
    for i in rows:
        key = work.context.squeezed[i]
        seen[key] = seen.get(key, 0) + 1
    columns["copies"] = np.array([min(seen[work.context.squeezed[i]], 5) for i in rows], dtype=np.float32)
    prose = units * (1 - work.link_density)
    sentence = (columns["ends_stop"] > 0) | (counts[:, ch.STOP] + counts[:, ch.COMMA] >= 2)
    work.prose = np.where(sentence & (units >= PROSE_UNITS) & (work.link_density < 0.5), prose, 0).astype(np.float32)
    columns["prose"] = np.log1p(work.prose)
    total = max(float(units.sum()), 1.0)
    columns["page_units"] = np.full(work.count, np.log1p(total), dtype=np.float32)
    columns["page_prose"] = np.full(work.count, work.prose.sum() / total, dtype=np.float32)
    columns["page_ideographs"] = np.full(work.count, counts[:, ch.IDEOGRAPH].sum() / length.sum(), dtype=np.float32)
    columns["scrape"] = np.full(work.count, float(work.context.page.tree is None), dtype=np.float32)
    columns["gap"] = np.array([min(work.context.blocks[i].gap, 4) for i in rows], dtype=np.float32)


def lexicon(work: Work) -> None:
    """What phrases the block matches."""
    import numpy as np

    columns = work.columns
    strength = {"opens": 3, "line": 2, "start": 2, "contain": 1}
    table = np.zeros((work.count, len(MATCH_GROUPS)), dtype=np.float32)
    group_of = {kind: g for g, kinds in enumerate(MATCH_GROUPS) for kind in kinds}
    opens = np.zeros(work.count, dtype=np.float32)
    for row, i in enumerate(work.rows):
        for match in work.context.matches[i]:
            g = group_of[match.kind]
            table[row, g] = max(table[row, g], strength.get(match.how, 0))
            if match.how == "opens":
                opens[row] = 1
    for g, kinds in enumerate(MATCH_GROUPS):
        columns[f"says_{kinds[0].value}"] = table[:, g]
    columns["says_any"] = table.max(axis=1)
    columns["opens"] = opens
    work.says = columns["says_any"] > 0


def likeness(work: Work) -> None:
    """How like the block is to the page's titles, description and structured data, and how far from its title."""
    import numpy as np

    columns, context = work.columns, work.context
    title = context.titles[0] if context.titles else ""
    like = np.zeros(work.count, dtype=np.float32)
    body = np.zeros(work.count, dtype=np.float32)
    described = np.zeros(work.count, dtype=np.float32)
    for row, i in enumerate(work.rows):
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
    hits = np.zeros(work.count, dtype=np.float32)
    if terms:
        for row in np.flatnonzero(work.units >= TERM_UNITS).tolist():
            text = context.squeezed[work.rows[row]]
            hits[row] = sum([term in text for term in terms])
    columns["terms"] = hits
    columns["terms_share"] = (hits / max(len(terms), 1)).astype(np.float32)
    columns["title_likeness"] = like
    columns["in_article_body"] = body
    columns["has_article_body"] = np.full(work.count, min(len(context.article_body), 200) / 200, dtype=np.float32)
    columns["in_description"] = described
    blocks = context.blocks
    level_one = np.array([blocks[i].role is Role.HEADING and blocks[i].level == 1 for i in work.rows])
    candidates = like + 0.3 * level_one - 0.002 * np.arange(work.count)
    anchor = int(np.argmax(candidates)) if work.count and candidates.max() > 0.25 else -1
    order = np.arange(work.count)
    columns["has_title"] = np.full(work.count, float(anchor >= 0), dtype=np.float32)
    columns["from_title"] = (
        np.clip(order - anchor, -60, 120).astype(np.float32)
        if anchor >= 0
        else np.full(work.count, -99, dtype=np.float32)
    )
    prose_before = np.cumsum(work.prose)
    columns["prose_since_title"] = np.log1p(np.maximum(prose_before - (prose_before[anchor] if anchor >= 0 else 0), 0))
    work.anchor = anchor
    dates = columns["date"] * (work.units < 30)
    date_rows = np.flatnonzero(dates > 0)
    after = date_rows[date_rows >= max(anchor - 3, 0)]
    date_row = int(after[0]) if len(after) else -1
    columns["from_date"] = (
        np.clip(order - date_row, -60, 120).astype(np.float32)
        if date_row >= 0
        else np.full(work.count, -99, dtype=np.float32)
    )
    meta = (columns["says_editor_line"] > 0) & (order > work.run_range[0])
    editor_rows = np.flatnonzero(meta)
    columns["editor_before"] = np.minimum(np.cumsum(meta) - meta, 3).astype(np.float32)
    columns["editor_after"] = np.minimum(len(editor_rows) - np.cumsum(meta), 3).astype(np.float32)


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


def _overlap(text: str, title: str) -> float:
    """1 for equal texts, the share of the longer one that the shorter one covers where one holds the other, else 0."""
    shorter, longer = (text, title) if len(text) <= len(title) else (title, text)
    if shorter and shorter in longer:
        return len(shorter) / len(longer)
    if len(text) < 1.5 * len(title) and text[:6] == title[:6]:
        return 0.5
    return 0.0
