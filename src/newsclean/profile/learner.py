"""Gathers the sketches of many pages, and makes the profile of their hosts of them.

What is kept in memory is 32 bytes a page; the sketches themselves go to a temporary file where they are many. The
profile depends on which pages were added, not on their order.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from newsclean.profile.site_profile import HostProfile, SiteProfile
from newsclean.profile.sketch import LENGTHS, Sketch
from newsclean.profile.versions import number_versions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PAGES_A_HOST", "Learner"]

# Pages of a host that are learnt from at once: those with the smallest keys, which is as good as drawn by lot. What is
# on one page in ten is on two of these or more nine times out of ten, and what is on a quarter of them on eight or so:
# from there on the evidence grows no stronger.
PAGES_A_HOST = 40
# When twice as many have been counted over several runs, older counts fade to the half, since sites change.
FADING = 2 * PAGES_A_HOST
# What is kept in all, the most frequent first: 24 MB.
BLOCKS_A_HOST = 5_000
BLOCKS = 2_000_000
# Sketches in memory, in bytes, before they go to a file; a page has one or two thousand.
IN_MEMORY = 2 << 20


class Learner:
    """Learns from pages one at a time. To be closed, or used in a ``with`` statement."""

    def __init__(self) -> None:
        self._hosts: dict[str, int] = {}
        self._host = array("Q")
        self._page = array("Q")
        self._place = array("Q")
        self._size = array("Q")
        self._spool = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed by close
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._page)

    def close(self) -> None:
        """Give the temporary file back."""
        self._spool.close()

    def add(self, sketch: Sketch) -> None:
        """Learn from a page."""
        data = sketch.to_bytes()
        self._host.append(self._hosts.setdefault(sketch.host, len(self._hosts)))
        self._page.append(sketch.page)
        self._place.append(self._end)
        self._size.append(len(data))
        self._spool.write(data)
        self._end += len(data)

    def profile(self, before: SiteProfile | None = None) -> SiteProfile:
        """What repeats on the pages added, and on those that an earlier profile is of."""
        hosts = dict(before.hosts) if before is not None else {}
        for host, rows in self._by_host():
            learned = self._learn(rows, hosts.get(host))
            if learned is not None:
                hosts[host] = learned
        return SiteProfile(limit({host: hosts[host] for host in sorted(hosts)}))

    def _by_host(self) -> Iterator[tuple[str, NDArray[np.intp]]]:
        """Each host with the rows of its pages, in the order of their keys."""
        import numpy as np

        if not len(self):
            return
        numbers, pages = np.array(self._host), np.array(self._page)
        order = np.lexsort((pages, numbers))
        borders = np.flatnonzero(np.diff(numbers[order])) + 1
        names = list(self._hosts)
        for rows in np.split(order, borders):
            yield names[int(numbers[rows[0]])], rows

    def _learn(self, rows: NDArray[np.intp], before: HostProfile | None) -> HostProfile | None:
        """The profile of a host; None where there is nothing to say of it."""
        import numpy as np

        pages: dict[int, bytes] = {}
        for row in rows.tolist():
            key = self._page[row]
            if key not in pages and len(pages) == PAGES_A_HOST:
                break
            data = self._read(row)
            pages[key] = min(data, pages.get(key, data))  # of a page that was fetched several times, any one
        blocks, prose = zip(*map(unpack, pages.values()), strict=True)
        versions: dict[int, list[NDArray[np.uint64]]] = {}
        for number, keys in zip(number_versions(prose), blocks, strict=True):
            versions.setdefault(number, []).append(keys)
        if len(versions) < 2 and before is None:
            return None
        each = [np.unique(np.concatenate(group)) for group in versions.values()]
        keys, counts = np.unique(np.concatenate(each), return_counts=True)
        return gather(len(versions), keys, counts.astype(np.uint32), before)

    def _read(self, row: int) -> bytes:
        self._spool.seek(self._place[row])
        data: bytes = self._spool.read(self._size[row])
        self._spool.seek(0, 2)
        return data


def unpack(data: bytes) -> tuple[NDArray[np.uint64], dict[int, int]]:
    """Blocks and prose out of what `Sketch.to_bytes` made."""
    import numpy as np

    blocks, _ = LENGTHS.unpack_from(data)
    numbers = np.frombuffer(data, np.uint64, offset=LENGTHS.size)
    pairs = numbers[blocks:].reshape(-1, 2).tolist()
    return numbers[:blocks], {key: size for key, size in pairs}  # noqa: C416  # lists are not hashable


def gather(pages: int, keys: NDArray[np.uint64], counts: NDArray[np.uint32], before: HostProfile | None) -> HostProfile:
    """A host's profile of what was counted now and before. Keys are ascending."""
    import numpy as np

    if before is not None:
        keys, place = np.unique(np.concatenate((keys, before.keys)), return_inverse=True)
        counts = np.bincount(place, np.concatenate((counts, before.counts))).astype(np.uint32)
        pages += before.pages
        if pages > FADING:
            pages, counts = pages // 2, counts // 2
    often = np.flatnonzero(counts >= 2)
    if len(often) > BLOCKS_A_HOST:
        often = np.sort(often[np.lexsort((keys[often], -counts[often].astype(np.int64)))[:BLOCKS_A_HOST]])
    return HostProfile(pages, keys[often], counts[often])


def limit(hosts: Mapping[str, HostProfile]) -> Mapping[str, HostProfile]:
    """The hosts with as many blocks in all as are kept: those that were on the most pages."""
    import numpy as np

    if sum(len(host.keys) for host in hosts.values()) <= BLOCKS:
        return hosts
    counts = np.sort(np.concatenate([host.counts for host in hosts.values()]))
    least = counts[-BLOCKS]
    if counts[-BLOCKS - 1] == least:  # there is no choosing among those that are on as many pages
        least += 1
    kept = {}
    for name, host in hosts.items():
        chosen = host.counts >= least
        kept[name] = HostProfile(host.pages, host.keys[chosen], host.counts[chosen])
    return kept
