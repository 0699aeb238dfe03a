"""Of a damaged archive everything whole is kept and nothing damaged, and what was lost is listed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclean.archive import ArchiveReader
from newsclean.archive.members import read_members
from newsclean.archive.reader import StoredRecord, parse_record
from newsclean.archive.repair import Loss, repair
from newsclean.archive.verify import verify
from newsclean.errors import OptionError
from tests.archive.damages import CLEANED, DAMAGES, RAW, Expected, change_byte, members, torn_last_member

NEVER_LOST = {
    "garbage_tail",
    "zero_tail",
    "one_big_member",
    "double_gzip",
    "duplicate_record",
    "swapped_records",
}
PAGE_TYPES = {"response", "resource", "conversion"}


def whole_records(folder: Path) -> dict[str, StoredRecord]:
    """Every record of every file in a folder that is whole and alone in its member, by id."""
    found = {}
    for path in sorted(folder.rglob("*.warc.gz")):
        for member in read_members(path):
            record = parse_record(member)
            found[record.id] = record
    return found


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_everything_whole_is_kept_and_nothing_damaged(
    good: Path, whole_archive: Path, tmp_path: Path, damage: Callable[[Path], Expected]
) -> None:
    """The new archive is whole; each record of the old one is in it, unchanged, or listed as lost."""
    before = {path: path.read_bytes() for path in whole_archive.iterdir()}
    originals = whole_records(good)
    gone = set(originals) - set(whole_records(whole_archive)) if damage.__name__ == "missing_sibling" else set()
    expected = damage(whole_archive)
    damaged = {path: path.read_bytes() for path in whole_archive.iterdir()}
    out = tmp_path / "repaired"
    losses = [*repair(whole_archive, out)]
    assert {path: path.read_bytes() for path in whole_archive.iterdir()} == damaged != before
    assert [*verify(out)] == []
    kept = whole_records(out)
    for record in kept.values():
        if record.id in originals:
            assert record.block == originals[record.id].block
        else:
            assert record.type in {"metadata", "warcinfo"}
    missing = set(originals) - set(kept)
    assert missing <= {loss.record for loss in losses} | gone
    assert (damage.__name__ in NEVER_LOST) <= (not missing)
    if damage.__name__ not in NEVER_LOST and expected.record:
        assert expected.record in {loss.record for loss in losses}
    pages = [*ArchiveReader(out)]
    assert [page.raw.id for page in pages] == [
        page.raw.id for page in ArchiveReader(good) if page.raw.id not in missing
    ]


def test_a_whole_archive_stays_as_it_is(good: Path, tmp_path: Path) -> None:
    """Nothing is lost, and WARC files and indexes are the same, byte for byte."""
    assert [*repair(good, tmp_path / "out")] == []
    for path in good.iterdir():
        if path.suffix != ".json":
            assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()


def test_the_manifest_says_that_it_was_repaired(good: Path, tmp_path: Path) -> None:
    """By which newsclean, out of which manifest; the rest of the run is told as it was."""
    assert [*repair(good, tmp_path / "out")] == []
    (old,) = ArchiveReader(good).manifests()
    (new,) = ArchiveReader(tmp_path / "out").manifests()
    assert new.run["repair"]["manifest"] == "news-run-00000.json"
    assert new.run["repair"]["software"].startswith("newsclean/")
    assert {name: value for name, value in new.run.items() if name != "repair"} == old.run
    assert new.pages == old.pages
    assert new.failures == old.failures


def without_manifest(folder: Path) -> None:
    (folder / "news-run-00000.json").unlink()


def with_half_a_manifest(folder: Path) -> None:
    path = folder / "news-run-00000.json"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def without_heads(folder: Path) -> None:
    without_manifest(folder)
    for name in (RAW, CLEANED):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[members(folder / name)[0].length :])


@pytest.mark.parametrize("damage", [without_manifest, with_half_a_manifest, without_heads])
def test_the_manifest_is_made_anew(
    good: Path, whole_archive: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """Without a manifest, and even without the first records of the files, every page is kept and listed."""
    damage(whole_archive)
    losses = [*repair(whole_archive, tmp_path / "out")]
    assert [loss for loss in losses if loss.record] == []
    assert [*verify(tmp_path / "out")] == []
    (old,) = ArchiveReader(good).manifests()
    (new,) = ArchiveReader(tmp_path / "out").manifests()
    assert [(page.name, page.raw_id, page.cleaned_id) for page in new.pages] == [
        (page.name, page.raw_id, page.cleaned_id) for page in old.pages
    ]


def test_clean_pages_without_their_raw_page_are_kept_apart(whole_archive: Path, tmp_path: Path) -> None:
    """Whole records that have no place in an archive are in a file of their own, and listed with it."""
    (whole_archive / RAW).unlink()
    originals = {parse_record(member).id for member in read_members(whole_archive / CLEANED)}
    losses = [*repair(whole_archive, tmp_path / "out")]
    apart = tmp_path / "out" / "apart" / "news-apart.warc.gz"
    kept = {parse_record(member).id for member in [*read_members(apart)][1:]}
    assert kept == {loss.record for loss in losses if loss.apart == apart}
    assert len(kept) == len(originals) - 1


def test_a_lost_ledger_is_replaced(whole_archive: Path, tmp_path: Path) -> None:
    """The clean page stays, with a ledger that says that its own is lost."""
    torn_ledger = members(whole_archive / CLEANED)[2]
    data = bytearray((whole_archive / CLEANED).read_bytes())
    data[torn_ledger.offset + torn_ledger.length // 2] ^= 1
    (whole_archive / CLEANED).write_bytes(data)
    (loss,) = repair(whole_archive, tmp_path / "out")
    page = next(iter(ArchiveReader(tmp_path / "out")))
    assert (loss.offset, loss.record) == (torn_ledger.offset, parse_record(torn_ledger).id)
    assert page.cleaned is not None
    assert page.ledger.get("repair") == "the ledger was damaged and could not be salvaged"
    assert page.ledger.get("title")


def test_a_lost_clean_page_leaves_its_raw_page(whole_archive: Path, tmp_path: Path) -> None:
    """The raw page stays; the old ledger's words stand in a new one, which says that the clean page is lost."""
    conversion = members(whole_archive / CLEANED)[1]
    data = bytearray((whole_archive / CLEANED).read_bytes())
    data[conversion.offset + conversion.length // 2] ^= 1
    (whole_archive / CLEANED).write_bytes(data)
    assert len([*repair(whole_archive, tmp_path / "out")]) == 2
    page = next(iter(ArchiveReader(tmp_path / "out")))
    assert page.cleaned is None
    assert page.ledger.failure == "the clean page was damaged and could not be salvaged"
    assert page.ledger.runs


def test_other_warc_files_are_salvaged(whole_archive: Path, tmp_path: Path) -> None:
    """Of a file that is not of an archive, the whole members are copied as they are."""
    member = members(whole_archive / RAW)[1]
    source = tmp_path / "other.warc.gz"
    source.write_bytes((whole_archive / RAW).read_bytes())
    change_byte(source, member.offset + member.length - 7)
    (loss,) = repair(source, tmp_path / "out")
    assert (loss.path, loss.offset, loss.record) == (source, member.offset, parse_record(member).id)
    assert len(members(tmp_path / "out" / "other.warc.gz")) == 5


def test_nothing_is_repaired_in_place(whole_archive: Path) -> None:
    """A folder that holds something is refused; so is an archive that is not there."""
    torn_last_member(whole_archive)
    with pytest.raises(OptionError, match="name a new folder"):
        next(repair(whole_archive, whole_archive))
    with pytest.raises(OptionError, match="there is no folder"):
        next(repair(whole_archive / "nothing", whole_archive / "out"))


def test_a_loss_says_where_it_was() -> None:
    """File, byte, record, URL, why, and where it is kept."""
    loss = Loss(Path("a.warc.gz"), 7, "<urn:x>", "http://example.com/", "cut off", Path("b.warc.gz"))
    assert str(loss) == "a.warc.gz:7: <urn:x> http://example.com/ cut off; it is kept in b.warc.gz"
    assert loss.to_json()["apart"] == "b.warc.gz"


@given(data=st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_flipped_byte_gets_through(
    good: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whichever byte of a WARC file is changed: what is kept is as it was, and at most one page is harmed."""
    folder = Path(shutil.copytree(good, tmp_path_factory.mktemp("flip") / "archive"))
    path = folder / data.draw(st.sampled_from([RAW, CLEANED]))
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    assert len([*repair(folder, folder / "out")]) <= 3
    originals, kept = whole_records(good), whole_records(folder / "out")
    assert len(originals.keys() - kept.keys()) <= 3
    assert all(kept[record].block == originals[record].block for record in originals.keys() & kept.keys())
