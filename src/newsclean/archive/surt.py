"""The key under which an index lists a URL: its host turned round, and what makes no difference left out.

Sort-friendly URI Reordering Transform (SURT) as indexes for replay use it: the canonical form of the Safe Browsing
rules, in lower case, without scheme, user, ``www.``, default port, session number, closing slash and fragment, the
query's parameters in order. ``http://www.example.com/a/?b=2&a=1`` and ``https://example.com/A?a=1&b=2`` share one
key.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

__all__ = ["url_key"]

PARTS = re.compile(r"([a-z][a-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
PORT = re.compile(r":([0-9]*)$")
WWW = re.compile(r"www[0-9]*\.")
DOTS = re.compile(r"\.{2,}")
DEFAULT_PORTS = {"http": "80", "https": "443"}
SESSION_IN_PATH = re.compile(r"/\((?:(?:[a-z]\([0-9a-z]{24}\))+|[0-9a-z]{24})\)(?=/[^?]+\.aspx)")
SESSION_IN_QUERY = re.compile(
    r"(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&|$)"
)


def url_key(url: str) -> str:
    """The SURT key of a URL that `safe_url` or `file_uri` has made.

    >>> url_key("https://www.example.com:443/News/?b=2&a=1#top")
    'com,example)/news?a=1&b=2'
    """
    match = PARTS.fullmatch(url)
    if match is None:
        return url
    scheme, authority, path, query = match[1].lower(), match[2] or "", match[3], match[4] or ""
    host = host_key(authority, DEFAULT_PORTS.get(scheme, ""))
    # Only a path that begins with a slash has segments: that of a urn: has none.
    path = path_key(path or "/") if host or path.startswith("/") else path.lower()
    query = query_key(query)
    return (f"{host})" if host else f"{scheme}:") + path + (f"?{query}" if query else "")


def host_key(authority: str, default_port: str) -> str:
    """The host, its labels in reverse order, and the port where it is not the default."""
    host = authority.rpartition("@")[2].lower()
    port = PORT.search(host)
    host = DOTS.sub(".", PORT.sub("", host)).strip(".")
    host = WWW.sub("", host, count=1) if WWW.match(host) else host
    labels = [host.strip("[]")] if host.startswith("[") else reversed(host.split("."))
    return ",".join(labels) + (f":{port[1]}" if port and port[1] not in {"", default_port} else "")


def path_key(path: str) -> str:
    """The path with ``.`` and ``..`` resolved, single slashes, no session number and none at its end."""
    segments: list[str] = []
    for segment in recode(path).split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in {"", "."}:
            segments.append(segment)
    return SESSION_IN_PATH.sub("", "/" + "/".join(segments).lower(), count=1)


def query_key(query: str) -> str:
    """The query's parameters in order, without a session number."""
    stripped = SESSION_IN_QUERY.sub("", recode(query).lower(), count=1)
    return "&".join(sorted(stripped.split("&"), key=lambda parameter: parameter.split("=", 1)))


def recode(text: str) -> str:
    """Percent-decode until nothing changes, then encode controls, blanks, ``#``, ``%`` and what is not ASCII, once."""
    raw = text.encode()
    while (decoded := unquote_to_bytes(raw)) != raw:
        raw = decoded
    return "".join(chr(byte) if 0x20 < byte < 0x7F and byte not in b"#%" else f"%{byte:02x}" for byte in raw)
