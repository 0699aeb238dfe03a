"""The values that cross a border between rooms: frozen, slotted, without behaviour of their own.

They are listed in the order in which a page meets them::

    Capture ──▶ Page (Encoding, Tree, Head) ──▶ Block ──▶ Verdict (Reason) ──▶ Metadata, Ledger

Nothing here imports another module of the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, overload

__all__ = [
    "BOILERPLATE_KINDS",
    "COMMENT",
    "METADATA_KINDS",
    "TEXT",
    "Block",
    "Capture",
    "Dateline",
    "Encoding",
    "Failure",
    "Head",
    "Image",
    "Kind",
    "Ledger",
    "LedgerEntry",
    "Link",
    "Metadata",
    "Page",
    "Reason",
    "Role",
    "Tree",
    "Truncated",
    "Verdict",
]


class Kind(StrEnum):
    """What a block is. Each block of a page has exactly one kind."""

    # In the article. A caption is part of its structure, not of its text.
    BODY = "body"
    CAPTION = "caption"
    # Out of the text, read for metadata.
    TITLE = "title"
    BYLINE = "byline"
    SOURCE_LINE = "source_line"
    EDITOR_LINE = "editor_line"
    BREADCRUMB = "breadcrumb"
    # Boilerplate.
    RELATED_ARTICLES = "related_articles"
    RECOMMEND = "recommend"
    SHARE = "share"
    MOOD_POLL = "mood_poll"
    COMMENTS = "comments"
    NAVIGATION = "navigation"
    FRIEND_LINKS = "friend_links"
    QR_PROMPT = "qr_prompt"
    APP_PROMPT = "app_prompt"
    PAGINATION = "pagination"
    ADS = "ads"
    NEWSLETTER = "newsletter"
    CONSENT = "consent"
    PAYWALL = "paywall"
    DISCLAIMER = "disclaimer"
    COPYRIGHT = "copyright"
    HIDDEN = "hidden"
    OTHER = "other"

    # In C, and like equal strings; that of enumerations is a function in Python, and kinds are keys everywhere.
    __hash__ = str.__hash__


METADATA_KINDS = frozenset({Kind.TITLE, Kind.BYLINE, Kind.SOURCE_LINE, Kind.EDITOR_LINE, Kind.BREADCRUMB})
BOILERPLATE_KINDS = frozenset(Kind) - METADATA_KINDS - {Kind.BODY, Kind.CAPTION}


class Role(StrEnum):
    """What a block is in the page's structure, whatever its kind."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_ROW = "table_row"  # cells separated by a tab
    CAPTION = "caption"
    PREFORMATTED = "preformatted"
    LINE = "line"  # a line of a text scrape
    FIGURE = "figure"  # an image; its text is empty

    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as it came in, with what is known of its capture.

    ``name`` says where the bytes were found: a path relative to the input folder with ``/`` as separator, or ``-`` for
    standard input. ``url_from`` and ``date_from`` name the evidence (``manifest``, ``sidecar``, ``mhtml``,
    ``singlefile``, ``base-url``, ``mtime`` …) and are empty where the value is unknown. ``headers`` are the HTTP
    response headers in their order, empty where the input has none; ``status`` is then None too.
    """

    raw: bytes
    name: str = "-"
    url: str | None = None
    url_from: str = ""
    date: datetime | None = None
    date_from: str = ""
    content_type: str | None = None
    status: int | None = None
    reason_phrase: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that gave no page: which, at which step (``read``, ``decode``, ``clean`` …) and why, with the remedy."""

    name: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Truncated(Failure):
    """A page of which only a part is there: it is archived as far as it goes, and never cleaned.

    ``capture`` has the bytes that there are; ``why`` is a value of ``WARC-Truncated`` (WARC 1.1 §5.15): ``length``,
    ``time``, ``disconnect``, or ``unspecified`` where nobody knows.
    """

    capture: Capture
    why: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes became text, with the evidence: ``used`` is a Python codec name, ``why`` one of ``bom``, ``http``,
    ``meta``, ``utf-8 valid``, ``detected``, ``given``, ``fallback``; ``declared`` is what the page said of itself;
    ``replaced`` counts characters that could not be decoded."""

    used: str
    why: str
    declared: str | None = None
    replaced: int = 0


TEXT = "#text"
COMMENT = "#comment"


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed page: its nodes in document order, as parallel lists. Independent of the parser that made it.

    Node ``i`` has ``tags[i]`` (lower case; `TEXT` or `COMMENT` for those nodes), ``parents[i]`` (-1 for a root),
    ``ends[i]`` (one past its last descendant, so that ``range(i, ends[i])`` is its subtree), ``attrs[i]`` (names in
    lower case; empty for text) and ``texts[i]`` (empty for elements).
    """

    tags: Sequence[str]
    parents: Sequence[int]
    ends: Sequence[int]
    attrs: Sequence[Mapping[str, str]]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Head:
    """Title element, ``meta`` (name, property or itemprop in lower case to its contents in order), ``links`` (rel in
    lower case to address), the language of the root element, and JSON-LD objects with ``@graph``, ``mainEntity`` and
    lists taken apart. ``dates`` are those that microdata gives on any element: node, property in lower case, value.
    ``base`` is the address that the page's links are relative to, where it gives one."""

    title: str = ""
    meta: Mapping[str, Sequence[str]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    json_ld: tuple[Mapping[str, Any], ...] = ()
    dates: tuple[tuple[int, str, str], ...] = ()
    base: str = ""

    def first(self, *names: str) -> str:
        """The first meta content that is not empty, in the order of the names given."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return ""


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded page: HTML with its tree, or a text scrape whose ``tree`` is None.

    ``damage`` lists, in words, what the parsers could not keep; it is empty for a whole page. ``head`` is what the page
    says of itself outside its visible text: read once, with the page; empty for a scrape.
    """

    text: str
    encoding: Encoding
    tree: Tree | None = None
    url: str | None = None
    damage: tuple[str, ...] = ()
    head: Head = Head()

    @property
    def form(self) -> Literal["html", "text"]:
        """Whether the page is HTML or a plain-text scrape."""
        return "text" if self.tree is None else "html"


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a block: character range ``[start, end)`` of its text, and the target as the page has it."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True)
class Image:
    """An image: address as the page has it, and its alternative text."""

    src: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of visible text that belongs together: a paragraph, a heading, a list item, a table row, a line.

    ``text`` has its white space collapsed (kept in preformatted blocks). ``path`` is the chain of the elements around
    the block, outermost first, as ``tag#id.class`` joined by ``" > "``; empty for a text scrape. ``node`` is the index
    in the page's tree of the innermost block-level element around it (-1 for a text scrape). ``level`` is 1 to 6 for
    headings. ``continues`` marks a block that a single line break separates from the one before it, so that both are
    one paragraph. ``gap`` counts the blank lines before the line of a text scrape.
    """

    index: int
    text: str
    role: Role = Role.PARAGRAPH
    path: str = ""
    node: int = -1
    level: int = 0
    links: tuple[Link, ...] = ()
    image: Image | None = None
    hidden: bool = False
    continues: bool = False
    gap: int = 0

    @property
    def link_text(self) -> str:
        """The characters of the block that are links."""
        return "".join(self.text[link.start : link.end] for link in self.links)


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence about a block: which labeller says it, for which kind, how strongly, and in words.

    ``weight`` is in log-odds: positive speaks for ``kind``, negative against it.
    """

    labeller: str
    kind: Kind
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a block was judged to be, how surely (0 to 1), and why: the strongest reason first, never empty. Reasons are
    put into words when they are first looked at."""

    kind: Kind
    confidence: float
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One block with its verdict."""

    block: Block
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Ledger(Sequence[LedgerEntry]):
    """The account of a page: every block, kept or removed, in the page's order."""

    entries: tuple[LedgerEntry, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, index: int) -> LedgerEntry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[LedgerEntry, ...]: ...
    def __getitem__(self, index: int | slice) -> LedgerEntry | tuple[LedgerEntry, ...]:
        return self.entries[index]

    def of_kind(self, kind: Kind | str) -> tuple[LedgerEntry, ...]:
        """The entries of one kind. Raises ValueError for a name that is no kind."""
        wanted = Kind(kind)
        return tuple(entry for entry in self.entries if entry.verdict.kind is wanted)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of an agency report, as in 中新网北京6月18日电: who sends it, from where, on which day as written."""

    agency: str | None = None
    place: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its article. A missing value is None or empty; nothing is guessed.

    ``authors`` are reporters and bylines, ``editors`` those named as 责编 and the like, ``source`` the outlet that the
    article is taken from (来源), ``site`` the one that published the page. ``published`` and ``modified`` are a date,
    or a datetime where a time is shown, with a zone only where the page gives one. ``origins`` maps each field that has
    a value to where it came from, such as ``json-ld``, ``meta og:title`` or ``block 7 (source_line)``.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    source: str | None = None
    published: date | datetime | None = None
    modified: date | datetime | None = None
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None
    site: str | None = None
    url: str | None = None
    image: str | None = None
    description: str | None = None
    dateline: Dateline | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
