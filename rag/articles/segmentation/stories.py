"""Units of a page into stories: which units belong together, and what each does in its story.

Knows nothing of raw offsets or of dates. One pass of dynamic programming over the units chooses the
cheapest reading of the page as a whole, so that a headline goes to the body above or below it by the
evidence of both, and a boundary without any mark can still be found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.articles.segmentation import weights
from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.votes import Evidence, gather

# head0: a byline before any title; head: a headline above its story; body: story with a headline above;
# bare: story whose headline is still to come; end/bare_end: after a closing byline, credit or jump line;
# tail: headline below its story; head_by/tail_by: after the byline of a headline.
_NEXT: dict[str, dict[str, float]] = {
    "head0": {"head0": 0.0, "head": 0.0, "bare": 0.0},
    "head": {"head": 0.0, "head_by": 0.0, "body": 0.0},
    "head_by": {"head_by": 0.0, "head": weights.AFTER_BYLINE, "body": 0.0},
    "body": {"body": 0.0, "end": 0.0},
    "bare": {"bare": 0.0, "bare_end": 0.0, "tail": 0.0},
    "end": {"end": 0.0, "body": weights.AFTER_END},
    "bare_end": {"bare_end": 0.0, "tail": 0.0, "bare": weights.AFTER_END},
    "tail": {"tail": 0.0, "tail_by": 0.0},
    "tail_by": {"tail_by": 0.0, "tail": weights.AFTER_BYLINE},
}
_CLOSE = {
    "head0": weights.HEAD_ALONE,
    "head": weights.HEAD_ALONE,
    "head_by": weights.HEAD_ALONE,
    "bare": weights.NO_HEADLINE,
    "bare_end": weights.NO_HEADLINE,
}
_OPENERS = ("head0", "head", "bare")


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit with the number of its story and its part in it (-1: no story, page furniture)."""

    unit: Unit
    story: int
    state: str


def place(units: Sequence[Unit]) -> list[Placed]:
    """Return every unit with its story, in printed order."""
    return choose(units, gather(units))


def choose(units: Sequence[Unit], evidence: Evidence) -> list[Placed]:
    """Return the reading of the page that the votes like best."""
    table: list[dict[str, tuple[float, str, bool, bool]]] = []
    scores: dict[str, float] = {"": 0.0}
    for number in range(len(units)):
        row: dict[str, tuple[float, str, bool, bool]] = {}
        for before, score in scores.items():
            for state, gain, opens, passed in _steps(before, number, evidence):
                total = score + gain
                if state not in row or total > row[state][0]:
                    row[state] = (total, before, opens, passed)
        table.append(row)
        scores = {state: cell[0] for state, cell in row.items()}
    return _trace(units, table, scores)


def _steps(before: str, number: int, evidence: Evidence) -> list[tuple[str, float, bool, bool]]:
    """Return the ways to read the next unit: (state, gain, does it open a story, is it passed by)."""
    passed = evidence.passed_by(number)
    found: list[tuple[str, float, bool, bool]] = []
    if passed is not None:
        found.append((before, passed, False, True))
    for state, cost in _NEXT.get(before, {}).items():
        gain = evidence.reads(number, state, opens=False, before=before)
        if gain is not None:
            found.append((state, cost + gain, False, False))
    close = _CLOSE.get(before, 0.0) if before else -weights.NEW_ARTICLE
    for state in _OPENERS:
        gain = evidence.reads(number, state, opens=True, before=before)
        if gain is not None:
            found.append((state, close + weights.NEW_ARTICLE + gain, True, False))
    return found


def _trace(
    units: Sequence[Unit],
    table: Sequence[dict[str, tuple[float, str, bool, bool]]],
    scores: dict[str, float],
) -> list[Placed]:
    ends = {state: score + (_CLOSE.get(state, 0.0) if state else 0.0) for state, score in scores.items()}
    state = max(ends, key=lambda name: (ends[name], name))
    steps: list[tuple[str, bool, bool]] = []
    for row in reversed(table):
        _, before, opens, passed = row[state]
        steps.append((state, opens, passed))
        state = before
    story = -1
    placed: list[Placed] = []
    for unit, (name, opens, passed) in zip(units, reversed(steps), strict=True):
        story += opens
        placed.append(Placed(unit, -1 if passed else story, "furniture" if passed else name))
    return _credited(placed)


def _credited(placed: list[Placed]) -> list[Placed]:
    """Give a photographer's credit to the caption right above it."""
    for number in range(1, len(placed)):
        above, here = placed[number - 1], placed[number]
        if here.unit.kind != "credit" or above.unit.kind != "prose":
            continue
        if above.state == "furniture":
            placed[number] = Placed(here.unit, -1, "furniture")
        elif here.state == "furniture":
            placed[number] = Placed(here.unit, above.story, "end")
    return placed
