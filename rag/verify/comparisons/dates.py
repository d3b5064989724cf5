"""A date of a draft and sentences of articles -> whether they state it, or another for the very same thing.

Knows nothing of figures; a date is compared as far as both sides tell it.
"""

from collections.abc import Sequence

from rag.language.dates import Moment, moments
from rag.language.values import equal
from rag.types import Value
from rag.verify.comparisons.outcome import CONSISTENT, CONTRADICTED, NONE, Found, place_in
from rag.verify.comparisons.subject import same_subject
from rag.verify.evidence import Place, Stand, replaced, share

_TOLD = 0.5  # of a draft's words that must stand around the same date


def judged(place: Place, near: Sequence[Stand]) -> Found:
    """Return what the sentences say about a date."""
    own = next((m for m in moments(place.sentence) if m.start == place.start and m.end == place.end), None)
    if own is None:
        return NONE
    same = [
        place_in(stand, moment.start, moment.end)
        for stand in near
        if share(place.words, stand.context) >= _TOLD
        for moment in stated(stand)
        if says(moment, own)
    ]
    if same:
        return Found(CONSISTENT, "same", places=tuple(same))
    for stand in near:
        bounds = replaced(place, stand) if same_subject(place, stand) else None
        for moment in stated(stand) if bounds else ():
            inside = bounds is not None and moment.start < bounds[1] and bounds[0] < moment.end
            if inside and _comparable(moment, own):
                words = stand.text[moment.start : moment.end]
                return Found(CONTRADICTED, "other", words, (place_in(stand, moment.start, moment.end),))
    return NONE


def stated(stand: Stand) -> list[Moment]:
    """Return the dates of an article's sentence, those that say when."""
    return [moment for moment in moments(stand.text, stand.article.date) if moment.iso]


def says(moment: Moment, own: Moment) -> bool:
    """Say whether a date of an article is the draft's, or lies within it."""
    one, other = _value(moment), _value(own)
    if equal(one, other):
        return True
    return not own.to and not moment.to and moment.iso.startswith(f"{own.iso}-")


def agree(place: Place, stand: Stand) -> bool:
    """Say whether every date of a draft's sentence stands around an article's: figures of two years differ rightly."""
    there = [m for m in moments(stand.around, stand.article.date) if m.iso]
    own = [m for m in moments(place.sentence) if m.stated and m.iso]
    return all(any(says(moment, one) for moment in there) for one in own)


def _comparable(moment: Moment, own: Moment) -> bool:
    """Say whether two dates are told equally exactly, so that one can contradict the other."""
    one, other = moment.iso.lstrip("-"), own.iso.lstrip("-")
    if bool(moment.to) != bool(own.to) or "" in (one, other):
        return False
    if own.iso.startswith("-"):  # without a year: compared as far as it is told
        return len(one) >= len(other) and not one.endswith(other)
    return len(one) == len(other) and one != other


def _value(moment: Moment) -> Value:
    return Value("date", f"{moment.iso}/{moment.to}" if moment.to else moment.iso)
