"""The characters of a PDF page -> runs of characters on one line, with their places.

Does not put the lines in order (``layout`` does). Characters drawn twice to look bold are taken once.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rag.documents.page_layout.reading_order import Line

_PIECE = 1.2  # of the size: white that parts two runs of a line; letter-spaced headlines stay whole below it
_WORD = 0.15  # of the size: white between Latin words
_ASLANT = 0.18  # tangent: 10 degrees off level or upright; scans are straightened to less
_NO_TEXT = frozenset(
    {0, 2, 0xFFFD, 0xFFFE, 0xFFFF}
)  # no mapping to Unicode, or PDFium's mark of a soft hyphen


@dataclass(frozen=True, slots=True)
class _Glyph:
    character: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    slanted: bool = False  # set aslant: a watermark


@dataclass(slots=True)
class _Run:
    glyphs: list[_Glyph] = field(default_factory=list)
    gap: bool = False  # PDFium saw a space here that no character stands for

    def takes(self, glyph: _Glyph) -> bool:
        """Tell whether the glyph goes on this run."""
        last = self.glyphs[-1]
        size = max(last.size, glyph.size)
        level = abs(last.y1 - glyph.y1) < 0.4 * size
        alike = abs(last.size - glyph.size) < 0.1 * size
        return level and alike and -0.5 * size < glyph.x0 - last.x1 < _PIECE * size

    def add(self, glyph: _Glyph) -> None:
        """Append the glyph, with a space before it between Latin words."""
        if self.glyphs and self.gap:
            last = self.glyphs[-1]
            latin = last.character.isascii() and glyph.character.isascii() and last.character != " "
            if latin and glyph.x0 - last.x1 > _WORD * glyph.size:
                self.glyphs.append(_Glyph(" ", last.x1, last.y0, glyph.x0, last.y1, last.size))
        self.gap = False
        self.glyphs.append(glyph)

    def line(self) -> Line:
        """Return the run as a line."""
        first, last = self.glyphs[0], self.glyphs[-1]
        top, bottom = min(g.y0 for g in self.glyphs), max(g.y1 for g in self.glyphs)
        return Line("".join(g.character for g in self.glyphs), first.x0, top, last.x1, bottom, first.size)


def lines(page: Any, most: int, aslant: list[str] | None = None) -> list[Line]:  # noqa: ANN401 - no types
    """Return the runs of a page's characters in the order they were drawn; what is set aslant goes to ``aslant``."""
    runs: list[_Run] = []
    seen: set[tuple[str, int, int]] = set()
    for glyph in _glyphs(page, most):
        if glyph is None:
            if runs:
                runs[-1].gap = True
            continue
        if glyph.slanted:
            if aslant is not None:
                aslant.append(glyph.character)
            continue
        place = _place(glyph)
        if any(
            (glyph.character, place[0] + dx, place[1] + dy) in seen for dx in (-1, 0, 1) for dy in (-1, 0, 1)
        ):
            continue
        seen.add((glyph.character, *place))
        if not runs or not runs[-1].takes(glyph):
            runs.append(_Run())
        runs[-1].add(glyph)
    return [run.line() for run in runs if any(not g.character.isspace() for g in run.glyphs)]


def _place(glyph: _Glyph) -> tuple[int, int]:
    step = max(0.15 * glyph.size, 0.1)
    return int(glyph.x0 / step), int(glyph.y1 / step)


def _glyphs(page: Any, most: int) -> Iterator[_Glyph | None]:  # noqa: ANN401
    """Yield each character with its place, y downwards; None where PDFium found a space."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        rotation: int = page.get_rotation()
        width, height = page.get_size()
        box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        for index in range(min(textpage.count_chars(), most)):
            code = raw.FPDFText_GetUnicode(textpage, index)
            if raw.FPDFText_IsGenerated(textpage, index) == 1:
                yield None
                continue
            if code in _NO_TEXT or code in (10, 13) or 0xD800 <= code < 0xE000:
                continue
            if not raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
                continue
            x0, y0, x1, y1 = _turned((box.left, box.bottom, box.right, box.top), rotation, width, height)
            size = raw.FPDFText_GetFontSize(textpage, index)
            slanted = False
            if raw.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
                size *= (matrix.c**2 + matrix.d**2) ** 0.5
                slanted = min(abs(matrix.a), abs(matrix.b)) > _ASLANT * max(abs(matrix.a), abs(matrix.b))
            size = size if 0.5 < size < 2000 else max(y1 - y0, 1.0)
            yield _Glyph(chr(code), x0, y0, x1, y1, size, slanted)
    finally:
        textpage.close()


def _turned(
    box: tuple[float, float, float, float], rotation: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """Turn a box of the page's own space (y upwards, unrotated) to the page as it is seen (y downwards)."""
    left, bottom, right, top = box
    if rotation == 90:
        return bottom, left, top, right
    if rotation == 180:
        return width - right, bottom, width - left, top
    if rotation == 270:
        return width - top, height - right, width - bottom, height - left
    return left, height - top, right, height - bottom
