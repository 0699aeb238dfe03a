"""Indexes of shards."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.archive import index
from newsclean.archive.index import find_lines, index_path, lines_from, write_index
from newsclean.errors import ArchiveError

CDXJ_INDEXER = str(Path(sys.executable).with_name("cdxj-indexer"))


def test_the_index_of_raw_records_is_the_one_that_others_make(archive: Path) -> None:
    """Byte for byte what cdxj-indexer writes, with one capture a page."""
    lines = 0
    for shard in sorted(archive.glob("news-?????.warc.gz")):
        made = subprocess.run([CDXJ_INDEXER, "-s", str(shard)], capture_output=True, text=True, check=True).stdout
        assert index_path(shard).read_text() == made
        lines += made.count("\n")
    assert lines == 5


def test_other_tools_see_no_capture_in_the_cleaned_file(archive: Path) -> None:
    """Neither conversions nor ledgers are captures to cdxj-indexer; our index marks them with type and raw record."""
    cleaned = archive / "news-00000.cleaned.warc.gz"
    assert subprocess.run([CDXJ_INDEXER, str(cleaned)], capture_output=True, text=True, check=True).stdout == ""
    lines = index_path(cleaned).read_text().splitlines()
    assert lines
    assert all('"recordType": "' in line and '"refersTo": "<urn:uuid:' in line for line in lines)


@given(st.lists(st.text("abc", min_size=1, max_size=3)), st.text("abc", min_size=1, max_size=3))
def test_bisection_finds_what_a_search_finds(keys: list[str], wanted: str) -> None:
    """All lines of a key are found, and no other, wherever they stand."""
    import io

    lines = sorted(f"{key} {number}\n".encode() for number, key in enumerate(keys))
    begin = wanted.encode() + b" "
    assert list(lines_from(io.BytesIO(b"".join(lines)), begin)) == [line for line in lines if line.startswith(begin)]


def test_an_index_is_sorted_as_bytes(tmp_path: Path) -> None:
    """Lines stand in the order of their bytes, whatever the order they came in, and nothing temporary is left."""
    write_index(tmp_path / "a.cdxj", ["b 1 {}\n", "a 2 {}\n", "a 1 {}\n"])
    assert (tmp_path / "a.cdxj").read_text() == "a 1 {}\na 2 {}\nb 1 {}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.cdxj"]


def test_an_index_of_more_lines_than_are_held_is_sorted_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the last part is full, and where lines are equal."""
    monkeypatch.setattr(index, "LINES_IN_MEMORY", 3)
    for count in (2, 3, 4, 6, 11):
        lines = [f"key{number * 7 % 5} {number % 2} {{}}\n" for number in range(count)]
        write_index(tmp_path / "a.cdxj", lines)
        assert (tmp_path / "a.cdxj").read_text("utf-8") == "".join(sorted(lines))


def test_a_missing_index_is_named_with_the_remedy(tmp_path: Path) -> None:
    """An index that is not there is an ArchiveError that says how to get one."""
    with pytest.raises(ArchiveError, match=r"none\.cdxj cannot be read: No such file.*cdxj-indexer"):
        find_lines(tmp_path / "none.cdxj", "a")


@pytest.mark.parametrize("line", [b"a nonsense\n", b"a 1 {}\n", b'a 1 {"url": "x", "filename": "y", "offset": "z"}\n'])
def test_a_malformed_line_is_quoted(tmp_path: Path, line: bytes) -> None:
    """A line that is not CDXJ is an ArchiveError with the line."""
    (tmp_path / "a.cdxj").write_bytes(line)
    with pytest.raises(ArchiveError, match="this line is not CDXJ"):
        find_lines(tmp_path / "a.cdxj", "a")
