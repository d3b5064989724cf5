"""Two reports over the same questions -> what got better, what got worse, and how sure that is.

Knows nothing of how either run was made. Questions are paired by id; a figure counts where both runs have it.
"""

from collections.abc import Callable, Sequence

import numpy as np

from rag.errors import EvaluationError
from rag.evaluate.loading.questions import Question
from rag.evaluate.scoring import resample
from rag.evaluate.scoring.metrics import ALL, BY_GROUP, DECISIVE, PER_QUESTION, WHOLE
from rag.evaluate.scoring.results import Change, Comparison, Difference, Report, Result
from rag.evaluate.scoring.score import whole_figures

SIGNIFICANT = 0.05  # after Holm's correction over the decisive figures

Pair = tuple[Result, Result]


def compare(old: Report, new: Report) -> Comparison:
    """Return the comparison of two runs. Raises EvaluationError when they share no question."""
    before = {result.question.id: result for result in old.results}
    pairs = [(before[result.question.id], result) for result in new.results if result.question.id in before]
    if not pairs:
        zh = "两次评测没有共同的问题，无法比较。"
        raise EvaluationError(f"{zh} The two runs share no question; compare runs over the same test set.")
    found = {figure.key: _difference(pairs, figure.key) for figure in PER_QUESTION}
    differences = {key: difference for key, difference in found.items() if difference is not None}
    differences |= _whole(pairs)
    adjusted = resample.holm({key: differences[key].p for key in DECISIVE if key in differences})
    differences = {key: _adjust(one, adjusted.get(key, one.p)) for key, one in differences.items()}
    sure = [key for key in DECISIVE if key in adjusted and adjusted[key] < SIGNIFICANT]
    return Comparison(
        differences=differences,
        groups={
            "type": _groups(pairs, lambda question: question.type),
            "style": _groups(pairs, lambda question: question.style),
        },
        changes=_changes(pairs),
        worse=tuple(key for key in sure if _gain(key, differences[key]) < 0),
        better=tuple(key for key in sure if _gain(key, differences[key]) > 0),
        left_out=len(old.results) + len(new.results) - 2 * len(pairs),
    )


def _difference(pairs: Sequence[Pair], key: str) -> Difference | None:
    both = [
        (old.values[key], new.values[key]) for old, new in pairs if key in old.values and key in new.values
    ]
    if not both:
        return None
    old, new = np.array(both).T
    low, high, p = resample.paired(new - old)
    if ALL[key].binary and np.isin(np.array(both), (0.0, 1.0)).all():
        p = resample.mcnemar(int((new > old).sum()), int((new < old).sum()))
    return Difference(float(old.mean()), float(new.mean()), low, high, p, p, len(both))


def _whole(pairs: Sequence[Pair]) -> dict[str, Difference]:
    """Return the differences of the figures that are no means, over the same resampled questions."""
    before, after = (whole_figures([pair[side] for pair in pairs]) for side in (0, 1))
    everything = np.arange(len(pairs))
    tested = resample.paired_statistics(lambda chosen: after(chosen) - before(chosen), len(pairs))
    found = {}
    for figure, old, new, (low, high, p) in zip(
        WHOLE, before(everything), after(everything), tested, strict=True
    ):
        if not np.isnan(old) and not np.isnan(new):
            found[figure.key] = Difference(float(old), float(new), low, high, p, p, len(pairs))
    return found


def _adjust(one: Difference, adjusted: float) -> Difference:
    return Difference(one.old, one.new, one.low, one.high, one.p, adjusted, one.count)


def _gain(key: str, difference: Difference) -> float:
    change = difference.new - difference.old
    return -change if ALL[key].lower else change


def _groups(pairs: Sequence[Pair], label: Callable[[Question], str]) -> dict[str, dict[str, Difference]]:
    names = sorted({label(new.question) for _, new in pairs} - {""})
    found: dict[str, dict[str, Difference]] = {}
    for name in names:
        members = [pair for pair in pairs if label(pair[1].question) == name]
        computed = {key: _difference(members, key) for key in BY_GROUP}
        found[name] = {key: one for key, one in computed.items() if one is not None}
    return found


def _changes(pairs: Sequence[Pair]) -> tuple[Change, ...]:
    """Return the questions whose answer or rank changed: those that got worse first, then the better ones."""
    order = {"worse": 0, "better": 1, "other": 2}
    changed = [
        _change(old, new)
        for old, new in pairs
        if old.prediction.answer != new.prediction.answer or old.rank != new.rank
    ]
    return tuple(sorted(changed, key=lambda change: (order[change.verdict], change.id)))


def _change(old: Result, new: Result) -> Change:
    return Change(
        id=new.question.id,
        question=new.question.question,
        old=old.prediction.answer,
        new=new.prediction.answer,
        old_f1=old.values.get("f1", old.values["decision"]),
        new_f1=new.values.get("f1", new.values["decision"]),
        old_rank=old.rank,
        new_rank=new.rank,
        verdict=_verdict(old, new),
    )


def _verdict(old: Result, new: Result) -> str:
    """Judge by rightness, then F1, then whether answering was right, then the rank of the right passage."""
    for one, two in zip(_merits(old), _merits(new), strict=True):
        if one != two:
            return "better" if two > one else "worse"
    return "other"


def _merits(result: Result) -> tuple[float, ...]:
    values = result.values
    return (
        values.get("right", 0),
        values.get("f1", 0),
        values["decision"],
        1 / result.rank if result.rank else 0,
    )
