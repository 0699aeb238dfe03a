"""The two pages in ``seeds/`` are cleaned to exactly what ``fixtures/seeds/expected.jsonl`` says of them."""

from __future__ import annotations

import functools

import pytest

from newsclean import Article, Kind, clean
from tests.conftest import FixturePage, seed_pages, squeeze

SEEDS = pytest.mark.parametrize("seed", [pytest.param(seed, id=seed.name) for seed in seed_pages()])
PIECES = pytest.mark.parametrize(
    ("seed", "text", "kind"),
    [
        pytest.param(seed, piece["text"], Kind(piece["kind"]), id=f"{seed.name}-{piece['text']}")
        for seed in seed_pages()
        for piece in seed.expected["must_not"]
    ],
)


@functools.cache
def cleaned(name: str) -> Article:
    """The article of one seed, cleaned once for all the tests that look at it."""
    (seed,) = (seed for seed in seed_pages() if seed.name == name)
    return clean(seed.raw, url=seed.expected["url"])


@SEEDS
def test_text_is_the_expected_body(seed: FixturePage) -> None:
    """The text is the body to the character, paragraphs separated by a newline, title excluded."""
    assert cleaned(seed.name).text == seed.expected["body"]


@SEEDS
def test_metadata_is_as_expected(seed: FixturePage) -> None:
    """Title, authors, editors, source and date are those of the article, with the time where the page shows one."""
    metadata, expected = cleaned(seed.name).metadata, seed.expected
    assert metadata.title == expected["title"]
    assert list(metadata.authors) == expected["authors"]
    assert list(metadata.editors) == expected["editors"]
    assert metadata.source == expected["source_name"]
    assert metadata.published is not None
    assert metadata.published.isoformat()[:16] == expected.get("datetime", expected["date"])


@PIECES
def test_removed_piece_is_listed_under_its_kind(seed: FixturePage, text: str, kind: Kind) -> None:
    """A piece of boilerplate is not in the text, and among the removed blocks of the kind that it is."""
    article = cleaned(seed.name)
    assert squeeze(text) not in squeeze(article.text)
    assert squeeze(text) in squeeze("".join(block.text for block in article.removed(kind)))
