"""The display lines of one story into kicker, title, subtitle and byline.

Does not know the story's text: the lines were given to it already.
"""

from collections.abc import Container, Sequence
from itertools import pairwise

from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.vocabulary import KICKER_SAYS, LABEL, NOTES, NOTICES, squeeze

Piece = tuple[str, tuple[Unit, ...]]  # role and the lines that make the part, in printed order


def headline(units: Sequence[Unit], *, sections: bool) -> list[Piece]:
    """Return the parts of the headline block in the order in which they are shown.

    ``sections`` says whether the story has section headings: an editor's note that opens such a story is its
    first section, one that stands alone is a story of its own.
    """
    lines = [unit for unit in units if unit.kind in {"display", "label", "deck"}]
    bylines = [unit for unit in units if unit.kind == "byline"]
    titles, rest = _title(lines, sections=sections)
    places = {unit.number: place for place, unit in enumerate(lines)}
    first = places[titles[0].number] if titles else 0
    kickers: list[Unit] = []
    decks: list[Unit] = []
    notes: list[Unit] = []
    for unit in rest:
        if unit.kind == "label" and name(unit) in NOTES:
            notes.append(unit)
        elif unit.kind == "deck" or places[unit.number] > first or _smaller(unit, titles):
            decks.append(unit)
        else:
            kickers.append(unit)
    pieces: list[Piece] = [("kicker", group) for group in _groups(kickers)]
    if titles:
        pieces.append(("title", tuple(titles)))
    pieces += [("subtitle", group) for group in _groups(decks)]
    pieces += [("byline", (unit,)) for unit in bylines]
    pieces += [("heading", (unit,)) for unit in notes]
    return pieces


def name(unit: Unit) -> str:
    """Return the bare word of a label such as 【编者按】."""
    found = LABEL.match(squeeze(unit.text))
    return found.group(1) if found else ""


def side_by_side(one: Unit, other: Unit) -> bool:
    """Say whether two lines are the halves of one headline: next to each other and of one length."""
    left, right = one.text, other.text
    return len(squeeze(left)) == len(squeeze(right)) and one.mark == other.mark and " " not in left + right


def _title(lines: Sequence[Unit], *, sections: bool) -> tuple[list[Unit], list[Unit]]:
    if not lines:
        return [], []
    labels = [unit for unit in lines if unit.kind == "label"]
    plain = [unit for unit in lines if unit.kind == "display"]
    for label in labels:
        if name(label) in NOTICES or (name(label) in NOTES and not sections) or not plain:
            return [label], [unit for unit in lines if unit is not label]
    if not plain:
        return [lines[0]], list(lines[1:])
    decked = {upper.number for upper, lower in pairwise(lines) if lower.kind == "deck"}
    marks = {unit.mark for unit in plain if unit.mark}
    top = min(marks) if len(marks) > 1 else 0  # of two kinds of marks, "#" is larger print than "##"
    scored = (_prominence(plain, number, decked, top) for number in range(len(plain)))
    _, best = max((score, number) for number, score in enumerate(scored))
    chosen = [plain[best]]
    for step in (-1, 1):
        near = best + step
        if not 0 <= near < len(plain) or not _one_group(plain[min(best, near)], plain[max(best, near)]):
            continue
        if side_by_side(plain[near], plain[best]):
            chosen.insert(0 if step < 0 else len(chosen), plain[near])
    return chosen, [unit for unit in lines if unit not in chosen]


def _prominence(plain: Sequence[Unit], number: int, decked: Container[int], top: int) -> float:
    unit = plain[number]
    score = 1.0 * (number == len(plain) - 1)
    if unit.mark and unit.mark == top:
        score += 2.0
    if unit.number in decked:
        score += 2.0
    if unit.text.endswith(("——", "—", "：", ":")) or KICKER_SAYS.search(unit.text):
        score -= 4.0
    if number and _one_group(plain[number - 1], unit):
        above = plain[number - 1].text
        if len(unit.text.split()) > 2 or len(unit.text) > max(24, 1.5 * len(above)):
            score -= 2.0
    return score


def _one_group(upper: Unit, lower: Unit) -> bool:
    return lower.blanks == 0 and lower.number - upper.number == 1


def _smaller(unit: Unit, titles: Sequence[Unit]) -> bool:
    return bool(titles) and unit.mark > titles[0].mark > 0


def _groups(chosen: Sequence[Unit]) -> list[tuple[Unit, ...]]:
    """Put lines that are printed right below each other into one part."""
    groups: list[list[Unit]] = []
    for unit in chosen:
        if groups and unit.kind == "display" and _one_group(groups[-1][-1], unit):
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return [tuple(group) for group in groups]
