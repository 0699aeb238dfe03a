"""Authors and editors are people's names and nothing else, whoever wrote the byline and however."""

from __future__ import annotations

import json

import pytest

from newsclean.article.metadata.han_names import han_names
from newsclean.article.metadata.names import structured_names, western_names
from newsclean.article.metadata.words import load_words
from newsclean.types import Kind
from tests.article.metadata.pages import CHINESE_TEXT, ENGLISH_TEXT, metadata_of

WORDS = load_words()


def chinese(above: str = "", below: str = "", text: str = CHINESE_TEXT, head: str = "") -> str:
    return f"<html><head>{head}</head><body><h1>港口今天恢复通航</h1>{above}{text}{below}</body></html>"


def english(above: str = "", below: str = "", head: str = "") -> str:
    return (
        f"<html lang='en'><head>{head}</head><body><h1>Harbour reopens</h1>{above}{ENGLISH_TEXT}{below}</body></html>"
    )


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "Article", **fields})}</script>'


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p>2024-05-13 08:49 来源：岚河日报 作者：王小川</p>", ("王小川",)),
        ("<p>记者 王小川 李青 通讯员 赵一曼</p>", ("王小川", "李青", "赵一曼")),
        ("<p>岚河日报记者王小川、李青</p>", ("王小川", "李青")),
        ("<p>文/王小川 图/李青</p>", ("王小川",)),
        ("<p>撰文｜王 川</p>", ("王川",)),
        ("<p>作者：南风，系岚河大学海洋研究所研究员</p>", ("南风",)),
        ("<p>作者：岚河新闻网</p>", ()),
        ("<p>岚河日报记者 王小川 摄</p>", ()),
        ("<p>图表：航道水深 岚河社记者 王小川 编制</p>", ()),
        ("<p>【文/岚河网专栏作者 王小川】</p>", ("王小川",)),
        ("<p>〔記者王小川／岚城報導〕</p>", ("王小川",)),
    ],
)
def test_chinese_byline_gives_its_names(line: str, authors: tuple[str, ...]) -> None:
    """Labels, roles, outlets, places and photographers are no authors."""
    assert metadata_of(chinese(line)).authors == authors


def test_dateline_gives_the_reporters() -> None:
    """The brackets behind 电 or with 记者 name the authors."""
    text = "<p>岚河社岚河6月18日电（记者 王小川、李青）" + CHINESE_TEXT.removeprefix("<p>")
    metadata = metadata_of(chinese(text=text))
    assert metadata.authors == ("王小川", "李青")
    assert metadata.origins["authors"] == "block 1 (body)"


def test_signature_in_brackets_gives_the_author() -> None:
    """A name in brackets that ends the text is its author's; （完） is nobody's."""
    assert metadata_of(chinese(text=CHINESE_TEXT.removesuffix("</p>") + "（王小川）</p>")).authors == ("王小川",)
    assert metadata_of(chinese(text=CHINESE_TEXT.removesuffix("</p>") + "（完）</p>")).authors == ()


def test_prose_about_reporters_names_no_author() -> None:
    """A sentence that begins with 记者 is no byline."""
    assert metadata_of(chinese(below="<p>记者离开时已是傍晚。</p>")).authors == ()


@pytest.mark.parametrize(
    ("line", "editors"),
    [
        ("<p>[ 责编：王小川 ]</p>", ("王小川",)),
        ("<p>（责任编辑： 王小川 李青）</p>", ("王小川", "李青")),
        ("<p>【编辑:王小川】</p>", ("王小川",)),
        ("<p>本文来源：岚河日报 责任编辑：王小川_NF4425</p>", ("王小川",)),
        ("<p>编辑 王小川 校对 李青</p>", ("王小川",)),
        ("<p>责任编辑：alonliu</p>", ("alonliu",)),
        ("<p>编辑/王小川</p><p>责任编辑：李青</p>", ("王小川", "李青")),
        ("<p>責任編輯 王小川 實習編輯 李青</p>", ("王小川", "李青")),
        ("<p>责任编辑：</p>", ()),
        ("<p>(Reporting by Petra Lindqvist; Editing by Samuel Oduya)</p>", ("Samuel Oduya",)),
    ],
)
def test_editor_line_gives_its_names(line: str, editors: tuple[str, ...]) -> None:
    """Those named as editors are found without signs of their systems, proofreaders are not among them."""
    assert metadata_of(chinese(below=line), {"责": Kind.EDITOR_LINE}).editors == editors


def test_editor_of_a_second_article_is_not_taken() -> None:
    """Below a second title everything belongs to another article."""
    below = "<p>责任编辑：王小川</p><h2>粮仓里的乡村书屋</h2><p>来源：沐泉报</p><p>责任编辑：李青</p>"
    metadata = metadata_of(chinese(below=below))
    assert metadata.editors == ("王小川",)


def test_editor_in_structured_data_is_no_author() -> None:
    """A Chinese page that names its editor as author has no author."""
    metadata = metadata_of(chinese(below="<p>责编：王小川</p>", head='<meta name="author" content="王小川">'))
    assert (metadata.authors, metadata.editors) == ((), ("王小川",))


def test_authors_in_comments_and_teasers_are_not_taken() -> None:
    """Nothing out of a related, comment or hidden block counts."""
    below = "<p>By Karl Holm</p><p>作者：王小川</p>"
    metadata = metadata_of(english(below=below), {"By Karl": Kind.RELATED_ARTICLES, "作者": Kind.COMMENTS})
    assert metadata.authors == ()


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p>By Ann Lee and Bo Ek</p>", ("Ann Lee", "Bo Ek")),
        ("<p>By Ann Lee, Staff Writer | Updated 4 June 2024</p>", ("Ann Lee",)),
        ("<p>By <a href='/a'>Ann Lee</a><span>Senior Reporter</span></p>", ("Ann Lee",)),
        ("<p>Published June 4, 2024 by Ann Lee</p>", ("Ann Lee",)),
        ("<p>Von Jörg Müller und Anna-Lena Groß, Berlin</p>", ("Jörg Müller", "Anna-Lena Groß")),
        ("<p>Par Hélène de Saint-Aubin et Luc Roy</p>", ("Hélène de Saint-Aubin", "Luc Roy")),
        ("<p>By</p><p>Ann Lee</p>", ("Ann Lee",)),
        ("<p><span class='author-name'>Ann Lee</span></p>", ("Ann Lee",)),
        ("<p>Ann Lee</p><p>4 June 2024</p>", ("Ann Lee",)),
        ("<p>By the numbers</p>", ()),
        ("<p class='byline'>Ann Lee, MD ann@herald.example</p>", ("Ann Lee, MD",)),
    ],
)
def test_western_byline_gives_its_names(line: str, authors: tuple[str, ...]) -> None:
    """By-words, roles, dates, places and addresses are no part of a name."""
    assert metadata_of(english(line), {"By": Kind.BYLINE}).authors == authors


def test_structured_authors_come_first() -> None:
    """Outside Chinese the people in JSON-LD are the authors, whatever form they are given in."""
    head = json_ld(author=[{"@type": "Person", "name": "Ann Lee"}, "Bo Ek"])
    metadata = metadata_of(english("<p>By Herald Staff</p>", head=head))
    assert (metadata.authors, metadata.origins["authors"]) == (("Ann Lee", "Bo Ek"), "json-ld")


def test_site_as_author_stands_back_behind_a_person() -> None:
    """Where structured data names the site as author, the visible byline counts; without one the site is the author."""
    head = json_ld(author={"name": "The Herald"}, publisher={"name": "The Herald"})
    assert metadata_of(english("<p>By Ann Lee</p>", head=head)).authors == ("Ann Lee",)
    assert metadata_of(english(head=head)).authors == ("The Herald",)


@pytest.mark.parametrize("author", ["https://herald.example/ann", "admin", "@ann", "", 7, None, [[[]]], {"url": "x"}])
def test_structured_author_that_is_no_name_is_left_out(author: object) -> None:
    """Addresses, logins of systems and values of other types name nobody."""
    assert metadata_of(english(head=json_ld(author=author))).authors == ()


def test_names_in_structured_data_keep_degrees_and_lose_entities() -> None:
    """A degree belongs to the name before it; an entity is a character; a description is no further name."""
    assert structured_names("Ann Lee, Ph.D.", WORDS) == ["Ann Lee, Ph.D."]
    assert structured_names("Ann Lee &amp; Bo Ek", WORDS) == ["Ann Lee", "Bo Ek"]
    assert structured_names("Ann Lee, herald.example", WORDS) == ["Ann Lee"]


def test_names_of_other_origin_are_kept_whole() -> None:
    """A middle dot joins the parts of a transliterated name and parts a role from a name."""
    assert han_names("古丽·买买提、欧阳小川", WORDS) == ["古丽·买买提", "欧阳小川"]
    assert han_names("记者・若紫真帆", WORDS, pen_names=True) == ["若紫真帆"]


def test_last_words_of_a_byline_are_not_part_of_the_name() -> None:
    """A date behind a name takes its month with it; initials keep their stops."""
    assert western_names("By Ann Lee December 4, 2024", WORDS) == ["Ann Lee"]
    assert western_names("By J. R. Stone for the Herald", WORDS) == ["J. R. Stone"]
