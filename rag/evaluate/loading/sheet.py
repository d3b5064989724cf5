"""Turn a CSV or TSV file with a header row into Questions.

Knows nothing of scoring. Columns are those of the JSON Lines form; several answers are parted by "|"
or written as a JSON list.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from rag.evaluate.loading.bounded import MAX_TEXT, Json, fail, parse, read_text
from rag.evaluate.loading.questions import Question, question_of

_NAMES = {  # what people write above a column -> the field
    "编号": "id", "序号": "id", "题号": "id", "问题": "question", "提问": "question", "题目": "question",
    "答案": "answers", "标准答案": "answers", "参考答案": "answers", "answer": "answers",
    "依据": "evidence", "原文": "evidence",
    "证据": "evidence", "来源": "source", "出处": "source", "文章": "source", "标题": "title",
    "类型": "type", "题型": "type",
    "问法": "style", "可回答": "answerable", "能否回答": "answerable",
}  # fmt: skip
_TRUTH = {
    "true": True,
    "1": True,
    "yes": True,
    "是": True,
    "false": False,
    "0": False,
    "no": False,
    "否": False,
}


def read(path: Path, gold: bool) -> Iterator[tuple[int, Question]]:
    """Yield each row's question with the number of the line it ends on. Raises EvaluationError."""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    csv.field_size_limit(MAX_TEXT)
    reader = csv.reader(io.StringIO(read_text(path), newline=""), delimiter=delimiter, strict=True)
    try:
        named = [name.strip().lower() for name in next(reader, [])]
        header = [_NAMES.get(name, name) for name in named]
        if "question" not in header:
            zh = "首行应是列名，至少有 question 和 answers。"
            raise fail(path, 1, zh, "The first line must name the columns, question and answers at least.")
        for row in reader:
            if any(cell.strip() for cell in row):
                yield (
                    reader.line_num,
                    question_of(path, reader.line_num, _record(path, reader.line_num, header, row), gold),
                )
    except csv.Error as error:
        raise fail(
            path, reader.line_num, f"不是合法的 CSV（{error}）。", f"Not valid CSV ({error})."
        ) from error


def _record(path: Path, line: int, header: list[str], row: list[str]) -> dict[str, Json]:
    if len(row) > len(header):
        zh = f"这一行有 {len(row)} 列，首行只有 {len(header)} 列；含逗号的内容请加引号。"
        raise fail(
            path, line, zh, f"{len(row)} cells, but {len(header)} columns; quote cells that hold commas."
        )
    record: dict[str, Json] = {
        name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()
    }
    answers = record.get("answers", "")
    if isinstance(answers, str):
        record["answers"] = parse(path, line, answers) if answers.startswith("[") else [*answers.split("|")]
    answerable = record.pop("answerable", None)
    if isinstance(answerable, str):
        if answerable.lower() not in _TRUTH:
            raise fail(path, line, "“answerable”应是 true 或 false。", '"answerable" must be true or false.')
        record["answerable"] = _TRUTH[answerable.lower()]
    return record
