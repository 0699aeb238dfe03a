"""How well a cleaner does on pages whose right answer is known: measured a page at a time, told a set at a time.

``evaluate`` measures newsclean, or any other cleaner, on a set that ``read_gold`` reads; what comes back are plain
values. This room stands behind all that clean and archive, and before the command line.
"""

from __future__ import annotations

from newsclean.errors import GoldError
from newsclean.evaluate.cleaners import Answer, Cleaner
from newsclean.evaluate.gold import GoldPage, GoldSet, Snippet, read_gold
from newsclean.evaluate.results import (
    Calibration,
    ConfidenceGroup,
    Difference,
    Evaluation,
    FieldResult,
    Figures,
    PageResult,
    Share,
    SnippetResult,
    TextScore,
)
from newsclean.evaluate.run import evaluate

__all__ = [
    "Answer",
    "Calibration",
    "Cleaner",
    "ConfidenceGroup",
    "Difference",
    "Evaluation",
    "FieldResult",
    "Figures",
    "GoldError",
    "GoldPage",
    "GoldSet",
    "PageResult",
    "Share",
    "Snippet",
    "SnippetResult",
    "TextScore",
    "evaluate",
    "read_gold",
]
