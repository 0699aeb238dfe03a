"""What a run did, counted while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsclean.archive.manifest import PageEntry
from newsclean.types import Failure, Kind

__all__ = ["LOW_CONFIDENCE", "Progress", "Report", "Tally"]

LOW_CONFIDENCE = 0.5  # below it the evidence about a page disagrees, or little text was found
KEPT = (Kind.BODY.value, Kind.CAPTION.value)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: inputs done and the last one's name; ``outcome`` is ``archived``, ``failed`` or
    ``unchanged``."""

    done: int
    name: str
    outcome: str
    failures: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    ``pages`` were cleaned and archived. ``failures`` are all inputs that gave no article, those of an earlier run
    that are still as they were among them; ``raw_only`` counts the failed pages of this run whose raw bytes were
    archived. ``unchanged`` inputs were in the archive already. ``characters`` are those of all blocks, ``kept`` those
    in articles and their captions, ``removed`` the others by kind. ``low_confidence`` names the pages that someone
    should look at. ``raw_bytes`` came in, ``archive_bytes`` were written to ``shards``; ``manifest`` is None where
    nothing was new. ``resumed`` pages were archived before the run was broken off, and are counted among the others.
    ``interrupted`` is the signal that ended the run early, or None. What repeats was known of ``known_hosts`` hosts of
    which three pages or more were seen, ``known_pages`` in all, by this run or runs before.
    """

    pages: int = 0
    failures: tuple[Failure, ...] = ()
    raw_only: int = 0
    unchanged: int = 0
    skipped: int = 0
    characters: int = 0
    kept: int = 0
    removed: Mapping[str, int] = field(default_factory=dict)
    low_confidence: tuple[str, ...] = ()
    raw_bytes: int = 0
    archive_bytes: int = 0
    shards: tuple[str, ...] = ()
    manifest: Path | None = None
    resumed: int = 0
    interrupted: int | None = None
    known_hosts: int = 0
    known_pages: int = 0

    @property
    def kept_share(self) -> float:
        """The share of the pages' characters that is in the articles, 0 to 1; 0 where there were none."""
        return self.kept / self.characters if self.characters else 0.0

    @property
    def nothing_new(self) -> bool:
        """Whether the archive held everything already."""
        return not self.shards and self.unchanged > 0

    def to_dict(self) -> dict[str, Any]:
        """The report as values that JSON can hold."""
        return {
            **self.counts(),
            "failures": [{"name": one.name, "stage": one.stage, "reason": one.reason} for one in self.failures],
            "low_confidence": list(self.low_confidence),
            "shards": list(self.shards),
            "manifest": None if self.manifest is None else self.manifest.name,
        }

    def counts(self) -> dict[str, Any]:
        """The numbers of the report, as the manifest keeps them."""
        return {
            "pages": self.pages,
            "failed": len(self.failures),
            "raw_only": self.raw_only,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "characters": self.characters,
            "kept": self.kept,
            "kept_share": round(self.kept_share, 4),
            "removed": dict(self.removed),
            "raw_bytes": self.raw_bytes,
            "archive_bytes": self.archive_bytes,
            "known_hosts": self.known_hosts,
            "known_pages": self.known_pages,
            "interrupted": self.interrupted is not None,
        }


@dataclass(slots=True)
class Tally:
    """The counts of a run that is under way."""

    pages: int = 0
    raw_only: int = 0
    unchanged: int = 0
    skipped: int = 0
    raw_bytes: int = 0
    resumed: int = 0
    failures: list[Failure] = field(default_factory=list)
    low_confidence: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, page: PageEntry) -> None:
        """Count a page that has been archived."""
        self.raw_bytes += page.size
        failure = page.failed
        if failure is not None:
            self.raw_only += 1
            self.failures.append(failure)
            return
        self.pages += 1
        if page.confidence is not None and page.confidence < LOW_CONFIDENCE:
            self.low_confidence.append(page.name)
        for kind, characters in (page.kinds or {}).items():
            self.kinds[kind] = self.kinds.get(kind, 0) + characters

    def skip(self, _name: str, _reason: str) -> None:
        """Count a file that is no page."""
        self.skipped += 1

    @property
    def done(self) -> int:
        """How many inputs have been seen to."""
        return self.pages + self.unchanged + len(self.failures)

    def report(self, **rest: Any) -> Report:  # noqa: ANN401  # further fields of the report
        """The report, with what the tally does not know."""
        removed = {
            kind.value: self.kinds[kind.value] for kind in Kind if self.kinds.get(kind.value) and kind.value not in KEPT
        }
        return Report(
            pages=self.pages,
            failures=tuple(self.failures),
            raw_only=self.raw_only,
            unchanged=self.unchanged,
            skipped=self.skipped,
            characters=sum(self.kinds.values()),
            kept=sum(self.kinds.get(kind, 0) for kind in KEPT),
            removed=removed,
            low_confidence=tuple(self.low_confidence),
            raw_bytes=self.raw_bytes,
            resumed=self.resumed,
            **rest,
        )
