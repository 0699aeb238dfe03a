"""What repeats on the pages of a site, as evidence about the blocks of one of them."""

from __future__ import annotations

import pytest

from newsclean import Kind, SiteProfile, clean
from newsclean.label.repetition import AGAINST_BODY, weigh
from tests.profile.pages import NOTICE, TOPICS, page, site


@pytest.fixture(scope="module")
def profile() -> SiteProfile:
    """What repeats on eight pages of one host."""
    return SiteProfile.learn(site("a.example"))


def test_a_notice_on_every_page_is_no_article_and_the_ledger_says_why(profile: SiteProfile) -> None:
    """Without the profile it is taken for the last paragraph."""
    source = page("bridges")
    assert NOTICE in clean(source, url="https://a.example/new").text
    article = clean(source, url="https://www.a.example/new", profile=profile)
    (entry,) = [entry for entry in article.ledger if entry.block.text == NOTICE]
    assert NOTICE not in article.text
    assert "on 8 of 8 pages of this host" in [reason.detail for reason in entry.verdict.reasons]
    assert article.text.count("\n") == 3


def test_a_profile_changes_nothing_on_other_hosts(profile: SiteProfile) -> None:
    """Nor on a page whose host is not known."""
    for url in ("https://b.example/new", None):
        assert clean(page("bridges"), url=url, profile=profile) == clean(page("bridges"), url=url)


def test_fewer_than_three_pages_say_nothing() -> None:
    """Two pages that have a paragraph in common may be about the same thing."""
    profile = SiteProfile.learn(site("a.example", TOPICS[:2]))
    assert clean(page("bridges"), url="https://a.example/", profile=profile) == clean(
        page("bridges"), url="https://a.example/"
    )


def test_pages_without_an_address_are_held_against_each_other() -> None:
    """And the reason says so."""
    profile = SiteProfile.learn([page(topic) for topic in TOPICS])
    article = clean(page("bridges"), profile=profile)
    details = [reason.detail for entry in article.ledger.of_kind(Kind.OTHER) for reason in entry.verdict.reasons]
    assert NOTICE not in article.text
    assert "on 8 of 8 pages without address" in details


def test_the_same_article_many_times_stays_an_article() -> None:
    """Twelve addresses with one article on them are one page, of which nothing is known to repeat."""
    source = page("bridges", 8)
    profile = SiteProfile.learn([f"{source}<!-- {number} -->" for number in range(12)])
    assert clean(source, profile=profile) == clean(source)


def test_the_more_pages_and_the_longer_the_more_it_weighs() -> None:
    """But never more than some log-odds, so that what is surely prose stays."""
    assert weigh(2, 300, 40) < weigh(40, 300, 40) < weigh(80, 300, 40) == AGAINST_BODY == weigh(3, 3, 40)
    assert 0 < weigh(2, 3, 40) < weigh(3, 3, 40)
    assert weigh(3, 3, 2) < weigh(3, 3, 40)
