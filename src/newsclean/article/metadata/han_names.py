"""Names of people in Chinese and Japanese: roles, outlets and places left out, several names taken apart."""

from __future__ import annotations

import re

from newsclean.article.metadata.fields import HAN
from newsclean.article.metadata.names import ADDRESS, BRACKETED, western_names
from newsclean.article.metadata.words import Words

__all__ = ["han_names", "is_outlet", "is_surnamed"]

# Sign that an editor's system writes behind a name: _NF4425, SF099.
SIGN = re.compile(r"[_＿]\s*[A-Za-z]{0,4}\d+$|\s+[A-Z]{1,4}\d{2,}$")
EDGES = ' \u3000:：。.，,、-—_（）()[]【】“”"《》'
SPLIT = re.compile(r"[\s、，,/／╱|｜;；&•＋+]+")
# Stands between a role and a name, or inside a name that was transliterated.
MIDDLE_DOT = re.compile(r"[·・]")
NAME = re.compile(r"^[\u3400-\u9fff]{2,4}$")
TRANSLITERATED = re.compile(r"^[\u3400-\u9fff]{1,8}(?:[·•・.．][\u3400-\u9fffA-Z]{1,8}){1,3}$")
PEN_NAME = re.compile(r"^(?!\d)[\w·•・.\- ]{2,12}$")
# A later part of a label's value that is longer says what the person is.
LATER_PEN_NAME = 4
# A name without a known family name is taken up to this length, behind a role.
UNKNOWN_NAME = 3


def is_outlet(name: str, words: Words) -> bool:
    """Whether a Chinese name is that of an outlet or an office and not of a person."""
    return len(name) > 2 and name.endswith(words.outlet_endings)  # 王社 is a person


def is_surnamed(name: str, words: Words) -> bool:
    """Whether a Chinese name begins with a family name."""
    return NAME.match(name) is not None and (name[:2] in words.surnames or name[0] in words.surnames)


def han_names(text: str, words: Words, *, pen_names: bool = False, strict: bool = False) -> list[str]:
    """The people named in the value of a Chinese or Japanese label, or in brackets behind a role.

    ``pen_names``: take whatever may be a name, since the label says that one follows. ``strict``: only what begins with
    a family name.

    >>> from newsclean.article.metadata.words import load_words
    >>> han_names("岚河日报记者 王小川、李 青 北京报道", load_words())
    ['王小川', '李青']
    """
    text = SIGN.sub("", BRACKETED.sub(" ", ADDRESS.sub(" ", text))).strip(EDGES)
    if not text or (text.endswith(words.photo) and not pen_names):
        return []
    tokens = _tokens(text, words)
    if all(token.isascii() for token in tokens):
        return western_names(text, words, loose=True) if pen_names else []
    names: list[str] = []
    for position, token in enumerate(tokens):
        name = _without_role(token, words, last=position == len(tokens) - 1)
        ending = next((ending for ending in words.after_han if name.endswith(ending)), "")
        if (ending and position) or (name.endswith(words.photo) and not NAME.match(name)):
            break  # the place of 北京报道, or a photographer
        name = name.removesuffix(ending) if len(name) > len(ending) + 1 else name
        if _is_name(name, words, pen_names=pen_names, strict=strict, later=bool(names)):
            names.append(name)
    return names


def _is_name(name: str, words: Words, *, pen_names: bool, strict: bool, later: bool) -> bool:
    if name.lower() in words.nobody or name.lower() in words.labels or is_outlet(name, words):
        return False
    if is_surnamed(name, words) or TRANSLITERATED.match(name):
        return True
    if NAME.match(name) and not strict and (pen_names or len(name) <= UNKNOWN_NAME):
        return True
    return pen_names and PEN_NAME.match(name) is not None and not (later and len(name) > LATER_PEN_NAME)


def _tokens(text: str, words: Words) -> list[str]:
    """A text at blanks and marks; a family name and a given name of one character each put together, as in 李 伟."""
    result: list[str] = []
    for token in SPLIT.split(text):
        if result and len(token) == len(result[-1]) == 1 and HAN.match(token) and HAN.match(result[-1]):
            result[-1] += token
        elif MIDDLE_DOT.search(token) and not (
            TRANSLITERATED.match(token) and MIDDLE_DOT.split(token)[0] not in words.roles
        ):
            result += [part for part in MIDDLE_DOT.split(token) if part]
        elif token:
            result.append(token)
    return result


def _without_role(token: str, words: Words, *, last: bool) -> str:
    """A token without the roles and outlets before its name, or in the last one behind it; empty for a role alone."""
    cut = 0
    for start in range(len(token)):
        for end in range(min(len(token), start + words.longest_role), start + 1, -1):
            if token[start:end] in words.roles:
                cut = max(cut, end)
                break
    if cut and cut == len(token):
        behind = next((start for start in (2, 3) if token[start:] in words.roles), 0)
        return token[:behind] if last else ""
    return token[cut:].strip("：:，,。、（）() ")
