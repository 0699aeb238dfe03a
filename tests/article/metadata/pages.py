"""Pages for the tests of metadata: HTML or a scrape, with its blocks labelled by hand."""

from __future__ import annotations

from collections.abc import Mapping

from newsclean.article.metadata import read_metadata
from newsclean.page import load_page
from newsclean.segment import segment
from newsclean.types import Kind, Ledger, LedgerEntry, Metadata, Reason, Role, Verdict

__all__ = ["CHINESE_TEXT", "ENGLISH_TEXT", "metadata_of"]

CHINESE_TEXT = (
    "<p>港口管理部门表示，航道清淤工程已于昨日完工，今天上午首批货船依次进港，预计一周之内恢复到平常的水平。</p>"
    "<p>船员们说，封航的十二天里，岸上的居民送来蔬菜和热水，大家轮流值班看守船只，没有发生一起事故。</p>"
    "<p>当地渔民估计，清淤之后潮水更急，近岸的网箱需要重新固定，县里为此准备了一笔补助，下个月开始申请。</p>"
    "<p>下一步，管理部门将每年测量两次航道，把结果向社会公布，并请沿岸的学校参加观测，让孩子们认识自己的海。</p>"
)
ENGLISH_TEXT = (
    "<p>The harbour reopened on Monday after dredgers had worked for twelve days to clear the channel of sand.</p>"
    "<p>Crews who had waited offshore said that people in the town had brought them vegetables and hot water.</p>"
    "<p>The port authority will now measure the depth of the channel twice a year and publish what it finds.</p>"
    "<p>Fishermen expect the tide to run faster than before and ask for help with fixing their nets to the ground.</p>"
)


def metadata_of(page: str, kinds: Mapping[str, Kind] | None = None, *, url: str | None = None) -> Metadata:
    """The metadata of a page whose blocks are labelled: by the first key that a block's text holds, else headings as
    titles, pictures and long blocks as body and short ones as source lines."""
    loaded = load_page(page, url=url)
    entries = []
    for block in segment(loaded):
        given = next((kind for text, kind in (kinds or {}).items() if text in block.text), None)
        if block.hidden:
            given = Kind.HIDDEN
        elif given is None:
            by_form = Kind.TITLE if block.role is Role.HEADING else Kind.SOURCE_LINE
            given = Kind.BODY if block.image or len(block.text) > 40 else by_form
        entries.append(LedgerEntry(block, Verdict(given, 1.0, (Reason("test", given, 1.0, "by hand"),))))
    return read_metadata(loaded, Ledger(tuple(entries)))
