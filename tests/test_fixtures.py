"""Every page in ``fixtures/`` is cleaned to exactly what stands beside it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

import pytest

from newsclean import Article, Kind, clean
from tests.conftest import FixturePage, fixture_pages, squeeze

FIELDS = {"title", "authors", "editors", "source_name", "date", "url", "lang", "note", "body", "must_not"}
PAGES = pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in fixture_pages()])


@functools.cache
def cleaned(name: str) -> Article:
    """The article of one fixture, cleaned once for all the tests that look at it."""
    (page,) = (page for page in fixture_pages() if page.name == name)
    return clean(page.raw, url=page.expected["url"])


def one_space(text: str | None) -> str | None:
    """A line with its white space collapsed, ideographic spaces too."""
    return None if text is None else " ".join(text.split())


def metadata_of(article: Article, expected: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of an article in the form of an expected result; a time only where one is expected."""
    metadata = article.metadata
    found: dict[str, Any] = {
        "title": one_space(metadata.title),
        "authors": list(metadata.authors),
        "editors": list(metadata.editors),
        "source_name": metadata.source,
        "date": metadata.published.isoformat()[:10] if metadata.published else None,
    }
    if "datetime" in expected:
        found["datetime"] = metadata.published.isoformat()[:16] if metadata.published else None
    if metadata.language is not None:  # a page may say nothing of its language
        found["lang"] = metadata.language.partition("-")[0]
    return found


@PAGES
def test_text_is_exactly_the_expected_body(page: FixturePage) -> None:
    """The text has every paragraph of the article, in order, and nothing else."""
    assert cleaned(page.name).text.split("\n") == page.expected["body"].split("\n")


@PAGES
def test_metadata_is_as_expected(page: FixturePage) -> None:
    """Title, authors, editors, source and date are those of the article; what the page does not say is missing."""
    found = metadata_of(cleaned(page.name), page.expected)
    wanted = {field: page.expected[field] for field in found}
    wanted["title"] = one_space(wanted["title"])
    assert found == wanted


@PAGES
def test_removed_pieces_are_listed_under_their_kind(page: FixturePage) -> None:
    """Every piece named in must_not is out of the text and found among the removed blocks of its kind."""
    article = cleaned(page.name)
    text = squeeze(article.text)
    removed = {kind: squeeze("".join(block.text for block in article.removed(kind))) for kind in Kind}
    wrong = []
    for piece in page.expected["must_not"]:
        wanted, snippet = Kind(piece["kind"]), squeeze(piece["text"])
        if snippet in text:
            wrong.append(f"{piece['text']!r} is in the text, not removed as {wanted}")
        elif snippet not in removed[wanted]:
            others = [str(kind) for kind in Kind if snippet in removed[kind]]
            wrong.append(f"{piece['text']!r} is {others or 'nowhere'}, not {wanted}")
    assert not wrong, "\n".join(wrong)


@PAGES
def test_expected_result_is_well_formed(page: FixturePage) -> None:
    """An expected result has the documented fields, known kinds, and no piece that the body itself holds."""
    expected = page.expected
    assert set(expected) - {"datetime"} == FIELDS
    body = squeeze(expected["body"])
    assert all(line == line.strip() != "" for line in expected["body"].split("\n"))
    for piece in expected["must_not"]:
        assert Kind(piece["kind"]) is not Kind.BODY
        assert squeeze(piece["text"]) not in body, piece


def test_every_fixture_is_described_in_the_readme() -> None:
    """The README has one line for each fixture, with the note of its expected result."""
    readme = (fixture_pages()[0].path.parent.parent / "README.md").read_text(encoding="utf-8")
    listed = readme.partition("| fixture | what it tests |\n|---|---|\n")[2].splitlines()
    assert listed == [f"| `{page.name}` | {page.expected['note']} |" for page in fixture_pages()]


def test_expected_results_are_written_alike() -> None:
    """Expected results are JSON with two spaces of indent and readable characters, so that a change is a small diff."""
    for page in fixture_pages():
        text = (page.path.parent / "expected.json").read_text(encoding="utf-8")
        assert text == json.dumps(page.expected, ensure_ascii=False, indent=2) + "\n", page.name
