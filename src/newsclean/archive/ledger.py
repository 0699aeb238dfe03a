"""The account of a page as an archive keeps it: runs of blocks that were judged alike, each with its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from newsclean.types import Kind, Ledger, LedgerEntry, Reason

__all__ = ["LedgerRun", "ledger_runs", "run_from_json", "run_to_json"]

OPENING = 80  # characters of a run's text that the account quotes
MOST_REASONS = 5  # for one run; the raw record, cleaned again, gives every one of every block
DIGIT = re.compile(r"[0-9]")

Evidence = tuple[str, Kind, str]


@dataclass(frozen=True, slots=True)
class LedgerRun:
    """Blocks that follow each other and were given the same kind for the same reason.

    ``first`` and ``last`` are indices of blocks; ``confidence`` is the lowest among them; ``reasons`` are the
    strongest of all of them, for the kind or against another; ``opening`` is the beginning of their text.
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
    return tuple(make_run(tuple(entries)) for _, entries in groupby(ledger.entries, key=judgement))


def judgement(entry: LedgerEntry) -> tuple[Kind, Evidence]:
    """What blocks of one run have in common: the kind, and the strongest evidence for it, else against another."""
    kind, reasons = entry.verdict.kind, entry.verdict.reasons
    speaking = next((reason for reason in reasons if reason.kind is kind and reason.weight > 0), *reasons[:1])
    return kind, evidence(speaking)


def evidence(reason: Reason) -> Evidence:
    """What a reason rests on. Details with numbers in them are measurements of one block, and all of a sort."""
    return reason.labeller, reason.kind, "" if DIGIT.search(reason.detail) else reason.detail


def make_run(entries: tuple[LedgerEntry, ...]) -> LedgerRun:
    """One run out of its entries. Of reasons that rest on the same, the strongest stands for all."""
    strongest: dict[Evidence, Reason] = {}
    for entry in entries:
        for reason in entry.verdict.reasons:
            rests_on = evidence(reason)
            if abs(reason.weight) > abs(strongest.setdefault(rests_on, reason).weight):
                strongest[rests_on] = reason
    return LedgerRun(
        kind=entries[0].verdict.kind,
        first=entries[0].block.index,
        last=entries[-1].block.index,
        characters=sum(len(entry.block.text) for entry in entries),
        confidence=min(entry.verdict.confidence for entry in entries),
        reasons=tuple(sorted(strongest.values(), key=lambda reason: -abs(reason.weight))[:MOST_REASONS]),
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
        "reasons": [reason_to_json(reason) for reason in run.reasons],
        "text": run.opening,
    }


def reason_to_json(reason: Reason) -> dict[str, Any]:
    """A reason as values that JSON can hold."""
    return {
        "labeller": reason.labeller,
        "kind": reason.kind.value,
        "weight": round(reason.weight, 3),
        "detail": reason.detail,
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
