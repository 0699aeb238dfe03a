"""What commands have in common: the page, what is known of it, how it is cleaned, and how many at once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from newsclean.errors import InputError
from newsclean.options import Options

if TYPE_CHECKING:
    from newsclean.article import Article

__all__ = [
    "content_type_option",
    "jobs_option",
    "load_article",
    "max_bytes_option",
    "page_argument",
    "url_option",
]

page_argument = click.argument("page", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
url_option = click.option("--url", metavar="URL", help="The page's address, if its file does not tell.")
content_type_option = click.option(
    "--content-type", metavar="TYPE", help="The HTTP header that came with it, as in 'text/html; charset=gbk'."
)
max_bytes_option = click.option(
    "--max-bytes",
    metavar="N",
    type=click.IntRange(min=1),
    default=Options().max_bytes,
    show_default=True,
    help="Largest page to clean, in bytes, after decompression.",
)


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


jobs_option = click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    default=_processors,
    show_default="one for each processor",
    help="How many pages are worked on at once.",
)


def load_article(page: str, *, url: str | None, content_type: str | None, options: Options) -> Article:
    """Read a page from a file or standard input, and clean it. Raises `InputError`."""
    from newsclean.pipeline import clean
    from newsclean.read import Source, read
    from newsclean.types import Capture

    reason = "it holds no page"
    for found in read(Source((page,), max_bytes=options.max_bytes)):
        if isinstance(found, Capture):
            address = url or (found.url if found.url_from != "file" else None)
            return clean(found.raw, url=address, content_type=content_type or found.content_type, options=options)
        reason = found.reason
    raise InputError(f"{page}: {reason}")
