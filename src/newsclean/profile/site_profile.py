"""How often each block was seen on the pages of each host."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsclean.errors import NewscleanError
from newsclean.options import Options
from newsclean.profile.keys import host_of
from newsclean.profile.sketch import Sketch, sketch
from newsclean.read.marks import own_address
from newsclean.types import Capture, Failure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LEAST_PAGES", "HostProfile", "SiteProfile", "host_of_source", "sketch_source"]

FORMAT = "newsclean-profile/1"
# On fewer pages nothing can be said to repeat.
LEAST_PAGES = 3


@dataclass(frozen=True, slots=True)
class HostProfile:
    """One host: how many pages of it were seen, and in ascending order the keys of the blocks that were on two or more
    of them, with on how many each (uint64 and uint32, one dimension)."""

    pages: int
    keys: NDArray[np.uint64]
    counts: NDArray[np.uint32]

    def count(self, keys: Sequence[int]) -> list[int]:
        """On how many pages the blocks of these keys were seen, in their order; 0 where on none or one."""
        import numpy as np

        if not len(self.keys):
            return [0] * len(keys)
        wanted = np.array(keys, dtype=np.uint64)
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found: list[int] = np.where(self.keys[places] == wanted, self.counts[places], 0).tolist()
        return found


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What repeats on the pages of each host; see `learn`. ``hosts`` has one for pages without an address, too: ``""``.

    Versions of one article count as one page.
    """

    hosts: Mapping[str, HostProfile]

    @classmethod
    def learn(
        cls, pages: Iterable[Capture | Failure | bytes | str], *, before: SiteProfile | None = None
    ) -> SiteProfile:
        """Go through pages, one at a time, and count on how many of each host each block is.

        Pages are captures, such as `newsclean.read.read` yields, or raw pages as `newsclean.clean` takes them; what
        is no page is passed over. ``before`` is a profile to add to. Of each host at most 40 pages are looked at, and
        which does not depend on the order; memory is bounded whatever the number of pages.
        """
        from newsclean.profile.learner import Learner

        with Learner() as learner:
            for number, page in enumerate(pages):
                learned = _sketch_any(page, number)
                if learned is not None:
                    learner.add(learned)
            return learner.profile(before)

    def known(self, host: str) -> HostProfile | None:
        """A host of which enough pages were seen to say that something repeats, or None."""
        found = self.hosts.get(host)
        return found if found is not None and found.pages >= LEAST_PAGES else None

    @property
    def known_hosts(self) -> tuple[int, int]:
        """How many hosts there is something to say of, and how many pages of them were seen."""
        known = [host.pages for host in self.hosts.values() if host.pages >= LEAST_PAGES]
        return len(known), sum(known)

    def to_bytes(self) -> bytes:
        """The profile as a file: a line of JSON, then all keys and all counts, low bytes first. Equal profiles give
        equal bytes."""
        names = sorted(self.hosts)
        listed = {name: [self.hosts[name].pages, len(self.hosts[name].keys)] for name in names}
        head = json.dumps({"format": FORMAT, "hosts": listed}, ensure_ascii=True, separators=(",", ":"))
        parts = [head.encode(), b"\n"]
        parts += [self.hosts[name].keys.astype("<u8").tobytes() for name in names]
        parts += [self.hosts[name].counts.astype("<u4").tobytes() for name in names]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> SiteProfile:
        """A profile out of what `to_bytes` made. Raises ValueError for anything else."""
        import numpy as np

        head, _, rest = data.partition(b"\n")
        try:
            value = json.loads(head)
            if value["format"] != FORMAT:
                raise ValueError(f"its format is {value['format']!r}, but this version reads {FORMAT!r}")
            listed = {str(name): (int(pages), int(blocks)) for name, (pages, blocks) in value["hosts"].items()}
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"it is not a profile of newsclean: {error!r}") from error
        total = sum(blocks for _, blocks in listed.values())
        if len(rest) != 12 * total:
            raise ValueError(f"it should have {12 * total} bytes after its first line, and has {len(rest)}")
        keys = np.frombuffer(rest, "<u8", total)
        counts = np.frombuffer(rest, "<u4", total, offset=8 * total)
        hosts, start = {}, 0
        for name, (pages, blocks) in listed.items():
            place = slice(start, start + blocks)
            hosts[name] = HostProfile(pages, keys[place], counts[place])
            start += blocks
        return cls(hosts)


def sketch_source(
    source: bytes | str, url: str | None, content_type: str | None = None, name: str = "", options: Options = Options()
) -> Sketch:
    """Take a page apart as far as learning needs it. Raises what `load_page` raises."""
    from newsclean.page import load_page
    from newsclean.segment import segment

    url = url if host_of(url) else _own(source) or url
    page = load_page(source, url=url, content_type=content_type, max_bytes=options.max_bytes)
    return sketch(segment(page), url, name)


def host_of_source(source: bytes | str, url: str | None) -> str:
    """The host of a page: that of its address, else of the one that it gives as its own."""
    return host_of(url) or host_of(_own(source))


def _own(source: bytes | str) -> str | None:
    return own_address(source if isinstance(source, bytes) else source.encode("utf-8", "replace"))[0]


def _sketch_any(page: Capture | Failure | bytes | str, number: int) -> Sketch | None:
    """The sketch of one page that is learnt from; None for what is none."""
    if isinstance(page, Failure):
        return None
    try:
        if isinstance(page, Capture):
            return sketch_source(page.raw, page.url, page.content_type, page.name)
        return sketch_source(page, None, None, str(number))
    except NewscleanError:
        return None
