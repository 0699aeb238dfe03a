"""What pages write around the metadata of an article, for all languages at once: lists in TOML, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["BY_WORDS", "Words", "element_names", "load_words"]

# What a label may announce; `other` only ends the value before it.
FAMILIES = ("author", "editor", "source", "published", "modified", "other")
# The last words of labels that need no colon.
BY_WORDS = frozenset({"by", "von", "par", "por", "di", "av", "af", "door", "przez"})


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of all languages, in lower case.

    ``labels`` has the family of each label, such as 来源 or "updated", ``date_labels`` those of them for dates;
    ``by_labels`` are those that need no colon; ``label_heads`` and ``label_tails`` are the two characters that labels
    begin and end with, and ``longest_label`` is the greatest length. ``by`` are the words that
    begin a byline, the longest first; ``joins`` those between two names; ``after`` those that end the names of a
    byline, by language, and ``after_han`` those written directly behind a Chinese name; ``roles`` what a person is,
    which stands before or behind a name; ``nobody`` what is no name; ``photo`` what a name is followed by that is not
    an author's; ``surnames`` and ``outlet_endings`` tell Chinese people from outlets; ``not_outlets`` are how other
    words begin that stand in the line of the date. ``home`` and ``last`` are what a breadcrumb begins and ends with,
    ``sends`` what ends a Chinese dateline. ``stopwords`` gives the languages that a frequent word belongs to, and
    ``alphabetic`` all languages that have such words.
    """

    labels: Mapping[str, str]
    date_labels: Mapping[str, str]
    by_labels: re.Pattern[str]
    label_heads: frozenset[str]
    label_tails: frozenset[str]
    longest_label: int
    by: tuple[str, ...]
    joins: frozenset[str]
    after: Mapping[str, frozenset[str]]
    after_han: tuple[str, ...]
    roles: frozenset[str]
    longest_role: int
    nobody: frozenset[str]
    photo: tuple[str, ...]
    surnames: frozenset[str]
    outlet_endings: tuple[str, ...]
    not_outlets: tuple[str, ...]
    home: frozenset[str]
    last: frozenset[str]
    sends: tuple[str, ...]
    stopwords: Mapping[str, tuple[str, ...]]
    alphabetic: frozenset[str]

    def is_role(self, text: str) -> bool:
        """Whether a text is what a person is, and not who."""
        return text.lower().strip(" .") in self.roles


@cache
def load_words() -> Words:
    """The words of every language that the package has a list for."""
    tables = list(_tables())
    chinese = [table for table in tables if table["language"] == "zh"]
    labels = {label: family for family in FAMILIES for label in _gather(tables, "labels", family)}
    roles = frozenset(_gather(tables, "byline", "roles"))
    return Words(
        labels=labels,
        date_labels={label: family for label, family in labels.items() if family in ("published", "modified")},
        by_labels=_any_of([label for label in labels if " " in label and label.split()[-1] in BY_WORDS]),
        label_heads=frozenset(label[:2] for label in labels),
        label_tails=frozenset(label[-2:] for label in labels),
        longest_label=max(map(len, labels)),
        by=_longest_first(_gather(tables, "byline", "by")),
        joins=frozenset(_gather(tables, "byline", "and")),
        after={table["language"]: frozenset(_gather([table], "byline", "after")) for table in tables},
        after_han=_longest_first(_gather(chinese, "byline", "after")),
        roles=roles,
        longest_role=max(map(len, roles)),
        nobody=frozenset(_gather(tables, "byline", "nobody")),
        photo=_longest_first(_gather(chinese, "byline", "photo")),
        surnames=frozenset(chinese[0]["byline"]["surnames"].split()),
        outlet_endings=tuple(_gather(chinese, "outlets", "endings")),
        not_outlets=tuple(_gather(chinese, "outlets", "never")),
        home=frozenset(_gather(tables, "breadcrumb", "home")),
        last=frozenset(_gather(tables, "breadcrumb", "last")),
        sends=_longest_first(_gather(chinese, "dateline", "sends")),
        stopwords=_languages_of_words(tables),
        alphabetic=frozenset(table["language"] for table in tables if table.get("stopwords")),
    )


@cache
def element_names(field: str, kind: str = "meta") -> tuple[str, ...]:
    """The names of meta elements (or with ``json_ld`` of keys) that may hold a field, the most trusted first."""
    return tuple(_elements()[field].get(kind, ()))


@cache
def _elements() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(files(__package__).joinpath("elements.toml").read_text("utf-8"))


def _tables() -> Iterator[Mapping[str, Any]]:
    """One table a language, in the order of the files' names."""
    folder = files(__package__).joinpath("words")
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")):
        table = tomllib.loads(folder.joinpath(name).read_text("utf-8"))
        yield from table.get("languages", (table,))


def _gather(tables: Iterable[Mapping[str, Any]], section: str, name: str) -> list[str]:
    return [word.lower() for table in tables for word in table.get(section, {}).get(name, ())]


def _any_of(labels: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _longest_first(labels)))})(?=\s)")


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def _languages_of_words(tables: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The languages that each stopword belongs to."""
    languages: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for word in sorted(set(table.get("stopwords", "").split())):
            languages[word] = (*languages.get(word, ()), table["language"])
    return languages
