"""Addresses in a page to addresses that can be followed from anywhere, or to none."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

__all__ = ["resolve"]

SCHEMES = frozenset({"http", "https", "mailto"})
IMAGE_SCHEMES = SCHEMES - {"mailto"}


def resolve(href: str, base: str | None, schemes: frozenset[str] = SCHEMES) -> str | None:
    """The absolute form of an address, percent-encoded to ASCII; None where there is none or it is better not followed.

    ``base`` is the page's own address. A link inside the page (``#top``), a script, a file and an address that no
    browser would accept give None.
    """
    if not href.strip() or href.lstrip().startswith("#"):
        return None
    from w3lib.url import safe_url_string

    try:
        address = safe_url_string(urljoin(base or "", href.strip()))
        parts = urlsplit(address)
    except ValueError:  # also UnicodeError: a host that cannot be written in ASCII
        return None
    if parts.scheme not in schemes or not (parts.netloc or parts.scheme == "mailto"):
        return None
    return address
