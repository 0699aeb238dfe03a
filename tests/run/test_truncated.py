"""Pages of web archives that are not whole: archived as far as they go, marked as such, and never cleaned."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsclean.archive import ArchiveReader, read_manifest
from newsclean.archive.entries import read_entries
from newsclean.archive.faults import FaultKind
from newsclean.archive.manifest import ManifestWriter, PageEntry
from newsclean.archive.repair import repair
from newsclean.archive.verify import verify
from newsclean.archive.wacz import write_wacz
from newsclean.read import Source, read
from newsclean.run import Settings, run
from newsclean.run.many import clean_many
from newsclean.types import Failure
from tests.archive.damages import change_byte, members, with_field
from tests.read.warcs import Response, html_record, uuid_of, write_warc
from tests.read.warcs import members as packed
from tests.run.crashes import crash_at

SENTENCE = b"<p>The council said on Monday that the new bridge over the river is open to all traffic.</p>"
PAGE = b"<html><head><title>Bridge</title></head><body><h1>Bridge</h1>" + SENTENCE * 40 + b"</body></html>"
CUT = PAGE[:2000]
HTML = ("Content-Type", "text/html; charset=utf-8")
SHORT = Response(CUT, "http://example.com/short", headers=[HTML, ("Content-Length", str(len(PAGE)))])
LONG_AGO = Response(CUT, "http://example.com/time", headers=[HTML], fields=(("WARC-Truncated", "time"),))
CODED = Response(
    gzip.compress(PAGE, mtime=0)[:-6], "http://example.com/coded", headers=[HTML, ("Content-Encoding", "gzip")]
)
WHOLE = Response(PAGE, "http://example.com/whole", headers=[HTML])
NAMES = [f"a.warc.gz#{uuid_of(number)}" for number in range(1, 6)]
REASONS = {
    NAMES[1]: f"its body is cut off: it has 2,000 of {len(PAGE):,} bytes",
    NAMES[2]: "whoever fetched it cut it off (WARC-Truncated: time)",
    NAMES[3]: "its body is cut off: the gzip data end too early",
}
SETTINGS = Settings("news", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), deadline=None, memory=None)
MANIFEST = "news-run-00000.json"
Change = Callable[[PageEntry], PageEntry]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crawl of two whole pages, three that are not, and a last record that a crash tore."""
    folder = tmp_path_factory.mktemp("crawl")
    path = write_warc(folder / "a.warc.gz", [WHOLE, SHORT, LONG_AGO, CODED, WHOLE])
    torn = packed(html_record(PAGE, url="http://example.com/torn", count=6))
    path.write_bytes(path.read_bytes() + torn[:-40])
    return folder


@pytest.fixture(scope="module")
def finished(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of that crawl."""
    out = tmp_path_factory.mktemp("archive")
    report = run(source, out, settings=SETTINGS)
    assert (report.pages, report.raw_only, len(report.failures)) == (2, 4, 4)
    assert {failure.name: failure.reason for failure in report.failures}.items() >= REASONS.items()
    assert {failure.stage for failure in report.failures} == {"read"}
    return out


@pytest.fixture
def archive(finished: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(finished, tmp_path / "archive"))


def test_what_there_is_of_a_page_is_archived_raw_and_marked(finished: Path) -> None:
    """In the raw record, in the ledger and in the manifest; there is no clean page."""
    whole, short, late, coded, again, torn = ArchiveReader(finished)
    for page in (whole, again):
        assert (page.raw.payload, page.raw.get("WARC-Truncated"), page.ledger.get("truncated")) == (PAGE, None, None)
        assert page.cleaned is not None
    for page, why in ((short, "unspecified"), (late, "time"), (coded, "unspecified"), (torn, "unspecified")):
        assert (page.cleaned, page.raw.get("WARC-Truncated"), page.ledger.get("truncated")) == (None, why, why)
        assert page.ledger.get("failedAt") == "read"
    assert (short.raw.payload, late.raw.payload, coded.raw.payload) == (CUT, CUT, PAGE)
    assert 0 < len(torn.raw.payload) < len(PAGE)
    assert PAGE.startswith(torn.raw.payload)
    assert b"\r\nX-Orig-Content-Length: %d\r\nContent-Length: 2000\r\n\r\n<html>" % len(PAGE) in short.raw.block
    manifest = read_manifest(finished / MANIFEST)
    assert [page.truncated for page in manifest.pages] == [
        None,
        "unspecified",
        "time",
        "unspecified",
        None,
        "unspecified",
    ]
    assert [failure.name for failure in manifest.failures] == [page.name for page in (short, late, coded, torn)]


def test_an_archive_with_such_pages_is_whole(finished: Path) -> None:
    """Also when its pages are cleaned again."""
    assert [*verify(finished)] == []
    assert [*verify(finished, reclean=True)] == []


def test_neither_reading_nor_cleaning_takes_one_for_a_page(source: Path) -> None:
    """Without an archive, too: they come back as failures."""
    cleaned = list(clean_many(read(source)))
    assert [isinstance(one, Failure) for one in cleaned] == [False, True, True, True, False, True]


def test_what_is_archived_already_is_told_but_not_archived_again(source: Path, archive: Path) -> None:
    """A second run writes nothing, and names the same failures with the same reasons."""
    before = {path.name: path.read_bytes() for path in archive.iterdir()}
    report = run(source, archive, settings=SETTINGS)
    assert {failure.name: failure.reason for failure in report.failures}.items() >= REASONS.items()
    assert (report.unchanged, report.manifest) == (2, None)
    assert {path.name: path.read_bytes() for path in archive.iterdir()} == before


def test_the_whole_page_is_archived_when_it_comes(source: Path, archive: Path, tmp_path: Path) -> None:
    """A later crawl of the same name that has all of a page is cleaned beside the part."""
    shutil.copytree(source, tmp_path / "later")
    whole = Response(PAGE, SHORT.url, headers=[HTML])
    write_warc(tmp_path / "later" / "a.warc.gz", [WHOLE, whole, LONG_AGO, CODED, WHOLE])
    report = run(tmp_path / "later", archive, settings=SETTINGS)
    assert (report.pages, report.raw_only, len(report.failures)) == (1, 0, 2)
    assert [page.cleaned is not None for page in ArchiveReader(archive).lookup(SHORT.url)] == [False, True]
    assert [*verify(archive)] == []


def test_a_run_that_crashed_is_resumed_to_the_same_bytes(source: Path, finished: Path, tmp_path: Path) -> None:
    """Wherever it was, among the pages that are not whole, too."""
    unbroken = {path.name: path.read_bytes() for path in finished.iterdir()}
    crashed = 0
    for step in range(4, 40, 3):
        out = tmp_path / str(step)
        if not crash_at(step, lambda out=out: run(source, out, settings=SETTINGS)):  # type: ignore[misc]
            break
        run(source, out, settings=SETTINGS)
        assert {path.name: path.read_bytes() for path in out.iterdir()} == unbroken, step
        crashed += 1
    assert crashed > 5


def test_the_archive_is_an_input_like_any_other(finished: Path, tmp_path: Path) -> None:
    """Read again, what is not whole is still not."""
    run(Source((str(finished / "news-00000.warc.gz"),)), tmp_path / "again", settings=SETTINGS)
    why = [page.raw.get("WARC-Truncated") for page in ArchiveReader(tmp_path / "again")]
    assert why == [None, "unspecified", "time", "unspecified", None, "unspecified"]
    raw = [page.raw.payload for page in ArchiveReader(tmp_path / "again")]
    assert raw == [page.raw.payload for page in ArchiveReader(finished)]


def test_a_package_has_the_part(finished: Path, tmp_path: Path) -> None:
    """Raw, as it is; there is no clean page of it to be shown."""
    packaged = write_wacz(finished, tmp_path / "a.wacz")
    assert (packaged.pages, packaged.cleaned) == (6, 2)
    with zipfile.ZipFile(packaged.path) as opened:
        assert opened.read("archive/news-00000.warc.gz") == (finished / "news-00000.warc.gz").read_bytes()


def rewritten(path: Path, number: int, field: bytes, value: bytes | None) -> None:
    """Change a header field of one record; None takes it out."""
    records = [member.data for member in members(path)]
    records[number] = with_field(field, lambda _: value)(records[number])
    path.write_bytes(packed(*records))


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        (None, {FaultKind.FACT}),
        (b"disconnect", {FaultKind.FACT}),
        (b"lost", {FaultKind.HEADER, FaultKind.FACT}),
    ],
)
def test_a_mark_that_is_gone_or_wrong_is_found(archive: Path, value: bytes | None, kinds: set[FaultKind]) -> None:
    """Header, ledger and manifest are held against each other, and the value against the standard."""
    raw = archive / "news-00000.warc.gz"
    rewritten(raw, 2, b"WARC-Truncated", value)
    record = members(raw)[2]
    found = [fault for fault in verify(archive) if fault.offset == record.offset and fault.path == raw]
    assert {fault.kind for fault in found} >= kinds
    assert any("WARC-Truncated" in fault.problem for fault in found)


def test_a_manifest_that_leaves_it_out_is_found(archive: Path) -> None:
    """Also one that has the right digest."""
    entries = [*read_entries(archive / MANIFEST)]
    (archive / MANIFEST).unlink()
    run_told, summary = (dict(entry[1]) for entry in entries if isinstance(entry, tuple))
    writer = ManifestWriter(archive / MANIFEST, run_told)
    for entry in entries:
        if isinstance(entry, PageEntry):
            writer.add(PageEntry.from_json({**entry.to_json(), "truncated": None}))
    writer.close([entry for entry in entries if isinstance(entry, Failure)], summary)
    found = [*verify(archive)]
    assert {fault.kind for fault in found} == {FaultKind.FACT}
    assert len(found) == 2 * 4


@pytest.mark.parametrize("manifest", [True, False])
def test_repair_keeps_the_mark(archive: Path, tmp_path: Path, *, manifest: bool) -> None:
    """Where the ledger is damaged, with the manifest and without."""
    cleaned = archive / "news-00000.cleaned.warc.gz"
    ledger = next(member for member in members(cleaned) if b"\r\ntruncated: time\r\n" in member.data)
    change_byte(cleaned, ledger.offset + ledger.length // 2)
    if not manifest:
        (archive / MANIFEST).unlink()
    assert len([*repair(archive, tmp_path / "out")]) >= 1
    assert [*verify(tmp_path / "out")] == []
    pages = [*ArchiveReader(tmp_path / "out")]
    why = [None, "unspecified", "time", "unspecified", None, "unspecified"]
    assert [page.raw.get("WARC-Truncated") for page in pages] == why
    assert [page.ledger.get("truncated") for page in pages] == why
    assert [page.truncated for page in read_manifest(tmp_path / "out" / MANIFEST).pages] == why
    assert all(page.ledger.failure for page in pages if page.cleaned is None)
    assert len([page for page in pages if page.cleaned is None]) == 4
