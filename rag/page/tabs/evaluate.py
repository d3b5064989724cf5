"""The components of the evaluate tab -> a QA test set asked, scored, stopped, compared, downloaded; corrections.

Knows nothing of how a figure is computed: rag.evaluate scores and compares, this only asks and shows.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import RagError
from rag.page.render import lists as render_lists
from rag.page.render import report as render_report
from rag.page.render.judged import judged
from rag.page.security.guard import client_of, editing, governing, language_of, sentence, take
from rag.page.security.rate_limit import Bucket
from rag.page.security.safety import scratch
from rag.page.service import evaluation_runs, feedback
from rag.page.service.evaluation import Examined, examine
from rag.page.service.shared_library import Library
from rag.page.tabs.ask import saved, toast
from rag.page.tabs.components import Page
from rag.page.tabs.layout import COMPARED
from rag.page.words.translations import WORDS, text

if TYPE_CHECKING:
    from rag.evaluate import Report

LAST = COMPARED[0]
UNDER_WAY = "-"  # in place of the folder of the run that is shown, while there is none yet
FILES = {
    "predictions.jsonl": "application/x-ndjson",
    "report.html": "text/html",
    "report.json": "application/json",
}
Outputs = tuple[Any, ...]


def connect(page: Page, library: Library, bucket: Bucket) -> None:
    """Attach the events of the evaluate tab."""
    tab = page.evaluate
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    stopping: set[str] = set()  # sessions that pressed stop; emptied as each run begins and ends
    hide, shown, same = gr.update(visible="hidden"), gr.update(visible=True), gr.skip()
    away = gr.update(visible=False)  # a row that is only "hidden" is seen

    @editing
    def begin(file: object, request: gr.Request) -> Outputs:
        take(bucket, client_of(request))
        if not isinstance(file, str):  # a sentence in its place; an error here would be a failed request
            return render_lists.trouble(" ".join(WORDS["evaluate_none"])), same, same, same, same
        stopping.discard(str(request.session_hash))
        return render_report.waiting(), hide, shown, away, UNDER_WAY

    @editing
    def run(
        file: object, against: object, older: object, mine: object, request: gr.Request
    ) -> Iterator[Outputs]:
        session = str(request.session_hash)
        if not isinstance(file, str):
            yield (same,) * 7  # what begin() said stays
            return
        own = evaluation_runs.own(mine)
        try:
            for step in examine(library, Path(file), lambda: session in stopping):
                if isinstance(step, Examined):
                    html, kept = finish(library.folder, step, against, older, own)
                    own = (*own, Path(kept).name)
                    listed = gr.update(choices=choices(library.folder, language_of(request), own))
                    yield html, shown, hide, shown, kept, listed, list(own)
                else:
                    html = render_report.progress(step.done, step.total, step.question)
                    yield html, same, same, same, same, same, same
        except Exception as error:  # whatever it was, the reader can begin again
            yield render_lists.trouble(sentence(error)), shown, hide, same, same, same, same
        finally:
            stopping.discard(session)

    @editing
    def stop(request: gr.Request) -> None:
        stopping.add(str(request.session_hash))

    one: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "evaluate"}
    buttons = [tab.report, tab.run, tab.stop, tab.downloads]
    begun = tab.run.click(begin, tab.file, [*buttons, tab.kept], queue=False, **private)
    begun.success(
        run,
        [tab.file, tab.against, tab.older, tab.mine],
        [*buttons, tab.kept, tab.against, tab.mine],
        **private,
        **one,
    )
    tab.stop.click(stop, None, None, queue=False, **private)
    for button, name in (
        (tab.predictions, "predictions.jsonl"),
        (tab.page, "report.html"),
        (tab.data, "report.json"),
    ):
        button.click(_download(name), tab.kept, page.bus, **private)
    _last(page, library, private)
    _corrections(page, library, private)


def finish(
    folder: Path, found: Examined, against: object, older: object, own: tuple[str, ...] | None = None
) -> tuple[str, str]:
    """Return the report as HTML, compared as was chosen, and the folder that keeps it."""
    report, name, trouble = found.report, "", ""
    try:
        report, name = compared(folder, report, against, older, own)
    except RagError as error:  # a report without comparison is better than none
        trouble = str(error)
    html = render_report.report(report, name, trouble)
    return html, str(evaluation_runs.keep(folder, report, found.lines, html))


def compared(
    folder: Path, report: "Report", against: object, older: object, own: tuple[str, ...] | None = None
) -> tuple["Report", str]:
    """Return a report with its comparison and the name of what it was compared with, "" for nothing."""
    from rag.evaluate import compare_with, load_older

    if isinstance(older, str):
        path, name = Path(older), Path(older).name
    else:
        there = evaluation_runs.kept(folder, own)
        if against == LAST:
            chosen = next((one for one in there if one.set == report.name), None)
        else:
            chosen = next((one for one in there if one.path.name == against), None)
        if chosen is None:
            return report, ""
        path, name = chosen.path, f"{chosen.set} · {chosen.time} · {chosen.questions}"
    return replace(report, comparison=compare_with(load_older(path), report)), name


def choices(folder: Path, language: str, own: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
    """Return what a visitor's run may be compared with: the runs of nobody else."""
    fixed = [(text(f"evaluate_choice_{key}", language), key) for key in COMPARED]
    return [*fixed, *((one.label(language), one.path.name) for one in evaluation_runs.kept(folder, own))]


def _download(name: str) -> Callable[[str], str]:
    @editing
    def download(kept: str) -> str:
        path = Path(kept) / name
        if not kept or not path.is_file():  # swept away by later runs
            return toast("evaluate_gone")
        return saved(name, FILES[name], path.read_bytes())

    return download


def _last(page: Page, library: Library, private: dict[str, Any]) -> None:
    tab = page.evaluate

    @editing
    def last(kept: str, mine: object, request: gr.Request) -> Outputs:
        found = None if kept else evaluation_runs.last_shown(library.folder, evaluation_runs.own(mine))
        if found is None:  # something is shown already, or nothing was ever run
            return gr.skip(), gr.skip(), gr.skip()
        one, html = found
        name = one.label(language_of(request))
        return render_report.earlier(name) + html, gr.update(visible=True), str(one.path)

    tab.tab.select(last, [tab.kept, tab.mine], [tab.report, tab.downloads, tab.kept], queue=False, **private)


def _corrections(page: Page, library: Library, private: dict[str, Any]) -> None:
    tab = page.evaluate

    @governing
    def cases(mine: object, request: gr.Request) -> Outputs:
        rows = [
            (str(c["question"]), _answer(c), str(c.get("time", ""))[:10])
            for c in feedback.corrections(library.folder)
        ]
        html = render_lists.corrections(rows) + judged(feedback.judgements(library.folder))
        return html, gr.update(
            choices=choices(library.folder, language_of(request), evaluation_runs.own(mine))
        )

    @governing
    def export() -> str:
        with tempfile.TemporaryDirectory(dir=scratch()) as folder:
            target = Path(folder) / "corrections.jsonl"
            feedback.export(library.folder, target)
            return saved(target.name, "application/x-ndjson", target.read_bytes())

    tab.tab.select(cases, tab.mine, [tab.cases, tab.against], queue=False, **private)
    tab.export.click(export, None, page.bus, queue=False, **private)


def _answer(case: dict[str, object]) -> str:
    answers = case.get("answers")
    return str(answers[0]) if isinstance(answers, list) and answers else ""
