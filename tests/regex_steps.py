"""A regular expression and a text -> the steps that a backtracking engine takes; and texts that are hard for it.

Knows nothing of what an expression is for. It walks the tree that the standard library parses, as its engine does, so
that growth can be told without a clock. A finite bound counts as three more than the least: it is a constant anyway.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

try:
    from re import _constants as sre
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_constants as sre  # type: ignore[no-redef]
    import sre_parse as parser  # type: ignore[no-redef]

Then = Callable[[int], int | None]
MOST = 200_000  # steps; whatever takes more grows too fast anyway
POOL = (
    "".join(map(chr, range(32, 127)))
    + "\n\t\u3000字大年月日第版一二十百万。，、：；？！“”‘’（）《》【】—…·０記者"
)


class TooMany(Exception):
    """More steps than anything needs that grows with its text."""


class Engine:
    """One expression over one text."""

    def __init__(self, pattern: "re.Pattern[str]", text: str) -> None:
        self.tree = parser.parse(pattern.pattern, pattern.flags)
        self.text, self.steps = text, 0
        self._lines, self._case = pattern.flags & re.MULTILINE, pattern.flags & re.IGNORECASE
        self._dot = pattern.flags & re.DOTALL
        self._groups: dict[int, tuple[int, int]] = {}

    def everywhere(self) -> int:
        """Count what finding every match takes."""
        at = 0
        while at <= len(self.text):
            end = self._sequence(self.tree, 0, at, lambda place: place)
            at = end if end is not None and end > at else at + 1
        return self.steps

    def here(self) -> int:
        """Count what one try at the beginning takes."""
        self._sequence(self.tree, 0, 0, lambda place: place)
        return self.steps

    def _sequence(self, items: Sequence[Any], number: int, at: int, then: Then) -> int | None:
        self.steps += 1
        if self.steps > MOST:
            raise TooMany
        if number == len(items):
            return then(at)
        kind, value = items[number]
        rest: Then = lambda place: self._sequence(items, number + 1, place, then)  # noqa: E731
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            fits = at < len(self.text) and self._fits(kind, value, self.text[at])
            return rest(at + 1) if fits else None
        return self._other(kind, value, at, rest)

    def _other(self, kind: Any, value: Any, at: int, rest: Then) -> int | None:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            least, most, body = value
            most = most if most is sre.MAXREPEAT else min(most, least + 3)
            return self._repeat(body, (least, most, kind is sre.MIN_REPEAT), 0, at, rest)
        if kind is sre.SUBPATTERN:

            def closed(place: int) -> int | None:
                self._groups[value[0]] = (at, place)
                return rest(place)

            return self._sequence(value[3], 0, at, closed)
        if kind is sre.BRANCH:
            ends = (self._sequence(one, 0, at, rest) for one in value[1])
            return next((end for end in ends if end is not None), None)
        if kind in (sre.ASSERT, sre.ASSERT_NOT):
            return rest(at) if self._looks(*value, at) == (kind is sre.ASSERT) else None
        if kind is sre.GROUPREF:
            start, end = self._groups.get(value, (0, 0))
            same = self.text.startswith(self.text[start:end], at)
            return rest(at + end - start) if same else None
        if kind is sre.AT:
            return rest(at) if self._stands(value, at) else None
        raise AssertionError(f"{kind}: an expression uses what these steps do not count yet; teach them")

    def _repeat(
        self, body: Any, bounds: tuple[int, Any, bool], times: int, at: int, rest: Then
    ) -> int | None:
        least, most, lazy = bounds

        def more() -> int | None:
            def again(place: int) -> int | None:
                if place == at and times >= least:
                    return None
                return self._repeat(body, bounds, times + 1, place, rest)

            return self._sequence(body, 0, at, again) if most is sre.MAXREPEAT or times < most else None

        def enough() -> int | None:
            return rest(at) if times >= least else None

        first, second = (enough, more) if lazy else (more, enough)
        end = first()
        return end if end is not None else second()

    def _looks(self, direction: int, body: Any, at: int) -> bool:
        if direction > 0:
            return self._sequence(body, 0, at, lambda place: place) is not None
        start = at - body.getwidth()[0]
        ended: Then = lambda place: place if place == at else None  # noqa: E731
        return start >= 0 and self._sequence(body, 0, start, ended) is not None

    def _stands(self, where: Any, at: int) -> bool:
        before, after = self.text[at - 1 : at], self.text[at : at + 1]
        if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            return at == 0 or bool(self._lines and where is sre.AT_BEGINNING and before == "\n")
        if where in (sre.AT_END, sre.AT_END_STRING):
            last = where is sre.AT_END and after == "\n" and (self._lines or at == len(self.text) - 1)
            return at == len(self.text) or bool(last)
        turns = _is(sre.CATEGORY_WORD, before) != _is(sre.CATEGORY_WORD, after)
        return turns == (where is sre.AT_BOUNDARY)

    def _fits(self, kind: Any, value: Any, one: str) -> bool:
        if self._case and kind is not sre.ANY:
            return self._fit(kind, value, one.lower()) or self._fit(kind, value, one.upper())
        return self._fit(kind, value, one)

    def _fit(self, kind: Any, value: Any, one: str) -> bool:
        if kind is sre.ANY:
            return one != "\n" or bool(self._dot)
        if kind is sre.IN:
            return within(value, one)
        return (ord(one) == value) == (kind is sre.LITERAL)


def within(members: Sequence[Any], one: str) -> bool:
    """Say whether a set of an expression holds a character."""
    negated = any(kind is sre.NEGATE for kind, _ in members)
    return negated != any(
        (kind is sre.LITERAL and value == ord(one))
        or (kind is sre.RANGE and value[0] <= ord(one) <= value[1])
        or (kind is sre.CATEGORY and _is(value, one))
        for kind, value in members
    )


def _is(category: Any, one: str) -> bool:
    name = str(category)
    found = (
        one.isdigit()
        if "DIGIT" in name
        else one.isspace()
        if "SPACE" in name
        else one.isalnum() or one == "_"
    )
    return bool(one) and found != ("NOT" in name)


def example(items: Sequence[Any]) -> str:
    """Return something that a piece of an expression fits, or nearly."""
    made = ""
    for kind, value in items:
        if kind is sre.LITERAL:
            made += chr(value)
        elif kind in (sre.NOT_LITERAL, sre.ANY):
            made += "字"
        elif kind is sre.IN:
            made += next((one for one in POOL if within(value, one)), "")
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            made += example(value[2]) * value[0]
        elif kind is sre.SUBPATTERN:
            made += example(value[3])
        elif kind is sre.BRANCH:
            made += example(value[1][0])
    return made


def hard(pattern: "re.Pattern[str]") -> set[str]:
    """Return pieces which, repeated, lead each endless repetition of an expression as far as it goes, for nothing."""
    return set(_hard(parser.parse(pattern.pattern, pattern.flags), "")) - {""}


def _hard(items: Sequence[Any], before: str) -> Iterator[str]:
    for kind, value in items:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            if value[1] is sre.MAXREPEAT:
                for one in [example(value[2]), *_members(value[2])]:
                    yield one
                    yield before + one
            yield from _hard(value[2], before)
        elif kind is sre.SUBPATTERN:
            yield from _hard(value[3], before)
        elif kind is sre.BRANCH:
            for one in value[1]:
                yield from _hard(one, before)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _hard(value[1], before)
        before += example([(kind, value)])


def _members(items: Sequence[Any]) -> list[str]:
    found: list[str] = []
    for kind, value in items:
        if kind is sre.IN:
            found += [one for one in POOL if within(value, one)][:4]
        elif kind is sre.SUBPATTERN:
            found += _members(value[3])
        elif kind is sre.BRANCH:
            found += [one for each in value[1] for one in _members(each)]
    return found
