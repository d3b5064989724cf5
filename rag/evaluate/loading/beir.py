"""Turn a BEIR folder (corpus.jsonl, queries.jsonl, qrels/*.tsv) into Questions that are judged by passages.

Knows nothing of scoring. Only queries with a judged document are kept, and only judged documents are
held in memory, so that a corpus of millions of lines can be read.
"""

from collections.abc import Iterator
from pathlib import Path

from rag.evaluate.loading.bounded import fail, lines, parse, records, text_of
from rag.evaluate.loading.questions import Question

SPLITS = ("test", "dev", "train")  # the first that is there is taken, as BEIR does
MAX_RELEVANT = 100  # documents of one query


def read(folder: Path) -> Iterator[tuple[int, Question]]:
    """Yield the queries that have a relevant document, with its line. Raises EvaluationError."""
    judged = _judgements(folder)
    wanted = {document for grades in judged.values() for document in grades}
    texts = _corpus(folder / "corpus.jsonl", wanted)
    queries = folder / "queries.jsonl"
    for line, record in records(queries):
        name = text_of(queries, line, record, "_id")
        grades = judged.get(name, {})
        relevant = [(texts[one], grade) for one, grade in grades.items() if texts.get(one, "").strip()]
        if relevant:
            asked = text_of(queries, line, record, "text").strip()
            if not asked:
                raise fail(queries, line, "缺少“text”。", 'The field "text" is missing or empty.')
            best = sorted(relevant, key=lambda pair: -pair[1])[:MAX_RELEVANT]
            yield line, Question(id=name, question=asked, answers=(), relevant=tuple(best))


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    """Return query id -> document id -> grade, of the positive judgements."""
    path = next((found for split in SPLITS if (found := folder / "qrels" / f"{split}.tsv").is_file()), None)
    if path is None:
        names = "qrels/test.tsv, corpus.jsonl, queries.jsonl"
        raise fail(folder, 0, f"不是 BEIR 目录，应有 {names}。", f"Not a BEIR folder; it needs {names}.")
    judged: dict[str, dict[str, int]] = {}
    for line, text in lines(path):
        cells = text.split("\t")
        if line == 1 and cells[-1].strip() == "score":
            continue
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdecimal():
            zh = "应是三列：query-id、corpus-id、score（整数），用制表符分开。"
            raise fail(path, line, zh, "Expected query-id, corpus-id and a whole score, parted by tabs.")
        if int(cells[2]) > 0:
            judged.setdefault(cells[0], {})[cells[1]] = min(int(cells[2]), 10)
    return judged


def _corpus(path: Path, wanted: set[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for line, text in lines(path):
        record = parse(path, line, text)
        if not isinstance(record, dict):
            raise fail(path, line, "每行应是一个 JSON 对象。", "Each line must be one JSON object {...}.")
        name = text_of(path, line, record, "_id")
        if name in wanted:
            texts[name] = text_of(path, line, record, "text")
    return texts
