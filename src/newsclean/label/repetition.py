"""What stands on other pages of the same site as well is hardly ever the article."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newsclean.label.ballot import Ballot
from newsclean.label.context import Context
from newsclean.profile.keys import block_keys
from newsclean.types import Kind

if TYPE_CHECKING:
    from newsclean.label import Labeller
    from newsclean.profile import HostProfile, SiteProfile

__all__ = ["judge_repetition", "repetition_labellers"]

# What repeating takes from the log-odds for body at most, and from which share of the pages on; of less, it takes its
# part, but never less than the least: later articles repeat a paragraph of earlier ones.
AGAINST_BODY = 3.5
FULL_SHARE = 0.25
LEAST_PART = 0.2
# Two pages may have a sentence in common by chance, and short lines (a place, a heading within articles) more often.
PART_OF_TWO = 0.75
SHORT_UNITS = 4.0
PART_OF_SHORT = 0.5


def repetition_labellers(profile: SiteProfile | None, host: str) -> tuple[Labeller, ...]:
    """The labeller for a page of a host, or none where the profile has nothing to say of that."""
    known = profile.known(host) if profile is not None else None
    return () if known is None else (partial(judge_repetition, known, "of this host" if host else "without address"),)


def judge_repetition(site: HostProfile, which: str, context: Context, ballot: Ballot) -> None:
    """Blocks that were seen on several pages of the site are no article. ``which`` says in words what the pages are."""
    keys = block_keys([block.text for block in context.blocks])
    keyed = [(i, key) for i, key in enumerate(keys) if key is not None]
    for (i, _), count in zip(keyed, site.count([key for _, key in keyed]), strict=True):
        if count >= 2:
            weight = weigh(count, site.pages, float(context.characters.units[i]))
            ballot.add(i, "repetition", Kind.BODY, -weight, f"on {count} of {site.pages} pages {which}")


def weigh(count: int, pages: int, units: float) -> float:
    """What it takes from the log-odds for body that a block of so many units is on so many pages."""
    part = max(min(count / pages / FULL_SHARE, 1.0), LEAST_PART)
    if count == 2:
        part *= PART_OF_TWO
    if units < SHORT_UNITS:
        part *= PART_OF_SHORT
    return round(AGAINST_BODY * part, 4)
