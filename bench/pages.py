"""The pages that are measured: those of the evaluation sets, and some that are made up."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SETS", "Page", "made_up", "read_pages", "write_folder"]

SETS = ("scrapinghub", "zh", "fundus")
WORDS = "the of a town council said on Monday that new works at its harbour would begin in spring despite rain".split()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as fetched, with its address."""

    name: str
    raw: bytes
    url: str


def read_pages(corpus: Path) -> list[Page]:
    """The pages of the three sets, in the order of their names. Raises FileNotFoundError, in words, without them."""
    missing = [name for name in SETS if not (corpus / f"{name}.zip").is_file()]
    if missing:
        raise FileNotFoundError(f"{corpus} has no {', '.join(missing)} (.zip): set CORPUS to the evaluation sets")
    return [page for name in SETS for page in read_set(corpus / f"{name}.zip")]


def read_set(path: Path) -> Iterator[Page]:
    """The pages of one set."""
    with zipfile.ZipFile(path) as archive:
        told = [json.loads(line) for line in archive.read("gold.jsonl").splitlines()]
        for page in sorted(told, key=lambda page: str(page["file"])):
            url = page.get("url") or f"https://example.com/{page['id']}.html"
            yield Page(f"{path.stem}-{Path(page['file']).name}", archive.read(page["file"]), url)


def write_folder(pages: list[Page], count: int, folder: Path) -> int:
    """Write ``count`` pages to a folder, the same again and again at new addresses; gives their size in bytes."""
    folder.mkdir(parents=True)
    size = 0
    with (folder / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for number in range(count):
            page = pages[number % len(pages)]
            name = f"{number // 1000:03}/{number:06}.html"
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(page.raw)
            size += len(page.raw)
            address = f"{page.url}{'&' if '?' in page.url else '?'}copy={number // len(pages)}"
            manifest.write(json.dumps({"file": name, "url": address}) + "\n")
    return size


def made_up(size: int) -> Page:
    """A page of about ``size`` bytes: an article as long as that, with lists of links between its paragraphs."""
    chance = random.Random(1)  # noqa: S311  # the same page each time, nothing secret
    parts = ["<!DOCTYPE html><html lang=en><head><title>Made up</title></head><body><article><h1>Made up</h1>"]
    length = 0
    while length < size:
        sentence = " ".join(chance.choices(WORDS, k=60)).capitalize()
        links = "".join(
            f'<li><a href="/{chance.random()}">{" ".join(chance.choices(WORDS, k=6))}</a></li>' for _ in "123"
        )
        parts.append(f'<p class="text">{sentence}.</p>\n<div class="related"><ul>{links}</ul></div>\n')
        length += len(parts[-1])
    parts.append("</article></body></html>")
    return Page(f"made-up-{size}", "".join(parts).encode(), "https://example.com/made-up")
