"""An article that a page carries in a script, and shows only when a browser has run it.

Its text is a string of JavaScript or JSON there: the HTML of the whole article in one, or a list with one for each
paragraph or picture, at times within JSON that is a string itself. Where a page shows next to no prose, the longest of
these that belongs to what it does show is put where a browser would show it, so that it is taken apart as any other
part of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape, unescape

from newsclean.label.characters import squeeze
from newsclean.label.features.words import title_terms
from newsclean.label.phrases import DATE
from newsclean.page.head import read_head
from newsclean.page.tree import parse
from newsclean.types import Block, Head, Page

__all__ = ["unfold"]

# A page that shows more prose than this, in characters, is read as it is; and a string is an article from this length
# on, if it is so many times as long as what is shown.
SCARCE = 600
LEAST_ARTICLE = 200
LONGER = 3
# Prose has a sentence that ends, and at least so many characters.
SENTENCE_END = re.compile(r"[。！？…]|[.!?](?:\s|$)")
LEAST_PROSE = 25
# How strings begin that may be JSON, and how deep strings in strings are looked into.
BRACKETS = ("{", "[")
DEEPEST = 3
SCRIPT = re.compile(r"<(/?)script\b", re.IGNORECASE | re.ASCII)
STRING = re.compile(r"\"([^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+)\"|'([^'\\\n]*+(?:\\.[^'\\\n]*+)*+)'", re.DOTALL)
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": ""}
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
MARKUP = re.compile(r"<(?:p|br|div|section|span|h[1-6]|ul|li|img)\b", re.IGNORECASE)
CODE = re.compile(r"\bfunction\s*\(|=>|\bvar\s|[{};]\s*[\w.]+\s*[=(:]|^\s*[.#]?[\w-]+\s*\{")
BETWEEN = re.compile(r"[\s,]*")  # two strings of one list
# Of what is shown so many characters tell that it is the same text.
ANCHOR = 16
# Share of an article that a page may show in lines that are no prose; how many samples of how many characters tell.
MOSTLY_SHOWN = 0.3
SAMPLES, SAMPLE = 50, 20
# Share of the terms of a title, out of so many at least, that an article of this title has.
LEAST_TERMS = 3
SHARED_TERMS = 0.5
# How far below the headline a date may stand, in characters of the page's source, and what ends the elements that it is
# in.
DATE_REACH = 800
END_TAGS = re.compile(r"(?:</[a-zA-Z][\w-]*\s*>\s*)+")
NOTE = "the page shows its article by script only: it was taken out of one"


class _Found:
    """Strings of one list, or a single one, as HTML or plain text; the place of their script in the page; and all their
    letters and digits, in lower case."""

    def __init__(self, pieces: tuple[str, ...], script: int) -> None:
        self.pieces, self.script = pieces, script
        self.words = squeeze(" ".join(map(_plain, pieces)))


def unfold(page: Page, blocks: Sequence[Block]) -> Page | None:
    """The page with the article of a script in the place where it belongs; None for a page that needs none, or has
    none. ``blocks`` are those of the page as it is."""
    if page.tree is None:
        return None
    shown: list[str] = []
    visible = 0
    for block in blocks:
        if _is_shown_prose(block):
            shown.append(block.text)
            visible += len(block.text)
            if visible > SCARCE:
                return None
    scripts = _scripts(page.text)
    found = (_Found(pieces, start) for start, end in scripts for pieces in _articles(page.text[start:end]))
    longest = max(found, key=lambda one: len(one.words), default=None)
    if longest is None or len(longest.words) < max(LEAST_ARTICLE, LONGER * visible):
        return None
    everything = squeeze(" ".join([block.text for block in blocks]))
    if _share_in(everything, longest.words) > MOSTLY_SHOWN or not _belongs(longest.words, page.head, shown):
        return None
    place, known = _place(page.text, longest, scripts, everything)
    article = "".join(map(_as_html, longest.pieces[known:]))
    text = f"{page.text[:place]}<article>{article}</article>{page.text[place:]}"
    tree, damage = parse(text)
    return replace(page, text=text, tree=tree, damage=(*damage, NOTE), head=read_head(tree))


def _is_shown_prose(block: Block) -> bool:
    """Whether a block is text that the page shows, and no list of links."""
    if block.hidden or len(block.text) < LEAST_PROSE or SENTENCE_END.search(block.text) is None:
        return False
    return 2 * sum([link.end - link.start for link in block.links]) < len(block.text)


def _scripts(text: str) -> list[tuple[int, int]]:
    """Where the scripts of a page are; one that does not end is none."""
    scripts: list[tuple[int, int]] = []
    begun = -1
    for match in SCRIPT.finditer(text):
        if begun < 0 and not match[1]:
            begun = match.end()
        elif begun >= 0 and match[1]:
            scripts.append((begun, match.start()))
            begun = -1
    return scripts


def _articles(code: str, depth: int = 0) -> Iterator[tuple[str, ...]]:
    """The strings of prose in a script, those of one list together."""
    run: list[str] = []
    last = 0
    for match in STRING.finditer(code):
        if run and BETWEEN.fullmatch(code, last, match.start()) is None:
            yield tuple(run)
            run = []
        last = match.end()
        string = match[1] if match[1] is not None else match[2]
        if len(string) < LEAST_PROSE:
            continue
        string = _unescape(string)
        nested = list(_articles(string, depth + 1)) if string.lstrip()[:1] in BRACKETS and depth < DEEPEST else []
        if nested:
            yield from nested
        elif _is_prose(string):
            run.append(string)
    if run:
        yield tuple(run)


def _unescape(string: str) -> str:
    """What a string of JavaScript says; HTML in it that is written as entities is HTML again."""
    if "\\" in string:
        string = ESCAPE.sub(_escaped, string)
        string = string.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    for _ in range(2):
        if "<" not in string and ("&lt;" in string or "&amp;lt;" in string):
            string = unescape(string)
    return string


def _escaped(match: re.Match[str]) -> str:
    """The character of an escape."""
    code = match[1] or match[2] or match[3]
    if code is None:
        return CONTROLS.get(match[4], match[4])
    return chr(min(int(code, 16), 0x10FFFF))


def _is_prose(string: str) -> bool:
    """Whether a string has sentences, and no code."""
    plain = _plain(string)
    return (
        len(plain) >= LEAST_PROSE
        and SENTENCE_END.search(plain) is not None
        and CODE.search(plain[:2000]) is None
        and 2 * len(squeeze(plain[:2000])) > min(len(plain), 2000)
    )


def _plain(string: str) -> str:
    """A string without tags and entities."""
    return unescape(TAG.sub(" ", string)) if "<" in string or "&" in string else string


def _share_in(text: str, words: str) -> float:
    """The share of some words that a text has, both squeezed: by samples."""
    step = max(len(words) // SAMPLES, SAMPLE)
    samples = [words[k : k + SAMPLE] for k in range(0, len(words) - SAMPLE + 1, step)]
    return sum([sample in text for sample in samples]) / len(samples)


def _belongs(words: str, head: Head, shown: Sequence[str]) -> bool:
    """Whether an article is that of a page: it has what the page shows or says of it, or the terms of its title."""
    told = [*shown, head.first("og:description", "description")]
    for text in map(squeeze, told):
        if len(text) >= ANCHOR and (text[:ANCHOR] in words or text[-ANCHOR:] in words or words[:ANCHOR] in text):
            return True
    terms = title_terms(head.first("og:title") or head.title)
    return len(terms) >= LEAST_TERMS and sum(term in words for term in terms) >= SHARED_TERMS * len(terms)


def _place(text: str, found: _Found, scripts: Sequence[tuple[int, int]], shown: str) -> tuple[int, int]:
    """Where a browser would show an article, as well as can be told, and how many of its pieces the page shows already:
    behind the last one of these, else below the headline and its date, else at the start."""
    known = 0
    if len(found.pieces) > 1:
        while known < len(found.pieces) and squeeze(_plain(found.pieces[known]))[: 2 * ANCHOR] in shown:
            known += 1
    if known:
        place = _behind(text, _plain(found.pieces[known - 1]).strip()[:ANCHOR], scripts)
        if place >= 0:
            return place, known
    headline = _behind(text, "</h1", scripts)
    if headline >= 0:
        # The line of date and source comes first.
        dated = DATE.search(text, headline, headline + DATE_REACH)
        ends = END_TAGS.search(text, dated.end()) if dated and not _in_script(dated.start(), scripts) else None
        return (ends.end() if ends else headline), known
    start = _behind(text, "<body", scripts)
    return (start if start >= 0 else found.script), known


def _behind(text: str, words: str, scripts: Sequence[tuple[int, int]]) -> int:
    """The end of the tag that ends an element with some words, or that they begin, outside of scripts; -1 for none."""
    at = text.find(words)
    while at >= 0:
        inside = _in_script(at, scripts)
        if not inside:
            tag = at if words.startswith("<") else text.find("</", at)
            return text.find(">", tag) + 1 if tag >= 0 else -1
        at = text.find(words, inside)
    return -1


def _in_script(at: int, scripts: Sequence[tuple[int, int]]) -> int:
    """The end of the script that a place is in, or 0."""
    return next((end for start, end in scripts if start <= at < end), 0)


def _as_html(piece: str) -> str:
    """A string as HTML: each line of plain text is a paragraph."""
    if MARKUP.search(piece):
        return piece
    return "".join([f"<p>{escape(_plain(line))}</p>" for line in piece.splitlines() if line.strip()])
