"""The cells of a table -> one line a row, in which each value stands behind the heads of its column.

"阅览室：报刊阅览室，到馆人次：5100，负责人：钱文清。" A line is a sentence of its own: it can be found, quoted and
checked without the rows around it, and no row is taken for a headline. Merged cells count in all they span.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_CELL = 200  # characters; a table with longer cells lays out a page, it holds no values
_MOST_SPAN = 200  # rows or columns of one merged cell
_VALUE = re.compile(r"\d")
_ENDS = "。；;，,、"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is written, with how many columns and rows it spans."""

    text: str
    across: int = 1
    down: int = 1
    head: bool = False  # it is marked as a head (<th>)


def row_lines(rows: Sequence[Sequence[Cell]], *, heads: int | None = None) -> list[str]:
    """Return a line for each row below the heads; ``heads`` is the number of rows of heads where that is known."""
    grid = _grid(rows)
    width = max(map(len, grid), default=0)
    if width < 2:
        return [_ended(cell.text) for row in grid for cell in row if cell.text]
    above = _heads(rows, grid) if heads is None else heads
    columns = [_head([row[at].text for row in grid[:above] if at < len(row)]) for at in range(width)]
    lines: list[str] = []
    section = ""
    for row in grid[above:]:
        texts = [cell.text for cell in row]
        if len(set(texts)) == 1 and len(row) == width:  # one cell over all columns heads the rows below it
            section = texts[0]
        elif any(texts):
            lines.append(_line(columns, row, section, named=above > 0))
            section = section if lines[-1] else ""
    bare = above and not lines
    return [_ended("，".join(filter(None, columns)))] if bare else [line for line in lines if line]


def is_data(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell a table of values from one that lays out a page."""
    return (
        len(rows) > 1
        and max(map(len, rows)) > 1
        and all(len(cell.text) <= LONGEST_CELL for row in rows for cell in row)
    )


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return the table without merged cells: each stands in every place that it spans."""
    grid: list[list[Cell]] = []
    hanging: dict[
        int, tuple[Cell, int]
    ] = {}  # column -> a cell of a row above, and how many rows it still spans
    for row in rows:
        line: list[Cell] = []
        waiting = list(row)
        while waiting or len(line) in hanging:
            cell, left = hanging.pop(len(line)) if len(line) in hanging else (waiting[0], 0)
            if left:
                _hang(hanging, len(line), cell, left - 1)
                line.append(cell)
                continue
            waiting.pop(0)
            for _ in range(min(cell.across, _MOST_SPAN)):
                _hang(hanging, len(line), cell, min(cell.down, _MOST_SPAN) - 1)
                line.append(cell)
        grid.append(line)
    return grid


def _hang(hanging: dict[int, tuple[Cell, int]], at: int, cell: Cell, left: int) -> None:
    if left > 0:
        hanging[at] = (cell, left)


def _heads(rows: Sequence[Sequence[Cell]], grid: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows of heads a table has: those marked so, or the first where it reads like one."""
    marked = next(
        (number for number, row in enumerate(grid) if not all(cell.head for cell in row)), len(grid)
    )
    if marked:
        return min(marked, len(grid))
    if all(row and row[0].head for row in grid):
        return 0  # the first column holds the heads
    spanned = max(cell.down for cell in rows[0]) if any(cell.across > 1 for cell in rows[0]) else 1
    deep = spanned
    while (
        any(cell.across > 1 for cell in rows[0])
        and deep < len(grid)
        and grid[deep][0].text == grid[0][0].text
    ):
        deep += 1  # Word writes a head that spans rows once for each
    deep = min(deep, len(grid) - 1)
    first = any(_VALUE.search(cell.text) for row in grid[:1] for cell in row)
    below = any(_VALUE.search(cell.text) for row in grid[deep:] for cell in row)
    wide = max(map(len, grid)) > 2
    return deep if wide or (below and not first) else 0


def _head(texts: Sequence[str]) -> str:
    """Return the heads above one column as one: 2023年 over 产量 is 2023年产量."""
    return "".join(text for number, text in enumerate(texts) if text not in texts[:number])


def _line(columns: Sequence[str], row: Sequence[Cell], section: str, *, named: bool) -> str:
    texts = [cell.text for cell in row]
    if not named:  # the first cell names what the others say
        first, rest = (
            texts[0],
            [text for number, text in enumerate(texts[1:], 1) if text != texts[number - 1]],
        )
        return _ended(
            section
            + ("，" if section else "")
            + "：".join(filter(None, (first, "，".join(filter(None, rest)))))
        )
    pairs: list[str] = []
    for number, (head, text) in enumerate(zip((*columns, *[""] * len(texts)), texts, strict=False)):
        merged = number and row[number] is row[number - 1]
        if text and not merged:
            pairs.append(f"{head}：{text.rstrip(_ENDS)}" if head and head != text else text.rstrip(_ENDS))
    return _ended("，".join(filter(None, (section, *pairs))))


def _ended(text: str) -> str:
    return text if not text or text.endswith(("。", "！", "？")) else text.rstrip(_ENDS) + "。"
