"""The values that the files of this room hand to each other: frozen, slotted, nothing else.

Knows nothing of how any of them is computed or shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.evaluate.loading.predictions import Prediction
from rag.evaluate.loading.questions import Question
from rag.evaluate.scoring.refusal import Bin, Curve


@dataclass(frozen=True, slots=True)
class Result:
    """One question, what was said to it, and every figure that applies to it (by key of metrics.py)."""

    question: Question
    prediction: Prediction
    values: Mapping[str, float]
    right: bool | None  # whether the best guess is right; None where nothing tells
    rank: int  # of the first right passage, from 1; 0 = none among those that count


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the ends of its 95% interval and the number of questions it was taken over."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds that a stage took."""

    median: float
    p90: float
    worst: float
    count: int


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What was said to a question once the articles that hold its evidence were put out of reach."""

    id: str
    question: str
    removed: tuple[str, ...]  # article ids
    answer: str  # "" = 没有找到
    outcome: str  # "refused", "right" or "wrong"; "kept" = no article was found to remove
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The outcome of asking every answerable question without its gold article."""

    asked: int
    refused: int
    right: int
    wrong: int
    kept: int  # questions whose article could not be told, or was the only one: not asked
    good: Estimate  # share of those asked that were refused or right
    outcomes: tuple[Unsaid, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure in two runs over the same questions."""

    old: float
    new: float
    low: float  # 95% interval of new - old
    high: float
    p: float  # McNemar's test for figures of 0 and 1, paired bootstrap for the others
    adjusted: float  # Holm's, over the decisive figures; equals p for the others
    count: int


@dataclass(frozen=True, slots=True)
class Change:
    """A question that two runs answered differently."""

    id: str
    question: str
    old: str
    new: str
    old_f1: float
    new_f1: float
    old_rank: int
    new_rank: int
    verdict: str  # "better", "worse" or "other"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the same questions; ``worse`` and ``better`` name the figures that moved for certain."""

    differences: Mapping[str, Difference]
    groups: Mapping[str, Mapping[str, Mapping[str, Difference]]]  # "type" or "style" -> name -> key
    changes: tuple[Change, ...]
    worse: tuple[str, ...]
    better: tuple[str, ...]
    left_out: int  # questions that only one of the two runs has


@dataclass(frozen=True, slots=True)
class Report:
    """Everything an evaluation found out."""

    name: str
    questions: int
    answerable: int
    missing: int  # questions without a prediction: counted as refused
    figures: Mapping[str, Estimate]
    groups: Mapping[str, Mapping[str, Mapping[str, Estimate]]]  # "type" or "style" -> name -> key
    curve: Curve
    bins: tuple[Bin, ...]
    latency: Mapping[str, Latency]
    results: tuple[Result, ...]
    index_version: str = ""
    models: Mapping[str, str] = field(default_factory=dict)
    stopped: bool = False  # only part of the set was asked
    counterfactual: Counterfactual | None = None
    comparison: Comparison | None = None

    @property
    def exit_status(self) -> int:
        """1 when something decisive got significantly worse than in the run compared with, else 0."""
        return 1 if self.comparison is not None and self.comparison.worse else 0
