"""Outlets: the one an article is taken from (来源), and the site that shows the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.article.metadata.evidence import Evidence, Line, squeeze, texts_of
from newsclean.article.metadata.fields import is_han, read_fields
from newsclean.article.metadata.moments import moments_in
from newsclean.article.metadata.names import ADDRESS
from newsclean.article.metadata.title import SEPARATOR
from newsclean.types import Kind, Role

__all__ = ["clean_outlet", "find_site", "find_source", "publishers"]

SOURCE_NAMES = ("source", "article:source", "mediaid", "contentsource", "content-source", "origin", "article_source", "news_source", "og:source", "copyfrom", "laiyuan")
LONGEST_OUTLET = 40
# What stands behind an outlet's name in such lines, without a label of its own.
NOISE = re.compile(
    r"^(?:举报|分享|收藏|打印|关注|\+?\s?关注|原创|查看|返回|阅读|评论|已?订阅|字号|大|中|小|A[-+]?|官方账号|.{0,12}官方账号|企鹅号|优质原创作者|"
    r"(?:已有|共|有)?\d*人(?:阅读|评论|参与|浏览|回复).*|\d[\d,.万k]*\s?(?:次阅读|阅读|评论|条评论|次播放|次)?|发布于.{0,12}|发表于.{0,12}|来自.{0,10}|IP属地.{0,6}|纠错|【纠错】|编辑|扫一扫.*|更多.*|X)$",
    re.IGNORECASE,
)
LEADING = re.compile(r"^(?:原创|转载|\|)\s+")
IN_PARENTHESES = re.compile(r"[（(【]\s*(?:本文|文章|稿件|信息|新闻|消息|内容)?[来來]\s?源\s*[:：于自]\s*([^（）()【】]{2,30}?)\s*(?:作者.{0,60})?[）)】]")
ACCOUNT = re.compile(r"author|account|media|source|nick|name|user|origin|laiyuan|from", re.IGNORECASE)
NAME_SPLIT = re.compile(r"[\s|｜∣·•╱／/]+")
# No outlet's name: a sentence, a preposition's end, an address, a byline.
SENTENCE = re.compile(r"[。！？!?:：]|[于於時时]$|\.(?:com|cn|net)|[东東西]部$")
ROLES = ("记者", "記者", "通讯员", "通訊員")
REPORTING = ("报道", "報導", "報道", "报导", "整理")
LONGEST_REPORT = 5
PLACE = re.compile(r"\s?[(（][\u3400-\u9fff]{2,3}[)）]$")
DATED_LINE = 60
LONGEST_NAME = 20
CLOCK_ONLY = re.compile(r"^[\d\s:：年月日./-]+$")


def find_source(evidence: Evidence) -> tuple[str | None, str]:
    """The outlet that the page names as the article's source, and where it says so.

    A labelled value above the text counts most, then an outlet that stands beside the date without a label, then the name
    of the account that published it, a label below the text, and structured data.
    """
    for find in (_labelled_above, _beside_date, _account, _labelled_below, _structured):
        for value, origin in find(evidence):
            return value, origin
    return None, ""


def _labelled_above(evidence: Evidence) -> Iterator[tuple[str, str]]:
    yield from _labelled(evidence, evidence.of("above", "before", "start"))


def _labelled_below(evidence: Evidence) -> Iterator[tuple[str, str]]:
    yield from _labelled(evidence, evidence.of("end", "below"))


def _labelled(evidence: Evidence, lines: Iterator[Line]) -> Iterator[tuple[str, str]]:
    for line in lines:
        for field in line.fields:
            if field.family == "source" and (value := clean_outlet(field.value, evidence)):
                yield value, line.origin
        if line.place in ("start", "end"):
            for match in IN_PARENTHESES.finditer(line.text):
                if value := clean_outlet(match[1], evidence):
                    yield value, line.origin


def clean_outlet(text: str, evidence: Evidence) -> str:
    """An outlet's name out of a labelled value: up to the date or the next word of the line; empty for none."""
    text = LEADING.sub("", text.strip())
    moment = next(moments_in(text), None)
    if moment:
        text = text[: moment.start] if moment.start else text[moment.end :]
    if is_han(text):
        words = [word for word in text.split() if not NOISE.match(word)]
        text = words[0] if words else ""
        if text.isascii() and len(words) > 1 and words[1].isascii():
            text = " ".join(words[:2])
    text = PLACE.sub("", text.strip(" \t\u3000,，;；:：、·•-—_|/.。"))
    for opening, closing in ("（）", "()", "【】", "[]", "“”", '""'):
        if text.startswith(opening) and text.endswith(closing):
            text = text[1:-1].strip()
    if not 1 < len(text) <= LONGEST_OUTLET or NOISE.match(text) or text.lower() in evidence.words.labels:
        return ""
    return text


def _beside_date(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The only name that a short line with the date holds, on pages in Chinese."""
    if evidence.language != "zh":
        return
    for line in evidence.of("above", "before"):
        text = evidence.spaced(line)
        found = list(moments_in(text))
        heading = line.block.role is Role.HEADING and line.block.level == 1
        if len(text) > DATED_LINE or heading or not found or squeeze(text) == squeeze(evidence.title):
            continue
        if line.kind is Kind.BREADCRUMB:
            continue
        parts = _names_beside(text[: found[0].start], evidence)[-1:] or _names_beside(text[found[-1].end :], evidence)[:1]
        for name in parts:
            yield name, line.origin


def _names_beside(text: str, evidence: Evidence) -> list[str]:
    """What may be an outlet in a piece of a line with the date: up to the first label, without counts and buttons."""
    fields = read_fields(text, evidence.words)
    if fields:
        text = text[: max(0, min([text.lower().find(field.label) for field in fields]))]
    names = [part.strip("()（）【】[]〔〕:：,，") for part in NAME_SPLIT.split(ADDRESS.sub(" ", text))]
    words = evidence.words
    return [
        name
        for name in names
        if 2 <= len(name) <= LONGEST_NAME
        and not NOISE.match(name)
        and not CLOCK_ONLY.match(name)
        and not SENTENCE.search(name)
        and name.lower() not in words.labels
        and name not in words.home
        and name not in words.last
        and name not in words.nobody
        and not name.startswith(words.not_outlets)
        and not any(role in name for role in ROLES)
        and not (name.endswith(REPORTING) and len(name) <= LONGEST_REPORT)
    ]


def _account(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A name alone in a line beside the date, in an element named for an account or an author, on pages in Chinese."""
    if evidence.language != "zh":
        return
    lines = [line for line in evidence.of("above", "before") if squeeze(line.text) != squeeze(evidence.title)]
    for line in lines:
        if not 2 <= len(line.text) <= 20 or CLOCK_ONLY.match(line.text) or NOISE.match(line.text):
            continue
        if line.kind not in (Kind.SOURCE_LINE, Kind.BYLINE) and not ACCOUNT.search(line.block.path[-50:]):
            continue
        if line.fields or next(moments_in(line.text), None):
            continue
        names = _names_beside(LEADING.sub("", line.text), evidence)
        for name in names[:1] if any(role in line.text for role in ROLES) else names[-1:]:
            yield name, line.origin


def _structured(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """What structured data names as source."""
    for name in SOURCE_NAMES:
        for text in evidence.head.meta.get(name, ())[:1]:
            if "://" not in text and (value := clean_outlet(text, evidence)):
                yield value, f"meta {name}"
    for key in ("sourceOrganization", "provider", "isBasedOn"):
        for text in texts_of(evidence.article.get(key), "name")[:1]:
            if "://" not in text:
                yield text, "json-ld"
    if evidence.language == "zh":
        for name in texts_of(evidence.article.get("author"), "name")[:1]:
            if name.endswith(evidence.words.outlet_endings):
                yield name, "json-ld"


def publishers(evidence: Evidence) -> list[str]:
    """The publishers that the page's structured data names."""
    return [name for key in ("publisher", "isPartOf") for name in texts_of(evidence.article.get(key), "name")]


def find_site(evidence: Evidence) -> tuple[str | None, str]:
    """The name of the site that published the page, and where it says so."""
    head = evidence.head
    if name := head.first("og:site_name"):
        return name, "meta og:site_name"
    for name in publishers(evidence):
        if "://" not in name:
            return name, "json-ld"
    for item in head.json_ld:
        if item.get("@type") in ("WebSite", "NewsMediaOrganization", "Organization"):
            for name in texts_of(item.get("name"))[:1]:
                return name, "json-ld"
    if name := head.first("application-name", "apple-mobile-web-app-title", "sitename"):
        return name, "meta application-name"
    parts = [part for part in SEPARATOR.split(head.title) if part]
    if len(parts) > 1 and len(parts[-1]) <= LONGEST_OUTLET and squeeze(parts[-1]) not in squeeze(evidence.title):
        # In Chinese titles keywords may stand last.
        if not is_han(parts[-1]) or parts[-1].endswith(evidence.words.outlet_endings) or "." in parts[-1]:
            return parts[-1], "title"
    return None, ""
