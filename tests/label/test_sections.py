"""Sections that headings open."""

from __future__ import annotations

from newsclean.label.context import Context, look_at
from newsclean.label.sections import judge_sections
from newsclean.page import load_page
from newsclean.segment import segment
from newsclean.types import Kind


def context_of(source: str) -> Context:
    page = load_page(source, max_bytes=1 << 20)
    return look_at(page, segment(page))


def test_a_section_ends_with_its_container() -> None:
    """相关阅读 opens a section that ends where the container of its list ends."""
    context = context_of(
        "<div><p>正文第一段，记者报道。</p><div><h3>相关阅读</h3><ul><li>旧闻一</li><li>旧闻二</li></ul></div><p>正文继续。</p></div>"
    )
    (section,) = context.sections
    assert (section.kind, section.heading, section.end) == (Kind.RELATED_ARTICLES, 1, 4)
    assert [i for i, _ in judge_sections(context)] == [2, 3]


def test_the_next_heading_ends_a_section() -> None:
    """In a text scrape a section goes on to the next heading of one, or to the end."""
    context = context_of("标题行\n正文第一段，记者报道。\n相关文章\n旧闻一\n友情链接\n某网")
    assert [(section.kind, section.heading, section.end) for section in context.sections] == [
        (Kind.RELATED_ARTICLES, 2, 4),
        (Kind.FRIEND_LINKS, 4, 6),
    ]


def test_prose_opens_nothing() -> None:
    """A sentence that speaks of related articles is no heading."""
    assert not context_of("研究者说，很多网站在相关阅读里放了比正文还长的推荐，读者因此分不清哪里是正文。\n第二行").sections
