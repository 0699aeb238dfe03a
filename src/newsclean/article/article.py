"""An article with its account: what `newsclean.clean` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from newsclean.options import Options
from newsclean.types import Block, Encoding, Kind, Ledger, Metadata

__all__ = ["Article"]


@dataclass(frozen=True, slots=True)
class Article:
    r"""The main text of a page, its metadata, and the account of everything else that stood on it.

    ``text`` is the body with its paragraphs separated by ``"\n"``, without the title. ``blocks`` are the body blocks
    and captions in the page's order; ``ledger`` has every block of the page with its verdict. ``confidence`` is 0 to 1.
    ``form`` is ``html`` or ``text``; ``damage`` lists what the parsers could not keep. ``base`` is the address that the
    links of its blocks are relative to, where it is known.
    """

    text: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    ledger: Ledger
    confidence: float
    encoding: Encoding
    form: str = "html"
    damage: tuple[str, ...] = ()
    options: Options = Options()
    base: str | None = None

    def removed(self, kind: Kind | str | None = None) -> tuple[Block, ...]:
        """The blocks of one kind that are not in the text; without a kind, all that are not in the text.

        Raises ValueError for a name that is no kind.
        """
        wanted = None if kind is None else Kind(kind)
        in_text = {Kind.BODY, Kind.CAPTION} if self.options.captions else {Kind.BODY}
        return tuple(
            entry.block
            for entry in self.ledger
            if entry.verdict.kind not in in_text and wanted in (None, entry.verdict.kind)
        )

    def to_markdown(self) -> str:
        """The article as CommonMark, UTF-8 text."""
        from newsclean.article.render import to_markdown

        return to_markdown(self)

    def to_html(self) -> str:
        """The article as one self-contained, harmless HTML page that declares UTF-8."""
        from newsclean.article.render import to_html

        return to_html(self)

    def to_dict(self) -> dict[str, Any]:
        """The article, its metadata and its ledger as plain values that JSON can hold."""
        from newsclean.article.render import to_dict

        return to_dict(self)
