"""Printed lines into units: whole paragraphs with their wraps joined, and the display lines between them.

Does not know which article a unit belongs to. A unit keeps the raw spans it was made from.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from rag.articles.segmentation.cuts import SHORT_LINE, Page, is_cut
from rag.articles.segmentation.line_kinds import special
from rag.articles.segmentation.lines import Line
from rag.articles.segmentation.lists import listed
from rag.articles.segmentation.quotes import mark_quotes
from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.vocabulary import (
    DATELINE,
    KICKER_SAYS,
    clauses,
    ends_sentence,
    is_signed,
    squeeze,
)
from rag.text import HAN

_SPEECH = re.compile(r"(?:说|道|指出|强调|表示|提出|要求)[:：][“\"]")
_HALVES = re.compile(rf"[{HAN}“”《》\"]{{4,16}}[ \u3000]+[{HAN}“”《》\"]{{4,16}}$")
_WIDE = 1.25  # of a full line: wider ones are headlines
_FIELD = re.compile(rf"[{HAN}]{{2,8}}[:：][\dA-Za-z(（]")  # a notice's line: 电话：0355-…


def find_units(lines: Sequence[Line]) -> list[Unit]:
    """Return the units of a page, in order."""
    page = Page(lines)
    groups = _groups(lines)
    wraps = _neighbours([_wrap(group) for group in groups], groups)
    units = [
        _unit(members, wrap)
        for group, wrap in zip(groups, wraps, strict=True)
        for members in _paragraphs(group, wrap, page)
    ]
    done = mark_quotes(listed(_signed(_mend(units, page))))
    return [replace(unit, number=number) for number, unit in enumerate(done)]


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if line.blanks or not groups:
            groups.append([])
        groups[-1].append(line)
    return groups


def _wrap(group: Sequence[Line]) -> float:
    """Return the width at which a block of lines is wrapped, 0 if it is not."""
    widths = [line.width for line in group[:-1] if line.width >= 6]
    if len(widths) < 2:
        return 0.0
    middle = median(widths)
    near = sum(abs(one - middle) <= 0.15 * middle for one in widths)
    needed = len(group) - 1 if len(group) < 6 else 0.6 * (len(group) - 1)
    return middle if middle <= 60 and near >= needed else 0.0


def _neighbours(wraps: Sequence[float], groups: Sequence[Sequence[Line]]) -> list[float]:
    """Give blocks that are too short to show their width that of the nearest block that does."""
    filled = list(wraps)
    for order in (range(len(filled)), range(len(filled) - 1, -1, -1)):
        last = 0.0
        for number in order:
            if wraps[number]:
                last = wraps[number]
            elif not filled[number] and len(groups[number]) < 3:
                filled[number] = last if max(line.width for line in groups[number]) <= 1.3 * last else 0.0
    return filled


def _paragraphs(group: Sequence[Line], wrap: float, page: Page) -> list[list[Line]]:
    pieces: list[list[Line]] = []
    marked = False
    for line, after in zip(group, [*group[1:], None], strict=True):
        ended = bool(pieces) and ends_sentence(pieces[-1][-1].text)
        if ended and wrap and _stands_alone(line, after):
            pieces.append([line])
            marked = bool(clauses(line.text))
        elif pieces and not line.glued and _wraps(pieces[-1], line, wrap, page, marked):
            pieces[-1].append(line)
        else:
            pieces.append([line])
            marked = any(clauses(other.text) for other in pieces[-1])
        marked = marked or bool(clauses(line.text))
    return pieces


def _wraps(before: Sequence[Line], line: Line, wrap: float, page: Page, marked: bool) -> bool:
    """Say whether a line goes on with the paragraph of the line above it (no blank line between)."""
    last = before[-1]
    if last.mark or line.mark or last.glued or special(last.text) or special(line.text):
        return False
    if page.indents and line.indent >= 2 and last.indent < line.indent + 1:
        return False
    if DATELINE.match(line.text[:40]):
        return False
    if ends_sentence(last.text):
        full = bool(wrap) and 0.88 * wrap <= last.width <= 1.5 * wrap
        return full and _fits(line, wrap)
    if not marked and not clauses(line.text) and not ends_sentence(line.text):
        return bool(wrap) and bool(
            DATELINE.match(last.text[:40])
        )  # else two display lines: parts of a headline
    running = clauses(last.text) and clauses(line.text)  # a page may print one paragraph in two widths
    if wrap and max(last.width, line.width) > _WIDE * wrap and not running:
        return False
    if wrap and len(before) == 1 and not clauses(last.text):
        return is_cut(last.text, line.text, page, last.width / wrap)
    if wrap:
        return last.width >= 0.75 * wrap
    return is_cut(last.text, line.text, page, 0.0) if len(before) == 1 else True


def _stands_alone(line: Line, after: Line | None) -> bool:
    """Say whether a line below a full stop is a headline: of two halves, or right above byline, deck or dateline."""
    if clauses(line.text) or ends_sentence(line.text) or special(line.text):
        return False
    if after is not None and (DATELINE.match(after.text[:40]) or special(after.text) in {"byline", "deck"}):
        return not after.glued
    return _HALVES.match(line.text) is not None


def _fits(line: Line, wrap: float) -> bool:
    """Say whether a line can follow a full line that ends a sentence: as full, or the last of its paragraph."""
    if line.width > _WIDE * wrap:
        return False
    return line.width >= 0.88 * wrap or ends_sentence(line.text) or bool(clauses(line.text))


def _unit(members: Sequence[Line], wrap: float) -> Unit:
    first = members[0]
    fit = members[-1].width / wrap if wrap else 0.0
    spans = tuple((line.start, line.end) for line in members)
    if len(members) > 1:
        text = squeeze("".join(line.text for line in members))
        return Unit("prose", spans, text, first.mark, first.blanks, _is_closed(text), fit=fit, wrap=wrap)
    kind = special(first.text) or _shape(first, wrap)
    text = squeeze(first.text) if kind == "prose" else first.text
    return Unit(
        kind,
        spans,
        text,
        first.mark,
        first.blanks,
        _is_closed(text),
        (),
        first.glued,
        first.marked,
        fit,
        wrap,
    )


def _is_closed(text: str) -> bool:
    return ends_sentence(text) or is_signed(text)


def _shape(line: Line, wrap: float) -> str:
    """Say whether a single line looks like running text or like a display line."""
    if len(line.text) > 200:
        return "prose"
    flat = squeeze(line.text)
    marks = clauses(flat)
    if line.mark and len(flat) <= 60:
        return "display"
    if flat[-1] in "。；;，,、" or "。" in flat or DATELINE.match(line.text[:40]) or _FIELD.match(flat):
        return "prose"
    if _SPEECH.search(flat) and marks <= 3 and not flat.startswith(("“", '"')):
        return "prose"
    if flat[-1] in "：:" and (marks > 1 or len(flat) > 24):
        return "prose"
    if ends_sentence(flat):
        calls = len(flat) <= 40 and marks <= 4 and flat[0] not in "‘…" and flat[-1] in "？！?!”…"
        spoken = (flat[0] in '“"' and flat[-1] in '”"') or (flat[-1] == "…" and marks > 2)
        return "display" if calls and not spoken else "prose"
    if wrap and marks and abs(line.width - wrap) <= 0.12 * wrap:
        return "prose"
    if len(flat) > 60 or marks > 3:
        return "prose"
    return "display" if marks <= 1 or len(flat) <= 36 else "prose"


def _mend(units: Sequence[Unit], page: Page) -> list[Unit]:
    """Join paragraphs that a blank line, or a line printed across the columns, cut in mid-sentence."""
    mended: list[Unit] = []
    rest = list(units)
    at = 0
    while at < len(rest):
        unit = rest[at]
        at += 1
        before = mended[-1] if mended else None
        inset = _inset(before, rest, at - 1, page)
        if before is not None and not inset and _goes_on(before, unit, page):
            mended[-1] = _joined(before, unit)
            continue
        if inset and before is not None:
            mended.pop()
            mended.append(_joined(before, rest[at], unit))
            mended.append(replace(unit, kind="inset"))
            at += 1
            continue
        mended.append(unit)
    return [_shown(unit) for unit in mended]


def _shown(unit: Unit) -> Unit:
    """Read a short line that turned out to be cut from nothing as a display line."""
    text = unit.text
    if unit.kind != "prose" or len(unit.spans) > 1 or unit.closed or len(text) > SHORT_LINE or "。" in text:
        return unit
    if text[-1] in "，,、；;：:—" or clauses(text) > 2 or DATELINE.match(text) or _FIELD.match(text):
        return unit
    return replace(unit, kind="display")


def _goes_on(before: Unit, unit: Unit, page: Page) -> bool:
    """Say whether a unit continues the sentence that the unit before it left open."""
    if unit.kind != "prose" or unit.glued or unit.mark or DATELINE.match(unit.text[:40]) or before.mark:
        return False
    if before.wrap and unit.wrap and abs(before.wrap - unit.wrap) > 0.2 * unit.wrap:
        return False  # columns of different widths
    if before.kind == "prose":
        fields = _FIELD.match(before.text) or _FIELD.match(unit.text)
        short = before.fit and before.fit < 0.8 and before.text[-1:] not in "，,、"
        return not before.closed and before.text[-1:] not in "；;：:—" and not fields and not short
    return (
        before.kind == "display"
        and not KICKER_SAYS.search(before.text)
        and is_cut(before.text, unit.text, page, before.fit)
    )


def _inset(before: Unit | None, units: Sequence[Unit], at: int, page: Page) -> bool:
    """Say whether a display line stands in the middle of a sentence: prose, this line, the rest of the prose."""
    if before is None or at + 1 >= len(units) or not _is_open(before) or units[at].mark:
        return False
    here, after = units[at], units[at + 1]
    if after.kind != "prose" or here.kind not in {"display", "prose", "prompt", "slogan"}:
        return False
    if DATELINE.match(after.text[:40]) or (here.kind == "prose" and (here.closed or len(here.text) > 100)):
        return False
    if here.kind == "prose" and page.joins(before.text, here.text):
        return False
    comma = here.kind != "prose" and before.kind == "prose" and before.text[-1:] in "，,、"
    return comma or page.joins(before.text, after.text)


def _is_open(unit: Unit) -> bool:
    """Say whether a unit may be the upper half of a sentence."""
    if unit.kind == "display":
        return clauses(unit.text) > 0 and not unit.mark and not ends_sentence(unit.text)
    return unit.kind == "prose" and not unit.closed and unit.text[-1:] not in "；;：:—"


def _joined(before: Unit, unit: Unit, inset: Unit | None = None) -> Unit:
    text = squeeze(before.text) + unit.text
    garbled = before.garbled + (inset.spans if inset else ())
    return replace(
        before,
        kind="prose",
        spans=before.spans + unit.spans,
        text=text,
        closed=unit.closed,
        garbled=garbled,
        fit=unit.fit,
        wrap=unit.wrap or before.wrap,
    )


def _signed(units: Sequence[Unit]) -> list[Unit]:
    """Read a display line right above a lone date as the name that signs with it."""
    signed = list(units)
    for number in range(1, len(signed)):
        above = signed[number - 1]
        if (
            signed[number].kind == "signature"
            and above.kind == "display"
            and not above.mark
            and len(above.text) <= 30
        ):
            signed[number - 1] = replace(above, kind="signature")
    return signed
