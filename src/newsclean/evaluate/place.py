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

    def holders(self, snippet: str) -> tuple[LedgerEntry, ...]:
        """Every block that holds a snippet, white space aside; else those over which it runs, most of it first."""
        wanted = squeeze(snippet)
        found = tuple(entry for entry, text in zip(self.entries, self.texts, strict=True) if wanted in text)
        return found or self.run_over(wanted)

    def run_over(self, wanted: str) -> tuple[LedgerEntry, ...]:
        """The neighbouring blocks that a squeezed snippet runs over, where it stands first."""
        start = self.whole.find(wanted)
        if start < 0:
            return ()
        shares = [
            (min(end, start + len(wanted)) - max(end - len(text), start), entry)
            for entry, text, end in zip(self.entries, self.texts, self.ends, strict=True)
        ]
        touched = [(share, entry) for share, entry in shares if share > 0]
        return tuple(entry for _, entry in sorted(touched, key=lambda pair: -pair[0]))

    def holder(self, snippet: str, kind: str | None = None) -> LedgerEntry | None:
        """The block that a snippet is counted for, or None.

        Text that several blocks have leaks if one of them is body: that one counts, then one of the ``kind`` that the
        gold names, then the first.
        """
        found = self.holders(snippet)
        for preferred in (Kind.BODY, kind):
            for entry in found:
                if entry.verdict.kind == preferred:
                    return entry
        return found[0] if found else None
