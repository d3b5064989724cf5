"""Articles and names -> the other views of the browse tab: by date, people with their posts, numbers.

Knows nothing of Gradio, and of no article or name in particular; every text is escaped.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from rag.index.entities import Mention, Name
from rag.page.html import button, escape, tag
from rag.page.render import links as render_links
from rag.page.render.article import kind_name
from rag.page.render.links import Links
from rag.page.render.lists import notice
from rag.page.render.parts import when
from rag.page.service.article_search import Found
from rag.page.words.translations import say
from rag.types import Article

PLACES = 20  # of one name that are listed; the rest is counted
ROLES = 6  # of one name that are told beside it

_DOT = '<span class="dot" aria-hidden="true">·</span>'


def dates(articles: Sequence[Found], query: str, shown: int, linked: Callable[[Article], Links]) -> str:
    """Return the articles by date, the newest first; those without a date at the end, with the reason."""
    if not articles:
        return notice(say("found_none"))
    ordered = sorted(articles, key=lambda found: found[0].date, reverse=True)
    days = "".join(
        _day(date, [one for one, _ in found], query, linked)
        for date, found in groupby(ordered[:shown], key=lambda found: found[0].date)
    )
    more = len(ordered) - shown
    again = button(say("more_articles", count=more), "more", shown=shown) if more > 0 else ""
    return notice(say("found_articles", count=len(articles))) + tag("ol", days, class_="days") + again


def _day(date: str, articles: Sequence[Article], query: str, linked: Callable[[Article], Links]) -> str:
    head = when(date) if date else say("dates_unknown")
    count = tag("span", say("found_articles", count=len(articles)), class_="facts")
    rows = "".join(tag("li", _entry(one, query) + render_links.line(linked(one))) for one in articles)
    reason = "" if date else tag("p", say("dates_reason"), class_="facts")
    class_ = None if date else "undated"
    return tag("li", tag("h2", head + count) + reason + tag("ol", rows, class_="articles"), class_=class_)


def _entry(one: Article, query: str) -> str:
    facts = [kind_name(one.kind)]
    if one.newspaper:
        facts.append(escape(one.newspaper))
    facts.append(render_links.page_of(one) if one.page else tag("code", escape(one.source)))
    words = tag("span", render_links.named(one), class_="words")
    return button(
        words + tag("span", _DOT.join(facts), class_="facts"),
        "open",
        class_="entry",
        article=one.id,
        query=query or None,
    )


def names(found: Sequence[Name], kind: str, shown: int) -> str:
    """Return people with their posts, or numbers with what they count, each with every place where it stands."""
    if not found:
        return notice(say("names_none"))
    head = notice(say("found_people" if kind == "person" else "found_numbers", count=len(found)))
    rows = "".join(tag("li", _name(one)) for one in found[:shown])
    more = len(found) - shown
    again = button(say("names_more", count=more), "more", shown=shown) if more > 0 else ""
    return head + tag("ol", rows, class_=f"names {kind}") + again


def only(person: str) -> str:
    """Return that the view keeps to the articles that name a person, with the way out; nothing without one."""
    if not person:
        return ""
    out = button(say("everybody_again"), "person", class_="chip", name="")
    return tag("p", say("only_named", name=person) + out, class_="only", role="status")


def waiting() -> str:
    """Return what stands there while the names are still being collected."""
    return notice(say("names_waiting")) + button(say("names_again"), "more", class_="chip again", shown="0")


def _name(one: Name) -> str:
    told = [*one.roles[:ROLES], *(body for body in one.organisations if not _said(body, one.roles))]
    facts = [escape("、".join(told))] if told else []
    facts.append(say("names_places", count=len(one.mentions)))
    summary = tag("b", escape(one.name), class_="words") + tag("span", _DOT.join(facts), class_="facts")
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in one.mentions:
        groups.setdefault((mention.article, mention.role), []).append(mention)
    rows = "".join(tag("li", _mention(same)) for same in list(groups.values())[:PLACES])
    rest = len(groups) - PLACES
    if rest > 0:
        rows += tag("li", say("names_rest", count=rest), class_="facts")
    only = ""
    if one.kind == "person":
        only = button(say("topic_open"), "topic", class_="chip", name=one.name)
        only += button(say("only_person"), "person", class_="chip", name=one.name)
    return tag("details", tag("summary", summary) + tag("ul", rows) + only, class_="name")


def _said(body: str, roles: Sequence[str]) -> bool:
    """Say whether an organisation is told already as the beginning of a post."""
    return any(body in role for role in roles)


def _mention(same: Sequence[Mention]) -> str:
    """Return the way to the first of the places in one article where a name stands with the same post."""
    one = same[0]
    facts = [escape(f"《{one.title}》") if one.title else say("untitled"), when(one.date)]
    if len(same) > 1:
        facts.append(say("names_places", count=len(same)))
    role = tag("span", escape(one.role), class_="role") if one.role else ""
    line = role + tag("span", _DOT.join(facts), class_="facts")
    return button(line, "open", class_="entry", article=one.article, start=one.start, end=one.end)
