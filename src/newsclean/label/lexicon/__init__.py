"""What boilerplate says, and what its elements are called: word lists in TOML, one file a language, read once."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from newsclean.types import Kind

__all__ = ["Lexicon", "Match", "class_words", "lexicon", "normalize"]

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
FORMS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u0307": None, "\xad": None, "\u200b": None, "\u200e": None})
# Characters of a `contain` phrase by which it is found; none is shorter.
KEY_LENGTH = 4
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


def normalize(text: str) -> str:
    """A line as phrases are compared: NFKC, lower case, numbers as 0, one form of apostrophe, no soft hyphens.

    >>> normalize("24小时热文 ＞＞")
    '0小时热文 >>'
    >>> normalize("1,234 Comments – Editor’s Picks")
    "0 comments – editor's picks"
    """
    if text.isascii():
        return DIGITS.sub("0", text.lower())
    return DIGITS.sub("0", unicodedata.normalize("NFKC", text).lower().translate(FORMS))


class Lexicon:
    """The phrases of all languages, ready to be looked up in a line."""

    def __init__(self, tables: Iterable[dict[str, Any]]) -> None:
        self.whole: dict[str, list[Match]] = {}
        self.starts: dict[str, list[Match]] = {}
        self.inside: dict[str, list[Match]] = {}
        self.ends: list[Match] = []
        for table in tables:
            for how in ("opens", "line", "start", "contain", "end"):
                for kind, phrases in table.get(how, {}).items():
                    for phrase in phrases:
                        self._add(Match(how, Kind(kind), normalize(phrase)))
        for matches in (*self.starts.values(), *self.inside.values()):
            matches.sort(key=lambda match: -len(match.phrase))

    def _add(self, match: Match) -> None:
        if match.how == "start":
            phrase = match.phrase.lstrip(MARKS)
            self.starts.setdefault(phrase[:2], []).append(Match(match.how, match.kind, phrase))
        elif match.how == "end":
            self.ends.append(match)
        elif match.how == "contain":
            self.inside.setdefault(match.phrase[:KEY_LENGTH], []).append(match)
        else:
            known = self.whole.setdefault(match.phrase.strip(MARKS), [])
            if all(match.how != other.how for other in known):
                known.append(match)

    def look_up(self, text: str) -> tuple[Match, ...]:
        """The phrases that a line matches, at most one of each way; none for a line of prose."""
        if len(text) > NOTICE_LENGTH:
            return ()
        line = normalize(text)
        found: list[Match] = []
        if len(line) <= LINE_LENGTH:
            key = line.strip(MARKS)
            # A heading may carry a count: "评论(12)", "3 comments".
            found += self.whole.get(key) or self.whole.get(key.strip(COUNT)) or ()
            opening = line.lstrip(MARKS)
            for match in self.starts.get(opening[:2], ()):
                if opening.startswith(match.phrase) and _stands_alone(match, opening):
                    found.append(match)
                    break
            if len(key) <= END_LENGTH and not found:
                found += [match for match in self.ends if key.endswith(match.phrase)][:1]
        notice = self._notice(line)
        return tuple(found) if notice is None else (*found, notice)

    def _notice(self, line: str) -> Match | None:
        """The first `contain` phrase in a line. A regular expression of them all takes five times as long."""
        inside = self.inside
        for i in range(len(line) - KEY_LENGTH + 1):
            for match in inside.get(line[i : i + KEY_LENGTH], ()):
                if line.startswith(match.phrase, i):
                    return match
        return None


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
    folder = files(__package__)
    names = sorted(
        entry.name for entry in folder.iterdir() if entry.name.endswith(".toml") and entry.name != "classes.toml"
    )
    return Lexicon(tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in names)


@cache
def class_words() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What parts of class names say (part to groups), and what whole names say (name to group)."""
    table = tomllib.loads(files(__package__).joinpath("classes.toml").read_text("utf-8"))
    parts: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    for group, lists in table.items():
        for word in lists.get("words", ()):
            parts[word] = (*parts.get(word, ()), group)
        for name in lists.get("names", ()):
            names[name] = group
    return parts, names
