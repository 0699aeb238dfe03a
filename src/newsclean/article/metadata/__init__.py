"""What a page says about its article, each value with where it came from.

One module a field: `title`, `people`, `outlet`, `dates`, `dateline`, `section`, `language`, `address`. All of them look at the
same `Evidence`: the page's head, its JSON-LD, and the visible lines around the text that are not another article's.
"""

from __future__ import annotations

from newsclean.article.metadata.address import find_image, find_url
from newsclean.article.metadata.dateline import find_dateline
from newsclean.article.metadata.dates import find_modified, find_published
from newsclean.article.metadata.evidence import Evidence, article_object, find_run, gather_lines, texts_of
from newsclean.article.metadata.language import SAMPLE, find_language
from newsclean.article.metadata.outlet import find_site, find_source
from newsclean.article.metadata.people import find_authors, find_editors
from newsclean.article.metadata.section import find_keywords, find_section
from newsclean.article.metadata.title import find_title
from newsclean.article.metadata.words import load_words
from newsclean.page.head import Head, read_head
from newsclean.types import Ledger, Metadata, Page

__all__ = ["read_metadata"]


def read_metadata(page: Page, ledger: Ledger, head: Head | None = None) -> Metadata:
    """Read an article's metadata from its page's head, structured data and labelled blocks.

    ``head`` saves a walk over the tree where the caller has read it already. Nothing is read out of blocks of another
    article, comments, menus or hidden elements; a field that the page says nothing about stays empty.
    """
    head = read_head(page.tree) if head is None else head
    words = load_words()
    run = find_run(ledger)
    article = article_object(head.json_ld, head.first("og:title") or head.title)
    title = find_title(head, article, ledger, run, words)
    language, language_origin = find_language(head.language, _sample(ledger, run.start, run.end), words)
    evidence = Evidence(
        words,
        head,
        article,
        page.tree,
        gather_lines(ledger, run, title.index, words, scrape=page.form == "text"),
        title.text,
        language.partition("-")[0].lower(),
        page.url or "",
        "" if page.tree is None else page.text,
    )
    editors, editors_origin = find_editors(evidence)
    source, source_origin = find_source(evidence)
    found = {
        "title": (title.text or None, title.origin),
        "authors": find_authors(evidence, editors, source),
        "editors": (editors, editors_origin),
        "source": (source, source_origin),
        "published": find_published(evidence),
        "modified": find_modified(evidence),
        "section": find_section(evidence),
        "keywords": find_keywords(evidence),
        "language": (language or None, language_origin),
        "site": find_site(evidence),
        "url": find_url(evidence),
        "image": find_image(evidence, ledger),
        "description": _description(evidence),
        "dateline": find_dateline(evidence),
    }
    return Metadata(
        **{field: value for field, (value, _) in found.items()},  # type: ignore[arg-type]
        origins={field: origin for field, (value, origin) in found.items() if value},
    )


def _sample(ledger: Ledger, start: int, end: int) -> str:
    """The beginning of the text, or of the page where it has none."""
    parts: list[str] = []
    length = 0
    for entry in ledger[start:end] if end else ledger:
        parts.append(entry.block.text)
        length += len(entry.block.text)
        if length > SAMPLE:
            break
    return " ".join(parts)


def _description(evidence: Evidence) -> tuple[str | None, str]:
    """What the page says the article is about, in a sentence or two."""
    for name in ("og:description", "description", "twitter:description", "dc.description"):
        if text := evidence.head.first(name):
            return text, f"meta {name}"
    texts = texts_of(evidence.article.get("description"))
    return (texts[0], "json-ld") if texts else (None, "")
