"""White space: what counts as blank, and how runs of it collapse."""

from __future__ import annotations

__all__ = ["collapse", "is_visible"]

# Format characters that take no room on the page: a text made of them and of white space alone is blank.
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"


def collapse(text: str) -> str:
    r"""Runs of white space as one blank, none at the ends; empty where nothing visible is left.

    >>> collapse("\u3000\u3000北京\n  6月 ")
    '北京 6月'
    >>> collapse(" \u200b ")
    ''
    """
    text = " ".join(text.split())
    return text if is_visible(text) else ""


def is_visible(text: str) -> bool:
    """Whether a text whose white space is collapsed shows anything; of long ones that is taken for granted."""
    return len(text) >= 8 or bool(text.strip(INVISIBLE + " "))
