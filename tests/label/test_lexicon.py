"""The lexicon: what its files may hold, and how their phrases are found in a line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest

from newsclean.label.lexicon import MARKS, PHRASES, Lexicon, class_words, compile_phrases, lexicon, normalize
from newsclean.types import Kind

FOLDER = files("newsclean.label.lexicon")
LANGUAGES = sorted(
    entry.name.removesuffix(".toml")
    for entry in FOLDER.iterdir()
    if entry.name.endswith(".toml") and entry.name != "classes.toml"
)
WAYS = ("opens", "line", "start", "contain", "end")
# Chinese, Japanese and Korean, where four characters are as telling as ten of an alphabet.
IDEOGRAPHS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")


def phrases(language: str) -> Iterator[tuple[str, str, str]]:
    """Way, kind and phrase of all that a language's file holds, in its order."""
    table = tomllib.loads(FOLDER.joinpath(f"{language}.toml").read_text("utf-8"))
    for way in WAYS:
        for kind, group in table.get(way, {}).items():
            for phrase in group:
                yield way, kind, phrase


def bare(way: str, phrase: str) -> str:
    """A phrase as it is looked up: without the marks around it that lines lose too."""
    if way in ("contain", "end"):
        return phrase
    return phrase.lstrip(MARKS) if way == "start" else phrase.strip(MARKS)


def matches(text: str) -> set[tuple[str, str]]:
    """Way and kind of the phrases that a line matches."""
    return {(match.how, match.kind.value) for match in lexicon().look_up(text)}


def test_the_compiled_phrases_are_those_of_the_files() -> None:
    """After a change of the word lists, ``make lexicon`` compiles them anew."""
    assert FOLDER.joinpath(PHRASES).read_text("utf-8") == compile_phrases()


def test_languages() -> None:
    """There is a file for each language that the guide names."""
    assert {"zh-hans", "zh-hant", "en", "ja", "ko", "de", "fr", "es"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_holds_its_language_and_ways_only(language: str) -> None:
    """A file says its language, and each group of each way is named by a kind that a line can be told to be."""
    table = tomllib.loads(FOLDER.joinpath(f"{language}.toml").read_text("utf-8"))
    assert str(table.pop("language")).lower() == language
    assert set(table) <= set(WAYS)
    groups = {kind for groups in table.values() for kind in groups}
    assert groups <= {kind.value for kind in Kind} - {Kind.BODY.value, Kind.HIDDEN.value}


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_written_as_they_are_compared(language: str) -> None:
    """A phrase in a file is in its normal form, so that what stands there is what a line must say."""
    assert [p for way, _, p in phrases(language) if normalize(p) != p or bare(way, p) != p or not p.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_are_sorted(language: str) -> None:
    """The phrases of a group stand in order and once, so that a reader finds one and a change is one line."""
    groups: dict[tuple[str, str], list[str]] = {}
    for way, kind, phrase in phrases(language):
        groups.setdefault((way, kind), []).append(phrase)
    assert [key for key, group in groups.items() if group != sorted(set(group))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_notices_are_too_long_for_prose(language: str) -> None:
    """What speaks anywhere in a line has four ideographs or ten letters; what speaks at its start has two."""
    short = [
        phrase
        for way, _, phrase in phrases(language)
        if (way == "contain" and len(phrase) < (4 if IDEOGRAPHS.search(phrase) else 10))
        or (way == "start" and len(phrase) < 2)
    ]
    assert short == []


def test_one_phrase_has_one_kind() -> None:
    """No phrase speaks for two kinds in the same way, whatever the language; a heading and a line are one way."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for language in LANGUAGES:
        for way, kind, phrase in phrases(language):
            kinds.setdefault(("whole" if way in ("opens", "line") else way, phrase), set()).add(kind)
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_narrow(language: str) -> None:
    """A file is read in a terminal of 120 columns, in which an ideograph takes two."""
    lines = FOLDER.joinpath(f"{language}.toml").read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) + len(IDEOGRAPHS.findall(line)) > 122] == []


def test_class_words_are_lower_case_letters() -> None:
    """The words and names of elements are written as they are compared."""
    parts, names = class_words()
    assert [word for word in (*parts, *names) if not re.fullmatch("[a-z]+", word)] == []


@pytest.mark.parametrize(
    ("text", "way", "kind"),
    [
        ("■ 相关报道", "opens", "related_articles"),
        ("评论（12）", "opens", "comments"),
        ("江城热榜", "end", "recommend"),
        ("24小时热文 ＞＞", "opens", "recommend"),
        ("【责任编辑：方圆】", "start", "editor_line"),
        ("（责编：王一）", "start", "editor_line"),
        ("编辑/何苗", "start", "editor_line"),
        ("来源：江南晚报", "start", "source_line"),
        ("首页 > 图片 > 正文", "start", "breadcrumb"),
        ("您此时的心情", "opens", "mood_poll"),
        ("点赞", "line", "mood_poll"),
        ("点击右上角微信好友", "line", "share"),
        ("扫一扫在手机打开当前页", "line", "qr_prompt"),
        ("阅读剩余全文（）", "line", "pagination"),
        ("加载更多", "line", "pagination"),
        ("友情链接：", "opens", "friend_links"),
        ("12 条评论", "opens", "comments"),
        ("苏ICP备05012345号", "contain", "copyright"),
        ("未经授权禁止转载", "contain", "disclaimer"),
        ("江南本地热榜", "end", "recommend"),
        ("延伸閱讀", "opens", "related_articles"),
        ("責任編輯：王小明", "start", "editor_line"),
        ("1,234 Comments", "opens", "comments"),
        ("Editor’s Picks", "opens", "recommend"),
        ("By Jane Miller", "start", "byline"),
        ("Sign up for our daily newsletter", "contain", "newsletter"),
        ("© 2024 The Example. All rights reserved.", "start", "copyright"),
        ("We use cookies to improve your visit", "start", "consent"),
        ("関連記事", "opens", "related_articles"),
        ("無断転載を禁じます", "line", "copyright"),
        ("많이 본 뉴스", "opens", "recommend"),
        ("Das könnte Sie auch interessieren", "opens", "recommend"),
        ("Schreibe einen Kommentar", "opens", "comments"),
        ("À lire aussi", "opens", "related_articles"),
        ("Lo más leído", "opens", "recommend"),
        ("Читайте также", "opens", "related_articles"),
    ],
)
def test_boilerplate_is_found(text: str, way: str, kind: str) -> None:
    """A line that many sites put around their articles is known, with its kind."""
    assert (way, kind) in matches(text)


@pytest.mark.parametrize(
    "text",
    [
        "分享是一种美德，他常常这样告诉学生们。",
        "编辑部的灯一直亮到凌晨三点，十几个年轻人还在改稿。",
        "推荐阅读书目由三位老师共同拟定，其中一半是外国小说。",
        "记者在现场看到，河水已经漫过堤岸。",
        "相关部门表示，将尽快公布调查结果。",
        "責任重大，他說自己不敢有一點鬆懈。",
        "Shareholders approved the plan in March, two years after it was first proposed.",
        "Comments by the minister drew criticism across the country on Sunday evening.",
        "Editors at the paper said the archive had been lost in the fire of 1923.",
        "Related to this is the question of who pays.",
        "Teilen der Stadt droht nach dem Unwetter ein Stromausfall bis Freitag.",
        "La publicité comparative reste interdite dans trois pays de l'Union.",
    ],
)
def test_prose_is_left_alone(text: str) -> None:
    """Prose that uses the words of boilerplate matches nothing."""
    assert matches(text) == set()


def test_long_lines_are_prose() -> None:
    """A paragraph matches nothing, whatever it says."""
    assert matches("All rights reserved. " * 20) == set()


def test_longest_start_wins() -> None:
    """Of two phrases that begin a line the longer one speaks, and each way speaks once."""
    words = Lexicon(
        [{"start": {"comments": ["see "], "recommend": ["see all "]}, "contain": {"ads": ["see all the ads"]}}]
    )
    found = words.look_up("See all the ads")
    assert [(match.how, match.phrase) for match in found] == [("start", "see all "), ("contain", "see all the ads")]


def test_longest_of_notices_at_one_place_wins() -> None:
    """Of two notices at the same place in a line the longer one speaks."""
    words = Lexicon([{"contain": {"ads": ["our partners"], "consent": ["our partners use cookies"]}}])
    assert [match.phrase for match in words.look_up("We and our partners use cookies")] == ["our partners use cookies"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("相关 阅读１２", "相关 阅读0"),
        ("1,234 Comments", "0 comments"),
        ("Don’t miss", "don't miss"),
        ("Kon\u00adtakt", "kontakt"),
        ("\u0130LET\u0130\u015e\u0130M", "ileti\u015fim"),
    ],
)
def test_normal_form(text: str, expected: str) -> None:
    """Width, case, numbers, apostrophes and what no reader sees make no difference to a line."""
    assert normalize(text) == expected
