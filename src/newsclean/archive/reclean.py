"""Cleans the raw pages of an archive again, and holds the result to the clean pages that it has.

Same bytes in, same bytes out holds for one version of newsclean and of the libraries below it: what another version
made is not comparable, and is said to be so.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from typing import Any

from newsclean.archive.catalogue import Stored
from newsclean.archive.faults import Fault, FaultKind
from newsclean.archive.members import read_member
from newsclean.archive.reader import ArchivedPage, StoredRecord, parse_ledger, parse_record
from newsclean.archive.records import RecordType
from newsclean.errors import ArchiveError, NewscleanError
from newsclean.options import Options
from newsclean.pipeline import clean
from newsclean.profile import SiteProfile

__all__ = ["options_of", "reclean", "reclean_page", "why_not_comparable"]


def why_not_comparable(run: Mapping[str, Any]) -> str:
    """Why this newsclean need not give the clean pages of a run, empty where it should. ``run`` is what the manifest
    says of it."""
    own = f"newsclean/{version('newsclean')}"
    if run.get("software") != own:
        return f"made by {run.get('software')}, and this is {own}"
    made = run.get("versions")
    versions = {name: (str(wanted), installed(name)) for name, wanted in made.items()} if isinstance(made, dict) else {}
    other = [f"{name} {wanted} (here {here})" for name, (wanted, here) in sorted(versions.items()) if wanted != here]
    return f"made with {', '.join(other)}" if other else ""


def installed(name: str) -> str:
    """The version of a package, or of Python, that this process has."""
    try:
        return platform.python_version() if name == "python" else version(name)
    except PackageNotFoundError:
        return "none"


def options_of(run: Mapping[str, Any]) -> Options:
    """The options that a run cleaned with. Raises `OptionError` or TypeError for values that are none."""
    given = run.get("options")
    known = {field.name for field in fields(Options)}
    return (
        Options(**{name: value for name, value in given.items() if name in known})
        if isinstance(given, dict)
        else Options()
    )


def reclean(
    raw: Path,
    cleaned: Path,
    records: Iterable[Sequence[Stored]],
    options: Options,
    profile: SiteProfile | None = None,
) -> Iterator[Fault]:
    """A fault for each page whose raw bytes, cleaned again, give other bytes than its conversion has.

    ``records`` are raw record, conversion and ledger of each page to try, as they stand in the two files; ``profile``
    is what its run cleaned with.
    """
    for at_raw, at_cleaned, at_ledger in records:
        try:
            page = ArchivedPage(
                parse_record(read_member(raw, at_raw.offset)),
                parse_record(read_member(cleaned, at_cleaned.offset)),
                parse_ledger(parse_record(read_member(cleaned, at_ledger.offset))),
            )
        except ArchiveError:
            continue  # it is damaged, and has been told
        problem = reclean_page(page, options, profile)
        if problem:
            yield Fault(cleaned, at_cleaned.offset, at_cleaned.id, FaultKind.RECLEAN, problem)


def reclean_page(page: ArchivedPage, options: Options, profile: SiteProfile | None = None) -> str:
    """What is wrong when a page is cleaned again; empty where its conversion comes out, byte for byte."""
    if page.cleaned is None:
        return ""
    problem = ""
    for url, content_type in product(known_urls(page), dict.fromkeys(content_types(page))):
        try:
            article = clean(page.raw.payload, url=url, content_type=content_type, options=options, profile=profile)
            html = article.to_html()
        except NewscleanError as error:
            problem = problem or f"its raw page cannot be cleaned again: {error}"
            continue
        if html.encode("utf-8", "replace") == page.cleaned.payload:
            return ""
        problem = problem or "cleaning its raw page again gives another clean page"
    return problem


def known_urls(page: ArchivedPage) -> tuple[str | None, ...]:
    """The URL that cleaning was told: that of the capture, not one that was found on the page itself."""
    origins = page.ledger.metadata.get("origins")
    on_page = origins.get("url") if isinstance(origins, dict) else None
    where = page.ledger.get("urlFrom")
    if where == "file":
        return None, page.url
    return (None,) if where == on_page and where != "given" else (page.url,)


def content_types(page: ArchivedPage) -> Iterator[str | None]:
    """What cleaning may have been told of the type, the likeliest first.

    The header of a response is kept; of another page only the encoding that was used in the end is known.
    """
    if page.raw.type == RecordType.RESPONSE:
        yield http_type(page.raw)
    if page.ledger.get("charsetFrom") in {"http", "given"}:
        yield page.raw.get("Content-Type")
    yield None
    yield page.raw.get("Content-Type")


def http_type(record: StoredRecord) -> str | None:
    """The Content-Type among the HTTP headers of a response."""
    head = record.block.partition(b"\r\n\r\n")[0].decode("latin-1")
    fields = (line.partition(":") for line in head.split("\r\n")[1:])
    return next((value.strip() for name, _, value in fields if name.strip().lower() == "content-type"), None)
