"""What a caller may choose about cleaning. Options change how an article is rendered, never which text is selected."""

from __future__ import annotations

from dataclasses import dataclass

from newsclean.errors import OptionError

__all__ = ["Options"]

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for `newsclean.clean`, `newsclean.clean_many` and a run.

    ``max_bytes``: largest page that is cleaned, after decompression. ``captions``: put captions into ``.text`` too.
    ``links`` and ``images``: keep them when rendering Markdown and HTML. ``title``: begin rendered Markdown and HTML
    with the title. Raises `OptionError` for a value that cannot be used.
    """

    max_bytes: int = 64 * MEBIBYTE
    captions: bool = False
    links: bool = True
    images: bool = True
    title: bool = True

    def __post_init__(self) -> None:
        if self.max_bytes < 1:
            raise OptionError(f"max_bytes is {self.max_bytes}, but must be at least 1")
