"""Compressed files: told by their first bytes, unpacked up to a limit and never beyond."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO

from newsclean.errors import InputError

__all__ = ["METHODS", "method_of", "unpack", "unpack_zstd"]

_MAGIC = {b"\x1f\x8b": "gzip", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_BZIP2_MAGIC = b"BZh", (b"1AY&SY", b"\x17rE8P\x90")  # then a digit, then a block or the end of the stream
METHODS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}

# The largest window that unpacking may ask for, whatever the file says: what `xz -9` and `zstd --long` use, twice.
_WINDOW_BYTES = 1 << 28
# Four bytes of zstd may stand for 128 KiB: so much is taken at once.
_ZSTD_STEP = 256


def method_of(head: bytes) -> str | None:
    """How data that begin with these bytes are compressed: a value of `METHODS`, or None."""
    start, blocks = _BZIP2_MAGIC
    if head.startswith(start) and head[4:10] in blocks:
        return "bzip2"
    return next((method for magic, method in _MAGIC.items() if head.startswith(magic)), None)


def unpack(file: BinaryIO, method: str, limit: int) -> bytes:
    """Unpack a file from where it stands, but at most ``limit`` bytes and one more, which tells that it holds more.

    Raises `InputError` for damaged data, and if the package for zstd is not installed.
    """
    unpackers: dict[str, Callable[[BinaryIO, int], bytes]] = {
        "gzip": _ungzip,
        "bzip2": _unbzip2,
        "xz": _unxz,
        "zstd": _unzstd,
    }
    try:
        return unpackers[method](file, limit + 1)
    except EOFError as error:
        raise InputError(f"the {method} data end too early: fetch the file again") from error
    except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, ValueError) as error:
        raise InputError(f"the {method} data are damaged ({error}): fetch the file again") from error
    except OSError as error:
        if error.errno is not None:
            raise  # of the file, not of what is in it
        raise InputError(f"the {method} data are damaged ({error}): fetch the file again") from error


def _ungzip(file: BinaryIO, size: int) -> bytes:
    with gzip.GzipFile(fileobj=file) as stream:
        return stream.read(size)


def _unbzip2(file: BinaryIO, size: int) -> bytes:
    with bz2.BZ2File(file) as stream:
        return stream.read(size)


def _unxz(file: BinaryIO, size: int) -> bytes:
    start = file.tell()
    lzma.LZMADecompressor(memlimit=_WINDOW_BYTES).decompress(file.read(4096), max_length=1)
    file.seek(start)
    with lzma.LZMAFile(file) as stream:
        return stream.read(size)


def _unzstd(file: BinaryIO, size: int) -> bytes:
    unpacked, is_whole = unpack_zstd(file, size)
    if not is_whole:
        raise EOFError
    return unpacked


def unpack_zstd(file: BinaryIO, size: int) -> tuple[bytes, bool]:
    """At most ``size`` bytes out of zstd data, and whether these came to their end, or would have given more.

    Raises ValueError for damaged data, and `InputError` if the package for zstd is not installed.
    """
    try:
        import zstandard
    except ImportError as error:
        raise InputError('zstd data need a package that is not installed: pip install "newsclean[zstd]"') from error
    decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES)
    frame = decompressor.decompressobj()
    unpacked = bytearray()
    try:
        while piece := file.read(_ZSTD_STEP):
            while piece and len(unpacked) < size:
                if frame.eof:
                    frame = decompressor.decompressobj()
                unpacked += frame.decompress(piece)
                piece = frame.unused_data if frame.eof else b""
            if len(unpacked) >= size:
                return bytes(unpacked[:size]), True
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    return bytes(unpacked), frame.eof
