"""Ways in which an archive can be damaged. Each takes the folder of a good one, and tells where the damage is."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsclean.archive import Compressor
from newsclean.archive.faults import FaultKind
from newsclean.archive.members import Member, read_members
from newsclean.archive.reader import parse_record

RAW = "news-00000.warc.gz"
CLEANED = "news-00000.cleaned.warc.gz"


@dataclass(frozen=True, slots=True)
class Expected:
    """The fault that a damage should be found as."""

    file: str
    offset: int | None
    record: str
    kind: FaultKind


def expected(member: Member, kind: FaultKind) -> Expected:
    return Expected(member.path.name, member.offset, parse_record(member).id, kind)


def members(path: Path) -> list[Member]:
    return [*read_members(path)]


def packed(*parts: bytes) -> bytes:
    return b"".join(map(Compressor().compress, parts))


def cut(path: Path, size: int, kind: FaultKind = FaultKind.MEMBER) -> Expected:
    found = expected(members(path)[-1], kind)
    path.write_bytes(path.read_bytes()[:-size])
    return found


def with_digest(manifest: bytes) -> bytes:
    """A manifest that was changed, with the digest that is right then."""
    lines = b"".join(manifest.splitlines(keepends=True)[:-1])
    return lines + f'"sha256":"{hashlib.sha256(lines).hexdigest()}"}}\n'.encode()


def torn_last_member(folder: Path) -> Expected:
    return cut(folder / CLEANED, members(folder / CLEANED)[-1].length // 2)


def torn_in_a_header(folder: Path) -> Expected:
    return cut(folder / RAW, members(folder / RAW)[-1].length - 5)


def cut_trailer(folder: Path) -> Expected:
    return cut(folder / RAW, 8)


def cut_last_byte(folder: Path) -> Expected:
    return cut(folder / RAW, 1)


def change_byte(path: Path, offset: int, mask: int = 0x10) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= mask
    path.write_bytes(data)


def bit_flip(folder: Path) -> Expected:
    member = members(folder / RAW)[1]
    found = expected(member, FaultKind.MEMBER)
    change_byte(member.path, member.offset + member.length // 2)
    return found


def bad_crc(folder: Path) -> Expected:
    member = members(folder / CLEANED)[-1]
    found = expected(member, FaultKind.MEMBER)
    change_byte(member.path, member.offset + member.length - 7)
    return found


def tail(path: Path, data: bytes) -> Expected:
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + data)
    return Expected(path.name, size, "", FaultKind.GARBAGE)


def garbage_tail(folder: Path) -> Expected:
    return tail(folder / RAW, b"garbage \x1f\x8b\x08 and more")


def zero_tail(folder: Path) -> Expected:
    return tail(folder / CLEANED, bytes(4096))


def one_big_member(folder: Path) -> Expected:
    path = folder / RAW
    found = expected(members(path)[0], FaultKind.SHARED)
    path.write_bytes(packed(gzip.decompress(path.read_bytes())))
    return found


def double_gzip(folder: Path) -> Expected:
    path = folder / RAW
    path.write_bytes(packed(path.read_bytes()))
    return Expected(path.name, 0, "", FaultKind.SHARED)


def rewrite(path: Path, number: int, change: Callable[[bytes], bytes], kind: FaultKind) -> Expected:
    """Change one record, and compress it again."""
    found = members(path)
    changed = change(found[number].data)
    assert changed != found[number].data
    result = expected(found[number], kind)
    path.write_bytes(packed(*(changed if at == number else member.data for at, member in enumerate(found))))
    return result


def with_field(name: bytes, value: Callable[[bytes], bytes | None]) -> Callable[[bytes], bytes]:
    """Change the value of a header field; None takes the field out."""

    def change(record: bytes) -> bytes:
        head, separator, block = record.partition(b"\r\n\r\n")
        lines = []
        for line in head.split(b"\r\n"):
            field, _, old = line.partition(b": ")
            new = value(old) if field == name else old
            if field != name:
                lines.append(line)
            elif new is not None:
                lines.append(name + b": " + new)
        return b"\r\n".join(lines) + separator + block

    return change


def with_further(line: bytes) -> Callable[[bytes], bytes]:
    return lambda record: record.replace(b"\r\nContent-Type: ", b"\r\n" + line + b"\r\nContent-Type: ", 1)


def wrong_digest(folder: Path) -> Expected:
    return rewrite(folder / RAW, 1, lambda record: record.replace(b"<p>", b"<q>", 1), FaultKind.DIGEST)


def short_length(folder: Path) -> Expected:
    change = with_field(b"Content-Length", lambda value: str(int(value) - 20).encode())
    return rewrite(folder / RAW, 2, change, FaultKind.LENGTH)


def long_length(folder: Path) -> Expected:
    change = with_field(b"Content-Length", lambda value: str(int(value) + 20).encode())
    return rewrite(folder / RAW, 1, change, FaultKind.LENGTH)


def missing_type(folder: Path) -> Expected:
    return rewrite(folder / CLEANED, 1, with_field(b"WARC-Type", lambda _: None), FaultKind.HEADER)


def forbidden_field(folder: Path) -> Expected:
    change = with_further(b"WARC-Refers-To-Target-URI: http://example.com/")
    return rewrite(folder / CLEANED, 1, change, FaultKind.HEADER)


def payload_digest_on_metadata(folder: Path) -> Expected:
    change = with_further(b"WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ")
    return rewrite(folder / CLEANED, 2, change, FaultKind.HEADER)


def dangling_link(folder: Path) -> Expected:
    change = with_field(b"WARC-Refers-To", lambda _: b"<urn:uuid:00000000-0000-5000-8000-000000000000>")
    return rewrite(folder / CLEANED, 3, change, FaultKind.LINK)


def duplicate_record(folder: Path) -> Expected:
    path = folder / RAW
    found = members(path)
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + packed(found[1].data))
    return Expected(path.name, size, parse_record(found[1]).id, FaultKind.DUPLICATE)


def deleted_record(folder: Path) -> Expected:
    path = folder / RAW
    found = members(path)
    path.write_bytes(packed(*(member.data for number, member in enumerate(found) if number != 2)))
    return expected(found[2], FaultKind.MISSING)


def swapped_records(folder: Path) -> Expected:
    path = folder / RAW
    one, two, three, four, *rest = members(path)
    path.write_bytes(packed(*(member.data for member in (one, three, two, four, *rest))))
    where = one.length + three.length
    return Expected(path.name, where, parse_record(two).id, FaultKind.ORDER)


def missing_sibling(folder: Path) -> Expected:
    (folder / CLEANED).unlink()
    return Expected(CLEANED, None, "", FaultKind.FILE)


def empty_file(folder: Path) -> Expected:
    (folder / CLEANED).write_bytes(b"")
    return Expected(CLEANED, 0, "", FaultKind.FILE)


DAMAGES = (
    torn_last_member,
    torn_in_a_header,
    cut_trailer,
    cut_last_byte,
    bit_flip,
    bad_crc,
    garbage_tail,
    zero_tail,
    one_big_member,
    double_gzip,
    wrong_digest,
    short_length,
    long_length,
    missing_type,
    forbidden_field,
    payload_digest_on_metadata,
    dangling_link,
    duplicate_record,
    deleted_record,
    swapped_records,
    missing_sibling,
    empty_file,
)


def bomb(size: int) -> bytes:
    """A record with a block of ``size`` zeros, as one gzip member, made without holding it."""
    head = (
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        "WARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Target-URI: http://example.com/\r\n"
        f"Content-Type: text/html\r\nContent-Length: {size}\r\n\r\n"
    )
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(1 << 20)
    zeros = (deflate.compress(piece[: size - start]) for start in range(0, size, len(piece)))
    return b"".join([deflate.compress(head.encode()), *zeros, deflate.compress(b"\r\n\r\n"), deflate.flush()])
