"""Short lines that ask for something, or are answers of a poll; what stands within a line."""

from __future__ import annotations

import pytest

from newsclean.label.ballot import COLUMN, Ballot
from newsclean.label.phrases import judge_prompts
from newsclean.label.structure import judge_asides
from newsclean.types import Kind
from tests.label.test_sections import context_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Follow The Courier on Facebook, X and Instagram.", Kind.SHARE),
        ("Want more? Find us on Facebook.", Kind.SHARE),
        ("Listen to the show on Spotify or Apple Podcasts", Kind.SHARE),
        ("Folgen Sie uns auf Instagram", Kind.SHARE),
        ("Suivez la Gazette sur WhatsApp", Kind.SHARE),
        ("Подписывайтесь на наш телеграм-канал", Kind.SHARE),
        ("Yes, it was right (41%, 1,680 Votes)", Kind.MOOD_POLL),
        ("支持（12票）", Kind.MOOD_POLL),
        ("He posted it on Facebook to share his story.", None),
        ("The company said that it would follow the lead of Twitter.", None),
        ("The motion passed (53 votes) in spring.", None),
        ("Follow the river on foot.", None),
        ("Companies like Facebook and Twitter are under pressure.", None),
        ("Share prices of Facebook fell.", None),
        ("Folgen der Panne bei Instagram", None),
        ("Sigue la caída de Facebook", None),
        ("Please like our page on Facebook", Kind.SHARE),
    ],
)
def test_prompts_speak_against_the_body(text: str, kind: Kind | None) -> None:
    """A line that begins with a request and names a service, or ends with votes, is told from one that tells of it."""
    context = context_of(f"<p>{text}</p>")
    ballot = Ballot(1)
    ballot.add(0, "model", Kind.BODY, 1.0, "")
    judge_prompts(context, ballot)
    assert ballot.body[0] == (1.0 if kind is None else -2.0)
    assert ballot.weights[0].sum() == (0.0 if kind is None else ballot.weights[0, COLUMN[kind]])


def test_prompts_look_at_short_lines_that_would_be_kept() -> None:
    """A request that is not kept anyway, and a paragraph that happens to begin so, are left alone."""
    paragraph = "Follow the path up to the chapel, " + "where the view opens over the valley, " * 5 + "says Facebook."
    context = context_of(f"<p>Follow us on Facebook</p><p>{paragraph}</p>")
    ballot = Ballot(2)
    ballot.add(0, "model", Kind.BODY, -1.0, "")
    ballot.add(1, "model", Kind.BODY, 1.0, "")
    judge_prompts(context, ballot)
    assert ballot.body.tolist() == [-1.0, 1.0]


def test_asides_are_no_body() -> None:
    """Readings are of no kind that has a name, cards within a line are related articles; nothing else is judged."""
    context = context_of(
        "<p><ruby>親<rt>おや</rt></ruby>が、<b><img src=a.jpg><a href=/1>一</a><a href=/2>二</a></b>と</p>"
        "<p><a href=/3>三</a></p>"
    )
    ballot = Ballot(len(context.blocks))
    judge_asides(context, ballot)
    assert [block.text for block in context.blocks if block.text] == ["親が、と", "おや", "一二", "三"]
    kinds = [Kind.OTHER, Kind.RELATED_ARTICLES]
    judged = [i for i, odds in enumerate(ballot.body.tolist()) if odds < 0]
    assert judged == [1, 2]
    assert [ballot.weights[i, COLUMN[kind]] > 0 for i, kind in zip(judged, kinds, strict=True)] == [True, True]
