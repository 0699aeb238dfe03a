"""Where on a page a snippet stands: in which blocks of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from newsclean.evaluate.tokens import squeeze
from newsclean.types import Kind, LedgerEntry

__all__ = ["Places"]


class Places:
    """The blocks of one page, to look up snippets in."""

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        self.entries = tuple(entries)
        self.texts = [squeeze(entry.block.text) for entry in self.entries]
        self.whole = "".join(self.texts)
        self.ends = list(accumulate(map(len, self.texts)))

    def holder(self, snippet: str, kind: str | None = None) -> LedgerEntry | None:
        """The block that a snippet is counted for, or None.

        Text that several blocks have leaks if one of them is body: that one counts, then one of the ``kind`` that the
        gold names, then the first. A snippet that no block has alone may run over several: the one with most of it
        counts.
        """
        wanted = squeeze(snippet)
        found = [entry for entry, text in zip(self.entries, self.texts, strict=True) if wanted in text]
        for preferred in (Kind.BODY, kind):
            for entry in found:
                if entry.verdict.kind == preferred:
                    return entry
        return found[0] if found else self._run_over(wanted)

    def _run_over(self, wanted: str) -> LedgerEntry | None:
        """Of the blocks that a squeezed snippet runs over, where it stands first, the one with most of it."""
        start = self.whole.find(wanted)
        if start < 0:
            return None
        shares = [
            min(end, start + len(wanted)) - max(end - len(text), start)
            for text, end in zip(self.texts, self.ends, strict=True)
        ]
        return self.entries[shares.index(max(shares))] if shares else None
