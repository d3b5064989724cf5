"""Two texts around a break into a verdict: a sentence that was cut there, or a headline over a text.

Knows the page only by its letters: what stands together elsewhere on it may have stood together here.
"""

from collections import Counter
from collections.abc import Sequence

from rag.articles.segmentation.likeness import pairs
from rag.articles.segmentation.lines import Line
from rag.articles.segmentation.vocabulary import (
    CLAUSE,
    DATELINE,
    KICKER_END,
    OPENING,
    clauses,
    ends_sentence,
    squeeze,
)

_PARAGRAPH = (
    45  # a raw line wider than this is set by nobody: it is a paragraph, or the part of one before a break
)
SHORT_LINE = 40  # squeezed characters: longer lines without an end are running text, not headlines
_TIDY = -2.0
_UNFINISHED = frozenset("的和在将以对与为及把被从向使让到是、，,（(“‘《「『及或并而且等所由于我其该这那要")


class Page:
    """What the whole page tells about its lines: its letter triples, whether a raw line is a whole paragraph."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Measure the page once."""
        flat = squeeze("".join(line.text for line in lines))
        self.triples = (
            Counter(flat[i : i + 3] for i in range(len(flat) - 2)) if len(flat) < 2_000_000 else Counter()
        )
        indented = sum(line.indent >= 2 for line in lines)
        self.indents = 0.1 * len(lines) <= indented <= 0.8 * len(lines)
        long = [line for line in lines if line.width > _PARAGRAPH]
        ended = sum(ends_sentence(line.text) for line in long)
        self.tidy = len(long) >= 4 and ended >= 0.85 * len(long)

    def joins(self, left: str, right: str) -> bool:
        """Say whether the letters around a break stand together elsewhere on the page too."""
        if not left[-1:].isalnum() or not right[:1].isalnum():
            return False
        return any(
            self.triples[left[-n:] + right[: 3 - n]] >= 2
            for n in (1, 2)
            if len(left) >= n and len(right) >= 3 - n
        )


def is_cut(text: str, following: str, page: Page, fit: float) -> bool:
    """Say whether a text without an end was cut in mid-sentence (rather than being a headline over what follows).

    ``fit`` is the width of its last line over that of a full line (0 if unknown): only full lines are cut.
    """
    flat, after = squeeze(text), squeeze(following[:200])
    if not flat or not after or ends_sentence(flat) or (fit and not 0.8 <= fit <= 1.2):
        return False
    if len(flat) > SHORT_LINE or flat[-1] in "，,、；;" or _open(flat):
        return True
    if clauses(flat) > 2 or after[0] in CLAUSE:
        return True
    spaced = -1.5 if not clauses(flat) and len(text.split()) == 2 else 0.0
    tidy = (
        _TIDY if page.tidy and not fit else 0.0
    )  # where paragraphs end with their line, a short line was not cut
    return _cut_score(flat, after, page) + _full(fit) + spaced + tidy > 0


def _cut_score(flat: str, after: str, page: Page) -> float:
    """Weigh a short unfinished line: above 0 it is the upper half of a sentence, below a headline."""
    score = 0.0
    if page.joins(flat, after):
        score += 3.0
    if flat[-1] in _UNFINISHED:
        score += 2.5
    if KICKER_END.search(flat):
        score -= 3.0
    if flat[0] in '“"《『「' and flat[-1] in '”"》』」':
        score -= 2.0
    score += 1.0 if clauses(flat) and not 18 < len(flat) <= 25 else -1.0
    if len(pairs(flat) & pairs(after[:120])) >= 2:
        score -= 1.5
    if OPENING.match(after) or OPENING.search(after[:12]):
        score -= 2.0
    if (after[0] in '“"《' and not clauses(flat)) or DATELINE.match(after[:40]):
        score -= 1.0
    return score


def _full(fit: float) -> float:
    """Weigh how full a line is: where lines are wrapped, only a full one is cut."""
    if not fit:
        return 0.0
    return 2.5 if 0.93 <= fit <= 1.05 else 0.5


def _open(flat: str) -> bool:
    """Say whether a bracket or quotation mark is opened and not closed."""
    return any(
        flat.count(left) > flat.count(right)
        for left, right in ("“”", "‘’", "（）", "()", "《》", "「」", "『』")
    ) or (flat.count('"') % 2 == 1)
