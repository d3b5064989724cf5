"""What came from outside -> checked values, or one bilingual sentence that says what to change.

Knows nothing of Gradio. Widgets check in the browser only and the API lets every type through,
so every argument of every endpoint and event passes here.
"""

import math
import re
from pathlib import PurePosixPath
from typing import NoReturn

from rag.errors import QuestionError
from rag.settings import QUESTION_LENGTH
from rag.types import Filters

TOP_K = 50  # passages at most
NAME_LENGTH = 200  # characters of any name or id
PASTE_LENGTH = 500_000  # characters of pasted text: a whole newspaper issue fits
HISTORY = 20  # turns

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")
_ID = re.compile(r"[0-9a-f]{16}\Z")


def refuse(zh: str, en: str) -> NoReturn:
    """Raise the refusal in both languages."""
    raise QuestionError(f"{zh} {en}")


def question(value: object) -> str:
    """Return a question as one line, not empty and not longer than anybody asks."""
    if not isinstance(value, str):
        refuse("问题要是一段文字。", "The question must be text.")
    if len(value) > QUESTION_LENGTH * 4 or len(value.strip()) > QUESTION_LENGTH:
        refuse(
            f"问题太长（{len(value)} 字），请缩到 {QUESTION_LENGTH} 字以内。",
            f"The question is too long ({len(value)} characters); the limit is {QUESTION_LENGTH}.",
        )
    whole(value)
    line = " ".join(value.split())
    if not any(character.isalnum() for character in line):
        refuse("请写一个问题。", "Please write a question.")
    return line


def whole(value: str) -> None:
    """Refuse a text with half a character in it: nothing can write it down again."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        refuse("文字里有写不出的半个字符。", "The text holds half a character (a lone surrogate).")


def number(value: object, *, name: str, lowest: int, highest: int) -> int:
    """Return a whole number within bounds; true, NaN, text and fractions are refused."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        whole, value = True, int(value)
    if not whole or not isinstance(value, int) or not lowest <= value <= highest:
        refuse(
            f"{name} 要是 {lowest} 到 {highest} 之间的整数。",
            f"{name} must be a whole number from {lowest} to {highest}.",
        )
    return value


def text(value: object, *, name: str, longest: int = NAME_LENGTH) -> str:
    """Return a text within a length; None counts as empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        refuse(f"{name} 要是文字。", f"{name} must be text.")
    whole(value)
    if len(value) > longest:
        refuse(f"{name} 太长，最多 {longest} 字。", f"{name} is too long; the limit is {longest} characters.")
    return value


def date(value: object, *, name: str) -> str:
    """Return an ISO date cut to any precision, or ""."""
    line = text(value, name=name, longest=40).strip().replace("/", "-").replace(".", "-")
    parts = re.fullmatch(r"(\d{4})(?:[-年](\d{1,2})(?:[-月](\d{1,2}))?)?[年月日]?", line)
    if parts:
        line = "-".join(part.zfill(2) for part in parts.groups() if part)
    if line and (
        not _DATE.match(line)
        or not all(1 <= int(n) <= high for n, high in zip(line.split("-")[1:], (12, 31), strict=False))
    ):
        refuse(f"{name} 要写成 2025-07-01 这样。", f"{name} must look like 2025-07-01.")
    return line


def filters(value: object) -> Filters:
    """Return the restrictions in a JSON object; unknown names are refused rather than ignored."""
    if value is None or value == "":
        return Filters()
    if not isinstance(value, dict):
        refuse("filters 要是一个对象。", "filters must be an object.")
    known = {"date_from", "date_to", "newspaper", "articles", "source"}
    unknown = [str(key)[:40] for key in value if key not in known]
    if unknown:
        refuse(f"filters 里没有“{unknown[0]}”这一项。", f"filters has no field {unknown[0]!r}.")
    articles = value.get("articles") or []
    if not isinstance(articles, (list, tuple)) or len(articles) > 1000:
        refuse("filters.articles 要是文章编号的列表。", "filters.articles must be a list of article ids.")
    return Filters(
        date_from=date(value.get("date_from"), name="date_from"),
        date_to=date(value.get("date_to"), name="date_to"),
        newspaper=text(value.get("newspaper"), name="newspaper"),
        articles=tuple(article_id(one) for one in articles),
        source=text(value.get("source"), name="source"),
    )


def article_id(value: object) -> str:
    """Return an article id: 16 hexadecimal digits."""
    if not isinstance(value, str) or not _ID.match(value):
        refuse("文章编号不对。", "That is not an article id.")
    return value


def span(start: object, end: object, length: int) -> tuple[int, int]:
    """Return offsets that lie within a text; anything else becomes no span at all."""
    try:
        first, last = int(str(start)), int(str(end))
    except ValueError:
        return 0, 0
    return (first, last) if 0 <= first < last <= length else (0, 0)


def file_name(value: object) -> str:
    """Return a plain file name without folders, dots in front or anything that hides."""
    line = text(value, name="name", longest=NAME_LENGTH * 4)
    last = PurePosixPath(line.replace("\\", "/")).name
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*\x00').strip(" .")
    return kept[-120:]
