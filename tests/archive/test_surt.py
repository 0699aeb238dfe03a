"""Keys of URLs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surt import surt  # type: ignore[import-untyped]  # what cdxj-indexer uses, a tool of development alone

from newsclean.archive.safe import safe_url
from newsclean.archive.surt import url_key

SESSION = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.Example.com:80/A/b/../c//d/?b=2&a=1&A=0#frag",
        "https://user:word@www2.example.com:8443/",
        "http://例え.jp/路径?q=中",
        "http://example.com/%E4%B8%AD%2541",
        "http://example.com",
        "http://example.com/?",
        "http://example.com/index.html?",
        "http://[::1]:80/x",
        "http://192.168.1.1/x",
        f"http://example.com/a;jsessionid={SESSION}",
        f"http://example.com/?jsessionid={SESSION}&x=1",
        f"http://example.com/?a=1&sid={SESSION}",
        "http://example.com/(S(abcdefghijklmnopqrstuvwx))/p.aspx",
        "http://example.com/a?b=c?d",
        "http://example.com./",
        "http://example..com/",
        "http://example.com/%",
        "http://example.com//",
        "ftp://example.com:21/x",
        "http://example.com/~a/%7Eb",
        "http://news.www.example.cn/",
        "http://example.cn/?&&b&a=",
        "http://example.cn/?x=%E4%B8%AD+%C4%E3",
        "http://example.cn/../../x/.",
        "file:///a b/新闻.html",
        "file:///-",
        "urn:uuid:54C16E0F-9015-529d-8355-86cbbb492b82",
    ],
)
def test_keys_are_those_of_other_tools(url: str) -> None:
    """A key is the one that cdxj-indexer and the replay tools compute, so that our index serves them."""
    safe = safe_url(url)
    assert safe is not None
    assert url_key(safe) == surt(safe)


@given(
    st.from_regex(
        r"https?://(www\.)?[a-z0-9]{1,9}\.(com|cn)"
        r"(/[a-zA-Z0-9%._~ 中-]{0,9}){0,4}(\?([a-zA-Z]=[a-z0-9%]{0,3}&?){0,4})?",
        fullmatch=True,
    )
)
def test_keys_of_generated_urls_are_those_of_other_tools(url: str) -> None:
    """The same for URLs that nobody thought of."""
    safe = safe_url(url)
    assert safe is not None
    assert url_key(safe) == surt(safe)


def test_spellings_of_one_address_share_a_key() -> None:
    """Scheme, www, case, order of parameters, closing slash and fragment make no difference."""
    assert url_key("http://www.example.com/News/?b=2&a=1#x") == url_key("https://example.com/news?a=1&b=2")
