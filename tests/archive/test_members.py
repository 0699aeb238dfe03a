"""Gzip members."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from newsclean.archive import members
from newsclean.archive.members import Compressor, read_member, read_members
from newsclean.errors import ArchiveError, OptionError

# Compressed alike by zlib-ng 2.3.3 on x86-64 with SSE2 alone and with AVX2, and on ARM64.
RECORDED = "68b395984cc3ae4d2a5628cedb53e46eac053d179a69f1a58de9e27e4bb698e9"
PARTS = (b"first" * 100, b"", b"third\r\n" * 70_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of three members."""
    path = tmp_path / "three.gz"
    path.write_bytes(b"".join(map(Compressor().compress, PARTS)))
    return path


def test_members_come_back_in_order_with_their_places(path: Path) -> None:
    """Walking a file gives each member's content, and offsets and lengths that cover the file without a gap."""
    found = list(read_members(path))
    assert tuple(member.data for member in found) == PARTS
    assert [member.offset for member in found[1:]] == [member.offset + member.length for member in found[:-1]]
    assert found[-1].offset + found[-1].length == path.stat().st_size
    assert read_member(path, found[2].offset) == found[2]


def test_a_file_cut_anywhere_is_noticed(path: Path) -> None:
    """Wherever a file ends but at the end of a member, reading raises and tells where."""
    whole = path.read_bytes()
    ends = {0, *(member.offset + member.length for member in read_members(path))}
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        if size in ends:
            list(read_members(path))
        else:
            with pytest.raises(ArchiveError, match=r"three\.gz: the gzip member at byte \d+ is"):
                list(read_members(path))


def test_a_flipped_bit_is_noticed(path: Path) -> None:
    """A damaged byte in a member's data, checksum or length raises."""
    whole = path.read_bytes()
    for position in (12, len(whole) // 2, len(whole) - 6, len(whole) - 2):
        damaged = bytearray(whole)
        damaged[position] ^= 4
        path.write_bytes(damaged)
        with pytest.raises(ArchiveError, match=r"damaged|cut off"):
            list(read_members(path))


@pytest.mark.parametrize("tail", [b"garbage", b"\0" * 4096])
def test_what_follows_the_last_member_is_noticed(path: Path, tail: bytes) -> None:
    """Bytes that are no member are not passed over."""
    path.write_bytes(path.read_bytes() + tail)
    with pytest.raises(ArchiveError, match="damaged"):
        list(read_members(path))


def test_a_bomb_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that unpacks to more than the limit raises before all of it is in memory."""
    monkeypatch.setattr(members, "LONGEST_MEMBER", 1000)
    with pytest.raises(ArchiveError, match="holds more than 1,000 bytes"):
        list(read_members(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that cannot be opened is an ArchiveError with its name."""
    with pytest.raises(ArchiveError, match=r"none\.gz cannot be read: No such file"):
        list(read_members(tmp_path / "none.gz"))


@pytest.mark.parametrize("level", range(10))
def test_any_gzip_reader_reads_what_is_compressed(level: int) -> None:
    """A member is ordinary gzip, and holds no time, so that the same data give the same bytes."""
    member = Compressor(level=level).compress(PARTS[2])
    assert gzip.decompress(member) == PARTS[2]
    assert member[4:8] == b"\0\0\0\0"
    assert member == Compressor(level=level).compress(PARTS[2])


@pytest.mark.parametrize("name", members.COMPRESSORS)
@pytest.mark.parametrize("size", [1, 1000, members.STEP - 1, members.STEP, members.STEP + 1])
def test_a_member_does_not_depend_on_how_it_comes(name: str, size: int) -> None:
    """Whichever library compresses, and in whatever pieces the data come, the same data give the same gzip member."""
    data = PARTS[2][:3000] if size == 1 else PARTS[2]
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    member = Compressor(name).compress(data)
    assert b"".join(Compressor(name).pieces(pieces)) == member
    assert gzip.decompress(member) == data
    assert member[:10] == bytes.fromhex("1f8b0800000000000003")


@pytest.mark.skipif(Compressor().version != "2.3.3", reason="another version of zlib-ng may write other bytes")
def test_the_bytes_do_not_change_with_the_machine() -> None:
    """The default compressor writes what was recorded, whatever the processor has for it."""
    words = b" ".join(b"%d" % (i * i % 9973) for i in range(40_000))
    assert hashlib.sha256(Compressor().compress(words)).hexdigest() == RECORDED


@pytest.mark.parametrize("values", [{"name": "lzma"}, {"level": 10}, {"level": -1}])
def test_unknown_compressors_are_refused(values: dict[str, object]) -> None:
    """A library or level that is not offered is an OptionError."""
    with pytest.raises(OptionError):
        Compressor(**values)  # type: ignore[arg-type]
