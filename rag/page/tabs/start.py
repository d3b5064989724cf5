"""A library -> what the reading pane shows while nothing is open: latest articles, names, questions.

Knows nothing of Gradio; every text is escaped.
"""

import secrets

from rag.page.html import button, escape, tag
from rag.page.render.parts import when
from rag.page.security.guard import reading_language
from rag.page.service import question_suggestions
from rag.page.service.shared_library import FEW, Library
from rag.page.words.translations import say
from rag.types import Article

LATEST, NAMED, ASKED = 6, 10, 4
_DOT = '<span class="dot" aria-hidden="true">·</span>'


def empty(library: Library) -> str:
    """Return the pane while nothing is open; only the first line where there are no articles yet."""
    lead = tag("p", say("article_none"), class_="facts")
    articles = [
        one for one in library.articles() if one.kind != "furniture" and one.title and not one.repeats
    ]
    if not articles:
        return tag("div", tag("p", say("article_none")), class_="pane-empty")
    latest = sorted(articles, key=lambda one: one.date, reverse=True)[:LATEST]
    rows = "".join(tag("li", _entry(one)) for one in latest)
    html = lead + tag("h2", say("room_latest")) + tag("ol", rows, class_="articles")
    html += _named(library)
    asked = question_suggestions.suggestions(articles, ASKED, secrets.randbelow(1000), reading_language())
    if asked:
        chips = "".join(button(escape(one), "ask", question=one, class_="chip") for one in asked)
        html += tag("h2", say("room_questions")) + tag("div", chips, class_="chips")
    return tag("div", html, class_="pane-room")


def _entry(one: Article) -> str:
    facts = [escape(one.newspaper)] if one.newspaper else []
    line = _DOT.join([*facts, when(one.date)])
    words = tag("span", escape(one.title), class_="words") + tag("span", line, class_="facts")
    return button(words, "open", class_="entry", article=one.id)


def _named(library: Library) -> str:
    """Return the people and places most often named; nothing while they are not collected."""
    if len(library.articles()) > FEW:  # minutes of work, which opening a page must not cost
        return ""
    known = library.names(0.0) or ()
    chosen = [
        one for kind in ("person", "place") for one in known if one.kind == kind and len(one.articles) > 1
    ]
    people = [one for one in chosen if one.kind == "person"][: NAMED // 2]
    places = [one for one in chosen if one.kind == "place"][: NAMED - len(people)]
    if not (people or places):
        return ""
    chips = "".join(
        button(escape(one.name), "topic", class_="chip", name=one.name) for one in (*people, *places)
    )
    return tag("h2", say("room_topics")) + tag("div", chips, class_="chips")
