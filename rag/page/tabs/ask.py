"""The components of the page -> what happens when a question is asked, a citation opened, an answer judged.

Knows nothing of how anything looks: it checks what came from the browser, asks the library, and renders.
"""

import base64
import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from rag.errors import RagError
from rag.page.render import answer as render_answer
from rag.page.render import lists as render_lists
from rag.page.render.answer_text import talk
from rag.page.security import validate
from rag.page.security.guard import (
    client_of,
    editing,
    guarded,
    reading_language,
    record,
    sentence,
    take,
)
from rag.page.security.rate_limit import Bucket
from rag.page.service import article_search, feedback, question_suggestions
from rag.page.service.shared_library import Library, Progress
from rag.page.service.stored_conversation import Turn, chat_id, load, pack, said
from rag.page.tabs import start, topic
from rag.page.tabs.components import Page
from rag.page.tabs.reading import open_article, open_raw
from rag.page.words.translations import WORDS, say
from rag.types import Answer, Filters

ASKING = 2  # questions answered at once: one for each core of a small machine
SUGGESTED = 4


def data_of(event: gr.EventData) -> dict[str, object]:
    """Return what the browser sent with an event: always an object of texts."""
    return event._data if isinstance(event._data, dict) else {}


def toast(key: str, **values: object) -> str:
    """Return the message that makes the page's script show a line."""
    return json.dumps(
        {"toast": [words.format(**values) for words in WORDS[key]], "nonce": secrets.token_hex(4)}
    )


def saved(name: str, mime: str, data: bytes) -> str:
    """Return the message that makes the page's script save a file; nothing passes through the file cache."""
    file = {"name": name, "mime": mime, "base64": base64.b64encode(data).decode("ascii")}
    return json.dumps({"save": file, "nonce": secrets.token_hex(4)})


class Desk:
    """The events of the ask tab and the reading pane, over one library and one token bucket."""

    def __init__(self, library: Library, bucket: Bucket) -> None:
        """Keep what every event needs."""
        self.library = library
        self.bucket = bucket

    def conversation(self, turns: Sequence[Turn], running: str = "") -> str:
        """Return the whole conversation; ``running`` is the HTML of a turn that is not done."""
        pieces = []
        for number, turn in enumerate(turns, 1):
            if turn.answer is None:
                pieces.append(render_answer.failed(turn.question, number, turn.message))
                continue
            last = number == len(turns) and not running
            ask_next = self._follow_ups(turns) if last else ()
            topics = topic.near(self.library, turn.answer) if last else ()
            pieces.append(render_answer.turn(turn.question, turn.answer, number, ask_next, topics))
        if not pieces and not running:
            return self.welcome()
        return f'<div role="log" aria-live="polite" aria-relevant="additions text">{"".join(pieces)}{running}</div>'

    def welcome(self) -> str:
        """Return the first sight: what this is, what it holds, what one could ask."""
        articles = self.library.articles()
        asked = question_suggestions.suggestions(
            articles, SUGGESTED, secrets.randbelow(1000), reading_language()
        )
        return render_lists.welcome(len(articles), len({one.source for one in articles}), asked)

    def _follow_ups(self, turns: Sequence[Turn]) -> tuple[str, ...]:
        last = turns[-1].answer
        if last is None or not last.citations:
            return ()
        try:
            article = self.library.article(last.citations[0].article)
        except RagError:
            return ()
        known = [turn.question for turn in turns]
        return question_suggestions.follow_ups(article, known, last.citations[0].start, last.citations[0].end)

    def answer(self, asked: str, turns: list[Turn], filters: Filters) -> Iterator[tuple[str, Turn | None]]:
        """Yield the conversation as it grows and, with the last one, the finished turn."""
        number = len(turns) + 1
        yield self.conversation(turns, render_answer.pending(asked, number, say("stage_search"))), None
        try:
            for step in self.library.stages(asked, filters=filters, history=said(turns)):
                if isinstance(step, Progress):
                    stage = say(f"stage_{step.stage}", count=step.count)
                    yield self.conversation(turns, render_answer.pending(asked, number, stage)), None
                else:
                    done = Turn(asked, step)
                    yield self.conversation([*turns, done]), done
        except Exception as error:
            failed = Turn(asked, None, sentence(error))
            yield self.conversation([*turns, failed]), failed


Outputs = tuple[Any, Any, Any, Any]


def pane_of(library: Library, answer: Answer | None) -> object:
    """Return the reading pane that belongs to an answer: its source, or nothing of an earlier one."""
    if answer is None or talk(answer):
        return gr.skip()
    return first_source(library, answer) if answer.answerable else start.empty(library)


def connect(page: Page, library: Library, bucket: Bucket) -> None:
    """Attach the events of asking and reading."""
    desk = Desk(library, bucket)
    tab = page.ask
    asking = [tab.question, page.turns, tab.paper, tab.person, tab.date_from, tab.date_to]
    shown = [page.ask.question, page.ask.conversation, page.turns, page.pane]

    def run(asked: object, stored: object, chosen: Sequence[object], client: str) -> Iterator[Outputs]:
        take(desk.bucket, client)
        question = validate.question(asked)
        names = ("newspaper", "person", "date_from", "date_to")
        filters = article_search.narrowed(library.articles(), dict(zip(names, chosen, strict=True)))
        id, turns = chat_id(stored), load(stored)
        for html, done in desk.answer(question, turns, filters):
            if done is None:
                yield "", html, gr.skip(), gr.skip()
            else:
                yield gr.skip(), html, pack(id, [*turns, done]), pane_of(library, done.answer)

    @guarded
    def ask(request: gr.Request, asked: str, stored: object, *chosen: object) -> Iterator[Outputs]:
        yield from run(asked, stored, chosen, client_of(request))

    @guarded
    def ask_this(
        event: gr.EventData, request: gr.Request, _: str, stored: object, *chosen: object
    ) -> Iterator[Outputs]:
        yield from run(data_of(event).get("question"), stored, chosen, client_of(request))

    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    queued = {"concurrency_limit": ASKING, "concurrency_id": "ask", "trigger_mode": "once"}
    # Gradio's own small line tells the place in the queue; our stages tell the rest
    waiting = {**private, "show_progress": "minimal", "show_progress_on": page.ask.conversation}
    typed = gr.on([tab.send.click, tab.question.submit], ask, asking, shown, **waiting, **queued)
    clicked = page.bus.ask(ask_this, asking, shown, **waiting, **queued)

    @guarded
    def stop(stored: object) -> tuple[str, str]:
        return desk.conversation(load(stored)), toast("stopped")

    tab.stop.click(
        stop, page.turns, [tab.conversation, page.bus], cancels=[typed, clicked], queue=False, **private
    )
    _reading(page, library, private)
    _tools(page, desk, private)


def first_source(library: Library, answer: Answer | None) -> object:
    """Return the reading pane at the first citation of an answer, or no change."""
    if answer is None or not answer.answerable or not answer.citations:
        return gr.skip()
    first = answer.citations[0]
    place: dict[str, object] = {
        "article": first.article,
        "start": first.start,
        "end": first.end,
        "sentence_start": first.sentence_start,
        "sentence_end": first.sentence_end,
    }
    try:
        return open_article(library, place)
    except RagError:
        return gr.skip()


def _reading(page: Page, library: Library, private: dict[str, Any]) -> None:
    @guarded
    def show(event: gr.EventData) -> str:
        return open_article(library, data_of(event))

    @editing
    def fix(event: gr.EventData) -> str:
        data = data_of(event)
        return open_article(library, data, picking=validate.question(data.get("question")))

    @guarded
    def raw(event: gr.EventData) -> str:
        return open_raw(library, data_of(event))

    @guarded
    def about(event: gr.EventData) -> str:
        return topic.page(library, validate.text(data_of(event).get("name"), name="name").strip())

    page.bus.topic(about, None, page.pane, queue=False, **private)
    # not queued: opening an article must not wait behind questions
    page.bus.open(show, None, page.pane, queue=False, **private)
    page.bus.fix(fix, None, page.pane, queue=False, **private)
    page.bus.raw(raw, None, page.pane, queue=False, **private)


def _tools(page: Page, desk: Desk, private: dict[str, Any]) -> None:
    @guarded
    def judge(stored: object, event: gr.EventData, request: gr.Request) -> str:
        take(desk.bucket, client_of(request))
        data, turns = data_of(event), load(stored)
        number = validate.number(_int(data.get("turn")), name="turn", lowest=1, highest=max(1, len(turns)))
        answer = turns[number - 1].answer if turns else None
        if answer is not None:
            reason = validate.text(data.get("reason"), name="reason")
            feedback.store(desk.library.folder, feedback.judgement(answer, data.get("good") == "yes", reason))
        return toast("thanks")

    @editing
    def pick(event: gr.EventData, request: gr.Request) -> str:
        take(desk.bucket, client_of(request))
        data = data_of(event)
        article = desk.library.article(validate.article_id(data.get("article")))
        start, end = validate.span(data.get("start"), data.get("end"), len(article.text))
        question = validate.question(data.get("question"))
        return _store(
            desk, feedback.correction(question, article, start, end, desk.library.version()), request
        )

    @editing
    def pick_none(event: gr.EventData, request: gr.Request) -> str:
        take(desk.bucket, client_of(request))
        question = validate.question(data_of(event).get("question"))
        return _store(desk, feedback.correction(question, None, 0, 0, desk.library.version()), request)

    page.bus.judge(judge, page.turns, page.bus, **private)
    page.bus.pick(pick, None, page.bus, **private)
    page.bus.picknone(pick_none, None, page.bus, **private)


def _store(desk: Desk, case: dict[str, object], request: gr.Request) -> str:
    feedback.store(desk.library.folder, case)
    record(desk.library.folder, "correct", [str(case["id"])], request)
    answers = case["answers"]
    words = answers[0] if isinstance(answers, list) and answers else WORDS["none"][0]
    return toast("picked", words=words)


def _int(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdigit() and len(value) < 6 else value
