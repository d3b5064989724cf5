"""A table of articles (.csv, .jsonl) -> one Document a row, named "table.csv#3", each one article already.

Does not guess columns from their content: one of them must be called text, content or 正文. The row's text is its
headline, subtitle and byline, each on a line of its own, and the body below; what is wrong with a row ends only it.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping

from rag.documents.metadata import clean
from rag.documents.plain import decoded
from rag.documents.source import Refused, Source
from rag.types import Document

_TEXT = ("text", "content", "正文", "内容", "內容", "body", "article", "全文")
_HEAD = ("kicker", "title", "subtitle", "byline")
_MEDIA_TYPES = {".csv": "text/csv", ".jsonl": "application/jsonl"}


def read(source: Source) -> Iterator[Document]:
    """Yield the Document of each row that holds text."""
    text, encoding, metadata = decoded(source)
    rows = _json_rows(text) if source.suffix == ".jsonl" else _csv_rows(source, text)
    for number, row in enumerate(rows, start=1):
        if number > source.limits.rows:
            raise source.refused(f"超过 {source.limits.rows} 行，请拆分。 Too many rows: split it.")
        source.check_time()
        try:
            yield _document(source, row, f"#{number}", encoding, metadata)
        except Refused as error:
            source.refuse(error.refusal)


def _document(
    source: Source, row: Mapping[str, object] | str, part: str, encoding: str, metadata: Mapping[str, str]
) -> Document:
    if isinstance(row, str):
        raise Refused(source.name + part, row)
    body = next((value for key, value in row.items() if str(key).strip().lower() in _TEXT and value), None)
    if not isinstance(body, str):
        raise Refused(
            source.name + part, f"没有正文（列名应为 {' '.join(_TEXT[:4])} 之一）。 No text column."
        )
    found = clean(row, source.limits)
    head = [found[key] for key in _HEAD if key in found and found[key] not in body[:500].splitlines()]
    return source.document(
        "\n\n".join([*head, body]),
        media_type=_MEDIA_TYPES[source.suffix],
        loader="table",
        encoding=encoding,
        metadata={**metadata, **found},
        part=part,
        whole=True,
    )


def _csv_rows(source: Source, text: str) -> Iterator[Mapping[str, object] | str]:
    """Yield each row by its header; a reason in place of a row that cannot be read."""
    csv.field_size_limit(min(source.limits.characters * 2, sys.maxsize))
    header = text[: text.find("\n") + 1 or len(text)]
    delimiter = max(",\t;", key=header.count)  # of the header: bodies are full of commas; "," wins a tie
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names: list[str] = []
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"这一行读不懂：{error}。 This row cannot be read."
            continue
        if not names:
            names = row
        elif any(cell.strip() for cell in row):
            yield {**dict(zip(names, row, strict=False))}


def _json_rows(text: str) -> Iterator[Mapping[str, object] | str]:
    """Yield the object of each line; a reason in place of a line that is none."""
    for line in io.StringIO(text):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield f"不是 JSON：{str(error)[:100]}。 Not JSON."
            continue
        yield value if isinstance(value, dict) else "应是一个 JSON 对象。 Not a JSON object."
