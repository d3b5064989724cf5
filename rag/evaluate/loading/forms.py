"""A test set in any of its forms -> Questions: JSON Lines, SQuAD or CMRC JSON, CSV, or a BEIR folder.

Knows which forms there are, nothing of what stands in them; docs/evaluation.md tells what each looks like.
"""

from collections.abc import Iterable
from pathlib import Path

from rag.evaluate.loading import beir, sheet, squad
from rag.evaluate.loading.bounded import MAX_ITEMS, fail, records
from rag.evaluate.loading.questions import Question, question_of


def load_questions(path: str | Path, *, gold: bool = True) -> list[Question]:
    """Return the questions of a file or a BEIR folder; the form is told by its name.

    With ``gold=False`` questions without answers are accepted, to be asked but not scored.
    Raises EvaluationError, naming file and line.
    """
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
    return _collect(path, found)


def _collect(path: Path, found: Iterable[tuple[int, Question]]) -> list[Question]:
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


def _json_lines(path: Path, gold: bool) -> Iterable[tuple[int, Question]]:
    return ((line, question_of(path, line, record, gold)) for line, record in records(path))
