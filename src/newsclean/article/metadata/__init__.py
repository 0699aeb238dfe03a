"""What a page says about its article, each value with where it came from.

A module a field: `title`, `people`, `outlet`, `dates`, `dateline`, `section`, `language`, `address`. All of them look
at the same `Evidence`: the page's head, its JSON-LD, and the visible lines around the text that are not another
article's.
"""

from __future__ import annotations

from newsclean.article.metadata.address import find_image, find_url
from newsclean.article.metadata.dateline import find_dateline
from newsclean.article.metadata.dates import find_modified, find_published
from newsclean.article.metadata.evidence import Evidence, article_object, date_language_of, host_of, squeeze
from newsclean.article.metadata.language import SAMPLE, find_language
from newsclean.article.metadata.lines import Run, find_run, gather_lines
from newsclean.article.metadata.outlet import find_site, find_source
from newsclean.article.metadata.people import find_authors, find_editors
from newsclean.article.metadata.section import find_keywords, find_section
from newsclean.article.metadata.title import find_title
from newsclean.article.metadata.words import load_words
from newsclean.types import Ledger, Metadata, Page

__all__ = ["read_metadata"]


def read_metadata(page: Page, ledger: Ledger) -> Metadata:
    """Read an article's metadata from its page's head, structured data and labelled blocks.

    Nothing is read out of blocks of another article, comments, menus or hidden elements; a field that the page says
    nothing about stays empty.
    """
    head = page.head
    words = load_words()
    run = find_run(ledger)
    article = article_object(head.json_ld, head.first("og:title") or head.title)
    title = find_title(head, article, ledger, run, words)
    language, language_origin = find_language(head.language, _sample(ledger, run), words)
    code, host = language.partition("-")[0].lower(), host_of(page.url or "")
    evidence = Evidence(
        words=words,
        head=head,
        article=article,
        tree=page.tree,
        lines=gather_lines(ledger, run, title.index, words, scrape=page.form == "text"),
        title=title.text,
        language=code,
        url=page.url or "",
        html="" if page.tree is None else page.text,
        host=host,
        date_language=date_language_of(head.language, code, host),
        squeezed_title=squeeze(title.text),
    )
    editors, editors_origin = find_editors(evidence)
    source, source_origin = find_source(evidence)
    authors, authors_origin = find_authors(evidence, editors, source)
    published, published_origin = find_published(evidence)
    modified, modified_origin = find_modified(evidence)
    section, section_origin = find_section(evidence)
    keywords, keywords_origin = find_keywords(evidence)
    site, site_origin = find_site(evidence)
    url, url_origin = find_url(evidence)
    image, image_origin = find_image(evidence, ledger)
    description, description_origin = _find_description(evidence)
    dateline, dateline_origin = find_dateline(evidence)
    origins = {
        "title": title.origin,
        "authors": authors_origin,
        "editors": editors_origin,
        "source": source_origin,
        "published": published_origin,
        "modified": modified_origin,
        "section": section_origin,
        "keywords": keywords_origin,
        "language": language_origin,
        "site": site_origin,
        "url": url_origin,
        "image": image_origin,
        "description": description_origin,
        "dateline": dateline_origin,
    }
    return Metadata(
        title=title.text or None,
        authors=authors,
        editors=editors,
        source=source,
        published=published,
        modified=modified,
        section=section,
        keywords=keywords,
        language=language or None,
        site=site,
        url=url,
        image=image,
        description=description,
        dateline=dateline,
        origins={field: origin for field, origin in origins.items() if origin},
    )


def _sample(ledger: Ledger, run: Run) -> str:
    """The beginning of the text, or of the page where it has none."""
    parts: list[str] = []
    length = 0
    for entry in ledger.entries[run.start : run.end] if run.end else ledger.entries:
        parts.append(entry.block.text)
        length += len(entry.block.text)
        if length > SAMPLE:
            break
    return " ".join(parts)


def _find_description(evidence: Evidence) -> tuple[str | None, str]:
    """What the page says the article is about, in a sentence or two."""
    for text, origin in evidence.meta("description"):
        return text, origin
    for text in evidence.structured("description"):
        return text, "json-ld"
    return None, ""
