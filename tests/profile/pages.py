"""Pages of made-up sites: articles of their own between what every page of the site has."""

from __future__ import annotations

from newsclean.types import Capture

__all__ = ["NOTICE", "TOPICS", "capture", "page", "site"]

TOPICS = ("bridges", "harbours", "orchards", "tramways", "lanterns", "glaciers", "theatres", "windmills")
NOTICE = "Our newsroom is paid for by its readers, and every letter that reaches us on paper is answered by hand."


def page(topic: str, paragraphs: int = 4, notice: str = NOTICE) -> str:
    """A page with an article about a topic, a notice below it and a menu."""
    story = "".join(
        f"<p>The council spoke about {topic} in its {ordinal} hour, and nobody who had come for {topic} went home "
        f"before the {ordinal} vote on {topic} had been counted twice.</p>"
        for ordinal in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")[:paragraphs]
    )
    menu = "<ul><li><a href='/'>Front page</a></li><li><a href='/weather'>Weather</a></li></ul>"
    return f"<html><body>{menu}<h1>Of {topic}</h1>{story}<p>{notice}</p></body></html>"


def capture(url: str | None, html: str, name: str = "-") -> Capture:
    """A page with its address."""
    return Capture(html.encode(), name, url)


def site(host: str, topics: tuple[str, ...] = TOPICS, notice: str = NOTICE) -> list[Capture]:
    """A page of a host for each topic."""
    return [capture(f"https://{host}/{topic}", page(topic, notice=notice)) for topic in topics]
