"""Clean news pages and archive the raw page, the clean page and the account of every removal.

``clean`` takes one page, ``clean_many`` many, and ``newsclean.run.run`` a folder to an archive that ``ArchiveReader``
reads back. Everything named in ``__all__`` loads on first use, so that ``import newsclean`` costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # what `typing` calls so: importing that would be most of what importing this costs

__all__ = [
    "ArchiveError",
    "ArchiveReader",
    "Article",
    "Block",
    "Capture",
    "Dateline",
    "Encoding",
    "Failure",
    "Image",
    "InputError",
    "Kind",
    "Ledger",
    "LedgerEntry",
    "Link",
    "Metadata",
    "NewscleanError",
    "NotAPageError",
    "OptionError",
    "Options",
    "Reason",
    "Role",
    "SiteProfile",
    "Verdict",
    "__version__",
    "clean",
    "clean_many",
]

__version__ = "0.1.0"

if TYPE_CHECKING:
    from newsclean.archive import ArchiveReader
    from newsclean.article import Article
    from newsclean.errors import ArchiveError, InputError, NewscleanError, NotAPageError, OptionError
    from newsclean.options import Options
    from newsclean.pipeline import clean
    from newsclean.profile import SiteProfile
    from newsclean.run.many import clean_many
    from newsclean.types import (
        Block,
        Capture,
        Dateline,
        Encoding,
        Failure,
        Image,
        Kind,
        Ledger,
        LedgerEntry,
        Link,
        Metadata,
        Reason,
        Role,
        Verdict,
    )
else:
    _HOMES = {
        "ArchiveError": "newsclean.errors",
        "ArchiveReader": "newsclean.archive",
        "Article": "newsclean.article",
        "InputError": "newsclean.errors",
        "NewscleanError": "newsclean.errors",
        "NotAPageError": "newsclean.errors",
        "OptionError": "newsclean.errors",
        "Options": "newsclean.options",
        "SiteProfile": "newsclean.profile",
        "clean": "newsclean.pipeline",
        "clean_many": "newsclean.run.many",
    }

    def __getattr__(name: str) -> object:
        """Load a public name on first use (PEP 562) and keep it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(_HOMES.get(name, "newsclean.types")), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
