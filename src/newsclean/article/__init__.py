"""From labelled blocks to an article: metadata, assembly, rendering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsclean.article.article import Article

__all__ = ["Article", "assemble"]

if TYPE_CHECKING:
    from newsclean.article.assemble import assemble
else:

    def __getattr__(name: str) -> object:
        """Load ``assemble`` on first use (PEP 562): it needs the metadata readers, an article's values do not."""
        if name != "assemble":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from newsclean.article.assemble import assemble

        globals()[name] = assemble
        return assemble
