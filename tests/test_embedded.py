"""Where a page shows its article by script only, the article is taken out of the script."""

from __future__ import annotations

import json
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean import clean
from newsclean.embedded import NOTE, unfold
from newsclean.page import load_page
from newsclean.segment import segment

LINES = (
    "The harbour board met on Monday evening and voted to rebuild the eastern mole before the winter storms return.",
    "Its chair, Ottilie Brandt, said: “We have patched it for eleven years. This time we do it properly.” 🌊",
    "Work begins in April. The fishing boats move to the inner basin until then, and the market stays where it is.",
    "Two members voted against it: they would rather see the money spent on the slipway, which sank again last autumn.",
    "The county pays four fifths of the cost. The rest comes from mooring fees, which rise for the first time.",
)
HTML = "".join(f"<p>{line}</p>" for line in LINES)
CODE = "function(x) { x = 1; return x; } // A harbour board. It votes to rebuild the eastern mole. " * 9
HEAD = "<title>Harbour board votes to rebuild the eastern mole</title>"
HEADLINE = "<h1>Harbour board votes to rebuild the eastern mole</h1>"


def page(script: str, shown: str = "", head: str = HEAD, headline: str = HEADLINE) -> str:
    """A page with a headline, what it shows, and a script at its end."""
    return f"<html><head>{head}</head><body>{headline}<div>{shown}</div><script>{script}</script></body></html>"


def shown(html: str) -> list[str]:
    """The lines of a page that belong to the article in the script, in the page's order."""
    loaded = load_page(html)
    unfolded = unfold(loaded, segment(loaded))
    return [] if unfolded is None else [b.text for b in segment(unfolded) if any(b.text == line for line in LINES)]


@pytest.mark.parametrize(
    "script",
    [
        "var a = {content: '" + HTML.replace("'", "\\'") + "'}",
        f"var a = {{content: '{escape(HTML, quote=False)}'}}",
        f"var a = {{content: '{escape(escape(HTML, quote=False), quote=False)}'}}",
        f"window.STATE = {json.dumps({'article': {'id': 7, 'body': HTML}})}",
        f"window.STATE = JSON.parse({json.dumps(json.dumps({'body': HTML}))})",
        f"load({json.dumps(LINES)})",
        f"load({json.dumps(LINES, ensure_ascii=False)})",
        f"load(JSON.parse({json.dumps(json.dumps(LINES))}))",
        "load('" + "\\n".join(LINES) + "')",
        f"load({json.dumps('[Updated] ' + HTML)})",
        "load("
        + ",\n ".join("'" + "".join(f"\\x{ord(c):02x}" if c == "," else c for c in line) + "'" for line in LINES)
        + ")",
        f"it's('a quote', \"that never ends);\nload({json.dumps(LINES)})",
    ],
    ids="html entities twice state json-string list unicode list-in-string lines bracket hex unpaired".split(),
)
def test_an_article_is_found_however_the_script_has_it(script: str) -> None:
    """HTML or text, one string or a list, with escapes or without, in JSON within a string."""
    assert shown(page(script)) == list(LINES)


def test_it_stands_below_the_headline_and_its_date() -> None:
    """Where a browser would show it, not where the script is."""
    html = page(f"load({json.dumps(LINES)})", "<p class=meta><time>14 May 2022</time></p><p>Share this</p>")
    loaded = load_page(html)
    unfolded = unfold(loaded, segment(loaded))
    assert unfolded is not None
    texts = [block.text for block in segment(unfolded)]
    assert texts[1:] == ["14 May 2022", *LINES, "Share this"]


def test_what_the_page_shows_already_is_not_there_twice() -> None:
    """The first picture of a gallery is shown with its words; the others follow these."""
    assert shown(page(f"load({json.dumps(LINES)})", f"<p>{LINES[0]}</p>", head="", headline="")) == list(LINES)


@pytest.mark.parametrize(
    "html",
    [
        page(f"load({json.dumps(LINES)})", HTML),
        page(f"load({json.dumps(LINES)})", HTML.replace(".", "").replace("”", "")),
        page(f"load({json.dumps(LINES)})", head="<title>Llamas win the county fair</title>", headline=""),
        page(f"load({json.dumps(LINES[:1])})"),
        page(f"load({json.dumps(CODE)})"),
        HEAD + HEADLINE + f"<script>load({json.dumps(LINES)})",
        page(f"load({json.dumps(' '.join(LINES[0].split()[:6]))})" * 20),
    ],
    ids="shown lines another short code unclosed snippets".split(),
)
def test_a_page_that_shows_its_text_or_has_none_is_left_as_it_is(html: str) -> None:
    """Nothing is taken that is shown already, is another page's, is short, or is code."""
    loaded = load_page(html)
    assert unfold(loaded, segment(loaded)) is None


def test_the_account_says_so() -> None:
    """An article says that its text stood in a script; one that is shown says nothing."""
    assert clean(page(f"load({json.dumps(LINES)})")).damage == (NOTE,)
    assert clean(page("", HTML)).damage == ()


def test_letters_that_grow_in_lower_case_move_nothing() -> None:
    """Places are those of the page's own characters."""
    assert shown(page(f"load({json.dumps(LINES)})", "<b>İİİİİİİİİİ</b>")) == list(LINES)


@given(st.text(alphabet="<>/'\"\\{}[],. \nscriptpbodyuh14é中。", max_size=300))
def test_no_script_can_break_it(noise: str) -> None:
    """Whatever a page holds, it is unfolded or left as it is."""
    html = page(noise + f";load({json.dumps(LINES)})" + noise)
    loaded = load_page(html)
    unfolded = unfold(loaded, segment(loaded))
    assert unfolded is None or NOTE in unfolded.damage
