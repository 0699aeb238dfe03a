"""Names of encodings."""

from __future__ import annotations

import pytest

from newsclean.archive.charset import charset_label


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf_8_sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("gbk", "gbk"),
        ("big5hkscs", "big5-hkscs"),
        ("cp932", "windows-31j"),
        ("euc_jp", "euc-jp"),
        ("cp1252", "windows-1252"),
        ("latin-1", "iso-8859-1"),
        ("iso8859_15", "iso-8859-15"),
        ("utf-16-le", "utf-16le"),
        ("koi8_r", "koi8-r"),
        ("no such\r\ncodec", None),
        ("\x00", None),
    ],
)
def test_a_codec_has_the_name_that_browsers_know(codec: str, label: str | None) -> None:
    """Python's name for an encoding becomes the web's; what is no encoding has none."""
    assert charset_label(codec) == label
