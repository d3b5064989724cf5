"""Units of a page into what surrounds each: the paragraphs near it, the headlines near those, how alike they are.

Does not vote and does not choose: it measures, each thing once, for rag.articles.segmentation.votes.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from statistics import median_low

from rag.articles.segmentation import weights
from rag.articles.segmentation.likeness import Weights, pairs
from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.vocabulary import DATELINE, squeeze

LINES = frozenset({"display", "deck", "label"})
# Letter pairs of a headline block, and lines of it: none is as long, but a page may be made that has nothing else.
_HEAD = 400
_NEAR = 60  # paragraphs looked at on each side of a gap, whatever their length
SIGNS = LINES | {"byline", "from", "jump"}


class Surroundings:
    """Facts about the units of one page. A rank counts paragraphs only, a number all units."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Prepare the letter pairs of all units."""
        self.units = units
        self.pairs = [pairs(unit.text) for unit in units]
        self.prose = [number for number, unit in enumerate(units) if unit.kind == "prose"]
        self.weights = Weights([self.pairs[number] for number in self.prose])
        self.rank = {number: rank for rank, number in enumerate(self.prose)}
        self.after = self._next_prose()
        self.signed = sum(bool(DATELINE.match(self.units[number].text[:40])) for number in self.prose)
        self.signed += sum(unit.kind == "byline" for unit in units)
        self.captions = self._find_captions()
        self.usual_blanks = median_low([unit.blanks for unit in units] or [0])
        self.lone = self._lone_sizes()
        self.begins = Counter(
            squeeze(unit.text[:16])[:6] for unit in units if unit.kind in {"display", "prose"}
        )
        self.lone_quoted = sum(unit.kind == "display" and quoted(unit.text) for unit in units)
        self.full_heads = self._full_heads()
        self.walls = self._walls()
        self.near_heads = self._heads_around()
        self.cohesion = cache(self._measure_cohesion)
        self.covered = cache(self._coverage)

    def jumped(self, rank: int) -> bool:
        """Say whether a jump line stands between this paragraph and the one before."""
        return any(unit.kind == "jump" for unit in self.units[self.prose[rank - 1] : self.prose[rank]])

    def _coverage(self, number: int, side: str, window: int) -> float:
        """Return the share of a display line's words that the paragraphs on one side of it have."""
        rank = self.after[number]
        first = rank if side == "below" else max(0, rank - window)
        chosen = self.prose[first : rank + window if side == "below" else rank]
        return self.weights.covered(self.pairs[number], (self.pairs[other] for other in chosen))

    def _measure_cohesion(self, rank: int) -> float:
        """Return how alike the texts before and after a gap are, near it or, a little less telling, far around it."""
        ends = (range(rank - 1, -1, -1), range(rank, len(self.prose)))
        near = self.weights.cosine(*(self._stretch(side, weights.STRETCH) for side in ends))
        far = self.weights.cosine(*(self._stretch(side, weights.FAR_STRETCH) for side in ends))
        return max(near, weights.FAR * far)

    def _stretch(self, ranks: Sequence[int], most: int) -> set[str]:
        """Return the letter pairs of the nearest paragraphs, until they suffice or a headline stops them."""
        found: set[str] = set()
        size = 0
        last = None
        for rank in ranks:
            if last is not None and max(rank, last) in self.walls:
                break
            last = rank
            found |= self.pairs[self.prose[rank]]
            size += len(self.units[self.prose[rank]].text)
            if size >= most or abs(rank - ranks[0]) >= _NEAR:
                break
        return found

    def _find_captions(self) -> set[int]:
        """Return the short paragraphs that a photographer's credit follows."""
        return {
            number
            for number, unit in enumerate(self.units[:-1])
            if unit.kind == "prose"
            and len(unit.text) <= 220
            and self.units[number + 1].kind == "credit"
            and self.units[number + 1].text.rstrip("）) ").endswith(("摄", "供图", "摄影报道", "图", "照片"))
        }

    def is_lone(self, number: int) -> bool:
        """Say whether a display line stands alone between two paragraphs."""
        near = [other for other in (number - 1, number + 1) if 0 <= other < len(self.units)]
        return self.units[number].kind == "display" and all(
            self.units[other].kind == "prose" for other in near
        )

    def _lone_sizes(self) -> Counter[tuple[int, int]]:
        """Count the display lines that stand alone between paragraphs, by length and mark."""
        return Counter(
            (len(squeeze(unit.text)), unit.mark)
            for number, unit in enumerate(self.units)
            if self.is_lone(number)
        )

    def _full_heads(self) -> list[set[str]]:
        """For each paragraph, the letter pairs of the last headline above it that has more than one line."""
        heads: list[set[str]] = []
        last: set[str] = set()
        group: list[Unit] = []
        for unit in self.units:
            if unit.kind in LINES or unit.kind == "byline":
                group.append(unit)
            elif unit.kind == "prose":
                if len(group) > 1 or not heads:
                    lines = (pairs(one.text) for one in group[-_HEAD:] if one.kind != "byline")
                    last = set().union(*lines) or last
                group = []
                heads.append(last)
        return heads

    def _walls(self) -> set[int]:
        """Return the ranks of the paragraphs above which more stands than one display line: headlines, end marks."""
        walls: set[int] = set()
        for rank in range(1, len(self.prose)):
            between = self.units[self.prose[rank - 1] + 1 : self.prose[rank]]
            if sum(unit.kind in SIGNS for unit in between) > 1 or any(
                unit.kind in {"jump", "from"} for unit in between
            ):
                walls.add(rank)
        return walls

    def _heads_around(self) -> list[tuple[set[str], set[str]]]:
        """For each paragraph, the letter pairs of the nearest display lines above and below it."""
        above: list[set[str]] = []
        for order in (self.units, self.units[::-1]):
            group: set[str] = set()
            fresh = True
            for unit in order:
                if unit.kind == "prose":
                    fresh = True
                    above.append(group)
                elif unit.kind in LINES:
                    if fresh:
                        group, fresh = set(), False
                    if len(group) < _HEAD:
                        group |= pairs(unit.text)
        half = len(above) // 2
        return list(zip(above[:half], reversed(above[half:]), strict=True))

    def _next_prose(self) -> list[int]:
        """For each unit, the rank of the first paragraph at or after it."""
        ranks: list[int] = []
        rank = 0
        for unit in self.units:
            ranks.append(rank)
            rank += unit.kind == "prose"
        return ranks


def quoted(text: str) -> bool:
    """Say whether a line is one quotation from end to end."""
    flat = squeeze(text)
    return len(flat) > 4 and flat[0] in '“"「『' and flat[-1] in '”"」』' and "”" not in flat[1:-1]
