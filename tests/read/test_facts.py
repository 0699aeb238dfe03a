"""Values from outside, made fit for use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.read.facts import Facts, clean_url, facts_of, moment

NOON = datetime(2024, 6, 18, 6, 3, 1, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["url", "date", "timestamp", "status", "headers", "response_headers", "content_type", "reason"]
)


@pytest.mark.parametrize(
    ("given_url", "url"),
    [
        ("https://example.com", "https://example.com"),
        (" http://example.com/a?b=c&d#e ", "http://example.com/a?b=c&d"),
        ("https://例え.jp/新闻?问=1", "https://xn--r8jz45g.jp/%E6%96%B0%E9%97%BB?%E9%97%AE=1"),
        ("https://example.com/a%20b", "https://example.com/a%20b"),
        ("HTTPS://Example.COM:8080/A", "HTTPS://Example.COM:8080/A"),
    ],
)
def test_http_urls_are_quoted_as_browsers_do(given_url: str, url: str) -> None:
    """Blanks around them and fragments go; what is quoted stays."""
    cleaned = clean_url(given_url)
    assert cleaned is not None
    assert cleaned.lower() == url.lower()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/a",
        "/a/b",
        "//example.com/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.com/",
        "https://",
        "https:///path",
        "http://a.example/x y",
        "http://a.example/x\r\nX-Evil: 1",
        "http://a.example/\0",
        "http://a.example/\u2028",
        "http://a.example/\ud800",
        "http://a.example:port/",
        "http://[::1/",
        "http:\\\\a.example\\x",
        "http://a.example/" + "x" * 5000,
        None,
        7,
        ["http://a.example/"],
    ],
)
def test_other_things_are_refused(url: object) -> None:
    """Schemes that run or embed, blanks, line ends, NUL, surrogates, missing hosts, great length, and no strings."""
    assert clean_url(url) is None


@given(
    st.text(alphabet=st.characters(), max_size=60), st.sampled_from(["", "http://", "https://a.example/", "http://["])
)
def test_a_clean_url_is_ascii_on_one_line(text: str, before: str) -> None:
    """Whatever comes in, and cleaning twice is cleaning once."""
    url = clean_url(before + text)
    if url is not None:
        assert url.isascii()
        assert url.isprintable()
        assert " " not in url
        assert url.lower().startswith(("http://", "https://"))
        assert clean_url(url) == url


@pytest.mark.parametrize(
    "value",
    [
        "2024-06-18T06:03:01Z",
        "2024-06-18T14:03:01+08:00",
        "2024-06-18 06:03:01",
        "2024-06-18T06:03:01.999999",
        "20240618060301",
        "20240618T060301Z",
        "Tue, 18 Jun 2024 06:03:01 GMT",
        "Tue, 18 Jun 2024 14:03:01 +0800",
        "Tue Jun 18 2024 14:03:01 GMT+0800 (中国标准时间)",
        "Tue Jun 18 2024 01:03:01 GMT-0500",
        1718690581,
        1718690581.5,
        1718690581000,
        "1718690581",
        "1718690581000",
    ],
)
def test_dates_are_read_in_all_forms_that_crawlers_write(value: object) -> None:
    """They come out in UTC and whole seconds; a time without a zone is UTC."""
    assert moment(value) == NOON


@pytest.mark.parametrize(
    "value", [None, "", "yesterday", "2024-13-45", True, -5, 0, 1e300, float("nan"), "9" * 40, [], {}]
)
def test_what_is_no_date_is_none(value: object) -> None:
    """Without an error."""
    assert moment(value) is None


def test_headers_are_read_in_all_forms() -> None:
    """Objects of values or lists, lists of pairs, and lists of objects say the same."""
    wanted = (("A", "1"), ("A", "2"), ("Content-Type", "text/html"))
    for headers in (
        {"A": ["1", 2], "Content-Type": "text/html"},
        [["A", "1"], ["A", "2"], ["Content-Type", "text/html"]],
        [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}, {"name": "Content-Type", "value": "text/html"}],
    ):
        assert facts_of({"headers": headers}) == Facts(headers=wanted, content_type="text/html")


def test_the_date_header_is_the_date_of_last_resort() -> None:
    """A field of its own goes before it."""
    headers = {"date": "Tue, 18 Jun 2024 06:03:01 GMT"}
    assert facts_of({"headers": headers}).date == NOON
    assert facts_of({"headers": headers, "timestamp": "2020-01-01"}).date == datetime(2020, 1, 1, tzinfo=UTC)


@given(st.dictionaries(FIELDS, JSON))
def test_no_json_is_too_strange(fields: dict[str, Any]) -> None:
    """Values that cannot be used count as missing, and what is used is safe to write into a header."""
    facts = facts_of(fields)
    for text in (facts.content_type or "", facts.reason_phrase, *(part for header in facts.headers for part in header)):
        assert not set(text) & set("\r\n\0")
        assert text.encode().decode() == text
    assert facts.status is None or 100 <= facts.status <= 999
    assert facts.date is None or facts.date.tzinfo is UTC
