"""What the commands for one page have in common: the page, what is known of it, and how it is cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsclean.options import Options

if TYPE_CHECKING:
    from newsclean.article import Article

__all__ = ["content_type_option", "load_article", "max_bytes_option", "page_argument", "url_option"]

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


def load_article(page: str, *, url: str | None, content_type: str | None, options: Options) -> Article:
    """Read a page from a file or standard input, and clean it. Raises `InputError`."""
    from newsclean.pipeline import clean

    with click.open_file(page, "rb") as file:
        raw = file.read()
    return clean(raw, url=url, content_type=content_type, options=options)
