"""The account of a page, in runs."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from newsclean.archive.ledger import MOST_REASONS, OPENING, ledger_runs, run_from_json, run_to_json
from newsclean.types import Block, Kind, Ledger, LedgerEntry, Reason, Verdict

REASONS = st.builds(
    Reason, st.sampled_from(["structure", "lexicon"]), st.sampled_from(Kind), st.floats(-9, 9), st.sampled_from("abc")
)
VERDICTS = st.builds(
    Verdict,
    st.sampled_from([Kind.BODY, Kind.SHARE]),
    st.floats(0, 1),
    st.lists(REASONS, min_size=1, max_size=3).map(tuple),
)
LEDGERS = st.lists(st.tuples(st.text(max_size=100), VERDICTS), max_size=30).map(
    lambda pairs: Ledger(tuple(LedgerEntry(Block(index, text), verdict) for index, (text, verdict) in enumerate(pairs)))
)


@given(LEDGERS)
def test_runs_are_a_partition_of_the_page(ledger: Ledger) -> None:
    """Every block is in exactly one run, with its kind, and no character is lost from the count."""
    runs = ledger_runs(ledger)
    indices = [index for run in runs for index in range(run.first, run.last + 1)]
    assert indices == list(range(len(ledger)))
    assert sum(run.characters for run in runs) == sum(len(entry.block.text) for entry in ledger)
    for run in runs:
        members = ledger[run.first : run.last + 1]
        assert {entry.verdict.kind for entry in members} == {run.kind}
        assert run.confidence == min(entry.verdict.confidence for entry in members)
        assert len(run.opening) <= OPENING
        weights = [abs(reason.weight) for entry in members for reason in entry.verdict.reasons]
        assert abs(run.reasons[0].weight) == max(weights)
        assert 1 <= len(run.reasons) <= MOST_REASONS


def entry(index: int, kind: Kind, *reasons: tuple[str, Kind, float, str]) -> LedgerEntry:
    """A block with its verdict."""
    return LedgerEntry(Block(index, "x"), Verdict(kind, 0.9, tuple(Reason(*reason) for reason in reasons)))


def test_blocks_judged_alike_are_one_run() -> None:
    """The labeller that speaks strongest for the kind decides; the strongest of all reasons are told."""
    ledger = Ledger(
        (
            entry(0, Kind.SHARE, ("model", Kind.BODY, -6.1, "length 3"), ("names", Kind.SHARE, 2.0, "in <ul.share>")),
            entry(1, Kind.SHARE, ("model", Kind.BODY, -6.5, "length 9"), ("names", Kind.SHARE, 1.0, "in <ul.share>")),
            entry(2, Kind.SHARE, ("model", Kind.BODY, -6.5, "length 9"), ("names", Kind.SHARE, 1.0, "in <p.weibo>")),
            entry(3, Kind.SHARE, ("phrases", Kind.SHARE, 3.0, "line 'share'")),
            entry(4, Kind.OTHER, ("model", Kind.BODY, -5.0, "length 7")),
            entry(5, Kind.OTHER, ("model", Kind.BODY, -4.0, "length 8")),
        )
    )
    runs = ledger_runs(ledger)
    assert [(run.first, run.last) for run in runs] == [(0, 2), (3, 3), (4, 5)]
    assert [(reason.detail, reason.weight) for reason in runs[0].reasons] == [
        ("length 9", -6.5),
        ("in <ul.share>", 2.0),
        ("in <p.weibo>", 1.0),
    ]


def test_pictures_are_in_the_run_whose_kind_they_were_given() -> None:
    """They divide no run of text."""
    text = ("names", Kind.RECOMMEND, 2.0, "in <ul.hot>")
    picture = ("figures", Kind.RECOMMEND, 1.0, "a picture outside the text")
    other = ("figures", Kind.OTHER, 1.0, "a picture outside the text")
    said = (text, picture, text, other, picture)
    ledger = Ledger(tuple(entry(index, reason[1], reason) for index, reason in enumerate(said)))
    assert [(run.first, run.last) for run in ledger_runs(ledger)] == [(0, 2), (3, 3), (4, 4)]


@given(LEDGERS)
def test_a_run_comes_back_from_json(ledger: Ledger) -> None:
    """Written as JSON and read again, a run is the same but for the last digits of its numbers."""
    for run in ledger_runs(ledger):
        again = run_from_json(json.loads(json.dumps(run_to_json(run))))
        assert (again.kind, again.first, again.last, again.characters, again.opening) == (
            run.kind,
            run.first,
            run.last,
            run.characters,
            run.opening,
        )
        assert abs(again.confidence - run.confidence) <= 0.0001
        assert [reason.detail for reason in again.reasons] == [reason.detail for reason in run.reasons]


def test_a_run_quotes_the_beginning_of_its_text() -> None:
    """The opening joins the texts of the run's blocks up to 80 characters."""
    verdict = Verdict(Kind.RELATED_ARTICLES, 0.8, (Reason("lexicon", Kind.RELATED_ARTICLES, 3.0, "相关文章"),))
    texts = ("相关文章", "", "一条" * 30, "第三条" * 30)
    ledger = Ledger(tuple(LedgerEntry(Block(index, text), verdict) for index, text in enumerate(texts)))
    (run,) = ledger_runs(ledger)
    assert run.opening == ("相关文章 " + "一条" * 30 + " " + "第三条" * 30)[:80]
