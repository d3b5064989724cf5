"""Units of a page into votes: how well a unit reads as headline, body, heading, end matter or furniture.

Does not choose: the boundaries are chosen by rag.articles.segmentation.stories, from all votes together.
"""

from collections.abc import Sequence
from math import log

from rag.articles.segmentation import weights
from rag.articles.segmentation.neighbours import LINES, SIGNS, Surroundings, quoted
from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.vocabulary import DATELINE, OPENING, clauses, squeeze

_WINDOW = 6  # paragraphs looked at on each side
_FREE = {"prompt": 0.5, "slogan": 0.5, "layout": 0.5, "inset": 0.5, "masthead": 0.5}
_HEADS = frozenset({"head", "tail"})
_HEADED = frozenset({"head", "head0", "head_by"})


class Evidence:
    """All votes of one page, each worked out once."""

    def __init__(self, page: Surroundings) -> None:
        """Vote on the units of this page."""
        self.page = page
        self.units = page.units

    def passed_by(self, number: int) -> float | None:
        """Return the vote for a unit to be page furniture, None if it never is."""
        unit = self.units[number]
        if unit.kind in _FREE:
            return _FREE[unit.kind]
        if unit.kind == "quote":
            return 3.0
        if number in self.page.captions:
            return weights.CAPTION_APART
        if number - 1 in self.page.captions:
            return 0.5  # as much as at the end of a story: it goes where its caption goes
        if unit.kind == "display":
            return weights.FURNITURE + self._label_like(number)
        return (
            -2.0
            if unit.kind in {"credit", "byline", "signature", "dateline", "jump", "from", "deck", "label"}
            else None
        )

    def reads(self, number: int, state: str, *, opens: bool, before: str) -> float | None:
        """Return the vote for a unit to stand in this state, None if it cannot."""
        kind = self.units[number].kind
        if kind == "prose":
            return self._prose(number, state, opens=opens, before=before)
        vote = self._other(number, kind, state, opens=opens, before=before)
        if vote is not None and opens and number and self.units[number - 1].kind in LINES:
            vote += weights.SPLIT_LINES if self.units[number].blanks else weights.SAME_BLOCK
        return vote

    def _other(self, number: int, kind: str, state: str, *, opens: bool, before: str) -> float | None:
        if kind == "display":
            return self._display(number, state, before)
        if kind in {"deck", "label"}:
            return (
                self._title(number, state, weights.DECK if kind == "deck" else weights.LABEL)
                if state in _HEADS
                else (-1.0 if state in {"body", "bare"} and not opens else None)
            )
        if kind == "byline":
            if state == "head0":
                return self._byline_first(number)
            return {
                "head_by": weights.BYLINE,
                "tail_by": weights.BYLINE,
                "end": weights.END_BYLINE,
                "bare_end": weights.END_BYLINE,
            }.get(state)
        if state in {"head_by", "tail_by"}:
            return None
        if kind == "from":
            return 2.0 if state == "head" and opens else None
        return self._end_matter(kind, state)

    def _byline_first(self, number: int) -> float:
        """Weigh a byline that opens a story before any headline: a source label does, an end mark does not."""
        unit = self.units[number]
        if unit.text[0] in "·•（(" or unit.text.startswith(("文字", "文：", "文:")):
            return -3.0
        follows = self.units[number + 1] if number + 1 < len(self.units) else None
        dated = follows is not None and DATELINE.match(follows.text[:40]) is not None
        headed = number > 0 and self.units[number - 1].kind in LINES and not unit.mark
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
            vote += weights.SILENT + (0.0 if len(self.page.pairs[number]) > 2 else weights.NO_WORDS)
        rank = self.page.rank[number]
        vote += self._affinity(number, state)
        if rank:
            gap = weights.COHESION * log(max(self.page.cohesion(rank), 0.002) / weights.USUAL_COHESION)
            gap = max(-weights.COHESION_MOST, min(weights.COHESION_MOST, gap))
            last = self.units[self.page.prose[rank - 1]]
            vote += -gap if starts else gap
            if starts and not last.closed and not self.page.jumped(rank) and last.text[-1:] not in "；;：:":
                vote += weights.MID_SENTENCE
        return vote

    def _affinity(self, number: int, state: str) -> float:
        """Return the vote of a paragraph for the headline above it (body) or below it (bare)."""
        above, below = self.page.near_heads[self.page.rank[number]]
        own, other = (above, below) if state == "body" else (below, above)
        mine = self.page.weights.covered(own, [self.page.pairs[number]]) if own else 0.0
        theirs = self.page.weights.covered(other, [self.page.pairs[number]]) if other else 0.0
        return weights.AFFINITY * (mine - theirs)

    def _display(self, number: int, state: str, before: str) -> float | None:
        if state in _HEADS:
            vote = self._title(number, state, weights.TITLE) + self._undated(number, state)
            return vote - weights.STAY * self._stays(number) if state == "head" else vote
        if state == "head0" or state not in {"body", "bare"}:
            return None
        if before not in {"body", "bare"}:
            return None
        vote = (
            weights.HEADING
            + weights.STAY * self._stays(number)
            + weights.HEADING_AMONG_LIKE * self._among_like(number)
        )
        if number and self.units[number - 1].kind == "display" and self._label_like(number - 1) < 0.5:
            vote += weights.HEADING_AGAIN
        if number + 1 < len(self.units) and self.units[number + 1].kind not in {"prose", "display"}:
            vote += weights.HEADING_AGAIN
        if len(squeeze(self.units[number].text)) > 24:
            vote -= 1.0
        return vote + weights.HEADING_LIKENESS * self.page.covered(number, "below", 3) - 0.5

    def _title(self, number: int, state: str, base: float) -> float:
        vote = base + weights.TITLE_LIKENESS * self.page.covered(
            number, "below" if state == "head" else "above", _WINDOW
        )
        if self.units[number].kind == "display":
            size = len(squeeze(self.units[number].text))
            vote -= 0.7 if size < 5 else 0.0
            follows = self.units[number + 1].kind if number + 1 < len(self.units) else ""
            if follows not in LINES and self.units[number].text.endswith(("——", "—", "：", ":")):
                vote += weights.LONE_KICKER
            if follows not in LINES and any(mark in self.units[number].text for mark in "，,"):
                vote += weights.LONE_COMMA
            vote -= 0.5 * max(0, clauses(self.units[number].text) - 1)
        return vote

    def _undated(self, number: int, state: str) -> float:
        """Return the vote against a lone line that opens a story without dateline or byline where others have one."""
        near = [other for other in (number - 1, number + 1) if 0 <= other < len(self.units)]
        if state != "head" or self.page.signed < 2 or any(self.units[other].kind in SIGNS for other in near):
            return 0.0
        rank = self.page.after[number]
        if rank < len(self.page.prose) and DATELINE.match(self.units[self.page.prose[rank]].text[:40]):
            return 0.0
        return weights.UNDATED

    def _stays(self, number: int) -> float:
        """Return how much of the last full headline above stands in the paragraphs below a lone display line."""
        rank = self.page.after[number]
        near = [other for other in (number - 1, number + 1) if 0 <= other < len(self.units)]
        if not self.page.full_heads[rank - 1 : rank] or any(
            self.units[other].kind not in {"prose", "quote", "inset"} for other in near
        ):
            return 0.0
        below = (self.page.pairs[other] for other in self.page.prose[rank : rank + 3])
        return self.page.weights.covered(self.page.full_heads[rank - 1], below)

    def _among_like(self, number: int) -> float:
        """Return how much a line looks like the other section headings of the page, 0 to 1.5.

        Sections are headed alike: by lines of one length, by quotations, by lines that begin alike.
        """
        unit = self.units[number]
        flat = squeeze(unit.text)
        if self.page.lone_quoted >= 2 and quoted(unit.text):
            return 1.5
        if len(flat) >= 10 and self.page.begins[flat[:6]] >= 3:
            return 1.5
        alike = self.page.lone[len(flat), unit.mark] - self.page.is_lone(number)
        return float(alike >= 2) if 6 <= len(flat) <= 24 else 0.0

    def _label_like(self, number: int) -> float:
        """Return the vote that a display line labels a photograph: short, set apart, among its like."""
        unit = self.units[number]
        vote = 0.0
        size = len(squeeze(unit.text))
        if unit.mark:
            return -2.0
        if unit.blanks >= 3 or (number and self.units[number - 1].blanks >= 3):
            vote += weights.FURNITURE_SHORT
        if unit.blanks >= 3 and unit.blanks > self.page.usual_blanks:
            told = max(self.page.covered(number, side, _WINDOW) for side in ("below", "above"))
            vote += weights.FURNITURE_APART * (1.0 - told)
        if size <= 6:
            vote += weights.FURNITURE_SHORT
            near = [self.units[other] for other in (number - 1, number + 1) if 0 <= other < len(self.units)]
            if any(
                one.kind == "display" and len(squeeze(one.text)) == size and one.blanks >= 2 for one in near
            ):
                vote += 1.5
        return vote


def gather(units: Sequence[Unit]) -> Evidence:
    """Return the votes of a page."""
    return Evidence(Surroundings(units))
