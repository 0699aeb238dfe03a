"""HTML, a text scrape, or neither."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile

import pytest

from newsclean.errors import NotAPageError
from newsclean.page import sniff
from newsclean.page.sniff import reject_binary
from tests.conftest import JPEG, JSON, PDF, fixture_pages, noise, seed_pages

PROSE = "记者18日从主题采访活动中获悉,全市医药健康产业总体规模首次突破万亿元。" * 30


def zip_file() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("page.html", "<p>x")
    return buffer.getvalue()


BINARIES = {
    "a JPEG image": JPEG,
    "a PNG image": b"\x89PNG\r\n\x1a\n" + noise(100),
    "a GIF image": b"GIF89a" + noise(100),
    "a WebP image": b"RIFF\x24\0\0\0WEBPVP8 " + noise(100),
    "a PDF document": PDF,
    "a zip archive": zip_file(),
    "gzip data": gzip.compress(PROSE.encode()),
    "bzip2 data": bz2.compress(PROSE.encode() + bytes(100)),
    "xz data": lzma.compress(PROSE.encode()),
    "zstd data": b"\x28\xb5\x2f\xfd" + noise(100),
    "an MP4 video": b"\0\0\0\x20ftypisom" + noise(100),
    "a font": b"wOFF\0\1\0\0" + noise(100),
    "a program": b"\x7fELF\2\1\1\0" + noise(100),
    "binary data": b"\xd7\x05\x01" + noise(5000),
}


@pytest.mark.parametrize("what", BINARIES)
def test_other_files_are_named_for_what_they_are(what: str) -> None:
    """The first bytes tell what was given in the place of a page, and the message what to do."""
    with pytest.raises(NotAPageError, match=f"looks like {what}.*; .+"):
        reject_binary(BINARIES[what])


@pytest.mark.parametrize(
    "raw",
    [
        b"BZh is how bzip2 data begin.",
        b"ID3 tags are found in recordings.",
        "<p>中文</p>".encode("utf-16-le"),
        "今天的新闻是什么\n1\n2\n".encode("utf-16"),
        b"\x1b$B5-;v\x1b(B",
        PROSE.encode("gbk"),
        PROSE.encode("big5", "ignore"),
        b"a\0b",
        b"",
    ],
)
def test_text_in_any_encoding_is_not_taken_for_other_files(raw: bytes) -> None:
    """Not even if it begins with the letters of a signature, has zero bytes, or is nothing at all."""
    reject_binary(raw)


@pytest.mark.parametrize(
    "html",
    [
        "<!DOCTYPE html><title>x</title>",
        "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><p>x",
        "\ufeff\n  <html><body>x",
        "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html PUBLIC 'x'>\n<html xmlns='http://www.w3.org/1999/xhtml'>",
        "<?xml version='1.0'?><html/>",
        "<!-- saved from url=(0014)about:internet -->\n<HTML>",
        "<!-- a comment and nothing more -->",
        "<!-- a comment without an end <p>",
        "<div class=a>x</div>",
        "<p>" + PROSE,
        "<TABLE><TR><TD>x",
        "标题<br>" + "正文第一段。<br>正文第二段。<br/>",
        f"{PROSE[:300]}<p>{PROSE[:300]}</p><a href='/x'>更多</a>",
        "<my-app><div>a</div><p>b</p></my-app>",
        "HTTP header left over\n<html><head><title>t</title></head><body><p>x</p></body></html>",
        "<html>",
    ],
)
def test_html_is_seen_by_its_tags(html: str) -> None:
    """Whole pages, XHTML, fragments without <html>, tag soup, and pages behind comments are HTML."""
    assert sniff(html) == "html"


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "x",
        "a < b and c > d",
        "if (a<b) then <unknown> else <3",
        f"怎样使用 <div> 和 <span> 标签\n{PROSE}",
        f"The <p> and <a> tags are closed with </p> and </a>.\n{PROSE * 3}",
        "<新华社北京6月18日电> " + PROSE,
        "<A股> 收盘 " + PROSE,
        "[组图] 活动现场 " + PROSE + " [责任编辑]",
        "{不是 JSON}",
        "12",
        '"quoted"',
        "来源: 新闻网\n作者: 王小明\n" + PROSE,
        "Title: x\nContent-Type: multipart is what the header says\n" + PROSE,
        "\x1b[31mred\x1b[0m",
    ],
)
def test_prose_is_a_text_scrape_even_if_it_speaks_of_tags(text: str) -> None:
    """A few tags mentioned, a sign of inequality, or words in angle brackets do not make HTML."""
    assert sniff(text) == "text"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        (" \n\t\ufeff\r\n", "empty"),
        (JSON.decode(), "JSON"),
        (json.dumps(["<p>x</p>"]), "JSON"),
        ("\n" + json.dumps({"a": 1}) + "\n" + json.dumps({"a": 2}), "JSON"),
        ("[" * 100_000, "JSON"),
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "feed"),
        ("<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "feed"),
        ("<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", "feed"),
        ("<?xml version='1.0'?><catalog><book>x</book></catalog>", "XML"),
        (
            "From: <Saved by x>\r\nSubject: x\r\n y\r\nContent-Type: multipart/related;\r\n\tboundary=b\r\n\r\n--b",
            "MHTML",
        ),
        ("\x01\x02\x03abc" * 50, "binary"),
        ("\ufffd\ufffda" * 50, "binary"),
    ],
)
def test_what_is_neither_is_refused_by_name(text: str, what: str) -> None:
    """Nothing at all, JSON, feeds, other XML, web archives and rubbish are no pages, and the message says which."""
    with pytest.raises(NotAPageError, match=what):
        sniff(text)


def test_our_pages_have_the_form_that_their_file_names_promise() -> None:
    """Fixtures named .txt and the seeds are text scrapes, all others HTML."""
    for fixture in (*fixture_pages(), *seed_pages()):
        reject_binary(fixture.raw)
        text = fixture.raw.decode("utf-8", "replace")
        assert sniff(text) == ("text" if fixture.path.suffix == ".txt" else "html"), fixture.name


@pytest.mark.parametrize("text", ["<" * 300_000, "<!--" * 100_000, "<p" * 100_000, "<?" * 100_000, " " * 500_000 + "x"])
def test_sniffing_takes_linear_time(text: str) -> None:
    """Storms of markup that never ends are judged at once."""
    assert sniff(text) in ("html", "text")
