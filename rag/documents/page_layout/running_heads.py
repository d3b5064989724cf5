"""Lines of print of several pages -> the same without what is printed on every page: running heads, feet, watermarks.

A running head between two halves of a sentence would part them. Each is kept once, before the first page or behind
the last; page numbers alone are dropped. What was taken out is returned, so that it can be told.
"""

import re
from collections import Counter
from collections.abc import Sequence

from rag.documents.page_layout.reading_order import Line, body_size

_EDGE = 0.1  # of the page's height: where heads and feet stand
_PLACE = 0.015  # of the page's height: as far may a line that stands on every page move
_SHARE = 0.5  # of the pages
_TILES = 4  # times that a watermark stands on one page
_TILE = 1.25  # times the body size
_LONGEST = 60  # characters
_FIGURES = re.compile(r"\d+")
_NUMBER = re.compile(r"[\s—–\-·•第页頁共/|#]*$")

Pages = Sequence[tuple[list[Line], float]]  # the lines of each page and its height


def without_running(pages: Pages) -> tuple[list[list[Line]], list[str], list[str], list[str]]:
    """Return the pages without what runs through them, and the heads, feet and watermarks that were taken out."""
    often = _often(pages)
    told: tuple[list[str], list[str], list[str]] = ([], [], [])
    kept: list[list[Line]] = []
    for lines, height in pages:
        tiles = _tiled(lines)
        rest: list[Line] = []
        for line in lines:
            words = line.text.strip()
            if words not in tiles and _key(line, height) not in often:
                rest.append(line)
            elif not _NUMBER.fullmatch(_FIGURES.sub("#", words)):
                place = 2 if words in tiles else _place(line, height)
                if words not in told[place]:
                    told[place].append(words)
        kept.append(rest)
    heads, feet, marks = (_once(words) for words in told)
    return kept, heads, feet, marks


def _often(pages: Pages) -> set[tuple[str, int]]:
    """Return what stands at one place of at least half of the pages, figures aside."""
    if len(pages) < 2:
        return set()
    counts = Counter(key for lines, height in pages for key in {_key(line, height) for line in lines})
    needed = max(2, _SHARE * len(pages))
    return {key for key, count in counts.items() if count >= needed and (len(pages) > 2 or key[1] < _INNER)}


_INNER = 2


def _key(line: Line, height: float) -> tuple[str, int]:
    """Return the words of a line without figures, and where it stands: at the head, at the foot, or at a height."""
    words = _FIGURES.sub("#", "".join(line.text.split()))
    place = _place(line, height)
    own = len(words) > _LONGEST or words.endswith(("。", "！", "？"))  # a sentence is text wherever it stands
    return (f"{words}{line.y0}{line.text}" if own else words, place if place != _INNER else
            _INNER + 1 + round(line.y0 / (_PLACE * height)))  # fmt: skip


def _place(line: Line, height: float) -> int:
    if line.y1 <= _EDGE * height:
        return 0
    return 1 if line.y0 >= (1 - _EDGE) * height else _INNER


def _tiled(lines: Sequence[Line]) -> set[str]:
    """Return the words that are printed large and many times over a page."""
    if not lines:
        return set()
    size = body_size(lines)
    counts = Counter(
        line.text.strip() for line in lines if line.size >= _TILE * size and len(line.text.strip()) > 1
    )
    return {words for words, count in counts.items() if count >= _TILES}


def _once(found: Sequence[str]) -> list[str]:
    """Return each once, those that differ in figures only by their first."""
    first: dict[str, str] = {}
    for words in found:
        first.setdefault(_FIGURES.sub("#", words), words)
    return list(first.values())
