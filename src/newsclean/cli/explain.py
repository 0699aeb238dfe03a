"""``newsclean explain``: every block of a page with its kind, its confidence and the reasons."""

from __future__ import annotations

import click

from newsclean.cli.arguments import content_type_option, load_article, max_bytes_option, page_argument, url_option
from newsclean.cli.output import plain, put, put_json_line
from newsclean.options import Options
from newsclean.types import Kind, LedgerEntry

__all__ = ["command"]

INDENT = "    "
# Elements of a path that are told, innermost last: those that say most.
PATH_STEPS = 4


@click.command("explain")
@page_argument
@url_option
@content_type_option
@max_bytes_option
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    multiple=True,
    type=click.Choice([kind.value for kind in Kind]),
    help="Only blocks of this kind, such as body or related_articles; may be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, for each block.")
def command(
    *,
    page: str,
    url: str | None,
    content_type: str | None,
    max_bytes: int,
    kinds: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tell for every block of PAGE (- for standard input) what it was judged to be, how surely, and why.

    The reasons are weights of evidence in log-odds: positive ones speak for a kind, negative ones against it.
    """
    article = load_article(page, url=url, content_type=content_type, options=Options(max_bytes))
    entries = [entry for entry in article.ledger if not kinds or entry.verdict.kind.value in kinds]
    if as_json:
        from newsclean.article.render import entry_values

        for entry in entries:
            put_json_line(entry_values(entry))
    else:
        for entry in entries:
            put(describe(entry))


def describe(entry: LedgerEntry) -> str:
    """A block for people: what it is, where it stands, what it says, and why it was judged so."""
    block, verdict = entry.block, entry.verdict
    path = " > ".join(block.path.split(" > ")[-PATH_STEPS:])
    head = f"{block.index}  {verdict.kind}  {verdict.confidence:.2f}  {block.role}"
    lines = [head + (f"  {path}" if path else "")]
    text = block.text or (f"[{block.image.alt or block.image.src}]" if block.image else "")
    lines.extend(INDENT + line for line in text.splitlines())
    lines.extend(
        f"{INDENT}{reason.weight:+.1f} {reason.kind}  {reason.labeller}: {reason.detail}" for reason in verdict.reasons
    )
    return plain("\n".join(lines)) + "\n\n"
