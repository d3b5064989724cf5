"""One Article and what to mark in it -> the HTML of the reading pane, and its raw page beside it.

Knows nothing of Gradio or of the index; every text is escaped, and every piece of it carries its offset
so that words selected in the browser can be read back as a slice of the article.
"""

from dataclasses import dataclass

from rag.page.html import button, escape, tag
from rag.page.render import links as render_links
from rag.page.render.links import Links, page_of
from rag.page.render.marks import Mark, marked
from rag.page.render.parts import when
from rag.page.words.translations import WORDS, both, say
from rag.types import Article, Document, Part

RAW_LENGTH = 200_000  # characters of a raw page that are sent to the browser around the mark

_ELEMENT = {"title": "h2", "heading": "h3"}


@dataclass(frozen=True, slots=True)
class View:
    """What the reading pane shows: an article, the places to mark, and the way on."""

    article: Article
    start: int = 0
    end: int = 0
    sentence_start: int = 0
    sentence_end: int = 0
    weak: bool = False  # the place is only near: mark it as a passage, not as the answer
    matches: tuple[tuple[int, int], ...] = ()
    previous: Article | None = None
    next: Article | None = None
    links: Links = ()  # the articles that belong to it
    previous_passage: tuple[int, int] | None = None
    next_passage: tuple[int, int] | None = None
    picking: str = ""  # the question for which the reader is selecting the right words
    turn: int = 0


def nothing() -> str:
    """Return the pane before anything was opened."""
    return tag("div", tag("p", say("article_none")), class_="pane-empty")


def article(view: View) -> str:
    """Return the whole pane: the bar, what is known about the article, its text with the marks, and the way on."""
    one = view.article
    marks = _marks(view)
    body = ""
    paragraphs = 0  # of the body alone, as a citation counts them
    for part in one.parts:
        paragraphs += part.role == "paragraph"
        body += _part(one, part, paragraphs, marks)
    text = tag("div", body, class_="text", lang="zh-Hans", data_article=one.id)
    return (
        _bar(view)
        + tag("article", _facts(one) + render_links.pane(view.links) + text, class_="story", tabindex="-1")
        + _ways(view)
        + _picking(view)
    )


def _marks(view: View) -> list[Mark]:
    marks = [Mark(r.start, max(r.end, r.start), "repair", _was(r.before)) for r in view.article.repairs]
    marks += [Mark(start, end, "match") for start, end in view.matches]
    if view.start < view.end:
        marks.append(Mark(view.start, view.end, "passage" if view.weak else "quote"))
    if view.sentence_start < view.sentence_end:
        marks.append(Mark(view.sentence_start, view.sentence_end, "sentence"))
    return marks


def _was(before: str) -> str:
    return WORDS["repair"][0].format(before=before)


def _part(one: Article, part: Part, number: int, marks: list[Mark]) -> str:
    html = marked(one.text[part.start : part.end], part.start, marks, offsets=True)
    element = _ELEMENT.get(part.role, "p")
    if part.role == "paragraph":
        html = tag("span", str(number), class_="number", aria_hidden="true") + html
    return tag(element, html, class_=part.role)


def _facts(one: Article) -> str:
    kind = f"kind_{one.kind}"
    facts = [say(kind) if kind in WORDS else escape(one.kind)]
    if one.newspaper:
        facts.append(escape(one.newspaper) + _evidence(one, "newspaper"))
    facts.append(when(one.date) + _evidence(one, "date"))
    if one.page:
        facts.append(page_of(one))
    line = tag("p", '<span class="dot">·</span>'.join(facts), class_="facts")
    files = say("file") + " " + tag("code", escape(one.source))
    if one.copies:
        files += "，" + say("copies", files="、".join(one.copies))
    return line + tag("p", files, class_="facts file")


def _evidence(one: Article, field: str) -> str:
    found = one.evidence.get(field)
    if found is None:
        return tag("small", "（" + say("no_masthead") + "）") if field == "date" and not one.date else ""
    words = say("inferred", words=found.words) if found.words else escape(found.reason)
    return tag("small", "（" + words + "）", title=found.reason or None)


def _bar(view: View) -> str:
    one = view.article
    tools = button(say("close"), "close", class_="quiet close")
    if view.start < view.end:
        tools += button(say("back_to_mark"), "mark")
    if one.repairs:
        tools += button(say("show_repairs", count=len(one.repairs)), "repairs", aria_pressed="false")
    tools += button(say("raw"), "raw", article=one.id, start=view.start, end=view.end)
    return tag("div", tools, class_="tools bar", role="toolbar")


def _ways(view: View) -> str:
    one = view.article
    ways = ""
    for key, place in (("previous_passage", view.previous_passage), ("next_passage", view.next_passage)):
        if place is not None:
            ways += button(say(key), "open", article=one.id, start=place[0], end=place[1], weak="yes")
    steps = tag("div", ways, class_="tools") if ways else ""
    steps += "".join(_step(how, other) for how, other in view.links if how == "continued_by")
    for key, other in (("previous", view.previous), ("next", view.next)):
        if other is not None:
            steps += _step(key, other)
    return tag("nav", steps, class_="ways", aria_label="接着读 Read on") if steps else ""


def _step(key: str, other: Article) -> str:
    words = tag("span", say(key), class_="facts") + tag("span", render_links.named(other), class_="words")
    return button(words, "open", class_=f"entry {key}", article=other.id)


def _picking(view: View) -> str:
    if not view.picking:
        return ""
    lead = tag("p", say("pick_lead", question=view.picking))
    values: dict[str, object] = {"article": view.article.id, "question": view.picking, "turn": view.turn}
    choose = button(say("pick"), "pick", class_="primary", **values) + button(
        say("pick_none"), "picknone", **values
    )
    return tag(
        "div",
        lead + tag("p", "", class_="picked-words", aria_live="polite") + tag("div", choose, class_="tools"),
        class_="picking",
    )


def raw(document: Document, article_id: str, place: tuple[int, int], back: tuple[int, int]) -> str:
    """Return the raw page with the same words marked; ``place`` counts in the raw text, ``back`` in the article."""
    start, end = place
    first = max(0, start - RAW_LENGTH // 2)
    window = document.text[first : first + RAW_LENGTH]
    html = marked(window, first, [Mark(start, end, "quote")] if start < end else [])
    tools = button(say("close"), "close", class_="quiet close")
    tools += button(say("back_to_article"), "open", article=article_id, start=back[0], end=back[1])
    lead = tag("p", tag("code", escape(document.name)) + "　" + say("raw_lead"), class_="facts")
    page = tag("pre", html, class_="raw", lang="zh-Hans", tabindex="0")
    return tag("div", tools, class_="tools bar", role="toolbar") + tag("article", lead + page, class_="story")


def kind_name(kind: str) -> str:
    """Return the kind of an article in words."""
    return say(f"kind_{kind}") if f"kind_{kind}" in WORDS else both(kind, kind)
