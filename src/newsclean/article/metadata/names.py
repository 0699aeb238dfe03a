"""Names of people out of bylines: roles, outlets and addresses left out, several names taken apart."""

from __future__ import annotations

import re
from html import unescape

from newsclean.article.metadata.fields import HAN
from newsclean.article.metadata.words import Words

__all__ = ["ADDRESS", "han_names", "is_outlet", "is_person", "is_surnamed", "structured_names", "unique", "western_names"]

ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
# What stands in brackets behind a name: an outlet, a place, a short form.
BRACKETED = re.compile(r"[（(\[【][^（()）\[\]【】]{0,40}[)）\]】]")
# Sign that an editor's system writes behind a name: _NF4425, SF099.
SIGN = re.compile(r"[_＿]\s*[A-Za-z]{0,4}\d+$|\s+[A-Z]{1,4}\d{2,}$")
HAN_SPLIT = re.compile(r"[\s、，,/／╱|｜;；&•＋+]+")
MIDDLE_DOT = re.compile(r"[·・]")
HAN_NAME = re.compile(r"^[\u3400-\u9fff]{2,4}$")
FOREIGN_NAME = re.compile(r"^[\u3400-\u9fff]{1,8}(?:[·•・.．][\u3400-\u9fffA-Z]{1,8}){1,3}$")
PEN_NAME = re.compile(r"^[\w·•・.\- ]{2,20}$")
WESTERN_SPLIT = re.compile(r"\s*[;/|•·]\s*|\s*,\s*|\s+&\s+")
DIGIT = re.compile(r"\d")
# Particles inside a name.
LOWER_PARTS = frozenset("de da do dos das del della di du des la le van von der den ter ten zu zur el al bin ibn y e i und af av st. d' o' mc mac".split())
LONGEST_NAME = 50
# A name whose last word is shortened keeps its full stop.
ABBREVIATED = re.compile(r"(?:^|[\s.])(?:\w|[JS]r|Ph\.?D)\.$")
MOST_PARTS = 5
LONGEST_VALUE = 300
# A later part of a label's value that is longer says what the person is.
LATER_PEN_NAME = 4
HAN_LIST = re.compile(r"[、，,;；/]")
NOT_IN_NAME = re.compile(r"[?!:：;\"“”<>=*#%\\{}|]|\w\.\w\w|…")
CREDENTIAL = re.compile(r"^(?:[A-Z][A-Z.]{1,7}[®™]?|Ph\.?D\.?|M\.?D\.?|R\.?D\.?N?\.?|PsyD|PharmD|DrPH|Esq\.?|MSc|BSc|MEd|LCSW-?[A-Z]?|[A-Z]{2,6}-[A-Z]{1,3}|[A-Z][A-Za-z]{1,5}®)$")
# How the names of months begin in the languages of Western Europe.
MONTH_STARTS = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez ene abr ago dic fév avr aoû jui déc gen mag giu lug set ott"
    " out maj cze lip sie wrz paź lis gru".split()
)


def unique(names: list[str]) -> tuple[str, ...]:
    """Names in their order, each once, whatever its case."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault("".join(name.lower().split()), name)
    return tuple(seen.values())


def is_outlet(name: str, words: Words) -> bool:
    """Whether a Chinese name is that of an outlet or an office and not of a person."""
    return len(name) > 2 and name.endswith(words.outlet_endings)


def is_surnamed(name: str, words: Words) -> bool:
    """Whether a Chinese name begins with a family name."""
    return HAN_NAME.match(name) is not None and (name[:2] in words.surnames or name[0] in words.surnames)


def han_names(text: str, words: Words, *, pen_names: bool = False, strict: bool = False) -> list[str]:
    """The people named in the value of a Chinese or Japanese label, or in brackets behind a role.

    ``pen_names``: take whatever may be a name, since the label says that one follows. ``strict``: only what begins with a
    family name.
    """
    text = SIGN.sub("", BRACKETED.sub(" ", ADDRESS.sub(" ", text))).strip(" 　:：。.，,、-—_（）()[]【】“”\"《》")
    if not text or (text.endswith(words.photo) and not pen_names):
        return []
    tokens = _tokens(text, words)
    if tokens and all(token.isascii() for token in tokens):
        return western_names(text, words, loose=True) if pen_names else []
    names: list[str] = []
    for position, token in enumerate(tokens):
        name = _without_role(token, words, last=position == len(tokens) - 1)
        if name.endswith(words.photo) and not HAN_NAME.match(name):
            break
        ending = next((ending for ending in words.after_han if name.endswith(ending)), "")
        if ending and position:
            break  # 北京报道: the place
        name = name.removesuffix(ending) if len(name) - len(ending) >= 2 else name
        if name.lower() in words.nobody or name.lower() in words.labels or is_outlet(name, words):
            continue
        formed = is_surnamed(name, words) or FOREIGN_NAME.match(name)
        if formed or (HAN_NAME.match(name) and not strict and (pen_names or len(name) <= 3)):
            names.append(name)
        elif pen_names and PEN_NAME.match(name) and not DIGIT.match(name) and len(name) <= (LATER_PEN_NAME if names else 12):
            names.append(name)
    return names


def _tokens(text: str, words: Words) -> list[str]:
    """A text at blanks and marks; a family name and a given name of one character each put together, as in 李 伟."""
    result: list[str] = []
    for token in HAN_SPLIT.split(text):
        if not token:
            continue
        if result and len(token) == 1 and len(result[-1]) == 1 and HAN.match(token) and HAN.match(result[-1]):
            result[-1] += token
        elif MIDDLE_DOT.search(token) and (MIDDLE_DOT.split(token)[0] in words.roles or not FOREIGN_NAME.match(token)):
            result += [part for part in MIDDLE_DOT.split(token) if part]
        else:
            result.append(token)
    return result


def _without_role(token: str, words: Words, *, last: bool) -> str:
    """A token without the roles and outlets before the name in it, or, in the last one, behind it; empty for a role alone."""
    cut = 0
    for start in range(len(token)):
        for end in range(min(len(token), start + words.longest_role), start + 1, -1):
            if token[start:end] in words.roles:
                cut = max(cut, end)
                break
    if cut == len(token) and cut:
        start = next((start for start in range(2, len(token) - 1) if token[start:] in words.roles), 0)
        return token[:start] if last and 2 <= start <= 3 else ""
    return token[cut:].strip("：:，,。、（）() ")


def structured_names(text: str, words: Words) -> list[str]:
    """The names in a value that a page's structured data gives as author: taken as they are, but for what is no name."""
    text = " ".join(unescape(unescape(text)).split()).strip("\"'“”„")
    if not text or "://" in text or text.startswith(("www.", "@")) or len(text) > LONGEST_VALUE:
        return []
    if HAN.search(text):
        return [name.strip() for name in HAN_LIST.split(text) if name.strip() and name.strip() not in words.nobody]
    names: list[str] = []
    for part in _apart(_without_by(text, words), words):
        name = BRACKETED.sub("", ADDRESS.sub(" ", part))
        name = " ".join(name.split()).strip(" ,;:-–|\"'“”")
        if names and _is_credential(name):
            names[-1] += f", {name}"
        elif name and name.lower() not in words.nobody and not DIGIT.match(name) and not _describes(name, names, words):
            names.append(name)
    return names


def _is_credential(name: str) -> bool:
    """Whether a part behind a comma is a degree or the like: MD, Ph.D., CFP®."""
    return CREDENTIAL.match(name) is not None


def _describes(name: str, before: list[str], words: Words) -> bool:
    """Whether a part behind a name is what the person is, and not one more name."""
    if not before:
        return False
    parts = name.lower().split()
    host = len(parts) == 1 and "." in name.strip(".")
    return host or words.is_role(name) or len(parts) > MOST_PARTS or any(part in words.roles for part in parts)


def is_person(name: str, words: Words) -> bool:
    """Whether a name of structured data has the form of a person's: two capitalised words and more, or ideographs."""
    return HAN.search(name) is not None or (" " in name and _looks_like_name(name.split(",")[0], words, loose=False))


def western_names(text: str, words: Words, *, language: str = "", loose: bool = False) -> list[str]:
    """The people named in a byline in an alphabet: "By Ann Lee and Bo Ek, Reuters" gives Ann Lee and Bo Ek.

    ``loose``: names of one word and in lower case count too, since their element or label says what they are.
    """
    text = BRACKETED.sub(" ", ADDRESS.sub(" ", text))
    text = _without_by(" ".join(text.split()), words)
    names: list[str] = []
    for part in _apart(text, words):
        name = _until_after(part, words, language)
        if names and _is_credential(name):
            names[-1] += f", {name}"
        elif _looks_like_name(name, words, loose=loose and not names):
            names.append(name)
            if name != part.strip(" ,.;:-–—|"):
                break
        elif names and not words.is_role(name):
            break
    return names


def _without_by(text: str, words: Words) -> str:
    """A text without the words that begin a byline."""
    low = text.lower().lstrip("—–- ")
    text = text[len(text) - len(low) :]
    for by in words.by:
        if low.startswith(by) and len(text) > len(by) + 1 and not low[len(by)].isalnum():
            return text[len(by) :].lstrip(" :\u00a0-–—")
    return text


def _apart(text: str, words: Words) -> list[str]:
    """A text at commas, bars and the words between two names."""
    parts: list[str] = []
    for piece in WESTERN_SPLIT.split(text):
        current: list[str] = []
        for word in piece.split():
            low = word.lower()
            if low in words.joins and (current or low == "and") and (len(word) > 1 or word in "&+" or len(current) > 1):
                parts.append(" ".join(current))
                current = []
            else:
                current.append(word)
        parts.append(" ".join(current))
    return [part for part in parts if part]


def _until_after(part: str, words: Words, language: str) -> str:
    """A part up to the first word that ends the names of a byline, or to a date."""
    ends = words.after.get("en", frozenset()) | words.after.get(language, frozenset())
    kept: list[str] = []
    for word in part.split():
        if DIGIT.match(word):
            if len(kept) > 1 and kept[-1].lower().rstrip(".")[:3] in MONTH_STARTS:
                kept.pop()
            break
        if (kept and word.lower().strip(".,:") in ends and word.lower() not in LOWER_PARTS) or word in "-–—":
            break
        kept.append(word)
    name = " ".join(kept).strip(" ,;:-–—|")
    return name if ABBREVIATED.search(name) else name.rstrip(".")


def _looks_like_name(name: str, words: Words, *, loose: bool) -> bool:
    """Whether a text has the form of a person's name."""
    if not 2 <= len(name) <= LONGEST_NAME or DIGIT.search(name) or NOT_IN_NAME.search(name):
        return False
    low = name.lower().strip(" .:")
    if low in words.nobody or low in words.labels or low in words.by or words.is_role(name):
        return False
    parts = name.split()
    capitals = [part[:1].isupper() for part in parts if part.lower() not in LOWER_PARTS]
    if not capitals or len(parts) > MOST_PARTS:
        return False
    if all(capitals) and (len(capitals) >= 2 or loose):
        return not (len(parts) == 2 and parts[0].lower() in words.nobody)
    return loose and len(parts) <= 2
