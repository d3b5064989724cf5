"""Read each question in its own paragraph: closed evaluation of a reader on SQuAD, CMRC2018 or DRCD.

Knows nothing of indexes or search. The whole paragraph is one passage; long ones are the reader's own affair. The title
of its article is not shown, as the published figures of these sets are made of question and paragraph alone.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.articles.passages import sentences
from rag.errors import EvaluationError
from rag.evaluate.asking import Progress, Stop
from rag.evaluate.loading.predictions import Cited, Prediction
from rag.evaluate.loading.questions import Question
from rag.types import Candidate, Passage, Reading

if TYPE_CHECKING:
    from rag.reader import Reader


def read_closed(
    reader: "Reader",
    questions: Sequence[Question],
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> dict[str, Prediction]:
    """Return the reader's best span for each question, always answering; confidence is its odds against none.

    Raises EvaluationError when the test set carries no paragraphs.
    """
    if not any(question.context for question in questions):
        zh = "这份测试集不带原文段落，不能单独评测阅读器；请用 SQuAD/CMRC 格式。"
        raise EvaluationError(f"{zh} This test set has no paragraphs to read; use the SQuAD form.")
    found = {}
    for number, question in enumerate(questions, 1):
        if stop is not None and stop():
            break
        found[question.id] = _read(reader, question)
        if progress is not None:
            progress("read", number, len(questions))
    return found


def _read(reader: "Reader", question: Question) -> Prediction:
    passage = _passage(question)
    readings = reader.read(
        question.question, [Candidate(passage=passage, score=1.0, dense=1.0, dense_rank=1)]
    )
    if not readings:
        return Prediction(question.id, question.question, "", False, "", 0.0)
    best = max(readings, key=lambda reading: (reading.score, -reading.start))
    odds = max(-500.0, min(500.0, -best.score))
    return Prediction(
        id=question.id,
        question=question.question,
        answer=best.text,
        answerable=True,
        best_guess=best.text,
        confidence=1 / (1 + math.exp(odds)),
        citations=(_cited(question, passage, best),),
    )


def _passage(question: Question) -> Passage:
    text = question.context
    return Passage(
        id=1,
        article="",
        start=0,
        end=len(text),
        text=text,
        title="",
        sentences=tuple(sentences(text, 0, len(text))),
    )


def _cited(question: Question, passage: Passage, reading: Reading) -> Cited:
    around = [span for span in passage.sentences if span[0] < reading.end and reading.start < span[1]]
    first, last = (around[0][0], around[-1][1]) if around else (reading.start, reading.end)
    sentence = question.context[first:last]
    return Cited("", question.title, "", reading.start, reading.end, reading.text, sentence)
