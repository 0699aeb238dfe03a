"""HTTP responses out of web archives: status line, headers, and the body as a browser would have it.

A crawler may have stored the bytes of the wire or decoded ones under the headers of the wire. Both are told apart by
the bytes, and a body that ends before it is whole is told to be cut off.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from newsclean.errors import InputError
from newsclean.read.compression import unpack_zstd

__all__ = ["HEADER_BYTES", "Body", "Response", "decoded_body", "header_lines", "peek_body", "response_of"]

HEADER_BYTES = 1 << 21  # the largest header of a record or response that is read

_STATUS_LINE = re.compile(r"HTTP/\d(?:\.\d)?\s++(\d{3})\b\s*+(.*)", re.IGNORECASE | re.DOTALL)
_CHUNK_SIZE = re.compile(rb"\s{0,8}([0-9A-Fa-f]{1,15})[ \t]*+(?:;[^\r\n]{0,4096})?\r?\n")
_RAW_DEFLATE = -zlib.MAX_WBITS
_GZIP = 16 + zlib.MAX_WBITS
# Registered codings that nobody decodes here. What else stands in that header, such as a charset, is a mistake.
_OTHER_CODINGS = frozenset({"aes128gcm", "compress", "dcb", "dcz", "exi", "pack200-gzip", "x-compress"})


@dataclass(frozen=True, slots=True)
class Response:
    """What stands before the body of an HTTP response: status, the words behind it, and the headers in their order."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The last value of a header, its name in lower case; empty where there is none."""
        return next((value for field, value in reversed(self.headers) if field.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Body:
    """A body without its codings, as far as it is there; ``cut`` says how it is known not to be whole, or is empty."""

    data: bytes
    cut: str = ""


@dataclass(frozen=True, slots=True)
class _Decoded:
    """What came out of a coding, and whether it came to its end; None for ``data`` if it was no such coding."""

    data: bytes | None
    is_whole: bool = True


def header_lines(readline: Callable[[int], bytes]) -> bytes:
    """The lines up to and with the next empty one, or all that there are. Raises `InputError` if they take over
    2 MiB."""
    lines, left = [], HEADER_BYTES
    while left > 0:
        line = readline(left)
        lines.append(line)
        left -= len(line)
        if not line.strip():
            return b"".join(lines)
    raise InputError(f"its header has more than {HEADER_BYTES:,} bytes")


def response_of(head: bytes) -> Response | None:
    """Read the header of a response; None if it does not begin with a status line."""
    from warcio.statusandheaders import StatusAndHeadersParser  # type: ignore[import-untyped]

    match = _STATUS_LINE.match(head.partition(b"\n")[0].decode("utf-8", "replace"))
    if match is None:
        return None
    parsed = StatusAndHeadersParser([], verify=False).parse(io.BytesIO(head))
    return Response(int(match[1]), match[2].strip(), tuple(parsed.headers))


def decoded_body(body: bytes, response: Response, limit: int) -> Body:
    """The body without its transfer and content codings (RFC 9112 §7, RFC 9110 §8.4), at most ``limit`` bytes of it.

    Raises `InputError` for a body that is larger than the limit, damaged, or in a coding that cannot be undone here.
    """
    data, is_wire, cut = body, True, ""
    if _is_chunked(response):
        chunks = _dechunk(body)
        is_wire = False  # as it has no length of its own
        data = body if chunks.data is None else chunks.data
        if not chunks.is_whole:
            cut = f"its body is cut off: the last of its chunks is missing after {len(data):,} bytes"
    for coding in _codings(response):
        undone = _undo(coding, data, limit)
        if undone.data is None:  # stored decoded
            is_wire = False
            continue
        if not undone.is_whole:
            cut = cut or f"its body is cut off: the {coding} data end too early"
        data = undone.data
    announced = response.get("content-length").strip()
    if is_wire and announced.isascii() and announced.isdigit() and len(announced) < 19 and int(announced) > len(body):
        cut = cut or f"its body is cut off: it has {len(body):,} of {int(announced):,} bytes"
    if len(data) > limit:
        raise _too_large(limit)
    return Body(data, cut)


def peek_body(start: bytes, response: Response, size: int) -> bytes:
    """The first bytes of a body, out of its first bytes as they were stored; nothing if they cannot be decoded."""
    try:
        if _is_chunked(response):
            start = _dechunk(start).data or start
        for coding in _codings(response):
            undone = _undo(coding, start, size, stop_at_limit=True).data
            start = start if undone is None else undone
    except InputError:
        return b""
    return start[:size]


def _is_chunked(response: Response) -> bool:
    return "chunked" in response.get("transfer-encoding").lower()


def _codings(response: Response) -> list[str]:
    """The content codings of a body, the last that was applied first."""
    named = ",".join(value for name, value in response.headers if name.lower() == "content-encoding")
    return [coding.strip().lower() for coding in reversed(named.split(",")) if coding.strip()][:8]


def _dechunk(body: bytes) -> _Decoded:
    """The data of a chunked body. A body whose first line is no size was stored without its chunks."""
    pieces: list[bytes] = []
    at = 0
    while (match := _CHUNK_SIZE.match(body, at)) is not None:
        size = int(match[1], 16)
        if size == 0:
            return _Decoded(b"".join(pieces))
        piece = body[match.end() : match.end() + size]
        pieces.append(piece)
        at = match.end() + size
        if len(piece) < size:
            break
        at += 2 if body.startswith(b"\r\n", at) else body.startswith(b"\n", at)
    return _Decoded(b"".join(pieces), is_whole=False) if pieces else _Decoded(None)


def _undo(coding: str, data: bytes, limit: int, *, stop_at_limit: bool = False) -> _Decoded:
    """Undo one content coding. Raises `InputError` for damaged data, unless they were never coded so."""
    if coding in {"gzip", "x-gzip"}:
        undone = _inflate(data, _GZIP, limit) if data.startswith(b"\x1f\x8b") else _Decoded(None)
    elif coding == "deflate":
        undone = _undo_deflate(data, limit)
    elif coding == "br":
        undone = _undo_brotli(data, limit)
    elif coding == "zstd":
        undone = _undo_zstd(data, limit) if data.startswith(b"\x28\xb5\x2f\xfd") else _Decoded(None)
    elif coding in _OTHER_CODINGS:
        raise InputError(f"its body is in the coding {coding}, which is not read here: fetch the page again")
    else:
        undone = _Decoded(None)
    if undone.data is not None and len(undone.data) > limit and not stop_at_limit:
        raise _too_large(limit)
    return undone


def _inflate(data: bytes, bits: int, limit: int) -> _Decoded:
    inflater = zlib.decompressobj(bits)
    try:
        inflated = inflater.decompress(data, limit + 1)
    except zlib.error as error:
        raise InputError(f"its body is damaged ({error})") from error
    return _Decoded(inflated, inflater.eof or len(inflated) > limit)


def _undo_deflate(data: bytes, limit: int) -> _Decoded:
    """Deflate with the zlib header that it should have, or without, as some servers send it."""
    for bits in (zlib.MAX_WBITS, _RAW_DEFLATE):
        try:
            return _inflate(data, bits, limit)
        except InputError:
            continue
    return _Decoded(None)


def _undo_zstd(data: bytes, limit: int) -> _Decoded:
    try:
        return _Decoded(*unpack_zstd(io.BytesIO(data), limit + 1))
    except ValueError as error:
        raise InputError(f"its body is damaged (zstd: {error})") from error


def _undo_brotli(data: bytes, limit: int) -> _Decoded:
    """Brotli has no mark at its beginning: what cannot be decoded at all was stored decoded."""
    if data.lstrip()[:1] == b"<":
        return _Decoded(None)
    try:
        import brotli  # type: ignore[import-not-found,import-untyped,unused-ignore]

        decompressor = brotli.Decompressor()
        decompressor.can_accept_more_data()  # as older versions cannot, which take all memory for a bomb
    except (ImportError, AttributeError) as error:
        raise InputError(
            'its body is in the coding br, which needs a package: pip install "newsclean[brotli]"'
        ) from error
    pieces, size = [], 0
    rest = data
    try:
        while size <= limit and not decompressor.is_finished():
            piece = decompressor.process(rest, output_buffer_limit=limit + 1 - size)
            pieces.append(piece)
            size += len(piece)
            rest = b""
            if not piece and decompressor.can_accept_more_data():
                break
    except brotli.error as error:
        raise InputError(f"its body is damaged (brotli: {error})") from error
    return _Decoded(b"".join(pieces), decompressor.is_finished() or size > limit)


def _too_large(limit: int) -> InputError:
    return InputError(f"it has more than {limit:,} bytes decoded, the limit: raise max_bytes to read it")
