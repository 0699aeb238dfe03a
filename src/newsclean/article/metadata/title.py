"""The title: the visible headline that the page's other titles agree with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from newsclean.article.metadata.evidence import squeeze, texts_of
from newsclean.article.metadata.lines import FOREIGN_KINDS, Run
from newsclean.article.metadata.scrape_title import Title, find_scrape_title
from newsclean.article.metadata.words import Words
from newsclean.types import Head, Kind, Ledger, LedgerEntry, Role

__all__ = ["SEPARATOR", "cut_site", "find_title", "title_parts"]

# What stands between a headline and a site's or a section's name. A hyphen counts only with blanks around it, or before
# the last part of a title in Chinese, Japanese or Korean.
SEPARATOR = re.compile(r"\s*[|｜_»«‹›丨]+\s*|\s+(?:[-–—―:·•~/<>]|::|--)+\s+|\s*(?:——|--)\s*")
LAST_HYPHEN = re.compile(r"\s?[-–—]\s?(?=[^-–—]{1,16}$)")
HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Two characters that a text in NFKC holds, too.
IN_NFKC = re.compile(r"[\x00-\x7f\u4e00-\u9fff]{2}")
NOT_WORD = re.compile(r"[\W_]+")
MOST_PARTS = 8
# Titles that a page gives itself in meta elements, and how far each is trusted; JSON-LD and the title element too.
META_WEIGHTS = {"og:title": 3.0, "twitter:title": 2.0, "articletitle": 3.0, "dc.title": 2.0, "title": 1.0}
JSON_LD_WEIGHT = 3.0
TITLE_WEIGHT = 2.0
PART_WEIGHT = 2.5
LATER_PART = 0.7
# Origin of the headline that a news site gives in its structured data: it feeds search engines and readers, and stands
# even against a visible headline that says something else.
NEWS_HEADLINE = "json-ld news"
# What speaks for a block besides: its level as a heading, its kind, the name of its element.
HEADING_WEIGHT = {1: 2.5, 2: 1.2, 3: 0.8, 4: 0.6, 5: 0.4, 6: 0.4}
KIND_WEIGHT = 0.5
CLASS_WEIGHT = 0.3
TITLE_CLASS = re.compile(r"title|headline|heading|tit\b|hd1|标题|biaoti", re.IGNORECASE)
# What speaks against it: that nothing agrees with it, that it reads as another's, that it stands below the start.
STRANGER = 2.3
FOREIGN = 0.5
BELOW = 1.5
# Weight of one block of distance to the text, above it and below its start, and the distance from which it is all one.
STEP_ABOVE, STEP_BELOW, FAR = 0.05, 0.1, 20
LONGEST = 250
# A text agrees in part where it begins or ends a claim and is at least this share of it, or where a claim of at least
# so many characters was cut; and what that is worth of the claim's weight.
LEAST_SHARE = 0.5
LEAST_LENGTH = 8
LIKENESS = 0.7
# Least share of a heading that the headline behind a kicker has.
KICKED_SHARE = 0.5
# Up to this length, squeezed, the first part of a title may be the site's name, where another is so many times longer.
LONGEST_SITE = 12
LONGER = 3


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
    if not claims and not any(entry.block.role is Role.HEADING for entry in ledger.entries):
        return find_scrape_title(ledger, run, words)
    best = _best_block(ledger, run, claims, _weigh_parts(head))
    line = ledger.entries[best].block.text if best >= 0 else ""
    if claims and claims[0].origin == NEWS_HEADLINE and (best < 0 or _differ(claims[0].text, line)):
        return Title(claims[0].text, "json-ld", best)
    if best >= 0:
        kicked = _without_kicker(line, claims)
        origin = f"block {ledger.entries[best].block.index} ({ledger.entries[best].verdict.kind})"
        return Title(kicked.text, kicked.origin, best) if kicked else Title(line, origin, best)
    if claims:
        claim = claims[0]
        return Title(claim.text if claim.origin == "json-ld" else cut_site(claim.text, head), claim.origin)
    return Title()


def _claims(head: Head, article: Mapping[str, Any]) -> Iterator[_Claim]:
    """What the page calls itself, the most trusted first."""
    for headline in texts_of(article.get("headline"))[:1] or texts_of(article.get("name"))[:1]:
        text = " ".join(unescape(unescape(headline)).split())
        news = article.get("headline") and "NewsArticle" in " ".join(texts_of(article.get("@type")))
        yield _Claim(text, squeeze(text), NEWS_HEADLINE if news else "json-ld", JSON_LD_WEIGHT)
    for name, weight in META_WEIGHTS.items():
        if text := head.first(name):
            yield _Claim(text, squeeze(text), f"meta {name}", weight)
    if head.title:
        yield _Claim(head.title, squeeze(head.title), "title", TITLE_WEIGHT)


def _weigh_parts(head: Head) -> dict[str, float]:
    """The squeezed runs of parts of the title element, each with its share of the longest part, at most 1.

    Those that do not begin the title count less, and the site's name not at all.
    """
    longest = max((len(squeeze(part)) for part in SEPARATOR.split(head.title)), default=0)
    weights: dict[str, float] = {}
    for part in title_parts(head.title):
        if longest and (text := squeeze(part)):
            weight = min(1.0, len(text) / longest) * (1.0 if head.title.startswith(part) else LATER_PART)
            weights[text] = max(weight, weights.get(text, 0.0))
    weights.pop(squeeze(head.first("og:site_name", "application-name")), None)
    return weights


def title_parts(title: str) -> Iterator[str]:
    """A title and every run of its parts: without the site, without the section, and so on.

    >>> list(title_parts("Harbour reopens | News | The Herald"))[:3]
    ['Harbour reopens', 'Harbour reopens | News', 'Harbour reopens | News | The Herald']
    """
    borders = [0, *(edge for match in SEPARATOR.finditer(title) for edge in match.span()), len(title)]
    pieces = list(zip(borders[::2], borders[1::2], strict=True))[:MOST_PARTS]
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
    if len(parts) < 2:
        return parts[0] if parts else title
    if squeeze(parts[0]) == squeeze(head.first("og:site_name", "application-name")):
        return parts[1]
    longest = max(parts, key=len)
    is_site = len(squeeze(parts[0])) <= LONGEST_SITE and len(longest) > LONGER * len(parts[0])
    return longest if is_site else parts[0]


def _best_block(ledger: Ledger, run: Run, claims: Sequence[_Claim], parts: Mapping[str, float]) -> int:
    """The index of the block that is the title, or -1."""
    best_score, best = 0.0, -1
    heading = Role.HEADING
    agreements = _Agreements(claims, parts)
    for i, entry in enumerate(ledger.entries):
        block = entry.block
        is_heading = block.role is heading
        if not is_heading and (i >= run.start + 2 or entry.verdict.kind in FOREIGN_KINDS):
            continue
        if 2 <= len(block.text) <= LONGEST and not block.hidden:
            agreement = agreements.of(block.text)
            if is_heading or agreement:
                score = _score(entry, agreement, bool(claims)) - _remoteness(run.start - i if run.end else 0)
                if score + CLASS_WEIGHT > best_score:
                    score += CLASS_WEIGHT * (TITLE_CLASS.search(block.path[-60:]) is not None)
                    if score > best_score:
                        best_score, best = score, i
    return best


class _Agreements:
    """How far the page's titles agree with a text."""

    def __init__(self, claims: Sequence[_Claim], parts: Mapping[str, float]) -> None:
        self.exact = {text: PART_WEIGHT * weight for text, weight in parts.items()}
        self.heaviest: dict[str, float] = {}
        for claim in claims:
            self.exact[claim.squeezed] = self.exact.get(claim.squeezed, 0.0) + claim.weight
            self.heaviest[claim.squeezed] = max(claim.weight, self.heaviest.get(claim.squeezed, 0.0))
        self.firsts = {text[:1] for text in self.exact}
        self.lasts = {text[-1:] for text in self.exact}

    def of(self, text: str) -> float:
        """The weights of the titles that say the same, else the most that one of them holds of it."""
        # A text that agrees begins or ends as a title does: most lines are done with here.
        first, last = text[0].lower(), text[-1].lower()
        if first not in self.firsts and last not in self.lasts and IN_NFKC.match(first + last):
            return 0.0
        text = squeeze(text)
        agreement = self.exact.get(text, 0.0)
        if not agreement and len(text) >= LEAST_LENGTH:
            agreement = max([_likeness(text, title) * weight for title, weight in self.heaviest.items()], default=0.0)
        return agreement


def _score(entry: LedgerEntry, agreement: float, claimed: bool) -> float:  # noqa: FBT001  # one of three numbers
    """How much speaks for a block as the title, wherever it stands and whatever its element is called."""
    block = entry.block
    score = agreement
    if block.role is Role.HEADING:
        score += HEADING_WEIGHT.get(block.level, 0.0)
    if claimed or block.role is not Role.HEADING:
        score -= STRANGER * max(0.0, 1.0 - agreement)
    kind = entry.verdict.kind
    return score + KIND_WEIGHT * (kind is Kind.TITLE) - FOREIGN * (kind in FOREIGN_KINDS)


def _remoteness(distance: int) -> float:
    """What a block loses for its distance to the start of the text, which is negative below it."""
    if distance < -2:
        return BELOW + min(-distance, FAR) * STEP_BELOW
    return min(max(distance, 0), FAR) * STEP_ABOVE


def _likeness(text: str, claim: str) -> float:
    """How far a claim holds a text at its start or end, or a text a claim that was cut: 0 to 1."""
    if claim and (claim.startswith(text) or claim.endswith(text)):
        share = len(text) / len(claim)
        return LIKENESS * share if share > LEAST_SHARE else 0.0
    cut = claim.rstrip(".…")
    return LIKENESS if len(cut) >= LEAST_LENGTH and text.startswith(cut) else 0.0


def _differ(headline: str, line: str) -> bool:
    """Whether a headline says something else than a visible line, and not only the site's name or less of it."""
    one, other = squeeze(headline), squeeze(line)
    words = NOT_WORD.sub("", other)
    if any(words == NOT_WORD.sub("", squeeze(part)) for part in title_parts(headline) if part != headline):
        return False
    return one != other and not other.startswith(one.rstrip(".…"))


def _without_kicker(line: str, claims: Sequence[_Claim]) -> _Claim | None:
    """The claim that ends a visible line and is most of it: what stands before it is a kicker in the same heading."""
    text = squeeze(line)
    for claim in claims:
        if len(text) > len(claim.squeezed) >= KICKED_SHARE * len(text) and text.endswith(claim.squeezed):
            return claim
    return None
