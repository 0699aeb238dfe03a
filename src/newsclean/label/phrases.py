"""What the words of a block say of its kind: phrases of the lexicon, dates, likeness to the title."""

from __future__ import annotations

import re

from newsclean.label.ballot import Ballot
from newsclean.label.characters import DIGIT
from newsclean.label.context import Context
from newsclean.types import Kind, Role

__all__ = ["judge_dates", "judge_phrases", "judge_prompts", "judge_title"]

# What a match is worth for its kind, by how it was found.
MATCH_WEIGHT = {"opens": 3.5, "line": 3.0, "start": 3.0, "contain": 2.0, "end": 2.5}
# Kinds whose phrases are never the body of a short line: what they take from its log-odds. The others leave that to the
# trained labeller, since a subheading of an article may read like the heading of a section.
AGAINST_BODY = {
    Kind.EDITOR_LINE: 4.0,
    Kind.SHARE: 2.0,
    Kind.MOOD_POLL: 2.0,
    Kind.QR_PROMPT: 2.0,
    Kind.APP_PROMPT: 2.0,
    Kind.COPYRIGHT: 2.0,
    Kind.PAGINATION: 2.0,
    Kind.DISCLAIMER: 1.5,
    Kind.SOURCE_LINE: 1.5,
    Kind.BREADCRUMB: 2.0,
    Kind.FRIEND_LINKS: 1.5,
    Kind.RELATED_ARTICLES: 3.0,
    Kind.RECOMMEND: 1.0,
    Kind.ADS: 3.0,
    Kind.CONSENT: 2.0,
    Kind.NEWSLETTER: 1.5,
    Kind.COMMENTS: 1.5,
}
# "Read more: ..." that is mostly a link leads elsewhere, however long it is: what that takes further.
LEADING = frozenset({Kind.RELATED_ARTICLES, Kind.RECOMMEND})
LEADS_WEIGHT = 3.0
MOSTLY = 0.5
# Ways of matching that speak against the body too.
DECISIVE = frozenset({"opens", "line", "start"})
SHORT_UNITS = 25.0
DATE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d"
    r"|\b\d{1,2}\.? [^\W\d]{3,9}\.?,? (?:19|20)\d\d\b|\b[^\W\d]{3,9}\.? \d{1,2},? (?:19|20)\d\d\b|\b\d{1,2}:\d\d\b"
)
DATE_UNITS = 20.0
TITLE_LIKENESS = 0.72
# A line that asks its reader to do something with a service: what it asks for, perhaps after a question, and the
# services. Words that begin headlines too ("share prices", "Folgen", "companies like") need a second one.
PROMPT = re.compile(
    r"(?:[^.!?:]{0,60}[.!?:] )?(?:please |also |you can (?:also )?|don't forget to |be sure to )?"
    r"(?:follow|subscribe (?:to|on|now|via)|listen (?:to|on|now|live)"
    r"|(?:like|find|join|reach|contact|message|connect with|watch|share|download)"
    r" (?:us|me|him|her|them|it|this|our|your|the|more)"
    r"|folgen sie|folg[et]? (?:uns|mir)|abonnier\w+|teilen sie|hören sie|besuchen sie|besucht uns"
    r"|suivez|retrouvez|abonnez|écoutez|rejoignez|partage[rz]"
    r"|síguenos|síganos|suscríbe\w+|encuéntranos|comparte|escúcha\w+"
    r"|seguici|seguiteci|iscriviti|ascolta (?:il|la|su)|sigam?|ouça|inscreva"
    r"|volg ons|abonneer|obserwuj|polub|posłuchaj|śledź|bizi takip|abone ol|ikuti kami"
    r"|подписывайтесь|подпишитесь|підписуйтес[ья]|підпишіться|слушайте|читайте)\b"
    r".*\b(?:facebook|instagram|youtube|linkedin|whatsapp|telegram|tiktok|pinterest|snapchat|bluesky|mastodon|spotify"
    r"|podcasts?|google news|google play|app store|soundcloud|flipboard|twitter|threads"
    r"|вконтакте|телеграм\w*|дзен\w*)\b"
)
PROMPT_WEIGHT = 3.0
# The answers of a poll, with their votes.
VOTES = re.compile(
    r".*[(（](?:[\d.,]+ ?%[ ,;|]*)?[\d.,]+ ?(?:votes?|stimmen?|votos?|vot[io]|voix|głos\w*|голос\w*|票)[)）]$"
)
BRACKETS = (")", "）")


def judge_phrases(context: Context, ballot: Ballot) -> None:
    """Phrases of the lexicon speak for their kind; on short lines some speak against the body too."""
    units = context.characters.units
    for i, matches in enumerate(context.matches):
        if not matches:
            continue
        short = units[i] <= SHORT_UNITS
        leads = context.link_characters[i] > MOSTLY * len(context.blocks[i].text)
        for match in matches:
            ballot.add(i, "phrases", match.kind, MATCH_WEIGHT[match.how], match.detail)
            against = AGAINST_BODY.get(match.kind)
            if against and match.how in DECISIVE and (short or leads):
                weight = against + LEADS_WEIGHT if leads and match.kind in LEADING else against
                ballot.add(i, "phrases", Kind.BODY, -weight, match.detail)


def judge_prompts(context: Context, ballot: Ballot) -> None:
    """A short line that asks to follow somebody on a service, or is an answer of a poll, is not of the article."""
    short = context.characters.units <= SHORT_UNITS
    for i in (short & (ballot.body > 0)).nonzero()[0].tolist():
        if PROMPT.match(context.blocks[i].text.lower()):
            _prompts(ballot, i, Kind.SHARE, "asks to follow on a service")
    for i in short.nonzero()[0].tolist():
        text = context.blocks[i].text
        if text.endswith(BRACKETS) and VOTES.match(text.lower()):
            _prompts(ballot, i, Kind.MOOD_POLL, "ends with a number of votes")


def _prompts(ballot: Ballot, i: int, kind: Kind, detail: str) -> None:
    ballot.add(i, "prompts", kind, PROMPT_WEIGHT, detail)
    ballot.add(i, "prompts", Kind.BODY, -PROMPT_WEIGHT, detail)


def judge_dates(context: Context, ballot: Ballot) -> None:
    """A short line with a date reads as a source line, if nothing else claims it."""
    characters = context.characters
    for i in ((characters.units <= DATE_UNITS) & (characters.counts[:, DIGIT] > 0)).nonzero()[0].tolist():
        if DATE.search(context.blocks[i].text):
            ballot.add(i, "dates", Kind.SOURCE_LINE, 1.6, "a short line with a date")


def judge_title(context: Context, ballot: Ballot) -> None:
    """A line that says what the page calls itself is its title."""
    for i in (context.title_likeness >= TITLE_LIKENESS).nonzero()[0].tolist():
        heading = context.blocks[i].role is Role.HEADING
        ballot.add(i, "title", Kind.TITLE, 4.0 if heading else 2.5, "says what the page calls itself")
        ballot.add(i, "title", Kind.BODY, -2.0, "says what the page calls itself")
