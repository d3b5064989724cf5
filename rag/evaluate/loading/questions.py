"""Turn a QA test set into Questions: JSON Lines, SQuAD or CMRC JSON, CSV, or a BEIR folder.

Knows nothing of answering or scoring. docs/evaluation.md tells what each form looks like.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.evaluate.loading.bounded import MAX_ITEMS, Json, fail, records, text_of

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


def load_questions(path: str | Path, *, gold: bool = True) -> list[Question]:
    """Return the questions of a file or a BEIR folder; the form is told by its name.

    With ``gold=False`` questions without answers are accepted, to be asked but not scored.
    Raises EvaluationError, naming file and line.
    """
    from rag.evaluate.loading import beir, sheet, squad

    path = Path(path)
    if path.is_dir():
        found: Iterable[tuple[int, Question]] = beir.read(path)
    elif path.suffix.lower() in (".jsonl", ".ndjson"):
        found = _json_lines(path, gold)
    elif path.suffix.lower() == ".json":
        found = squad.read(path)
    elif path.suffix.lower() in (".csv", ".tsv"):
        found = sheet.read(path, gold)
    elif not path.exists():
        raise fail(path, 0, "没有这个文件。", "No such file; check the path.")
    else:
        forms = ".jsonl, .json (SQuAD), .csv, .tsv, BEIR folder"
        raise fail(path, 0, f"不认识的格式，可用：{forms}。", f"Unknown form; use one of {forms}.")
    return collect(path, found)


def collect(path: Path, found: Iterable[tuple[int, Question]]) -> list[Question]:
    """Return the questions as a list, refusing ids that come twice and sets that are empty or too large."""
    lines: dict[str, int] = {}
    questions: list[Question] = []
    for line, question in found:
        if question.id in lines:
            zh = f"编号“{question.id}”与第 {lines[question.id]} 行重复，请改成不同的。"
            raise fail(path, line, zh, f'The id "{question.id}" was used before; ids must differ.')
        if len(questions) >= MAX_ITEMS:
            raise fail(
                path,
                line,
                f"超过 {MAX_ITEMS} 个问题，请拆分。",
                f"More than {MAX_ITEMS} questions; split the set.",
            )
        lines[question.id] = line
        questions.append(question)
    if not questions:
        raise fail(path, 0, "没有任何问题。", "There is no question in it.")
    return questions


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


def _json_lines(path: Path, gold: bool) -> Iterable[tuple[int, Question]]:
    return ((line, question_of(path, line, record, gold)) for line, record in records(path))
