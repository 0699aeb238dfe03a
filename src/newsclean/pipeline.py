"""`clean`, which loads what it needs when it is first called: the process that leads a run never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsclean.options import Options

if TYPE_CHECKING:
    from newsclean.article import Article
    from newsclean.profile import SiteProfile

__all__ = ["clean"]


def clean(
    source: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    options: Options = Options(),
    profile: SiteProfile | None = None,
) -> Article:
    """Take one page apart: the article, its metadata, and the account of what was removed.

    ``source`` is a page as bytes, just as fetched, or as text; ``content_type`` its HTTP header, if there was one.
    ``profile`` is what repeats on the pages of the page's host, and is evidence where that host is known.
    Raises `NotAPageError` for bytes that are neither HTML nor a text scrape, and `InputError` for a page larger than
    ``options.max_bytes``. Opens no network connection.
    """
    from newsclean.rooms import clean_page

    return clean_page(source, url, content_type, options, profile)
