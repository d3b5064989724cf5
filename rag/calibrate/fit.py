"""Cases -> a Judgement: which option to choose, in which order to list passages, and how surely to answer.

Everything is linear and fitted by scikit-learn, which is needed here alone; what comes out is a table of numbers.
Questions over one text stay together when a part is held out, so that no figure is about a text that was learned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from rag.answer.features import logistic, weigh
from rag.answer.judgement import Judgement
from rag.answer.sure import seen_together
from rag.calibrate.collect import AS_IT_IS, Case

# The features that have a say, taken one after another as long as held-out texts gained by them; sixteen and more at
# once read worse: F1 .710 with them all, .745 with these (``python -m rag.calibrate.ablation``, table in LOG.md).
RANK = (
    "score", "agreement", "elsewhere", "stops", "clauses", "post", "placed", "fused", "relevance", "echo", "foreign",
    "support",
)  # fmt: skip
# What hardly any question shows cannot be fitted: a headline, a byline or a numbered item asked for as such, and the
# holder of a post. It keeps the weight that it had beside the reader's score in the numbers before.
BEFORE = {"score": 0.345, "placed": 2.6, "post": 1.3}
SHOWN = 30  # cases in which a feature has to speak
PASSAGE = (
    "score",
    "relevance",
    "fused",
    "agreement",
    "meaning",
    "post",
    "placed",
    "near",
    "overlap",
    "unsaid",
)
SURE = (
    "score", "null", "relevance", "agreement", "foreign", "unsaid", "english", "keyword", "term", "post", "elsewhere",
    "placed", "near", "overlap", "echo", "meaning", "fused", "unknown", "support", "length", "lead", "share",
    "best_relevance", "next_relevance", "relevance_lead", "best_score", "close", "least_null",
)  # fmt: skip
GOOD_ENOUGH = 0.6  # F1 from which an option counts as one to choose
APART = 0.15  # F1 by which one option has to be better than another to be learned from
PAIRS = 60  # of one question
RANK_PENALTY, SURE_PENALTY = 1.0, 0.1  # inverse strengths; 0.03 to 1 were tried on held-out texts (LOG.md)
ANSWERED = 0.85  # of the direction: whether the texts answer; the rest: whether the option is right
MADE_WEIGHT = 0.15  # of an asking whose answer was taken out of reach, beside one as it is
ALLOWED = (
    0.15  # of the unanswerable questions may be answered; at 0.08 six answerable ones in ten are refused
)
FOLDS = 5
SEED = 7

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Best:
    """The option chosen in one case: what is known of it, and whether it is right."""

    features: dict[str, float]
    f1: float
    exact: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How well held-out cases are judged; shares from 0 to 1."""

    exact: float
    f1: float
    first: float  # the gold passage is listed first
    five: float
    auroc: float
    calibration: float
    answered: float  # of the unanswerable questions, at the operating point
    refused: float  # of the answerable ones


def fit(
    cases: Sequence[Case], reader: str, *, reranker: str = "", made: str = ""
) -> tuple[Judgement, Figures]:
    """Return the numbers fitted to all cases, and how well those fitted to a part of the texts judge the others."""
    sure = held_out(cases)
    point = operating_point(
        [c for c, case in zip(sure, cases, strict=True) if case.way == AS_IT_IS and not case.answerable]
    )
    rank, passage = fit_rank(cases, RANK), fit_passages(cases)
    weights, bias = fit_sure(cases, rank)
    judgement = Judgement(reader, rank, passage, weights, bias, point, reranker, made)
    return judgement, figures(cases, sure, point, cross=True)


def held_out(
    cases: Sequence[Case], names: Sequence[str] = RANK, trusted: Sequence[str] = SURE
) -> list[float]:
    """Return the confidence of each case by numbers that were fitted to other texts."""
    found = [0.0] * len(cases)
    for train, test in folds(cases):
        part = [cases[n] for n in train]
        rank = fit_rank(part, names)
        weights, bias = fit_sure(part, rank, trusted)
        for n in test:
            best = chosen(cases[n], rank)
            found[n] = logistic(bias + weigh(weights, best.features)) if best else 0.0
    return found


def folds(cases: Sequence[Case]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the numbers of the cases to learn from and to judge; one text is never in both."""
    groups = [case.text for case in cases]
    for train, test in GroupKFold(min(FOLDS, len(set(groups)))).split(cases, groups=groups):
        yield train.tolist(), test.tolist()


def ranks_of(case: Case, rank: Mapping[str, float]) -> list[float]:
    """Return the rank of each option."""
    return [weigh(rank, option) for option in case.options]


def chosen(case: Case, rank: Mapping[str, float]) -> Best | None:
    """Return the best option of a case, None when there is none."""
    if not case.options:
        return None
    ranks = ranks_of(case, rank)
    first = max(range(len(ranks)), key=lambda n: ranks[n])
    known = seen_together(case.options, ranks, case.group, case.passage, first)
    return Best(known, case.f1[first], case.exact[first], case.right[first] and case.answerable)


def fit_rank(cases: Sequence[Case], names: Sequence[str]) -> dict[str, float]:
    """Return weights under which better options stand before worse ones of the same question (pairwise logistic)."""
    chance = np.random.default_rng(SEED)
    rows: list[Table] = []
    weights: list[float] = []
    for case in cases:
        worth = np.array([f1 if f1 >= GOOD_ENOUGH else 0.0 for f1 in case.f1])
        if not case.answerable or worth.max(initial=0.0) == 0.0:
            continue
        table = table_of(case.options, names)
        best = np.flatnonzero(worth >= worth.max() - 1e-9)[:3]
        pairs = [(i, j) for i in best for j in range(len(worth)) if worth[i] - worth[j] > APART]
        if len(pairs) > PAIRS:
            pairs = [pairs[n] for n in chance.choice(len(pairs), PAIRS, replace=False)]
        rows += [table[i] - table[j] for i, j in pairs]
        weights += [(worth[i] - worth[j]) / len(pairs) for i, j in pairs]
    found = dict(zip(names, _pairwise(rows, weights, len(names)), strict=True))
    for name in BEFORE.keys() & found.keys() - {"score"}:
        if sum(any(option.get(name) for option in case.options) for case in cases) < SHOWN:
            found[name] = round(BEFORE[name] * found.get("score", 0.0) / BEFORE["score"], 4)
    return found


def fit_passages(cases: Sequence[Case]) -> dict[str, float]:
    """Return weights under which passages that answer are listed before the others, by the best option of each."""
    rows: list[Table] = []
    weights: list[float] = []
    rank = fit_rank(cases, RANK)
    for case in cases:
        if not case.gold:
            continue
        best: dict[int, int] = {}
        ranks = ranks_of(case, rank)
        for n in sorted(range(len(ranks)), key=lambda n: -ranks[n]):
            best.setdefault(case.passage[n], n)
        table = {passage: table_of([case.options[n]], PASSAGE)[0] for passage, n in best.items()}
        gold = [passage for passage in table if passage in case.gold]
        others = [passage for passage in table if passage not in case.gold]
        rows += [table[one] - table[other] for one in gold for other in others]
        weights += [1.0 / (len(gold) * len(others))] * (len(gold) * len(others))
    return dict(zip(PASSAGE, _pairwise(rows, weights, len(PASSAGE)), strict=True))


def _pairwise(rows: list[Table], weights: list[float], count: int) -> list[float]:
    """Return weights under which every row (better minus worse) comes out above nought."""
    if not rows:
        return [0.0] * count
    table = np.array(rows)
    turned = (
        np.arange(len(table)) % 2 == 0
    )  # half of the pairs the other way round, so that there are two classes
    table[turned] *= -1
    scale = table.std(axis=0) + 1e-9
    model = LogisticRegression(C=RANK_PENALTY, fit_intercept=False, max_iter=500)
    model.fit(table / scale, ~turned, sample_weight=np.array(weights))
    return [round(float(value), 4) for value in model.coef_[0] / scale]


def fit_sure(
    cases: Sequence[Case], rank: Mapping[str, float], names: Sequence[str] = SURE
) -> tuple[dict[str, float], float]:
    """Return weights and bias under which a logistic gives the chance that the chosen option is right.

    What orders the cases is whether anything answers at all, mostly; how high each stands is then fitted to whether
    the option is right (Platt 1999), on askings as they are.
    """
    told = [(case, best) for case in cases if (best := chosen(case, rank))]
    table = table_of([best.features for _, best in told], names)
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    table = (table - mean) / scale
    share = np.array([1.0 if case.way == AS_IT_IS else MADE_WEIGHT for case, _ in told])
    right = np.array([best.right for _, best in told])
    answered = np.array([case.answerable for case, _ in told])
    model = LogisticRegression(C=SURE_PENALTY, max_iter=2000)
    told_by = [model.fit(table, label, sample_weight=share).coef_[0].copy() for label in (answered, right)]
    direction = ANSWERED * told_by[0] + (1 - ANSWERED) * told_by[1]
    plain = np.array([case.way == AS_IT_IS for case, _ in told])
    line = LogisticRegression(C=1e6).fit((table[plain] @ direction)[:, None], right[plain])
    weights = float(line.coef_[0, 0]) * direction / scale
    bias = float(line.intercept_[0] - (weights * mean).sum())
    return {name: round(float(value), 5) for name, value in zip(names, weights, strict=True)}, round(bias, 5)


def operating_point(unanswerable: Sequence[float], *, most: float = ALLOWED) -> float:
    """Return the lowest confidence at which at most this share of the unanswerable questions is answered."""
    wrong = sorted(unanswerable, reverse=True)
    allowed = int(most * len(wrong))
    return float(np.nextafter(wrong[allowed], 2.0)) if allowed < len(wrong) else 0.0


def figures(cases: Sequence[Case], sure: Sequence[float], point: float, *, cross: bool) -> Figures:
    """Return how cases as they are were judged; with ``cross`` the options too are chosen by other texts' numbers."""
    rank: dict[int, dict[str, float]] = {}
    passage: dict[int, dict[str, float]] = {}
    for train, test in folds(cases) if cross else [(list(range(len(cases))), list(range(len(cases))))]:
        part = [cases[n] for n in train]
        rank |= dict.fromkeys(test, fit_rank(part, RANK))
        passage |= dict.fromkeys(test, fit_passages(part))
    plain = [n for n, case in enumerate(cases) if case.way == AS_IT_IS]
    can = [n for n in plain if cases[n].answerable]
    best = {n: chosen(cases[n], rank[n]) for n in plain}
    right = np.array([bool((one := best[n]) and one.right) for n in plain], dtype=float)
    said = np.array([sure[n] for n in plain])
    truth = np.array([cases[n].answerable for n in plain])
    places = np.clip((said * 10).astype(int), 0, 9)
    gaps = np.bincount(places, weights=said - right, minlength=10)
    listed = [place_of_gold(cases[n], passage[n]) for n in can]
    return Figures(
        float(np.mean([bool((one := best[n]) and one.exact) for n in can])),
        float(np.mean([one.f1 if (one := best[n]) else 0.0 for n in can])),
        float(np.mean([place == 1 for place in listed])),
        float(np.mean([0 < place <= 5 for place in listed])),
        float(roc_auc_score(truth, said)) if len(set(truth.tolist())) == 2 else float("nan"),
        float(np.abs(gaps).sum() / max(len(said), 1)),
        float(np.mean(said[~truth] >= point)) if (~truth).any() else 0.0,
        float(np.mean(said[truth] < point)) if truth.any() else 0.0,
    )


def place_of_gold(case: Case, passage: Mapping[str, float]) -> int:
    """Return the place, from 1, at which the first gold passage is listed; 0 when none is."""
    best: dict[int, float] = {}
    for option, number in zip(case.options, case.passage, strict=True):
        best[number] = max(best.get(number, -np.inf), weigh(passage, option))
    order = sorted(best, key=lambda number: -best[number])
    return next((place for place, number in enumerate(order, 1) if number in case.gold), 0)


def table_of(options: Sequence[Mapping[str, float]], names: Sequence[str]) -> Table:
    """Return float64 (options, names); a feature that an option lacks is 0."""
    rows = [[option.get(name, 0.0) for name in names] for option in options]
    return np.array(rows, dtype=np.float64).reshape(len(options), len(names))
