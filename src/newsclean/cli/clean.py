"""``newsclean clean``: one page in, one article out."""

from __future__ import annotations

from typing import Literal

import click

from newsclean.cli.arguments import content_type_option, load_article, max_bytes_option, page_argument, url_option
from newsclean.cli.output import note, put, put_json
from newsclean.options import Options

__all__ = ["command"]

# Below this, the evidence about a page disagrees, or little text was found.
LOW_CONFIDENCE = 0.5

Format = Literal["text", "markdown", "html", "json"]


@click.command("clean")
@page_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    show_default=True,
    help="What to print: the text alone, or the article as Markdown, HTML or JSON with its metadata and ledger.",
)
@url_option
@content_type_option
@max_bytes_option
@click.option("--captions", is_flag=True, help="Put captions into the text too.")
@click.option("--no-links", is_flag=True, help="Leave links out of Markdown and HTML; their text stays.")
@click.option("--no-images", is_flag=True, help="Leave images out of Markdown and HTML.")
@click.option("--no-title", is_flag=True, help="Begin Markdown and HTML without the title.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors.")
def command(
    *,
    page: str,
    form: Format,
    url: str | None,
    content_type: str | None,
    max_bytes: int,
    captions: bool,
    no_links: bool,
    no_images: bool,
    no_title: bool,
    quiet: bool,
) -> None:
    """Clean one PAGE (- for standard input) and print the article."""
    options = Options(max_bytes, captions=captions, links=not no_links, images=not no_images, title=not no_title)
    article = load_article(page, url=url, content_type=content_type, options=options)
    for damage in article.damage:
        note(f"{page}: {damage}", quiet=quiet)
    if not article.text:
        note(
            f"{page}: no article was found; `newsclean explain {page}` tells what each block was taken for", quiet=quiet
        )
    elif article.confidence < LOW_CONFIDENCE:
        note(f"{page}: confidence is low, {article.confidence:.2f}; `newsclean explain {page}` tells why", quiet=quiet)
    if form == "json":
        put_json(article.to_dict())
    elif form == "text":
        put(f"{article.text}\n" if article.text else "")
    else:
        put(article.to_markdown() if form == "markdown" else article.to_html())
