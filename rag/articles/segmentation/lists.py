"""Display lines that are the lines of a list into running text: they are no headlines.

Knows two signs of a list: as many short lines in a row as no headline has, and numbers that go on from line to line.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.articles.segmentation.units import Unit
from rag.articles.times import number

_LIST = 7  # display lines in a row: no headline has as many
_NUMBER = re.compile(
    r"(?:第|[（(])?\s*(\d{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳]|[a-zA-Z])\s*(?:[.．、)）]|[条项]|(?<=[①-⑳]))"
)


def listed(units: Sequence[Unit]) -> list[Unit]:
    """Read long runs of display lines, and numbered ones, as the lines of a list or a poem."""
    found = list(units)
    start = 0
    for at in range(len(units) + 1):
        plain = at < len(units) and units[at].kind == "display" and not units[at].mark
        if plain and (at == start or units[at].blanks < 2):
            continue
        _read(found, start, at)
        start = at if plain else at + 1
    return found


def _read(units: list[Unit], start: int, end: int) -> None:
    if end - start >= _LIST:
        chosen = list(range(start, end))
    else:
        chosen = [
            at for at in range(start, end) if any(_follows(units, one, start, end) for one in (at, at + 1))
        ]
    for at in chosen:
        units[at] = replace(units[at], kind="prose", closed=True)


def _follows(units: Sequence[Unit], at: int, start: int, end: int) -> bool:
    """Tell whether a line's number is the next one after that of the line above it."""
    if not start < at < end:
        return False
    here, above = _numbered(units[at].text), _numbered(units[at - 1].text)
    return here is not None and above is not None and here == above + 1


def _numbered(text: str) -> int | None:
    """Return the number that a line begins with, None if it begins with none."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    written = found.group(1)
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    return ord(written.lower()) - ord("a") + 1 if written.isascii() and written.isalpha() else number(written)
