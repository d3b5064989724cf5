"""Articles, documents and corrections -> the lists of the page: welcome, browse, preview, files.

Knows nothing of Gradio, and of no article in particular; every text is escaped.
"""

from collections.abc import Callable, Sequence

from rag.page.html import button, escape, tag
from rag.page.render import links as render_links
from rag.page.render.article import kind_name
from rag.page.render.links import Links
from rag.page.render.marks import Mark, marked
from rag.page.render.parts import chips, when
from rag.page.service.article_search import Found
from rag.page.words.translations import say
from rag.types import Article

EXCERPT = 90  # characters of an article shown in a list


def welcome(articles: int, sources: int, suggestions: Sequence[str]) -> str:
    """Return what the conversation shows before the first question."""
    lead = tag("h2", say("welcome")) + tag("p", say("welcome_lead"))
    known = say("holding", articles=articles, sources=sources) if articles else say("holding_none")
    return tag("div", lead + chips("try", suggestions) + tag("p", known, class_="facts"), class_="welcome")


def undo(act: str, key: str) -> str:
    """Return the way back from what was just done."""
    return tag("p", button(say(key), act, class_="chip"), class_="undo")


def getting_ready() -> str:
    """Return the conversation while the index is being opened."""
    lead = tag("h2", say("welcome")) + tag("p", say("welcome_lead"))
    return tag("div", lead + tag("p", say("warming"), class_="facts", role="status"), class_="welcome")


def getting_ready_line() -> str:
    """Return a quiet line that something is under way."""
    return notice(say("stage_search"))


def bar(html: str, done: int, total: int) -> str:
    """Return a quiet line of bilingual HTML with a bar that fills."""
    filled = tag("progress", "", value=done, max=max(1, total))
    return tag("p", html + filled, class_="facts notice", role="status")


def trouble(message: str) -> str:
    """Return a plain message in the place of a list."""
    return tag("p", escape(message), class_="failure", role="alert")


def notice(html: str) -> str:
    """Return a quiet line of bilingual HTML."""
    return tag("p", html, class_="facts notice", role="status")


def browse(
    articles: Sequence[Found], query: str, shown: int, linked: Callable[[Article], Links] = lambda _: ()
) -> str:
    """Return a list of articles, the searched words marked, ``shown`` of them at once, with what belongs to each."""
    if not articles:
        return notice(say("found_none"))
    rows = "".join(
        tag("li", _row(one, places, query) + render_links.line(linked(one)))
        for one, places in articles[:shown]
    )
    more = len(articles) - shown
    again = button(say("more_articles", count=more), "more", shown=shown) if more > 0 else ""
    return notice(say("found_articles", count=len(articles))) + tag("ol", rows, class_="articles") + again


def _row(one: Article, places: Sequence[tuple[int, int]], query: str) -> str:
    marks = [Mark(start, end, "match") for start, end in places]
    title = next((part for part in one.parts if part.role == "title"), None)
    head = marked(one.text[title.start : title.end], title.start, marks) if title else say("untitled")
    excerpt = _excerpt(one, places, marks)
    facts = [
        kind_name(one.kind),
        escape(one.newspaper) if one.newspaper else "",
        when(one.date),
        tag("code", escape(one.source)),
    ]
    if places:
        facts.append(say("matches", count=len(places)))
    line = '<span class="dot">·</span>'.join(fact for fact in facts if fact)
    inner = (
        tag("span", head, class_="words")
        + tag("span", excerpt, class_="excerpt")
        + tag("span", line, class_="facts")
    )
    return button(inner, "open", class_="entry", article=one.id, query=query or None)


def _excerpt(one: Article, places: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> str:
    """Return some words around the first match in the body, or the beginning of the body."""
    body = [part for part in one.parts if part.role == "paragraph"] or list(one.parts)
    found = next(
        ((part, start) for start, _ in places for part in body if part.start <= start < part.end), None
    )
    part, place = found or (body[0], body[0].start)
    start = max(part.start, place - EXCERPT // 3)
    end = min(part.end, start + EXCERPT)
    words = marked(one.text[start:end], start, marks)
    return ("…" if start > part.start else "") + words + ("…" if end < part.end else "")


def documents(names: Sequence[tuple[str, int]], removable: bool, told: str = "") -> str:
    """Return the files in the index with the number of their articles, each with a button that removes it.

    ``told`` is HTML: what the last change did.
    """
    rows = ""
    for name, count in names:
        remove = button(say("remove"), "remove", name=name) if removable else ""
        rows += tag(
            "li",
            tag("code", escape(name))
            + tag("span", say("found_articles", count=count), class_="facts")
            + remove,
        )
    return told + tag("h2", say("documents")) + tag("ul", rows, class_="files")


def corrections(cases: Sequence[tuple[str, str, str]]) -> str:
    """Return the corrections made so far: question, words, time."""
    if not cases:
        return notice(say("corrections_none"))
    rows = "".join(
        tag(
            "li",
            tag("span", escape(question), class_="facts")
            + tag("span", escape(words) if words else say("pick_none"), class_="words")
            + tag("time", escape(time)),
        )
        for question, words, time in cases
    )
    return tag("ol", rows, class_="cases")
