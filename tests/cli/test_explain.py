"""`newsclean explain`: every block with its kind, confidence and reasons."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner

from newsclean import Kind, clean
from newsclean.article.render import entry_values
from newsclean.cli import main

PAGE = Path(__file__).parents[2] / "fixtures" / "zh-portal-mood-poll" / "page.html"


def test_every_block_is_told() -> None:
    """Each block has its number, kind, confidence and at least one reason with its weight."""
    result = CliRunner().invoke(main, ["explain", str(PAGE)])
    told = re.findall(r"^(\d+)  (\w+)  (\d\.\d\d)  (\w+)", result.stdout, re.MULTILINE)
    ledger = clean(PAGE.read_bytes()).ledger
    assert told == [
        (str(entry.block.index), entry.verdict.kind, f"{entry.verdict.confidence:.2f}", entry.block.role)
        for entry in ledger
    ]
    reasons = re.findall(r"^    [+-]\d+\.\d \w+  \w.*: .+$", result.stdout, re.MULTILINE)
    assert len(reasons) == sum(len(entry.verdict.reasons) for entry in ledger)


def test_kinds_can_be_chosen() -> None:
    """`--kind` may be given more than once; only blocks of these kinds are told."""
    result = CliRunner().invoke(main, ["explain", "--json", "--kind", "mood_poll", "--kind", "title", str(PAGE)])
    kinds = {json.loads(line)["kind"] for line in result.stdout.splitlines()}
    assert kinds == {"mood_poll", "title"}


def test_json_is_one_object_a_line() -> None:
    """Each line holds one entry of the ledger."""
    result = CliRunner().invoke(main, ["explain", "--json", str(PAGE)])
    expected = [entry_values(entry) for entry in clean(PAGE.read_bytes()).ledger]
    assert [json.loads(line) for line in result.stdout.splitlines()] == expected


def test_an_unknown_kind_is_wrong_usage() -> None:
    """The message names the kinds that there are."""
    result = CliRunner().invoke(main, ["explain", "--kind", "advert", str(PAGE)])
    assert result.exit_code == 2
    assert all(kind in result.stderr for kind in Kind)


def test_a_page_cannot_command_the_terminal() -> None:
    """Control characters in a page are not passed on."""
    page = "<p>An escape \x1b[31m sequence &#27;]0;title&#7; in a paragraph of text, and \x9b too.</p>"
    result = CliRunner().invoke(main, ["explain", "-"], input=page.encode())
    assert "sequence" in result.stdout
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", result.stdout)
