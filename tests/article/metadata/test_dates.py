"""The date of publication: machine-written, shown, in the address; with its time where one is given; else None."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.article.metadata.moments import Moment, moment_in_url, moments_in, parse_stamp
from newsclean.types import Kind
from tests.article.metadata.pages import CHINESE_TEXT, ENGLISH_TEXT, metadata_of

STAMP = '<meta property="article:published_time" content="{}">'


def page(above: str = "", below: str = "", head: str = "", language: str = "en") -> str:
    return (
        f"<html lang='{language}'><head>{head}</head><body><h1>Harbour reopens after dredging</h1>"
        f"{above}{ENGLISH_TEXT}{below}</body></html>"
    )


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-20T06:33:26.000Z", datetime(2024, 5, 20, 6, 33, 26, tzinfo=UTC)),
        ("2024-05-20T14:33:26+08:00", datetime(2024, 5, 20, 14, 33, 26, tzinfo=timezone(timedelta(hours=8)))),
        ("2024-05-20 17:02", datetime(2024, 5, 20, 17, 2)),  # noqa: DTZ001  # no zone is given
        ("2019-9-7 21:30:50", datetime(2019, 9, 7, 21, 30, 50)),  # noqa: DTZ001
        ("20240520", date(2024, 5, 20)),
        ("1581517074", datetime(2020, 2, 12, 14, 17, 54, tzinfo=UTC)),
        ("Sat, 19 Oct 2019 00:04:00 +0200", datetime(2019, 10, 19, 0, 4, tzinfo=timezone(timedelta(hours=2)))),
        ("June 5th, 2024", date(2024, 6, 5)),
        ("2024-02-31", None),
        ("0001-01-01T00:00:00Z", None),
        ("soon", None),
        ("", None),
    ],
)
def test_stamp_is_read(text: str, moment: Moment | None) -> None:
    """ISO 8601 and its relatives, seconds, mail headers and words are stamps; what no calendar has is none."""
    assert parse_stamp(text) == moment


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        ("2005.08.2605:39", "zh", datetime(2005, 8, 26, 5, 39)),  # noqa: DTZ001
        ("2016年05月25日10:10 岚河网", "zh", datetime(2016, 5, 25, 10, 10)),  # noqa: DTZ001
        ("2024年10月3日 下午7時17分", "zh", datetime(2024, 10, 3, 19, 17)),  # noqa: DTZ001
        ("입력 2024.11.04 14:28", "ko", datetime(2024, 11, 4, 14, 28)),  # noqa: DTZ001
        ("Stand: 07.11.2023, 07:30 Uhr", "de", datetime(2023, 11, 7, 7, 30)),  # noqa: DTZ001
        ("8.Dezember 2010 um 09:43", "de", datetime(2010, 12, 8, 9, 43)),  # noqa: DTZ001
        ("19.11.202119.11.2021", "de", date(2021, 11, 19)),
        ("Publié le 3 août 2021 à 18h05", "fr", datetime(2021, 8, 3, 18, 5)),  # noqa: DTZ001
        ("15 января 2020", "ru", date(2020, 1, 15)),
        ("24 نيسان / أبريل 2020", "ar", date(2020, 4, 24)),
        ("5/6/2024", "en-US", date(2024, 5, 6)),
        ("5/6/2024", "en-GB", date(2024, 6, 5)),
        ("12/31/2024", "fr", date(2024, 12, 31)),
        ("February 24, 2020 | 9:25pm", "en", datetime(2020, 2, 24, 21, 25)),  # noqa: DTZ001
        ("10:43 am, 4 June 2024", "en", datetime(2024, 6, 4, 10, 43)),  # noqa: DTZ001
        ("Jun 05 10:11:12 2024", "en", date(2024, 6, 5)),
        ("Version 1.2.2024", "en", date(2024, 2, 1)),
        ("Call 0800 611 2020", "en", None),
        ("Chapter 12 of 2024", "en", None),
    ],
)
def test_date_in_a_line_is_read(text: str, language: str, moment: Moment | None) -> None:
    """Dates are read in any language, with the time beside them; numbers that are no date are left."""
    assert next((found.value for found in moments_in(text, language)), None) == moment


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)), st.text(max_size=20))  # noqa: DTZ001
def test_moment_written_is_the_moment_read(moment: datetime, around: str) -> None:
    """A moment in ISO 8601 reads back to the second, and text around a date raises nothing."""
    moment = moment.replace(microsecond=0)
    assert parse_stamp(moment.isoformat()) == moment
    list(moments_in(f"{around}{moment.isoformat(' ')}{around}"))


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://herald.example/2020/04/15/harbour.html", date(2020, 4, 15)),
        ("https://herald.example/t20190918_693227.shtml", date(2019, 9, 18)),
        ("https://herald.example/news/29-10-2021", date(2021, 10, 29)),
        ("https://herald.example/2023/october/03/harbour", date(2023, 10, 3)),
        ("https://herald.example/2023/report/03/harbour", None),
        ("https://herald.example/20203344/harbour", None),
        ("https://herald.example/?day=2020-04-15", None),
        ("", None),
        ("https://coast.example/aktuelles/08112021-fachtag/", date(2021, 11, 8)),
        ("https://coast.example/aktuelles/id408112021-fachtag/", None),
    ],
)
def test_day_in_an_address_is_read(url: str, day: date | None) -> None:
    """The path of an address may hold the day; its query says nothing."""
    assert moment_in_url(url) == day


def test_stamp_is_the_date_and_keeps_its_zone() -> None:
    """A stamp counts before a visible date of the same day, since it says more."""
    metadata = metadata_of(page("<p>4 June 2024</p>", head=STAMP.format("2024-06-04T08:00:00+02:00")))
    assert metadata.published == datetime(2024, 6, 4, 8, 0, tzinfo=timezone(timedelta(hours=2)))
    assert metadata.origins["published"] == "meta article:published_time"


def test_shown_time_completes_a_stamp_of_a_day() -> None:
    """Where the stamp is a day only, the time that the page shows is taken; no zone is made up."""
    metadata = metadata_of(page("<p>2024-06-04 08:15</p>", head=STAMP.format("2024-06-04")))
    assert metadata.published == datetime(2024, 6, 4, 8, 15)  # noqa: DTZ001


def test_readers_day_beats_that_of_utc() -> None:
    """A stamp in UTC that is the shown moment on other clocks gives way to what the readers saw."""
    metadata = metadata_of(page("<p>February 24, 2020 9:25 pm</p>", head=STAMP.format("2020-02-25T02:25:54Z")))
    assert metadata.published == datetime(2020, 2, 24, 21, 25)  # noqa: DTZ001


def test_older_date_below_the_title_beats_a_later_stamp() -> None:
    """A stamp later than the date that stands alone below the title is that of a change."""
    metadata = metadata_of(page("<p>9 March 2022</p>", head=STAMP.format("2022-11-17T10:33:13Z")))
    assert metadata.published == date(2022, 3, 9)


def test_date_in_a_caption_does_not() -> None:
    """A date inside a sentence is what the picture shows, not when the article came out."""
    caption = "<p>Harbour workers clear the channel with their dredgers on Tuesday, 9 March 2021.</p>"
    metadata = metadata_of(page(caption, head=STAMP.format("2022-11-17T10:33:13+01:00")), {"workers": Kind.SOURCE_LINE})
    assert metadata.published == datetime(2022, 11, 17, 10, 33, 13, tzinfo=timezone(timedelta(hours=1)))


def test_change_is_told_from_publication() -> None:
    """A date behind "updated" is that of the change; the other one is that of publication."""
    metadata = metadata_of(page("<p>Updated 9 June 2024 | Published 4 June 2024</p>"), {"Updated": Kind.SOURCE_LINE})
    assert (metadata.published, metadata.modified) == (date(2024, 6, 4), date(2024, 6, 9))


def test_time_elements_tell_what_they_are() -> None:
    """The attributes of time elements say which moment is which."""
    above = (
        "<p><time class='updated' datetime='2021-12-10'>December 10, 2021</time>"
        "<time class='entry-date published' datetime='2019-04-09T08:00:15-06:00'>April 9, 2019</time></p>"
    )
    metadata = metadata_of(page(above))
    assert metadata.published == datetime(2019, 4, 9, 8, 0, 15, tzinfo=timezone(timedelta(hours=-6)))


def test_microdata_counts_where_the_head_says_nothing() -> None:
    """itemprop on any element above the text's end is a stamp."""
    metadata = metadata_of(page("<p><span itemprop='datePublished' content='2024-06-04'>today</span></p>"))
    assert (metadata.published, metadata.origins["published"]) == (date(2024, 6, 4), "microdata datepublished")


def test_date_of_a_comment_or_teaser_is_not_taken() -> None:
    """Only the article's own lines may tell its date."""
    metadata = metadata_of(page(below="<p>4 June 2024</p>"), {"4 June": Kind.RELATED_ARTICLES})
    assert metadata.published is None


def test_date_of_a_quoted_post_is_not_taken() -> None:
    """A post that the article quotes ends with its author's name and a date, which is earlier."""
    post = "<p>— Harbour Watch (@harbourwatch) March 9, 2022</p>"
    assert metadata_of(page(post)).published is None
    metadata = metadata_of(page(post, head=STAMP.format("2022-03-10T10:33:13Z")))
    assert metadata.published == datetime(2022, 3, 10, 10, 33, 13, tzinfo=UTC)


def test_date_in_the_title_is_not_that_of_the_article() -> None:
    """What an article is about is not when it came out."""
    html = page("<p>26 December 2019</p>").replace("after dredging", "as on 10 October 2019")
    assert metadata_of(html).published == date(2019, 12, 26)


def test_span_of_days_is_no_date() -> None:
    """An event from one day to another is what the article is about."""
    assert metadata_of(page("<p>4.6.2024 – 9.6.2024</p>", language="de")).published is None


def test_address_tells_the_day_last() -> None:
    """The day in the address counts where the page shows none."""
    metadata = metadata_of(page(), url="https://herald.example/2020/04/15/harbour.html")
    assert (metadata.published, metadata.origins["published"]) == (date(2020, 4, 15), "url")


def test_address_counts_before_a_date_below_the_text() -> None:
    """A date below the text that is not that in the address belongs to something else, such as a comment."""
    url = "https://herald.example/2017/06/29/harbour.html"
    for day in ("29 March 2020", "30 June 2017"):
        metadata = metadata_of(page(below=f"<p>Ann Lee, {day}</p>"), url=url)
        assert (metadata.published, metadata.origins["published"]) == (date(2017, 6, 29), "url")


@pytest.mark.parametrize("shown", ["03/10/2023", "10/03/2023"])
def test_address_tells_the_day_from_the_month(shown: str) -> None:
    """A date in figures below the title is read in the order that makes it the day in the address."""
    metadata = metadata_of(page(f"<p>{shown}</p>"), url="https://herald.example/2023/october/03/harbour")
    assert metadata.published == date(2023, 10, 3)


def test_state_of_scripts_is_asked_last() -> None:
    """The state that a page's scripts carry tells the moment that nothing else does."""
    metadata = metadata_of(page(head='<script>var state={"publishTime":"2020-02-12 14:17"}</script>'))
    assert (metadata.published, metadata.origins["published"]) == (
        datetime(2020, 2, 12, 14, 17),  # noqa: DTZ001
        "script",
    )


def test_page_without_a_date_has_none() -> None:
    """A missing value is an answer: a copyright year is no date."""
    metadata = metadata_of(page(below="<p>© 2024 The Herald</p>"))
    assert metadata.published is None
    assert "published" not in metadata.origins


def test_markup_is_searched_last() -> None:
    """A date that only an element's attribute tells is found by htmldate, and says so; a page without one has none."""
    abbreviation = '<div class="entry-date"><abbr title="2021-03-04">then</abbr></div>'
    found = metadata_of(page(above=abbreviation))
    assert (found.published, found.origins["published"]) == (date(2021, 3, 4), "htmldate")
    assert metadata_of(page()).published is None
    assert metadata_of(page(below='<p class="copyright">Copyright 2021</p>')).published is None


def test_a_search_that_fails_finds_nothing() -> None:
    """htmldate cannot take a script away that stands behind a control character in a page without a body element."""
    text = ENGLISH_TEXT.replace("<p>", "").replace("</p>", "\n")
    assert metadata_of(f"<title></title>\x01<script></script>{text}").published is None


def test_date_that_a_scrape_breaks_over_lines_is_read() -> None:
    """A year in a line of its own and the day below it are the date, before one below the text."""
    text = CHINESE_TEXT.replace("</p>", "\n\n").replace("<p>", "")
    scrape = f"• 首页\n\n港口今天恢复通航\n\n2019\n09/07\n19:02\n岚河人文\n\n{text}2019-09-05 21:38:01\n"
    assert metadata_of(scrape, {"恢复通航": Kind.TITLE}).published == date(2019, 9, 7)


def test_time_element_counts_as_its_readers_see_it() -> None:
    """Where a time element shows its moment on other clocks and so another day, that day is the date."""
    line = '<p><time datetime="2022-05-04T03:37:37+00:00">3 May, 2022, 11:37 pm</time></p>'
    metadata = metadata_of(page(line, head=STAMP.format("2022-05-04T03:37:37Z")))
    assert metadata.published == datetime(2022, 5, 3, 23, 37)  # noqa: DTZ001
    other = line.replace("11:37 pm", "11:21 pm")
    assert metadata_of(page(other, head=STAMP.format("2022-05-04T03:37:37Z"))).published != datetime(2022, 5, 3, 23, 21)  # noqa: DTZ001


def test_moment_shown_elsewhere_counts_where_it_is_the_stamps_minute() -> None:
    """Below the text a date is another's, but for the stamp's own minute on other clocks."""
    head = STAMP.format("2022-05-04T03:37:37Z")
    below = "<p>First published at {} on 3 May 2022</p>"
    assert metadata_of(page(below=below.format("23:37"), head=head)).published == datetime(2022, 5, 3, 23, 37)  # noqa: DTZ001
    assert metadata_of(page(below=below.format("23:20"), head=head)).published == datetime(
        2022, 5, 4, 3, 37, 37, tzinfo=UTC
    )


def test_date_next_above_the_text_is_read_whatever_it_reads_like() -> None:
    """A line directly above the text is the article's, and one further up that reads as links is not."""
    line = "<p>2020年07月12日 | 港口</p>"
    html = f"<html lang='ja'><body><h1>港口の再開</h1>{line}{CHINESE_TEXT}</body></html>"
    assert metadata_of(html, {"| 港口": Kind.FRIEND_LINKS}).published == date(2020, 7, 12)
    html = html.replace(line, line + "<p>共有</p><p>保存</p><p>印刷</p>").replace("<h1>港口の再開</h1>", "")
    assert metadata_of(html, {"| 港口": Kind.FRIEND_LINKS}).published is None
