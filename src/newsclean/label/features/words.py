"""Features of a block's own words: its characters, the phrases it matches, its likeness to what the page says of
itself."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from newsclean.label import characters as ch
from newsclean.label.context import Context
from newsclean.label.features.work import Work
from newsclean.label.sections import SECTION_GROUPS
from newsclean.types import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["lexicon", "likeness", "text", "title_terms"]

# A date, a time, or how long ago, in a line of at most so many characters. The first of these begins with a digit, so
# that a search jumps from one to the next, and lets through what the second one decides about: half the time.
DATE_LIKE = re.compile(
    r"\d(?:\d{3}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d?[:：]\d\d|\d?[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d?\.? \w{3,9}\.?,? \d{4}|\d?(?:,|,? )\d{4}|\d* (?:hours?|days?|minutes?|hrs?|mins?) ago|\d*(?:小时|分钟|天)前)"
)
DATE = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}[:：]\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\b\d{1,2}\.? \w{3,9}\.? \d{4}|\b\w{3,9}\.? \d{1,2}, ?\d{4}"
    r"|\d+ (?:hours?|days?|minutes?|hrs?|mins?) ago|\d+(?:小时|分钟|天)前"
)
DATE_LENGTH = 120
MATCH_GROUPS = (
    *SECTION_GROUPS[:4],
    (Kind.FRIEND_LINKS, Kind.NAVIGATION, Kind.PAGINATION, Kind.ADS),
    (Kind.DISCLAIMER, Kind.COPYRIGHT),
    (Kind.EDITOR_LINE,),
    (Kind.SOURCE_LINE, Kind.BREADCRUMB),
    (Kind.BYLINE,),
    (Kind.CAPTION, Kind.OTHER),
)
# Lines that are the article's date line, in units.
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
SHARE_NAMES = tuple([name + "_share" for name, _ in SHARES])
SHARE_CLASSES = [kind for _, kind in SHARES]
SAYS_NAMES = tuple([f"says_{kinds[0].value}" for kinds in MATCH_GROUPS])
# How strongly a way of matching a phrase speaks.
STRENGTH = {"opens": 3, "line": 2, "start": 2, "contain": 1}
GROUP_OF_KIND = {kind: group for group, kinds in enumerate(MATCH_GROUPS) for kind in kinds}
EDITOR_GROUP = GROUP_OF_KIND[Kind.EDITOR_LINE]


def text(work: Work) -> None:
    """What the characters of the block say."""
    import numpy as np

    context, c, rows = work.context, work.context.characters, work.rows
    counts, length, units = c.counts[rows], np.maximum(c.length[rows], 1), c.units[rows]
    first, last = c.first[rows], c.last[rows]
    work.units, work.log_units = units, np.log1p(units)
    work.link_density = np.minimum(context.link_characters[rows] / length, 1)
    work.ends_stop = last == ch.STOP
    work.add("units", work.log_units)
    work.add("length", np.log1p(length))
    work.add("link_density", work.link_density)
    links, starts = [0] * work.count, [0] * work.count
    for row, block in enumerate(work.blocks):
        if block.links:
            links[row] = len(block.links)
            link = block.links[0]
            if link.start == 0:
                starts[row] = link.end
    work.add("links", links)
    work.add_all(SHARE_NAMES, counts.T[SHARE_CLASSES] / length)
    work.add("stops", counts[:, ch.STOP])
    work.add("commas", counts[:, ch.COMMA])
    work.add("ends_stop", work.ends_stop)
    work.add("ends_class", last)
    work.add("starts_class", first)
    work.add("word_length", (counts[:, ch.LOWER] + counts[:, ch.UPPER]) / np.maximum(c.words[rows], 1))
    work.date = np.zeros(work.count, dtype=bool)
    for row in ((counts[:, ch.DIGIT] > 0) & (length < DATE_LENGTH)).nonzero()[0].tolist():
        line = work.blocks[row].text
        work.date[row] = DATE_LIKE.search(line) is not None and DATE.search(line) is not None
    work.add("date", work.date)
    work.add("colon_end", _end_with(work, last == ch.COMMA, (":", "：")))
    work.add("ellipsis_end", _end_with(work, work.ends_stop, ("...", "…", "[…]", "[...]")))
    work.add("starts_link", starts)
    seen = Counter(work.squeezed)
    work.add("copies", np.minimum([seen[key] for key in work.squeezed], 5))
    sentence = work.ends_stop | (counts[:, ch.STOP] + counts[:, ch.COMMA] >= 2)
    runs = sentence & (units >= PROSE_UNITS) & (work.link_density < 0.5)
    work.prose = np.where(runs, units * (1 - work.link_density), 0).astype(np.float32)
    work.log_prose = np.log1p(work.prose)
    work.add("prose", work.log_prose)
    total = max(float(units.sum()), 1.0)
    work.add("page_units", np.log1p(total))
    work.add("page_prose", work.prose.sum() / total)
    work.add("page_ideographs", counts[:, ch.IDEOGRAPH].sum() / length.sum())
    scrape = context.page.tree is None
    work.add("scrape", float(scrape))
    work.add("gap", [min(block.gap, 4) for block in work.blocks] if scrape else 0)


def _end_with(work: Work, candidates: NDArray[np.bool_], endings: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which of the candidates (n) end with one of some strings."""
    import numpy as np

    found = np.zeros(work.count, dtype=bool)
    for row in candidates.nonzero()[0].tolist():
        found[row] = work.blocks[row].text.endswith(endings)
    return found


def lexicon(work: Work) -> None:
    """What phrases the block matches."""
    import numpy as np

    strengths = np.zeros((len(MATCH_GROUPS), work.count), dtype=np.float32)
    work.opens = np.zeros(work.count, dtype=bool)
    strongest: dict[tuple[int, int], int] = {}
    matches = work.context.matches
    for row, i in enumerate(work.rows.tolist()):
        for match in matches[i]:
            cell = GROUP_OF_KIND[match.kind], row
            strength = STRENGTH.get(match.how, 0)
            if strength > strongest.get(cell, 0):
                strongest[cell] = strength
            if match.how == "opens":
                work.opens[row] = True
    if strongest:
        strengths[tuple(zip(*strongest, strict=True))] = list(strongest.values())
    work.says = strengths.max(axis=0)
    work.says_editor = strengths[EDITOR_GROUP] > 0
    work.add_all(SAYS_NAMES, strengths)
    work.add("says_any", work.says)
    work.add("opens", work.opens)


def likeness(work: Work) -> None:
    """How like the block is to the page's titles, description and structured data, and how far from its title."""
    import numpy as np

    context, units, order, texts = work.context, work.units, work.order, work.squeezed
    body, description = context.article_body, context.description
    opening = description[:40]
    work.title_likeness = context.title_likeness[work.rows]
    terms = _terms(context)
    found = [0] * work.count
    if terms:
        for row in (units >= TERM_UNITS).nonzero()[0].tolist():
            text = texts[row]
            found[row] = sum(map(text.__contains__, terms))  # in C
    work.terms = np.array(found, dtype=np.float32)
    work.add("terms", work.terms)
    work.add("terms_share", work.terms / max(len(terms), 1))
    work.add("title_likeness", work.title_likeness)
    work.add("in_article_body", [len(text) >= 8 and text[:80] in body for text in texts] if body else 0)
    work.add("has_article_body", min(len(body), 200) / 200)
    work.add(
        "in_description",
        [len(text) >= 20 and (text[:40] in description or opening in text) for text in texts] if description else 0,
    )
    candidates = work.title_likeness + 0.3 * (work.heading & (work.level == 1)) - 0.002 * order
    anchor = work.anchor = int(np.argmax(candidates)) if candidates.max() > 0.25 else -1
    work.add("has_title", float(anchor >= 0))
    work.add("from_title", np.minimum(np.maximum(order - anchor, -60), 120) if anchor >= 0 else -99)
    before = np.cumsum(work.prose)
    work.add("prose_since_title", np.log1p(np.maximum(before - (before[anchor] if anchor >= 0 else 0), 0)))
    dated = (work.date & (units < DATE_UNITS) & (order >= anchor - 3)).nonzero()[0]
    work.add("from_date", np.minimum(np.maximum(order - dated[0], -60), 120) if len(dated) else -99)
    editors = work.says_editor & (order > work.run_range[0])
    above = np.cumsum(editors)
    work.add("editor_before", np.minimum(above - editors, 3))
    work.add("editor_after", np.minimum(above[-1] - above, 3))


def _terms(context: Context) -> list[str]:
    """The first terms of the page's title, or of its first line."""
    title = context.head.first("og:title") or context.head.title
    if not title:
        heading = next((block for block in context.blocks if block.text), None)
        title = heading.text[:120] if heading else ""
    return title_terms(title)[:TERMS]


def title_terms(title: str) -> list[str]:
    """Words of a title, and pairs of ideographs, that tell its topic; in lower case, each once.

    >>> title_terms("Harbour reopens at 港口恢复")
    ['harbour', 'reopens', '港口', '口恢', '恢复']
    """
    title = title.lower()
    found = LATIN_TERM.findall(title)
    for run in IDEOGRAPHS.findall(title):
        found += [run[k : k + 2] for k in range(len(run) - 1)]
    return list(dict.fromkeys(found))
