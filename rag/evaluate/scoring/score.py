"""Turn questions and predictions into a Report, without any index or model.

Knows nothing of how the predictions were made or how the report is shown.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import EvaluationError
from rag.evaluate.loading.forms import load_questions
from rag.evaluate.loading.predictions import Prediction, load_predictions
from rag.evaluate.loading.questions import Question
from rag.evaluate.scoring import refusal, resample
from rag.evaluate.scoring.measure import ArticleText, measure
from rag.evaluate.scoring.metrics import BY_GROUP, PER_QUESTION, WHOLE
from rag.evaluate.scoring.results import Estimate, Latency, Report, Result

Floats = NDArray[np.float64]
ERROR_ALLOWED = 0.05  # of the answers given, for "coverage at 5% error"


def score(
    questions: Sequence[Question] | str | Path,
    predictions: Mapping[str, Prediction] | str | Path,
    *,
    article_text: ArticleText | None = None,
    name: str = "",
) -> Report:
    """Return the report of a run; questions without a prediction count as refused.

    Raises EvaluationError when the predictions belong to other questions.
    """
    if isinstance(questions, str | Path):
        name = name or Path(questions).name
        questions = load_questions(questions)
    if isinstance(predictions, str | Path):
        predictions = load_predictions(predictions)
    pairs = _pair(questions, predictions)
    ranked = any(prediction.passages for _, prediction in pairs)
    results = tuple(measure(question, prediction, article_text, ranked) for question, prediction in pairs)
    confidence, right = _judged(results)
    return Report(
        name=name,
        questions=len(questions),
        answerable=sum(question.answerable for question in questions),
        missing=sum(question.id not in predictions for question in questions),
        figures=_figures(results),
        groups={
            "type": _groups(results, lambda question: question.type),
            "style": _groups(results, lambda question: question.style),
        },
        curve=refusal.curve(confidence, right),
        bins=refusal.bins(confidence, right),
        latency=_latency(results),
        results=results,
    )


def _pair(
    questions: Sequence[Question], predictions: Mapping[str, Prediction]
) -> list[tuple[Question, Prediction]]:
    pairs = []
    for question in questions:
        prediction = predictions.get(question.id)
        if prediction is None:
            prediction = Prediction(question.id, question.question, "", False, "", 0.0)
        elif not same_question(prediction.question, question.question):
            zh = f"编号“{question.id}”的预测答的是另一个问题，请核对是不是同一份测试集。"
            en = f"The prediction {question.id!r} answers another question: is it of the same test set?"
            raise EvaluationError(f"{zh} {en}")
        pairs.append((question, prediction))
    if not any(question.id in predictions for question in questions):
        zh = "预测里没有这份测试集的任何编号，请核对两个文件。"
        raise EvaluationError(
            f"{zh} No prediction has an id of this test set; check that they belong together."
        )
    return pairs


def same_question(said: str, asked: str) -> bool:
    """Say whether a prediction is of this question, as far as it tells: spelling alone does not part them."""
    return not said or _letters(said) == _letters(asked)


def _letters(text: str) -> str:
    """Return what two spellings of one question have in common, whatever a system tidied in it."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).lower()))


def _judged(results: Iterable[Result]) -> tuple[Floats, Floats]:
    """Return confidence and rightness of the best guess, over the questions where rightness is known."""
    known = [(result.prediction.confidence, result.right) for result in results if result.right is not None]
    confidence = np.clip(np.array([one for one, _ in known], dtype=np.float64), 0.0, 1.0)
    return confidence, np.array([float(bool(right)) for _, right in known], dtype=np.float64)


def _matrix(results: Sequence[Result], keys: Sequence[str]) -> Floats:
    nan = float("nan")
    return np.array([[result.values.get(key, nan) for key in keys] for result in results], dtype=np.float64)


def whole_figures(results: Sequence[Result]) -> Callable[[NDArray[np.int64]], Floats]:
    """Return what computes the figures of WHOLE, in that order, over any choice of these results."""
    known = np.array([result.right is not None for result in results])
    confidence = np.array([min(1.0, max(0.0, result.prediction.confidence)) for result in results])
    right = np.array([float(bool(result.right)) for result in results])
    answerable = np.array([float(result.question.answerable) for result in results])

    def statistic(chosen: NDArray[np.int64]) -> Floats:
        judged = chosen[known[chosen]]
        sure, held = confidence[judged], right[judged]
        found = {
            "auroc": refusal.auroc(confidence[chosen], answerable[chosen]),
            "coverage_5": refusal.coverage_at(sure, held, ERROR_ALLOWED),
            "aurc": refusal.area(sure, held),
            "calibration": refusal.calibration_error(sure, held),
        }
        return np.array([found[figure.key] for figure in WHOLE])

    return statistic


def _figures(results: Sequence[Result]) -> dict[str, Estimate]:
    """Return every figure with its interval."""
    keys = [figure.key for figure in PER_QUESTION]
    rows = _matrix(results, keys)
    whole = whole_figures(results)
    count = len(results)
    values = [*resample.means(rows), *whole(np.arange(count))]
    low, high = np.hstack((resample.mean_interval(rows), resample.interval(whole, count)))
    judged = sum(result.right is not None for result in results)
    counts = [*(~np.isnan(rows)).sum(axis=0), *(count if one.key == "auroc" else judged for one in WHOLE)]
    names = keys + [figure.key for figure in WHOLE]
    return {
        name: Estimate(float(value), float(bottom), float(top), int(number))
        for name, value, bottom, top, number in zip(names, values, low, high, counts, strict=True)
        if not np.isnan(value)
    }


def _groups(results: Sequence[Result], label: Callable[[Question], str]) -> dict[str, dict[str, Estimate]]:
    """Return the main figures by type or style, largest group first; those without a label left out."""
    labelled = sorted(
        (result for result in results if label(result.question)), key=lambda one: label(one.question)
    )
    found = {name: list(group) for name, group in groupby(labelled, key=lambda one: label(one.question))}
    return {name: _group(found[name]) for name in sorted(found, key=lambda name: (-len(found[name]), name))}


def _group(results: Sequence[Result]) -> dict[str, Estimate]:
    rows = _matrix(results, BY_GROUP)
    low, high = resample.mean_interval(rows)
    counts = (~np.isnan(rows)).sum(axis=0)
    means = resample.means(rows)
    return {
        key: Estimate(float(means[at]), float(low[at]), float(high[at]), int(counts[at]))
        for at, key in enumerate(BY_GROUP)
        if counts[at]
    }


def _latency(results: Iterable[Result]) -> dict[str, Latency]:
    taken: dict[str, list[float]] = {}
    for result in results:
        for stage, seconds in result.prediction.timings.items():
            taken.setdefault(stage, []).append(seconds)
    found = {}
    for stage, times in taken.items():
        median, p90, worst = np.quantile(times, [0.5, 0.9, 1.0])
        found[stage] = Latency(float(median), float(p90), float(worst), len(times))
    return found
