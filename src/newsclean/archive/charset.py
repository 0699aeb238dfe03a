"""The name that a browser and a replay tool know an encoding by."""

from __future__ import annotations

import codecs
import re

__all__ = ["charset_label"]

# Python's name to a label of the WHATWG Encoding standard (https://encoding.spec.whatwg.org/#names-and-labels),
# where writing a hyphen for an underscore does not make one.
LABELS = {
    "big5hkscs": "big5-hkscs",
    "cp874": "windows-874",
    "cp932": "windows-31j",
    "cp949": "windows-949",
    "iso2022-jp": "iso-2022-jp",
    "mac-cyrillic": "x-mac-cyrillic",
    "mac-roman": "macintosh",
    "utf-16-be": "utf-16be",
    "utf-16-le": "utf-16le",
    "utf-8-sig": "utf-8",
}
FAMILIES = ((re.compile(r"cp(125[0-8])"), r"windows-\1"), (re.compile(r"iso8859-([0-9]+)"), r"iso-8859-\1"))


def charset_label(codec: str) -> str | None:
    """The label of a Python codec, or None for a name that is no codec.

    >>> charset_label("cp1252"), charset_label("gb18030"), charset_label("big5hkscs")
    ('windows-1252', 'gb18030', 'big5-hkscs')
    """
    try:
        name = codecs.lookup(codec).name.replace("_", "-")
    except (LookupError, ValueError):
        return None
    for family, label in FAMILIES:
        if family.fullmatch(name):
            return family.sub(label, name)
    return LABELS.get(name, name)
