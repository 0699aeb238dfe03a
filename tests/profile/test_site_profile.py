"""Learning what repeats from page to page of a site."""

from __future__ import annotations

import pytest

import newsclean.profile.learner as learner_module
from newsclean import Capture, Failure, SiteProfile, clean
from newsclean.profile.keys import block_key
from tests.profile.pages import NOTICE, TOPICS, capture, page, site


def counts(profile: SiteProfile, host: str, *texts: str) -> list[int]:
    """On how many pages of a host blocks were seen."""
    return profile.hosts[host].count([block_key(text) or 0 for text in texts])


def test_what_is_on_all_pages_is_counted_on_all_and_an_article_on_none() -> None:
    """Menus and notices are; the one paragraph of each article is not."""
    profile = SiteProfile.learn(site("a.example"))
    first = clean(page("bridges")).ledger[3].block.text
    assert profile.hosts["a.example"].pages == len(TOPICS)
    assert counts(profile, "a.example", NOTICE, "Weather", first) == [len(TOPICS), len(TOPICS), 0]


def test_hosts_are_learnt_apart_and_pages_without_address_are_one_more() -> None:
    """What repeats on one says nothing of another."""
    nowhere = [page(topic, notice="Printed on grey paper by the owner himself.") for topic in TOPICS[:3]]
    profile = SiteProfile.learn([*site("a.example"), *site("b.example", TOPICS[:4], "Good night."), *nowhere])
    assert {host: found.pages for host, found in profile.hosts.items()} == {"": 3, "a.example": 8, "b.example": 4}
    assert counts(profile, "b.example", NOTICE, "Good night.") == [0, 4]
    assert profile.known_hosts == (3, 15)


def test_a_page_that_names_its_own_address_belongs_to_that_host() -> None:
    """Whether or not it is told to the learner."""
    pages = [
        page(topic).replace("<body>", f"<head><link rel=canonical href=https://c.example/{topic}></head><body>")
        for topic in TOPICS
    ]
    assert SiteProfile.learn(pages).hosts["c.example"].pages == len(TOPICS)


def test_versions_of_an_article_count_as_one_page() -> None:
    """The page for telephones, a shorter one, and one fetched twice from the same address."""
    twice = [capture("https://a.example/bridges", page("bridges"))] * 2
    mobile = capture("https://a.example/bridges?view=mobile", page("bridges", notice="For telephones."))
    short = capture("https://a.example/bridges/1", page("bridges", 3))
    assert not SiteProfile.learn([*twice, mobile, short]).hosts
    profile = SiteProfile.learn([*site("a.example"), *twice, mobile, short])
    assert counts(profile, "a.example", NOTICE, clean(page("bridges")).ledger[3].block.text) == [len(TOPICS), 0]


def test_the_order_of_pages_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor which pages of a host with too many are looked at, nor which capture of a page that changed."""
    monkeypatch.setattr(learner_module, "PAGES_A_HOST", 5)
    changed = capture("https://a.example/bridges", page("bridges", 6, "Something else."))
    pages = [*site("a.example"), *site("b.example"), changed]
    expected = SiteProfile.learn(pages).to_bytes()
    assert SiteProfile.from_bytes(expected).hosts["a.example"].pages == 5
    for step in (3, 5, 7, 11):  # no divisor of the 17 pages: each time all of them, in another order
        shuffled = [pages[place * step % len(pages)] for place in range(len(pages))]
        assert SiteProfile.learn(shuffled).to_bytes() == expected


def test_many_sketches_go_to_the_disk_and_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept in memory does not change what is learnt."""
    expected = SiteProfile.learn(site("a.example")).to_bytes()
    monkeypatch.setattr(learner_module, "IN_MEMORY", 100)
    assert SiteProfile.learn(site("a.example")).to_bytes() == expected


def test_a_profile_is_added_to() -> None:
    """What was seen before counts on, also where it is seen once more only."""
    before = SiteProfile.learn(site("a.example", TOPICS[:4]))
    more = SiteProfile.learn([*site("a.example", TOPICS[4:5]), *site("b.example")], before=before)
    assert counts(more, "a.example", NOTICE) == [5]
    assert set(more.hosts) == {"a.example", "b.example"}
    assert SiteProfile.learn([], before=before).to_bytes() == before.to_bytes()


def test_old_counts_fade(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice that is on the pages no more is forgotten in the end."""
    monkeypatch.setattr(learner_module, "FADING", 10)
    profile = SiteProfile.learn(site("a.example"))
    for round_ in range(6):
        topics = tuple(f"{topic} and number{'x' * round_}" for topic in TOPICS)
        profile = SiteProfile.learn(site("a.example", topics, "A new notice stands here."), before=profile)
    assert counts(profile, "a.example", NOTICE, "A new notice stands here.")[0] == 0
    assert counts(profile, "a.example", "A new notice stands here.")[0] > profile.hosts["a.example"].pages * 0.7


def test_only_the_most_frequent_blocks_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each host, and of all."""
    few = site("a.example", TOPICS[:3], "Rarely said.")
    monkeypatch.setattr(learner_module, "BLOCKS_A_HOST", 3)
    profile = SiteProfile.learn([*site("a.example", TOPICS[3:]), *few, *site("b.example", TOPICS[:2])])
    assert counts(profile, "a.example", "Weather", NOTICE, "Rarely said.") == [8, 5, 0]
    monkeypatch.setattr(learner_module, "BLOCKS", 3)
    profile = SiteProfile.learn([*site("a.example"), *site("b.example", TOPICS[:2])])
    assert (len(profile.hosts["a.example"].keys), len(profile.hosts["b.example"].keys)) == (3, 0)


def test_what_is_no_page_is_passed_over() -> None:
    """Learning goes on behind it."""
    pages: list[Capture | Failure | bytes | str] = [
        Failure("x", "read", "gone"),
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        *site("a.example"),
    ]
    assert SiteProfile.learn(pages).known_hosts == (1, len(TOPICS))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}\n",
        b"[]\n",
        b"\xff\n",
        b'{"format":"newsclean-profile/9","hosts":{}}\n',
        b'{"format":"newsclean-profile/1","hosts":{"a":[1]}}\n',
    ],
)
def test_other_bytes_are_no_profile(data: bytes) -> None:
    """They are refused, and so is a profile that was cut off."""
    with pytest.raises(ValueError):  # noqa: PT011  # each has words of its own
        SiteProfile.from_bytes(data)
    with pytest.raises(ValueError, match="bytes after its first line"):
        SiteProfile.from_bytes(SiteProfile.learn(site("a.example")).to_bytes()[:-1])
