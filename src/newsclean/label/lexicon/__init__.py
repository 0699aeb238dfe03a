"""What boilerplate says, and what its elements are called: word lists in TOML, one file a language, read once.

The package ships the phrases in one more file, ``phrases.json``, which `compile_phrases` makes of the others: reading
that takes a fraction of the time, and a process that cleans a single page would feel the difference.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from unicodedata import is_normalized
from unicodedata import normalize as to_form

from newsclean.label.characters import codes_of
from newsclean.making import maker
from newsclean.types import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PHRASES", "Lexicon", "Match", "class_words", "compile_phrases", "lexicon", "normalize"]

# The names of classes and ids, and the phrases of all languages as they are read.
CLASSES = "classes.toml"
PHRASES = "phrases.json"
# How phrases match, in the order in which matches are told.
WAYS = ("opens", "line", "start", "contain", "end")
# Longest line that a phrase can speak for, in characters after normalisation; prose says 更多, 分享 and "share" too.
LINE_LENGTH = 80
# Longest line that `end` phrases are looked for in: the name of a list, as in 本地热榜.
END_LENGTH = 12
# Longest line that `contain` phrases are looked for in: notices run longer than headings.
NOTICE_LENGTH = 160
# Kinds whose `start` phrases are labels of a name or a date, the marks that tell a sentence from a label, and the
# longest name, in characters, that follows a label without a mark between.
LABELS = frozenset({Kind.EDITOR_LINE, Kind.SOURCE_LINE, Kind.BYLINE, Kind.COPYRIGHT})
SENTENCE_MARKS = ",，。、的"
NAME_LENGTH = 6
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
# Other forms of a letter or mark that NFKC keeps apart, and characters that no reader sees.
FORMS = {"’": "'", "‘": "'", "ʼ": "'", "\u0307": "", "\xad": "", "\u200b": "", "\u200e": ""}
# Characters of a `contain` phrase by which it is found: the most that it has of these; none is shorter.
KEY_LENGTHS = (8, 4)
# Runs of that many characters are told apart by so many bits of a product; collisions cost a look-up each.
FILTER_BITS = 19
FILTER_BASE = 2654435761
MARKS = (
    " \t\r\n"
    + "".join(chr(i) for i in range(0x21, 0x7F) if not chr(i).isalnum())
    + "、。，．·：；？！…—～‖“”‘’〈〉《》「」『』【】〔〕→←↑↓↗↘▶►▲▼◆◇■□●○★☆›‹»«•◦▪❯丨｜|+＋✕×❤♥👍☰⌄"
)
COUNT = MARKS + "0"


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a line: how it was found (``opens``, ``line``, ``start``, ``contain``, ``end``), for which
    kind."""

    how: str
    kind: Kind
    phrase: str

    @property
    def detail(self) -> str:
        """Both in words."""
        return f"{self.how} {self.phrase!r}"


make_match = maker(Match)


def normalize(text: str) -> str:
    """A line as phrases are compared: NFKC, lower case, numbers as 0, one form of apostrophe, no soft hyphens.

    >>> normalize("24小时热文 ＞＞")
    '0小时热文 >>'
    >>> normalize("1,234 Comments – Editor’s Picks")
    "0 comments – editor's picks"
    """
    if text.isascii():
        return DIGITS.sub("0", text.lower())
    # Most lines are in this form already: to see that takes a tenth of the time of making it.
    text = "\n".join(
        [line if is_normalized("NFKC", line) else to_form("NFKC", line) for line in text.split("\n")]
    ).lower()
    for form, usual in FORMS.items():  # a tenth of the time of str.translate
        text = text.replace(form, usual)
    return DIGITS.sub("0", text)


class Lexicon:
    """The phrases of all languages, ready to be looked up in a line."""

    def __init__(self, tables: Iterable[Mapping[str, Mapping[str, Iterable[str]]]]) -> None:
        """``tables`` have, for each way of matching and each kind, phrases as `normalize` gives them. Where two say
        the same, the first one counts."""
        self.whole: dict[str, list[Match]] = {}
        self.starts: dict[str, list[Match]] = {}
        self.ends: dict[str, Match] = {}
        self.notices: dict[int, dict[str, list[Match]]] = {length: {} for length in KEY_LENGTHS}
        for table in tables:
            for how, kinds in table.items():
                for name, phrases in kinds.items():
                    kind = Kind(name)
                    for phrase in phrases:
                        self._add(how, kind, phrase)
        for matches in self.starts.values():
            matches.sort(key=lambda match: -len(match.phrase))
        # str.startswith and str.endswith try many phrases at once, in C.
        self._beginnings = {key: tuple([match.phrase for match in matches]) for key, matches in self.starts.items()}
        self._endings = tuple(self.ends)
        for inside in self.notices.values():
            for matches in inside.values():
                matches.sort(key=lambda match: -len(match.phrase))
        self._filters = {length: _filter_of(inside, length) for length, inside in self.notices.items()}
        # The pages of a site have the same menus, and all sites have some lines in common.
        self._whole_line = lru_cache(1 << 13)(self._find_whole)

    def _add(self, how: str, kind: Kind, phrase: str) -> None:
        if how == "start":
            phrase = phrase.lstrip(MARKS)
            self.starts.setdefault(phrase[:2], []).append(make_match(how, kind, phrase))
        elif how == "end":
            self.ends.setdefault(phrase, make_match(how, kind, phrase))
        elif how == "contain":
            length = next(length for length in KEY_LENGTHS if len(phrase) >= length)
            self.notices[length].setdefault(phrase[:length], []).append(make_match(how, kind, phrase))
        else:
            known = self.whole.setdefault(phrase.strip(MARKS), [])
            if all([how != other.how for other in known]):
                known.append(make_match(how, kind, phrase))

    def look_up(self, text: str) -> tuple[Match, ...]:
        """The phrases that a line matches, at most one of each way; none for a line of prose."""
        return self.look_up_all([text])[0]

    def look_up_all(self, texts: Sequence[str]) -> list[tuple[Match, ...]]:
        """The phrases that each line matches, at most one of each way; none for a line of prose."""
        found: list[tuple[Match, ...]] = [()] * len(texts)
        short = [i for i, text in enumerate(texts) if text and len(text) <= NOTICE_LENGTH]
        # All lines of the page at once: a fifth of the time that one after the other takes.
        normal = normalize("\n".join([texts[i].replace("\n", " ") for i in short]))
        lines = normal.split("\n")
        whole_line = self._whole_line
        for i, line in zip(short, lines, strict=False):
            if len(line) <= LINE_LENGTH and (matches := whole_line(line)):
                found[i] = matches
        for number, notice in self._notices(normal, lines):
            i = short[number]
            found[i] = (*found[i], notice)
        return found

    def _find_whole(self, line: str) -> tuple[Match, ...]:
        """The phrases that a short line is, begins with or ends with."""
        opening = line.lstrip(MARKS)
        key = opening.rstrip(MARKS)
        found = self.whole.get(key)
        if found is None and (key[:1] == "0" or key[-1:] == "0"):
            found = self.whole.get(key.strip(COUNT))  # a heading may carry a count: "评论(12)", "3 comments"
        beginnings = self._beginnings.get(opening[:2])
        if beginnings is not None and opening.startswith(beginnings):
            for match in self.starts[opening[:2]]:
                if opening.startswith(match.phrase) and _stands_alone(match, opening):
                    return (*(found or ()), match)
        if found is None and len(key) <= END_LENGTH and key.endswith(self._endings):
            return (next(match for phrase, match in self.ends.items() if key.endswith(phrase)),)
        return () if found is None else tuple(found)

    def _notices(self, normal: str, lines: Sequence[str]) -> Iterator[tuple[int, Match]]:
        """The first `contain` phrase of each line that has one. ``normal`` are the ``lines``, joined by line ends.

        The places where one may begin are found for all lines at once, by a number for each run of characters: .4 ms a
        page, where a loop over the places takes 4 ms and a regular expression 20 ms.
        """
        import numpy as np

        places: list[int] = []
        for length, numbers in _numbers(codes_of(normal)):
            places += self._filters[length][numbers].nonzero()[0].tolist()
        places = sorted(set(places))
        ends = np.cumsum([len(line) + 1 for line in lines])
        latest = -1
        for place, number in zip(places, np.searchsorted(ends, places, side="right").tolist(), strict=True):
            match = None if number == latest else self._notice_at(normal, place, int(ends[number]) - 1)
            if match is not None:
                latest = number
                yield number, match

    def _notice_at(self, normal: str, place: int, end: int) -> Match | None:
        """The longest `contain` phrase that begins at a place of a line that ends at ``end``."""
        for length, inside in self.notices.items():
            for match in inside.get(normal[place : place + length], ()):
                if normal.startswith(match.phrase, place, end):
                    return match
        return None


def _filter_of(keys: Iterable[str], length: int) -> NDArray[np.bool_]:
    """The numbers of some runs of ``length`` characters each, as flags."""
    import numpy as np

    known = np.zeros(1 << FILTER_BITS, dtype=bool)
    for runs, numbers in _numbers(codes_of("".join(keys))):
        if runs == length:
            known[numbers[::length]] = True
    return known


def _numbers(codes: NDArray[np.uint32]) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """For each of KEY_LENGTHS, the shorter one first, a number of FILTER_BITS bits for each run of so many characters
    (Karp and Rabin, 1987)."""
    import numpy as np

    number = np.zeros(len(codes), dtype=np.uint32)
    for k in range(KEY_LENGTHS[0]):
        count = len(codes) - k
        if count <= 0:
            return
        number = number[:count]
        number += codes[k:]
        number *= np.uint32(FILTER_BASE)
        if k + 1 in KEY_LENGTHS:
            yield k + 1, number >> np.uint32(32 - FILTER_BITS)


def _stands_alone(match: Match, line: str) -> bool:
    """Whether a label is followed by what it labels: a mark, a blank, a short name; not by the rest of a sentence, as
    in 责任编辑这一行字的境遇也变了."""
    rest = line[len(match.phrase) :]
    if match.kind not in LABELS or not rest or not match.phrase[-1].isalpha():
        return True
    if not rest[0].isalpha():
        return rest[0] not in SENTENCE_MARKS
    return match.phrase[-1] >= "\u3040" and len(rest) <= NAME_LENGTH


@cache
def lexicon() -> Lexicon:
    """The phrases of every language that the package has a file for."""
    return Lexicon(json.loads(files(__package__).joinpath(PHRASES).read_text("utf-8")))


def compile_phrases() -> str:
    """What ``phrases.json`` should hold: a table for each language, with its phrases in their normal form."""
    folder = files(__package__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    tables = [tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in names if name != CLASSES]
    compiled = [
        {
            how: {kind: list(dict.fromkeys(map(normalize, phrases))) for kind, phrases in table[how].items()}
            for how in WAYS
            if how in table
        }
        for table in tables
    ]
    return json.dumps(compiled, ensure_ascii=False, indent=0) + "\n"


@cache
def class_words() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What parts of class names say (part to groups), and what whole names say (name to group)."""
    table = tomllib.loads(files(__package__).joinpath(CLASSES).read_text("utf-8"))
    parts: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    for group, lists in table.items():
        for word in lists.get("words", ()):
            parts[word] = (*parts.get(word, ()), group)
        for name in lists.get("names", ()):
            names[name] = group
    return parts, names
