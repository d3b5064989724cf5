"""CSV, TSV, JSON and JSON Lines -> rows: the fields of each article, or the reason why a row is none.

Does not know which field is which; ``table`` does. JSON of crawlers is looked through for lists of objects.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping

from rag.documents.front_matter import KEYS
from rag.documents.source import Source

Row = Mapping[str, object] | str  # a string is the reason why there is no row
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)  # Excel's own first line
_DEPTH = 6  # of objects within objects that hold the rows


def csv_rows(source: Source, text: str) -> Iterator[Row]:
    """Yield each row by its header; a reason in place of a row that cannot be read."""
    rows = cells_of(source, text)
    names: list[str] = []
    for row in rows:
        if isinstance(row, str):
            yield row
        elif not names:
            names = row
        elif any(cell.strip() for cell in row):
            found: dict[str, object] = dict(zip(names, row, strict=False))
            if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
                found[_EXTRA] = len(row) - len(names)
            yield found


_EXTRA = "\0extra"  # cells behind the last column that has a name


def extra_cells(row: Mapping[str, object]) -> int:
    """Return how many cells of a row stand behind the last named column."""
    value = row.get(_EXTRA, 0)
    return value if isinstance(value, int) else 0


def cells_of(source: Source, text: str) -> Iterator[list[str] | str]:
    """Yield the cells of each row, the header first; a reason in place of a row that cannot be read."""
    csv.field_size_limit(min(source.limits.characters * 2, sys.maxsize))
    stated = _SEP.match(text)
    text = text[stated.end() :] if stated else text
    header = text[: text.find("\n") + 1 or len(text)]
    delimiter = max(",\t;|", key=header.count)  # of the header: bodies are full of commas; "," wins a tie
    delimiter = stated.group(1) if stated else "\t" if source.suffix == ".tsv" else delimiter
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"这一行读不懂：{error}。 This row cannot be read."


def json_rows(source: Source, text: str) -> Iterator[Row]:
    """Yield the articles of a JSON file: a list of objects, or the lists of objects within an object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if source.suffix == ".json" and "\n{" in text:
            yield from json_lines(text)  # one object a line, whatever the name says
            return
        raise source.refused(f"不是 JSON：{str(error)[:100]}。 Not JSON.") from None
    rows = list(_records(value, 0))
    if not rows:
        raise source.refused(
            "JSON 里没有文章（找不到对象的列表）。 No articles in this JSON: no list of objects."
        )
    yield from rows


def _records(value: object, depth: int) -> Iterator[Row]:
    """Yield the objects of the lists in a value; an object without such a list is one row itself."""
    if isinstance(value, list):
        for item in value:
            yield from (
                _records(item, depth + 1)
                if isinstance(item, dict | list) and depth < _DEPTH
                else (_NO_OBJECT,)
            )
    elif isinstance(value, dict):
        inner = [one for one in value.values() if _holds_rows(one)]
        if not inner or depth >= _DEPTH or _is_article(value):
            yield flat(value)
            return
        for one in inner:
            yield from _records(one, depth + 1)


_NO_OBJECT = "应是一个 JSON 对象。 Not a JSON object."
_BODIES = (
    "content",
    "text",
    "body",
    "content_text",
    "paragraphs",
    "正文",
    "内容",
    "article",
    "html",
    "content_html",
)


def _is_article(value: Mapping[str, object]) -> bool:
    """Tell an article with lists of its own (pictures, paragraphs) from an object that holds articles."""
    if any(KEYS.get(str(key).lower()) == "title" for key in value) and any(value.get(key) for key in _BODIES):
        return True
    return any(isinstance(value.get(key), str | list) and value.get(key) for key in _BODIES) and not any(
        isinstance(value.get(key), list) and value[key] and all(isinstance(one, dict) and _is_article(one)
        for one in _listed(value[key])) for key in _BODIES
    )  # fmt: skip


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _holds_rows(value: object) -> bool:
    if isinstance(value, dict):
        return any(_holds_rows(one) or isinstance(one, str) for one in value.values())
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def flat(row: Mapping[str, object]) -> Mapping[str, object]:
    """Return a row with the fields of the objects in it: {"meta": {"date": …}} has a date."""
    found = dict(row)
    for value in row.values():
        if isinstance(value, dict):
            for key, inner in value.items():
                found.setdefault(str(key), inner)
    return found


def json_lines(text: str) -> Iterator[Row]:
    """Yield the object of each line; a reason in place of a line that is none."""
    for line in io.StringIO(text):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield f"不是 JSON：{str(error)[:100]}。 Not JSON."
            continue
        yield flat(value) if isinstance(value, dict) else _NO_OBJECT
