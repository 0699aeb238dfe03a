"""The account of a page as an archive keeps it: runs of blocks that were judged alike, each with its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsclean.types import Kind, Ledger, LedgerEntry, Reason, Verdict

__all__ = ["LedgerRun", "ledger_runs", "run_from_json", "run_to_json"]

OPENING = 80  # characters of a run's text that the account quotes
MOST_REASONS = 3  # for one run; the raw record, cleaned again, gives every one of every block
ELEMENTS = "names"  # the labeller that names elements
FOLLOWER = "figures"  # the labeller that gives pictures the kind of the text beside them
DIGIT = re.compile(r"[0-9]")

Evidence = tuple[str, int, str]
NAMES = {id(kind): kind.value for kind in Kind}  # by identity, since each look at `value` is a call


@dataclass(frozen=True, slots=True)
class LedgerRun:
    """Blocks that follow each other and were given the same kind by the same labeller.

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


class Wordings(dict[str, str]):
    """Details of reasons as they are compared: those with numbers in them are measurements of one block, and all of a
    sort. A page says the same again and again, so each is looked at once."""

    def __missing__(self, detail: str) -> str:
        self[detail] = wording = "" if DIGIT.search(detail) else detail
        return wording

    def evidence(self, reason: Reason) -> Evidence:
        """What a reason rests on. Kinds are told apart by their identity: their hash is Python's work."""
        return reason.labeller, id(reason.kind), self[reason.detail]


def ledger_runs(ledger: Ledger) -> tuple[LedgerRun, ...]:
    """The runs of a ledger, in the page's order. Together they hold every block exactly once."""
    runs: list[list[LedgerEntry]] = []
    kind: Kind | None = None
    labeller = ""
    for entry in ledger.entries:
        verdict = entry.verdict
        decided = who_decides(verdict)
        if verdict.kind is kind and decided in (labeller, FOLLOWER):
            runs[-1].append(entry)
        else:
            runs.append([entry])
            kind, labeller = verdict.kind, decided
    wordings = Wordings()
    return tuple([make_run(entries, wordings) for entries in runs])


def who_decides(verdict: Verdict) -> str:
    """The labeller that says the strongest for a kind, else the first one."""
    kind = verdict.kind
    for reason in verdict.reasons:
        if reason.kind is kind and reason.weight > 0:
            return reason.labeller
    return verdict.reasons[0].labeller


def make_run(entries: Sequence[LedgerEntry], wordings: Wordings) -> LedgerRun:
    """One run out of its entries. Of reasons that rest on the same, the strongest stands for all."""
    strongest: dict[Evidence, Reason] = {}
    for entry in entries:
        for reason in entry.verdict.reasons:
            rests_on = wordings.evidence(reason)
            known = strongest.setdefault(rests_on, reason)
            if known is not reason and abs(reason.weight) > abs(known.weight):
                strongest[rests_on] = reason
    return LedgerRun(
        kind=entries[0].verdict.kind,
        first=entries[0].block.index,
        last=entries[-1].block.index,
        characters=sum([len(entry.block.text) for entry in entries]),
        confidence=min([entry.verdict.confidence for entry in entries]),
        reasons=tuple(sorted(strongest.values(), key=weakness)[:MOST_REASONS]),
        opening=opening(entry.block.text for entry in entries),
    )


def weakness(reason: Reason) -> float:
    """Puts strong reasons first."""
    return -abs(reason.weight)


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
        "kind": NAMES[id(run.kind)],
        "blocks": [run.first, run.last],
        "characters": run.characters,
        "confidence": round(run.confidence, 4),
        "reasons": [
            {
                "labeller": reason.labeller,
                "kind": NAMES[id(reason.kind)],
                "weight": round(reason.weight, 3),
                "detail": reason.detail,
            }
            for reason in run.reasons
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
