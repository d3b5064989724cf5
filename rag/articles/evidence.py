"""Units of a page into votes: how well a unit reads as headline, body, heading, end matter or furniture.

Does not choose: the boundaries are chosen by rag.articles.boundaries, from all votes together.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import log

from rag.articles import weights
from rag.articles.blocks import Unit
from rag.articles.likeness import Weights, pairs
from rag.articles.vocabulary import DATELINE, OPENING, clauses, squeeze

_WINDOW = 6  # paragraphs looked at on each side
_FREE = {"prompt": 0.5, "slogan": 0.5, "layout": 0.5, "inset": 0.5, "masthead": 0.5}
_HEADS = frozenset({"head", "tail"})
_SIGNS = frozenset({"display", "deck", "label", "byline", "from", "jump"})
_HEADED = frozenset({"head", "head0", "head_by"})
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
        self.signed = sum(bool(DATELINE.match(self.units[number].text[:40])) for number in self.prose)
        self.signed += sum(unit.kind == "byline" for unit in units)
        self.captions = self._find_captions()
        self.lone = self._lone_sizes()
        self.lone_quoted = sum(unit.kind == "display" and _quoted(unit.text) for unit in units)
        self.full_heads = self._full_heads()
        self.walls = self._walls()
        self.near_heads = self._heads_around()
        self._cohesion = cache(self._measure_cohesion)
        self._covered = cache(self._coverage)

    def passed_by(self, number: int) -> float | None:
        """Return the vote for a unit to be page furniture, None if it never is."""
        unit = self.units[number]
        if unit.kind in _FREE:
            return _FREE[unit.kind]
        if unit.kind == "quote":
            return 3.0
        if number in self.captions:
            return weights.CAPTION_APART
        if number - 1 in self.captions:
            return 0.5  # as much as at the end of a story: it goes where its caption goes
        if unit.kind == "display":
            return weights.FURNITURE + self._label_like(number)
        return -2.0 if unit.kind in {"credit", "byline", "signature", "dateline", "jump", "from", "deck", "label"} else None

    def reads(self, number: int, state: str, *, opens: bool, before: str) -> float | None:
        """Return the vote for a unit to stand in this state, None if it cannot."""
        kind = self.units[number].kind
        if kind == "prose":
            return self._prose(number, state, opens=opens, before=before)
        vote = self._other(number, kind, state, opens=opens, before=before)
        if vote is not None and opens and number and self.units[number - 1].kind in _LINES:
            vote += weights.SPLIT_LINES if self.units[number].blanks else weights.SAME_BLOCK
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
            return {"head_by": weights.BYLINE, "tail_by": weights.BYLINE, "end": weights.END_BYLINE,
                    "bare_end": weights.END_BYLINE}.get(state)
        if state in {"head_by", "tail_by"}:
            return None
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
            return {"end": 0.5, "bare_end": 0.0}.get(state)
        if kind in {"signature", "dateline"}:
            return {"end": 0.5, "bare_end": 0.5}.get(state)
        return None

    def _prose(self, number: int, state: str, *, opens: bool, before: str) -> float | None:
        if state not in {"body", "bare"}:
            return None
        starts = opens or before in _HEADED
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
        vote += self._affinity(number, state)
        if rank:
            gap = weights.COHESION * log(max(self._cohesion(rank), 0.002) / weights.USUAL_COHESION)
            gap = max(-weights.COHESION_MOST, min(weights.COHESION_MOST, gap))
            last = self.units[self.prose[rank - 1]]
            vote += -gap if starts else gap
            if starts and not last.closed and not self._jumped(rank) and last.text[-1:] not in "；;：:":
                vote += weights.MID_SENTENCE
        return vote

    def _affinity(self, number: int, state: str) -> float:
        """Return the vote of a paragraph for the headline above it (body) or below it (bare)."""
        above, below = self.near_heads[self.rank[number]]
        own, other = (above, below) if state == "body" else (below, above)
        mine = self.weights.covered(own, [self.pairs[number]]) if own else 0.0
        theirs = self.weights.covered(other, [self.pairs[number]]) if other else 0.0
        return weights.AFFINITY * (mine - theirs)

    def _jumped(self, rank: int) -> bool:
        """Say whether a jump line stands between this paragraph and the one before."""
        return any(unit.kind == "jump" for unit in self.units[self.prose[rank - 1] : self.prose[rank]])

    def _display(self, number: int, state: str, before: str) -> float | None:
        if state in _HEADS:
            vote = self._title(number, state, weights.TITLE) + self._undated(number, state)
            return vote - weights.STAY * self._stays(number) if state == "head" else vote
        if state == "head0" or state not in {"body", "bare"}:
            return None
        if before not in {"body", "bare"}:
            return None
        vote = weights.HEADING + weights.STAY * self._stays(number) + weights.HEADING_AMONG_LIKE * self._among_like(number)
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
            follows = self.units[number + 1].kind if number + 1 < len(self.units) else ""
            if follows not in _LINES and self.units[number].text.endswith(("——", "—", "：", ":")):
                vote += weights.LONE_KICKER
            vote -= 0.5 * max(0, clauses(self.units[number].text) - 1)
        return vote

    def _undated(self, number: int, state: str) -> float:
        """Return the vote against a lone line that opens a story without dateline or byline where others have one."""
        near = [other for other in (number - 1, number + 1) if 0 <= other < len(self.units)]
        if state != "head" or self.signed < 2 or any(self.units[other].kind in _SIGNS for other in near):
            return 0.0
        rank = self.after[number]
        if rank < len(self.prose) and DATELINE.match(self.units[self.prose[rank]].text[:40]):
            return 0.0
        return weights.UNDATED

    def _stays(self, number: int) -> float:
        """Return how much of the last full headline above stands in the paragraphs below a lone display line."""
        rank = self.after[number]
        near = [other for other in (number - 1, number + 1) if 0 <= other < len(self.units)]
        if not self.full_heads[rank - 1 : rank] or any(self.units[other].kind not in {"prose", "quote", "inset"} for other in near):
            return 0.0
        below = (self.pairs[other] for other in self.prose[rank : rank + 3])
        return self.weights.covered(self.full_heads[rank - 1], below)

    def _among_like(self, number: int) -> float:
        """Say whether other lone display lines of the page are as long and marked alike (1.0 or 0.0)."""
        unit = self.units[number]
        size = len(squeeze(unit.text))
        if self.lone_quoted >= 2 and _quoted(unit.text):
            return 1.5
        return float(self.lone[size, unit.mark] >= 3) if 6 <= size <= 24 else 0.0

    def _coverage(self, number: int, side: str, window: int) -> float:
        """Return the share of a display line's words that the paragraphs on one side of it have."""
        rank = self.after[number]
        if side == "below":
            chosen = self.prose[rank : rank + window]
        else:
            chosen = self.prose[max(0, rank - window) : rank]
        return self.weights.covered(self.pairs[number], (self.pairs[other] for other in chosen))

    def _measure_cohesion(self, rank: int) -> float:
        """Return how alike the paragraphs before and after a gap are."""
        above = self._stretch(range(rank - 1, -1, -1))
        below = self._stretch(range(rank, len(self.prose)))
        return self.weights.cosine(above, below)

    def _stretch(self, ranks: Sequence[int]) -> set[str]:
        """Return the letter pairs of the nearest paragraphs, until there are enough of them or a headline stops them."""
        found: set[str] = set()
        size = 0
        last = None
        for rank in ranks:
            if last is not None and max(rank, last) in self.walls:
                break
            last = rank
            found |= self.pairs[self.prose[rank]]
            size += len(self.units[self.prose[rank]].text)
            if size >= weights.STRETCH:
                break
        return found

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

    def _find_captions(self) -> set[int]:
        """Return the short paragraphs that a photographer's credit follows."""
        return {
            number
            for number, unit in enumerate(self.units[:-1])
            if unit.kind == "prose" and len(unit.text) <= 220 and self.units[number + 1].kind == "credit"
            and self.units[number + 1].text.rstrip("）) ").endswith(("摄", "供图", "摄影报道", "图", "照片"))
        }

    def _lone_sizes(self) -> Counter[tuple[int, int]]:
        """Count the display lines that stand alone between paragraphs, by length and mark."""
        kinds = ["prose", *(unit.kind for unit in self.units), "prose"]
        return Counter(
            (len(squeeze(unit.text)), unit.mark)
            for number, unit in enumerate(self.units)
            if unit.kind == "display" and kinds[number + 2] == "prose"
        )

    def _full_heads(self) -> list[set[str]]:
        """For each paragraph, the letter pairs of the last headline above it that has more than one line."""
        heads: list[set[str]] = []
        last: set[str] = set()
        group: list[Unit] = []
        for unit in self.units:
            if unit.kind in _LINES or unit.kind == "byline":
                group.append(unit)
            elif unit.kind == "prose":
                if len(group) > 1 or not heads:
                    last = set().union(*(pairs(one.text) for one in group if one.kind != "byline")) or last
                group = []
                heads.append(last)
        return heads

    def _walls(self) -> set[int]:
        """Return the ranks of the paragraphs above which more stands than one display line: headlines, end marks."""
        walls: set[int] = set()
        for rank in range(1, len(self.prose)):
            between = self.units[self.prose[rank - 1] + 1 : self.prose[rank]]
            if sum(unit.kind in _SIGNS for unit in between) > 1 or any(unit.kind in {"jump", "from"} for unit in between):
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
                elif unit.kind in _LINES:
                    group = (set() if fresh else group) | pairs(unit.text)
                    fresh = False
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


def _quoted(text: str) -> bool:
    """Say whether a line is one quotation from end to end."""
    flat = squeeze(text)
    return len(flat) > 4 and flat[0] in "“\"「『" and flat[-1] in "”\"」』" and "”" not in flat[1:-1]


def gather(units: Sequence[Unit]) -> Evidence:
    """Return the votes of a page."""
    return Evidence(units)
