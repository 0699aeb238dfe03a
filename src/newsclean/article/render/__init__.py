"""An article as Markdown, HTML or plain values. Renderers show what was selected and never select."""

from __future__ import annotations

from newsclean.article.render.html import to_html
from newsclean.article.render.markdown import to_markdown
from newsclean.article.render.values import block_values, entry_values, metadata_values, to_dict

__all__ = ["block_values", "entry_values", "metadata_values", "to_dict", "to_html", "to_markdown"]
