"""Names of people in an alphabet: by-words, roles and addresses left out, several names taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from newsclean.article.metadata.fields import HAN
from newsclean.article.metadata.words import Words

__all__ = ["ADDRESS", "BRACKETED", "is_person", "structured_names", "unique", "western_names"]

ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
# What stands in brackets behind a name: an outlet, a place, a short form.
BRACKETED = re.compile(r"[（(\[【][^（()）\[\]【】]{0,40}[)）\]】]")
DIGIT = re.compile(r"\d")
SPLIT = re.compile(r"\s*[;/|•·]\s*|\s*,\s*|\s+&\s+")
HAN_SPLIT = re.compile(r"[、，,;；/]")
EDGES = " ,;:-–—|"
QUOTES = "\"'“”„"
# Words inside a name that begin with a small letter.
PARTICLES = frozenset(
    "de da do dos das del della di du des la le van von der den ter ten zu zur el al bin ibn y e i und af av st. d' o'"
    " mc mac".split()
)
# A name whose last word is shortened keeps its full stop.
SHORTENED = re.compile(r"(?:^|[\s.])(?:\w|[JS]r|Ph\.?D)\.$")
# No name has these: punctuation, the dots of an address.
NOT_IN_NAME = re.compile(r"[?!:：;\"“”<>=*#%\\{}|]|\w\.\w\w|…")
# A degree or the like behind a comma belongs to the name before it.
CREDENTIAL = re.compile(
    r"^(?:[A-Z][A-Z.]{1,7}[®™]?|Ph\.?D\.?|M\.?D\.?|R\.?D\.?N?\.?|PsyD|PharmD|DrPH|Esq\.?|MSc|BSc|MEd|LCSW-?[A-Z]?"
    r"|[A-Z]{2,6}-[A-Z]{1,3}|[A-Z][A-Za-z]{1,5}®)$"
)
# How the names of months begin in the languages of Western Europe: a byline ends at the date behind it.
MONTH_STARTS = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez ene abr ago dic fév avr aoû jui déc gen mag giu"
    " lug set ott out maj cze lip sie wrz paź lis gru".split()
)
LONGEST_NAME = 50
MOST_PARTS = 5
LONGEST_VALUE = 300


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Names in their order, each once, whatever its case."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault("".join(name.lower().split()), name)
    return tuple(seen.values())


def is_person(name: str, words: Words) -> bool:
    """Whether a name of structured data has the form of a person's: two capitalised words and more, or ideographs."""
    return HAN.search(name) is not None or (" " in name and _looks_like_name(name.partition(",")[0], words))


def structured_names(text: str, words: Words) -> list[str]:
    """The names in a value that structured data gives as author: taken as they are, but for what is no name."""
    text = " ".join(unescape(unescape(text)).split()).strip(QUOTES)
    if not text or "://" in text or text.startswith(("www.", "@")) or len(text) > LONGEST_VALUE:
        return []
    if HAN.search(text):
        return [name.strip() for name in HAN_SPLIT.split(text) if name.strip() and name.strip() not in words.nobody]
    names: list[str] = []
    for part in _apart(_without_by(text, words), words):
        name = " ".join(BRACKETED.sub("", ADDRESS.sub(" ", part)).split()).strip(EDGES + QUOTES)
        if names and CREDENTIAL.match(name):
            names[-1] += f", {name}"
        elif (
            name
            and name.lower() not in words.nobody
            and not DIGIT.match(name)
            and not (names and _describes(name, words))
        ):
            names.append(name)
    return names


def western_names(text: str, words: Words, *, language: str = "", loose: bool = False) -> list[str]:
    """The people named in a byline in an alphabet.

    ``loose``: names of one word and in lower case count too, since their element or label says what they are.

    >>> from newsclean.article.metadata.words import load_words
    >>> western_names("By Ann Lee and Bo Ek, Staff Writers | 4 June 2024", load_words())
    ['Ann Lee', 'Bo Ek']
    """
    text = " ".join(BRACKETED.sub(" ", ADDRESS.sub(" ", text)).split())
    names: list[str] = []
    for part in _apart(_without_by(text, words), words):
        name = _until_end(part, words, language)
        if names and CREDENTIAL.match(name):
            names[-1] += f", {name}"
        elif _looks_like_name(name, words, loose=loose and not names):
            names.append(name)
            if name != part.strip(EDGES + "."):
                break
        elif names and not words.is_role(name):
            break
    return names


def _without_by(text: str, words: Words) -> str:
    """A text without the words that begin a byline."""
    text = text.lstrip("—–- ")
    low = text.lower()
    for by in words.by if low.startswith(words.by) else ():
        if low.startswith(by) and len(text) > len(by) + 1 and not low[len(by)].isalnum():
            return text[len(by) :].lstrip(" :\u00a0-–—")
    return text


def _apart(text: str, words: Words) -> list[str]:
    """A text at commas, bars and the words between two names."""
    parts: list[str] = []
    for piece in SPLIT.split(text):
        current: list[str] = []
        for word in piece.split():
            low = word.lower()
            # A join of one letter, as in Spanish, stands behind a full name; before it it may be an initial.
            if low in words.joins and ((len(word) > 1 and current) or len(current) > 1 or low == "and"):
                parts.append(" ".join(current))
                current = []
            else:
                current.append(word)
        parts.append(" ".join(current))
    return [part for part in parts if part]


def _describes(name: str, words: Words) -> bool:
    """Whether a part behind a name is a host, a role or another description of the person, and not one more name."""
    parts = name.lower().split()
    is_host = len(parts) == 1 and "." in name.strip(".")
    return is_host or words.is_role(name) or len(parts) > MOST_PARTS or any(part in words.roles for part in parts)


def _until_end(part: str, words: Words, language: str) -> str:
    """A part up to the first word that ends the names of a byline, or to a date."""
    ends = words.after.get("en", frozenset()) | words.after.get(language, frozenset())
    kept: list[str] = []
    for word in part.split():
        low = word.lower()
        if DIGIT.match(word):
            if len(kept) > 1 and kept[-1].lower().rstrip(".")[:3] in MONTH_STARTS:
                kept.pop()
            break
        if word in "-–—" or (kept and low not in PARTICLES and low.strip(".,:") in ends):
            break
        kept.append(word)
    name = " ".join(kept).strip(EDGES)
    return name if SHORTENED.search(name) else name.rstrip(".")


def _looks_like_name(name: str, words: Words, *, loose: bool = False) -> bool:
    """Whether a text has the form of a person's name."""
    low = name.lower().strip(" .:")
    if not 2 <= len(name) <= LONGEST_NAME or DIGIT.search(name) or NOT_IN_NAME.search(name):
        return False
    if low in words.nobody or low in words.labels or low in words.by or words.is_role(name):
        return False
    parts = name.split()
    capitals = [part[:1].isupper() for part in parts if part.lower() not in PARTICLES]
    if not capitals or len(parts) > MOST_PARTS:
        return False
    if all(capitals) and (len(capitals) > 1 or loose):
        return len(parts) != 2 or parts[0].lower() not in words.nobody  # "Follow Ann" names nobody
    return loose and len(parts) <= 2 and (len(parts) == 1 or any(capitals))  # a login or a pen name
