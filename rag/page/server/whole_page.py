"""A library -> the whole page: components, events, API endpoints, and what happens when it is opened.

Knows nothing of addresses, ports or accounts.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import RagError
from rag.page.render import article as render_article
from rag.page.render import lists as render_lists
from rag.page.security import validate
from rag.page.security.guard import BURST, RATE, client_of, guarded, language_of, sentence, take
from rag.page.security.rate_limit import Bucket
from rag.page.server import api, default_arguments
from rag.page.service.shared_library import Library
from rag.page.service.stored_conversation import chat_id, load, pack
from rag.page.tabs import add, browse, conversations, evaluate, layout, start, theme, topic, verify
from rag.page.tabs import ask as ask_tab
from rag.page.tabs.components import Page
from rag.page.tabs.reading import open_article
from rag.page.words import translations
from rag.types import Filters


@dataclass(frozen=True, slots=True)
class Built:
    """A page with what serving it needs."""

    page: gr.Blocks
    library: Library
    bucket: Bucket
    i18n: gr.I18n

    def look(self) -> dict[str, Any]:
        """Return the arguments of launch() that make the page look as it should."""
        return {"theme": theme.theme(), "css": theme.style(), "i18n": self.i18n}


def build(folder: Path, library: Library | None = None) -> Built:
    """Return the page; the library begins to open the index in the background."""
    from rag.documents import SUPPORTED

    library = library or Library(folder, writable=os.access(folder, os.W_OK))
    bucket = Bucket(RATE, BURST)
    i18n = translations.interface()
    with gr.Blocks(title="问报 Wenbao", analytics_enabled=False, fill_width=True) as page:
        api.connect(library, bucket)  # first: a handler of the page must not take an endpoint's name
        placed = layout.build(i18n, tuple(SUPPORTED), library.writable)
        ask_tab.connect(placed, library, bucket)
        conversations.connect(placed, library, bucket)
        browse.connect(placed, library)
        add.connect(placed, library, bucket)
        evaluate.connect(placed, library, bucket)
        verify.connect(placed, library, bucket)
        _opening(page, placed, library, bucket)
    default_arguments.fill_defaults(page)
    library.start()
    return Built(page, library, bucket, i18n)


def _opening(page: gr.Blocks, placed: Page, library: Library, bucket: Bucket) -> None:
    """Bring back the conversation, follow ?q= and ?article=, and fill the lists."""
    desk = ask_tab.Desk(library, bucket)
    ask, shelves = placed.ask, placed.browse
    filters = [ask.paper, ask.person, shelves.paper, shelves.person, shelves.kind, shelves.view]

    @guarded
    def opened(stored: object, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        id, turns = chat_id(stored), load(stored)
        query = dict(request.query_params) if request is not None else {}
        same = gr.skip()
        unchanged = (same,) * len(filters)
        try:
            lists = _choices(library, language_of(request))
            pane = _pane(library, query)
            html = desk.conversation(turns)
        except RagError as error:
            yield render_lists.trouble(sentence(error)), same, render_article.nothing(), *unchanged
            return
        asked = query.get("q")
        known = bool(turns) and turns[-1].question == asked
        yield html, pack(id, turns), pane, *lists
        if asked and not known:
            take(bucket, client_of(request))
            for html, done in desk.answer(validate.question(asked), turns, Filters()):
                stored = pack(id, [*turns, done]) if done else same
                source = ask_tab.pane_of(library, done.answer) if done else same
                yield html, stored, source, *unchanged

    page.load(
        opened,
        placed.turns,
        [placed.ask.conversation, placed.turns, placed.pane, *filters],
        js="() => [window.wenbaoChats.current()]",
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=8,
    )


def _pane(library: Library, query: Mapping[str, str]) -> str:
    """Return what a link opens in the reading pane: an article, the page of a name, or the room."""
    if query.get("article"):
        return open_article(library, query)
    name = validate.text(query.get("topic"), name="topic").strip()
    return topic.page(library, name) if name else start.empty(library)


def _choices(library: Library, language: str) -> tuple[Any, ...]:
    """Return what each filter offers, in the order of the components, and the ways to see the articles."""
    articles = library.articles()
    papers, persons = browse.papers(articles, language), browse.persons(library, language)
    offered = (papers, persons, papers, persons, browse.kinds(articles, language))
    views = gr.update(choices=browse.views(language), value=browse.VIEWS[0])
    return *(gr.update(choices=one, value="") for one in offered), views
