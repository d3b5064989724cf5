"""Printed lines into units: whole paragraphs with their wraps joined, and the display lines between them.

Does not know which article a unit belongs to. A unit keeps the raw spans it was made from.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from rag.articles.lines import Line
from rag.articles.likeness import pairs
from rag.articles.vocabulary import CLAUSE, DATELINE, KICKER_END, KICKER_SAYS, OPENING, clauses, ends_sentence, special, squeeze

_UNFINISHED = frozenset("的和在将以对与为及把被从向使让到是、，,（(“‘《「『及或并而且等所由于我其该这那要")
_FIELD = re.compile(r"[\u4e00-\u9fff]{2,8}[:：][\dA-Za-z(（]")  # a notice's line: 电话：0355-…
_GRAM = 8  # characters in a row that count as repeated
_LONGEST_QUOTED = 20_000  # longer paragraphs are not looked through for pull-quotes
_SHORT_LINE = 40  # squeezed characters: longer lines without an end are running text, not headlines


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph ("prose") or a line of another kind; ``spans`` are raw, in reading order."""

    kind: str  # prose display or one of the kinds of rag.articles.vocabulary.special
    spans: tuple[tuple[int, int], ...]
    text: str  # without white space for prose, as printed for the rest
    mark: int = 0
    blanks: int = 0
    closed: bool = True  # prose: ends its sentence
    garbled: tuple[tuple[int, int], ...] = ()  # raw spans of shreds that were taken out of its middle
    glued: bool = False
    marked: tuple[int, int] = (0, 0)  # raw span of its heading mark
    fit: float = 0.0  # width of its last line over that of a full line, 0 where lines are not wrapped
    wrap: float = 0.0  # width of a full line


class Page:
    """What the whole page tells about its lines: its letter triples and how wide it wraps."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Measure the page once."""
        flat = squeeze("".join(line.text for line in lines))
        self.triples = Counter(flat[i : i + 3] for i in range(len(flat) - 2)) if len(flat) < 2_000_000 else Counter()
        indented = sum(line.indent >= 2 for line in lines)
        self.indents = 0.1 * len(lines) <= indented <= 0.8 * len(lines)

    def joins(self, left: str, right: str) -> bool:
        """Say whether the letters around a break stand together elsewhere on the page too."""
        return any(self.triples[left[-n:] + right[: 3 - n]] >= 2 for n in (1, 2) if len(left) >= n and len(right) >= 3 - n)


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
    return _quotes(_signed(_mend(units, page)))


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
    for line in group:
        if pieces and not line.glued and _wraps(pieces[-1], line, wrap, page, marked):
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
        return bool(wrap) and last.width >= 0.88 * wrap and last.width <= 1.5 * wrap and line.width <= 1.5 * wrap
    if not marked and not clauses(line.text) and not ends_sentence(line.text):
        return bool(wrap) and bool(DATELINE.match(last.text[:40]))  # else two display lines: parts of a headline
    if wrap:
        return last.width >= 0.75 * wrap and line.width <= 1.6 * wrap
    return is_cut(last.text, line.text, page, 0.0) if len(before) == 1 else True


def is_cut(text: str, following: str, page: Page, fit: float) -> bool:
    """Say whether a text without an end was cut in mid-sentence (rather than being a headline over what follows).

    ``fit`` is the width of its last line over that of a full line (0 if unknown): only full lines are cut.
    """
    flat, after = squeeze(text), squeeze(following[:200])
    if not flat or not after or ends_sentence(flat) or (fit and not 0.8 <= fit <= 1.2):
        return False
    if len(flat) > _SHORT_LINE or flat[-1] in "，,、；;" or _open(flat):
        return True
    if clauses(flat) > 2 or after[0] in CLAUSE:
        return True
    spaced = -1.5 if not clauses(flat) and len(text.split()) == 2 else 0.0
    return _cut_score(flat, after, page) + _full(fit) + spaced > 0


def _full(fit: float) -> float:
    """Weigh how full a line is: where lines are wrapped, only a full one is cut."""
    if not fit:
        return 0.0
    return 2.5 if 0.93 <= fit <= 1.05 else 0.5


def _cut_score(flat: str, after: str, page: Page) -> float:
    """Weigh a short unfinished line: above 0 it is the upper half of a sentence, below a headline."""
    score = 0.0
    if page.joins(flat, after):
        score += 3.0
    if flat[-1] in _UNFINISHED:
        score += 2.5
    if KICKER_END.search(flat):
        score -= 3.0
    if flat[0] in "“\"《『「" and flat[-1] in "”\"》』」":
        score -= 2.0
    score += 1.0 if clauses(flat) and not 18 < len(flat) <= 25 else -1.0
    if len(pairs(flat) & pairs(after[:120])) >= 2:
        score -= 1.5
    if OPENING.match(after) or OPENING.search(after[:12]):
        score -= 2.0
    if (after[0] in "“\"《" and not clauses(flat)) or DATELINE.match(after[:40]):
        score -= 1.0
    return score


def _open(flat: str) -> bool:
    """Say whether a bracket or quotation mark is opened and not closed."""
    return any(flat.count(left) > flat.count(right) for left, right in ("“”", "‘’", "（）", "()", "《》", "「」", "『』")) or (
        flat.count('"') % 2 == 1
    )


def _unit(members: Sequence[Line], wrap: float) -> Unit:
    first = members[0]
    fit = members[-1].width / wrap if wrap else 0.0
    spans = tuple((line.start, line.end) for line in members)
    if len(members) > 1:
        text = squeeze("".join(line.text for line in members))
        return Unit("prose", spans, text, first.mark, first.blanks, ends_sentence(text), fit=fit, wrap=wrap)
    kind = special(first.text) or _shape(first, wrap)
    text = squeeze(first.text) if kind == "prose" else first.text
    return Unit(kind, spans, text, first.mark, first.blanks, ends_sentence(text), (), first.glued, first.marked, fit, wrap)


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
    if flat[-1] in "：:" and (marks > 1 or len(flat) > 24):
        return "prose"
    if wrap and marks and abs(line.width - wrap) <= 0.12 * wrap:
        return "prose"
    if ends_sentence(flat):
        asks = len(flat) <= 26 and marks <= 2 and flat[0] not in "“\"‘…" and flat[-1] in "？！?!”"
        return "display" if asks and flat.count("。") == 0 else "prose"
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
    if unit.kind != "prose" or len(unit.spans) > 1 or unit.closed or len(text) > _SHORT_LINE or "。" in text:
        return unit
    if text[-1] in "，,、；;：:—" or clauses(text) > 2 or DATELINE.match(text) or _FIELD.match(text):
        return unit
    return replace(unit, kind="display")


def _goes_on(before: Unit, unit: Unit, page: Page) -> bool:
    """Say whether a unit continues the sentence that the unit before it left open."""
    if unit.kind != "prose" or unit.glued or DATELINE.match(unit.text[:40]) or before.mark:
        return False
    if before.wrap and unit.wrap and abs(before.wrap - unit.wrap) > 0.2 * unit.wrap:
        return False  # columns of different widths
    if before.kind == "prose":
        fields = _FIELD.match(before.text) or _FIELD.match(unit.text)
        short = before.fit and before.fit < 0.8 and before.text[-1:] not in "，,、"
        return not before.closed and before.text[-1:] not in "；;：:—" and not fields and not short
    return before.kind == "display" and not KICKER_SAYS.search(before.text) and is_cut(before.text, unit.text, page, before.fit)


def _inset(before: Unit | None, units: Sequence[Unit], at: int, page: Page) -> bool:
    """Say whether a display line stands in the middle of a sentence: prose, this line, the rest of the prose."""
    if before is None or at + 1 >= len(units) or before.kind != "prose" or before.closed or units[at].mark:
        return False
    here, after = units[at], units[at + 1]
    if after.kind != "prose" or here.kind not in {"display", "prose", "prompt", "slogan"} or before.text[-1:] in "；;：:—":
        return False
    if DATELINE.match(after.text[:40]) or (here.kind == "prose" and (here.closed or len(here.text) > 100)):
        return False
    if here.kind == "prose" and page.joins(before.text, here.text):
        return False
    return page.joins(before.text, after.text) or (here.kind != "prose" and before.text[-1:] in "，,、")


def _joined(before: Unit, unit: Unit, inset: Unit | None = None) -> Unit:
    text = squeeze(before.text) + unit.text
    garbled = before.garbled + (inset.spans if inset else ())
    return replace(before, kind="prose", spans=before.spans + unit.spans, text=text, closed=unit.closed, garbled=garbled, fit=unit.fit, wrap=unit.wrap or before.wrap)


def _signed(units: Sequence[Unit]) -> list[Unit]:
    """Read a display line right above a lone date as the name that signs with it."""
    signed = list(units)
    for number in range(1, len(signed)):
        above = signed[number - 1]
        if signed[number].kind == "signature" and above.kind == "display" and not above.mark and len(above.text) <= 30:
            signed[number - 1] = replace(above, kind="signature")
    return signed


def _quotes(units: Sequence[Unit]) -> list[Unit]:
    """Mark the paragraphs that only repeat a longer one of the page: pull-quotes, boxes."""
    holders: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        if unit.kind == "prose":
            for gram in set(_grams(unit.text)):
                holders.setdefault(gram, []).append(number)
    repeats = [unit.kind == "prose" and _repeats(number, units, holders) for number, unit in enumerate(units)]
    marked = list(units)
    for number, unit in enumerate(units):
        beside = any(repeats[other] for other in (number - 1, number + 1) if 0 <= other < len(units))
        if repeats[number] and not beside:
            marked[number] = replace(unit, kind="quote")
    return marked


def _grams(text: str) -> list[str]:
    return [text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)] if len(text) <= _LONGEST_QUOTED else []


def _repeats(number: int, units: Sequence[Unit], holders: dict[str, list[int]]) -> bool:
    grams = set(_grams(units[number].text))
    if len(units[number].text) < 30 or not grams:
        return False
    counts = Counter(other for gram in grams for other in holders[gram][:20] if other != number)
    for other, shared in counts.most_common(1):
        longer = len(units[other].text) > len(units[number].text) or other < number
        return longer and shared >= 0.8 * len(grams)
    return False
