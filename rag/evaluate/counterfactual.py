"""Ask every answerable question again with the articles that hold its evidence put out of reach.

Knows nothing of how an answer is found. An honest system then says 没有找到, or finds the answer in another
article; anything else was made up from words that stood near.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import QuestionError
from rag.evaluate.asking import Ask, Progress, Stop, default_ask
from rag.evaluate.loading.predictions import Prediction
from rag.evaluate.loading.questions import Question
from rag.evaluate.scoring import resample
from rag.evaluate.scoring.measure import measure
from rag.evaluate.scoring.relevance import holds_answer, overlaps
from rag.evaluate.scoring.results import Counterfactual, Estimate, Unsaid
from rag.types import Filters

if TYPE_CHECKING:
    from rag.index import Index


def counterfactual(
    index: "Index",
    questions: Sequence[Question],
    *,
    ask: Ask | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Counterfactual:
    """Return what is said to each answerable question that has evidence, without its gold articles."""
    ask = ask or default_ask()
    texts = {article.id: article.text for article in index.articles()}
    wanted = [
        question for question in questions if question.answerable and question.answers and question.evidence
    ]
    outcomes = []
    for number, question in enumerate(wanted, 1):
        if stop is not None and stop():
            break
        gold = tuple(sorted(name for name, text in texts.items() if _is_gold(question, text)))
        others = tuple(sorted(set(texts) - set(gold)))
        outcomes.append(_ask_without(index, question, gold, others, ask))
        if progress is not None:
            progress("counterfactual", number, len(wanted))
    return _summary(outcomes)


def _is_gold(question: Question, text: str) -> bool:
    """Return whether an article says what the evidence says; one that merely holds the answer stays."""
    return overlaps(question.evidence, text) and holds_answer(question, text)


def _ask_without(
    index: "Index", question: Question, gold: tuple[str, ...], others: tuple[str, ...], ask: Ask
) -> Unsaid:
    if not gold or not others:  # an empty filter would mean no restriction at all
        return Unsaid(question.id, question.question, gold, "", "kept")
    try:
        answer = ask(index, question.question, filters=Filters(articles=others))
    except QuestionError:
        return Unsaid(question.id, question.question, gold, "", "refused")
    if not answer.answerable:
        return Unsaid(question.id, question.question, gold, "", "refused", answer.confidence)
    said = Prediction(question.id, question.question, answer.text, True, answer.text, answer.confidence)
    outcome = "right" if measure(question, said, ranked=False).right else "wrong"
    return Unsaid(question.id, question.question, gold, answer.text, outcome, answer.confidence)


def _summary(outcomes: Sequence[Unsaid]) -> Counterfactual:
    count = {
        kind: sum(one.outcome == kind for one in outcomes) for kind in ("refused", "right", "wrong", "kept")
    }
    good = np.array([[float(one.outcome != "wrong")] for one in outcomes if one.outcome != "kept"])
    estimate = Estimate(float("nan"), float("nan"), float("nan"), 0)
    if len(good):
        low, high = resample.mean_interval(good)
        estimate = Estimate(float(good.mean()), float(low[0]), float(high[0]), len(good))
    return Counterfactual(
        asked=len(good),
        refused=count["refused"],
        right=count["right"],
        wrong=count["wrong"],
        kept=count["kept"],
        good=estimate,
        outcomes=tuple(outcomes),
    )
