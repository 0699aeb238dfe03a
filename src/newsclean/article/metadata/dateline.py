"""The dateline: who sends a report, from where, on which day."""

from __future__ import annotations

import re

from newsclean.article.metadata.evidence import Evidence
from newsclean.types import Dateline

__all__ = ["find_dateline"]

# 中新网北京6月18日电, 新华社华盛顿2024年5月9日电, 本报北京5月13日讯.
HAN_DATELINE = re.compile(
    r"^[\s（(【]{0,3}据?(?P<agency>[^\s\d，。,.（）()]{0,12}?(?:社|网|報|报|台|通讯|電|频道|客户端))[\s\u3000]?"
    r"(?P<place>(?!记者|記者)[^\s\d，。,.（）()：:]{0,10}?)[\s\u3000]?(?P<day>(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日)"
    r"[\s\u3000]?[^\s，。,.（）()]{0,3}?(?:电|電|讯|訊|消息|报道|報道)"
)
# LONDON, Jan 5 (Reuters) - ; BERLIN (dpa) – ; Paris (AFP) -
WESTERN_DATELINE = re.compile(
    r"^(?P<place>[^\W\d_][\w.'’ /-]{1,30}?(?:, [^\W\d_][^\d(),]{1,20}?)?)"
    r"(?:, (?P<day>[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,9}))?"
    r"\s?\((?P<agency>[^()\s]{2,20}(?:[ /][A-Z][^()\s]{1,20})?)\)\s?(?:[-–—.:]|--)\s"
)


def find_dateline(evidence: Evidence) -> tuple[Dateline | None, str]:
    """The dateline that opens the text, and the block that it opens."""
    for line in evidence.of("start"):
        match = HAN_DATELINE.match(line.text) or WESTERN_DATELINE.match(line.text)
        if match:
            return Dateline(match["agency"] or None, match["place"] or None, match["day"]), line.origin
    return None, ""
