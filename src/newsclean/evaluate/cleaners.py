"""The cleaners that can be measured: newsclean, and peers on the same pages. What each needs loads on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from newsclean.errors import OptionError

if TYPE_CHECKING:
    from newsclean.article import Article

__all__ = ["CLEANERS", "NEWSCLEAN", "Answer", "Cleaner", "cleaner_named", "name_of", "scrape", "version_of"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cleaner says of a page: the text, a paragraph a line, and what it can tell beside.

    ``date`` is the day of publication as YYYY-MM-DD. ``article`` is there where newsclean has cleaned, for its blocks.
    """

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    source: str | None = None
    date: str | None = None
    article: Article | None = None


# Takes the raw bytes of a page and its address, if that is known. For several processes to measure it at once, it has
# to be a function at the top of a module.
Cleaner = Callable[[bytes, str | None], Answer]

NEWSCLEAN = "newsclean"


def with_newsclean(raw: bytes, url: str | None) -> Answer:
    """What newsclean says of a page."""
    from newsclean.pipeline import clean

    return answer_of(clean(raw, url=url))


def answer_of(article: Article) -> Answer:
    """An article as an answer."""
    metadata = article.metadata
    return Answer(
        text=article.text,
        title=metadata.title,
        authors=metadata.authors,
        editors=metadata.editors,
        source=metadata.source,
        date=str(metadata.published)[:10] if metadata.published else None,
        article=article,
    )


def with_trafilatura(raw: bytes, url: str | None) -> Answer:
    """What trafilatura says of a page, as it comes but for the comments, which nobody counts as text."""
    import trafilatura

    document: Any = trafilatura.bare_extraction(raw, url=url, include_comments=False, with_metadata=True)
    if document is None:
        return Answer()
    authors = filter(None, (document.author or "").split("; "))
    return Answer(document.text or "", document.title, tuple(authors), date=document.date)


CLEANERS: Mapping[str, Cleaner] = MappingProxyType({NEWSCLEAN: with_newsclean, "trafilatura": with_trafilatura})


def cleaner_named(name: str) -> Cleaner:
    """The cleaner of a name. Raises `OptionError` for one that is not known."""
    if name not in CLEANERS:
        raise OptionError(f"no cleaner is named {name!r}; there are {', '.join(CLEANERS)}")
    return CLEANERS[name]


def name_of(cleaner: Cleaner) -> str:
    """A cleaner's name: its own for one that is known, the function's for others."""
    known = {function: name for name, function in CLEANERS.items()}
    return known.get(cleaner) or str(getattr(cleaner, "__name__", type(cleaner).__name__))


def version_of(name: str) -> str:
    """The version of the package that a cleaner is; empty where there is no such package."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name) if name in CLEANERS else ""
    except PackageNotFoundError:
        return ""


def scrape(raw: bytes) -> bytes:
    """A page as a plain-text scrape: all its visible text, in the layout that such scrapes have.

    Raises `OptionError` where resiliparse, which makes it, is not installed.
    """
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    except ImportError as error:
        raise OptionError("to turn pages into scrapes takes resiliparse: pip install resiliparse") from error
    page = bytes_to_str(raw, detect_encoding(raw) or "utf-8")
    text: str = extract_plain_text(page, preserve_formatting=True, main_content=False)
    return text.encode()
