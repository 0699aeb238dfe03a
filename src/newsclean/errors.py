"""The errors that newsclean raises on purpose.

::

    NewscleanError                 anything below; its text names the input, what is wrong and the remedy
    ├── InputError                 an input cannot be read: missing, a FIFO, binary, too large, damaged compression
    │   └── NotAPageError          the bytes are neither HTML nor a text scrape
    ├── OptionError                an option or an argument has a value that cannot be used
    │   └── GoldError              a set of pages with their right answers is missing or not as it should be
    └── ArchiveError               an archive cannot be written or read: no space, no permission, locked, damaged
"""

from __future__ import annotations

__all__ = ["ArchiveError", "GoldError", "InputError", "NewscleanError", "NotAPageError", "OptionError"]


class NewscleanError(Exception):
    """The parent of all errors that newsclean raises on purpose."""


class InputError(NewscleanError):
    """An input cannot be read."""


class NotAPageError(InputError):
    """The bytes of an input are neither HTML nor a text scrape."""


class OptionError(NewscleanError, ValueError):
    """An option or an argument has a value that cannot be used."""


class GoldError(OptionError):
    """A set of pages with their right answers is missing or not as it should be."""


class ArchiveError(NewscleanError):
    """An archive cannot be written or read."""
