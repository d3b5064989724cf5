"""Raw spans into the text of an article, with the map of every character and a record of every change.

Does not know what a part means, only whether it is running text (white space dropped between Chinese
characters) or a display line (its spaces kept). Characters are never replaced: what was printed is shown.
"""

import re
from collections.abc import Sequence

from rag.articles.segmentation.vocabulary import CLAUSE, DATELINE
from rag.text import HAN
from rag.types import Part, Repair, Run

_WHITE = re.compile(r"\s+")
_WIDE = re.compile(f"[{HAN}\u2e80-\ua4cf\ufe30-\uffef“”‘’…—·]")
_DATED = re.compile(r"[电讯]$")


class Writer:
    """Writes the parts of one article, one after the other."""

    def __init__(self, raw: str) -> None:
        """Begin an article of this raw text."""
        self.raw = raw
        self._pieces: list[str] = []
        self._length = 0
        self.parts: list[Part] = []
        self.runs: list[Run] = []
        self.repairs: list[Repair] = []

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._pieces)

    def part(
        self,
        role: str,
        spans: Sequence[tuple[int, int]],
        *,
        prose: bool,
        between: str = "",
        marks: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Write one part from raw spans in reading order; ``between`` goes between two of them."""
        if self.parts:
            self._pieces.append("\n")
            self._length += 1
        begin = self._length
        for mark in marks:
            if mark[1] > mark[0]:
                self._repair("markup", mark[0], mark[1], "")
        tight = prose or self._is_tight(spans)
        for number, (start, end) in enumerate(spans):
            if number:
                self._bridge(spans[number - 1][1], start, between, prose=prose)
            self._line(start, end, prose=tight, begin=begin)
        self.parts.append(Part(role, begin, self._length))

    def given(self, role: str, words: str) -> None:
        """Write a part whose words are the user's own, not the page's."""
        if self.parts:
            self._pieces.append("\n")
            self._length += 1
        begin = self._length
        self._pieces.append(words)
        self._length += len(words)
        self.repairs.append(Repair("metadata", begin, self._length, 0, 0, "", words))
        self.parts.append(Part(role, begin, self._length))

    def _line(self, start: int, end: int, *, prose: bool, begin: int) -> None:
        at = start
        for gap in _WHITE.finditer(self.raw, start, end):
            self._copy(at, gap.start())
            left, right = self.raw[gap.start() - 1 : gap.start()], self.raw[gap.end() : gap.end() + 1]
            if (
                gap.start() > start
                and gap.end() < end
                and self._keeps(left, right, gap.start(), prose=prose, begin=begin)
            ):
                self._space(gap.start(), gap.end())
            at = gap.end()
        self._copy(at, end)

    def _keeps(self, left: str, right: str, at: int, *, prose: bool, begin: int) -> bool:
        """Say whether the white space between two characters means something."""
        if not prose:
            return left not in "—–―"
        if wide(left) or wide(right):
            dated = left in "电讯" and right not in "（(" and self._length - begin <= 40
            return dated and bool(DATELINE.match(self.text_from(begin)))
        return not (left in CLAUSE and right.isdigit() and at > 1 and wide(self.raw[at - 2]))

    def text_from(self, begin: int) -> str:
        """Return what was written since an offset (only asked for near the end)."""
        found = ""
        for piece in reversed(self._pieces):
            found = piece + found
            if len(found) >= self._length - begin:
                break
        return found[len(found) - (self._length - begin) :]

    def _is_tight(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Say whether spaces in a display line are no separators: letter-spaced, or the line has commas instead."""
        line = " ".join(self.raw[start:end] for start, end in spans)
        words = line.split()
        if len(words) >= 3 and sum(len(word) == 1 for word in words) >= 0.7 * len(words):
            return True
        return (len(words) == 2 and all(len(word) == 1 for word in words)) or any(
            mark in line for mark in "，,"
        )

    def _bridge(self, left: int, right: int, between: str, *, prose: bool) -> None:
        """Write what stands between two spans of one part."""
        gap = self.raw[left:right] if left <= right else ""
        before, after = self.raw[left - 1 : left], self.raw[right : right + 1]
        if (
            prose
            and before.isalnum()
            and after.isalnum()
            and before.isascii()
            and after.isascii()
            and not (before.isdigit() and after.isdigit())
        ):
            between = " "
        if gap.strip():
            self._repair("inset", left, right, between)
        elif between:
            self._repair("inserted", left, max(left, right), between)

    def _space(self, start: int, end: int) -> None:
        if self.raw[start] in " \u3000":
            self._copy(start, start + 1)
        else:
            self._repair("inserted", start, end, " ")

    def _repair(self, kind: str, raw_start: int, raw_end: int, after: str) -> None:
        begin = self._length
        self._pieces.append(after)
        self._length += len(after)
        before = self.raw[raw_start:raw_end]
        self.repairs.append(Repair(kind, begin, self._length, raw_start, raw_end, before, after))

    def _copy(self, start: int, end: int) -> None:
        if end <= start:
            return
        last = self.runs[-1] if self.runs else None
        if last and last.start + last.length == self._length and last.raw_start + last.length == start:
            self.runs[-1] = Run(last.start, last.raw_start, last.length + end - start)
        else:
            self.runs.append(Run(self._length, start, end - start))
        self._pieces.append(self.raw[start:end])
        self._length += end - start


def wide(character: str) -> bool:
    """Say whether a character is set full width: Chinese letters and punctuation."""
    return bool(_WIDE.match(character))
