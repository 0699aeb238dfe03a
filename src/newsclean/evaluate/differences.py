"""What of an article was lost and what leaked into its text, told by block.

Texts are compared by runs of four tokens, each used up by the first who claims it, so that a paragraph that comes twice
is once too many; a shorter text is one run. This takes time in proportion to the length of the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from newsclean.evaluate.gold import GoldPage
from newsclean.evaluate.place import Places
from newsclean.evaluate.results import Difference
from newsclean.evaluate.scores import SHINGLE, without_optional
from newsclean.evaluate.tokens import Gram, grams, spans, squeeze, tokens
from newsclean.types import Kind, LedgerEntry

__all__ = ["find_differences"]

# Reasons that are told of a block, the strongest first.
REASONS = 4
# Longest piece of text that is told, in characters.
LONGEST = 600
# A removed block holds lost words if half of its own are lost, or as many as these: a sentence in a large block.
SENTENCE = 20


def find_differences(gold: GoldPage, entries: Sequence[LedgerEntry], places: Places) -> Iterator[Difference]:
    """What was lost, then what leaked, each in the order of the page; what no block has comes last of the lost."""
    kept = [entry for entry in entries if entry.verdict.kind is Kind.BODY and entry.block.text]
    if gold.body is None:
        yield from _snippets(gold, kept, places)
        return
    body = without_optional(gold.body, gold)
    kept_ids = {entry.block.index for entry in kept}
    removed = [entry for entry in entries if entry.block.index not in kept_ids]
    yield from _lost(body, kept, removed)
    yield from _leaked(body, list(_counted(kept, gold)))


def _snippets(gold: GoldPage, kept: Sequence[LedgerEntry], places: Places) -> Iterator[Difference]:
    """Snippets that are not where they should be: all that can be told where the whole body is not known."""
    text = squeeze("".join(entry.block.text for entry in kept))
    for snippet in gold.must_have:
        if squeeze(snippet) not in text:
            yield _whole("lost", snippet, places.holder(snippet))
    for unwanted in gold.must_not:
        if squeeze(unwanted.text) in text:
            yield _whole("leaked", unwanted.text, places.holder(unwanted.text, unwanted.kind))


def _whole(change: Literal["lost", "leaked"], snippet: str, entry: LedgerEntry | None) -> Difference:
    count = len(tokens(snippet))
    if entry is None:
        return Difference(change, _cut(snippet), count)
    return _of_block(change, snippet, count, count / max(count, len(tokens(entry.block.text))), entry)


def _counted(kept: Iterable[LedgerEntry], gold: GoldPage) -> Iterator[LedgerEntry]:
    """The kept blocks but for those that count neither way: optional lines, and the title as first line."""
    optional = {squeeze(line) for line in gold.optional_lines}
    title = squeeze(gold.title)
    for number, entry in enumerate(kept):
        text = squeeze(entry.block.text)
        if text not in optional and not (number == 0 and text == title):
            yield entry


def _leaked(body: str, kept: Iterable[LedgerEntry]) -> Iterator[Difference]:
    """The blocks of the text that have words which the body has not."""
    supply = Supply(tokens(body))
    for entry in kept:
        passage = Passage.of(entry.block.text)
        missing = [not taken for taken in supply.take(passage.tokens)]
        if any(missing):
            yield _of_block("leaked", passage.quote(missing), sum(missing), sum(missing) / len(missing), entry)


def _lost(body: str, kept: Iterable[LedgerEntry], removed: Sequence[LedgerEntry]) -> Iterator[Difference]:
    """The removed blocks that have words which the text lacks, then such words that stand in no block."""
    passages = list(_missing(body, Supply(tokens("\n".join(entry.block.text for entry in kept)))))
    wanted = Supply.of_passages(passages)
    found: list[tuple[int, Difference]] = []
    supply: list[Sequence[str]] = []
    # What is seen on the page is blamed before what is hidden.
    for entry in sorted(removed, key=lambda entry: entry.verdict.kind is Kind.HIDDEN):
        passage = Passage.of(entry.block.text)
        taken = wanted.look(passage.tokens)
        count = sum(taken)
        if count and (2 * count >= len(taken) or count >= SENTENCE):
            wanted.take(passage.tokens)
            supply.append(passage.tokens)
            difference = _of_block("lost", passage.quote(taken), count, count / len(taken), entry)
            found.append((entry.block.index, difference))
    yield from (difference for _, difference in sorted(found, key=lambda pair: pair[0]))
    explained = Supply.of_texts(supply)
    for passage in passages:
        missing = [not taken for taken in explained.take(passage.tokens)]
        if 2 * sum(missing) > len(missing):
            yield Difference("lost", _cut(passage.quote(missing)), sum(missing))


def _missing(body: str, supply: Supply) -> Iterator[Passage]:
    """The runs of tokens in the lines of the body that the text has not."""
    for line in body.split("\n"):
        passage = Passage.of(line)
        taken = supply.take(passage.tokens)
        for gone, run in groupby(range(len(taken)), key=lambda place: not taken[place]):
            if gone:
                places = list(run)
                yield passage.part(places[0], places[-1] + 1)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its tokens and the character range of each."""

    text: str
    tokens: list[str]
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> Passage:
        """A text taken apart."""
        shown, ranges = spans(text)
        return cls(shown, tokens(text), ranges)

    def part(self, start: int, end: int) -> Passage:
        """The tokens from ``start`` up to ``end``."""
        return Passage(self.text, self.tokens[start:end], self.spans[start:end])

    def quote(self, chosen: Sequence[bool]) -> str:
        """The words chosen, with what stands between neighbours; ``…`` for what was left out between them."""
        pieces = []
        for wanted, run in groupby(range(len(chosen)), key=lambda place: chosen[place]):
            if wanted:
                places = list(run)
                pieces.append(self.text[self.spans[places[0]][0] : self.spans[places[-1]][1]])
        return " … ".join(pieces)


class Supply:
    """Runs of tokens that can be claimed, each as often as it is there.

    Texts of four tokens and more are claimed by runs of four, shorter ones as a whole.
    """

    def __init__(self, sequence: Sequence[str]) -> None:
        self.runs: dict[int, Counter[Gram]] = {length: grams(sequence, length) for length in range(1, SHINGLE + 1)}

    @classmethod
    def of_texts(cls, texts: Iterable[Sequence[str]]) -> Supply:
        """All runs of several texts, none from one text into the next."""
        supply = cls(())
        for text in texts:
            for length, runs in supply.runs.items():
                if len(text) >= length:
                    runs.update(grams(text, length))
        return supply

    @classmethod
    def of_passages(cls, passages: Iterable[Passage]) -> Supply:
        """The runs of four of several passages; passages shorter than that can be claimed as a whole only."""
        supply = cls(())
        for passage in passages:
            supply.runs[min(SHINGLE, max(1, len(passage.tokens)))].update(grams(passage.tokens, SHINGLE))
        return supply

    def look(self, text: Sequence[str]) -> list[bool]:
        """Which tokens of a text could be claimed now."""
        return self._claim(text, Counter())

    def take(self, text: Sequence[str]) -> list[bool]:
        """Claim what there is of a text, and tell which of its tokens that covers."""
        used: Counter[Gram] = Counter()
        covered = self._claim(text, used)
        if text:
            self.runs[min(SHINGLE, len(text))].subtract(used)
        return covered

    def _claim(self, text: Sequence[str], used: Counter[Gram]) -> list[bool]:
        covered = [False] * len(text)
        if not text:
            return covered
        length = min(SHINGLE, len(text))
        runs = self.runs[length]
        for start in range(len(text) - length + 1):
            run = tuple(text[start : start + length])
            if runs[run] > used[run]:
                used[run] += 1
                covered[start : start + length] = [True] * length
        return covered


def _of_block(change: Literal["lost", "leaked"], text: str, count: int, share: float, entry: LedgerEntry) -> Difference:
    verdict = entry.verdict
    return Difference(
        change=change,
        text=_cut(text),
        tokens=count,
        share=share,
        block=entry.block.index,
        kind=verdict.kind,
        confidence=verdict.confidence,
        reasons=tuple(verdict.reasons[:REASONS]),
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
