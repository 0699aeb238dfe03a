"""Measuring what it gains that blocks repeat from page to page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsclean.cli import main
from newsclean.evaluate import evaluate, read_gold
from newsclean.evaluate.repetition import learn_set
from tests.profile.pages import NOTICE, TOPICS, page


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Eight pages of a host with a notice that must not leak, and one of another host."""
    folder = tmp_path / "set"
    (folder / "pages").mkdir(parents=True)
    rows = []
    for topic in (*TOPICS, "alone"):
        (folder / "pages" / f"{topic}.html").write_text(page(topic))
        host = "b.example" if topic == "alone" else "a.example"
        rows.append({"id": topic, "file": f"pages/{topic}.html", "site": host, "must_not": [NOTICE]})
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def test_pages_of_known_hosts_are_measured_with_what_repeats_on_them(gold: Path) -> None:
    """The page that is alone on its host is left out; the notice leaks without the profile, and not with it."""
    part, profiled = learn_set(read_gold(gold))
    assert [one.id for one in part.pages] == list(TOPICS)
    assert evaluate(part).figures.leak == 1
    found = evaluate(part, profiled)
    assert (found.cleaner, found.figures.leak) == ("newsclean+profile", 0)


def test_the_command_prints_both(gold: Path) -> None:
    """Each set twice; a set in which no host has three pages is refused."""
    result = CliRunner().invoke(main, ["eval", str(gold), "--profile", "--worst", "0", "--jobs", "1", "--json"])
    sets = json.loads(result.stdout)["sets"]
    assert [(one["cleaner"], one["figures"]["leak"]) for one in sets] == [("newsclean", 1), ("newsclean+profile", 0)]
    lines = (gold / "gold.jsonl").read_text().splitlines()
    (gold / "gold.jsonl").write_text("\n".join(lines[-1:]))
    assert CliRunner().invoke(main, ["eval", str(gold), "--profile"]).exit_code == 2
