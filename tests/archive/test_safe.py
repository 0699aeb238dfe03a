"""Values from outside on their way into a WARC file."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.archive.safe import file_uri, line_of_json, safe_field, safe_headers, safe_media_type, safe_url

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # surrogates, controls, everything


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/a?b=1&c=%20#d", "https://example.com/a?b=1&c=%20#d"),
        ("  http://example.com/新闻 1.html\n", "http://example.com/%E6%96%B0%E9%97%BB%201.html"),
        ("http://例え.jp/", "http://xn--r8jz45g.jp/"),
        ("http://example.com/\r\nX-Evil: 1\r\n\r\nWARC/1.0", "http://example.com/X-Evil:%201WARC/1.0"),
        ("http://example.com/\x00a\tb", "http://example.com/%00ab"),
        ('http://example.com/<a>"{}|^`', "http://example.com/%3Ca%3E%22%7B%7D%7C%5E%60"),
        ("http://user:word@example.com:8080/", "http://user:word@example.com:8080/"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("urn:uuid:54c16e0f-9015-529d-8355-86cbbb492b82", "urn:uuid:54c16e0f-9015-529d-8355-86cbbb492b82"),
        ("javascript:alert(1)", None),
        ("data:text/html,<p>", None),
        ("http://[::1", None),
        ("http:///no-host", None),
        ("http:// two hosts/", None),
        ("http://example.com:99999/", None),
        ("http://example.com/\ud800", None),
        ("example.com/a", None),
        ("", None),
        ("http://example.com/" + "a" * 1_000_000, None),
        ("http://example.com/" + "新" * 8000, None),
    ],
)
def test_a_url_is_made_safe_or_refused(url: str, expected: str | None) -> None:
    """A URL becomes plain ASCII without blanks and line ends, or None where no harmless URI can be made of it."""
    assert safe_url(url) == expected


@given(ANY_TEXT.map("http://example.com/".__add__) | ANY_TEXT)
def test_no_text_becomes_an_unsafe_url(text: str) -> None:
    """Whatever a page calls its URL, the result is printable ASCII, and made safe again it stays as it is."""
    url = safe_url(text)
    if url is not None:
        assert re.fullmatch(r"[!-~]+", url)
        assert safe_url(url) == url


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026/新闻 1.html", "file:///2026/%E6%96%B0%E9%97%BB%201.html"),
        ("a\nb\r\n.html", "file:///a%0Ab%0D%0A.html"),
        ("not-utf-8-\udcff.html", "file:///not-utf-8-%FF.html"),
        ("a%20b?c#d.html", "file:///a%2520b%3Fc%23d.html"),
        ("/etc/passwd", "file:///etc/passwd"),
        ("-", "file:///-"),
    ],
)
def test_a_file_name_becomes_a_file_uri(name: str, expected: str) -> None:
    """The URI of a file spells out the bytes of its name."""
    assert file_uri(name) == expected


def test_long_names_that_differ_at_their_end_stay_apart() -> None:
    """Names too long for a URI are cut, and still told from each other."""
    first, second = file_uri("a" * 5000 + "1"), file_uri("a" * 5000 + "2")
    assert first != second
    assert max(len(first), len(second)) < 2100


@given(ANY_TEXT)
def test_a_name_is_always_a_uri(name: str) -> None:
    """No file name breaks a header."""
    assert re.fullmatch(r"file:///[!-~]*", file_uri(name))


@given(ANY_TEXT)
def test_a_field_is_one_line_of_utf8(value: str) -> None:
    """A field has no line end of any kind, and can be encoded."""
    line = safe_field(value)
    assert len(line.splitlines()) <= 1
    assert line.encode().decode() == line


def test_a_long_field_is_cut_and_says_so() -> None:
    """A megabyte of title is cut to 2000 characters, the last of which tells."""
    assert safe_field("题" * 1_000_000) == "题" * 1999 + "…"


@given(st.recursive(ANY_TEXT | st.floats(allow_nan=False, allow_infinity=False), st.lists))
def test_json_is_one_line_and_comes_back(value: object) -> None:
    """JSON in a field is one line of UTF-8, and holds the value as it was, surrogates too."""
    line = line_of_json(value)
    assert len(line.splitlines()) == 1
    assert line.encode().decode() == line
    assert json.loads(line) == value


def test_json_refuses_what_is_not_json() -> None:
    """Not a number is no number."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        line_of_json(float("nan"))


def test_headers_of_a_decoded_body_tell_the_truth() -> None:
    """Encodings that no longer hold keep their value under another name, and the length is that of the body."""
    headers = [
        ("Content-Type", "text/html"),
        ("content-encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "9"),
    ]
    assert safe_headers(headers, 100) == [
        ("Content-Type", "text/html"),
        ("X-Orig-content-encoding", "gzip"),
        ("X-Orig-Transfer-Encoding", "chunked"),
        ("X-Orig-Content-Length", "9"),
        ("Content-Length", "100"),
    ]


def test_a_right_content_length_stands_once() -> None:
    """A length that holds is neither renamed nor written twice."""
    assert safe_headers([("Content-Length ", "7")], 7) == [("Content-Length", "7")]


def test_hostile_headers_are_one_line_of_ascii_each() -> None:
    """Line ends, controls and text in a header stay inside it."""
    headers = safe_headers([("A\r\nB: c", "1\r\n\r\nHTTP/1.1 200 OK"), ("", "中\ud800"), ("C", "x" * 1_000_000)], 0)
    assert headers[0] == ("A-B-c", "1 HTTP/1.1 200 OK")
    assert headers[1] == ("X-Unnamed", "%E4%B8%AD%EF%BF%BD")
    assert len(headers[2][1]) < 10_000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Text/HTML; charset=gbk", "text/html"),
        ("application/xhtml+xml", "application/xhtml+xml"),
        (None, None),
        ("a\r\nb/c", None),
        ("html", None),
    ],
)
def test_a_media_type_is_plain_or_nothing(value: str | None, expected: str | None) -> None:
    """Parameters are left out, and what is no media type is not one."""
    assert safe_media_type(value) == expected
