"""Features of a block's own words: its characters, the phrases it matches, its likeness to what the page says of
itself."""

from __future__ import annotations

import re
from collections import Counter

from newsclean.label import characters as ch
from newsclean.label.context import Context
from newsclean.label.features.work import Work
from newsclean.label.sections import SECTION_GROUPS
from newsclean.types import Kind

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
# Lines that a date is looked for in, in characters, and that are the article's date line, in units.
DATE_LENGTH = 120
DATE_UNITS = 30
PROSE_UNITS = 8.0
# Terms of the title are looked for in blocks of this length, in units, and more; so many of them at most.
TERM_UNITS = 6.0
TERMS = 24
LATIN_TERM = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{5,}")
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


SHARES = (
    ("stops", ch.STOP),
    ("commas", ch.COMMA),
    ("quotes", ch.QUOTE),
    ("separators", ch.SEPARATOR),
    ("digits", ch.DIGIT),
    ("uppers", ch.UPPER),
    ("blanks", ch.BLANK),
    ("others", ch.OTHER),
    ("ideographs", ch.IDEOGRAPH),
)
# How strongly a way of matching a phrase speaks.
STRENGTH = {"opens": 3, "line": 2, "start": 2, "contain": 1}
GROUP_OF_KIND = {kind: group for group, kinds in enumerate(MATCH_GROUPS) for kind in kinds}
EDITOR_GROUP = GROUP_OF_KIND[Kind.EDITOR_LINE]


def text(work: Work) -> None:
    """What the characters of the block say."""
    import numpy as np

    context, c, rows = work.context, work.context.characters, work.rows
    counts, length, units = c.counts[rows], np.maximum(c.length[rows], 1), c.units[rows]
    work.units = units
    work.link_density = np.minimum(context.link_characters[rows] / length, 1)
    work.ends_stop = c.last[rows] == ch.STOP
    work.add("units", np.log1p(units))
    work.add("length", np.log1p(length))
    work.add("link_density", work.link_density)
    blocks = [context.blocks[i] for i in rows.tolist()]
    work.add("links", [len(block.links) for block in blocks])
    work.add_all([name + "_share" for name, _ in SHARES], counts.T[[kind for _, kind in SHARES]] / length)
    work.add("stops", counts[:, ch.STOP])
    work.add("commas", counts[:, ch.COMMA])
    work.add("ends_stop", work.ends_stop)
    work.add("ends_class", c.last[rows])
    work.add("starts_class", c.first[rows])
    work.add("word_length", (counts[:, ch.LOWER] + counts[:, ch.UPPER]) / np.maximum(c.words[rows], 1))
    work.date = np.zeros(work.count, dtype=bool)
    for row in ((counts[:, ch.DIGIT] > 0) & (length < DATE_LENGTH)).nonzero()[0].tolist():
        work.date[row] = DATE.search(blocks[row].text) is not None
    work.add("date", work.date)
    work.add("colon_end", [block.text.endswith((":", "：")) for block in blocks])
    work.add("ellipsis_end", [block.text.endswith(("...", "…", "[…]", "[...]")) for block in blocks])
    work.add(
        "starts_link",
        [links[0].end - links[0].start if (links := block.links) and links[0].start == 0 else 0 for block in blocks],
    )
    squeezed = [context.squeezed[i] for i in rows.tolist()]
    seen = Counter(squeezed)
    work.add("copies", np.minimum([seen[key] for key in squeezed], 5))
    sentence = work.ends_stop | (counts[:, ch.STOP] + counts[:, ch.COMMA] >= 2)
    runs = sentence & (units >= PROSE_UNITS) & (work.link_density < 0.5)
    work.prose = np.where(runs, units * (1 - work.link_density), 0).astype(np.float32)
    work.add("prose", np.log1p(work.prose))
    total = max(float(units.sum()), 1.0)
    work.add("page_units", np.log1p(total))
    work.add("page_prose", work.prose.sum() / total)
    work.add("page_ideographs", counts[:, ch.IDEOGRAPH].sum() / length.sum())
    work.add("scrape", float(context.page.tree is None))
    work.add("gap", [min(block.gap, 4) for block in blocks])


def lexicon(work: Work) -> None:
    """What phrases the block matches."""
    import numpy as np

    table = np.zeros((len(MATCH_GROUPS), work.count), dtype=np.float32)
    work.opens = np.zeros(work.count, dtype=bool)
    matches = work.context.matches
    for row, i in enumerate(work.rows.tolist()):
        for match in matches[i]:
            group = GROUP_OF_KIND[match.kind]
            table[group, row] = max(table[group, row], STRENGTH.get(match.how, 0))
            if match.how == "opens":
                work.opens[row] = True
    work.says = table.max(axis=0)
    work.says_editor = table[EDITOR_GROUP] > 0
    work.add_all([f"says_{kinds[0].value}" for kinds in MATCH_GROUPS], table)
    work.add("says_any", work.says)
    work.add("opens", work.opens)


def likeness(work: Work) -> None:
    """How like the block is to the page's titles, description and structured data, and how far from its title."""
    import numpy as np

    context, units, order = work.context, work.units, work.order
    texts = [context.squeezed[i] for i in work.rows.tolist()]
    body, description = context.article_body, context.description
    opening = description[:40]
    work.title_likeness = context.title_likeness[work.rows]
    terms = _terms(context)
    work.terms = np.zeros(work.count, dtype=np.float32)
    if terms:
        for row in (units >= TERM_UNITS).nonzero()[0].tolist():
            text = texts[row]
            work.terms[row] = sum([term in text for term in terms])
    work.add("terms", work.terms)
    work.add("terms_share", work.terms / max(len(terms), 1))
    work.add("title_likeness", work.title_likeness)
    work.add("in_article_body", [len(text) >= 8 and text[:80] in body for text in texts] if body else 0)
    work.add("has_article_body", min(len(body), 200) / 200)
    work.add(
        "in_description",
        [len(text) >= 20 and (text[:40] in description or opening in text) for text in texts] if description else 0,
    )
    levels = np.array([context.blocks[i].level for i in work.rows.tolist()])
    candidates = work.title_likeness + 0.3 * (work.heading & (levels == 1)) - 0.002 * order
    anchor = work.anchor = int(np.argmax(candidates)) if candidates.max() > 0.25 else -1
    work.add("has_title", float(anchor >= 0))
    work.add("from_title", np.clip(order - anchor, -60, 120) if anchor >= 0 else -99)
    before = np.cumsum(work.prose)
    work.add("prose_since_title", np.log1p(np.maximum(before - (before[anchor] if anchor >= 0 else 0), 0)))
    dated = (work.date & (units < DATE_UNITS) & (order >= anchor - 3)).nonzero()[0]
    work.add("from_date", np.clip(order - dated[0], -60, 120) if len(dated) else -99)
    editors = work.says_editor & (order > work.run_range[0])
    above = np.cumsum(editors)
    work.add("editor_before", np.minimum(above - editors, 3))
    work.add("editor_after", np.minimum(above[-1] - above, 3))


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
