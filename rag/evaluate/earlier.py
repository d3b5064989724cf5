"""An earlier report's folder, its report.json, or a predictions file -> what a new report is compared with.

Knows nothing of tests or intervals. Predictions are scored again, as the new run is; a report.json brings the
figures that were computed then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import EvaluationError
from rag.evaluate.loading.bounded import MAX_ITEMS, Json, fail, parse, read_text
from rag.evaluate.loading.predictions import Prediction, load_predictions, prediction_of
from rag.evaluate.reporting.as_json import DECIMALS
from rag.evaluate.reporting.write import PREDICTIONS
from rag.evaluate.scoring.compare import compare
from rag.evaluate.scoring.metrics import PER_QUESTION
from rag.evaluate.scoring.results import Comparison, Report, Result
from rag.evaluate.scoring.score import same_question, score


@dataclass(frozen=True, slots=True)
class Remembered:
    """One question of an older report with the figures it had."""

    prediction: Prediction
    values: Mapping[str, float]
    right: bool | None
    rank: int


Older = Mapping[str, Prediction | Remembered]  # by the question's id


def load_older(path: str | Path) -> Older:
    """Return what a report's folder, a report.json or a predictions file holds. Raises EvaluationError."""
    path = Path(path)
    if path.suffix.lower() == ".json":
        return _report(path)
    return load_predictions(path / PREDICTIONS if path.is_dir() else path)


def compare_with(older: Older, new: Report) -> Comparison:
    """Return the comparison of a report with an older one over the questions that both have."""
    kept = [result for result in new.results if result.question.id in older]
    if not kept:
        zh = "旧的结果里没有这份测试集的问题，无法比较。"
        raise EvaluationError(f"{zh} The older run holds no question of this test set.")
    predicted = {name: one for name, one in older.items() if isinstance(one, Prediction)}
    scored = score([one.question for one in kept], predicted).results if predicted else ()
    remembered = [
        _again(one, found) for one in kept if isinstance(found := older[one.question.id], Remembered)
    ]
    if remembered:  # a report.json is rounded; unrounded, every figure would seem to have moved a little
        new = replace(new, results=tuple(map(_rounded, new.results)))
    return compare(replace(new, results=(*scored, *remembered)), new)


def _rounded(one: Result) -> Result:
    return replace(one, values={key: round(value, DECIMALS) for key, value in one.values.items()})


def _again(new: Result, old: Remembered) -> Result:
    if not same_question(old.prediction.question, new.question.question):
        zh = f"编号“{new.question.id}”在旧报告里是另一个问题，请核对是不是同一份测试集。"
        en = f"{new.question.id!r} is another question in the older report: is it of the same test set?"
        raise EvaluationError(f"{zh} {en}")
    return Result(new.question, old.prediction, old.values, old.right, old.rank)


def _report(path: Path) -> dict[str, Remembered]:
    value = parse(path, 0, read_text(path))
    rows = value.get("results") if isinstance(value, dict) else None
    if not isinstance(rows, list) or not rows or len(rows) > MAX_ITEMS:
        zh = "不是 rag evaluate 写的 report.json。"
        raise fail(path, 0, zh, "Not a report.json of rag evaluate; choose one, or a predictions.jsonl.")
    found = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise fail(path, number, "“results”应是对象的列表。", '"results" must be a list of objects.')
        one = _remembered(path, number, row)
        found[one.prediction.id] = one
    return found


def _remembered(path: Path, number: int, row: Mapping[str, Json]) -> Remembered:
    prediction = prediction_of(path, number, {**row, "answerable": row.get("answered")})
    given, rank, right = row.get("figures"), row.get("rank"), row.get("right")
    values = (
        {}
        if not isinstance(given, dict)
        else {
            figure.key: float(one)
            for figure in PER_QUESTION
            if isinstance(one := given.get(figure.key), int | float) and 0 <= one <= 1
        }
    )
    if "decision" not in values or not isinstance(rank, int) or not isinstance(right, bool | None):
        zh, en = f"第 {number} 题缺少成绩。", f"Question {number} lacks its figures."
        raise fail(path, 0, zh, en)
    return Remembered(prediction, values, right, max(0, rank))
