"""The articles that belong to an article -> HTML that leads to them: continued, continuing, repeated.

Knows nothing of how they were found to belong together; every text is escaped.
"""

from collections.abc import Sequence

from rag.page.html import button, escape, tag
from rag.page.render.parts import when
from rag.page.words.translations import say
from rag.types import Article

OPENING = 24  # characters that stand for a headline where there is none

Links = Sequence[tuple[str, Article]]  # how it belongs (a key of the translations) and the article


def named(one: Article) -> str:
    """Return an article's headline, or how it begins where it has none."""
    if one.title:
        return escape(one.title)
    opening = " ".join(one.text[: OPENING + 1].split())
    return escape(opening[:OPENING] + ("…" if len(opening) > OPENING else "")) or say("untitled")


def printed_in(one: Article) -> str:
    """Return newspaper, date, page and file of an article, those that are known."""
    facts = [escape(one.newspaper)] if one.newspaper else []
    facts.append(when(one.date))
    if one.page:
        facts.append(page_of(one))
    facts.append(tag("code", escape(one.source)))
    return '<span class="dot" aria-hidden="true">·</span>'.join(facts)


def page_of(one: Article) -> str:
    """Return the page of the newspaper, in words where it is a bare number."""
    return say("page_number", page=one.page) if one.page.isdigit() else escape(one.page)


def pane(links: Links) -> str:
    """Return the links as they stand under the headline of an article, or nothing."""
    rows = "".join(_row(how, one) for how, one in links)
    return (
        tag("nav", rows, class_="links", aria_label="相关的文章 Articles that belong to it") if rows else ""
    )


def _row(how: str, one: Article) -> str:
    words = tag("span", named(one), class_="words") + tag("span", printed_in(one), class_="facts")
    return button(tag("span", say(how), class_="how-linked") + words, "open", class_="linked", article=one.id)


def line(links: Links) -> str:
    """Return the links as they stand under an article in a list, or nothing."""
    steps = "".join(
        button(say(how) + " " + tag("b", named(one)), "open", class_="quiet", article=one.id)
        for how, one in links
    )
    return tag("div", steps, class_="links tools") if steps else ""
