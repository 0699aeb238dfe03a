"""`newsclean clean`: one page in, one article out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsclean import clean
from newsclean.cli import main

PAGE = Path(__file__).parents[2] / "fixtures" / "zh-portal-mood-poll" / "page.html"
URL = "https://news.example/1.html"


def test_the_text_is_printed() -> None:
    """Without a format, the text of the article and a line break."""
    result = CliRunner().invoke(main, ["clean", str(PAGE)])
    assert result.exit_code == 0
    assert result.stdout == clean(PAGE.read_bytes()).text + "\n"


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_markdown_and_html_are_printed(form: str) -> None:
    """The formats are those of the article, links made absolute with the address given."""
    result = CliRunner().invoke(main, ["clean", "--format", form, "--url", URL, str(PAGE)])
    article = clean(PAGE.read_bytes(), url=URL)
    assert result.stdout == (article.to_markdown() if form == "markdown" else article.to_html())


def test_json_is_printed() -> None:
    """JSON holds what `to_dict` gives."""
    result = CliRunner().invoke(main, ["clean", "--format", "json", str(PAGE)])
    assert json.loads(result.stdout) == clean(PAGE.read_bytes()).to_dict()


def test_a_page_comes_from_standard_input() -> None:
    """`-` is standard input; its bytes are decoded like a file's."""
    result = CliRunner().invoke(main, ["clean", "-"], input=PAGE.read_bytes())
    assert result.stdout == clean(PAGE.read_bytes()).text + "\n"


def test_the_content_type_is_evidence_for_the_encoding() -> None:
    """Bytes without a declaration are decoded as the HTTP header says."""
    raw = ("<p>" + "本市昨日举行了一场新闻发布会，介绍了有关情况。" * 3 + "</p>").encode("big5hkscs", "ignore")
    arguments = ["clean", "--format", "json", "--content-type", "text/html; charset=big5", "-"]
    result = CliRunner().invoke(main, arguments, input=raw)
    assert json.loads(result.stdout)["encoding"]["why"] == "http"


def test_options_leave_out_the_title_links_and_images() -> None:
    """The options for rendering reach the renderer."""
    result = CliRunner().invoke(
        main, ["clean", "--format", "markdown", "--no-title", "--no-links", "--no-images", str(PAGE)]
    )
    assert not result.stdout.startswith("# ")
    assert "](" not in result.stdout


def test_captions_join_the_text_on_request() -> None:
    """`--captions` puts the captions of figures into the text."""
    page = "<article><h1>桥梁通车</h1>" + "<p>大桥昨日正式通车，往来两岸的时间缩短了一半。</p>" * 4
    page += "<figure><img src='a.jpg'><figcaption>夜色中的大桥。</figcaption></figure></article>"
    without = CliRunner().invoke(main, ["clean", "-"], input=page.encode())
    assert "夜色中的大桥" not in without.stdout
    assert "夜色中的大桥" in CliRunner().invoke(main, ["clean", "--captions", "-"], input=page.encode()).stdout


def test_a_page_that_is_none_is_an_error() -> None:
    """A picture named - ends with exit code 1 and a reason."""
    result = CliRunner().invoke(main, ["clean", "-"], input=b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 8)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stdout == ""


def test_a_page_that_is_too_large_is_an_error() -> None:
    """`--max-bytes` is a limit, and the message names it."""
    result = CliRunner().invoke(main, ["clean", "--max-bytes", "100", str(PAGE)])
    assert result.exit_code == 1
    assert "max" in result.stderr


def test_doubts_are_told_unless_quiet_is_asked_for() -> None:
    """A page without an article gives no text, and a word about it on standard error."""
    page = b"<ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul>"
    result = CliRunner().invoke(main, ["clean", "-"], input=page)
    assert result.exit_code == 0
    assert "newsclean explain -" in result.stderr
    assert CliRunner().invoke(main, ["clean", "-q", "-"], input=page).stderr == ""
