"""What measures: that it counts right, and that its figures reach the document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bench.__main__ import deciles, main
from bench.pages import Page, made_up, read_pages, write_folder
from bench.peers import FLOOR, time_pages
from bench.report import put_tables
from bench.stages import STAGES, Clock, time_stages

ROOT = Path(__file__).resolve().parents[2]
PAGE = Page(
    "page.html", b"<html><body><h1>Title</h1><p>A paragraph of some words, and more of them.</p>", "https://a.example/1"
)


def test_a_stage_does_not_count_what_it_calls_of_another() -> None:
    """Of nested stages the inner one's time is its own, also where it is called twice."""
    ticks: Iterator[float] = iter([0.0, 1.0, 3.0, 4.0, 8.0, 16.0])
    clock = Clock(lambda: next(ticks))
    inner = clock.wrap("inner", lambda: None)
    with clock.stage("outer"):
        inner()
        inner()
    assert clock.seconds == {"outer": 1.0 + 1.0 + 8.0, "inner": 2.0 + 4.0}


def test_every_stage_is_found() -> None:
    """The functions that stages are made of are where they are looked for, and are put back afterwards."""
    pipeline = vars(import_module("newsclean.rooms"))
    before = pipeline["segment"]
    assert list(time_stages([PAGE])) == list(STAGES)
    assert pipeline["segment"] is before


def test_each_page_goes_to_each_peer() -> None:
    """Times are kept in the order of the pages; a page that raises is counted, not lost."""

    def fail(page: Page) -> None:
        raise ValueError(page.name)

    timing = time_pages([PAGE, PAGE], {FLOOR: lambda page: page.raw, "failing": fail}, rounds=2)
    assert {name: len(seconds) for name, seconds in timing.seconds.items()} == {FLOOR: 2, "failing": 2}
    assert timing.failed == {FLOOR: 0, "failing": 2}
    assert timing.ratio(FLOOR) == timing.median_ratio(FLOOR) == 1.0


def test_tenths_hold_every_page_once() -> None:
    """Tenths are of pages by size, the smallest first."""
    pages = [Page(str(size), b"x" * size, "") for size in (5, 3, 9, 1)]
    timing = time_pages(pages, {FLOOR: len_of, "newsclean": len_of})
    assert [row["bytes"] for row in deciles(pages, timing)] == [1, 3, 5, 9]


def len_of(page: Page) -> int:
    return len(page.raw)


def test_a_folder_repeats_pages_under_new_addresses(tmp_path: Path) -> None:
    """Each copy has a file and an address of its own, and the manifest names them."""
    size = write_folder([PAGE], 3, tmp_path / "in")
    lines = [json.loads(line) for line in (tmp_path / "in/manifest.jsonl").read_text().splitlines()]
    assert len({line["url"] for line in lines}) == len({line["file"] for line in lines}) == 3
    assert size == sum((tmp_path / "in" / line["file"]).stat().st_size for line in lines) == 3 * len(PAGE.raw)


def test_made_up_pages_have_their_size() -> None:
    """A made-up page is about as long as asked, and the same each time."""
    assert made_up(100_000) == made_up(100_000)
    assert 100_000 <= len(made_up(100_000).raw) < 102_000


def test_without_the_sets_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the evaluation sets are missing, the folder and what to set are named, and nothing is written."""
    with pytest.raises(FileNotFoundError, match="scrapinghub, zh, fundus"):
        read_pages(tmp_path)
    assert main([str(tmp_path), "--out", str(tmp_path / "out.json")]) == 1
    assert "set CORPUS" in capsys.readouterr().out
    assert not (tmp_path / "out.json").exists()


def test_the_document_has_the_recorded_figures(tmp_path: Path) -> None:
    """The tables in `docs/performance.md` are those of `bench/results.json`."""
    document = ROOT / "docs/performance.md"
    copy = tmp_path / "performance.md"
    copy.write_bytes(document.read_bytes())
    put_tables(copy, json.loads((ROOT / "bench/results.json").read_bytes()))
    assert copy.read_bytes() == document.read_bytes()


def test_figures_need_a_place(tmp_path: Path) -> None:
    """A document without the two marks is not written to, and what it needs is said."""
    document = tmp_path / "empty.md"
    document.write_text("# Performance\n")
    with pytest.raises(ValueError, match="no place for the figures"):
        put_tables(document, json.loads((ROOT / "bench/results.json").read_bytes()))
