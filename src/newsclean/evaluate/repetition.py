"""What repeats on the pages of a set, so that its worth as evidence can be measured on the set itself."""

from __future__ import annotations

from dataclasses import replace

from newsclean.errors import NewscleanError
from newsclean.evaluate.cleaners import Answer, answer_of
from newsclean.evaluate.gold import GoldPage, GoldSet
from newsclean.profile import Learner, SiteProfile
from newsclean.profile.site_profile import host_of_source, sketch_source

__all__ = ["ProfiledNewsclean", "learn_set"]


class ProfiledNewsclean:
    """newsclean with a profile, as a cleaner that can be measured."""

    __name__ = "newsclean+profile"

    def __init__(self, profile: SiteProfile) -> None:
        self.profile = profile

    def __call__(self, raw: bytes, url: str | None) -> Answer:
        """What newsclean says of a page."""
        from newsclean.pipeline import clean

        return answer_of(clean(raw, url=url, profile=self.profile))


def learn_set(gold: GoldSet) -> tuple[GoldSet, ProfiledNewsclean]:
    """The pages of a set of whose host it has three or more, and newsclean with what repeats on them.

    A page without an address gets one of its ``host``. Pages that have neither, nor an address of their own, are left
    out.
    """
    hosts: dict[str, str] = {}
    with Learner() as learner:
        for right, raw in gold:
            url = address(right)
            try:
                hosts[right.id] = host_of_source(raw, url)
                learner.add(sketch_source(raw, url, name=right.id))
            except NewscleanError:
                continue  # measuring tells of it
        profile = learner.profile()
    known = [page for page in gold.pages if hosts.get(page.id) and profile.known(hosts[page.id]) is not None]
    pages = tuple(replace(page, url=address(page)) for page in known)
    return replace(gold, name=f"{gold.name} (known hosts)", pages=pages), ProfiledNewsclean(profile)


def address(page: GoldPage) -> str | None:
    """The address of a page, or one that has its host and tells it from the others."""
    return page.url or (f"https://{page.host}/{page.id}" if page.host else None)
