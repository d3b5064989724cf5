"""Units of a page into votes: how well a unit reads as headline, body, heading, end matter or furniture.

Does not choose: the boundaries are chosen by rag.articles.boundaries, from all votes together.
"""

from collections.abc import Sequence
from functools import cache

from rag.articles import weights
from rag.articles.blocks import Unit
from rag.articles.likeness import Weights, pairs
from rag.articles.vocabulary import DATELINE, OPENING, clauses, squeeze

_WINDOW = 6  # paragraphs looked at on each side
_FREE = {"prompt": 0.5, "slogan": 0.5, "layout": 0.5, "inset": 0.5}
_HEADS = frozenset({"head", "tail"})
_LINES = frozenset({"display", "deck", "label"})


class Evidence:
    """All votes of one page, each worked out once."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Prepare the letter pairs of all units."""
        self.units = units
        self.pairs = [pairs(unit.text) for unit in units]
        self.prose = [number for number, unit in enumerate(units) if unit.kind == "prose"]
        self.weights = Weights([self.pairs[number] for number in self.prose])
        self.rank = {number: rank for rank, number in enumerate(self.prose)}
        self.after = self._next_prose()
        self._cohesion = cache(self._measure_cohesion)

    def passed_by(self, number: int) -> float | None:
        """Return the vote for a unit to be page furniture, None if it never is."""
        unit = self.units[number]
        if unit.kind in _FREE:
            return _FREE[unit.kind]
        if unit.kind == "quote":
            return 3.0
        if unit.kind == "display":
            return weights.FURNITURE + self._label_like(number)
        return -2.0 if unit.kind in {"credit", "byline", "signature", "dateline", "jump", "from", "deck", "label"} else None

    def excused(self, number: int) -> float:
        """Return how much of the fine for a missing headline the story that ends before this unit is spared."""
        del number
        return 0.0

    def reads(self, number: int, state: str, *, opens: bool, before: str) -> float | None:
        """Return the vote for a unit to stand in this state, None if it cannot."""
        kind = self.units[number].kind
        if kind == "prose":
            return self._prose(number, state, opens=opens, before=before)
        vote = self._other(number, kind, state, opens=opens, before=before)
        if vote is not None and opens and number and not self.units[number].blanks and self.units[number - 1].kind in _LINES:
            vote += weights.SAME_BLOCK
        return vote

    def _other(self, number: int, kind: str, state: str, *, opens: bool, before: str) -> float | None:
        if kind == "display":
            return self._display(number, state, before)
        if kind in {"deck", "label"}:
            return self._title(number, state, weights.DECK if kind == "deck" else weights.LABEL) if state in _HEADS else (
                -1.0 if state in {"body", "bare"} and not opens else None
            )
        if kind == "byline":
            if state == "head0":
                return self._byline_first(number)
            return {"head": weights.BYLINE, "tail": weights.BYLINE, "end": weights.END_BYLINE,
                    "bare_end": weights.END_BYLINE}.get(state) if not (opens and state == "head") else None
        if kind == "from":
            return 2.0 if state == "head" and opens else None
        return self._end_matter(kind, state)

    def _byline_first(self, number: int) -> float:
        """Weigh a byline that opens a story before any headline: a source label does, an end mark does not."""
        unit = self.units[number]
        if unit.text[0] in "·•" or unit.text.startswith(("文字", "文：", "文:")):
            return -3.0
        follows = self.units[number + 1] if number + 1 < len(self.units) else None
        dated = follows is not None and DATELINE.match(follows.text[:40]) is not None
        headed = number > 0 and self.units[number - 1].kind in _LINES and not unit.mark
        return weights.BYLINE - 2.0 * dated - 2.5 * headed

    def _end_matter(self, kind: str, state: str) -> float | None:
        if kind == "jump":
            return {"end": 0.5, "bare_end": 0.5}.get(state)
        if kind == "credit":
            return {"end": 0.5, "bare_end": 0.0, "photo_end": 0.5, "tail": 0.0}.get(state)
        if kind in {"signature", "dateline"}:
            return {"end": 0.5, "bare_end": 0.5}.get(state)
        return None

    def _prose(self, number: int, state: str, *, opens: bool, before: str) -> float | None:
        if state not in {"body", "bare"} or (state == "bare" and before == "head"):
            return None
        starts = opens or before in {"head", "head0"}
        text = self.units[number].text
        vote = 0.0
        dateline = bool(DATELINE.match(text[:40]))
        if starts:
            vote += weights.DATELINE_OPENS if dateline else 0.0
            vote += weights.OPENING_WORDS if OPENING.search(text[:80]) else 0.0
        elif dateline and len(text) > 30:
            vote += weights.DATELINE_INSIDE
        if opens:
            vote += weights.SILENT
        rank = self.rank[number]
        if rank:
            gap = weights.COHESION * (self._cohesion(rank) - weights.USUAL_COHESION)
            gap = max(-2.5, min(2.5, gap))
            last = self.units[self.prose[rank - 1]]
            vote += -gap if starts else gap
            if starts and not last.closed and not self._jumped(rank) and last.text[-1:] not in "；;：:":
                vote += weights.MID_SENTENCE
        return vote

    def _jumped(self, rank: int) -> bool:
        """Say whether a jump line stands between this paragraph and the one before."""
        return any(unit.kind == "jump" for unit in self.units[self.prose[rank - 1] : self.prose[rank]])

    def _display(self, number: int, state: str, before: str) -> float | None:
        if state in _HEADS:
            return self._title(number, state, weights.TITLE)
        if state == "head0" or state not in {"body", "bare"}:
            return None
        if before not in {"body", "bare"}:
            return None
        vote = weights.HEADING
        if number and self.units[number - 1].kind == "display":
            vote += weights.HEADING_AGAIN
        if number + 1 < len(self.units) and self.units[number + 1].kind not in {"prose", "display"}:
            vote += weights.HEADING_AGAIN
        if len(squeeze(self.units[number].text)) > 24:
            vote -= 1.0
        return vote + weights.HEADING_LIKENESS * self._covered(number, "below", 3) - 0.5

    def _title(self, number: int, state: str, base: float) -> float:
        vote = base + weights.TITLE_LIKENESS * self._covered(number, "below" if state == "head" else "above", _WINDOW)
        if self.units[number].kind == "display":
            size = len(squeeze(self.units[number].text))
            vote -= 0.7 if size < 5 else 0.0
            vote -= 0.5 * max(0, clauses(self.units[number].text) - 1)
        return vote

    def _covered(self, number: int, side: str, window: int) -> float:
        return self._coverage(number, side, window)

    def _coverage(self, number: int, side: str, window: int) -> float:
        rank = self.after[number]
        if side == "below":
            chosen = self.prose[rank : rank + window]
        else:
            chosen = self.prose[max(0, rank - window) : rank]
        return self.weights.covered(self.pairs[number], (self.pairs[other] for other in chosen))

    def _measure_cohesion(self, rank: int) -> float:
        """Return how alike the paragraphs before and after a gap are."""
        above: set[str] = set()
        below: set[str] = set()
        for other in self.prose[max(0, rank - 4) : rank]:
            above |= self.pairs[other]
        for other in self.prose[rank : rank + 4]:
            below |= self.pairs[other]
        return self.weights.cosine(above, below)

    def _label_like(self, number: int) -> float:
        """Return the vote that a display line labels a photograph: short, set apart, among its like."""
        unit = self.units[number]
        vote = 0.0
        size = len(squeeze(unit.text))
        if unit.mark:
            return -2.0
        if unit.blanks >= 3 or (number and self.units[number - 1].blanks >= 3):
            vote += weights.FURNITURE_SHORT
        if size <= 6:
            vote += weights.FURNITURE_SHORT
            near = [self.units[other] for other in (number - 1, number + 1) if 0 <= other < len(self.units)]
            if any(one.kind == "display" and len(squeeze(one.text)) == size and one.blanks >= 2 for one in near):
                vote += 1.5
        return vote

    def _next_prose(self) -> list[int]:
        """For each unit, the rank of the first paragraph at or after it."""
        ranks: list[int] = []
        rank = 0
        for unit in self.units:
            ranks.append(rank)
            rank += unit.kind == "prose"
        return ranks


def gather(units: Sequence[Unit]) -> Evidence:
    """Return the votes of a page."""
    return Evidence(units)
