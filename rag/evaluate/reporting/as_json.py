"""Turn a Report into JSON for machines: version 1, described in docs/evaluation.md.

Knows nothing of people. The same report gives the same bytes: no clock, no paths, numbers rounded.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

from rag.evaluate.scoring.results import Comparison, Counterfactual, Difference, Estimate, Report, Result

FORM = 1  # raised when a name is taken away or changes its meaning
DECIMALS = 6


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as an object of JSON types only; figures that do not apply are absent."""
    return {
        "version": FORM,
        "name": report.name,
        "index_version": report.index_version,
        "models": dict(sorted(report.models.items())),
        "questions": report.questions,
        "answerable": report.answerable,
        "missing": report.missing,
        "stopped": report.stopped,
        "figures": _estimates(report.figures),
        "groups": {
            kind: {name: _estimates(one) for name, one in found.items()}
            for kind, found in report.groups.items()
        },
        "risk_coverage": {
            "coverage": [_number(one) for one in report.curve.coverage],
            "risk": [_number(one) for one in report.curve.risk],
            "threshold": [_number(one) for one in report.curve.threshold],
        },
        "calibration": [
            {"low": one.low, "high": one.high, "count": one.count, "confidence": _number(one.confidence)}
            | {"right": _number(one.right)}
            for one in report.bins
        ],
        "latency_seconds": {
            stage: {
                "median": _number(one.median),
                "p90": _number(one.p90),
                "worst": _number(one.worst),
                "count": one.count,
            }
            for stage, one in report.latency.items()
        },
        "counterfactual": _counterfactual(report.counterfactual),
        "comparison": _comparison(report.comparison),
        "exit_status": report.exit_status,
        "results": [_result(result) for result in report.results],
    }


def to_json_text(report: Report) -> str:
    """Return the report as the text of report.json."""
    return json.dumps(to_json(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _number(value: float) -> float | None:
    return round(float(value), DECIMALS) if math.isfinite(value) else None


def _estimates(found: Mapping[str, Estimate]) -> dict[str, Any]:
    return {key: _estimate(one) for key, one in found.items()}


def _estimate(one: Estimate) -> dict[str, Any]:
    return {
        "value": _number(one.value),
        "low": _number(one.low),
        "high": _number(one.high),
        "count": one.count,
    }


def _result(result: Result) -> dict[str, Any]:
    question, prediction = result.question, result.prediction
    return {
        "id": question.id,
        "question": question.question,
        "answers": list(question.answers),
        "type": question.type,
        "style": question.style,
        "answerable": question.answerable,
        "answer": prediction.answer,
        "best_guess": prediction.best_guess,
        "answered": prediction.answerable,
        "confidence": _number(prediction.confidence),
        "right": result.right,
        "rank": result.rank,
        "figures": {key: _number(value) for key, value in result.values.items()},
    }


def _counterfactual(said: Counterfactual | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "asked": said.asked,
        "refused": said.refused,
        "right": said.right,
        "wrong": said.wrong,
        "kept": said.kept,
        "good": _estimate(said.good),
        "outcomes": [
            {"id": one.id, "question": one.question, "removed": list(one.removed), "answer": one.answer}
            | {"outcome": one.outcome, "confidence": _number(one.confidence)}
            for one in said.outcomes
        ],
    }


def _comparison(found: Comparison | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "worse": list(found.worse),
        "better": list(found.better),
        "left_out": found.left_out,
        "differences": {key: _difference(one) for key, one in found.differences.items()},
        "groups": {
            kind: {
                name: {key: _difference(one) for key, one in keys.items()} for name, keys in groups.items()
            }
            for kind, groups in found.groups.items()
        },
        "changes": [
            {"id": one.id, "question": one.question, "verdict": one.verdict, "old": one.old, "new": one.new}
            | {"old_f1": _number(one.old_f1), "new_f1": _number(one.new_f1)}
            | {"old_rank": one.old_rank, "new_rank": one.new_rank}
            for one in found.changes
        ],
    }


def _difference(one: Difference) -> dict[str, Any]:
    numbers = {
        "old": one.old,
        "new": one.new,
        "low": one.low,
        "high": one.high,
        "p": one.p,
        "adjusted": one.adjusted,
    }
    return {key: _number(value) for key, value in numbers.items()} | {"count": one.count}
