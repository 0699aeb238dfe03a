"""The title: the visible headline that the page's other titles agree with."""

from __future__ import annotations

import re
from html import unescape
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsclean.article.metadata.evidence import FOREIGN_KINDS, Run, is_eligible, squeeze, texts_of
from newsclean.article.metadata.fields import read_fields
from newsclean.article.metadata.moments import moments_in
from newsclean.article.metadata.words import Words
from newsclean.page.head import Head
from newsclean.types import Block, Kind, Ledger, LedgerEntry, Role

__all__ = ["Title", "cut_site", "find_title", "title_parts"]

# What stands between a headline and a site's or a section's name. A hyphen counts only with blanks around it, or before
# the last part of a title in Chinese, Japanese or Korean.
SEPARATOR = re.compile(r"\s*[|｜_»«‹›丨]+\s*|\s+(?:[-–—―:·•~/<>]|::|--)+\s+|\s*(?:——|--)\s*")
LAST_HYPHEN = re.compile(r"\s?[-–—]\s?(?=[^-–—]{1,16}$)")
HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Origin of the headline that a news site gives in its structured data: it feeds search engines and readers, and stands even
# against a visible headline that says something else.
NEWS_HEADLINE = "json-ld news"
# Least share of a heading that the headline behind a kicker has.
KICKED_SHARE = 0.5
NOT_WORD = re.compile(r"[\W_]+")
# What a line loses that nothing agrees with, and the length up to which the first part of a title may be the site's name.
STRANGER = 2.3
LONGEST_SITE = 12
LONGEST = 250
HEADING_WEIGHT = {1: 2.5, 2: 1.2, 3: 0.8, 4: 0.6, 5: 0.4, 6: 0.4}
TITLE_CLASS = re.compile(r"title|headline|heading|tit\b|hd1|标题|biaoti", re.IGNORECASE)
# A title that stands in a scrape, in characters.
SHORTEST, LONGEST_IN_SCRAPE = 4, 120
LONGEST_DATED = 120
SENTENCE_ENDS = ("。", "；", ";", "：", ":", "，", ",")
# A breadcrumb.
STEPS = re.compile(r"\s[>＞›»/]|[>＞›»]\s?\w|^[>＞›»]")
BULLETS = "•◦▪●○■□‣⁃*- "
# Distance to the text counts up to this many blocks.
FAR = 20


@dataclass(frozen=True, slots=True)
class Title:
    """A title with its origin and the index of its block in the ledger, or -1."""

    text: str = ""
    origin: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True)
class _Claim:
    """A title that the page gives itself outside its visible text, as it is and squeezed, and what it weighs."""

    text: str
    squeezed: str
    origin: str
    weight: float


def find_title(head: Head, article: Mapping[str, Any], ledger: Ledger, run: Run, words: Words) -> Title:
    """The title of an article: of the visible lines the one that agrees best with what the page calls itself.

    Where none agrees, the page's own claim: a JSON-LD headline, ``og:title`` or the title element without the site.
    """
    claims = list(_claims(head, article))
    if not claims and not any(entry.block.role is Role.HEADING for entry in ledger):
        return _title_of_scrape(ledger, run, words)
    parts = _weigh_parts(head.title)
    best_score, best = 0.0, -1
    for i in _candidates(ledger, run):
        score = _score(ledger, i, run, claims, parts)
        if score > best_score:
            best_score, best = score, i
    if claims and claims[0].origin == NEWS_HEADLINE and (best < 0 or _differ(claims[0].text, ledger[best].block.text)):
        return Title(claims[0].text, "json-ld", best)
    if best >= 0:
        block: Block = ledger[best].block
        if without_kicker := _without_kicker(block.text, claims):
            return Title(without_kicker.text, without_kicker.origin, best)
        return Title(block.text, f"block {block.index} ({ledger[best].verdict.kind})", best)
    if claims:
        claim = claims[0]
        return Title(cut_site(claim.text, head) if claim.origin != "json-ld" else claim.text, claim.origin)
    return Title()


def _title_of_scrape(ledger: Ledger, run: Run, words: Words) -> Title:
    """The title of a page without markup: the line above the text that stands on the date or source line, or twice."""
    lines = [entry.block.text.lstrip(BULLETS) for entry in ledger[: run.start + 2]]
    dated = {i for i, line in enumerate(lines) if len(line) <= LONGEST_DATED and next(moments_in(line), None)}
    best_score, best = 0.0, -1
    for i, line in enumerate(lines):
        length = len(squeeze(line))
        if not SHORTEST <= length <= LONGEST_IN_SCRAPE or i in dated or line.endswith(SENTENCE_ENDS) or STEPS.search(line):
            continue
        if any(field.family != "other" for field in read_fields(line, words)):
            continue
        score = min(length, 20) / 20 + (0.5 if ledger[i].block.gap else 0.0) + (1.0 if ledger[i].verdict.kind is Kind.TITLE else 0.0)
        score += max((2.0 - 0.3 * (k - i) for k in range(i + 1, i + 5) if k in dated), default=0.0)
        score += 1.5 if length >= 8 and any(line in other for k, other in enumerate(lines) if k != i and run.start - k < FAR * 2) else 0.0
        score -= min(run.start - i, FAR * 2) * 0.03
        if score > best_score:
            best_score, best = score, i
    if best < 0:
        return Title()
    block: Block = ledger[best].block
    return Title(lines[best], f"block {block.index} ({ledger[best].verdict.kind})", best)


def _weigh_parts(title: str) -> dict[str, float]:
    """The squeezed runs of parts of the title element, each with its share of the longest part, at most 1."""
    parts = [squeeze(part) for part in title_parts(title)]
    longest = max((len(squeeze(part)) for part in SEPARATOR.split(title)), default=1)
    return {part: min(1.0, len(part) / longest) for part in parts if part}


def _differ(headline: str, line: str) -> bool:
    """Whether a headline says something else than a visible line, and not only the site's name or less of it."""
    one, other = squeeze(headline), squeeze(line)
    if NOT_WORD.sub("", other) in [NOT_WORD.sub("", squeeze(part)) for part in title_parts(headline) if part != headline]:
        return False
    return one != other and not other.startswith(one.rstrip(".…"))


def _without_kicker(line: str, claims: Sequence[_Claim]) -> _Claim | None:
    """The claim that ends a visible line and is most of it: what stands before it is a kicker in the same heading."""
    text = squeeze(line)
    for claim in claims:
        if len(text) > len(claim.squeezed) >= KICKED_SHARE * len(text) and text.endswith(claim.squeezed):
            return claim
    return None


def _claims(head: Head, article: Mapping[str, Any]) -> Iterator[_Claim]:
    """What the page calls itself, the most trusted first."""
    for headline in texts_of(article.get("headline"))[:1] or texts_of(article.get("name"))[:1]:
        text = " ".join(unescape(unescape(headline)).split())
        news = "NewsArticle" in " ".join(texts_of(article.get("@type"))) and article.get("headline")
        yield _Claim(text, squeeze(text), NEWS_HEADLINE if news else "json-ld", 3.0)
    for name, weight in (("og:title", 3.0), ("twitter:title", 2.0), ("articletitle", 3.0), ("dc.title", 2.0), ("title", 1.0)):
        if text := head.first(name):
            yield _Claim(text, squeeze(text), f"meta {name}", weight)
    if head.title:
        yield _Claim(head.title, squeeze(head.title), "title", 2.0)


def title_parts(title: str) -> Iterator[str]:
    """A title and every run of its parts: without the site, without the section, and so on."""
    borders = [0, *(edge for match in SEPARATOR.finditer(title) for edge in match.span()), len(title)]
    pieces = list(zip(borders[::2], borders[1::2], strict=True))[:8]
    for first in range(len(pieces)):
        for last in range(first, len(pieces)):
            part = title[pieces[first][0] : pieces[last][1]]
            yield part
            if HAN_OR_KANA.search(part) and (hyphen := LAST_HYPHEN.search(part)):
                yield part[: hyphen.start()]


def cut_site(title: str, head: Head) -> str:
    """A title without the names of site and sections behind or before it."""
    parts = [part for part in SEPARATOR.split(title) if part]
    if HAN_OR_KANA.search(title) and len(parts) == 1 and (hyphen := LAST_HYPHEN.search(title)):
        parts = [title[: hyphen.start()], title[hyphen.end() :]]
    site = squeeze(head.first("og:site_name", "application-name"))
    if len(parts) > 1 and squeeze(parts[0]) == site:
        return parts[1]
    longest = max(parts, key=len, default=title)
    if len(squeeze(parts[0] if parts else "")) <= LONGEST_SITE and len(longest) > 3 * len(parts[0]):
        return longest
    return parts[0] if parts else title


def _candidates(ledger: Ledger, run: Run) -> Iterator[int]:
    """Blocks that may be the title: short, shown, and a heading, a title by kind, or above the text."""
    for i, entry in enumerate(ledger.entries):
        block = entry.block
        if not 2 <= len(block.text) <= LONGEST or block.hidden:
            continue
        if block.role is Role.HEADING or is_eligible(entry) and i < run.start + 2:
            yield i


def _score(ledger: Ledger, index: int, run: Run, claims: Sequence[_Claim], parts: Mapping[str, float]) -> float:
    """How much speaks for a block as the title; nothing or less where it cannot be."""
    entry = ledger.entries[index]
    block = entry.block
    text = squeeze(block.text)
    agreement = sum([claim.weight for claim in claims if claim.squeezed == text]) + 2.5 * parts.get(text, 0.0)
    if not agreement and len(text) >= 8:
        agreement = max([_likeness(text, claim.squeezed) * claim.weight for claim in claims], default=0.0)
    score = agreement
    if block.role is Role.HEADING:
        score += HEADING_WEIGHT.get(block.level, 0.3)
    if entry.verdict.kind is Kind.TITLE:
        score += 0.5
    if TITLE_CLASS.search(block.path[-60:]):
        score += 0.3
    if claims or block.role is not Role.HEADING:
        score -= STRANGER * max(0.0, 1.0 - agreement)
    if entry.verdict.kind in FOREIGN_KINDS:
        score -= 0.5
    if run.end:
        distance = run.start - index
        score -= 1.5 + min(-distance, FAR) * 0.1 if distance < -2 else min(max(distance, 0), FAR) * 0.05
    return score


def _likeness(text: str, claim: str) -> float:
    """How far a claim holds a text at its start or end, or a text a claim that was cut: 0 to 1."""
    if not claim:
        return 0.0
    if claim.startswith(text) or claim.endswith(text):
        share = len(text) / len(claim)
        return 0.7 * share if share > 0.5 else 0.0
    cut = claim.rstrip(".…")
    if len(cut) >= 8 and text.startswith(cut):
        return 0.7
    return 0.0
