"""Evaluations as one HTML page that needs nothing else: no script, no link, no loading.

Whatever comes from pages and gold is shown as text; the page also forbids the browser to run or fetch anything
(https://www.w3.org/TR/CSP3/), so that a mistake here could not do harm either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from newsclean.evaluate.results import Evaluation, PageResult
from newsclean.evaluate.tables import Table, overview, page_table, worst_pages

__all__ = ["to_html"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; }
table { border-collapse: collapse; margin: .5em 0 1.5em; display: block; overflow-x: auto; }
th, td { padding: .15em .6em; text-align: right; vertical-align: top; border-bottom: 1px solid #8884; }
.words { text-align: start; }
td { font-variant-numeric: tabular-nums; }
thead th { border-bottom: 2px solid #888; }
details td:nth-child(5), details td:nth-child(6) { min-width: 20em; }
summary { cursor: pointer; }
.note { margin: 0; color: #777; }
""".strip()
# Controls, lone surrogates and marks that turn the direction of what follows.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def to_html(evaluations: Sequence[Evaluation], worst: int) -> str:
    """Evaluations as an HTML page in UTF-8, with the ``worst`` pages of each set."""
    sets = ", ".join(dict.fromkeys(evaluation.name for evaluation in evaluations))
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(f'Evaluation: {sets}')}</title>",
        f"<style>\n{STYLE}\n</style>",
        "</head>",
        "<body>",
        f"<h1>{_text(f'Evaluation: {sets}')}</h1>",
        *(line for table in overview(evaluations, wide=True) for line in _section(table)),
        *(line for evaluation, pages in worst_pages(evaluations, worst) for line in _worst(evaluation, pages)),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _section(table: Table) -> Iterator[str]:
    yield f"<h2>{_text(table.title)}</h2>"
    yield from _table(table)


def _worst(evaluation: Evaluation, pages: Sequence[tuple[PageResult, str]]) -> Iterator[str]:
    """The worst pages of a set, each to be opened."""
    yield f"<h2>Worst pages: {_text(evaluation.name)}</h2>"
    for page, figures in pages:
        yield f"<details>\n<summary><b>{_text(page.id)}</b> {_text(figures)}</summary>"
        table = page_table(page)
        if table.rows:
            yield from _table(table)
        yield "</details>"


def _table(table: Table) -> Iterator[str]:
    if table.note:
        yield f'<p class="note">{_text(table.note)}</p>'
    yield "<table>"
    yield f"<thead>{_row(table, table.columns, 'th')}</thead>"
    yield "<tbody>"
    for row in table.rows:
        yield _row(table, row, "td")
    yield "</tbody>"
    yield "</table>"


def _row(table: Table, cells: Sequence[str], tag: str) -> str:
    """A row; words stand at the left, figures at the right."""
    shown = []
    for place, cell in enumerate(cells):
        words = ' class="words" dir="auto"' if place in table.words else ""
        shown.append(f"<{tag}{words}>{_text(cell)}</{tag}>")
    return f"<tr>{''.join(shown)}</tr>"


def _text(text: str) -> str:
    return escape(UNPRINTABLE.sub("\ufffd", text))
