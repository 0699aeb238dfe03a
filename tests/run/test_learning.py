"""The first pass of a run: what repeats on the pages of a site is learnt, kept, and taken as evidence."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from newsclean.archive import ArchiveReader, read_manifest
from newsclean.archive.faults import FaultKind
from newsclean.archive.profiles import latest_profile
from newsclean.archive.repair import repair
from newsclean.archive.verify import verify
from newsclean.errors import ArchiveError
from newsclean.read import Source
from newsclean.run import Report, Settings, learning, run
from newsclean.run.stop import StopRequest
from newsclean.run.work import Task
from tests.profile.pages import NOTICE, TOPICS, page
from tests.run.crashes import crash_at

Fill = Callable[[Path, Mapping[str, bytes]], Path]
ReadFolder = Callable[[Path], dict[str, bytes]]
PROFILE = "news-run-00000.profile"

DYING = """
import os, sys
from pathlib import Path
import newsclean.run.learning as learning
from newsclean.run import Settings, run

def dies(task):
    if task.item.name == "bridges.html":
        os.kill(os.getpid(), 9)
    if task.item.name == "tramways.html":
        import time
        time.sleep(600)
    return look(task)

look = learning.look
if __name__ == "__main__":
    learning.look = dies
    report = run(sys.argv[1], sys.argv[2], settings=Settings("news", deadline=10.0))
    print(report.pages, report.known_hosts, report.known_pages, len(report.failures))
"""


def stories(*topics: str) -> dict[str, bytes]:
    """Pages of one host, by file name, with the manifest that tells their addresses."""
    listed = [json.dumps({"path": f"{topic}.html", "url": f"https://a.example/{topic}"}) for topic in topics]
    pages = {f"{topic}.html": page(topic).encode() for topic in topics}
    return {**pages, "manifest.jsonl": "\n".join(listed).encode()}


@pytest.fixture
def source(tmp_path: Path, fill: Fill) -> Path:
    """Eight pages of a host, each with the same notice below its article."""
    return fill(tmp_path / "in", stories(*TOPICS))


def texts(folder: Path) -> list[str]:
    """The clean pages of an archive."""
    return [archived.cleaned.payload.decode() for archived in ArchiveReader(folder) if archived.cleaned]


def test_what_repeats_is_not_in_the_articles_and_the_run_says_what_it_knows(
    tmp_path: Path, source: Path, settings: Settings
) -> None:
    """The profile lies beside the manifest, which names it with its digest."""
    report = run(source, tmp_path / "out", settings=settings)
    assert (report.known_hosts, report.known_pages) == (1, len(TOPICS))
    assert not any(NOTICE in text for text in texts(tmp_path / "out"))
    assert report.manifest is not None
    told = read_manifest(report.manifest).run["profile"]
    digest = hashlib.sha256((tmp_path / "out" / PROFILE).read_bytes()).hexdigest()
    assert told == {"file": PROFILE, "sha256": digest, "hosts": 1, "pages": len(TOPICS)}


def test_without_a_profile_there_is_no_first_pass(tmp_path: Path, source: Path, settings: Settings) -> None:
    """Nothing is learnt and nothing is kept."""
    report = run(source, tmp_path / "out", settings=replace(settings, profile=False))
    assert report.known_hosts == 0
    assert not (tmp_path / "out" / PROFILE).exists()
    assert any(NOTICE in text for text in texts(tmp_path / "out"))


def test_the_number_of_workers_makes_no_difference(
    tmp_path: Path, source: Path, settings: Settings, read_folder: ReadFolder
) -> None:
    """The profile is the same, and so is all that is archived with it."""
    run(source, tmp_path / "here", settings=settings)
    run(source, tmp_path / "two", settings=settings, jobs=2)
    assert read_folder(tmp_path / "two") == read_folder(tmp_path / "here")


def test_a_run_that_is_gone_on_with_takes_what_it_learnt_at_its_beginning(
    tmp_path: Path, source: Path, settings: Settings, read_folder: ReadFolder
) -> None:
    """Killed at whatever step, it ends in the bytes of an unbroken one, and leaves nothing open."""
    run(source, tmp_path / "unbroken", settings=settings)
    unbroken = read_folder(tmp_path / "unbroken")
    died = 0
    for step in (0, 1, 2, 3, 4, 5, 6, 8, 11, 15, 20, 26, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42):
        out = tmp_path / f"out{step}"
        died += crash_at(step, lambda out=out: run(source, out, settings=settings))  # type: ignore[misc]
        run(source, out, settings=settings)
        assert read_folder(out) == unbroken, f"after {step} steps"
    assert died > 10


def test_a_profile_that_is_gone_ends_the_run_that_needs_it(tmp_path: Path, source: Path, settings: Settings) -> None:
    """Going on without it would give other bytes."""
    out = tmp_path / "out"
    steps = next(n for n in range(8, 99) if begins_journal(tmp_path / f"try{n}", source, settings, n))
    assert crash_at(steps, lambda: run(source, out, settings=settings))
    (out / f"{PROFILE}.open").unlink()
    with pytest.raises(ArchiveError, match=f"{PROFILE} cannot be read"):
        run(source, out, settings=settings)


def begins_journal(out: Path, source: Path, settings: Settings, steps: int) -> bool:
    """Whether a run that dies after so many steps leaves a journal with pages."""
    crash_at(steps, lambda: run(source, out, settings=settings))
    journal = out / "news-run-00000.journal.open"
    return journal.exists() and b'"page":' in journal.read_bytes()


def test_a_later_run_starts_with_what_is_known(
    tmp_path: Path, source: Path, fill: Fill, settings: Settings, read_folder: ReadFolder
) -> None:
    """One new page is too few to learn from alone; the archive knows its site. Nothing new leaves all as it is."""
    out = tmp_path / "out"
    run(source, out, settings=settings)
    before = read_folder(out)
    assert run(source, out, settings=settings).nothing_new
    assert read_folder(out) == before
    fill(source, stories(*TOPICS, "lighthouses"))
    report = run(source, out, settings=settings)
    assert (report.pages, report.known_pages) == (1, len(TOPICS) + 1)
    assert not any(NOTICE in text for text in texts(out))
    assert (out / "news-run-00001.profile").read_bytes() != before[PROFILE]


def test_a_run_that_learns_nothing_names_the_profile_before_it(
    tmp_path: Path, source: Path, fill: Fill, settings: Settings
) -> None:
    """A page of another host is cleaned with the profile that is there already."""
    out = tmp_path / "out"
    run(source, out, settings=settings)
    report = run(fill(tmp_path / "more", {"one.html": page("rivers").encode()}), out, settings=settings)
    assert report.manifest is not None
    assert read_manifest(report.manifest).run["profile"]["file"] == PROFILE
    assert not (out / "news-run-00001.profile").exists()


def test_a_request_to_stop_while_learning_ends_the_run_without_a_trace(
    tmp_path: Path, source: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page is cleaned with half a profile."""
    monkeypatch.setattr(StopRequest, "__bool__", lambda _: True)
    assert run(source, tmp_path / "out", settings=settings) == Report()
    assert not list((tmp_path / "out").iterdir())


def test_pages_that_harm_their_worker_do_so_in_the_first_pass_too(
    tmp_path: Path, source: Path, script: Callable[..., subprocess.Popen[str]]
) -> None:
    """One kills it and one hangs: nothing is learnt from these two, and all are archived."""
    process = script(DYING, [str(source), str(tmp_path / "out")])
    told, trouble = process.communicate(timeout=600)
    assert told.split() == ["8", "1", "6", "0"], trouble


def test_a_page_that_needs_too_much_memory_teaches_nothing(
    tmp_path: Path, source: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run goes on in this process as well."""

    def hungry(task: Task) -> object:
        if task.item.name == "bridges.html":
            raise MemoryError
        return look(task)

    look = learning.look
    monkeypatch.setattr(learning, "look", hungry)
    report = run(source, tmp_path / "out", settings=settings)
    assert (report.pages, report.known_pages) == (8, 7)


def test_standard_input_is_not_read_twice() -> None:
    """Neither as a page nor as a list of pages."""
    assert learning.can_be_read_twice(Source(("folder",), "list"))
    assert not learning.can_be_read_twice(Source(("-",)))
    assert not learning.can_be_read_twice(Source((), "-"))


def test_pages_clean_again_alike_with_the_profile_of_their_run(
    tmp_path: Path, source: Path, fill: Fill, settings: Settings
) -> None:
    """Each with that of its own run, where several runs learnt."""
    out = tmp_path / "out"
    run(source, out, settings=settings)
    run(fill(source, stories(*TOPICS, "lighthouses", "cellars")), out, settings=settings)
    assert list(verify(out, reclean=True)) == []
    (out / PROFILE).write_bytes((out / "news-run-00001.profile").read_bytes())
    (fault,) = verify(out, reclean=True)
    assert (fault.path.name, fault.kind) == (PROFILE, FaultKind.FILE)
    (out / PROFILE).unlink()
    (fault,) = verify(out)
    assert (fault.path.name, fault.kind) == (PROFILE, FaultKind.FILE)


def test_a_profile_elsewhere_is_no_profile_of_the_archive(tmp_path: Path, source: Path, settings: Settings) -> None:
    """What a manifest says must not lead out of the folder."""
    with pytest.raises(ArchiveError, match="should stand beside it"):
        learning_profile({"file": "../x.profile", "sha256": "", "hosts": 1, "pages": 1}, tmp_path)
    with pytest.raises(ArchiveError, match="cannot be read"):
        learning_profile({"file": PROFILE}, tmp_path)
    assert latest_profile(tmp_path, settings.name) is None
    assert source.exists()


def learning_profile(told: Mapping[str, object], folder: Path) -> object:
    """The profile that a run says it has."""
    from newsclean.archive.profiles import stored_profile

    return stored_profile(folder, {"profile": told})


def test_a_damaged_profile_is_done_without(tmp_path: Path, source: Path, fill: Fill, settings: Settings) -> None:
    """A later run starts anew, as in an archive that has none."""
    out = tmp_path / "out"
    run(source, out, settings=settings)
    (out / PROFILE).write_bytes(b"damaged")
    report = run(fill(source, stories(*TOPICS, "lighthouses")), out, settings=settings)
    assert (report.pages, report.known_hosts) == (1, 0)


def test_repair_keeps_the_profile(tmp_path: Path, source: Path, settings: Settings) -> None:
    """The new archive cleans again alike; where the profile is damaged, it has none."""
    out = tmp_path / "out"
    run(source, out, settings=settings)
    assert list(repair(out, tmp_path / "new")) == []
    assert list(verify(tmp_path / "new", reclean=True)) == []
    assert (tmp_path / "new" / PROFILE).read_bytes() == (out / PROFILE).read_bytes()
    (out / PROFILE).write_bytes(b"damaged")
    shutil.rmtree(tmp_path / "new")
    (loss,) = repair(out, tmp_path / "new")
    assert loss.path == out / PROFILE
    assert list(verify(tmp_path / "new")) == []


def test_only_hosts_with_several_pages_are_learnt_from_and_of_each_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a host those with the smallest keys; a page that is there twice counts once; what is no page never counts."""
    monkeypatch.setattr(learning, "PAGES_A_HOST", 2)
    census = learning.Census()
    for whose in (("a", 5), ("b", 9), None, ("a", 3), ("a", 8), ("a", 3), ("c", 4), ("c", 4)):
        census.add(whose)
    assert list(census.choose(frozenset(), 2)) == [1, 0, 0, 1, 0, 1, 0, 0]
    assert list(census.choose(frozenset({"b"}), 2)) == [1, 1, 0, 1, 0, 1, 0, 0]
    assert list(census.choose(frozenset(), 4)) == [0] * 8


def test_two_pages_in_each_run_add_up(tmp_path: Path, fill: Fill, settings: Settings) -> None:
    """A first run learns nothing from a host with two pages; later ones do, until they know enough."""
    told = []
    for number in range(3):
        source = fill(tmp_path / str(number), stories(*list(TOPICS)[2 * number : 2 * number + 2]))
        told.append(run(source, tmp_path / "out", settings=settings).known_pages)
    assert told == [0, 0, 4]


def test_pages_whose_host_the_manifest_tells_are_not_read_to_learn_it(
    tmp_path: Path, source: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a manifest each page is read, and as much is learnt from their own addresses."""
    read: list[str] = []
    identify = learning.identify

    def noted(task: Task) -> object:
        read.append(task.item.name)
        return identify(task)

    monkeypatch.setattr(learning, "identify", noted)
    run(source, tmp_path / "told", settings=settings)
    assert not read
    (source / "manifest.jsonl").unlink()
    assert run(source, tmp_path / "read", settings=settings).known_pages == len(TOPICS)
    assert len(read) == len(TOPICS)


def test_the_process_that_leads_a_run_loads_nothing_that_cleans() -> None:
    """Workers do: it would take half of the time that a run takes to start."""
    loaded = "print(sorted(name for name in sys.modules if name.startswith(('newsclean.label', 'newsclean.page'))))"
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, newsclean.run; {loaded}"], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
