"""Many pages to articles, without an archive."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsclean import Article, Capture, Failure, OptionError, Options, SiteProfile, clean, clean_many
from newsclean.read import read
from tests.conftest import BadFolder
from tests.profile.pages import NOTICE, site

SEEDS = Path(__file__).parents[2] / "seeds"
Start = Callable[..., subprocess.Popen[str]]

HANGING = """
import sys
import newsclean.run.many as many
from newsclean import Capture, clean_many

def hang(capture, **rest):
    if capture.name == "hangs":
        import time
        time.sleep(600)
    return sys.modules["newsclean.run.work"].clean_capture(capture, **rest)

if __name__ == "__main__":
    many.clean_capture = hang
    page = open(sys.argv[1], "rb").read()
    captures = [Capture(page, "first"), Capture(page, "hangs"), Capture(page, "last")]
    for found in clean_many(captures, jobs=2, deadline=12):
        print(getattr(found, "reason", None) or found.text[:5])
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_articles_come_in_the_order_of_the_pages(bad_folder: BadFolder, jobs: int) -> None:
    """Each capture gives its article or its failure, and a failure of reading keeps its place."""
    captures = list(read(str(bad_folder.path)))
    found = list(clean_many(captures, jobs=jobs))
    assert len(found) == len(captures)
    for capture, result in zip(captures, found, strict=True):
        if isinstance(result, Failure):
            assert result.name == capture.name
            assert capture.name in bad_folder.bad
        else:
            assert isinstance(capture, Capture)
            assert result == clean(capture.raw, url=capture.url)
    assert sum(isinstance(result, Article) for result in found) == len(bad_folder.good)


def test_pages_are_taken_when_they_are_asked_for() -> None:
    """An endless stream of pages can be cleaned."""

    def endless() -> Iterator[Capture]:
        while True:
            yield Capture(next(SEEDS.iterdir()).read_bytes())

    articles = clean_many(endless())
    assert isinstance(next(articles), Article)
    articles.close()


def test_options_reach_every_page() -> None:
    """A page larger than the options allow is a failure that says so."""
    (found,) = clean_many([Capture(b"<p>" + b"x" * 100, "large.html")], options=Options(max_bytes=10))
    assert isinstance(found, Failure)
    assert "max_bytes" in found.reason


def test_a_page_that_hangs_is_given_up(script: Start) -> None:
    """With workers, the deadline holds, and the other pages are cleaned."""
    process = script(HANGING, [str(next(SEEDS.iterdir()))])
    output, errors = process.communicate(timeout=3600)
    assert process.returncode == 0, errors
    first, hangs, last = output.splitlines()
    assert hangs == "took longer than 12 seconds"
    assert first == last


def test_values_that_cannot_be_used_are_refused_at_once() -> None:
    """Not only when the first article is asked for."""
    with pytest.raises(OptionError, match="jobs is 0"):
        clean_many([], jobs=0)
    with pytest.raises(OptionError, match="deadline"):
        clean_many([], deadline=0)


def test_a_profile_is_evidence_about_each_page() -> None:
    """What repeats on the pages of a host is not in their articles, in worker processes as well as in this one."""
    captures = site("a.example")
    profile = SiteProfile.learn(captures)
    texts = [found.text for found in clean_many(captures, profile=profile) if isinstance(found, Article)]
    assert len(texts) == len(captures)
    assert not any(NOTICE in text for text in texts)
    assert [getattr(found, "text", None) for found in clean_many(captures, jobs=2, profile=profile)] == texts
