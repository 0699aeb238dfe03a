"""Names of exported files: readable where they can be, and safe whatever they are made of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathvalidate import is_valid_filename

from newsclean.archive.file_names import file_name

RECORD = "<urn:uuid:69326271-c149-5f26-b444-d7d3a966f40b>"
TAIL = "-69326271c149.md"
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://news.example.org/2025/06/story.html", "news.example.org_2025_06_story"),
        ("https://news.example.org/", "news.example.org"),
        ("https://news.example.org/a.shtml?page=2&x=%20", "news.example.org_a_page_2_x"),
        ("https://news.example.org/%E6%96%B0%E9%97%BB/%E4%B8%80.html", "news.example.org_新闻_一"),
        ("https://news.example.org/%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80", "news.example.org_हिन्दी"),
        ("https://user@news.example.org:8080/x.php", "user_news.example.org_8080_x"),
        ("file:///seeds/000_8198.txt", "seeds_000_8198"),
        ("file:///crawl.warc.gz%230e4cdbd2", "crawl.warc.gz_0e4cdbd2"),
        ("urn:x-news:1", "x-news_1"),
        ("", "page"),
        ("https://", "page"),
    ],
)
def test_a_name_tells_the_address(address: str, name: str) -> None:
    """Host and path, decoded, without the suffix of a page; then the beginning of the record's id."""
    assert file_name(address, RECORD, ".md") == name + TAIL


HOSTILE = (
    "file:///../../etc/passwd", "https://x/../../../y", "https://x/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "https://x/..%5C..%5Cy",
    "file:///C:/Windows/system32/x.html", "C:\\x", "\\\\server\\share\\x", "file:////server/share", "~root/x",
    "$HOME/x",
    "file:///CON", "file:///con.html", "file:///NUL.tar.gz", "file:///COM1", "file:///lpt9.txt.html", "file:///com%C2%B9",
    "file:///aux", "file:///CONIN$", "file:///-rf", "file:///--help.html", "file:///.htaccess", "file:///...",
    "file:///a.", "file:///a%20", "file:///a%20.", "file:///%00x", "file:///a%0D%0Ab", "file:///a%1B%5B2Jb", "a:b:c",
    "file:///a%E2%80%AEtxt.exe", "file:///%EF%BB%BFa", "file:///%FF%FE", "file:///a\udcffb", "file:///" + "x/" * 9000,
    "https://x/" + "新" * 3000, "https://x/" + "%E0" * 3000, "file:///x:stream", 'file:///a|b<c>d"e?f*g', "file:///%2F",
    "javascript:alert(1)", "data:text/html,<script>", "file:///\u3000", "file:///a\u0301\u0301" + "\u0301" * 400,
)  # fmt: skip


def is_safe(name: str) -> bool:
    """Whether a name is a plain one in every folder: by rules of our own and by those of pathvalidate."""
    assert len(name.encode()) <= 160
    assert not set(name) & set('/\\:*?"<>|')
    assert all(unicodedata.category(character)[0] in "LNM" or character in "-._" for character in name)
    assert name[0] not in "-. "
    assert name[-1] not in ". "
    assert ".." not in name
    assert name.split(".", maxsplit=1)[0].casefold() not in RESERVED
    assert name.endswith(TAIL)
    return bool(is_valid_filename(name, platform="universal"))


@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: repr(address[:30]))
def test_no_address_makes_a_name_that_leads_elsewhere(address: str) -> None:
    """No folder, drive, device, option, hidden file, control character or length without bound is in a name."""
    assert is_safe(file_name(address, RECORD, ".md"))


@given(
    st.one_of(
        st.text(), st.text(alphabet="./\\:CONcon-~%2e \0\r\n\u202e"), st.binary().map(lambda b: b.decode("latin-1"))
    )
)
def test_no_text_makes_one_either(address: str) -> None:
    """Whatever stands in an address."""
    assert is_safe(file_name(f"https://{address}", RECORD, ".md"))
    assert is_safe(file_name(address, RECORD, ".md"))


def test_names_are_told_apart_by_the_record() -> None:
    """Two captures of an address, and two addresses that differ in case alone, have names that differ by more than
    case; an id of another form counts too."""
    other = "<urn:uuid:11111111-c149-5f26-b444-d7d3a966f40b>"
    assert file_name("https://x/a", RECORD, ".md") != file_name("https://x/a", other, ".md")
    assert file_name("https://x/a", RECORD, ".md").casefold() != file_name("https://x/A", other, ".md").casefold()
    odd = file_name("https://x/a", "<http://example.com/../1>", ".md")
    assert odd == file_name("https://x/a", "<http://example.com/../1>", ".md")
    assert odd != file_name("https://x/a", "<http://example.com/../2>", ".md")
    assert len(odd) == len(file_name("https://x/a", RECORD, ".md"))
