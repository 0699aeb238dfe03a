"""One page's work, and what may go wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsclean.archive import PageRecords, RunInfo
from newsclean.article import Article
from newsclean.errors import InputError, NotAPageError
from newsclean.options import Options
from newsclean.read import Item, scan
from newsclean.run import work as module
from newsclean.run.work import Task, Unchanged, do_without_cleaning, work
from newsclean.types import Failure

PAGE = b"<html><body><h1>Title</h1><p>" + b"A sentence of an article, with a comma. " * 20 + b"</p></body></html>"


@pytest.fixture
def task(tmp_path: Path) -> Task:
    """The task for one good page."""
    (tmp_path / "a.html").write_bytes(PAGE)
    (item,) = scan(str(tmp_path))
    assert isinstance(item, Item)
    return Task(item, Options(), RunInfo(datetime(2026, 1, 2, tzinfo=UTC), "newsclean/test"))


def raiser(error: Exception) -> Callable[..., Article]:
    """A cleaner that fails."""

    def fail(*_arguments: object, **_options: object) -> Article:
        raise error

    return fail


def test_a_good_page_becomes_records(task: Task) -> None:
    """Raw, conversion and ledger, ready to be appended."""
    records = work(task)
    assert isinstance(records, PageRecords)
    assert records.conversion is not None
    assert records.entry.sha256 == hashlib.sha256(PAGE).hexdigest()


@pytest.mark.parametrize(
    ("error", "stage", "reason"),
    [
        (KeyError("x"), "clean", "KeyError: 'x'"),
        (
            RecursionError("maximum recursion depth exceeded"),
            "clean",
            "RecursionError: maximum recursion depth exceeded",
        ),
        (ValueError("two\nlines\x00" + "x" * 9999), "clean", "ValueError: two lines " + "x" * 489 + "…"),
        (
            InputError("the page has too many bytes: raise max_bytes"),
            "clean",
            "the page has too many bytes: raise max_bytes",
        ),
        (NotAPageError("the page is empty"), "decode", "the page is empty"),
    ],
)
def test_any_error_becomes_a_failure_with_the_raw_bytes(error: Exception, stage: str, reason: str, task: Task) -> None:
    """The type of an unexpected error and its message on one line, never a traceback; the bytes are archived."""
    records = work(replace(task, clean=raiser(error)))
    assert isinstance(records, PageRecords)
    assert records.conversion is None
    assert records.entry.failed == Failure("a.html", stage, reason)


def test_too_little_memory_is_no_failure_of_a_page(task: Task) -> None:
    """It reaches whoever can do the page once more with more of it."""
    with pytest.raises(MemoryError):
        work(replace(task, clean=raiser(MemoryError())))


def test_an_error_in_reading_is_a_failure(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without bytes there is nothing to archive."""

    def fail(_item: Item) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(module, "load", fail)
    assert work(task) == Failure("a.html", "read", "OSError: [Errno 5] Input/output error")
    assert do_without_cleaning(task, "took long") == Failure("a.html", "read", "OSError: [Errno 5] Input/output error")


def test_an_error_in_archiving_is_a_failure(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not even a raw record can be built, both reasons are told."""

    def fail(*_arguments: object) -> None:
        raise ValueError("no record")

    monkeypatch.setattr(module, "build_records", fail)
    failure = work(task)
    assert isinstance(failure, Failure)
    assert failure.stage == "archive"
    assert failure.reason == "ValueError: no record; its raw bytes could not be archived: ValueError: no record"


def test_bytes_that_are_archived_are_not_cleaned_again(task: Task) -> None:
    """The same name and bytes come back as unchanged, with the failure of then; other bytes are cleaned."""
    sha256 = hashlib.sha256(PAGE).hexdigest()
    failure = Failure("a.html", "clean", "KeyError")
    known = replace(task, archived={sha256: None}, clean=raiser(AssertionError()))
    assert work(known) == Unchanged("a.html")
    assert work(replace(known, archived={sha256: failure})) == Unchanged("a.html", failure)
    assert isinstance(work(replace(task, archived={"other": None})), PageRecords)


def test_a_page_without_an_answer_is_archived_raw(task: Task) -> None:
    """What a worker could not finish is archived with the reason."""
    records = do_without_cleaning(task, "took longer than 60 seconds")
    assert isinstance(records, PageRecords)
    assert records.entry.failed == Failure("a.html", "clean", "took longer than 60 seconds")
