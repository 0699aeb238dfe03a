"""The account of a page as an archive keeps it: runs of blocks that were judged alike, each with its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsclean.making import make_reason
from newsclean.reasons import Explanation, Outline, outline_of
from newsclean.types import Kind, Ledger, LedgerEntry, Reason

__all__ = ["LedgerRun", "ledger_runs", "run_from_json", "run_to_json"]

OPENING = 80  # characters of a run's text that the account quotes
MOST_REASONS = 3  # for one run; the raw record, cleaned again, gives every one of every block
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
    """Words of reasons as they are compared: those with numbers in them are measurements of one block, and all of a
    sort. A page says the same again and again, so each is looked at once."""

    def __missing__(self, words: str) -> str:
        self[words] = wording = "" if DIGIT.search(words) else words
        return wording


def ledger_runs(ledger: Ledger) -> tuple[LedgerRun, ...]:
    """The runs of a ledger, in the page's order. Together they hold every block exactly once.

    Reasons are compared without the words that take long to make; these are made for the few that are told.
    """
    runs: list[tuple[list[LedgerEntry], list[list[Outline]]]] = []
    kind: Kind | None = None
    labeller = ""
    for entry in ledger.entries:
        verdict = entry.verdict
        reasons = outline_of(verdict.reasons)
        decided = who_decides(verdict.kind, reasons)
        if verdict.kind is kind and decided in (labeller, FOLLOWER):
            entries, outlines = runs[-1]
            entries.append(entry)
            outlines.append(reasons)
        else:
            runs.append(([entry], [reasons]))
            kind, labeller = verdict.kind, decided
    wordings = Wordings()
    strongest = [strongest_of(outlines, wordings) for _, outlines in runs]
    words = Words(strongest)
    return tuple(
        [make_run(entries, words.reasons(chosen)) for (entries, _), chosen in zip(runs, strongest, strict=True)]
    )


def who_decides(kind: Kind, reasons: Sequence[Outline]) -> str:
    """The labeller that says the strongest for a kind, else the first one."""
    for labeller, of, weight, *_ in reasons:
        if of is kind and weight > 0:
            return labeller
    return reasons[0][0]


def strongest_of(outlines: Sequence[Sequence[Outline]], wordings: Wordings) -> list[Outline]:
    """The strongest reasons of a run. Of those that rest on the same, the strongest stands for all."""
    strongest: dict[Evidence, Outline] = {}
    for reasons in outlines:
        for reason in reasons:
            labeller, of, weight, words, _, _ = reason
            rests_on = labeller, id(of), wordings[words]  # by its identity: the hash of a kind is Python's work
            known = strongest.setdefault(rests_on, reason)
            if known is not reason and abs(weight) > abs(known[2]):
                strongest[rests_on] = reason
    return sorted(strongest.values(), key=weakness)[:MOST_REASONS]


def weakness(reason: Outline) -> float:
    """Puts strong reasons first."""
    return -abs(reason[2])


class Words:
    """The words of the reasons that are told, those that take long made all at once."""

    def __init__(self, told: Sequence[Sequence[Outline]]) -> None:
        left_out: dict[int, tuple[Explanation, list[int]]] = {}
        for reasons in told:
            for *_, explanation, block in reasons:
                if explanation is not None:
                    left_out.setdefault(id(explanation), (explanation, []))[1].append(block)
        self._words = {
            (of, block): words
            for of, (explanation, blocks) in left_out.items()
            for block, words in zip(blocks, explanation.words(blocks), strict=True)
        }

    def reasons(self, told: Sequence[Outline]) -> tuple[Reason, ...]:
        """The reasons in words."""
        return tuple(
            [
                make_reason(labeller, of, weight, words if by is None else self._words[id(by), block])
                for labeller, of, weight, words, by, block in told
            ]
        )


def make_run(entries: Sequence[LedgerEntry], reasons: tuple[Reason, ...]) -> LedgerRun:
    """One run out of its entries and its reasons."""
    return LedgerRun(
        kind=entries[0].verdict.kind,
        first=entries[0].block.index,
        last=entries[-1].block.index,
        characters=sum([len(entry.block.text) for entry in entries]),
        confidence=min([entry.verdict.confidence for entry in entries]),
        reasons=reasons,
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
