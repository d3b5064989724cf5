"""The buttons around a conversation -> a new one, one chosen from the browser's list, or a file of this one.

Knows nothing of how anything is answered. Conversations stay in the browser: it names one, Python draws it.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from rag.page.render import export
from rag.page.render import lists as render_lists
from rag.page.security.guard import guarded, language_of
from rag.page.security.rate_limit import Bucket
from rag.page.security.safety import scratch
from rag.page.service.shared_library import Library
from rag.page.service.stored_conversation import Turn, chat_id, load, pack
from rag.page.tabs import start
from rag.page.tabs.ask import Desk, data_of, pane_of, saved, toast
from rag.page.tabs.components import Page


def connect(page: Page, library: Library, bucket: Bucket) -> None:
    """Attach the events of the buttons below the question."""
    desk, ask = Desk(library, bucket), page.ask
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

    @guarded
    def new(stored: object) -> tuple[Any, ...]:
        welcome = desk.conversation([])
        if load(stored):
            welcome = render_lists.undo("bring", "brought_back") + welcome
        return welcome, pack(chat_id(None), []), "", start.empty(library)

    @guarded
    def chat(event: gr.EventData) -> tuple[Any, ...]:
        data = data_of(event)
        turns = load(data)
        pane = pane_of(library, turns[-1].answer) if turns else start.empty(library)
        return desk.conversation(turns), pack(chat_id(data), turns), pane

    shown = [ask.conversation, page.turns]
    ask.new.click(new, page.turns, [*shown, ask.question, page.pane], queue=False, **private)
    page.bus.chat(chat, None, [*shown, page.pane], queue=False, **private)
    ask.export_md.click(_exporter("md", export.write_markdown), page.turns, page.bus, **private)
    ask.export_docx.click(_exporter("docx", export.write_docx), page.turns, page.bus, **private)


_MIME = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _exporter(suffix: str, write: Callable[[Sequence[Turn], Path, str], None]) -> Callable[..., str]:
    @guarded
    def save(stored: object, request: gr.Request) -> str:
        turns = load(stored)
        if not turns:
            return toast("export_empty")
        language = language_of(request)
        with tempfile.TemporaryDirectory(dir=scratch()) as folder:
            target = Path(folder) / f"wenbao.{suffix}"
            write(turns, target, language)
            return saved(target.name, _MIME[suffix], target.read_bytes())

    return save
