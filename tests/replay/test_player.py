"""A package in ReplayWeb.page: it opens, lists the pages, shows raw and cleaned, and finds words."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from newsclean.archive.wacz import write_wacz
from newsclean.read import Source
from newsclean.run import Settings, run
from tests.replay.browser import Browser
from tests.replay.server import serve
from tests.replay.tools import ARTEFACTS, chromium, player_folder, replay_tool, replay_wanted

pytestmark = replay_wanted
SEEDS = Path(__file__).parents[2] / "seeds"
FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = ("de-paid-content-class", "en-gallery-figcaptions")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of two HTML pages and the seeds."""
    folder = tmp_path_factory.mktemp("player")
    pages = shutil.copytree(SEEDS, folder / "pages")
    for name in PAGES:
        shutil.copy(FIXTURES / name / "page.html", pages / f"{name}.html")
    source = Source((str(pages),), base_url="http://news.example.org/")
    run(source, folder / "archive", settings=Settings(deadline=None, memory=None))
    return write_wacz(folder / "archive", folder / "news.wacz").path


@pytest.fixture(scope="module")
def site(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The player and the package on a server of this machine."""
    folder = tmp_path_factory.mktemp("site") / "player"
    shutil.copytree(player_folder(), folder)
    shutil.copy(package, folder / "news.wacz")
    with serve(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser without any other network."""
    with Browser(chromium(), tmp_path_factory.mktemp("profile")) as page:
        yield page


def listed(package: Path) -> list[dict[str, str]]:
    """The pages that the package lists."""
    with zipfile.ZipFile(package) as opened:
        return [json.loads(line) for line in opened.read("pages/pages.jsonl").splitlines()[1:]]


def test_the_validator_of_webrecorder_accepts_the_package(package: Path) -> None:
    """`wacz validate` finds nothing to complain about."""
    done = subprocess.run(
        [replay_tool("wacz"), "validate", "-f", str(package)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "valid" in done.stdout


def test_the_player_lists_the_pages(site: str, browser: Browser, package: Path) -> None:
    """Raw and cleaned pages stand in the list with their titles."""
    titles = [page["title"] for page in listed(package)]
    text = browser.show(f"{site}/?source={site}/news.wacz#view=pages", *titles)
    browser.screenshot(ARTEFACTS / "pages.png")
    assert [title for title in titles if title not in text] == []


@pytest.mark.parametrize("number", range(4))
def test_the_player_shows_raw_and_cleaned_pages(site: str, browser: Browser, package: Path, number: int) -> None:
    """Each at its address and date, with the words of the article in it."""
    page = listed(package)[number]
    timestamp = "".join(character for character in page["ts"] if character.isdigit())
    words = max(page["text"].splitlines(), key=len)[:40]
    address = f"{site}/?source={site}/news.wacz#view=replay&url={quote(page['url'], safe='')}&ts={timestamp}"
    text = browser.show(address, words)
    browser.screenshot(ARTEFACTS / f"{'cleaned' if 'cleaned' in page['title'] else 'raw'}-{number}.png")
    assert words in text


def test_the_player_finds_words_of_the_cleaned_text(site: str, browser: Browser, package: Path) -> None:
    """A search for words that stand only in one article leads to it and hides the others."""
    pages = [page for page in listed(package) if "Wiebke" in page["text"]]
    others = [page["title"] for page in listed(package) if "Wiebke" not in page["text"]]
    text = browser.show(f"{site}/?source={site}/news.wacz#view=pages&query=Wiebke", pages[0]["title"])
    browser.screenshot(ARTEFACTS / "search.png")
    assert len(pages) == 2
    assert all(page["title"] in text for page in pages)
    assert not [title for title in others if title in text]
