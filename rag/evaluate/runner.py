"""Ask an index a whole test set and report how well it did: the verb of this room.

Knows nothing of how anything is computed or shown; it only puts the parts in order.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import EvaluationError, RagError
from rag.evaluate.asking import Ask, Progress, Stop, answer_one, default_ask, line_of
from rag.evaluate.counterfactual import counterfactual
from rag.evaluate.earlier import compare_with, load_older
from rag.evaluate.loading.forms import load_questions
from rag.evaluate.loading.predictions import Prediction, prediction_of
from rag.evaluate.loading.questions import Question
from rag.evaluate.reporting.write import PREDICTIONS, PredictionsFile, write_report
from rag.evaluate.scoring.measure import ArticleText
from rag.evaluate.scoring.results import Report
from rag.evaluate.scoring.score import score

if TYPE_CHECKING:
    from rag.index import Index
    from rag.reader import Reader


def evaluate(
    index: "Index",
    questions: Sequence[Question] | str | Path,
    *,
    report: str | Path | None = None,
    compare: str | Path | None = None,
    without_gold: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
    ask: Ask | None = None,
) -> Report:
    """Return the report of asking every question now; nothing answered before is used again.

    ``report`` names a folder for report.html, report.json and predictions.jsonl; ``compare`` an earlier
    report's folder, its report.json or a predictions file; ``without_gold`` also asks each question with
    its gold article filtered out. A ``stop`` that returns True ends the run: the report covers what was
    asked until then.
    """
    questions, name = _questions(questions)
    older = load_older(compare) if compare is not None else None
    ask = ask or default_ask()
    found: dict[str, Prediction] = {}
    models: dict[str, str] = {}
    with PredictionsFile(Path(report) / PREDICTIONS) if report is not None else nullcontext() as file:
        for number, question in enumerate(questions, 1):
            if stop is not None and stop():
                break
            record, answer = answer_one(index, question, ask)
            found[question.id] = prediction_of(Path(PREDICTIONS), number, record)
            models |= answer.models if answer is not None else {}
            if file is not None:
                file.write(line_of(record))
            if progress is not None:
                progress("predict", number, len(questions))
    asked = _asked(questions, found)
    result = replace(
        score(asked, found, article_text=_article_text(index), name=name),
        index_version=index.version,
        models=models,
        stopped=len(asked) < len(questions),
    )
    if without_gold:
        said = counterfactual(index, asked, ask=ask, progress=progress, stop=stop)
        result = replace(result, counterfactual=said)
    if older is not None:
        result = replace(result, comparison=compare_with(older, result))
    if report is not None:
        write_report(result, Path(report))
    return result


def evaluate_reader(
    reader: "Reader",
    questions: Sequence[Question] | str | Path,
    *,
    report: str | Path | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Report:
    """Return the report of a reader alone on questions that bring their paragraphs (SQuAD form)."""
    from rag.evaluate.closed import read_closed

    questions, name = _questions(questions)
    found = read_closed(reader, questions, progress=progress, stop=stop)
    asked = _asked(questions, found)
    result = replace(
        score(asked, found, name=name), models={"reader": reader.name}, stopped=len(asked) < len(questions)
    )
    if report is not None:
        write_report(result, Path(report))
    return result


def _questions(questions: Sequence[Question] | str | Path) -> tuple[Sequence[Question], str]:
    name = Path(questions).name if isinstance(questions, str | Path) else ""
    found = load_questions(questions) if isinstance(questions, str | Path) else questions
    if not found:
        raise EvaluationError("没有任何问题可评。 There is no question to evaluate.")
    return found, name


def _asked(questions: Sequence[Question], found: dict[str, Prediction]) -> list[Question]:
    asked = [question for question in questions if question.id in found]
    if not asked:
        raise EvaluationError("还没有答完一题就停了。 Stopped before the first question was answered.")
    return asked


def _article_text(index: "Index") -> ArticleText:
    texts: dict[str, str | None] = {}

    def text(name: str) -> str | None:
        if name not in texts:
            try:
                texts[name] = index.article(name).text
            except (RagError, KeyError):  # a citation of an article that is not there is simply not verbatim
                texts[name] = None
        return texts[name]

    return text
