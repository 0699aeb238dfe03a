"""Counting what a run did."""

from __future__ import annotations

import json

from newsclean.archive import PageEntry
from newsclean.run.report import Report, Tally
from newsclean.types import Failure


def entry(name: str, **facts: object) -> PageEntry:
    """A page as a manifest lists it."""
    return PageEntry(name, "file:///x", "file", "00", 10, "2020-01-01T00:00:00Z", "mtime", "<a>", "<b>", **facts)  # type: ignore[arg-type]


def test_a_tally_adds_up() -> None:
    """Characters by kind, what is kept, pages to look at, failures; the kinds in their own order."""
    tally = Tally()
    tally.add(entry("a", confidence=0.9, kinds={"navigation": 5, "body": 70, "title": 5}))
    tally.add(entry("b", confidence=0.2, kinds={"caption": 10, "body": 0, "navigation": 10}))
    tally.add(entry("c", failed_at="clean", failure="KeyError"))
    tally.skip("style.css", "not a page")
    report = tally.report(shards=("x",))
    assert (report.pages, report.raw_only, report.skipped, tally.done) == (2, 1, 1, 3)
    assert (report.characters, report.kept, report.kept_share) == (100, 80, 0.8)
    assert list(report.removed.items()) == [("title", 5), ("navigation", 15)]
    assert report.low_confidence == ("b",)
    assert report.failures == (Failure("c", "clean", "KeyError"),)
    assert report.raw_bytes == 30
    assert report.shards == ("x",)


def test_an_empty_report_divides_by_nothing() -> None:
    """A run without pages has a share of 0, and is not one that found all in the archive."""
    assert Report().kept_share == 0
    assert not Report().nothing_new
    assert Report(unchanged=1).nothing_new


def test_a_report_is_json() -> None:
    """Every number and name of it."""
    report = Report(pages=1, failures=(Failure("a", "read", "empty"),), interrupted=2)
    values = json.loads(json.dumps(report.to_dict()))
    assert values["failures"] == [{"name": "a", "stage": "read", "reason": "empty"}]
    assert values["interrupted"] is True
    assert values["manifest"] is None
