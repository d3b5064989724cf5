"""Turn a SQuAD, CMRC2018 or DRCD JSON file into Questions, each with the paragraph it was asked about.

CMRC 2018 was first given out in a form of its own (context_text, query_text, answers as texts): both are read.

Knows nothing of scoring. The evidence of a question is the sentence that its first answer stands in.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from rag.evaluate.loading.bounded import Json, fail, parse, read_text, text_of
from rag.evaluate.loading.questions import Question

_SENTENCE_END = re.compile("[。！？!?；;\n]")


def read(path: Path) -> Iterator[tuple[int, Question]]:
    """Yield (0, question): JSON has no lines worth naming, so errors name the paragraph instead."""
    root = parse(path, 0, read_text(path))
    if isinstance(root, list) and any(isinstance(one, dict) and "context_text" in one for one in root):
        root = {"data": [_like_squad(record) for record in root]}
    articles = root.get("data") if isinstance(root, dict) else None
    if not isinstance(articles, list):
        zh = "不是 SQuAD 格式：最外层应有“data”列表。"
        raise fail(path, 0, zh, 'Not in SQuAD form: {"data": [{"paragraphs": [{"context", "qas"}]}]}.')
    for number, article in enumerate(articles, 1):
        place = f"data[{number - 1}]"
        record = _object(path, place, article)
        title = text_of(path, 0, record, "title")
        for order, paragraph in enumerate(_list(path, place, record, "paragraphs")):
            yield from _paragraph(path, f"{place}.paragraphs[{order}]", paragraph, title)


def _like_squad(record: Json) -> Json:
    """Return a record of CMRC's own form in SQuAD's; anything else as it is."""
    if not isinstance(record, dict) or "context_text" not in record:
        return record
    asked: list[Json] = []
    qas = record.get("qas")
    for one in qas if isinstance(qas, list) else []:
        answers = one.get("answers") if isinstance(one, dict) else None
        if isinstance(one, dict):
            texts: list[Json] = [{"text": text} for text in answers] if isinstance(answers, list) else []
            asked.append({"id": one.get("query_id"), "question": one.get("query_text"), "answers": texts})
    return {"title": record.get("title"), "paragraphs": [{"context": record["context_text"], "qas": asked}]}


def _paragraph(path: Path, place: str, value: Json, title: str) -> Iterator[tuple[int, Question]]:
    record = _object(path, place, value)
    context = text_of(path, 0, record, "context")
    if not context.strip():
        raise fail(path, 0, f"{place} 缺少“context”。", f'{place} has no "context" to read.')
    for order, asked in enumerate(_list(path, place, record, "qas")):
        yield 0, _question(path, f"{place}.qas[{order}]", asked, (context, title))


def _question(path: Path, place: str, value: Json, around: tuple[str, str]) -> Question:
    record = _object(path, place, value)
    context, title = around
    impossible = record.get("is_impossible") is True
    texts: list[str] = []
    start = -1
    for answer in [] if impossible else _list(path, place, record, "answers"):
        one = _object(path, f"{place}.answers", answer)
        text = text_of(path, 0, one, "text")
        if text.strip():
            at = one.get("answer_start")
            if at is None:
                at = context.find(text)
            if start < 0 and isinstance(at, int) and at >= 0 and context[at : at + len(text)] == text:
                start = at
            texts.append(text)
    asked = text_of(path, 0, record, "question").strip()
    name = text_of(path, 0, record, "id").strip() or place
    if not asked:
        raise fail(path, 0, f"{place} 缺少“question”。", f'{place} has no "question".')
    if not texts and not impossible:
        zh = f"{place} 没有答案：请补“answers”或写 is_impossible。"
        raise fail(path, 0, zh, f'{place} has no answer: add "answers", or "is_impossible": true.')
    return Question(
        id=name,
        question=asked,
        answers=tuple(texts),
        evidence=_sentence(context, start) if start >= 0 else "",
        title=title,
        type=text_of(path, 0, record, "type"),
        style=text_of(path, 0, record, "style"),
        answerable=bool(texts),
        context=context,
        white_space=True,
    )


def _sentence(context: str, at: int) -> str:
    ends = [mark.end() for mark in _SENTENCE_END.finditer(context)]
    first = max((end for end in ends if end <= at), default=0)
    last = min((end for end in ends if end > at), default=len(context))
    return context[first:last].strip()


def _object(path: Path, place: str, value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise fail(path, 0, f"{place} 应是 JSON 对象。", f"{place} must be a JSON object.")
    return value


def _list(path: Path, place: str, record: dict[str, Json], key: str) -> list[Json]:
    value = record.get(key)
    if not isinstance(value, list):
        raise fail(path, 0, f"{place} 缺少列表“{key}”。", f'{place} has no list "{key}".')
    return value
