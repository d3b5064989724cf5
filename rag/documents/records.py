"""CSV, TSV, JSON and JSON Lines -> rows: the fields of each article, or the reason why a row is none.

Does not know which field is which; ``table`` does. JSON of crawlers is looked through for lists of objects.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from types import MappingProxyType

from rag.documents.columns import is_body, key_of, value_of
from rag.documents.delimited import rows_of
from rag.documents.source import Source

Row = Mapping[str, object] | str  # a string is the reason why there is no row
_HEADER_WITHIN = 8  # rows from the top; a line that titles the table may stand above its header
_NOTHING: Mapping[str, object] = MappingProxyType({})
_DEPTH = 6  # of objects within objects that hold the rows


def csv_rows(source: Source, text: str) -> Iterator[Row]:
    """Yield each row by its header; a reason in place of a row that cannot be read."""
    rows = cells_of(source, text)
    first = list(islice(rows, _HEADER_WITHIN))
    at = next((at for at, row in enumerate(first) if not isinstance(row, str) and _is_header(row)), -1)
    filled = [at for at, row in enumerate(first) if not isinstance(row, str) and any(map(str.strip, row))]
    at = at if at >= 0 else filled[0] if filled else 0
    names = [] if not first or isinstance(first[at], str) else first[at]
    skipped = [number for number in filled if number < at]
    yield from (row for row in first[:at] if isinstance(row, str))
    for row in chain(first[at + 1 :], rows):
        if isinstance(row, str):
            yield row
        elif any(cell.strip() for cell in row):
            found: dict[str, object] = dict(zip(names, row, strict=False))
            if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
                found[_EXTRA] = len(row) - len(names)
            if skipped:
                found[_ABOVE], skipped = len(skipped), []
            yield found


def _is_header(row: Sequence[str]) -> bool:
    """Say whether a row names the columns of a table of articles."""
    named = {key_of(cell)[0] or ("text" if is_body(cell) else "") for cell in row} - {""}
    return len(named) > 1 and "text" in {*named, *("text" for cell in row if is_body(cell))}


_ABOVE = "\0above"  # rows above the header that were not read
_EXTRA = "\0extra"  # cells behind the last column that has a name


def extra_cells(row: Mapping[str, object]) -> int:
    """Return how many cells of a row stand behind the last named column."""
    value = row.get(_EXTRA, 0)
    return value if isinstance(value, int) else 0


def rows_above(row: Mapping[str, object]) -> int:
    """Return how many rows above the header were left out; told with the first row alone."""
    value = row.get(_ABOVE, 0)
    return value if isinstance(value, int) else 0


def cells_of(source: Source, text: str) -> Iterator[list[str] | str]:
    """Yield the cells of each row, the header first; a reason in place of a row that cannot be read."""
    csv.field_size_limit(min(source.limits.characters * 2, sys.maxsize))
    reader = rows_of(text, "\t" if source.suffix == ".tsv" else "")
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


def _records(value: object, depth: int, above: Mapping[str, object] = _NOTHING) -> Iterator[Row]:
    """Yield the objects of the lists in a value; an object without such a list is one row itself.

    What an object says of all its articles (date, newspaper, page) is said of each that does not say it itself.
    """
    if isinstance(value, list):
        for item in value:
            yield from (
                _records(item, depth + 1, above)
                if isinstance(item, dict | list) and depth < _DEPTH
                else (_NO_OBJECT,)
            )
    elif isinstance(value, dict):
        inner = [one for one in value.values() if _holds_rows(one)]
        if not inner or depth >= _DEPTH or _is_article(value):
            yield {**above, **flat(value)} if above else flat(value)
            return
        told = {key: one for key, one in flat(value).items() if _is_told_of_all(str(key), one)}
        for one in inner:
            yield from _records(one, depth + 1, {**above, **told})


def _is_told_of_all(key: str, value: object) -> bool:
    return key_of(key)[0] in ("newspaper", "date", "page") and isinstance(value_of(value), str | int)


_NO_OBJECT = "应是一个 JSON 对象。 Not a JSON object."


def _is_article(value: Mapping[str, object]) -> bool:
    """Tell an article with lists of its own (pictures, paragraphs) from an object that holds articles."""
    bodies = [one for key, one in value.items() if is_body(str(key)) and one]
    if bodies and any(key_of(str(key))[0] == "title" for key in value):
        return True
    return any(isinstance(one, str | list) for one in bodies) and not any(
        isinstance(one, list) and all(isinstance(item, dict) and _is_article(item) for item in one)
        for one in bodies
    )


def _holds_rows(value: object) -> bool:
    if isinstance(value, dict):
        return any(_holds_rows(one) or isinstance(one, str) for one in value.values())
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def flat(row: Mapping[str, object]) -> Mapping[str, object]:
    """Return a row with the fields of the objects in it: {"meta": {"date": …}} has a date."""
    found = {str(key): value_of(value) for key, value in row.items()}
    for name, value in list(found.items()):
        if isinstance(value, dict) and not is_body(name):
            for key, inner in value.items():
                found.setdefault(str(key), value_of(inner))
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
