"""Front matter and side files -> the user's own title, newspaper, date, page and byline.

Does not judge a value: what the user wrote is passed on as it stands, on one line and cut to a length.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from rag.documents.decoding import decode
from rag.documents.iso_dates import iso_of
from rag.documents.limits import Limits
from rag.documents.source import add_warning, joined

# What people write -> the key in Document.metadata. Also the columns of tables of articles.
KEYS: Mapping[str, str] = {
    spelling: key
    for key, spellings in {
        "kicker": "kicker 引题 眉题 肩题 引題",
        "title": "title headline 标题 题目 題目 標題 新闻标题 文章标题",
        "subtitle": "subtitle 副标题 副題 副题",
        "newspaper": "newspaper paper publication source media site 报纸 報紙 报名 报刊 媒体 来源 來源 出处",
        "date": "date issued published pubdate publish_date publish_time published_at publishtime pub_time pubtime "
        "datetime time 日期 出版日期 发布日期 发布时间 发表时间 刊发日期 时间",
        "page": "page 版 版面 版次 版号 页",
        "byline": "byline author authors by 作者 记者 記者 署名",
        "url": "url link 网址 链接 链接地址",
    }.items()
    for spelling in spellings.split()
}
_NAME_COLUMNS = ("file", "name", "filename", "文件", "文件名")
_TABLE = "metadata.csv"
_PAGE = re.compile(r"第?\s*([0-9A-Za-z]{1,4})\s*版")
_FENCE = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_LINE = re.compile(r"([^:：#\s][^:：]{0,39}?)[ \t]*[:：][ \t]*(.*)")
_ITEM = re.compile(r"(?:[ \t]*-[ \t]+|[ \t]+)(\S.*)")
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
    for spelling, value in values.items():
        key = KEYS.get(str(spelling).strip().lower())
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = " ".join(value)
        if key is None or not isinstance(value, str | int | float) or isinstance(value, bool):
            continue
        words = " ".join(str(value).split()).encode("utf-8", "replace").decode("utf-8")
        if key == "newspaper" and "://" in words:  # "source" may be an address
            continue
        if words and key not in found:
            found[key] = words[: limits.value_characters]
            _remark(found, key, words, limits)
    return found


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
    """Return the "key: value" lines between two lines "---" at the start, and where the text begins.

    ({}, 0) when the start is anything else: a page may well begin with a rule.
    """
    opening = _FENCE.match(text)
    if opening is None:
        return {}, 0
    values: dict[str, object] = {}
    end = opening.end()
    last = ""
    for line in text[end : end + _FRONT_LINES * 600].splitlines(keepends=True)[:_FRONT_LINES]:
        end += len(line)
        plain = line.rstrip()
        if plain in ("---", "..."):
            found = clean(values, limits)
            return (found, end) if found else ({}, 0)
        if not plain or plain.startswith("#"):
            continue
        item = _ITEM.fullmatch(plain)
        if item is not None and last:  # a list below its key, or the lines of a folded text
            _append(values, last, _unquoted(item.group(1)))
            continue
        match = _LINE.fullmatch(plain)
        if match is None:
            return {}, 0
        last = match.group(1)
        values[last] = _value(match.group(2))
    return {}, 0


def _append(values: dict[str, object], key: str, item: str) -> None:
    before = values.get(key)
    values[key] = (
        [*before, item] if isinstance(before, list) else [item] if not before else [str(before), item]
    )


def _value(written: str) -> object:
    """Read [a, b] as a list and | or > as the sign of a text in the lines below."""
    if written in ("|", ">", "|-", ">-"):
        return ""
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
    return value


def _table_row(data: bytes, filename: str) -> Mapping[str, object]:
    return _table(data).get(filename, {})


@lru_cache(maxsize=4)  # one table describes thousands of files
def _table(data: bytes) -> Mapping[str, Mapping[str, object]]:
    rows = csv.DictReader(io.StringIO(_text(data), newline=""))
    column = next((name for name in rows.fieldnames or () if name.strip().lower() in _NAME_COLUMNS), None)
    if column is None:
        raise ValueError("缺少一列 file/文件 no column named file")
    found: dict[str, Mapping[str, object]] = {}
    for row in rows:
        found.setdefault(
            (row.get(column) or "").strip(), {k: v for k, v in row.items() if isinstance(k, str)}
        )
    return found
