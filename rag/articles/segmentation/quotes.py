"""Units of a page into the same units, with those marked that only repeat another: pull-quotes, boxes.

Does not know articles: it compares paragraphs with paragraphs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rag.articles.segmentation.units import Unit
from rag.articles.segmentation.vocabulary import clauses, squeeze

_GRAM = 8  # characters in a row that count as repeated
_LONGEST_QUOTED = 20_000  # longer paragraphs are not looked through for pull-quotes
_COMMON = 20  # paragraphs looked at for one run of characters


def mark_quotes(units: Sequence[Unit]) -> list[Unit]:
    """Mark the paragraphs that only repeat a longer one of the page: pull-quotes, boxes."""
    holders: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        if unit.kind == "prose":
            for gram in set(_grams(unit.text)):
                holders.setdefault(gram, []).append(number)
    repeats = [_quotable(unit) and _repeats(number, units, holders) for number, unit in enumerate(units)]
    marked = list(units)
    for number, unit in enumerate(units):
        beside = any(repeats[other] for other in (number - 1, number + 1) if 0 <= other < len(units))
        if repeats[number] and not beside:
            marked[number] = replace(unit, kind="quote")
    return marked


def _quotable(unit: Unit) -> bool:
    """Say whether a unit can be a pull-quote: running text, or a display line of several clauses."""
    return unit.kind == "prose" or (unit.kind == "display" and not unit.mark and clauses(unit.text) > 0)


def _grams(text: str) -> list[str]:
    return (
        [text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)] if len(text) <= _LONGEST_QUOTED else []
    )


def _repeats(number: int, units: Sequence[Unit], holders: dict[str, list[int]]) -> bool:
    grams = set(_grams(squeeze(units[number].text)))
    if len(units[number].text) < 24 or not grams:
        return False
    counts = Counter(other for gram in grams for other in holders.get(gram, [])[:_COMMON] if other != number)
    for other, shared in counts.most_common(1):
        longer = len(units[other].text) > len(units[number].text) or other < number
        longer = longer and (_is_caption(number, units) or not _is_caption(other, units))
        return longer and shared >= 0.8 * len(grams)
    return False


def _is_caption(number: int, units: Sequence[Unit]) -> bool:
    """Say whether a photographer's credit follows: a caption may repeat a story, a story never its caption."""
    return number + 1 < len(units) and units[number + 1].kind == "credit"
