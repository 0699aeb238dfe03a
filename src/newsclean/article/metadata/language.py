"""The language of an article: what the page says, checked against its text."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from newsclean.article.metadata.words import Words

__all__ = ["SAMPLE", "find_language"]

# Characters of the text that are looked at.
SAMPLE = 2000
# So many of them are enough where they hold frequent words of the language that the page says it is in.
GLANCE = 400
# A script and the language it is named for, with the share of its characters from which the text counts as written in
# it: one in so many.
SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 12),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 4),
    ("zh", re.compile(r"[\u3400-\u9fff]"), 5),
    ("ru", re.compile(r"[\u0400-\u04ff]"), 3),
    ("el", re.compile(r"[\u0370-\u03ff]"), 3),
    ("ar", re.compile(r"[\u0600-\u06ff]"), 3),
    ("he", re.compile(r"[\u0590-\u05ff]"), 3),
    ("hi", re.compile(r"[\u0900-\u097f]"), 3),
    ("th", re.compile(r"[\u0e00-\u0e7f]"), 3),
)
# Languages that may be declared for a text in that script.
IN_SCRIPT = {
    "ja": {"ja"},
    "ko": {"ko"},
    "zh": {"zh", "yue", "ja"},
    "ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "mn", "ky", "tg"},
    "el": {"el"},
    "ar": {"ar", "fa", "ur", "ps", "ckb"},
    "he": {"he", "yi", "iw"},
    "hi": {"hi", "mr", "ne"},
    "th": {"th"},
}
# All below the scripts above.
LATIN = re.compile(r"[\x00-\u036f]+")
# Letters that tell a language from another in its script.
UKRAINIAN = re.compile(r"[іїєґ]")
PERSIAN = re.compile(r"[پچژگ]")
WORD = re.compile(r"[^\W\d_]+")
TAG = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
# What pages write for a language's code.
MISTAKEN = {"cn": "zh", "jp": "ja", "kr": "ko", "ua": "uk", "cz": "cs", "nb": "no", "nn": "no"}
# Stopwords of another language must outnumber those of the declared one so many times, and be so many.
FACTOR, LEAST = 3, 8


def find_language(declared: str, text: str, words: Words) -> tuple[str, str]:
    """The language as a tag such as ``zh`` or ``en-GB``, and where it came from; empty where nothing tells.

    The page's declaration stands unless the script or the most frequent words of the text speak against it.

    >>> from newsclean.article.metadata.words import load_words
    >>> find_language("en", "港口今天上午恢复通航，货船依次进港。", load_words())
    ('zh', 'text')
    """
    tag = declared.strip().replace("_", "-")
    tag = tag if TAG.match(tag) else ""
    head, dash, rest = tag.partition("-")
    base = MISTAKEN.get(head.lower(), head.lower())
    tag = base + dash + rest
    sample = text[:SAMPLE]
    script = _script(sample)
    if script:
        return (tag, "html lang") if base in IN_SCRIPT[script] else (_of_script(script, sample), "text")
    if tag and (base not in words.alphabetic or _count_stopwords(sample[:GLANCE], words)[base] >= LEAST):
        return tag, "html lang"
    counts = _count_stopwords(sample, words)
    best = min(counts, key=lambda language: (-counts[language], language), default="")
    if tag and (counts[best] < LEAST or counts[best] < FACTOR * counts[base]):
        return tag, "html lang"
    return (best, "text") if counts[best] >= LEAST else ("", "")


def _count_stopwords(sample: str, words: Words) -> Counter[str]:
    """How many frequent words of each language a text holds."""
    languages = words.stopwords
    found = [languages[word] for word in WORD.findall(sample.lower()) if word in languages]
    return Counter(chain.from_iterable(found))


def _script(sample: str) -> str:
    """The language that a script is named for, if the text is written in one that is not Latin."""
    if sample.isascii():
        return ""
    foreign = LATIN.sub("", sample)
    letters = sum(map(str.isalpha, sample)) if any(map(str.isalpha, foreign)) else 0
    fitting = (name for name, script, share in SCRIPTS if len(script.findall(foreign)) * share >= letters)
    return next(fitting, "") if letters else ""


def _of_script(script: str, sample: str) -> str:
    if script == "ru" and UKRAINIAN.search(sample):
        return "uk"
    return "fa" if script == "ar" and PERSIAN.search(sample) else script
