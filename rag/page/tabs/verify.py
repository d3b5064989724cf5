"""The components of the fact-check tab -> a draft checked, stopped, exported.

Knows nothing of how a claim is compared: rag.verify does that, this only asks and shows.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from rag.page.render import lists as render_lists
from rag.page.render import verify as render_verify
from rag.page.security.guard import client_of, guarded, language_of, sentence, take
from rag.page.security.rate_limit import Bucket
from rag.page.service.shared_library import Library
from rag.page.tabs.ask import saved, toast
from rag.page.tabs.components import Page
from rag.verify import Checked, steps, to_json
from rag.verify import verify as verify_draft
from rag.verify.check import Source
from rag.verify.evidence import NEAR
from rag.verify.write import docx, markdown

Outputs = tuple[Any, ...]
_FILES: dict[str, tuple[str, Callable[[Checked, str], bytes]]] = {
    "md": ("text/markdown", lambda checked, language: markdown(checked, language).encode("utf-8", "replace")),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
    "json": (
        "application/json",
        lambda checked, _: json.dumps(to_json(checked), ensure_ascii=False, indent=2).encode(
            "utf-8", "replace"
        ),
    ),
}


def source_of(library: Library) -> Source:
    """Return what a draft is compared with: every article of a library, and its search."""
    return Source(library.articles(), lambda text: library.search(text, top_k=NEAR))


def endpoints(library: Library, bucket: Bucket) -> list[tuple[str, Callable[..., Any], str]]:
    """Return the endpoints to register: name, handler, and what shares its turns."""

    @guarded
    def verify(text: str, request: gr.Request) -> dict[str, Any]:
        """Compare a draft with the newspaper articles: each figure, name, date and quotation in it.

        Args:
            text: the draft; 20,000 characters at most

        Returns:
            each claim with "consistent", "contradicted" or "unseen", what is stated instead, and citations
        """
        take(bucket, client_of(request))
        return to_json(verify_draft(text, source_of(library), library.version()))

    return [("verify", verify, "verify")]


def connect(page: Page, library: Library, bucket: Bucket) -> None:
    """Attach the events of the tab."""
    tab = page.verify
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    hide, shown, same = gr.update(visible="hidden"), gr.update(visible=True), gr.skip()
    away = gr.update(visible=False)  # a row that is only "hidden" is seen

    @guarded
    def run(draft: object, request: gr.Request) -> Iterator[Outputs]:
        take(bucket, client_of(request))
        try:
            yield render_lists.getting_ready_line(), hide, shown, away, None
            for step in steps(draft, source_of(library), library.version()):
                if isinstance(step, Checked):
                    found = shown if step.findings else away
                    yield render_verify.report(step), shown, hide, found, step
                else:
                    yield render_verify.progress(*step), same, same, same, same
        except Exception as error:  # whatever it was, the draft stays and can be checked again
            yield render_lists.trouble(sentence(error)), shown, hide, away, None

    @guarded
    def stop() -> Outputs:
        return "", shown, hide

    outputs = [tab.report, tab.run, tab.stop, tab.downloads, tab.kept]
    running = tab.run.click(run, tab.draft, outputs, concurrency_limit=1, concurrency_id="verify", **private)
    tab.stop.click(stop, None, [tab.report, tab.run, tab.stop], cancels=[running], queue=False, **private)
    for name, button in zip(_FILES, (tab.md, tab.docx, tab.json), strict=True):
        button.click(_download(name), tab.kept, page.bus, **private)


def _download(name: str) -> Callable[..., str]:
    mime, made = _FILES[name]

    @guarded
    def download(kept: object, request: gr.Request) -> str:
        if not isinstance(kept, Checked):
            return toast("verify_empty")
        return saved(f"wenbao-verify.{name}", mime, made(kept, language_of(request)))

    return download
