"""Outlets: the one an article is taken from (来源), and the site that shows the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsclean.article.metadata.evidence import Evidence, squeeze, texts_of
from newsclean.article.metadata.fields import is_han, read_fields
from newsclean.article.metadata.han_names import is_outlet, is_surnamed
from newsclean.article.metadata.lines import Line
from newsclean.article.metadata.moments import moments_in
from newsclean.article.metadata.names import ADDRESS
from newsclean.article.metadata.title import SEPARATOR
from newsclean.article.metadata.words import element_names
from newsclean.types import Kind, Role

__all__ = ["find_site", "find_source"]

LONGEST_OUTLET = 40
EDGES = " \t\u3000,，;；:：、·•-—_|/.。"
WRAPPINGS = (("（", "）"), ("(", ")"), ("【", "】"), ("[", "]"), ("“", "”"), ('"', '"'))
# What stands beside an outlet's name in such lines, without a label of its own.
NOISE = re.compile(
    r"^(?:举报|分享|收藏|打印|关注|\+?\s?关注|原创|查看|返回|阅读|评论|已?订阅|字号|大|中|小|A[-+]?|.{0,12}官方账号|企鹅号"
    r"|优质原创作者|(?:已有|共|有)?\d*人(?:阅读|评论|参与|浏览|回复).*|\d[\d,.万k]*\s?(?:次阅读|阅读|评论|条评论|次播放|次)?"
    r"|发布于.{0,12}|发表于.{0,12}|来自.{0,10}|IP属地.{0,6}|纠错|【纠错】|编辑|扫一扫.*|更多.*|X)$",
    re.IGNORECASE,
)
LEADING = re.compile(r"^(?:原创|转载|\|)\s+")
IN_BRACKETS = re.compile(
    r"[（(【]\s*(?:本文|文章|稿件|信息|新闻|消息|内容)?[来來]\s?源\s*[:：于自]\s*([^（）()【】]{2,30}?)\s*(?:作者.{0,60})?[）)】]"
)
# The town of an outlet behind its name.
TOWN = re.compile(r"\s?[(（][\u3400-\u9fff]{2,3}[)）]$")
# The line of the date, and the names in it that are none of an outlet: a sentence, a byline, words that end in 于.
DATED_LINE = 60
NAME_SPLIT = re.compile(r"[\s|｜∣·•╱／/]+")
NAME_EDGES = "()（）【】[]〔〕:：,，"
LONGEST_NAME = 20
NOT_A_NAME = re.compile(r"[。！？!?:：]|[于於時时]$|[东東西]部$|^[\d\s年月日./-]+$")
# 法新社華盛頓9日電: the town and the day of a dispatch behind the name of the agency, or without one.
DISPATCH = re.compile(r"^(.{1,9}?[社网網报報])?[\u3400-\u9fff]{2,6}(?:\d{1,2}月)?\d{1,2}日[电電]$")
NOT_A_PERSON = re.compile(r"^(?:网络|網絡|網路|互联网|本站|本网|综合).{0,2}(?:整理|综合|综编|编辑|转载)$")
# What a scrape has behind the name of an account.
FOLLOW = re.compile(r"^(?:[+＋]?\s?关注|已关注|订阅|企鹅号|头条号|百家号|搜狐号|网易号|大鱼号|.{0,10}官方账号)$")
LINES_BELOW_TITLE = 6
ROLES = ("记者", "記者", "通讯员", "通訊員")
REPORTING = ("报道", "報導", "報道", "报导", "整理")
LONGEST_REPORT = 5
# Elements named for the account that published an article.
ACCOUNT = re.compile(r"author|account|media|source|nick|name|user|origin|laiyuan|from", re.IGNORECASE)

Outlets = Iterator[tuple[str, str]]


def find_source(evidence: Evidence) -> tuple[str | None, str]:
    """The outlet that the page names as the article's source, and where it says so.

    A labelled value above the text counts most, then an outlet that stands beside the date without a label, then the
    name of the account that published it, a label below the text, a label for authors, and structured data.
    """
    for find in (
        _labelled_above,
        _beside_date,
        _account,
        _below_scraped_title,
        _labelled_below,
        _named_as_author,
        _structured,
    ):
        for value, origin in find(evidence):
            return value, origin
    return None, ""


def _labelled_above(evidence: Evidence) -> Outlets:
    return _labelled(evidence, evidence.of("above", "before", "start"))


def _labelled_below(evidence: Evidence) -> Outlets:
    return _labelled(evidence, evidence.of("end", "below"))


def _labelled(evidence: Evidence, lines: Iterable[Line]) -> Outlets:
    """Outlets behind a label such as 来源, and in brackets at either end of the text."""
    for line in lines:
        values = [field.value for field in line.fields if field.family == "source"]
        if line.place in ("start", "end"):
            values += [match[1] for match in IN_BRACKETS.finditer(line.text)]
        for value in values:
            if outlet := _clean(value, evidence):
                yield outlet, line.origin


def _clean(text: str, evidence: Evidence) -> str:
    """An outlet's name out of a labelled value: up to the date or the next word of the line; empty for none."""
    text = LEADING.sub("", text.strip())
    moment = next(moments_in(text), None)
    if moment:
        text = text[: moment.start] if moment.start else text[moment.end :]
    if is_han(text):
        words = [word for word in text.split() if not NOISE.match(word)]
        # Two words of an alphabet may be one name, two of ideographs are not.
        both = len(words) > 1 and words[0].isascii() and words[1].isascii()
        text = " ".join(words[: 2 if both else 1])
    text = TOWN.sub("", text.strip(EDGES))
    for opening, closing in WRAPPINGS:
        if text.startswith(opening) and text.endswith(closing):
            text = text[1:-1].strip()
    is_name = 1 < len(text) <= LONGEST_OUTLET and not NOISE.match(text) and text.lower() not in evidence.words.labels
    return text if is_name else ""


def _beside_date(evidence: Evidence) -> Outlets:
    """The name next to the date in a short line, on pages in Chinese."""
    if evidence.language != "zh":
        return
    for line in evidence.of("above", "before"):
        text = evidence.spaced(line)
        headline = line.block.role is Role.HEADING and line.block.level == 1
        if len(text) > DATED_LINE or headline or line.kind is Kind.BREADCRUMB or evidence.is_title(line):
            continue
        if dates := list(moments_in(text)):
            before, after = text[: dates[0].start], text[dates[-1].end :]
            for name in _names_in(before, evidence)[-1:] or _names_in(after, evidence)[:1]:
                yield name, line.origin


def _names_in(text: str, evidence: Evidence) -> list[str]:
    """What may be outlets in a piece of such a line: up to the first label, without counts, buttons and bylines."""
    labels = [text.lower().find(field.label) for field in read_fields(text, evidence.words)]
    text = text[: max(0, min(labels))] if labels else text
    names = [DISPATCH.sub(r"\1", part.strip(NAME_EDGES)) for part in NAME_SPLIT.split(ADDRESS.sub(" ", text))]
    return [name for name in names if _may_be_outlet(name, evidence)]


def _may_be_outlet(name: str, evidence: Evidence) -> bool:
    words = evidence.words
    if not 2 <= len(name) <= LONGEST_NAME or NOISE.match(name) or NOT_A_NAME.search(name):
        return False
    if name.lower() in words.labels or name in words.home | words.last | words.nobody:
        return False
    if evidence.squeezed_title.endswith(squeeze(name)) and not is_outlet(name, words):
        return False  # the second half of a headline
    if name.startswith(words.not_outlets) or any(role in name for role in ROLES):
        return False
    return not (name.endswith(REPORTING) and len(name) <= LONGEST_REPORT)


def _account(evidence: Evidence) -> Outlets:
    """A name alone in a line above the text, in an element named for an account or an author, on pages in Chinese."""
    if evidence.language != "zh":
        return
    for line in evidence.of("above", "before"):
        is_named = line.kind in (Kind.SOURCE_LINE, Kind.BYLINE) or ACCOUNT.search(line.block.path[-50:])
        if len(line.text) > LONGEST_NAME or not is_named or line.fields or evidence.is_title(line):
            continue
        if next(moments_in(line.text), None) is None:
            names = _names_in(LEADING.sub("", line.text), evidence)
            # 聯合晚報╱記者… begins with the outlet, 原创 pen name outlet ends with it.
            for name in names[:1] if any(role in line.text for role in ROLES) else names[-1:]:
                yield name, line.origin


def _below_scraped_title(evidence: Evidence) -> Outlets:
    """A name alone in a line below the title of a scrape in Chinese, where the next line shows what it is.

    That line holds the date or a button to follow the account, or repeats the name; or the name reads as an outlet's.
    """
    if evidence.language != "zh" or evidence.tree is not None:
        return
    lines = [line for line in evidence.of("above") if line.text and not evidence.is_title(line)][:LINES_BELOW_TITLE]
    for position, line in enumerate(lines):
        name = LEADING.sub("", line.text).rpartition(" ")[2]
        if len(line.text) > LONGEST_NAME or line.fields or not any(map(str.isalpha, name)):
            continue
        following = lines[position + 1] if position + 1 < len(lines) else None
        if not _may_be_outlet(name, evidence) or (
            following is None and not name.endswith(evidence.words.outlet_endings)
        ):
            continue
        if name.endswith(evidence.words.outlet_endings) or _shows_outlet(following, name, evidence, first=not position):
            yield name, line.origin


def _shows_outlet(following: Line | None, name: str, evidence: Evidence, *, first: bool) -> bool:
    """Whether the line behind a name shows that it is an outlet's or an account's."""
    if following is None:
        return False
    if following.text == name or FOLLOW.match(following.text):
        return True
    dated = next(moments_in(following.text), None) or any(field.family == "published" for field in following.fields)
    return bool(first and dated and not is_surnamed(name, evidence.words))


def _named_as_author(evidence: Evidence) -> Outlets:
    """What a label for authors gives that is no person's name: 作者：网络整理."""
    for line in evidence.of("above", "before"):
        for field in line.fields:
            if field.family == "author" and is_han(field.value):
                name = _clean(field.value, evidence)
                if name and (is_outlet(name, evidence.words) or NOT_A_PERSON.search(name)):
                    yield name, line.origin


def _structured(evidence: Evidence) -> Outlets:
    """What structured data names as source; in Chinese also an outlet that stands there as author."""
    for text, origin in evidence.meta("source"):
        if "://" not in text and (value := _clean(text, evidence)):
            yield value, origin
    for text in evidence.structured("source", "name"):
        if "://" not in text:
            yield text, "json-ld"
    if evidence.language == "zh":
        for name in evidence.structured("author", "name"):
            if name.endswith(evidence.words.outlet_endings):
                yield name, "json-ld"


def find_site(evidence: Evidence) -> tuple[str | None, str]:
    """The name of the site that published the page, and where it says so."""
    head = evidence.head
    if name := head.first("og:site_name"):
        return name, "meta og:site_name"
    names = [*evidence.structured("site", "name")]
    for item in head.json_ld:
        if item.get("@type") in ("WebSite", "NewsMediaOrganization"):
            names += texts_of(item.get("name"))
    for name in names:
        if "://" not in name:
            return name, "json-ld"
    for name in element_names("site"):
        if content := head.first(name):
            return content, f"meta {name}"
    return _behind_title(evidence)


def _behind_title(evidence: Evidence) -> tuple[str | None, str]:
    """The last part of the title element, where that is a site's: in Chinese keywords may stand there."""
    name = SEPARATOR.split(evidence.head.title)[-1]
    is_part = name != evidence.head.title and 0 < len(name) <= LONGEST_OUTLET
    if not is_part or squeeze(name) in squeeze(evidence.title):
        return None, ""
    is_site = not is_han(name) or name.endswith(evidence.words.outlet_endings) or "." in name
    return (name, "title") if is_site else (None, "")
