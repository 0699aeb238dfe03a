"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.page import decode
from newsclean.page.encoding import is_wide, to_utf8
from tests.conftest import fixture_pages

SIMPLIFIED = (
    "本报北京6月18日电(记者 王小明)记者从市气象局了解到,今年入汛以来的降雨量是往年同期的两倍,"
    "这在历史上不多见。有关部门已经为低洼地区的居民准备了住处,并要求各单位在大雨到来之前做好检查。"
)
TRADITIONAL = (
    "【本報臺北十八日電】市政府昨日表示,新的圖書館將在明年三月開放,為了方便居民,館內一共有五個閱讀室,"
    "在樓上的是兒童閱讀室。負責人說,大家對這個計畫的期待很高,這也是近年來最大的一項工程。"
)
JAPANESE = (
    "市は十八日、新しい図書館を来年三月に開館すると発表した。建物は五階建てで、一階には子どものための部屋がある。"
)
KOREAN = (
    "서울시는 내년 삼월에 새로운 도서관을 연다고 밝혔다. 이 건물은 오 층이고 일 층에는 어린이를 위한 방이 있다고 한다."
)
RUSSIAN = (
    "Городские власти сообщили, что новая библиотека откроется в марте. В здании пять этажей, на первом детский зал."
)
GREEK = (
    "Ο δήμος ανακοίνωσε ότι η νέα βιβλιοθήκη θα ανοίξει τον Μάρτιο. Το κτίριο έχει πέντε ορόφους και παιδική αίθουσα."
)
POLISH = "Władze miasta poinformowały, że nowa biblioteka zostanie otwarta w marcu. Budynek będzie miał pięć pięter."
GERMAN = "Die Stadt kündigte an, dass die neue Bücherei im März eröffnet wird. Das Gebäude hat fünf Stockwerke."
ENGLISH = (
    "“The new library will open in March,” the mayor said – and that’s that. It cost £5m… and it’s the city’s own."
)

PAGES = [
    (SIMPLIFIED, "gb18030", "gb18030"),
    (SIMPLIFIED, "gb2312", "gb18030"),
    (TRADITIONAL, "big5", "big5hkscs"),
    (JAPANESE, "shift_jis", "cp932"),
    (JAPANESE, "euc_jp", "euc_jp"),
    (JAPANESE, "iso2022_jp", "iso2022_jp"),
    (KOREAN, "euc_kr", "cp949"),
    (RUSSIAN, "cp1251", "cp1251"),
    (RUSSIAN, "koi8_r", None),
    (GREEK, "cp1253", None),
    (POLISH, "cp1250", "cp1250"),
    (GERMAN, "cp1252", "cp1252"),
    (ENGLISH, "cp1252", "cp1252"),
]


def page(text: str, charset: str | None = None) -> str:
    """A page with this text, which declares a charset or none."""
    meta = "" if charset is None else f'<meta charset="{charset}">'
    return f"<html><head>{meta}<title>{text[:12]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(("text", "encoding", "codec"), PAGES)
@pytest.mark.parametrize("shape", [page, str], ids=["html", "scrape"])
def test_pages_and_scrapes_that_declare_nothing_come_out_right(
    text: str, encoding: str, codec: str | None, shape: type[str]
) -> None:
    """The encoding is found in the bytes alone, in HTML and in bare text."""
    decoded, found = decode(shape(text).encode(encoding))
    assert decoded == shape(text)
    assert found.why == "detected"
    assert found.declared is None
    assert found.replaced == 0
    assert codec in (None, found.used)


@pytest.mark.parametrize(("text", "encoding", "codec"), PAGES)
def test_a_declaration_that_is_right_is_believed(text: str, encoding: str, codec: str | None) -> None:
    """A meta tag and a header give the same text, and the evidence names which it was."""
    raw = page(text, encoding.replace("_", "-")).encode(encoding)
    decoded, found = decode(raw)
    assert (decoded, found.why, found.used) == (raw.decode(encoding), "meta", found.declared)
    assert codec in (None, found.used)
    bare = text.encode(encoding)
    decoded, found = decode(bare, f"text/html; charset={encoding}")
    assert (decoded, found.why, found.used) == (text, "http", found.declared)


@pytest.mark.parametrize("lie", ["gb2312", "iso-8859-1", "big5", "shift_jis", "windows-1251", "utf-16", "nonsense"])
@pytest.mark.parametrize("text", [SIMPLIFIED, JAPANESE, RUSSIAN, GERMAN])
def test_valid_utf_8_beats_a_declaration_that_says_otherwise(text: str, lie: str) -> None:
    """Whatever header and meta tag say, bytes that are valid UTF-8 are UTF-8, and the lie is on record."""
    raw = page(text, lie).encode()
    for content_type in (None, f"text/html; charset={lie}"):
        decoded, found = decode(raw, content_type)
        assert decoded == page(text, lie)
        assert (found.used, found.why, found.replaced) == ("utf-8", "utf-8 valid", 0)
        assert (found.declared is None) == (lie == "nonsense")


@pytest.mark.parametrize(
    ("text", "encoding", "lie"),
    [
        (SIMPLIFIED, "gb18030", "utf-8"),
        (SIMPLIFIED, "gb18030", "iso-8859-1"),
        (SIMPLIFIED, "gb18030", "big5"),
        (TRADITIONAL, "big5", "gb2312"),
        (TRADITIONAL, "big5", "utf-8"),
        (TRADITIONAL, "big5", "iso-8859-1"),
        (JAPANESE, "shift_jis", "iso-8859-1"),
        (JAPANESE, "euc_jp", "utf-8"),
        (KOREAN, "euc_kr", "iso-8859-1"),
        (RUSSIAN, "cp1251", "iso-8859-1"),
        (GREEK, "cp1253", "utf-8"),
        (GERMAN, "cp1252", "gb2312"),
        (ENGLISH, "cp1252", "utf-8"),
    ],
)
def test_a_declaration_that_does_not_fit_the_bytes_loses_to_detection(text: str, encoding: str, lie: str) -> None:
    """Also where the declared table decodes every byte, into rubbish."""
    raw = page(text, lie).encode(encoding)
    for content_type in (None, f"text/html; charset={lie}"):
        decoded, found = decode(raw, content_type)
        assert decoded == raw.decode(encoding)
        assert found.why == "detected"
        assert found.declared is not None


def test_a_right_meta_tag_is_found_behind_a_wrong_header() -> None:
    """A server's default charset is tried first, does not fit, and the page's own declaration does."""
    raw = page(SIMPLIFIED, "gbk").encode("gbk")
    decoded, found = decode(raw, "text/html; charset=utf-8")
    assert decoded == page(SIMPLIFIED, "gbk")
    assert (found.used, found.why, found.declared) == ("gb18030", "meta", "utf-8")


@pytest.mark.parametrize("cut", [1, 2, 3])
@pytest.mark.parametrize(("encoding", "used"), [("gbk", "gb18030"), ("big5", "big5hkscs"), ("utf-8", "utf-8")])
def test_half_a_character_at_the_end_is_no_reason_to_leave_an_encoding(encoding: str, used: str, cut: int) -> None:
    """A page that was cut anywhere keeps its encoding, declared or not; at most the last character is lost."""
    text = page(TRADITIONAL * 3).partition("</p>")[0]
    raw = text.encode(encoding)[:-cut]
    for content_type in (None, f"text/html; charset={encoding}"):
        decoded, found = decode(raw, content_type)
        assert found.used == used
        assert found.replaced <= 1
        assert decoded.rstrip("\ufffd") == text[: len(decoded.rstrip("\ufffd"))]
        assert len(decoded) >= len(text) - 3


@pytest.mark.parametrize(("encoding", "used"), [("gbk", "gb18030"), ("big5", "big5hkscs")])
def test_a_garbled_passage_is_no_reason_to_leave_an_encoding(encoding: str, used: str) -> None:
    """Wrong bytes amid declared or undeclared Chinese cost themselves and little more."""
    first, second = (page(TRADITIONAL).encode(encoding), TRADITIONAL.encode(encoding))
    for content_type in (None, f"text/html; charset={encoding}"):
        decoded, found = decode(first + b"\xff\xff\x80<br>" + second, content_type)
        assert found.used == used
        assert decoded.startswith(page(TRADITIONAL))
        assert decoded.endswith(TRADITIONAL)


def test_a_short_page_keeps_its_encoding_when_it_is_cut() -> None:
    """Two characters of declared GBK, the second cut, are not enough to doubt the declaration."""
    assert decode("中文".encode("gbk")[:-1], "text/html; charset=gb2312")[0] == "中\ufffd"


def test_wrong_bytes_in_utf_8_cost_themselves_and_nothing_more() -> None:
    """A page in UTF-8 with a few foreign bytes stays in UTF-8, and these are counted."""
    raw = page(SIMPLIFIED).encode().replace("入汛".encode(), b"\xc8\xeb\xd1\xb4")
    for content_type in (None, "text/html; charset=utf-8", "text/html; charset=gb2312"):
        decoded, found = decode(raw, content_type)
        assert found.used == "utf-8"
        assert found.replaced == decoded.count("\ufffd") > 0
        assert decoded.replace("\ufffd", "").startswith(page(SIMPLIFIED)[:40])


@pytest.mark.parametrize(
    ("label", "raw", "text"),
    [
        ("gb2312", "朱镕基 镕".encode("gb18030"), "朱镕基 镕"),
        ("gb2312", "价格5".encode("gbk") + b"\x80", "价格5€"),
        ("big5", "啫喱 冇".encode("big5hkscs"), "啫喱 冇"),
        ("shift_jis", "①㈱髙".encode("cp932"), "①㈱髙"),
        ("iso-8859-1", "“quoted” – €5".encode("cp1252"), "“quoted” – €5"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, raw: bytes, text: str) -> None:
    """gb2312 is gb18030 with the euro of code page 936, big5 has the Hong Kong set, shift_jis is code page 932."""
    decoded, found = decode(raw, f"text/html; charset={label}")
    assert decoded == text
    assert (found.why, found.replaced) == ("http", 0)


@pytest.mark.parametrize("text", [page(SIMPLIFIED), page("a line"), SIMPLIFIED + "\n一一一\n12\n" + SIMPLIFIED])
@pytest.mark.parametrize(("encoding", "mark"), [("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)])
def test_utf_16_is_read_with_and_without_its_mark(text: str, encoding: str, mark: bytes) -> None:
    """The zero bytes tell UTF-16 and which way round it is; a mark tells it at once, and is not part of the text."""
    raw = text.encode(encoding)
    assert is_wide(raw)
    assert decode(raw) == (text, decode(raw)[1])
    assert (decode(raw)[1].used, decode(raw)[1].why) == (encoding, "detected")
    assert decode(mark + raw)[0] == text
    assert decode(mark + raw, "text/html; charset=gbk")[1].why == "bom"


def test_a_mark_of_utf_8_is_cut_off_and_believed_unless_the_rest_is_not_utf_8() -> None:
    """An editor may put the mark before a page in another encoding."""
    assert decode(codecs.BOM_UTF8 + page(SIMPLIFIED).encode())[0] == page(SIMPLIFIED)
    assert decode(codecs.BOM_UTF8 + page(SIMPLIFIED).encode())[1].why == "bom"
    assert decode(codecs.BOM_UTF8 + page(SIMPLIFIED).encode("gbk"))[0] == page(SIMPLIFIED)


def test_a_declaration_far_down_the_page_is_found() -> None:
    """Where the head begins with a long script, the charset may stand behind it."""
    raw = f"<html><head><script>{'x = 1; ' * 2000}</script>{page('é', 'iso-8859-2')}".encode("iso-8859-2")
    assert decode(raw)[1].declared == "iso8859-2"


def test_ascii_with_escapes_that_mean_nothing_stays_ascii() -> None:
    """Colour codes of a terminal and a stray ~{ do not make Japanese or Chinese."""
    assert decode(b"\x1b[31mred\x1b[0m ~{ x")[0] == "\x1b[31mred\x1b[0m ~{ x"
    assert decode(b"~{<:Ky2;~}", "text/html; charset=hz-gb-2312")[0] == "己所不"


def test_no_bytes_are_no_text() -> None:
    """Nothing comes out of nothing."""
    assert decode(b"")[0] == ""


@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=gbk", "charset=utf-16", "x; charset=big5"]))
def test_decoding_never_raises_and_is_deterministic(raw: bytes, content_type: str | None) -> None:
    """Any bytes become text that can be encoded again, the same each time, with the losses counted."""
    text, found = decode(raw, content_type)
    assert decode(raw, content_type) == (text, found)
    assert text.encode().decode() == text
    assert found.replaced <= text.count("\ufffd")


@given(st.text(max_size=200))
def test_text_in_utf_8_comes_back_as_it_was(text: str) -> None:
    """UTF-8 is found for any text but such as has the zero bytes or escapes of other encodings."""
    raw = to_utf8(text)
    if b"\0" not in raw and not raw.startswith(codecs.BOM_UTF8) and b"\x1b" not in raw and b"~{" not in raw:
        assert decode(raw)[0] == raw.decode()


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_string_can_be_made_utf_8(text: str) -> None:
    """Surrogate pairs are joined and lone ones replaced; all else stays."""
    assert to_utf8(text).decode().replace("\ufffd", "") == "".join(
        c for c in text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if c != "\ufffd"
    )


@pytest.mark.parametrize("fixture", fixture_pages(), ids=lambda fixture: fixture.name)
def test_fixture_pages_are_decoded_without_a_loss(fixture) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Each page of ours, in the encoding that it really has, comes out without a replacement character."""
    text, found = decode(fixture.raw)
    assert found.replaced == 0
    assert "\ufffd" not in text
