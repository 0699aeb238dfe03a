"""The room as a whole: bytes to a page."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.errors import InputError, NotAPageError
from newsclean.page import load_page
from tests.conftest import JPEG


def test_html_has_a_tree_and_a_text_scrape_has_none() -> None:
    """The form of a page follows from its content; url and evidence are kept."""
    page = load_page("<p>中文</p>".encode("gbk"), url="https://example.com/a", content_type="text/html; charset=gbk")
    assert (page.form, page.text, page.url, page.damage) == ("html", "<p>中文</p>", "https://example.com/a", ())
    assert (page.encoding.used, page.encoding.why) == ("gb18030", "http")
    assert page.tree is not None
    scrape = load_page("标题\n\n正文。".encode())
    assert (scrape.form, scrape.tree, scrape.url) == ("text", None, None)


def test_text_that_was_decoded_already_is_taken_as_it_is() -> None:
    """A str needs no detection; its mark is cut off and a lone surrogate made harmless."""
    page = load_page("\ufeffa\ud800b \U0001f600")
    assert page.text == "a\ufffdb \U0001f600"
    assert (page.encoding.used, page.encoding.why) == ("utf-8", "given")


def test_a_page_that_was_cut_says_so() -> None:
    """Damage that the parser found comes with the page."""
    assert load_page(b"<p>whole</p>").damage == ()
    assert load_page(b"<p>cut</p><di").damage


def test_what_is_no_page_is_refused() -> None:
    """Pictures and nothing at all, as bytes or text, raise the same error."""
    for source in (JPEG, b"", b" \n", "", "\ufeff"):
        with pytest.raises(NotAPageError):
            load_page(source)


@pytest.mark.parametrize("source", [b"<p>" + b"x" * 98, "<p>" + "x" * 98, "<p>" + "é" * 49])
def test_a_page_larger_than_the_limit_is_refused_with_the_remedy(source: bytes | str) -> None:
    """The limit counts bytes, in UTF-8 for text."""
    assert load_page(source, max_bytes=101)
    with pytest.raises(InputError, match="max_bytes") as caught:
        load_page(source, max_bytes=100)
    assert not isinstance(caught.value, NotAPageError)


@given(st.one_of(st.binary(max_size=300), st.text(alphabet=st.characters(), max_size=300)))
def test_loading_gives_a_page_or_says_that_it_is_none(source: bytes | str) -> None:
    """No input raises anything else, and the text of a page can always be encoded."""
    try:
        page = load_page(source)
    except NotAPageError:
        return
    assert page.text.encode()


def test_news_pages_are_decoded_and_parsed_without_a_loss(corpus: Path) -> None:
    """On sets of real pages: HTML throughout, no damage, and hardly a page with a character that cannot be decoded."""
    losses = pages = 0
    for path in sorted(corpus.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            rows = [json.loads(line) for line in archive.read("gold.jsonl").splitlines() if line.strip()]
            for row in rows[:40]:
                page = load_page(archive.read(row["file"]))
                assert (page.form, page.damage) == ("html", ()), row["id"]
                losses += page.encoding.replaced > 0
                pages += 1
    assert losses <= pages // 100


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_tree_is_the_same_whichever_encoding_its_bytes_come_in(codec: str) -> None:
    """Bytes that are UTF-8 go to the parser as they are, others as their text: nobody can tell."""
    html = f"<!DOCTYPE html><html><body><p title='今日要闻'>{'北京市今天宣布了新的措施。' * 20}</p></body></html>"
    page = load_page(html.encode(codec), content_type=f"text/html; charset={codec.removesuffix('-sig')}")
    assert page.text == html
    assert page.tree == load_page(html).tree
    cut = load_page(f"{html}<a hre".encode(codec))
    assert cut.tree == page.tree
    assert len(cut.damage) == 1
