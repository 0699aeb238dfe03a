"""From folders, files, lists and standard input to captures, in a stable order.

`scan` finds the inputs and reads none of them but web archives, which it goes through; `load` reads one, in whatever
process; `read` is the one over the other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from newsclean.read.load import load
from newsclean.read.scan import count, scan
from newsclean.read.source import Item, Source
from newsclean.types import Capture, Failure

__all__ = ["Item", "Source", "count", "load", "read", "scan"]


def read(
    source: Source | str | os.PathLike[str], skipped: Callable[[str, str], None] | None = None
) -> Iterator[Capture | Failure]:
    """Read the pages of a source, one at a time, each when it is asked for; see `scan` and `load`.

    Every input is in what this yields: as a `Capture`, or as a `Failure` with the reason, after which reading goes on.
    Of a page that is not whole, the failure is a `Truncated`, and has what is there of it.
    Raises `InputError` at once if a path of the source does not exist.
    """
    return (item if isinstance(item, Failure) else load(item) for item in scan(source, skipped))
