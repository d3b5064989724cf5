"""Lines of print with their places on the page -> paragraphs in reading order, headings marked with "#".

Does not know where the lines come from: ``pdf`` takes them from a text layer, ``ocr`` from a picture. Coordinates
are in any unit, x to the right, y downwards. Vertical print is not put in order.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

_GUTTER = 0.8  # of the text size: columns stand at least this far apart
_SAME_LINE = 0.5  # of the height: two pieces overlap this much to stand on one line
_HEADING = 1.15  # times the body size
_INDENT = 0.9  # of the size: 1 is half of what Chinese paragraphs begin with, less is a ragged scan
_SHORT = 1.6  # of the size: a line that ends this far before its column's end ends its paragraph
_LEADING = 1.6  # times the usual distance of lines: an empty line between paragraphs
_HEADLINE = 1.75  # of the size: lines of one headline stand closer than this
_DEPTH = 60  # cuts within cuts; a page of newspaper needs about 10


@dataclass(frozen=True, slots=True)
class Line:
    """A run of characters on one line."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


def page_text(lines: Sequence[Line]) -> str:
    """Return the page's text: paragraphs joined over line and column ends, an empty line between them."""
    if not lines:
        return ""
    body = body_size(lines)
    levels = _levels(lines, body)
    out: list[str] = []
    before: _End | None = None
    columns: list[list[Line]] = list(_columns([line for line in lines if line.text.strip()], body))
    for column in columns:
        left, right = min(line.x0 for line in column), max(line.x1 for line in column)
        step = _usual_step(column)
        for index, line in enumerate(column):
            above = column[index - 1] if index else None
            level = levels.get(round(line.size), 0)
            if before is None or _begins(line, above, before, left, _HEADLINE if level else step, level=level):
                out.append(("\n\n" if out else "") + ("#" * level + " " if level else "") + line.text.strip())
            else:
                broken = level and before.closed  # a headline set in two lines, not one that ran out of room
                out.append(" " * bool(broken) or _joint(before.text, line.text))
                out.append(line.text.strip())
            before = _ended(line, right)
    return "".join(out) + "\n"


def body_size(lines: Sequence[Line]) -> float:
    """Return the size most characters are set in."""
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    return float(max(sizes, key=lambda size: (sizes[size], -size))) or 1.0


def _levels(lines: Sequence[Line], body: float) -> dict[int, int]:
    """Return the heading level of each size that stands out: the largest is 1, and none is deeper than 4."""
    sizes = sorted({round(line.size) for line in lines if line.size >= body * _HEADING}, reverse=True)
    return {size: min(4, rank) for rank, size in enumerate(sizes, start=1)}


@dataclass(frozen=True, slots=True)
class _End(Line):
    """A line as the next one sees it: whether its paragraph may end with it."""

    closed: bool = False


def _ended(line: Line, right: float) -> _End:
    short = right - line.x1 > _SHORT * line.size
    return _End(line.text, line.x0, line.y0, line.x1, line.y1, line.size, closed=short)


def _begins(line: Line, above: Line | None, before: _End, left: float, step: float, *, level: int) -> bool:
    """Tell whether a line begins a paragraph. ``above`` is None at the top of a column."""
    if abs(line.size - before.size) > 0.1 * max(line.size, before.size):
        return True
    if above is not None and line.y1 - above.y1 > step * line.size:
        return True
    if level:  # headlines are centred and broken where the sense breaks
        return above is None
    if line.x0 - left > _INDENT * line.size or line.text.startswith(("\u3000", "#", "  ")):
        return True
    return before.closed


def _usual_step(column: Sequence[Line]) -> float:
    """Return the step, in sizes, that is too far for two lines of one paragraph of this column."""
    pairs = [(high, low) for high, low in zip(column, column[1:], strict=False) if high.size == low.size]
    steps = [(low.y1 - high.y1) / low.size for high, low in pairs if low.y1 > high.y1]
    return _LEADING * median(steps) if steps else float("inf")


def _joint(before: str, after: str) -> str:
    """Return a space where two Latin words meet at a line's end, nothing between Chinese characters."""
    left, right = before[-1:], after.strip()[:1]
    return " " if left.isascii() and right.isascii() and not left.isspace() else ""


def _columns(pieces: list[Line], body: float) -> Iterator[list[Line]]:
    """Cut the page where white runs through it, and yield columns of whole lines in reading order."""
    waiting: list[tuple[list[Line], int]] = [(pieces, 0)]
    while waiting:
        region, depth = waiting.pop()
        if not region:
            continue
        parts = _cut(region, body) if depth < _DEPTH else []
        if parts:
            waiting.extend((part, depth + 1) for part in reversed(parts))
        else:
            yield _whole_lines(region)


def _cut(region: list[Line], body: float) -> list[list[Line]]:
    """Return the columns of a region; or its two halves above each other if that frees columns; or []."""
    columns = _side_by_side(region, body)
    if len(columns) > 1:
        return columns
    best: tuple[float, list[list[Line]]] = (0.0, [])
    for upper, lower in _horizontal(region):
        for half in (upper, lower):
            if len(_side_by_side(half, body)) > 1:
                height = max(line.y1 for line in half) - min(line.y0 for line in half)
                best = max(best, (height, [upper, lower]), key=lambda pair: pair[0])
    return best[1]


def _side_by_side(region: list[Line], body: float) -> list[list[Line]]:
    """Split by white gutters that run from top to bottom; pieces of one or two lines are no columns."""
    groups: list[list[Line]] = []
    end = 0.0
    for line in sorted(region, key=lambda line: (line.x0, line.y0)):
        if groups and line.x0 - end < _GUTTER * body:
            groups[-1].append(line)
            end = max(end, line.x1)
        else:
            groups.append([line])
            end = line.x1
    rows = [len({round(line.y0 / body) for line in group}) for group in groups]
    return groups if len(groups) > 1 and min(rows) >= 2 and max(rows) >= 3 else [region]


def _horizontal(region: list[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """Yield each way to cut the region into an upper and a lower part without cutting through a line."""
    order = sorted(region, key=lambda line: line.y0)
    end = order[0].y1
    for index, line in enumerate(order[1:], start=1):
        if line.y0 >= end - 0.1 * line.size:
            yield order[:index], order[index:]
        end = max(end, line.y1)


def _whole_lines(region: list[Line]) -> list[Line]:
    """Put pieces that stand on one line together, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(region, key=lambda line: (line.y0 + line.y1, line.x0)):
        last = rows[-1][-1] if rows else None
        overlap = min(line.y1, last.y1) - max(line.y0, last.y0) if last else 0.0
        if last and overlap > _SAME_LINE * min(line.y1 - line.y0, last.y1 - last.y0):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_merged(sorted(row, key=lambda line: line.x0)) for row in rows]


def _merged(row: list[Line]) -> Line:
    text = row[0].text
    for left, right in zip(row, row[1:], strict=False):
        gap = right.x0 - left.x1
        text += ("\u3000" if gap > right.size else " " if gap > 0.3 * right.size else "") + right.text
    size = max(row, key=lambda line: len(line.text)).size
    return Line(
        text,
        row[0].x0,
        min(line.y0 for line in row),
        row[-1].x1,
        max(line.y1 for line in row),
        size,
    )
