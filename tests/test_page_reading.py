"""The reading pane: paragraph numbers as citations count them, and the ways to articles that belong together."""

from dataclasses import replace

from rag.answer.cite import cite, paragraph_of
from rag.page import render_article, render_parts
from rag.page.render_article import View
from rag.types import Article, Part


def headed(one: Article) -> Article:
    """Return the article with its second paragraph made a heading, so that parts and paragraphs differ in number."""
    parts = [replace(part, role="heading") if n == 3 else part for n, part in enumerate(one.parts)]
    last = parts[-1]
    middle = (last.start + last.end) // 2
    return replace(
        one, parts=(*parts[:-1], Part("paragraph", last.start, middle), Part("paragraph", middle, last.end))
    )


def test_the_number_beside_a_paragraph_is_the_number_in_its_citation(newspaper: tuple[Article, ...]) -> None:
    for one in (*newspaper, headed(newspaper[2])):
        html = render_article.article(View(one))
        shown = [int(piece.split("<")[0]) for piece in html.split('class="number" aria-hidden="true">')[1:]]
        body = [part for part in one.parts if part.role == "paragraph"]
        assert (
            shown
            == [cite(one, part.start, part.end).paragraph for part in body]
            == list(range(1, len(body) + 1))
        )


def test_a_quote_of_the_headline_stands_in_no_paragraph(newspaper: tuple[Article, ...]) -> None:
    one = newspaper[0]
    assert paragraph_of(one, 0) == 0 == paragraph_of(one, one.parts[1].start)
    line = render_parts.source_line(cite(one, 0, 4))
    assert "标题或图注" in line and "headline or caption" in line and "第 0 段" not in line
    assert "第 1 段" in render_parts.source_line(cite(one, one.parts[2].start, one.parts[2].start + 2))
