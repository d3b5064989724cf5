"""A library and a QA test set -> a prediction for each question, one by one, and at last their report.

Knows nothing of HTML or of Gradio; rag.evaluate does all the scoring.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import QuestionError, RagError
from rag.page.service.shared_library import Library

if TYPE_CHECKING:
    from rag.evaluate import Question, Report

QUESTIONS = 3000  # of one run in the page; more belong on the command line


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run has come: the question that was answered last, "" before the first."""

    done: int
    total: int
    question: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A run that ended or was stopped: its report, and its predictions as they are written to a file."""

    report: "Report"
    lines: tuple[dict[str, Any], ...]


def examine(
    library: Library, path: Path, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Step | Examined]:
    """Yield each step and, last, what came of it. Raises EvaluationError for a test set that cannot be read."""
    from rag.evaluate import load_questions, score
    from rag.evaluate.loading.predictions import prediction_of

    questions = load_questions(path)
    if len(questions) > QUESTIONS:
        raise QuestionError(
            f"这里最多 {QUESTIONS} 题，更多请用 rag evaluate。 At most {QUESTIONS} questions here; use rag evaluate."
        )
    yield Step(0, len(questions))
    lines: list[dict[str, Any]] = []
    models: dict[str, str] = {}
    for one in questions:
        line, used = _answered(library, one)
        lines.append(line)
        models |= used
        yield Step(len(lines), len(questions), one.question)
        if stopped():
            break
    made = {line["id"]: prediction_of(path, number, line) for number, line in enumerate(lines, 1)}
    report = score(questions[: len(lines)], made, article_text=_texts(library), name=path.name)
    short = len(lines) < len(questions)
    yield Examined(
        replace(report, index_version=library.version(), models=models, stopped=short), tuple(lines)
    )


def _answered(library: Library, one: "Question") -> tuple[dict[str, Any], dict[str, str]]:
    """Return the prediction of one question and the models that gave it; a bad question does not end the run."""
    from rag.answer.as_json import prediction
    from rag.evaluate.asking import refused

    try:
        answer = library.ask(one.question)
    except QuestionError as error:
        return refused(one, error), {}
    return prediction(one.id, answer) | {"question": one.question}, dict(answer.models)


def _texts(library: Library) -> Callable[[str], str | None]:
    def text(name: str) -> str | None:
        try:
            return library.article(name).text
        except RagError:  # a citation of an article that is not there is simply not verbatim
            return None

    return text
