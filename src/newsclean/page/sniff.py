"""HTML, a text scrape, or neither: told by content, never by name."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["sniff"]

_MARKUP = re.compile(r"<(?:!doctype\s|html[\s>]|head[\s>]|body[\s>]|div[\s>]|p[\s>]|meta\s|table[\s>]|span[\s>])", re.IGNORECASE)


def sniff(text: str) -> Literal["html", "text"]:
    """Tell HTML from a text scrape."""
    return "html" if _MARKUP.search(text) else "text"
