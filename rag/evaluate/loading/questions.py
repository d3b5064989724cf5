"""One record of a test set, a JSON object or a row of a table -> a Question.

Knows nothing of files and their forms, of answering or scoring.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.evaluate.loading.bounded import Json, fail, text_of

MAX_ANSWERS = 100


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what is known of its right answer."""

    id: str
    question: str
    answers: tuple[str, ...]  # gold: any counts, the first is the best short one
    evidence: str = ""  # the sentence that says it
    source: str = ""
    title: str = ""
    type: str = ""
    style: str = ""
    answerable: bool = True
    context: str = ""  # SQuAD form: the paragraph to read, for closed evaluation
    relevant: tuple[tuple[str, int], ...] = ()  # BEIR form: texts of the right documents with their grades
    white_space: bool = False  # True: white space counts when answers are compared (SQuAD form)


def question_of(path: Path, line: int, record: Mapping[str, Json], gold: bool) -> Question:
    """Return the question that one record (a JSON object or a CSV row) stands for."""
    asked = text_of(path, line, record, "question").strip()
    if not asked:
        raise fail(path, line, "缺少“question”。", 'The field "question" is missing or empty.')
    if "answers" not in record and "answer" in record:
        record = {**record, "answers": record["answer"]}
    answers = _answers(path, line, record.get("answers"))
    answerable = record.get("answerable")
    if answerable is None:
        answerable = bool(answers)
        if gold and "answers" not in record:
            zh = "缺少“answers”，没有标准答案就不能评分。"
            raise fail(path, line, zh, 'The field "answers" is missing; give a list, [] when not answerable.')
    if not isinstance(answerable, bool):
        raise fail(path, line, "“answerable”应是 true 或 false。", '"answerable" must be true or false.')
    if gold and answerable and not answers:
        zh = "标为可回答却没有答案：请补“answers”，或把“answerable”改为 false。"
        raise fail(
            path, line, zh, 'Answerable but without answers: add "answers" or set "answerable" to false.'
        )
    return Question(
        id=text_of(path, line, record, "id").strip() or f"line-{line}",
        question=asked,
        answers=answers,
        evidence=text_of(path, line, record, "evidence"),
        source=text_of(path, line, record, "source"),
        title=text_of(path, line, record, "title"),
        type=text_of(path, line, record, "type"),
        style=text_of(path, line, record, "style"),
        answerable=answerable,
    )


def _answers(path: Path, line: int, value: Json) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise fail(path, line, "“answers”应是文字的列表。", '"answers" must be a list of texts.')
    if len(value) > MAX_ANSWERS:
        raise fail(
            path, line, f"答案多于 {MAX_ANSWERS} 个。", f"More than {MAX_ANSWERS} answers; keep the best."
        )
    found = (text_of(path, line, {"answers": one}, "answers").strip() for one in value)
    return tuple(one for one in found if one)
