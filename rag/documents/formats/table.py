"""A table of articles (.csv, .tsv, .json, .jsonl) -> one Document a row, named "table.csv#3", each one article already.

The body stands in a column text, content, 正文 or the like; where no column has such a name, the one column of long
texts is taken, and the remark says so. A table without any text is a table of values: its rows are read as ``grid``
writes them. The row's text is its headline, subtitle and byline, each on a line of its own, and the body below; what
is wrong with a row ends only it.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rag.documents.columns import BODIES, ENTITY, is_body
from rag.documents.formats.plain import decoded
from rag.documents.front_matter import clean
from rag.documents.grid import Cell, row_lines
from rag.documents.records import Row, cells_of, csv_rows, extra_cells, json_lines, json_rows, rows_above
from rag.documents.source import Refused, Source, add_warning, joined
from rag.documents.web.blocks import blocks, body_of, parse, render
from rag.types import Document

_HEAD = ("kicker", "title", "subtitle", "byline")
_MEDIA_TYPES = {
    ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".json": "application/json", ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
}  # fmt: skip
_INNER = (
    *BODIES,
    "value",
    "blocks",
    "data",
    "ops",
    "insert",
    "children",
    "p",
)  # of an object in the place of a text
_LONG = 60  # characters: a column whose cells are usually longer holds the articles
_LOOKED_AT = 50  # rows for it
_VALUES = 500  # rows of one document of values
_MARKUP = re.compile(
    r"</?(?:p|div|br|span|strong|b|em|i|img|a|ul|ol|li|table|h[1-6]|section|font|center)\b[^<>]*>", re.I
)


@dataclass(frozen=True, slots=True)
class _Table:
    """What is true of all rows of one file."""

    encoding: str
    metadata: Mapping[str, str]
    column: str  # of the texts


def read(source: Source) -> Iterator[Document]:
    """Yield the Document of each row that holds text, or of a table of values."""
    text, encoding, metadata = decoded(source)
    rows = _rows(source, text)
    first = list(islice(rows, _LOOKED_AT))
    column = _body_column(first)
    if not column and source.suffix in (".csv", ".tsv"):
        yield from _values(source, text, encoding, metadata)
        return
    if column and not is_body(column):
        add_warning(metadata, f"正文列是猜的：{column}。 The text column is a guess.")
    table = _Table(encoding, metadata, column)
    for number, row in enumerate(chain(first, rows), start=1):
        if number > source.limits.rows:
            raise source.refused(f"超过 {source.limits.rows} 行，请拆分。 Too many rows: split it.")
        source.check_time()
        try:
            yield _document(source, row, f"#{number}", table)
        except Refused as error:
            source.refuse(error.refusal)


def _rows(source: Source, text: str) -> Iterator[Row]:
    if source.suffix in (".jsonl", ".ndjson"):
        return json_lines(text)
    return json_rows(source, text) if source.suffix == ".json" else csv_rows(source, text)


def _body_column(rows: Sequence[Row]) -> str:
    """Return the column of the articles' texts: by its name, else the one of long texts; "" if there is none."""
    found = [row for row in rows if not isinstance(row, str)]
    names = list(dict.fromkeys(str(key) for row in found for key in row))
    known = sorted((name for name in names if is_body(name)), key=_usual_first)
    for name in known:
        if any(_body(row.get(name)) for row in found):
            return name.strip()
    usual = {name: _usual_length([row.get(name) for row in found]) for name in names}
    best = max(usual, key=lambda name: usual[name], default="")
    return best if usual.get(best, 0) >= _LONG else ""


def _usual_first(name: str) -> int:
    plain = name.strip().lower()
    return BODIES.index(plain) if plain in BODIES else len(BODIES)


def _usual_length(values: Sequence[object]) -> int:
    lengths = sorted(len(_body(value)) for value in values)
    return lengths[len(lengths) // 2] if lengths else 0


def _document(source: Source, row: Row, part: str, table: _Table) -> Document:
    if isinstance(row, str):
        raise Refused(source.name + part, row)
    names = [table.column, *BODIES]
    fields = {str(key).strip().lower(): value for key, value in row.items()}
    body = next((text for name in names if (text := _body(fields.get(name.lower())))), "")
    if not body:
        raise Refused(
            source.name + part, f"没有正文（列名应为 {' '.join(BODIES[:4])} 之一）。 No text column."
        )
    found = clean(row, source.limits)
    if extra := extra_cells(row):
        add_warning(found, f"这一行比表头多 {extra} 格，多出的没有读。 More cells than columns: left out.")
    if above := rows_above(row):
        add_warning(found, f"表头上面有 {above} 行没有读。 Rows above the header were left out.")
    head = [found[key] for key in _HEAD if key in found and found[key] not in body[:500].splitlines()]
    return source.document(
        "\n\n".join([*head, body]),
        media_type=_MEDIA_TYPES[source.suffix],
        loader="table",
        encoding=table.encoding,
        metadata=joined(table.metadata, found),
        part=part,
        whole=True,
    )


def _body(value: object) -> str:
    """Return the text of a cell: a list is one of paragraphs, and markup in it is read as a web page's."""
    if isinstance(value, list):
        return "\n\n".join(part for one in value if (part := _body(one)))
    if isinstance(
        value, dict
    ):  # a paragraph, or the blocks of an editor: {"type": "paragraph", "data": {"text": …}}
        return next((text for name in _INNER if (text := _body(value.get(name)))), "")
    if not isinstance(value, str):
        return ""
    if _MARKUP.search(value):
        return unmarked(value)
    value = html.unescape(value) if ENTITY.search(value) else value
    return value.strip("\ufeff") if value.strip() else ""


def unmarked(text: str) -> str:
    """Return the text of a fragment of HTML; its own line ends part paragraphs as its elements do."""
    found: list[str] = []
    for piece in re.split(r"\n\s*\n", text):
        root = parse(f"<body><div>{piece}</div></body>")
        body = body_of(root) if root is not None else None
        found.append(render(list(blocks(body))).strip() if body is not None else "")
    return "\n\n".join(piece for piece in found if piece)


def _values(source: Source, text: str, encoding: str, metadata: dict[str, str]) -> Iterator[Document]:
    """Yield a table of values, some hundred rows a document."""
    rows = [
        row
        for row in cells_of(source, text)
        if not isinstance(row, str) and any(cell.strip() for cell in row)
    ]
    if len(rows) < 2:
        raise source.refused(f"没有正文（列名应为 {' '.join(BODIES[:4])} 之一）。 No text column.")
    words = (
        f"没有正文列，按数据表逐行读出（共 {len(rows) - 1} 行）。 No text column: read as a table of values."
    )
    add_warning(metadata, words)
    header, below = rows[0], rows[1:]
    for number, start in enumerate(range(0, len(below), _VALUES), start=1):
        source.check_time()
        cells = [
            [Cell(" ".join(cell.split())) for cell in row]
            for row in (header, *below[start : start + _VALUES])
        ]
        yield source.document(
            "\n\n".join(row_lines(cells, heads=1)) + "\n",
            media_type=_MEDIA_TYPES[source.suffix],
            loader="table",
            encoding=encoding,
            metadata=metadata if number == 1 else {},
            part=f"#{number}",
            whole=True,
        )
