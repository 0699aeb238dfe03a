"""Who wrote an article and who edited it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsclean.article.metadata.evidence import Evidence, squeeze
from newsclean.article.metadata.han_names import han_names, is_outlet, is_surnamed
from newsclean.article.metadata.han_people import VALUE_STOP, photographers, shown_in_han, signed
from newsclean.article.metadata.names import is_person, structured_names, unique
from newsclean.article.metadata.western_people import behind_by, boxed_below, marked, named_alone
from newsclean.article.metadata.words import element_names

__all__ = ["find_authors", "find_editors"]

LOGIN = re.compile(r"^[A-Za-z][\w.-]{1,19}$")
IDEOGRAPHIC = ("zh", "ja", "ko")

Names = Iterator[tuple[list[str], str]]


def find_authors(evidence: Evidence, editors: Sequence[str], source: str | None) -> tuple[tuple[str, ...], str]:
    """The authors, and where they came from. The source and, in Chinese, the editors are none."""
    others = {squeeze(source or "")}
    if evidence.language in IDEOGRAPHIC:
        others |= {squeeze(editor) for editor in editors}
    for names, origin in _found(evidence):
        authors = [name for name in names if squeeze(name) not in others]
        if authors:
            return unique(authors), origin
    return (), ""


def _found(evidence: Evidence) -> Names:
    """Names that may be the authors', the likeliest first: in Chinese those shown, elsewhere those told to machines.

    Structured data that names the site, an organisation or a login stands back behind the people whom the page shows.
    """
    structured = [*_from_json_ld(evidence), *_from_meta(evidence)]
    people = [found for found in structured if _are_people(found[0], evidence)]
    if evidence.language in IDEOGRAPHIC:
        yield from shown_in_han(evidence)
        yield from signed(evidence)
        yield from people
        yield from marked(evidence)
        yield from photographers(evidence)
    else:
        yield from people
        yield from marked(evidence)
        yield from behind_by(evidence)
        yield from named_alone(evidence)
        yield from boxed_below(evidence)
        yield from shown_in_han(evidence)
    yield from structured


def _are_people(names: Sequence[str], evidence: Evidence) -> bool:
    """Whether names of structured data read as people's and are not the site's own."""
    publishers = evidence.structured("site", "name")
    site = squeeze(" ".join((evidence.head.first("og:site_name"), evidence.host, *publishers)))
    return all(is_person(name, evidence.words) and squeeze(name) not in site for name in names)


def _from_json_ld(evidence: Evidence) -> Names:
    """Names in the article's JSON-LD; a Chinese outlet there is the article's source."""
    names = [name for text in evidence.structured("author", "name") for name in structured_names(text, evidence.words)]
    if evidence.language == "zh":
        names = [name for name in names if not is_outlet(name, evidence.words)]
    if names:
        yield names, "json-ld"


def _from_meta(evidence: Evidence) -> Names:
    """Names in meta elements."""
    for name in element_names("author"):
        contents = evidence.head.meta.get(name, ())
        names = [person for content in contents for person in structured_names(content, evidence.words)]
        if evidence.language == "zh":
            names = _people_of_chinese_meta(names, evidence)
        if names:
            yield names, f"meta {name}"


def _people_of_chinese_meta(names: Sequence[str], evidence: Evidence) -> list[str]:
    """Those names that are a person's or are shown too: Chinese pages name the site, an editor or a login here."""
    if not names:
        return []
    site = squeeze(evidence.head.title + evidence.head.first("og:site_name") + evidence.host)
    shown = squeeze(" ".join([line.text for line in evidence.of("above")]))
    return [
        name
        for name in names
        if squeeze(name) not in site
        and not is_outlet(name, evidence.words)
        and (is_surnamed(name, evidence.words) or squeeze(name) in shown)
    ]


def find_editors(evidence: Evidence) -> tuple[tuple[str, ...], str]:
    """Those named as editors in the lines around the text, in their order, and where the first was found."""
    names: list[str] = []
    origin = ""
    for line in evidence.of("before", "above", "start", "end", "below"):
        for field in line.fields:
            if field.family == "editor" and (found := _editors(field.value, evidence)):
                names += found
                origin = origin or line.origin
    return unique(names), origin


def _editors(value: str, evidence: Evidence) -> list[str]:
    """The names in the value of a label for editors, who may sign by their login."""
    value = VALUE_STOP.split(value)[0].strip()
    return [value] if LOGIN.match(value) else han_names(value, evidence.words, pen_names=True)
