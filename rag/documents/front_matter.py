"""Front matter and side files -> the user's own title, newspaper, date, page and byline.

Does not judge a value: what the user wrote is passed on as it stands, on one line and cut to a length.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from rag.documents.columns import key_of, unmarked_words, value_of
from rag.documents.decoding import decode
from rag.documents.delimited import rows_of
from rag.documents.iso_dates import iso_of
from rag.documents.limits import Limits
from rag.documents.source import add_warning, joined

_NAME_COLUMNS = ("file", "name", "filename", "文件", "文件名")
_TABLE = "metadata.csv"
_PAGE = re.compile(r"第?\s*([0-9A-Za-z]{1,4})\s*版")
_FENCE = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
_LINE = re.compile(r"([^:：#\s][^:：]{0,39}?)[ \t]*[:：][ \t]*(.*)")
_TOML_LINE = re.compile(r"([^=#\s][^=]{0,39}?)[ \t]*=[ \t]*(.*)")
_COMMENT = re.compile(r"[ \t]#[ \t].*$")
_ITEM = re.compile(r"(?:[ \t]*-[ \t]+|[ \t]+)(\S.*)")
_LABELS = 12  # lines above a text that may tell of it
_FEWEST_LABELS = 2
_FRONT_LINES = 60  # front matter longer than this is an article that begins with a rule

_LEFT_TO_READERS = re.compile(r"[年月]|昨|今|前")  # dates in words: rag.articles reads them

Fetch = Callable[[str], bytes | None]  # the bytes of a file of this name in the same folder, or None


def described_by(names: Iterable[str]) -> frozenset[str]:
    """Return what a side file in a folder of these names may be called, without its ".json"."""
    others = [PurePosixPath(name) for name in names if not name.lower().endswith(".json")]
    return frozenset({path.name for path in others} | {path.stem for path in others})


def is_side_file(name: str, described: frozenset[str]) -> bool:
    """Tell whether a file describes others of its folder and so is no article itself."""
    path = PurePosixPath(name)
    if path.name.lower() == _TABLE:
        return True
    return path.suffix.lower() == ".json" and path.stem in described


def clean(values: Mapping[str, object], limits: Limits) -> dict[str, str]:
    """Return the known keys of ``values`` with plain string values."""
    found: dict[str, str] = {}
    named = ((key_of(str(spelling)), value_of(value)) for spelling, value in values.items())
    for (key, _), value in sorted(
        named, key=lambda one: one[0][1]
    ):  # names of the list before those that look like one
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = " ".join(value)
        if key in ("", "text") or not isinstance(value, str | int | float) or isinstance(value, bool):
            continue
        words = " ".join(unmarked_words(str(value)).split()).encode("utf-8", "replace").decode("utf-8")
        if key == "newspaper" and "://" in words:  # "source" may be an address
            continue
        if words and key not in found:
            found[key] = words[: limits.value_characters]
            _remark(found, key, words, limits)
    if "date" not in found and (day := _of_parts(values)):
        found["date"] = day
    return found


def _of_parts(values: Mapping[str, object]) -> str:
    """Return the date whose year, month and day stand in fields of their own."""
    plain = {str(key).strip().lower(): str(value).strip() for key, value in values.items()}
    parts = [
        plain.get(one, plain.get(other, ""))
        for one, other in (("year", "年"), ("month", "月"), ("day", "日"))
    ]
    return iso_of("-".join(part for part in parts if part)) if parts[0] else ""


def _remark(found: dict[str, str], key: str, words: str, limits: Limits) -> None:
    """Write a date in its ISO form; say of a value what could not be taken as it stands."""
    if len(words) > limits.value_characters:
        more = f"{key} 太长，只取前 {limits.value_characters} 字。 Too long: only its beginning was taken."
        add_warning(found, more)
    if (page := _PAGE.fullmatch(words)) and key == "page":
        found[key] = page.group(1)
    if key == "date":
        found[key] = iso_of(words) or found[key]
        if not iso_of(words) and not _LEFT_TO_READERS.search(words):
            add_warning(
                found, f"日期读不懂或说不准，没有用：{words[:40]}。 Date unreadable or ambiguous: left out."
            )


def front_matter(text: str, limits: Limits) -> tuple[dict[str, str], int]:
    """Return what the lines between two "---" (or "+++") at the start tell, and where the text begins.

    Lines 标题：… and 日期：… without marks around them count too. ({}, 0) when the start is anything else: a page may
    well begin with a rule.
    """
    opening = _FENCE.match(text)
    if opening is None:
        return _labelled(text, limits)
    fence, line_of = (("+++",), _TOML_LINE) if opening.group(1) == "+++" else (("---", "..."), _LINE)
    values: dict[str, object] = {}
    end = opening.end()
    last = ""
    for line in text[end : end + _FRONT_LINES * 600].splitlines(keepends=True)[:_FRONT_LINES]:
        end += len(line)
        plain = line.rstrip()
        if plain in fence:
            found = clean(values, limits)
            return (found, end) if found else ({}, 0)
        if not plain or plain.startswith(("#", "[")):
            continue
        item = _ITEM.fullmatch(plain)
        if item is not None and last:  # a list below its key, the lines of a folded text, or a group of keys
            inner = _LINE.fullmatch(item.group(1))
            if inner and key_of(inner.group(1))[0] and not plain.lstrip().startswith("-"):
                values.setdefault(inner.group(1), _value(inner.group(2)))
            else:
                _append(values, last, _unquoted(item.group(1)))
            continue
        match = line_of.fullmatch(plain)
        if match is None:
            return {}, 0
        last = match.group(1)
        values[last] = _value(match.group(2))
    return {}, 0


def _labelled(text: str, limits: Limits) -> tuple[dict[str, str], int]:
    """Return what lines 标题：…, 日期：… above a text tell, as crawlers save it; one must be a headline."""
    values: dict[str, object] = {}
    end = 0
    for line in text[: _LABELS * 600].splitlines(keepends=True)[:_LABELS]:
        match = _LINE.fullmatch(line.strip().lstrip("\ufeff"))
        key = key_of(match.group(1))[0] if match else ""
        if match and key == "text":  # 正文：, alone or before the first paragraph
            end += line.index(match.group(1)) + len(match.group(1)) + 1
            break
        if line.strip() and not (match and key):
            break
        if match:
            values[match.group(1)] = match.group(2)
        elif values:
            break
        end += len(line)
    found = clean(values, limits)
    return (found, end) if "title" in found and len(values) >= _FEWEST_LABELS else ({}, 0)


def _append(values: dict[str, object], key: str, item: str) -> None:
    before = values.get(key)
    values[key] = (
        [*before, item] if isinstance(before, list) else [item] if not before else [str(before), item]
    )


def _value(written: str) -> object:
    """Read [a, b] as a list and | or > as the sign of a text in the lines below."""
    if written in ("|", ">", "|-", ">-"):
        return ""
    if not written.startswith(("'", '"')):
        written = _COMMENT.sub("", written)
    if written.startswith("[") and written.endswith("]"):
        return [_unquoted(item.strip()) for item in written[1:-1].split(",") if item.strip()]
    return _unquoted(written)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


def beside(filename: str, fetch: Fetch, limits: Limits) -> dict[str, str]:
    """Return what ``<name>.json`` and ``metadata.csv`` in the same folder say of a file; the first wins.

    A broken side file becomes a warning: the article itself can still be read.
    """
    found: dict[str, str] = {}
    for side in (f"{filename}.json", f"{PurePosixPath(filename).stem}.json", _TABLE):
        data = fetch(side) if side != filename else None
        if data is None:
            continue
        try:
            values = _table_row(data, filename) if side == _TABLE else _object(data)
        except (ValueError, RecursionError, csv.Error) as error:
            add_warning(found, f"{side} 读不懂，没有用：{str(error)[:200]}。 Side file ignored.")
            continue
        stated = clean(values, limits)
        if not stated and side != _TABLE:
            more = "里没有认得的字段，没有用；如果它装的是文章，请改名。 Nothing known in it."
            add_warning(stated, f"{side} {more}")
        found = joined(stated, found)
    return found


def _text(data: bytes) -> str:
    reading = decode(data)
    if reading is None:
        raise ValueError("不是文本 not text")
    return reading.text


def _object(data: bytes) -> Mapping[str, object]:
    value = json.loads(_text(data))
    if not isinstance(value, dict):
        raise ValueError(
            "应是一个 JSON 对象；如果它装的是文章，请改名 not one JSON object: rename it if it holds articles"
        )
    inner = {str(k): v for one in value.values() if isinstance(one, dict) for k, v in one.items()}
    return {**inner, **value}


def _table_row(data: bytes, filename: str) -> Mapping[str, object]:
    """Return the row of a file, which may be named without its suffix."""
    table = _table(data)
    return table.get(filename) or table.get(PurePosixPath(filename).stem, {})


@lru_cache(maxsize=4)  # one table describes thousands of files
def _table(data: bytes) -> Mapping[str, Mapping[str, object]]:
    rows = rows_of(_text(data))
    header = next(rows, [])
    column = next((at for at, name in enumerate(header) if name.strip().lower() in _NAME_COLUMNS), None)
    if column is None:
        raise ValueError("缺少一列 file/文件 no column named file")
    found: dict[str, Mapping[str, object]] = {}
    for row in rows:
        if len(row) > column:
            found.setdefault(row[column].strip(), dict(zip(header, row, strict=False)))
    return found
