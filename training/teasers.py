"""Teasers of other articles, put below an article: pages whose recommendations are longer than what they stand below.

The sets have too few of such pages, and readers of Chinese news meet them daily. A teaser is the beginning of another
page's article in the same language, so that nothing in its words tells it from the article; its place and what it
speaks of do.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Teaser", "Teasers", "add_below", "as_cards", "as_lines"]

# A title, perhaps empty, and a paragraph.
Teaser = tuple[str, str]

FEWEST, MOST = 4, 20
SHORTEST, LONGEST = 30, 260
BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
HEADINGS = {
    "zh": ("推荐阅读", "猜你喜欢", "相关新闻", "热门推荐", "为您推荐", "大家都在看"),
    "en": ("Recommended", "More stories", "Related articles", "You may also like", "Most read", "Read next"),
    "ja": ("関連記事", "おすすめ記事"),
}
CLASSES = ("feed", "list", "rec-list", "module", "box", "news-list", "sidebar", "c1", "")


class Teasers:
    """The articles of a set that teasers are taken from, by language."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._by_language: dict[str, list[tuple[str, Teaser]]] = {}
        for row in rows:
            if row.get("gold_kind") == "full":
                known = self._by_language.setdefault(str(row.get("lang") or "")[:2], [])
                title = str(row.get("title") or "")
                known += [
                    (row["id"], (title, text)) for text in str(row["body"]).split("\n")[:4] if len(text) >= SHORTEST
                ]

    def for_page(self, row: Mapping[str, Any]) -> tuple[Teaser, ...]:
        """Teasers of other pages, the same in every run; none for a page whose gold is not whole or has no like."""
        if row.get("gold_kind") != "full":
            return ()
        others = [
            teaser for page, teaser in self._by_language.get(str(row.get("lang") or "")[:2], ()) if page != row["id"]
        ]
        if len(others) < FEWEST:
            return ()
        chance = random.Random(f"{row['id']} teasers")
        chosen = chance.sample(others, min(chance.randint(FEWEST, MOST), len(others)))
        return tuple([(title, _cut(text, chance)) for title, text in chosen])


def _cut(text: str, chance: random.Random) -> str:
    """A paragraph as a teaser has it: whole, or cut with dots behind."""
    length = chance.randint(SHORTEST, LONGEST)
    return text if len(text) <= length else text[:length].rstrip() + chance.choice(("...", "…", "", "……"))


def as_cards(teasers: Sequence[Teaser], chance: random.Random) -> str:
    """Teasers as HTML, in one of the forms that pages have."""
    classes, form = chance.choice(CLASSES), chance.choice(("div", "li", "p"))
    cards = []
    for title, text in teasers:
        heading = f"<a href='#'>{html.escape(title)}</a>" if title else ""
        words = html.escape(text)
        if form == "div":
            cards.append(f"<div class='item'>{f'<h3>{heading}</h3>' if heading else ''}<p>{words}</p></div>")
        elif form == "li":
            cards.append(f"<li>{heading}<div>{words}</div></li>")
        else:
            cards.append(f"{f'<p>{heading}</p>' if heading else ''}<p>{words}</p>")
    above = f"<h2>{heading}</h2>" if (heading := _heading(teasers, chance)) else ""
    return f"<div class='{classes}'>{above}{''.join(cards)}</div>"


def as_lines(teasers: Sequence[Teaser], chance: random.Random) -> str:
    """Teasers as lines of a text scrape."""
    gap, bullet = chance.choice(("\n", "\n\n")), chance.choice(("", "", "• "))
    lines = [f"{bullet}{title}{gap}{text}" if title else f"{bullet}{text}" for title, text in teasers]
    heading = _heading(teasers, chance)
    return "\n\n" + (f"{heading}\n\n" if heading else "") + "\n\n".join(lines) + "\n"


def _heading(teasers: Sequence[Teaser], chance: random.Random) -> str:
    """What stands above the teasers; often nothing."""
    if chance.random() < 0.5:
        return ""
    letters = "".join([text for _, text in teasers[:3]])
    language = (
        "ja" if re.search("[\u3040-\u30ff]", letters) else "zh" if re.search("[\u4e00-\u9fff]", letters) else "en"
    )
    return chance.choice(HEADINGS[language])


def add_below(page: str, added: str) -> str:
    """A page with something more at its end."""
    ends = list(BODY_END.finditer(page))
    place = ends[-1].start() if ends else len(page)
    return page[:place] + added + page[place:]
