"""The address that the links of a page are relative to."""

from __future__ import annotations

import pytest

from newsclean.pipeline import clean

URL = "https://news.example.org/2024/11/story.html"
PARAGRAPH = (
    "The council said on Monday that new works at its harbour would begin in spring, whatever the weather brings."
)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://cdn.example.net/story/", "https://cdn.example.net/story/more.html"),
        ("/archive/", "https://news.example.org/archive/more.html"),
        ("javascript:void(0)", "https://news.example.org/2024/11/more.html"),
        ("", "https://news.example.org/2024/11/more.html"),
    ],
)
def test_links_are_relative_to_the_base_that_the_page_gives(base: str, expected: str) -> None:
    """As in a browser; a base that is none leaves the page's own address."""
    linked = f'<p>{PARAGRAPH} <a href="more.html">More of it</a> is told by those who were there that day.</p>'
    page = f'<html><head><base href="{base}"></head><body><article><h1>Harbour works begin</h1>{linked}'
    made = clean(page + f"<p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article></body></html>", url=URL)
    assert f"[More of it]({expected})" in made.to_markdown()
