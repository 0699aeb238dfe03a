"""Text scrapes to blocks."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from newsclean.segment.scrape import segment_scrape
from newsclean.segment.space import INVISIBLE
from newsclean.types import Role


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_blocks_are_the_text(text: str) -> None:
    """The blocks of any text hold all of it, white space aside."""
    blank = re.compile(rf"[\s{INVISIBLE}]+")
    assert blank.sub("", "".join(block.text for block in segment_scrape(text))) == blank.sub("", text)


def test_lines_and_gaps() -> None:
    """Each line that is not blank is a block that knows how many blank lines stand before it."""
    blocks = segment_scrape("标题\n\n\n　　第一段。\n• 相关一\n\u200b\n- \n末行")
    assert [(block.text, block.gap, block.role) for block in blocks] == [
        ("标题", 0, Role.LINE),
        ("第一段。", 2, Role.LINE),
        ("• 相关一", 0, Role.LIST_ITEM),
        ("-", 1, Role.LINE),
        ("末行", 0, Role.LINE),
    ]
