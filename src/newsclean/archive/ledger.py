"""The account of a page as an archive keeps it: runs of blocks that were judged alike, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from newsclean.types import Kind, Ledger, LedgerEntry, Reason

__all__ = ["LedgerRun", "ledger_runs", "run_from_json", "run_to_json"]

OPENING = 80  # characters of a run's text that the account quotes
MOST_REASONS = 8  # for one run; the raw record beside it, cleaned again, gives every one


@dataclass(frozen=True, slots=True)
class LedgerRun:
    """Blocks that follow each other and were given the same kind for the same first reason.

    ``first`` and ``last`` are indices of blocks; ``confidence`` is the lowest among them; ``reasons`` are the
    distinct reasons of all of them, those of the first block first; ``opening`` is the beginning of their text.
    """

    kind: Kind
    first: int
    last: int
    characters: int
    confidence: float
    reasons: tuple[Reason, ...]
    opening: str


def ledger_runs(ledger: Ledger) -> tuple[LedgerRun, ...]:
    """The runs of a ledger, in the page's order. Together they hold every block exactly once."""
    return tuple(make_run(tuple(entries)) for _, entries in groupby(ledger, key=judgement))


def judgement(entry: LedgerEntry) -> tuple[Kind, str, str]:
    """What blocks of one run have in common: the kind, and who said so first in which words."""
    first = entry.verdict.reasons[0] if entry.verdict.reasons else None
    return entry.verdict.kind, first.labeller if first else "", first.detail if first else ""


def make_run(entries: tuple[LedgerEntry, ...]) -> LedgerRun:
    """One run out of its entries."""
    reasons: dict[tuple[str, Kind, str], Reason] = {}
    for entry in entries:
        for reason in entry.verdict.reasons:
            reasons.setdefault((reason.labeller, reason.kind, reason.detail), reason)
    return LedgerRun(
        kind=entries[0].verdict.kind,
        first=entries[0].block.index,
        last=entries[-1].block.index,
        characters=sum(len(entry.block.text) for entry in entries),
        confidence=min(entry.verdict.confidence for entry in entries),
        reasons=tuple(reasons.values())[:MOST_REASONS],
        opening=opening(entry.block.text for entry in entries),
    )


def opening(texts: Iterable[str]) -> str:
    """The first characters of some texts, one blank between them."""
    begun = ""
    for text in texts:
        begun = f"{begun} {text[:OPENING]}".lstrip() if text else begun
        if len(begun) >= OPENING:
            break
    return begun[:OPENING]


def run_to_json(run: LedgerRun) -> dict[str, Any]:
    """A run as values that JSON can hold. Numbers are rounded, so that the last bits of a float never show."""
    return {
        "kind": run.kind.value,
        "blocks": [run.first, run.last],
        "characters": run.characters,
        "confidence": round(run.confidence, 4),
        "reasons": [
            {**asdict(reason), "kind": reason.kind.value, "weight": round(reason.weight, 3)} for reason in run.reasons
        ],
        "text": run.opening,
    }


def run_from_json(value: Mapping[str, Any]) -> LedgerRun:
    """A run out of what `run_to_json` made. Raises KeyError, TypeError or ValueError for anything else."""
    first, last = value["blocks"]
    return LedgerRun(
        kind=Kind(value["kind"]),
        first=int(first),
        last=int(last),
        characters=int(value["characters"]),
        confidence=float(value["confidence"]),
        reasons=tuple(
            Reason(reason["labeller"], Kind(reason["kind"]), float(reason["weight"]), reason["detail"])
            for reason in value["reasons"]
        ),
        opening=str(value["text"]),
    )
