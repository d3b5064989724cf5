"""The components of the browse tab -> what happens when articles are searched, filtered, or seen another way.

Knows nothing of answers or of what is added. The names come when they have been collected, not before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import gradio as gr

from rag.index.entities import Name
from rag.language.numbers import quantities
from rag.page.render import browse as render_browse
from rag.page.render import lists as render_lists
from rag.page.security import validate
from rag.page.security.guard import guarded, language_of
from rag.page.service import article_search
from rag.page.service.shared_library import FEW, Library
from rag.page.tabs.ask import data_of
from rag.page.tabs.components import Page
from rag.page.words.translations import WORDS, text
from rag.text import fold
from rag.types import Article, Filters

SHOWN = {"list": 30, "dates": 100, "people": 60, "numbers": 60}  # drawn at once in each view
VIEWS = tuple(SHOWN)
PERSONS = 300  # offered to choose from; any other name can be typed
PATIENCE = 1.5  # seconds that a view waits for the names before it says that they are coming

Choices = list[tuple[str, str]]


def papers(articles: Sequence[Article], language: str) -> Choices:
    """Return the newspapers that there are, "all" in front."""
    known = sorted({one.newspaper for one in articles if one.newspaper})
    return [(text("every_paper", language), ""), *((name, name) for name in known)]


def kinds(articles: Sequence[Article], language: str) -> Choices:
    """Return the kinds that there are, "all" in front."""
    known = sorted({one.kind for one in articles})
    named = [(text(f"kind_{kind}", language) if f"kind_{kind}" in WORDS else kind, kind) for kind in known]
    return [(text("every_kind", language), ""), *named]


def views(language: str) -> Choices:
    """Return the ways to see the articles."""
    return [(text(f"view_{view}", language), view) for view in VIEWS]


def persons(library: Library, language: str, patience: float = 0.0) -> Choices:
    """Return the people most often named, "everybody" in front; only that while they are being collected.

    Without patience nothing is begun over a large collection: opening the page must not cost minutes of work.
    """
    begun = patience > 0.0 or len(library.articles()) <= FEW
    known = [name for name in (library.names(patience) if begun else None) or () if name.kind == "person"]
    posts = [(f"{one.name}　{one.roles[0]}" if one.roles else one.name, one.name) for one in known[:PERSONS]]
    return [(text("everybody", language), ""), *posts]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the reader chose, checked."""

    words: str
    filters: Filters
    kind: str
    person: str
    view: str

    def found(self, library: Library, words: str) -> list[article_search.Found]:
        return article_search.find(library.articles(), words, self.filters, self.kind, self.person)


def _wanted(query: object, paper: object, kind: object, person: object, *rest: object) -> _Wanted:
    first, last, view = rest
    return _Wanted(
        validate.text(query, name="query"),
        Filters(
            date_from=validate.date(first, name=WORDS["from_date"][0]),
            date_to=validate.date(last, name=WORDS["to_date"][0]),
            newspaper=validate.text(paper, name="newspaper"),
        ),
        validate.text(kind, name="kind"),
        validate.text(person, name="person"),
        view if isinstance(view, str) and view in VIEWS else VIEWS[0],
    )


def shown(library: Library, wanted: _Wanted, more: int = 0) -> str:
    """Return the chosen view; ``more`` rows were seen already and are drawn again with the next ones."""
    count = more + SHOWN[wanted.view]
    marks = f"{wanted.words} {wanted.person}".strip()
    only = render_browse.only(wanted.person)
    if wanted.view == "list":
        return only + render_lists.browse(wanted.found(library, wanted.words), marks, count, library.linked)
    if wanted.view == "dates":
        stories = [found for found in wanted.found(library, wanted.words) if found[0].kind != "furniture"]
        return only + render_browse.dates(stories, marks, count, library.linked)
    known = library.names(PATIENCE)
    if known is None:
        return render_browse.waiting()
    kind = "person" if wanted.view == "people" else "number"
    within = {one.id for one, _ in wanted.found(library, "")}
    chosen = having([name for name in known if name.kind == kind], wanted.words, within)
    return only + render_browse.names(chosen, kind, count)


def having(known: Sequence[Name], query: str, within: set[str]) -> list[Name]:
    """Return the names that hold every word of the query, with their places in these articles alone."""
    words = article_search.query_words(query)
    chosen = []
    for name in known:
        mentions = tuple(one for one in name.mentions if one.article in within)
        if mentions:
            said = fold("\n".join((name.name, *name.roles, *name.organisations))).text if words else ""
            if all(word in said for word in words):
                chosen.append(replace(name, mentions=mentions))
    return sorted(chosen, key=lambda name: (_figure(name), -len(name.mentions)))


def _figure(name: Name) -> tuple[bool, str, Decimal]:
    """Return what numbers are sorted by: the unit, then the value; the same for every name that is no number."""
    found = next(iter(quantities(name.name)), None) if name.kind == "number" else None
    return (False, "", Decimal(0)) if found is None else (True, found.unit, found.number)


def connect(page: Page, library: Library) -> None:
    """Attach the events of the tab."""
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    tab = page.browse
    inputs = [tab.query, tab.paper, tab.kind, tab.person, tab.date_from, tab.date_to, tab.view]

    @guarded
    def search(*chosen: object) -> str:
        return shown(library, _wanted(*chosen))

    @guarded
    def people(request: gr.Request) -> object:
        return gr.update(choices=persons(library, language_of(request), PATIENCE))

    @guarded
    def more(event: gr.EventData, *chosen: object) -> str:
        seen = data_of(event).get("shown")
        count = int(seen) if isinstance(seen, str) and seen.isdigit() and len(seen) < 6 else 0
        return shown(library, _wanted(*chosen), count)

    @guarded
    def person(event: gr.EventData, *chosen: object) -> tuple[str, str, str, str]:
        name = validate.text(data_of(event).get("name"), name="person")
        wanted = replace(_wanted(*chosen), words="", person=name, view="list")
        return "", name, "list", shown(library, wanted)

    triggers = [
        tab.search.click,
        tab.query.submit,
        tab.paper.input,
        tab.kind.input,
        tab.person.input,
        tab.view.input,
        tab.date_from.change,
        tab.date_to.change,
        tab.tab.select,
    ]
    # the last choice counts: one made while another is carried out must not be lost
    gr.on(triggers, search, inputs, tab.found, queue=False, trigger_mode="always_last", **private)
    tab.tab.select(people, None, tab.person, queue=False, **private)
    page.bus.more(more, inputs, tab.found, queue=False, **private)
    page.bus.person(person, inputs, [tab.query, tab.person, tab.view, tab.found], queue=False, **private)
