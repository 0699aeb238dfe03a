"""Evaluations as plain values."""

from __future__ import annotations

import json
from dataclasses import replace

from newsclean.evaluate import Difference, FieldResult
from newsclean.evaluate.values import evaluation_values
from newsclean.types import Kind, Reason
from tests.evaluate.conftest import evaluation_of, result

PAGE = replace(
    result("a", 1 / 3, 0.123456, leaks=[("ads", Kind.BODY)]),
    metadata={"authors": FieldResult(("A",), (), right=False)},
    differences=(
        Difference("leaked", "by night", 2, 2 / 3, 4, Kind.BODY, 0.98765, (Reason("r", Kind.ADS, 1 / 3, "d"),)),
    ),
)


def test_everything_is_told_for_each_page_too() -> None:
    """Figures, kinds, confidence and pages, with numbers rounded to four places, in a form that JSON can hold."""
    values = json.loads(json.dumps(evaluation_values(evaluation_of(PAGE))))
    assert (values["set"], values["cleaner"], values["version"]) == ("sea", "newsclean", "1.0")
    assert values["figures"]["f1"] == 0.3333
    assert values["figures"]["leak_by_kind"] == {"ads": {"value": 1.0, "count": 1}}
    assert values["figures"]["metadata"] == {"authors": {"value": 0.0, "count": 1}}
    assert values["figures"]["have"] is None
    assert values["kinds"] == {"ads": {"body": 1}}
    assert values["confidence"]["bad_doubted"] == 1
    assert values["confidence"]["groups"][0]["f1"] == 0.3333
    (page,) = values["pages"]
    assert (page["id"], page["confidence"], page["score"]["f1"]) == ("a", 0.1235, 0.3333)
    assert page["leaks"] == [{"text": "x", "kind": "ads", "found": True, "judged": "body"}]
    assert page["metadata"] == {"authors": {"expected": ["A"], "found": [], "right": False}}
    assert page["differences"] == [
        {
            "change": "leaked",
            "text": "by night",
            "tokens": 2,
            "share": 0.6667,
            "block": 4,
            "kind": "body",
            "confidence": 0.9877,
            "reasons": [{"labeller": "r", "kind": "ads", "weight": 0.3333, "detail": "d"}],
        }
    ]
