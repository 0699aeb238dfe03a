"""When an article was published and changed: what the page tells machines, what it shows, its address."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from newsclean.article.metadata.evidence import Evidence
from newsclean.article.metadata.moments import Moment, day_of, is_same_minute, moment_in_url
from newsclean.article.metadata.shown_dates import ShownDate, find_partly_shown, find_shown, find_shown_change
from newsclean.article.metadata.stamps import is_weak, stamp_in_script, stamps
from newsclean.types import Kind

__all__ = ["find_modified", "find_published"]

NO_TIME = timedelta(0)
ONE_DAY = timedelta(days=1)
NOON = 12
LATEST = "2100-01-01"
# Longest page, in characters, that htmldate searches: it is ten times slower than all the rest.
LONGEST_SEARCHED = 1_000_000


def find_published(evidence: Evidence) -> tuple[Moment | None, str]:
    """The moment of publication and where it came from.

    A stamp in structured data counts most, then a visible date near the title, then the day in the address, and last
    the state that a page's scripts carry. Where the page shows a time for a stamp that is only a day, the time is taken
    too.
    """
    moment, origin = next(stamps(evidence, "published"), (None, ""))
    shown = find_shown(evidence)
    in_url = moment_in_url(evidence.url)
    if moment is None:
        return _without_stamp(evidence, shown)
    if shown and (_is_better(shown, moment) or (shown.alone and is_weak(origin))):
        return shown.moment, shown.origin
    if in_url and _is_utc(moment) and abs(day_of(moment) - in_url) == ONE_DAY:
        return in_url, "url"
    return moment, origin


def _without_stamp(evidence: Evidence, shown: ShownDate | None) -> tuple[Moment | None, str]:
    """The moment of publication on a page that gives machines none."""
    in_url = moment_in_url(evidence.url)
    if in_url and (shown is None or _is_worse(shown, in_url)):
        return in_url, "url"
    shown = shown or find_partly_shown(evidence, next(stamps(evidence, "modified"), (None, ""))[0])
    if shown:
        return shown.moment, shown.origin
    return stamp_in_script(evidence) or _searched(evidence)


def _searched(evidence: Evidence) -> tuple[Moment | None, str]:
    """The day that htmldate finds in the markup, where nothing surer was found on a page that has an article.

    Only its strict search: the extensive one takes any date of the page, and a missing value is an answer. The latest
    day is fixed, since the same page is to give the same date in ten years.
    """
    if not 0 < len(evidence.html) <= LONGEST_SEARCHED or not any(line.kind is Kind.BODY for line in evidence.lines):
        return None, ""
    from htmldate import find_date

    try:
        found = find_date(evidence.html, extensive_search=False, original_date=True, max_date=LATEST)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # it is only asked for an opinion, and stumbles over control characters
        return None, ""
    return (date.fromisoformat(found), "htmldate") if found else (None, "")


def _is_worse(shown: ShownDate, in_url: date) -> bool:
    """Whether the day in the address is to be preferred to a visible date.

    It is to one that stands elsewhere than below the title, or has the day and the month in the other order.
    """
    day = day_of(shown.moment)
    if shown.alone:
        return day != in_url and (day.year, day.day, day.month) == (in_url.year, in_url.month, in_url.day)
    return day != in_url


def find_modified(evidence: Evidence) -> tuple[Moment | None, str]:
    """The moment of the last change and where it came from."""
    stamp = next(stamps(evidence, "modified"), None)
    if stamp:
        return stamp
    shown = find_shown_change(evidence)
    return (shown.moment, shown.origin) if shown else (None, "")


def _is_better(shown: ShownDate, stamp: Moment) -> bool:
    """Whether a visible date is to be preferred to a stamp.

    It is where it says more (the time), where it stands alone below the title and is older (the stamp is that of a
    later version), and where the two are a day apart since the stamp is not in the readers' time zone.
    """
    gap = day_of(shown.moment) - day_of(stamp)
    if not gap:
        return isinstance(shown.moment, datetime) and not isinstance(stamp, datetime)
    if not shown.alone:
        return _is_utc(stamp) and abs(gap) == ONE_DAY and is_same_minute(shown.moment, stamp)
    if gap < NO_TIME:
        return True
    if not isinstance(stamp, datetime) or stamp.tzinfo is None:
        return gap == ONE_DAY
    return _is_utc(stamp) and _is_same_moment(shown.moment, stamp, gap)


def _is_same_moment(shown: Moment, stamp: datetime, gap: timedelta) -> bool:
    """Whether a visible moment is that of a stamp in UTC, on the readers' clocks."""
    if isinstance(shown, datetime) and shown.tzinfo is None:
        return is_same_minute(shown, stamp)
    # A stamp made of a day alone is midnight on those clocks.
    return gap == ONE_DAY and stamp.hour >= NOON and stamp.minute == stamp.second == 0


def _is_utc(moment: Moment) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is not None and not moment.utcoffset()
