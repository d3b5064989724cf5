"""The components of the evaluate tab -> a QA test set asked, scored, stopped, downloaded; corrections listed.

Knows nothing of how a figure is computed: rag.evaluate scores, this only asks and shows.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import QuestionError, RagError
from rag.page import feedback, render_lists, render_report
from rag.page.events import saved
from rag.page.guard import client_of, guarded, take
from rag.page.layout import Page
from rag.page.library import Library
from rag.page.limits import Bucket
from rag.page.translations import WORDS

QUESTIONS = 3000  # of one run in the page; more belong on the command line


def connect(page: Page, library: Library, bucket: Bucket) -> None:
    """Attach the events of the evaluate tab."""
    tab = page.evaluate
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

    stopping: set[str] = set()  # sessions that pressed stop; emptied as each run ends

    @guarded
    def run(file: object, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        take(bucket, client_of(request))
        if not isinstance(file, str):
            raise QuestionError(" ".join(WORDS["evaluate_none"]))
        session = str(request.session_hash)
        stopping.discard(session)
        hide, shown, same = gr.update(visible="hidden"), gr.update(visible=True), gr.skip()
        lines: list[dict[str, Any]] = []
        try:
            for html, line in examine(library, Path(file), lambda: session in stopping):
                lines += [line] if line is not None else []
                yield (html, same, same, same, same) if lines else (html, "", hide, shown, hide)
        except RagError as error:
            yield render_lists.trouble(str(error)), same, same, same, same
        finally:
            stopping.discard(session)
        yield same, _joined(lines), shown, hide, gr.update(visible=True if lines else "hidden")

    @guarded
    def stop(request: gr.Request) -> None:
        stopping.add(str(request.session_hash))

    @guarded
    def download(lines: str) -> str:
        return saved("predictions.jsonl", "application/x-ndjson", lines.encode("utf-8", "replace"))

    @guarded
    def cases() -> str:
        return render_lists.corrections(
            [
                (str(c["question"]), _answer(c), str(c.get("time", ""))[:10])
                for c in feedback.corrections(library.folder)
            ]
        )

    @guarded
    def export() -> str:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "corrections.jsonl"
            feedback.export(library.folder, target)
            return saved(target.name, "application/x-ndjson", target.read_bytes())

    one: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "evaluate"}
    shown = [tab.report, tab.predictions, tab.run, tab.stop, tab.download]
    tab.run.click(run, tab.file, shown, **private, **one)
    tab.stop.click(stop, None, None, queue=False, **private)
    tab.download.click(download, tab.predictions, page.bus, **private)
    tab.tab.select(cases, None, tab.cases, queue=False, **private)
    tab.export.click(export, None, page.bus, queue=False, **private)


def examine(
    library: Library, path: Path, stopped: Callable[[], bool] = lambda: False
) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Yield (HTML, prediction) for each question of a test set, until it ends or is stopped; last comes the report."""
    from rag.evaluate import load_questions, score
    from rag.evaluate.predictions import prediction_of
    from rag.form import prediction

    questions = load_questions(path)
    if len(questions) > QUESTIONS:
        raise QuestionError(
            f"这里最多 {QUESTIONS} 题，更多请用 rag evaluate。 At most {QUESTIONS} questions here; use rag evaluate."
        )
    yield render_report.progress(0, len(questions)), None
    made = {}
    for done, one in enumerate(questions, 1):
        line = prediction(one.id, library.ask(one.question))
        made[one.id] = prediction_of(path, done, line)
        yield render_report.progress(done, len(questions), one.question), line
        if stopped():
            break
    asked = questions[: len(made)]
    report = score(asked, made, name=path.name)
    yield render_report.report(report, len(asked) if len(asked) < len(questions) else 0), None


def _joined(lines: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _answer(case: dict[str, object]) -> str:
    answers = case.get("answers")
    return str(answers[0]) if isinstance(answers, list) and answers else ""
