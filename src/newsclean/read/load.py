"""A listed input to a capture: its bytes, unpacked, and all that is known of when and where they were fetched."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from newsclean.errors import InputError
from newsclean.read.compression import METHODS, method_of, unpack
from newsclean.read.facts import Facts
from newsclean.read.manifest import read_sidecar
from newsclean.read.marks import own_address, saved_facts
from newsclean.read.mhtml import is_web_archive, read_web_archive
from newsclean.read.names import Promise, compression_suffix, promise
from newsclean.read.regular import open_regular, trouble
from newsclean.read.source import Item
from newsclean.read.warc import holds_records, load_record
from newsclean.types import Capture, Failure, Truncated

__all__ = ["load", "read_head"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One source of facts, by the name under which a capture refers to it."""

    name: str
    facts: Facts


def load(item: Item) -> Capture | Failure:
    """Read one input that `newsclean.read.scan` found. What is wrong with it comes back as a `Failure`, in words; a
    page in a web archive that is not whole as a `Truncated`, which is one, with the bytes that there are.

    Each fact is taken from the first of these that has it, as the capture's ``url_from`` and ``date_from`` tell:

    ====================================  ===  ====  ==============  ===========================================
    evidence                              URL  date  status, header  name
    ====================================  ===  ====  ==============  ===========================================
    the folder's ``manifest.jsonl``       x    x     x               ``manifest``
    the JSON file beside the page         x    x     x               ``sidecar``
    the headers of a web archive (MHTML)  x    x     (type only)     ``mhtml``
    the record of a WARC or ARC file      x    x     x               ``warc``
    the comment of who saved the page     x    x                     ``singlefile``, ``saved-from`` (URL only)
    the base URL of a mirrored folder     x                          ``base-url``
    the page's own canonical or og:url    x                          ``canonical``, ``og:url``
    the path below the input folder       x                          ``file``
    the environment variable                   x                     ``SOURCE_DATE_EPOCH``
    when the file was last changed             x                     ``mtime``
    ====================================  ===  ====  ==============  ===========================================
    """
    cut = None
    try:
        if item.record is None:
            raw, changed, evidence = _load_file(item)
        else:
            loaded = load_record(item)
            raw, changed, cut = loaded.raw, None, loaded.cut
            evidence = [_Evidence("warc", loaded.facts)]
    except InputError as error:
        return Failure(item.name, "read", str(error))
    except OSError as error:
        return Failure(item.name, "read", trouble(error))
    saved, saver = saved_facts(raw)
    evidence.append(_Evidence(saver, saved))
    capture = _capture(item, raw, changed, evidence)
    return capture if cut is None else Truncated(item.name, "read", cut.reason, capture, cut.why)


def _load_file(item: Item) -> tuple[bytes, datetime | None, list[_Evidence]]:
    """The page of a file, when that was last changed, and what stands beside it or in it. Raises OSError and
    `InputError`."""
    raw, changed = _read(item)
    evidence = [_Evidence("manifest", item.facts), _Evidence("sidecar", _sidecar_facts(item))]
    if holds_records(raw[:64]):
        raise InputError("it is a web archive of many pages: give it a name that ends in .warc.gz, .warc or .arc.gz")
    if _is_web_archive(item.name, raw):
        archive = read_web_archive(raw)
        raw = archive.raw
        evidence.append(_Evidence("mhtml", archive.facts))
    return raw, changed, evidence


def _capture(item: Item, raw: bytes, changed: datetime | None, evidence: list[_Evidence]) -> Capture:
    url, url_from = next(((e.facts.url, e.name) for e in evidence if e.facts.url), (None, ""))
    if url is None and item.address_from != "base-url":
        url, url_from = own_address(raw)
    date, date_from = next(((e.facts.date, e.name) for e in evidence if e.facts.date), (None, ""))
    if date is None:
        date, date_from = _date_otherwise(changed)
    answer = next((e.facts for e in evidence if e.facts.status or e.facts.headers), Facts())
    return Capture(
        raw=raw,
        name=item.name,
        url=url or item.address,
        url_from=url_from or item.address_from,
        date=date,
        date_from=date_from,
        content_type=next((e.facts.content_type for e in evidence if e.facts.content_type), None),
        status=answer.status,
        reason_phrase=answer.reason_phrase,
        headers=answer.headers,
    )


def _read(item: Item) -> tuple[bytes, datetime | None]:
    """The bytes of an input, unpacked, and when its file was last changed. Raises OSError and `InputError`."""
    changed = None
    if item.content is not None:
        raw = _bounded(io.BytesIO(item.content), item.name, len(item.content), item.max_bytes)
    else:
        with open_regular(item.path) as file:
            status = os.fstat(file.fileno())
            raw = _bounded(file, item.name, status.st_size, item.max_bytes)
        changed = _EPOCH + timedelta(seconds=int(status.st_mtime))
    if not raw or raw.isspace():
        raise InputError("it holds white space only: nothing to clean" if raw else "it is empty: nothing to clean")
    return raw, changed


def _bounded(file: BinaryIO, name: str, size: int, limit: int) -> bytes:
    """All bytes of an open file, unpacked. Raises `InputError` if they are more than the limit."""
    method = _method(file, name)
    if method is not None:
        raw = unpack(file, method, limit)
        if len(raw) > limit:
            raise InputError(f"it has more than {limit:,} bytes unpacked, the limit: raise max_bytes to read it")
        return raw
    raw = b"" if size > limit else file.read(limit + 1)
    size = max(size, len(raw))
    if size > limit:
        raise InputError(f"it has {size:,} bytes and the limit is {limit:,}: raise max_bytes to read it")
    return raw


def _method(file: BinaryIO, name: str) -> str | None:
    """How an open file is compressed, by its first bytes; its name only tells what is missing."""
    head = file.read(16)
    file.seek(0)
    method = method_of(head)
    promised = METHODS.get(compression_suffix(name).lower())
    if head and promised is not None and method is None:
        raise InputError(f"its name says {promised}, but its data are not: rename it, or fetch it again")
    return method


def read_head(path: str, size: int) -> bytes:
    """The first bytes of a file, unpacked. Raises OSError or `InputError` if it cannot be read."""
    with open_regular(path) as file:
        method = _method(file, path)
        return file.read(size) if method is None else unpack(file, method, size)[:size]


def _sidecar_facts(item: Item) -> Facts:
    if item.own_sidecar is not None:
        return read_sidecar(item.own_sidecar, required=True)
    return Facts() if item.stem_sidecar is None else read_sidecar(item.stem_sidecar, required=False)


def _is_web_archive(name: str, raw: bytes) -> bool:
    if promise(name) is Promise.WEB_ARCHIVE:
        return not raw.lstrip().startswith(b"<")  # a page that was only named so
    return is_web_archive(raw)


def _date_otherwise(changed: datetime | None) -> tuple[datetime | None, str]:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) <= 11:
        return _EPOCH + timedelta(seconds=int(epoch)), "SOURCE_DATE_EPOCH"
    return changed, "mtime" if changed else ""
