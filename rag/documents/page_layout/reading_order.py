"""Lines of print with their places on the page -> paragraphs in reading order, headings marked with "#".

Does not know where the lines come from: ``pdf`` takes them from a text layer, ``ocr`` from a picture. Coordinates
are in any unit, x to the right, y downwards. A page in vertical print is turned by ``turned`` first.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_GUTTER = 0.8  # of the text size: columns stand at least this far apart
_SAME_LINE = 0.5  # of the height: two pieces overlap this much to stand on one line
_HEADING = 1.15  # times the body size
_INDENT = 0.9  # of the size: 1 is half of what Chinese paragraphs begin with, less is a ragged scan
_SHORT = 1.6  # of the size: a line that ends this far before its column's end ends its paragraph
_LEADING = 1.6  # times the usual distance of lines: an empty line between paragraphs
_EMPTY = 3  # at most so many empty lines for a wide space
_WIDEST = 2.2  # of the size: no running text is set wider than this
_HEADLINE = 1.75  # of the size: lines of one headline stand closer than this
_STORY_ROWS = 3  # fewer lines than this are no story
_LETTERS = 20  # characters below each other: fewer may be a headline set upright on a page in lines
_NEVER_FIRST = "，。、；：！？）》”’％%"  # no paragraph begins with these
_DEPTH = 60  # cuts within cuts; a page of newspaper needs about 10
_BANDS = 80  # white bands tried for a headline over columns, widest first
_PIECES = (
    6_000  # runs of characters on a page; a dense broadsheet has 2,000, more is a drawing made of letters
)


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
    """Return the page's text: paragraphs joined over line and column ends.

    An empty line stands where space, an indent or another type size parts two paragraphs; a plain line end where
    only a line that stops short does.
    """
    if not lines:
        return ""
    body = body_size(lines)
    levels = _levels(lines, body)
    out: list[str] = []
    before: _End | None = None
    for column in _columns([line for line in lines if line.text.strip()], body):
        left, right = min(line.x0 for line in column), max(line.x1 for line in column)
        step = _usual_step(column)
        for line in column:
            above = before if before is not None and before.y1 < line.y1 and before.x0 < line.x1 else None
            level = levels.get(round(line.size), 0)
            if before is not None:
                far = _HEADLINE if level else step
                out.append(
                    _between(line, above, before, left, far, level=level) or joint(before.text, line.text)
                )
            if before is None or "\n" in out[-1]:
                out.append("#" * level + " " if level else "")
            out.append(line.text.strip())
            before = _ended(line, right)
    return "".join(out) + "\n"


def is_vertical(lines: Sequence[Line]) -> bool:
    """Say whether most characters stand right below the one drawn before: vertical print."""
    below = sum(
        len(two.text.strip()) == 1
        and abs(one.x0 - two.x0) < _SAME_LINE * two.size
        and 0.5 * two.size < two.y0 - one.y0 < 2 * two.size
        for one, two in pairwise(lines)
    )
    return below >= _LETTERS and below > 0.5 * sum(len(line.text.strip()) for line in lines)


def turned(lines: Sequence[Line]) -> list[Line]:
    """Return a page of vertical print as if it were set in lines: the right column becomes the first line."""
    width = max((line.x1 for line in lines), default=0.0)
    found: list[Line] = []
    for line in lines:
        here = Line(line.text, line.y0, width - line.x1, line.y1, width - line.x0, line.size)
        last = found[-1] if found else None
        if last and abs(last.y0 - here.y0) < 0.4 * here.size and abs(here.x0 - last.x1) < here.size:
            top, bottom = min(last.y0, here.y0), max(last.y1, here.y1)
            found[-1] = Line(last.text + here.text.strip(), last.x0, top, here.x1, bottom, last.size)
        else:
            found.append(here)
    return found


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


def _between(line: Line, above: Line | None, before: _End, left: float, far: float, *, level: int) -> str:
    """Return what stands before a line: an empty line, a line end, or "". ``above`` is None atop a column."""
    if above is not None and line.y1 - above.y1 > far * line.size:
        empty = round((line.y1 - above.y1) * _LEADING / far / line.size) - 1
        return "\n" * (1 + max(1, min(_EMPTY, empty)))
    if abs(line.size - before.size) > 0.1 * max(line.size, before.size):
        return "\n\n"
    if level:  # headlines are centred, and broken where the sense breaks
        return "\n\n" if above is None else " " * before.closed
    if line.x0 - left > _INDENT * line.size or line.text.startswith(("\u3000", "#", "  ")):
        return "\n\n"
    return "\n" if before.closed and not _is_cut(before.text, line.text) else ""


def _usual_step(column: Sequence[Line]) -> float:
    """Return the step, in sizes, that is too far for two lines of one paragraph of this column."""
    pairs = [(high, low) for high, low in pairwise(column) if high.size == low.size]
    steps = sorted((low.y1 - high.y1) / low.size for high, low in pairs if low.y1 > high.y1)
    close = steps[len(steps) // 5] if steps else _WIDEST  # most lines may be paragraphs of their own
    return min(_LEADING * close, _WIDEST)


def joint(before: str, after: str) -> str:
    """Return a space where two Latin words meet at a line's end, nothing between Chinese characters."""
    left, right = before[-1:], after.strip()[:1]
    if _is_cut(before, after):
        return ""
    return " " if left.isascii() and right.isascii() and not left.isspace() else ""


def _is_cut(before: str, after: str) -> bool:
    """Tell a number, or a clause and its mark, that a line's end cut in two in Chinese text."""
    left, right = before[-1:], after.lstrip()[:1]
    if right in _NEVER_FIRST and right:
        return True
    figures = (left.isdigit() or left in ".．") and (right.isdigit() or right in ".．%％‰")
    return figures and not (before + after).isascii()


def _columns(pieces: list[Line], body: float) -> Iterator[list[Line]]:
    """Cut the page where white runs through it, and yield columns of whole lines in reading order."""
    waiting: list[tuple[list[Line], int]] = [(pieces, 0 if len(pieces) <= _PIECES else _DEPTH)]
    while waiting:
        region, depth = waiting.pop()
        parts = _cut(region, body) if depth < _DEPTH and _is_wide(region, body) else []
        if parts:
            waiting.extend((part, depth + 1) for part in reversed(parts))
        elif region:
            yield _whole_lines(region)


def _is_wide(region: list[Line], body: float) -> bool:
    """Tell whether anything stands beside anything else with a gutter between; most regions are one column."""
    order = sorted(region, key=lambda line: line.y0)
    for index, line in enumerate(order):
        for other in order[index + 1 :]:
            if other.y0 >= line.y1 - _SAME_LINE * line.size:
                break
            if other.x0 - line.x1 >= _GUTTER * body or line.x0 - other.x1 >= _GUTTER * body:
                return True
    return False


def _cut(region: list[Line], body: float) -> list[list[Line]]:
    """Return a region's two stories, the lower under a headline of its own; or its columns; or []."""
    order = sorted(region, key=lambda line: line.y0)
    bands = _bands(order)
    for _, index in bands:
        if _rows(order[:index], body) >= _STORY_ROWS and _spans(order[index], order[index + 1 :], body):
            return [order[:index], order[index:]]
    columns = _side_by_side(region, body)
    if len(columns) > 1:
        return columns
    best: tuple[float, list[list[Line]]] = (0.0, [])  # a headline over several columns: part it from them
    for _, index in bands[:_BANDS]:
        for half in (order[:index], order[index:]):
            if len(_side_by_side(half, body)) > 1:
                height = max(line.y1 for line in half) - min(line.y0 for line in half)
                best = max(best, (height, [order[:index], order[index:]]), key=lambda pair: pair[0])
    return best[1]


def _spans(headline: Line, below: list[Line], body: float) -> bool:
    """Tell whether a line is a headline over two or more columns, so that no column runs on past it."""
    if headline.size < body * _HEADING or len(below) < _STORY_ROWS:
        return False
    columns = _side_by_side([line for line in below if line.y0 >= headline.y1 - 0.1 * headline.size], body)
    end = headline.x1 + 0.5 * body  # one that ends in the gutter is too long for its column
    under = [group for group in columns if min(line.x0 for line in group) < end]
    return len(columns) > 1 and sum(max(line.x1 for line in group) > headline.x0 for group in under) > 1


def _bands(order: Sequence[Line]) -> list[tuple[float, int]]:
    """Return (height, index of the line below) of each white band across the region, the widest first."""
    found: list[tuple[float, int]] = []
    end = order[0].y1
    for index, line in enumerate(order[1:], start=1):
        if line.y0 >= end - 0.1 * line.size:
            found.append((line.y0 - end, index))
        end = max(end, line.y1)
    return sorted(found, key=lambda band: -band[0])


def _rows(group: Sequence[Line], body: float) -> int:
    return len({round(line.y0 / body) for line in group})


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
    rows = [_rows(group, body) for group in groups]
    if len(groups) < 2 or max(rows) < 3:
        return [region]
    whole = all(count >= 2 or _is_rest(groups, number, body) for number, count in enumerate(rows))
    return groups if whole else [region]


def _is_rest(groups: Sequence[list[Line]], number: int, body: float) -> bool:
    """Tell the last line of a text, alone at the head of its column, from something set beside a text."""
    if number != len(groups) - 1 or len(groups[number]) > 1:
        return False
    line, before = groups[number][0], sorted(groups[number - 1], key=lambda one: one.y0)
    level = abs(line.y0 - before[0].y0) < _SAME_LINE * body and abs(line.size - body) < 0.1 * body
    begins = line.text.startswith(("\u3000\u3000", "  "))
    return level and (begins or not before[-1].text.rstrip("”’」』）)").endswith(("。", "！", "？", "…")))


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
    for left, right in pairwise(row):
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
