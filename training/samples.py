"""Pages of the open sets as training samples: features, labels and weights, with made-up variants of each page.

A variant makes the labeller learn what it must not lean on: names of elements (hashed on many sites), the length of the
article (short ones stand beside long recommendations), and tags (a text scrape has none).
"""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from newsclean.label.context import look_at
from newsclean.label.features import compute_features
from newsclean.page import load_page
from newsclean.segment import segment
from newsclean.types import Block, Page, Tree
from training.align import UNKNOWN, align, squeeze
from training.teasers import Teaser, Teasers, add_below, as_cards, as_lines

# Set, gold row, raw bytes, variant, and the teasers that are put below the article of a crowded page.
Task = tuple[str, dict[str, Any], bytes, str, tuple[Teaser, ...]]

__all__ = ["Sample", "load_set", "make_samples", "site_of"]

MAX_BYTES = 1 << 26
VARIANTS = ("plain", "nameless", "short", "scrape", "crowded", "crowded scrape")
# Attributes that the nameless variant takes away.
NAMES = frozenset({"class", "id", "role", "itemprop", "aria-label", "data-component", "data-testid", "data-module"})
# Share of the crowded pages whose article is cut short too.
SHORTENED_SHARE = 0.6
SECOND_LEVEL = frozenset({"com", "co", "org", "net", "gov", "edu", "ac", "or", "ne"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One variant of one page: features ``columns`` (k, n), labels (n; 1, 0 or UNKNOWN), whether a must_not snippet is
    in the block."""

    dataset: str
    variant: str
    site: str
    gold: dict[str, Any]
    texts: tuple[str, ...]
    columns: NDArray[np.float32]
    names: tuple[str, ...]
    groups: NDArray[np.int32]
    units: NDArray[np.float32]
    labels: NDArray[np.float64]
    forbidden: NDArray[np.bool_]


def load_set(path: Path) -> list[tuple[dict[str, Any], bytes]]:
    """The gold rows of a set with the raw bytes of their pages."""
    with zipfile.ZipFile(path) as archive:
        rows = [json.loads(line) for line in archive.read("gold.jsonl").decode().split("\n") if line.strip()]
        return [(row, archive.read(row["file"])) for row in rows]


def site_of(row: dict[str, Any]) -> str:
    """The registrable domain of a page, near enough to keep a site's pages in one fold."""
    host = (
        (urlsplit(row["url"]).hostname if row.get("url") else None) or row.get("host") or row.get("domain") or row["id"]
    )
    parts = str(host).split(".")
    keep = 3 if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in SECOND_LEVEL else 2
    return ".".join(parts[-keep:])


def make_samples(paths: Sequence[Path], variants: Iterable[str] = VARIANTS, jobs: int = 2) -> list[Sample]:
    """All samples of the sets at these paths, in a fixed order."""
    tasks: list[Task] = []
    for path in paths:
        pages = load_set(path)
        teasers = Teasers([row for row, _ in pages])
        tasks += [
            (path.stem, row, raw, variant, teasers.for_page(row) if variant.startswith("crowded") else ())
            for row, raw in pages
            for variant in variants
        ]
    with ProcessPoolExecutor(jobs) as pool:
        return [sample for sample in pool.map(_sample, tasks, chunksize=16) if sample is not None]


def _sample(task: Task) -> Sample | None:
    dataset, row, _, variant, teasers = task
    chance = random.Random(f"{row['id']} {variant}")
    page = _page(task, chance)
    if page is None:
        return None
    blocks = segment(page)
    labels = _labels(row, [block.text for block in blocks])
    if labels is None:
        return None
    if variant == "short" or (teasers and chance.random() < SHORTENED_SHARE):
        shortened = _shorten(blocks, labels, chance)
        if shortened is not None:
            blocks, labels = shortened
        elif not teasers:
            return None
    context = look_at(page, blocks)
    features = compute_features(context)
    forbidden = [squeeze(x if isinstance(x, str) else x["text"]) for x in row.get("must_not") or []]
    texts = tuple(blocks[i].text for i in features.rows)
    squeezed = [squeeze(text) for text in texts]
    return Sample(
        dataset,
        variant,
        site_of(row),
        row,
        texts,
        features.columns.copy(),
        tuple(features.names),
        features.groups,
        features.units,
        np.array([labels[i] for i in features.rows]),
        np.array([any(snippet and snippet in text for snippet in forbidden) for text in squeezed], dtype=bool),
    )


def _page(task: Task, chance: random.Random) -> Page | None:
    """The page of a task, changed as its variant says; None where that cannot be had."""
    dataset, row, raw, variant, teasers = task
    crowded, scraped = variant.startswith("crowded"), variant.endswith("scrape")
    if crowded and not teasers:
        return None
    try:
        page = load_page(_scrape(raw) if scraped else raw, url=row.get("url"), max_bytes=MAX_BYTES)
        if crowded:
            added = as_lines(teasers, chance) if page.tree is None else as_cards(teasers, chance)
            page = load_page(add_below(page.text, added), url=row.get("url"), max_bytes=MAX_BYTES)
    except ValueError:
        return None
    except Exception as error:  # noqa: BLE001  # a page that cannot be read trains nothing
        print(f"{dataset} {row['id']} {variant}: {error!r}")
        return None
    if scraped and page.tree is not None:
        return None
    return _without_names(page) if variant == "nameless" else page


def _labels(row: dict[str, Any], texts: Sequence[str]) -> list[float] | None:
    """Labels by a full gold, or by snippets that must and must not be there."""
    if row.get("gold_kind") == "full":
        return align(texts, row["body"], row.get("optional_lines") or ())
    if row.get("gold_kind") != "snippets":
        return None
    wanted = [squeeze(x) for x in row.get("must_have") or []]
    unwanted = [squeeze(x if isinstance(x, str) else x["text"]) for x in row.get("must_not") or []]
    labels = []
    for text in map(squeeze, texts):
        if any(x and x in text for x in wanted):
            labels.append(1.0)
        else:
            labels.append(0.0 if any(x and x in text for x in unwanted) else UNKNOWN)
    return labels


def _without_names(page: Page) -> Page:
    tree = page.tree
    if tree is None:
        return page
    attrs = [{k: v for k, v in a.items() if k not in NAMES} if a else a for a in tree.attrs]
    return replace(page, tree=Tree(tree.tags, tree.parents, tree.ends, attrs, tree.texts))


def _shorten(
    blocks: Sequence[Block], labels: Sequence[float], chance: random.Random
) -> tuple[tuple[Block, ...], list[float]] | None:
    """The page with only the first one to four blocks of its article left; None where that changes little."""
    body = [i for i, value in enumerate(labels) if value == 1 and len(blocks[i].text) > 20]
    keep = chance.choice((1, 2, 2, 3, 4))
    if len(body) < keep + 2:
        return None
    gone = {i for i, value in enumerate(labels) if value == 1 and i >= body[keep]}
    left = [i for i in range(len(blocks)) if i not in gone]
    return tuple(replace(blocks[i], index=k) for k, i in enumerate(left)), [labels[i] for i in left]


def _scrape(raw: bytes) -> bytes:
    """A page as a plain-text scrape, in the layout that such scrapes have."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    text: str = extract_plain_text(
        bytes_to_str(raw, detect_encoding(raw) or "utf-8"), preserve_formatting=True, main_content=False
    )
    return text.encode()


def fold_of(site: str, folds: int) -> int:
    """The fold of a site, the same in every run."""
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def weights_of(sample: Sample) -> NDArray[np.float64]:
    """The weight of each block: long ones more, pieces that must not leak double, and each page the same in all."""
    weights = np.sqrt(np.minimum(sample.units, 150) + 1) * np.where(sample.forbidden, 2.0, 1.0) * (sample.labels >= 0)
    total = float(weights.sum())
    # Of the many blocks far from any body only a part is looked at, each for several.
    chance = np.random.default_rng(len(sample.labels)).random(len(weights))
    body = np.concatenate((np.zeros(NEAR), sample.labels == 1, np.zeros(NEAR)))
    near = np.convolve(body, np.ones(2 * NEAR + 1), "valid") > 0
    weights = np.where(near, weights, np.where(chance < FAR_SHARE, weights / FAR_SHARE, 0.0))
    page = DATASET_WEIGHT.get(sample.dataset, 1.0) * VARIANT_WEIGHT[sample.variant]
    return np.asarray(weights / total * page if total > 0 else weights)


NEAR = 8
FAR_SHARE = 0.3
# Chinese pages are few and come first; snippets label few blocks of a page.
DATASET_WEIGHT = {"zh": 2.5, "magic_html": 1.5, "trafilatura": 1.0}
VARIANT_WEIGHT = {
    "plain": 1.0,
    "nameless": 0.3,
    "short": 0.4,
    "scrape": 0.6,
    "crowded": 0.3,
    "crowded scrape": 0.25,
}
