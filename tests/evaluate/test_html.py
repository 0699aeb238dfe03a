"""Evaluations as one HTML page."""

from __future__ import annotations

from dataclasses import replace

from lxml import html as parser

from newsclean.evaluate import Difference, FieldResult
from newsclean.evaluate.html import to_html
from newsclean.types import Kind, Reason
from tests.evaluate.conftest import evaluation_of, result

HOSTILE = "</td></table><script>alert(1)</script><img src=x onerror=alert(1)>\x00\x1b\u202e\ud800&lt;"
REASON = Reason("test", Kind.ADS, 1.0, HOSTILE)
BAD = replace(
    result(HOSTILE, 0.5, 0.3, leaks=[(HOSTILE, Kind.BODY), ("ads", Kind.ADS)]),
    error=HOSTILE,
    differences=(Difference("leaked", HOSTILE, 3, 1.0, 7, Kind.BODY, 0.5, (REASON,)),),
    metadata={"title": FieldResult((HOSTILE,), (HOSTILE,), right=False)},
)
PAGE = to_html([evaluation_of(BAD, result("b", 1.0, 0.9), name=HOSTILE)], 5)


def test_nothing_of_a_page_is_active() -> None:
    """Whatever pages and gold say is text: no element but ours, no attribute that runs or loads."""
    tree = parser.document_fromstring(PAGE.encode())
    known = "html head meta title style body h1 h2 p table thead tbody tr th td details summary b".split()
    assert {element.tag for element in tree.iter()} <= set(known)
    names = {name for element in tree.iter() for name in element.attrib}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "class", "dir"}


def test_the_page_needs_nothing_else() -> None:
    """One file in UTF-8 that refers to no other and forbids the browser to run or fetch anything."""
    assert PAGE.encode()
    assert '<meta charset="utf-8">' in PAGE
    assert "default-src &#x27;none&#x27;" in PAGE
    told = PAGE.replace("img src=x", "")  # which the page shows as text
    assert not [word for word in ("http:", "https:", "url(", "@import", " src=", " href=") if word in told]


def test_controls_are_replaced() -> None:
    """No character that would damage the file or turn the text around."""
    assert not [character for character in "\x00\x1b\u202e\ud800" if character in PAGE]
    assert "\ufffd" in PAGE


def test_tables_and_worst_pages_are_there() -> None:
    """The tables of the overview with a column for each kind, and each bad page with what leaked and why."""
    tree = parser.document_fromstring(PAGE.encode())
    titles = [str(heading.xpath("string()")) for heading in tree.iter("h2")]
    assert titles[:3] == ["Figures", "Metadata", "Leaks by kind"]
    assert titles[3].startswith("Kinds: ")
    assert titles[4:6] == ["Confidence, in ten groups", "Bad pages"]
    assert titles[6].startswith("Worst pages: ")
    (details,) = tree.iter("details")
    cells = [str(cell.xpath("string()")) for cell in details.iter("td")]
    assert cells[:4] == ["leaked", "body", "7", "0.50"]
    assert "<script>alert(1)</script>" in cells[4]
    assert cells[5].startswith("+1.0 ads: ")


def test_the_page_is_well_formed() -> None:
    """Every element that is opened is closed again."""
    for tag in ("table", "tr", "td", "th", "details", "summary", "h2", "thead", "tbody"):
        opened = PAGE.count(f"<{tag}>") + PAGE.count(f"<{tag} ")
        assert opened == PAGE.count(f"</{tag}>") > 0, tag


def test_without_bad_pages_there_is_no_list_of_them() -> None:
    """A set that is all right has tables alone."""
    assert "<details>" not in to_html([evaluation_of(result("b", 1.0, 0.9))], 5)
