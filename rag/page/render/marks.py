"""A slice of an article and the places to mark in it -> HTML, with offsets that a selection can be read back from.

Knows nothing of why a place is marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.page.html import escape, hides, shown, tag


@dataclass(frozen=True, slots=True)
class Mark:
    """A span in article offsets and the class it is drawn with: quote sentence match repair."""

    start: int
    end: int
    name: str
    title: str = ""


_STRONG = ("quote", "match")  # drawn with <mark>, which screen readers may announce


def marked(text: str, base: int, marks: Sequence[Mark], *, offsets: bool = False) -> str:
    """Return ``text``, which begins at article offset ``base``, with every mark drawn; marks may overlap."""
    end = base + len(text)
    inside = [m for m in marks if m.start < end and m.end > base and m.start < m.end]
    cuts = {base, end}
    for mark in inside:
        cuts.update((max(base, mark.start), min(end, mark.end)))
    if offsets:
        for place, character in enumerate(text, base):
            if hides(character):
                cuts.update((place, place + 1))
    edges = sorted(cuts)
    return "".join(
        _segment(
            text[start - base : stop - base],
            start,
            [m for m in inside if m.start < stop and m.end > start],
            offsets,
        )
        for start, stop in pairwise(edges)
    )


def _segment(text: str, start: int, marks: Sequence[Mark], offsets: bool) -> str:
    names = sorted({mark.name for mark in marks})
    strong = any(name in _STRONG for name in names)
    title = next((mark.title for mark in marks if mark.title), None)
    first = next((mark for mark in marks if mark.name == "quote" and mark.start == start), None)
    if offsets and len(text) == 1 and hides(text):
        return tag("span", shown(text), class_=" ".join(["control", *names]), data_s=start, data_n=1)
    if not names and not offsets:
        return escape(text)
    return tag(
        "mark" if strong else "span",
        escape(text),
        class_=" ".join(names) or None,
        data_s=start if offsets else None,
        data_first=True if first else None,
        title=title,
    )
