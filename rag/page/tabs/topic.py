"""A name or a word -> its page in the reading pane: posts over time, figures, the paper's words, articles, questions.

Knows nothing of Gradio or of any name in particular; every text is escaped, and everything opens where it stands.
"""

from collections.abc import Iterable, Sequence

from rag.articles.passages import sentences
from rag.index.entities import Mention, Name
from rag.page.html import button, escape, tag
from rag.page.render.lists import notice
from rag.page.render.marks import Mark, marked
from rag.page.render.parts import when
from rag.page.service import article_search, question_suggestions
from rag.page.service.shared_library import FEW, Library
from rag.page.words.translations import say
from rag.text import fold
from rag.types import Answer, Article

POSTS, FIGURES, QUOTED, LISTED, ASKED = 12, 12, 6, 10, 3
LINKED = 4  # topics named under an answer
PATIENCE = 1.5  # seconds that a page waits for the names
_SPEECH = ("说", "表示", "介绍", "指出", "强调", "告诉", "坦言", "“")
_WRITERS = ("记者", "通讯员", "编辑", "责编")
_DOT = '<span class="dot" aria-hidden="true">·</span>'


def page(library: Library, name: str) -> str:
    """Return the page of a person, a place or anything else that the articles name."""
    found = article_search.find(library.articles(), "", person=name)
    stories = sorted(
        (one for one in found if one[0].kind != "furniture"), key=lambda one: one[0].date, reverse=True
    )
    head = tag("h1", escape(name)) + tag("p", say("topic_articles", count=len(stories)), class_="facts")
    close = button(say("close"), "close", class_="quiet close")
    share = button(say("share"), "share", topic=name, said="shared")
    bar = tag("div", close + share, class_="tools bar", role="toolbar")
    if not stories:
        return bar + tag("div", head + notice(say("found_none")), class_="pane-room topic")
    known = _known(library, PATIENCE)
    html = head + (
        _posts(known, name) + _figures(known, name) if known is not None else notice(say("names_waiting"))
    )
    html += _quoted(stories) + _articles(stories, name)
    asked = _questions([one for one, _ in stories], name)
    if asked:
        chips = "".join(button(escape(one), "ask", question=one, class_="chip") for one in asked)
        html += tag("h2", say("room_questions")) + tag("div", chips, class_="chips")
    return bar + tag("div", html, class_="pane-room topic")


def near(library: Library, answer: Answer) -> tuple[str, ...]:
    """Return the people, things and places that stand in the sentences an answer cites."""
    known = _known(library, 0.0) if answer.answerable else None
    if not known:
        return ()
    spans = [(one.article, one.sentence_start, one.sentence_end) for one in answer.citations[:2]]
    here = [
        (_topic_of(name, mention), name.kind)
        for name in known
        for mention in name.mentions
        if any(mention.article == a and start <= mention.start < end for a, start, end in spans)
    ]
    order = ("person", "number", "place")
    ranked = sorted((one for one in here if one[0]), key=lambda one: order.index(one[1]))
    return tuple(dict.fromkeys(topic for topic, _ in ranked))[:LINKED]


def _topic_of(name: Name, mention: Mention) -> str:
    if name.kind == "number":
        return mention.role
    return "" if any(word in mention.role for word in _WRITERS) else name.name


def _known(library: Library, patience: float) -> tuple[Name, ...] | None:
    """Return the names; none while they are not collected, or where collecting them would take minutes."""
    return library.names(patience) if len(library.articles()) <= FEW else None


def _posts(known: Iterable[Name], name: str) -> str:
    """Return the posts of a person by date, each as it is printed."""
    same = fold(name).text
    found = [
        m
        for one in known
        if one.kind == "person" and fold(one.name).text == same
        for m in one.mentions
        if m.role
    ]
    return _timeline("topic_posts", [(one, one.role) for one in found], POSTS)


def _figures(known: Iterable[Name], name: str) -> str:
    """Return the numbers that count what the word names, by date."""
    word = fold(name).text
    found = [(m, f"{one.name} {m.role}") for one in known if one.kind == "number"
             for m in one.mentions if word in fold(m.role).text]  # fmt: skip
    return _timeline("topic_figures", found, FIGURES)


def _timeline(key: str, found: Sequence[tuple[Mention, str]], most: int) -> str:
    """Return mentions by date, the undated last; the same words of one article once."""
    once = {(one.article, words): (one, words) for one, words in reversed(found)}
    ordered = sorted(once.values(), key=lambda item: (item[0].date or "9", item[0].start))[:most]
    if not ordered:
        return ""
    rows = "".join(
        tag("li", when(one.date) + _opened(one, tag("b", escape(words)) + _title(one.title)))
        for one, words in ordered
    )
    return tag("h2", say(key)) + tag("div", tag("ol", rows), class_="timeline")


def _opened(one: Mention, html: str) -> str:
    return button(html, "open", class_="point", article=one.article, start=one.start, end=one.end)


def _title(title: str) -> str:
    return " " + tag("span", escape(f"《{title}》") if title else say("untitled"), class_="facts")


def _quoted(stories: Sequence[article_search.Found]) -> str:
    """Return sentences that name it, word for word: those in which somebody speaks first, one an article at a time."""
    chosen: list[tuple[bool, int, str]] = []
    for order, (one, places) in enumerate(stories):
        said = [(start, end) for part in one.parts if part.role == "paragraph"
                for start, end in sentences(one.text, part.start, part.end)
                if any(start <= at < end for at, _ in places)]  # fmt: skip
        said.sort(key=lambda span: not _speaks(one.text[span[0] : span[1]]))
        for rank, (start, end) in enumerate(said[:2]):
            marks = [Mark(a, b, "match") for a, b in places]
            words = tag("span", marked(one.text[start:end], start, marks), class_="words-said")
            where = tag(
                "span", (escape(f"《{one.title}》") if one.title else say("untitled")) + _DOT + when(one.date)
            )
            row = button(words + tag("span", where, class_="facts"), "open", class_="entry",
                         article=one.id, start=start, end=end)  # fmt: skip
            chosen.append((not _speaks(one.text[start:end]), rank * len(stories) + order, row))
    rows = "".join(tag("li", row) for _, _, row in sorted(chosen)[:QUOTED])
    return tag("h2", say("original")) + tag("ol", rows, class_="articles") if rows else ""


def _speaks(words: str) -> bool:
    return any(word in words for word in _SPEECH)


def _articles(stories: Sequence[article_search.Found], name: str) -> str:
    rows = "".join(tag("li", _entry(one, name)) for one, _ in stories[:LISTED])
    rest = button(say("topic_all", count=len(stories)), "person", class_="chip", name=name)
    return tag("h2", say("tab_browse")) + tag("ol", rows, class_="articles") + rest


def _entry(one: Article, name: str) -> str:
    facts = _DOT.join([*([escape(one.newspaper)] if one.newspaper else []), when(one.date)])
    words = tag("span", escape(one.title) if one.title else say("untitled"), class_="words")
    return button(
        words + tag("span", facts, class_="facts"), "open", class_="entry", article=one.id, query=name
    )


def _questions(articles: Sequence[Article], name: str) -> list[str]:
    """Return questions of these articles, those that name the topic first."""
    found = [asked.question for one in articles[:LISTED] for asked in question_suggestions.questions(one)[:4]]
    return sorted(dict.fromkeys(found), key=lambda question: name not in question)[:ASKED]
