"""Pages with their expected results, the evaluation sets where they are at hand, and folders full of bad input."""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# How long an example takes depends on what else the machine does; these tests look for wrong answers.
hypothesis.settings.register_profile("newsclean", deadline=None)
hypothesis.settings.load_profile("newsclean")

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURES = REPOSITORY / "fixtures"
SEEDS = REPOSITORY / "seeds"


@dataclass(frozen=True, slots=True)
class FixturePage:
    """A page of ours and what is expected of it; ``expected`` has the fields that ``fixtures/README.md`` lists."""

    name: str
    path: Path
    expected: Mapping[str, Any]

    @property
    def raw(self) -> bytes:
        """The bytes of the page, in the encoding that they really have."""
        return self.path.read_bytes()


@functools.cache
def fixture_pages() -> tuple[FixturePage, ...]:
    """Every page in ``fixtures/`` that has its expected result beside it, sorted by name."""
    pages = []
    for expected in sorted(FIXTURES.glob("*/expected.json")):
        (page,) = expected.parent.glob("page.*")
        pages.append(FixturePage(expected.parent.name, page, json.loads(expected.read_bytes())))
    return tuple(pages)


@functools.cache
def seed_pages() -> tuple[FixturePage, ...]:
    """The pages in ``seeds/`` with the expected results that ``fixtures/seeds/expected.jsonl`` has for them."""
    lines = (FIXTURES / "seeds" / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return tuple(FixturePage(row["id"], SEEDS / row["file"], row) for row in rows)


def corpus_folder() -> Path | None:
    """The folder of the evaluation sets, if there is one: ``NEWSCLEAN_CORPUS``, else ``../shared/corpus``."""
    given = os.environ.get("NEWSCLEAN_CORPUS")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "corpus"
    return folder if folder.is_dir() else None


def squeeze(text: str | None) -> str:
    """Text without its white space and in NFKC, so that two layouts of the same words compare equal."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


@pytest.fixture
def corpus() -> Path:
    """The folder of the evaluation sets; a test that asks for it is skipped where there is none."""
    folder = corpus_folder()
    if folder is None:
        pytest.skip("no evaluation sets: set NEWSCLEAN_CORPUS to their folder")
    return folder


@dataclass(frozen=True, slots=True)
class BadFolder:
    """A folder of pages, most of them bad.

    ``good`` are the names that must be cleaned, ``bad`` maps the names that must be listed as failed to what is wrong
    with each. Names are relative to ``path``, with ``/``.
    """

    path: Path
    good: frozenset[str]
    bad: Mapping[str, str]


def noise(size: int) -> bytes:
    """Bytes that look random and are the same every time, as the inside of a compressed picture is."""
    blocks = (hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range(size // 32 + 1))
    return b"".join(blocks)[:size]


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00H\x00H\x00\x00\xff\xdb\x00C\x00" + noise(4000) + b"\xff\xd9"
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n4 0 obj\n<< /Length 3000 >>\nstream\n"
PDF += noise(3000) + b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
JSON = b'{"items": [{"id": 1, "title": "Harbour reopens"}, {"id": 2, "title": "Night buses return"}], "next": null}\n'
OVERSIZED = (64 << 20) + 1  # one byte more than the default of Options.max_bytes


@pytest.fixture
def bad_folder(tmp_path: Path) -> BadFolder:
    """Two good pages among one of each bad kind: what a run must name as failed, with the reason, and survive."""
    folder = tmp_path / "pages"
    (folder / "sub").mkdir(parents=True)
    good = {}
    for name, page in zip(("first.html", "sub/second.html"), fixture_pages(), strict=False):
        good[name] = page.raw
        (folder / name).write_bytes(page.raw)
    contents = {
        "blank.html": (b" \n\t\r\n", "white space only"),
        "data.html": (JSON, "JSON named .html"),
        "empty.html": (b"", "empty"),
        "paper.htm": (PDF, "a PDF named .htm"),
        "photo.html": (JPEG, "a JPEG named .html"),
        "torn.html.gz": (gzip.compress(good["first.html"], mtime=0)[:-200], "a truncated gzip file"),
    }
    bad = {name: why for name, (_, why) in contents.items()}
    for name, (content, _) in contents.items():
        (folder / name).write_bytes(content)
    with (folder / "huge.html").open("wb") as huge:
        huge.write(b"<html><body><p>")
        huge.truncate(OVERSIZED)  # sparse: takes no room on the disk
    bad["huge.html"] = "oversized"
    os.mkfifo(folder / "pipe.html")
    bad["pipe.html"] = "a FIFO"
    (folder / "gone.html").symlink_to("nowhere.html")
    bad["gone.html"] = "a dangling symbolic link"
    (folder / "ring.html").symlink_to("ring.html")
    bad["ring.html"] = "a symbolic link to itself"
    (folder / "sub" / "again").symlink_to("..", target_is_directory=True)
    bad["sub/again"] = "a symbolic link to a folder above"
    if os.geteuid() != 0:  # root may read anything
        (folder / "locked.html").write_bytes(good["first.html"])
        (folder / "locked.html").chmod(0)
        bad["locked.html"] = "unreadable"
    return BadFolder(folder, frozenset(good), bad)
