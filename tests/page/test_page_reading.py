"""The reading pane: paragraph numbers as citations count them, and the ways to articles that belong together."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_library import FakeLibrary

from rag.answer.cite import cite, paragraph_of
from rag.page.render import article as render_article
from rag.page.render import links as render_links
from rag.page.render import lists as render_lists
from rag.page.render import parts as render_parts
from rag.page.render.article import View
from rag.page.service import article_search
from rag.page.tabs.reading import open_article
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


def joined(newspaper: tuple[Article, ...]) -> tuple[Article, ...]:
    """Return the newspaper with a story in two halves and a piece that repeats it; one link leads nowhere."""
    first, second, third, fourth = newspaper[:4]
    return (
        replace(first, continued_by=second.id),
        replace(second, continues=first.id),
        replace(third, repeats=first.id),
        replace(fourth, continues="0" * 16),
        *newspaper[4:],
    )


@pytest.fixture
def library(tmp_path: Path, newspaper: tuple[Article, ...]) -> FakeLibrary:
    made = FakeLibrary(tmp_path, joined(newspaper))
    made.start()
    return made


def test_what_belongs_together_is_one_click_away(library: FakeLibrary) -> None:
    first, second, third, fourth = library.articles()[:4]
    pane = open_article(library, {"article": first.id})
    top = pane[: pane.index('class="text"')]
    assert "续文 →" in top and "Continued in →" in top and f'data-article="{second.id}"' in top
    assert "另有重复" in top and f'data-article="{third.id}"' in top
    assert pane.count("续文 →") == 2  # and again below the text
    assert "← 接前文" in open_article(library, {"article": second.id})
    assert "重复自" in open_article(library, {"article": third.id})
    assert 'class="links"' not in open_article(library, {"article": fourth.id})


def test_the_list_of_articles_shows_what_belongs_together(library: FakeLibrary) -> None:
    first, second = library.articles()[:2]
    html = render_lists.browse(article_search.find(library.articles(), ""), "", 99, library.linked)
    rows = html.split("<li>")[1:]
    assert "续文 →" in rows[0] and f'data-article="{second.id}"' in rows[0]
    assert "← 接前文" in rows[1] and "重复自" in rows[2] and rows[2].count(f'data-article="{first.id}"') == 1
    assert all("links" not in row for row in rows[3:])


def test_an_article_without_a_headline_is_named_by_how_it_begins(newspaper: tuple[Article, ...]) -> None:
    bare = replace(newspaper[0], parts=tuple(replace(part, role="caption") for part in newspaper[0].parts))
    assert render_links.named(bare).startswith("云河大桥建成通车 本报记者") and render_links.named(
        bare
    ).endswith("…")
    hostile = replace(bare, text="<b>x</b>\u202e", parts=(Part("caption", 0, 9),))
    assert render_links.named(hostile) == "&lt;b&gt;x&lt;/b&gt;⟨U+202E⟩"
