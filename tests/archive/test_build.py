"""One page to its records."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from newsclean.archive import PageRecords, RunInfo, build_records
from newsclean.archive.build import bind_to_shard, target_of
from newsclean.article.article import Article
from newsclean.types import Capture, Encoding, Failure, Metadata

Make = Callable[..., Article]
DAY = datetime(2020, 1, 1, tzinfo=UTC)
PAGE = Capture("<p>新闻".encode("gb18030"), "a/1.html", "https://example.com/1", "manifest", DAY, "sidecar")
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


def headers(member: bytes) -> dict[str, str]:
    """The WARC header of a compressed record."""
    (record,) = ArchiveIterator(BytesIO(member))
    return dict(record.rec_headers.headers)


def fields(records: PageRecords) -> dict[str, str]:
    """The fields of a page's ledger."""
    block = gzip.decompress(records.ledger.data).partition(b"\r\n\r\n")[2].decode()
    return dict(line.split(": ", 1) for line in block.split("\r\n") if line)


def test_a_page_without_http_headers_is_a_resource(info: RunInfo, make_article: Make) -> None:
    """The raw record has the charset that decoding used, the found type without parameters, and the date of capture."""
    raw = headers(build_records(PAGE, make_article(), info).raw.data)
    assert raw["WARC-Type"] == "resource"
    assert raw["Content-Type"] == "text/html; charset=gb18030"
    assert raw["WARC-Identified-Payload-Type"] == "text/html"
    assert raw["WARC-Date"] == "2020-01-01T00:00:00Z"
    assert raw["WARC-Target-URI"] == "https://example.com/1"


def test_the_three_records_name_each_other(info: RunInfo, make_article: Make) -> None:
    """Conversion is about raw, ledger about conversion, all have one URI, and each names the warcinfo of its file."""
    records = build_records(PAGE, make_article(), info)
    assert records.conversion is not None
    raw, conversion, ledger = (headers(record.data) for record in (records.raw, records.conversion, records.ledger))
    assert conversion["WARC-Refers-To"] == raw["WARC-Record-ID"] == records.raw.id
    assert ledger["WARC-Refers-To"] == conversion["WARC-Record-ID"] == records.conversion.id
    assert raw["WARC-Target-URI"] == conversion["WARC-Target-URI"] == ledger["WARC-Target-URI"]
    assert raw["WARC-Warcinfo-ID"] == info.raw_head().id
    assert conversion["WARC-Warcinfo-ID"] == ledger["WARC-Warcinfo-ID"] == info.cleaned_head().id
    assert conversion["WARC-Date"] == ledger["WARC-Date"] == "2026-01-02T03:04:05Z"
    assert conversion["Content-Type"] == "text/html; charset=utf-8"
    assert ledger["Content-Type"] == "application/warc-fields"


def test_the_conversion_is_the_clean_page(info: RunInfo, make_article: Make) -> None:
    """Its block is the article as HTML, in UTF-8, and says so."""
    article = make_article()
    conversion = build_records(PAGE, article, info).conversion
    assert conversion is not None
    block = gzip.decompress(conversion.data).partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
    assert block.decode() == article.to_html()
    assert '<meta charset="utf-8">' in block.decode()


def test_the_ledger_tells_what_it_must(info: RunInfo, make_article: Make) -> None:
    """Title, file, charset with its evidence, dates, and the account as one line of JSON."""
    found = fields(build_records(PAGE, make_article(damage=("nested deeper than 2048",)), info))
    assert found["title"] == "标题"
    assert found["authors"] == "甲; 乙"
    assert found["sourceFile"] == "a/1.html"
    assert (found["charset"], found["charsetFrom"], found["charsetDeclared"]) == ("gb18030", "meta", "gb2312")
    assert (found["urlFrom"], found["dateFrom"]) == ("manifest", "sidecar")
    assert found["published"] == "2020-01-01T08:00:00+00:00"
    assert found["damage"] == "nested deeper than 2048"
    assert found["json-metadata"].startswith('{"title":"标题"')
    assert '{"kind":"related_articles","blocks":[3,4],"characters":9,' in found["json-ledger"]


def test_http_headers_make_a_response(info: RunInfo, make_article: Make) -> None:
    """Status and headers that came with a page are in its block; encodings that no longer hold have another name."""
    http = (("Content-Type", "text/html; charset=gbk"), ("Content-Encoding", "br"), ("Set-Cookie", "a=1"))
    capture = replace(PAGE, status=404, reason_phrase="Not\r\nFound", headers=http)
    records = build_records(capture, make_article(), info)
    head, _, rest = gzip.decompress(records.raw.data).partition(b"\r\n\r\n")
    assert b"WARC-Type: response\r\n" in head
    assert b"\r\nContent-Type: application/http; msgtype=response\r\n" in head
    assert rest == (
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html; charset=gbk\r\nX-Orig-Content-Encoding: br\r\n"
        b"Set-Cookie: a=1\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (len(PAGE.raw), PAGE.raw)
    )


@pytest.mark.parametrize(
    "changes",
    [{"status": None}, {"headers": ()}, {"status": 0}, {"url": None}, {"url": "urn:x-page:1"}],
)
def test_a_response_needs_status_headers_and_an_http_url(
    changes: dict[str, object], info: RunInfo, make_article: Make
) -> None:
    """Where one of them is missing the raw record is a resource, as readers expect HTTP under no other URL."""
    capture = replace(PAGE, status=200, headers=(("Content-Type", "text/html"),))
    assert headers(build_records(replace(capture, **changes), make_article(), info).raw.data)["WARC-Type"] == "resource"  # type: ignore[arg-type]


def test_a_text_scrape_is_text(info: RunInfo, make_article: Make) -> None:
    """A page without tags is archived as text/plain, and its clean version is HTML all the same."""
    records = build_records(PAGE, make_article(form="text", encoding=Encoding("utf-8", "utf-8 valid")), info)
    assert headers(records.raw.data)["Content-Type"] == "text/plain; charset=utf-8"
    assert headers(records.raw.data)["WARC-Identified-Payload-Type"] == "text/plain"
    assert records.conversion is not None
    assert headers(records.conversion.data)["WARC-Identified-Payload-Type"] == "text/html"


def test_a_page_that_failed_keeps_its_raw_bytes(info: RunInfo) -> None:
    """There is a raw record and a ledger about it that says at which step and why; no conversion is made up."""
    failure = Failure("a/1.html", "clean", "took longer than 60 seconds\r\nWARC/1.0")
    records = build_records(PAGE, failure, info)
    assert records.conversion is None
    assert records.cleaned == (records.ledger,)
    assert headers(records.ledger.data)["WARC-Refers-To"] == records.raw.id
    assert fields(records)["failedAt"] == "clean"
    assert fields(records)["failure"] == "took longer than 60 seconds WARC/1.0"
    assert headers(records.raw.data)["Content-Type"] == "application/octet-stream"
    assert "WARC-Identified-Payload-Type" not in headers(records.raw.data)
    assert records.entry.failed == failure


def test_a_page_without_a_date_has_the_date_of_the_run(info: RunInfo, make_article: Make) -> None:
    """And the ledger says that nobody knows better."""
    records = build_records(replace(PAGE, date=None, date_from=""), make_article(), info)
    assert headers(records.raw.data)["WARC-Date"] == "2026-01-02T03:04:05Z"
    assert fields(records)["dateFrom"] == "run"


@pytest.mark.parametrize(
    ("url", "said", "uri", "found"),
    [
        ("https://example.com/1", "https://example.com/canonical", "https://example.com/1", "manifest"),
        (None, "https://example.com/canonical", "https://example.com/canonical", "meta og:url"),
        ("file:///a/1.html", "https://example.com/canonical", "https://example.com/canonical", "meta og:url"),
        (None, "javascript:alert(1)", "file:///a/1.html", "file"),
        (None, "urn:x:1", "file:///a/1.html", "file"),
        (None, None, "file:///a/1.html", "file"),
        ("javascript:alert(1)", None, "file:///a/1.html", "file"),
    ],
)
def test_the_target_uri_is_the_best_that_is_known(
    url: str | None, said: str | None, uri: str, found: str, make_article: Make
) -> None:
    """What is known of the capture comes before what the page says, and that before the place of its file."""
    article = make_article(metadata=Metadata(url=said, origins={"url": "meta og:url"}))
    target = target_of(replace(PAGE, url=url), article)
    assert (target.uri, target.found) == (uri, found)


def test_a_refused_url_is_told(info: RunInfo, make_article: Make) -> None:
    """A URL that may not stand in a record is named in the ledger, in a harmless form."""
    records = build_records(replace(PAGE, url="javascript:alert(1)\r\nX: y"), make_article(), info)
    assert fields(records)["urlRefused"] == "javascript:alert(1) X: y"


def test_building_is_pure(info: RunInfo, make_article: Make) -> None:
    """The same page and run give the same bytes."""
    assert build_records(PAGE, make_article(), info) == build_records(PAGE, make_article(), info)


def test_moving_to_another_shard_is_building_for_it(info: RunInfo, make_article: Make) -> None:
    """A page built for one shard and bound to another is, byte for byte, what would have been built for that."""
    built, other = build_records(PAGE, make_article(), info), replace(info, shard=7)
    assert bind_to_shard(built, info, 7) == build_records(PAGE, make_article(), other)
    failed = Failure(PAGE.name, "clean", "x")
    assert bind_to_shard(build_records(PAGE, failed, info), info, 7) == build_records(PAGE, failed, other)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(raw=st.binary(max_size=60), texts=st.tuples(*[ANY_TEXT] * 9), status=st.integers())
def test_nothing_from_outside_adds_a_record_or_a_header(
    raw: bytes, texts: tuple[str, ...], status: int, info: RunInfo, make_article: Make
) -> None:
    """Whatever stands in names, URLs, headers and metadata, a page is three records with the fields that we write."""
    name, url, found, kind, phrase, title, author, header, value = texts
    capture = Capture(
        raw, name, "http://example.com/" + url, found, DAY, found, kind, status, phrase, ((header, value),)
    )
    article = make_article(metadata=Metadata(title=title, authors=(author,), url=url), damage=(phrase,))
    records = build_records(capture, article, info)
    assert records.conversion is not None
    for record in (records.raw, records.conversion, records.ledger):
        assert set(headers(record.data)) <= {
            *("WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "WARC-Refers-To", "WARC-Warcinfo-ID"),
            *(
                "WARC-Identified-Payload-Type",
                "WARC-Payload-Digest",
                "WARC-Block-Digest",
                "Content-Type",
                "Content-Length",
            ),
        }
    assert gzip.decompress(records.raw.data).endswith(raw + b"\r\n\r\n")
