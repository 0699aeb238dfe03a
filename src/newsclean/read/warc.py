"""Web archives as input: which records of a WARC, ARC or WACZ file are pages, and one of them to its bytes.

`list_pages` goes through a file once and keeps none of it; `load_record` reads one record by its place, in whatever
process. Every record that could be a page is in what the first yields, or was told to be none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from newsclean.errors import InputError
from newsclean.read.compression import method_of
from newsclean.read.facts import Facts, facts_of
from newsclean.read.http import HEADER_BYTES, Body, Response, decoded_body, header_lines, peek_body, response_of
from newsclean.read.marks import looks_like_html
from newsclean.read.names import file_address, printable
from newsclean.read.records import Head, RecordReader, check_digest
from newsclean.read.regular import open_regular
from newsclean.read.revisits import Known, KnownRecords
from newsclean.read.source import Item
from newsclean.read.stream import Place, RecordStream, TornError, Window
from newsclean.read.wacz import Packed, archives_in
from newsclean.types import Failure

__all__ = ["CLEANED_HOST", "Cut", "Loaded", "holds_records", "list_pages", "load_record"]

# Where the cleaned pages of a package stand beside the raw ones (RFC 2606 §2: nobody will ever own the name).
CLEANED_HOST = "http://cleaned.newsclean.invalid/"

_PACKAGE_MAGIC = b"PK\x03\x04"
_HEADS = re.compile(rb"WARC/\d+\.\d+\s|filedesc://")
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_UNTOLD_TYPES = frozenset({"", "application/octet-stream", "unknown/unknown", "*/*", "content/unknown", "no-type"})
_RESOURCE_SCHEMES = ("http:", "https:", "file:", "ftp:")
_NO_PAGE_STATUS = frozenset({204, 205, 206})  # nothing, nothing, and a part
_PLAIN_FILE_URI = re.compile(r"file:///[!#-;=?-\[\]_a-z~]{1,8000}", re.IGNORECASE | re.ASCII)
_TRUNCATED = frozenset({"length", "time", "disconnect"})  # what else a record may say is unspecified (WARC 1.1 §5.15)
_UUID = re.compile(r"<urn:uuid:([0-9A-Fa-f-]{32,36})>")
_PEEK_BYTES = 1 << 14
_SNIFF_BYTES = 4096
# A record that lies deeper in one gzip member than this costs too much to reach: all before it is unpacked each time.
_DEEPEST = 1 << 26

Skipped = Callable[[str, str], None]


def holds_records(head: bytes) -> bool:
    """Whether a file that begins with these unpacked bytes is a WARC or ARC file, whatever it is called."""
    return _HEADS.match(head) is not None


@dataclass(frozen=True, slots=True)
class _Page:
    """A record that is a page; ``payload`` is where its bytes are, if not in itself."""

    payload: Place | None = None


@dataclass(frozen=True, slots=True)
class _NoPage:
    """A record that is no page, and why; with no reason, one that nobody would take for a page."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Lost:
    """A record that may be a page and cannot be used, and why."""

    reason: str


_Judgement = _Page | _NoPage | _Lost


def list_pages(path: str, name: str, max_bytes: int, known: KnownRecords, skipped: Skipped) -> Iterator[Item | Failure]:
    """The pages of a web archive, as items that `load_record` reads, in the order of the file.

    Pages are ``response`` and ``resource`` records with HTML (by their type, or by their first bytes where that tells
    nothing), of a status that says so, and everything in the raw files of newsclean; ``revisit`` records, where
    ``known`` has the record that they leave out. A page whose end is missing is listed as others are. Other captures
    are told to ``skipped`` with the reason. What cannot be read is a `Failure`; after damage, reading goes on with the
    next record. Raises OSError and `InputError` for a file that cannot be read at all.
    """
    with open_regular(path) as file:
        head = file.read(16)
        file.seek(0)
        if not head:
            raise InputError("it is empty: nothing to clean")
        method = method_of(head)
        if method not in {None, "gzip"}:
            raise InputError(f"it is a web archive compressed by {method}: unpack it first, or use gzip")
        captures = 0
        for part in archives_in(file) if head.startswith(_PACKAGE_MAGIC) else [Packed("", 0, None)]:
            own_name = f"{name}#{part.name}" if part.name else name
            if part.trouble:
                captures += 1
                yield Failure(printable(own_name), "read", part.trouble)
                continue
            listing = _Listing(Place(path, start=part.start, size=part.size), own_name, max_bytes, known, skipped)
            yield from listing.pages(file)
            captures += listing.captures
        if not captures:
            skipped(printable(name), "a web archive without captures")


class _Listing:
    """One way through an archive."""

    def __init__(self, place: Place, name: str, max_bytes: int, known: KnownRecords, skipped: Skipped) -> None:
        self.captures = 0  # pages, other captures, and damage
        self._place = place
        self._name = name
        self._max_bytes = max_bytes
        self._known = known
        self._skipped = skipped
        self._is_ours = False  # raw pages that newsclean archived: all of them were pages once

    def pages(self, file: BinaryIO) -> Iterator[Item | Failure]:
        """The pages, and what is damaged."""
        reader = RecordReader(RecordStream(Window(file, self._place.start, self._place.size)))
        while True:
            head: Head | None = None
            judged: _Judgement = _NoPage()
            try:
                head = reader.next_head()
                if head is None:
                    return
                judged = self._judge(head, reader)
                reader.finish()
            except InputError as error:
                if head is not None and isinstance(judged, _Page) and isinstance(error, TornError):
                    yield from self._outcome(head, judged)
                else:
                    self.captures += 1
                    yield self._damage(head, judged, error)
                if not reader.recover():
                    return
            else:
                yield from self._outcome(head, judged)

    def _outcome(self, head: Head, judged: _Judgement) -> Iterator[Item | Failure]:
        if isinstance(judged, _NoPage):
            if judged.reason:
                self.captures += 1
                self._skipped(printable(self._record_name(head)), judged.reason)
            self._remember(head, is_page=False)
            return
        self.captures += 1
        name = printable(self._record_name(head))
        if isinstance(judged, _Lost):
            yield Failure(name, "read", judged.reason)
        elif head.skip > _DEEPEST:
            yield Failure(
                name,
                "read",
                f"it lies {head.skip:,} bytes deep in one gzip member: `warcio recompress` makes a member a record",
            )
        else:
            yield self._item(head, name, judged.payload)
        self._remember(head, is_page=True)

    def _damage(self, head: Head | None, judged: _Judgement, error: InputError) -> Failure:
        """What is lost to damage: a page, or something in the file that nobody can tell."""
        if head is None:
            return Failure(printable(self._name), "read", f"{error}; what can be read after that is read")
        if isinstance(judged, _NoPage):
            return Failure(printable(self._name), "read", f"the record {head.place}, which is no page: {error}")
        return Failure(printable(self._record_name(head)), "read", str(error))

    def _record_name(self, head: Head) -> str:
        """The file, and the record in it: its UUID, or its place if that is missing or was there before."""
        match = _UUID.fullmatch(head.get("warc-record-id"))
        if match is not None and self._known.find([self._name_key(head)]) is None:
            return f"{self._name}#{match[1].lower()}"
        return f"{self._name}#{head.offset}" + (f"+{head.skip}" if head.skip else "")

    def _name_key(self, head: Head) -> str:
        return f"name {self._name}#{head.get('warc-record-id').lower()}"

    def _item(self, head: Head, name: str, payload: Place | None) -> Item:
        own = head.url if _PLAIN_FILE_URI.fullmatch(head.url) else None
        return Item(
            name=name,
            path=self._place.path,
            size=head.length,
            address=own or file_address(name),
            address_from="file",
            max_bytes=self._max_bytes,
            record=self._place_of(head),
            payload=payload,
        )

    def _place_of(self, head: Head) -> Place:
        return Place(self._place.path, head.offset, head.skip, self._place.start, self._place.size)

    def _remember(self, head: Head, *, is_page: bool) -> None:
        """Note a record that a later revisit may be about."""
        if head.type not in {"response", "resource"}:
            keys = [self._name_key(head)] if head.get("warc-record-id") else []
        else:
            keys = [f"at {head.url} {head.get('warc-date')}"]
            if head.get("warc-record-id"):
                keys += [self._name_key(head), f"id {head.get('warc-record-id').lower()}"]
            if head.get("warc-payload-digest"):
                keys.append(f"digest {head.get('warc-payload-digest').lower()}")
        if keys:
            self._known.add(keys, self._place_of(head), is_page=is_page)

    def _judge(self, head: Head, reader: RecordReader) -> _Judgement:
        """Whether a record is a page. Reads as much of its block as it takes to tell."""
        if head.type == "warcinfo":
            self._is_ours = re.search(rb"^software: newsclean/", reader.read(1 << 16), re.MULTILINE) is not None
        if head.url.startswith(CLEANED_HOST):
            return _NoPage()
        try:
            if head.type == "response":
                return self._judge_response(head, reader)
            if head.type == "resource":
                return self._judge_resource(head, reader)
            if head.type == "revisit":
                return self._judge_revisit(head, reader)
        except InputError as error:
            return _Lost(str(error))
        return _NoPage()

    def _judge_response(self, head: Head, reader: RecordReader) -> _Judgement:
        if not head.url.lower().startswith(("http:", "https:")) or not _is_http(head):
            return _NoPage("no HTTP response")
        response = response_of(header_lines(reader.readline))
        if response is None:
            return _Lost("it has no HTTP status line")
        return self._judge_content(response, lambda: peek_body(reader.read(_PEEK_BYTES), response, _SNIFF_BYTES))

    def _judge_content(self, response: Response, peek: Callable[[], bytes]) -> _Judgement:
        if not 200 <= response.status < 300 or response.status in _NO_PAGE_STATUS:
            return _NoPage(f"HTTP status {response.status}")
        return self._judge_type(response.get("content-type"), peek)

    def _judge_resource(self, head: Head, reader: RecordReader) -> _Judgement:
        if not head.url.lower().startswith(_RESOURCE_SCHEMES):
            return _NoPage("no page, as its address says")
        return self._judge_type(head.get("content-type"), lambda: reader.read(_SNIFF_BYTES))

    def _judge_type(self, content_type: str, peek: Callable[[], bytes]) -> _Judgement:
        media_type = content_type.partition(";")[0].strip().lower()
        if self._is_ours or media_type in _PAGE_TYPES:
            return _Page()
        if media_type not in _UNTOLD_TYPES:
            return _NoPage(f"no page, as its type says: {media_type[:80]}")
        return _Page() if looks_like_html(peek()) else _NoPage("no page, as its first bytes say")

    def _judge_revisit(self, head: Head, reader: RecordReader) -> _Judgement:
        own = response_of(header_lines(reader.readline)) if head.length else None
        if own is not None and own.status != 304:  # what the server said this time, if it said anything new
            judged = self._judge_content(own, lambda: b"<html>")
            if isinstance(judged, _NoPage):
                return judged
        known = self._revisited(head)
        if known is None:
            what = head.get("warc-refers-to") or head.get("warc-refers-to-target-uri") or head.url
            return _Lost(f"a revisit of {what[:200]}, which does not come before it: add the file that holds it")
        return _Page(known.place) if known.is_page else _NoPage("a revisit of something that is no page")

    def _revisited(self, head: Head) -> Known | None:
        keys = []
        if head.get("warc-refers-to"):
            keys.append(f"id {head.get('warc-refers-to').lower()}")
        if head.get("warc-refers-to-date"):
            url = head.get("warc-refers-to-target-uri").strip("<>") or head.url
            keys.append(f"at {url} {head.get('warc-refers-to-date')}")
        if head.get("warc-payload-digest") and "not-modified" not in head.get("warc-profile"):
            keys.append(f"digest {head.get('warc-payload-digest').lower()}")
        return self._known.find(keys)


def _is_http(head: Head) -> bool:
    media_type = head.get("content-type").partition(";")[0].strip().lower()
    return media_type in {"application/http", "application/https", ""}


@dataclass(frozen=True, slots=True)
class Cut:
    """How it is known that a page is not whole, in words, and why it is not: a value of ``WARC-Truncated``."""

    reason: str
    why: str = "unspecified"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The bytes of a page, decoded, and what its record knows of it. With ``cut``, a part of the page alone."""

    raw: bytes
    facts: Facts
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A record read: its header, its HTTP response if it is one, and the bytes that follow. ``torn`` says in words that
    these are not all."""

    head: Head
    response: Response | None
    body: bytes
    torn: str = ""


def load_record(item: Item) -> Loaded:
    """A page in a web archive, also one that is not whole: by the lengths of record and response, by their codings, or
    because its record says so.

    Raises `InputError` for a page that is damaged or too large, or of which nothing is there, and OSError if the file
    cannot be read.
    """
    if item.record is None:
        raise ValueError(f"{item.name} is no record of a web archive")
    own = _read(item.record, item.max_bytes)
    holder = own if item.payload is None else _read(item.payload, item.max_bytes)
    body = Body(holder.body)
    if holder.response is not None:
        body = decoded_body(holder.body, holder.response, item.max_bytes)
    elif len(body.data) > item.max_bytes:
        raise _too_large(len(body.data), item.max_bytes)
    cut = _cut(holder, body)
    if not body.data or body.data.isspace():
        nothing = "it holds white space only" if body.data else "it is empty"
        raise InputError(f"{nothing}: {cut.reason if cut else 'nothing to clean'}")
    return Loaded(body.data, _facts(own, holder), cut)


def _cut(read: _Read, body: Body) -> Cut | None:
    """Whether a page is not whole, by what its record says, by the record's length, or by that of the response."""
    said = read.head.get("warc-truncated")
    if said:
        reason = f"whoever fetched it cut it off (WARC-Truncated: {printable(said[:40])})"
        return Cut(reason, said.lower() if said.lower() in _TRUNCATED else "unspecified")
    if read.head.get("warc-segment-number"):
        return Cut("it is one of several segments of a page, which are not put together: fetch the page again")
    reason = read.torn or body.cut
    return Cut(reason) if reason else None


def _facts(own: _Read, holder: _Read) -> Facts:
    head = own.head
    fields: dict[str, object] = {"url": head.url, "date": head.get("warc-date")}
    response = holder.response
    if own.response is not None and own.response.status != 304:
        response = own.response
    if response is not None:
        fields["status"] = response.status
        fields["reason_phrase"] = response.reason
        fields["headers"] = [list(header) for header in response.headers]
    else:
        fields["content_type"] = holder.head.get("content-type")
    return facts_of(fields)


def _read(place: Place, max_bytes: int) -> _Read:
    """Read the record at a place, as far as it is there, and hold it against its header."""
    with open_regular(place.path) as file:
        stream = RecordStream(Window(file, place.start, place.size), place.offset)
        stream.pass_over(place.skip)
        reader = RecordReader(stream)
        head = reader.next_head()
        if head is None:
            raise InputError("its record is not there any more: the file was changed")
        if head.length > max_bytes + HEADER_BYTES:
            raise _too_large(head.length, max_bytes)
        block, torn = b"", ""
        try:
            block = reader.read(head.length)
            reader.finish()
        except TornError as error:
            torn = str(error)
    if len(block) == head.length:
        check_digest(head.get("warc-block-digest"), block)
    if head.type not in {"response", "revisit"}:
        return _Read(head, None, block, torn)
    rest = io.BytesIO(block)
    response = response_of(header_lines(rest.readline))
    return _Read(head, response, rest.read() if response is not None else block, torn)


def _too_large(size: int, limit: int) -> InputError:
    return InputError(f"it has {size:,} bytes and the limit is {limit:,}: raise max_bytes to read it")
