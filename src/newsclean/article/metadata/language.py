"""The language of an article: what the page says, checked against its text."""

from __future__ import annotations

import re
from collections import Counter

from newsclean.article.metadata.words import Words

__all__ = ["find_language"]

# Characters of the text that are looked at.
SAMPLE = 2000
SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
# Languages that share a script with the one named for it above.
SAME_SCRIPT = {
    "zh": {"zh", "yue", "ja"},
    "ja": {"ja"},
    "ko": {"ko"},
    "ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "mn", "ky", "tg"},
    "el": {"el"},
    "ar": {"ar", "fa", "ur", "ps", "ckb"},
    "he": {"he", "yi", "iw"},
    "hi": {"hi", "mr", "ne"},
    "th": {"th"},
}
UKRAINIAN = re.compile(r"[іїєґ]")
PERSIAN = re.compile(r"[پچژگ]")
WORD = re.compile(r"[^\W\d_]+")
TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
# A script is that of the text where at least one character in so many belongs to it.
SHARE = {"ja": 12, "ko": 4, "zh": 5}
# Stopwords of another language must outnumber those of the declared one so many times, and be so many.
FACTOR, LEAST = 3, 8


def find_language(declared: str, text: str, words: Words) -> tuple[str, str]:
    """The language as a tag such as ``zh`` or ``en-GB``, and where it came from; empty where nothing tells.

    The page's declaration stands unless the script or the most frequent words of the text speak against it.
    """
    tag = declared.strip().replace("_", "-")
    tag = tag if TAG.match(tag) else ""
    base = tag.partition("-")[0].lower()
    base = {"cn": "zh", "jp": "ja", "kr": "ko", "ua": "uk", "cz": "cs", "nb": "no", "nn": "no"}.get(base, base)
    tag = base + tag[len(tag.partition("-")[0]) :]
    sample = text[:SAMPLE]
    script = _script(sample)
    if script:
        return (tag, "html lang") if base in SAME_SCRIPT[script] and tag else (_of_script(script, sample), "text")
    counts: Counter[str] = Counter()
    for word in WORD.findall(sample.lower()):
        counts.update(words.stopwords.get(word, ()))
    best, hits = max(sorted(counts.items()), key=lambda item: item[1], default=("", 0))
    if tag and (hits < LEAST or base not in words.alphabetic or hits < FACTOR * counts[base]):
        return tag, "html lang"
    return (best, "text") if hits >= LEAST else (tag, "html lang" if tag else "")


def _script(sample: str) -> str:
    """The language that a script is named for, if the text is written in one that is not Latin."""
    if sample.isascii():
        return ""
    letters = sum(map(str.isalpha, sample))
    for language, pattern in SCRIPTS:
        if letters and len(pattern.findall(sample)) * SHARE.get(language, 3) >= letters:
            return language
    return ""


def _of_script(script: str, sample: str) -> str:
    if script == "ru" and UKRAINIAN.search(sample):
        return "uk"
    if script == "ar" and PERSIAN.search(sample):
        return "fa"
    return script
