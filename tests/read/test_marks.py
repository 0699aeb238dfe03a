"""What the first bytes of a page say of it."""

from __future__ import annotations

import pytest

from newsclean.read.marks import looks_like_html, own_address, saved_facts


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (
            b'<link rel="canonical" href="https://e.example/a?b=1&amp;c=2">',
            ("https://e.example/a?b=1&c=2", "canonical"),
        ),
        (b"<LINK HREF=https://e.example/a REL='Canonical'/>", ("https://e.example/a", "canonical")),
        (b'<meta content="https://e.example/o" property="og:url"/>', ("https://e.example/o", "og:url")),
        (
            b'<meta property="og:url" content="https://e.example/o"><link rel="canonical" href="https://e.example/a">',
            ("https://e.example/a", "canonical"),
        ),
        (
            b'<link rel="canonical" href="/relative"><meta property="og:url" content="https://e.example/o">',
            ("https://e.example/o", "og:url"),
        ),
        ('<link rel="canonical" href="https://e.example/新">'.encode(), ("https://e.example/%E6%96%B0", "canonical")),
        ('<link rel="canonical" href="https://e.example/新">'.encode("gbk"), (None, "")),
        (b'<link rel="stylesheet" href="https://e.example/a.css">', (None, "")),
        (b'<link rel="canonical" href="javascript:alert(1)">', (None, "")),
        (b'</head><link rel="canonical" href="https://e.example/a">', (None, "")),
        (b'<body><link rel="canonical" href="https://e.example/a">', (None, "")),
        (b"<link " * 100_000, (None, "")),
        (b'<link a="' * 100_000, (None, "")),
        (b"", (None, "")),
    ],
)
def test_the_address_of_a_page_is_its_canonical_link_or_og_url(head: bytes, address: tuple[str | None, str]) -> None:
    """In its head, quoted or not, with the attributes in any order, if it is a clean URL."""
    assert own_address(b"<html><head>" + head) == address


def test_a_browser_tells_where_it_saved_a_page_from() -> None:
    """The mark that browsers write, without a date."""
    facts, saver = saved_facts(b"<!DOCTYPE html>\n<!-- saved from url=(0025)https://e.example/a/b.htm -->\n<html>")
    assert (facts.url, facts.date, saver) == ("https://e.example/a/b.htm", None, "saved-from")
    assert saved_facts(b"<!-- saved from url=(0014)about:internet --><html>")[0].url is None
    assert saved_facts(b"<html>Page saved with SingleFile url: https://e.example/")[1] == ""


@pytest.mark.parametrize(
    ("head", "is_html"),
    [
        (b"<!DOCTYPE html>\n<html>", True),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- c --><HTML lang=zh>", True),
        ("\ufeff<html>".encode("utf-16-le"), True),
        (b"<div class=a>", True),
        (b"<htmlish>", False),
        (b"<svg>", False),
        (b"<?xml version='1.0'?><rss>", False),
        (b"words <html>", False),
        (b"", False),
        (b"<!--" * 2000, False),
    ],
)
def test_only_clear_html_counts_in_files_that_promise_nothing(head: bytes, is_html: bool) -> None:  # noqa: FBT001  # an expectation
    """A page's first tag, behind a mark, a declaration or comments."""
    assert looks_like_html(head) is is_html
