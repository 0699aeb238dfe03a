"""From verdicts on single blocks to an article that hangs together.

The labeller judges each block with a look at its neighbours; some paragraphs still fall just short between or beside
others that it is sure of. Blocks of the same parent and the same shape as a kept one are kept with it, if nothing in
their words speaks for another kind. Measured out of fold on plain pages this moves mean F1 on one English set from .972
to .978, and finds 2 % more of the snippets that must be there, for .9 % more of those that must not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsclean.label.ballot import Ballot
from newsclean.label.context import Context
from newsclean.label.vote import CERTAIN, because
from newsclean.making import make_reason
from newsclean.types import Kind, Role, Verdict

__all__ = ["complete", "share_kinds"]

# Log-odds that a block may fall short: beside a kept one of its shape, and between two of its parent.
BESIDE = 1.5
BETWEEN = 2.0
# Share of a block's characters in links from which it leads elsewhere.
MOSTLY = 0.5
# Labellers that claim a block for another kind.
CLAIMING = frozenset({"phrases", "prompts", "sections", "title"})
# The last paragraph of an article may name its editor; a longer one than this, in units, is more than that name.
SIGNED = frozenset({Kind.EDITOR_LINE, Kind.SOURCE_LINE, Kind.BYLINE})
LABEL_UNITS = 15.0
# Containers up to the ancestor that the members of a family share.
FAMILY_DEPTH = 3
# Most blocks between two kept ones for those to be judged by them.
GAP = 4
# Where less than this is kept, in units, the page may be a gallery: this many pictures with a paragraph below each.
SHORT_ARTICLE = 80.0
PICTURES = 3
LEAST_UNITS = 5.0
# A box is at most this large, in blocks, and this many containers up; kinds that are told from a block's own words or
# place alone are not shared.
BOX_BLOCKS = 16
BOX_STEPS = 4
# Longer blocks, in units, are only of kinds that come in sentences.
BOX_UNITS = 12.0
SENTENCE_KINDS = frozenset(
    {
        Kind.RELATED_ARTICLES,
        Kind.RECOMMEND,
        Kind.COMMENTS,
        Kind.NEWSLETTER,
        Kind.DISCLAIMER,
        Kind.PAYWALL,
        Kind.CONSENT,
        Kind.ADS,
    }
)
UNSHARED = frozenset(
    {Kind.OTHER, Kind.HIDDEN, Kind.CAPTION, Kind.BYLINE, Kind.SOURCE_LINE, Kind.EDITOR_LINE, Kind.TITLE}
)


def complete(context: Context, ballot: Ballot, verdicts: list[Verdict]) -> None:
    """Keep the blocks that belong to kept ones by their place and shape; changes the list."""
    layout = context.layout
    if not len(layout.node):
        return
    free = _Free(context, ballot)
    container = layout.container.tolist()
    parents = [*layout.parent.tolist(), -1]
    texts = [i for i, block in enumerate(context.blocks) if block.text]
    _between(context, ballot, verdicts, [parents[c] for c in container])
    _beside(free, verdicts, texts, _Families(layout.shape, container, parents))
    _above(free, verdicts, texts)
    _keep_gallery(free, verdicts, container)


@dataclass(frozen=True, slots=True)
class _Free:
    """Whether a block may be kept by its place and shape."""

    context: Context
    ballot: Ballot

    def __call__(self, i: int, short: float) -> bool:
        """Whether a block falls at most so far short of being body, in log-odds, and nothing in its words or section
        claims it for another kind."""
        if self.ballot.body[i] <= -short or self.context.blocks[i].hidden:
            return False
        claiming = CLAIMING
        if self.context.characters.units[i] > LABEL_UNITS and all(
            [match.how == "contain" and match.kind in SIGNED for match in self.context.matches[i]]
        ):
            claiming = CLAIMING - {"phrases"}
        elif self.context.matches[i]:
            return False
        return not self.ballot.names_kind(i, claiming)


class _Families:
    """The family of a block: the blocks with the same chain of elements and names up to the same ancestor. Some pages
    split an article over several containers, or have one for each post."""

    def __init__(self, shape: Sequence[int], container: Sequence[int], parents: Sequence[int]) -> None:
        self._shape, self._container, self._parents = shape, container, parents
        self._known: dict[int, tuple[int, ...]] = {-1: ()}

    def __getitem__(self, i: int) -> tuple[int, ...]:
        """The family of a block, looked up when it is first asked for: most blocks are far from any kept one."""
        container = self._container[i]
        family = self._known.get(container)
        if family is None:
            chain: list[int] = []
            root = container
            while root >= 0 and len(chain) < FAMILY_DEPTH:
                chain.append(self._shape[root])
                root = self._parents[root]
            family = self._known[container] = (root, *chain)
        return family


def _beside(free: _Free, verdicts: list[Verdict], texts: Sequence[int], family: _Families) -> None:
    """Keep blocks next to a kept one of their family, forwards and then backwards, so that a run of them is kept."""
    body = Kind.BODY
    for order in (texts, texts[::-1]):
        latest: dict[tuple[int, ...], int] = {}
        last = -GAP - 1  # of any family
        for position, i in enumerate(order):
            if verdicts[i].kind is not body:
                if position - last > GAP or position - latest.get(family[i], -GAP - 1) > GAP or not free(i, BESIDE):
                    continue
                verdicts[i] = _kept(free.ballot, verdicts, i, "beside a paragraph of its shape")
            latest[family[i]] = last = position


def _above(free: _Free, verdicts: list[Verdict], texts: Sequence[int]) -> None:
    """Keep a heading right above a kept paragraph, below the first one: a subheading, or the time of a post."""
    body, blocks = Kind.BODY, free.context.blocks
    begun = False
    for i, following in pairwise(texts):
        if verdicts[i].kind is body:
            begun = True
        elif begun and verdicts[following].kind is body and blocks[i].role is Role.HEADING and free(i, BETWEEN):
            verdicts[i] = _kept(free.ballot, verdicts, i, "a heading above a paragraph of the article")


def _between(context: Context, ballot: Ballot, verdicts: list[Verdict], parent: Sequence[int]) -> None:
    """Keep blocks between two kept ones of the same parent: what reads like a notice there is quoted by the article.
    One that is a link leads elsewhere."""
    links = context.link_characters
    kept = [i for i, verdict in enumerate(verdicts) if verdict.kind is Kind.BODY]
    for first, last in pairwise(kept):
        if 1 < last - first <= GAP + 1 and parent[first] == parent[last]:
            for i in range(first + 1, last):
                block = context.blocks[i]
                if not block.text or block.hidden or links[i] > MOSTLY * len(block.text):
                    continue
                if parent[i] == parent[first] and ballot.body[i] > -BETWEEN:
                    verdicts[i] = _kept(ballot, verdicts, i, "between paragraphs of its container")


def _keep_gallery(free: _Free, verdicts: list[Verdict], container: Sequence[int]) -> None:
    """Keep the paragraphs below pictures where the article is shorter than they are: in a gallery they are the text."""
    context, units = free.context, free.context.characters.units
    kept = float(sum(units[[i for i, verdict in enumerate(verdicts) if verdict.kind is Kind.BODY]].tolist()))
    if kept >= SHORT_ARTICLE:
        return
    below: dict[int, list[int]] = {}
    pictures = [i for i, block in enumerate(context.blocks) if block.role is Role.FIGURE]
    for i in sorted({k for picture in pictures for k in (picture + 1, picture + 2) if k < len(container)}):
        if units[i] >= LEAST_UNITS and container[i] >= 0 and not _linked(context, i) and free(i, math.inf):
            below.setdefault(context.layout.shape[container[i]], []).append(i)
    group = max(below.values(), key=lambda group: sum([float(units[i]) for i in group]), default=[])
    if len(group) >= PICTURES and sum([float(units[i]) for i in group]) > kept:
        for i in group:
            if verdicts[i].kind is not Kind.BODY:
                verdicts[i] = _kept(free.ballot, verdicts, i, "below a picture of a gallery", least=-1.0)


def _linked(context: Context, i: int) -> bool:
    """Whether anything in a block's parent is a link: then the picture and its text are a card that leads elsewhere."""
    layout = context.layout
    container = int(layout.container[i])
    parent = int(layout.parent[container])
    around = container if parent < 0 else parent
    return any(context.blocks[k].links for k in range(int(layout.first[around]), int(layout.last[around])))


def _kept(ballot: Ballot, verdicts: Sequence[Verdict], i: int, detail: str, least: float = -CERTAIN) -> Verdict:
    """A verdict turned to body, as sure as the labellers were of it."""
    odds = max(float(ballot.body[i]), least)
    reason = make_reason("decode", Kind.BODY, round(-odds, 4), detail)
    return because(reason, verdicts[i], 1 / (1 + math.exp(-odds)))


def share_kinds(context: Context, verdicts: list[Verdict]) -> None:
    """Give what nobody could name the kind of the box that it stands in: a heading above a sign-up form, a bare name
    in a list of comments; changes the list."""
    layout = context.layout
    unnamed = [i for i, verdict in enumerate(verdicts) if verdict.kind is Kind.OTHER and context.blocks[i].text]
    if not unnamed or not len(layout.node):
        return
    first, last, parents = layout.first.tolist(), layout.last.tolist(), layout.parent.tolist()
    for i in unnamed:
        container = int(layout.container[i])
        for _ in range(BOX_STEPS):
            if container < 0 or last[container] - first[container] > BOX_BLOCKS:
                break
            box = [verdicts[k].kind for k in range(first[container], last[container])]
            if Kind.BODY in box or Kind.TITLE in box:
                break
            # The block itself is of an unshared kind, and counts for nothing.
            kinds = Counter([kind for kind in box if kind not in UNSHARED])
            if kinds and context.characters.units[i] > BOX_UNITS:
                kinds = Counter({kind: count for kind, count in kinds.items() if kind in SENTENCE_KINDS})
            if kinds:
                kind, _count = min(kinds.items(), key=lambda item: (-item[1], item[0]))
                reason = make_reason("decode", kind, 1.0, "stands in a box of this kind")
                verdicts[i] = because(reason, verdicts[i])
                break
            container = parents[container]
