"""Ask an index every question of a test set and write the predictions, one JSON object a line.

Knows nothing of scoring. A run that was stopped or killed goes on where it was: ids already written are
skipped, a last line that was cut is written again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rag.errors import EvaluationError, QuestionError
from rag.evaluate.loading.bounded import fail, parse, records, text_of
from rag.evaluate.loading.forms import load_questions
from rag.evaluate.loading.questions import Question
from rag.evaluate.scoring.scorer import squeeze
from rag.types import Answer, Filters

if TYPE_CHECKING:
    from rag.index import Index

BEGINNING = b'{"id"'  # how each line of predictions begins

Progress = Callable[[str, int, int], None]  # stage, done, total
Stop = Callable[[], bool]


class Ask(Protocol):
    """What answers one question: ``rag.ask`` or anything with its shape."""

    def __call__(self, index: "Index", question: str, *, filters: Filters = ...) -> Answer:
        """Return the answer; QuestionError when the question cannot be used."""
        ...


def predict(
    index: "Index",
    questions: Sequence[Question] | str | Path,
    output: str | Path,
    *,
    ask: Ask | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> int:
    """Write a prediction for each question that has none yet and return how many were written.

    Raises EvaluationError when the file holds predictions of another index or of other questions.
    """
    if isinstance(questions, str | Path):
        questions = load_questions(questions, gold=False)
    output = Path(output)
    ask = ask or default_ask()
    done = _resume(output, questions, index.version)
    written = 0
    with output.open("a", encoding="utf-8", newline="\n") as file:
        for number, question in enumerate(questions, 1):
            if question.id not in done:
                if stop is not None and stop():
                    break
                file.write(line_of(answer_one(index, question, ask)[0]))
                file.flush()  # a kill now costs one question
                written += 1
            if progress is not None:
                progress("predict", number, len(questions))
    return written


def answer_one(index: "Index", question: Question, ask: Ask) -> tuple[Mapping[str, Any], Answer | None]:
    """Return the prediction of one question and its answer, None for a question that was refused as such."""
    from rag.answer.as_json import prediction

    try:
        answer = ask(index, question.question)
    except QuestionError as error:  # one bad question must not end a run of thousands
        return refused(question, error), None
    # The question stands as the test set has it, whatever it was understood as.
    return prediction(question.id, answer) | {"question": question.question}, answer


def refused(question: Question, error: QuestionError) -> dict[str, Any]:
    """Return the prediction of a question that could not be asked, with the reason."""
    empty = {"id": question.id, "question": question.question, "answer": "", "answerable": False}
    none = {"best_guess": "", "confidence": 0.0, "citations": [], "passages": [], "timings": {}}
    return empty | none | {"error": str(error)}


def line_of(record: Mapping[str, Any]) -> str:
    """Return a prediction as a line of a predictions file."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def default_ask() -> Ask:
    """Return the verb that users call."""
    from rag.answer.pipeline import ask

    return ask


def run_file(output: Path) -> Path:
    """Return the small file beside the predictions that says which index they are of."""
    return output.with_name(output.name + ".run.json")


def index_version(output: Path) -> str:
    """Return the index version that a predictions file was made from, "" when it is not known."""
    path = run_file(output)
    if not path.is_file():
        return ""
    record = parse(path, 0, path.read_text(encoding="utf-8"))
    return text_of(path, 0, record, "index_version") if isinstance(record, dict) else ""


def _resume(output: Path, questions: Sequence[Question], version: str) -> set[str]:
    """Return the ids that are answered already, after cutting off a last line that is not whole."""
    done: set[str] = set()
    if output.exists() and output.stat().st_size:
        _cut_last_line(output)
        before = index_version(output)
        if before and before != version:
            zh = f"里面是另一个版本的索引（{before}）的预测；请删掉它或换一个输出文件。"
            raise fail(
                output,
                0,
                zh,
                f"Holds predictions of another index ({before}); delete it or choose another file.",
            )
        texts = {question.id: squeeze(question.question) for question in questions}
        for line, record in records(output):
            name = text_of(output, line, record, "id")
            if squeeze(text_of(output, line, record, "question")) != texts.get(name, ""):
                zh = f"编号“{name}”不是这份测试集的问题；请换一个输出文件。"
                raise fail(output, line, zh, f"{name!r} is not of this test set; choose another file.")
            done.add(name)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        run_file(output).write_text(json.dumps({"index_version": version}) + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EvaluationError(
            f"{output.name}: 无法写入（{reason}）。 Cannot be written ({reason})."
        ) from error
    return done


def _cut_last_line(output: Path) -> None:
    """Drop what stands after the last line end and a last line that is no JSON: a crash can leave either.

    A file that does not begin as predictions do is somebody's own and is left as it is.
    """
    with output.open("rb+") as file:
        data = file.read()
        if data[: len(BEGINNING)] != BEGINNING[: len(data)]:
            raise fail(
                output,
                0,
                "不是预测文件，未改动；请换一个。",
                "Not predictions, left as it is; choose another.",
            )
        whole = data.rfind(b"\n") + 1
        last = data[data.rfind(b"\n", 0, max(0, whole - 1)) + 1 : whole]
        try:
            json.loads(last or b"{}")
        except ValueError:
            whole -= len(last)
        if whole < len(data):
            file.truncate(whole)
