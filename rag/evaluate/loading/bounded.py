"""Turn a file that somebody hands us into lines or JSON values, within bounds, or into one clear error.

Knows nothing of questions or predictions. Every error names the file, the line and what to do.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from rag.documents.decoding import decode
from rag.errors import EvaluationError

MAX_BYTES = 512 * 1024 * 1024  # of a test set or a predictions file
MAX_LINE = 8 * 1024 * 1024  # characters of one line
MAX_TEXT = 100_000  # characters of one text field
MAX_ITEMS = 200_000  # questions or predictions of one file

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def fail(path: Path, line: int, zh: str, en: str) -> EvaluationError:
    """Return the error to raise: file, line (0 = the file as a whole) and both languages."""
    place = f"{path.name}, line {line}" if line else path.name
    return EvaluationError(f"{place}: {zh} {en}")


def unreadable(path: Path, error: OSError) -> EvaluationError:
    """Return the error to raise when the system refuses a file."""
    reason = error.strerror or type(error).__name__
    return fail(path, 0, f"无法读取（{reason}）。", f"Cannot be read ({reason}); check the path.")


def read_text(path: Path) -> str:
    """Return the text of a file, in UTF-8 or, as Excel writes it, in GBK or Big5. Raises EvaluationError."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            zh = f"文件有 {size >> 20} MB，上限是 {MAX_BYTES >> 20} MB，请拆成几个文件。"
            raise fail(path, 0, zh, f"The file is larger than {MAX_BYTES >> 20} MB; split it.")
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reading = decode(data)
        if reading is not None and not reading.warning:
            return reading.text
        line = error.object[: error.start].count(b"\n") + 1
        raise fail(path, line, "不是 UTF-8 编码，请另存为 UTF-8。", "Not UTF-8; save it as UTF-8.") from error


def parse(path: Path, line: int, text: str) -> Json:
    """Return the JSON value of a text; NaN, infinities and nesting without end are refused."""
    try:
        value: Json = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        at = line or getattr(error, "lineno", 0)
        reason = getattr(error, "msg", "") or str(error) or "nested too deeply"
        zh = f"不是合法的 JSON（{reason}），请改正。"
        raise fail(path, at, zh, f"Not valid JSON ({reason}); correct it.") from error
    return value


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers from 1."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(iter(lambda: file.readline(MAX_LINE + 1), b""), 1):
                if len(raw) > MAX_LINE:
                    raise fail(path, number, "这一行太长。", f"The line is longer than {MAX_LINE >> 20} MB.")
                text = _decode(path, number, raw)
                if text:
                    yield number, text
    except OSError as error:
        raise unreadable(path, error) from error


def records(path: Path) -> Iterator[tuple[int, dict[str, Json]]]:
    """Yield the objects of a JSON Lines file with their line numbers."""
    for count, (number, text) in enumerate(lines(path), 1):
        if count > MAX_ITEMS:
            zh = f"超过 {MAX_ITEMS} 行，请拆分。"
            raise fail(path, number, zh, f"More than {MAX_ITEMS} lines; split the file.")
        value = parse(path, number, text)
        if not isinstance(value, dict):
            raise fail(path, number, "每行应是一个 JSON 对象。", "Each line must be one JSON object {...}.")
        yield number, value


def text_of(path: Path, line: int, record: Mapping[str, Json], key: str) -> str:
    """Return a text field, "" when absent or null; a number counts as its digits. Raises EvaluationError."""
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise fail(path, line, f"“{key}”应是文字。", f'"{key}" must be text, not {type(value).__name__}.')
    if len(value) > MAX_TEXT:
        zh = f"“{key}”超过 {MAX_TEXT} 字。"
        raise fail(path, line, zh, f'"{key}" is longer than {MAX_TEXT} characters; shorten it.')
    return value.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be written out again


def _decode(path: Path, number: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
    except UnicodeDecodeError as error:
        raise fail(path, number, "不是 UTF-8 编码，请转存。", "Not UTF-8; save it as UTF-8.") from error


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
