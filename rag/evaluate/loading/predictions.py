"""Turn a predictions file (JSON Lines, the form of docs/evaluation.md) into Predictions.

Knows nothing of who made them: a file of another system is scored the same way.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rag.evaluate.loading.bounded import Json, fail, records, text_of

DEPTH = 10  # passages that count; further ones are not looked at
MAX_CITATIONS = 50


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as a prediction gives it."""

    article: str
    title: str
    source: str
    start: int
    end: int
    quote: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Found:
    """One of the best passages, best first."""

    source: str
    article: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a system said to one question."""

    id: str
    question: str
    answer: str  # "" when it said that the articles do not tell
    answerable: bool
    best_guess: str  # what it would have said; equals answer when answerable
    confidence: float
    citations: tuple[Cited, ...] = ()
    passages: tuple[Found, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)


def load_predictions(path: str | Path) -> dict[str, Prediction]:
    """Return the predictions of a file by id. Raises EvaluationError, naming the line."""
    path = Path(path)
    found: dict[str, Prediction] = {}
    for line, record in records(path):
        one = prediction_of(path, line, record)
        if one.id in found:
            zh = f"编号“{one.id}”重复，请只留一行。"
            raise fail(path, line, zh, f'The id "{one.id}" comes twice; keep one line of it.')
        found[one.id] = one
    return found


def prediction_of(path: Path, line: int, record: Mapping[str, Json]) -> Prediction:
    """Return the prediction that one JSON object stands for. Raises EvaluationError."""
    name = text_of(path, line, record, "id").strip()
    if not name:
        raise fail(path, line, "缺少“id”。", 'The field "id" is missing.')
    answer = text_of(path, line, record, "answer")
    answerable = record.get("answerable", bool(answer))
    if not isinstance(answerable, bool):
        raise fail(path, line, "“answerable”应是 true 或 false。", '"answerable" must be true or false.')
    timings = record.get("timings") or {}
    if not isinstance(timings, dict):
        raise fail(path, line, "“timings”应是对象。", '"timings" must be an object of seconds.')
    answer = answer if answerable else ""
    return Prediction(
        id=name,
        question=text_of(path, line, record, "question"),
        answer=answer,
        answerable=answerable,
        best_guess=answer or text_of(path, line, record, "best_guess"),
        confidence=_number(path, line, record, "confidence", 1.0 if answerable else 0.0),
        citations=tuple(
            _citation(path, line, one) for one in _objects(path, line, record, "citations")[:MAX_CITATIONS]
        ),
        passages=tuple(_passage(path, line, one) for one in _objects(path, line, record, "passages")[:DEPTH]),
        timings={stage: _number(path, line, timings, stage, 0.0) for stage in timings},
    )


def _citation(path: Path, line: int, record: Mapping[str, Json]) -> Cited:
    return Cited(
        article=text_of(path, line, record, "article"),
        title=text_of(path, line, record, "title"),
        source=text_of(path, line, record, "source"),
        start=int(_number(path, line, record, "start", 0)),
        end=int(_number(path, line, record, "end", 0)),
        quote=text_of(path, line, record, "quote"),
        sentence=text_of(path, line, record, "sentence"),
    )


def _passage(path: Path, line: int, record: Mapping[str, Json]) -> Found:
    return Found(
        source=text_of(path, line, record, "source"),
        article=text_of(path, line, record, "article"),
        start=int(_number(path, line, record, "start", 0)),
        end=int(_number(path, line, record, "end", 0)),
        text=text_of(path, line, record, "text"),
        score=_number(path, line, record, "score", 0.0),
    )


def _objects(path: Path, line: int, record: Mapping[str, Json], key: str) -> list[dict[str, Json]]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise fail(path, line, f"“{key}”应是对象的列表。", f'"{key}" must be a list of objects.')
    found = [one for one in value if isinstance(one, dict)]
    if len(found) < len(value):
        raise fail(path, line, f"“{key}”应是对象的列表。", f'"{key}" must be a list of objects.')
    return found


def _number(path: Path, line: int, record: Mapping[str, Json], key: str, otherwise: float) -> float:
    value = record.get(key)
    if value is None:
        return otherwise
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or abs(value) > 1e15
        or not math.isfinite(value)
    ):
        raise fail(path, line, f"“{key}”应是数字。", f'"{key}" must be a number.')
    return float(value)
