"""A page's raw text into its printed lines, each with its raw offsets, heading mark, indent and width.

Does not know what a line means or which lines belong together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from rag.articles.segmentation.vocabulary import CREDIT_TAIL, DATELINE_TAIL, JUMP_FROM_HEAD, JUMP_TO_TAIL
from rag.text import HAN

_MARK = re.compile(rf"(#{{1,6}})(?:[ \t\u3000]+|(?=[{HAN}“《]))")
BLANKS = " \t\u3000\u00a0\ufeff\u200b\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_LONGEST_MEASURED = 400  # a line longer than this is running text whatever its exact width


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: ``raw[start:end] == text``, without heading marks and outer white space."""

    start: int
    end: int
    text: str
    mark: int  # number of #, 0 for none
    blanks: int  # blank lines before it
    indent: int  # white characters before it
    width: float  # in full-width characters
    glued: bool = False  # stood on the same raw line as the one before
    marked: tuple[int, int] = (0, 0)  # raw span of the heading mark


def find_lines(raw: str) -> list[Line]:
    """Return the lines that hold something, in order; jump lines and credits glued to a line are parted."""
    lines: list[Line] = []
    blanks = 0
    for start, end in _physical(raw):
        line = _trim(raw, start, end, blanks)
        if line is None:
            blanks += 1
            continue
        blanks = 0
        lines.extend(_parted(raw, line))
    return lines


def width(text: str) -> float:
    """Return how wide the text is printed, in full-width characters."""
    if len(text) > _LONGEST_MEASURED:
        return float(len(text))
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def _physical(raw: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BREAK.finditer(raw):
        yield start, found.start()
        start = found.end()
    yield start, len(raw)


def _trim(raw: str, start: int, end: int, blanks: int) -> Line | None:
    piece = raw[start:end]
    left = len(piece) - len(piece.lstrip())
    body = piece.strip().strip(BLANKS)
    if not body:
        return None
    first = raw.index(body, start, end)
    mark = _MARK.match(body)
    level = 0
    marked = (0, 0)
    if mark and len(body) > mark.end():
        level = len(mark.group(1))
        marked = (first, first + level)
        first += mark.end()
        body = body[mark.end() :]
    return Line(first, first + len(body), body, level, blanks, left, width(body), marked=marked)


def _parted(raw: str, line: Line) -> Iterator[Line]:
    """Part a jump line, a closing dateline or a photo credit from the text that it is glued to."""
    cuts: list[int] = []
    head = JUMP_FROM_HEAD.match(line.text[:60])
    if head and head.end() < len(line.text):
        cuts.append(head.end())
    tail_from = max(0, len(line.text) - 80)
    tail = line.text[tail_from:]
    for pattern in (JUMP_TO_TAIL, DATELINE_TAIL, CREDIT_TAIL):
        found = pattern.search(tail)
        if found and tail_from + found.start() > 0:
            cuts.append(tail_from + found.start())
            break
    edges = [0, *sorted(set(cuts)), len(line.text)]
    for number, (left, right) in enumerate(pairwise(edges)):
        text = line.text[left:right]
        inner = text.strip().strip(BLANKS)
        if not inner:
            continue
        start = line.start + left + text.index(inner)
        yield Line(
            start,
            start + len(inner),
            inner,
            line.mark,
            line.blanks if number == 0 else 0,
            line.indent if number == 0 else 0,
            width(inner),
            number > 0,
            line.marked if number == 0 else (0, 0),
        )
