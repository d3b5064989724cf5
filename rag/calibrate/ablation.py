"""``python -m rag.calibrate.ablation CASES``: what each feature is worth on texts held out, by taking it away.

CASES is what ``rag calibrate --cases`` kept. A feature that helps by no more than chance has no place in fit.py.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.calibrate import fit, stored_cases
from rag.calibrate.collect import AS_IT_IS, Case

DRAWS = 400  # resamples of the texts, for the interval of a difference
SEED = 11


def chosen_f1(cases: Sequence[Case], names: Sequence[str]) -> dict[int, float]:
    """Return the F1 of the option chosen in each answerable case as it is, by numbers of other texts."""
    found: dict[int, float] = {}
    for train, test in fit.folds(cases):
        rank = fit.fit_rank([cases[n] for n in train], names)
        for n in test:
            if cases[n].way == AS_IT_IS and cases[n].answerable:
                best = fit.chosen(cases[n], rank)
                found[n] = best.f1 if best else 0.0
    return found


def squared_error(cases: Sequence[Case], sure: Sequence[float]) -> dict[int, float]:
    """Return (confidence - right)^2 (Brier 1950) of each case as it is, by numbers of other texts."""
    found: dict[int, float] = {}
    for train, test in fit.folds(cases):
        rank = fit.fit_rank([cases[n] for n in train], fit.RANK)
        for n in test:
            if cases[n].way == AS_IT_IS:
                best = fit.chosen(cases[n], rank)
                found[n] = (sure[n] - float(bool(best and best.right))) ** 2
    return found


def interval(
    cases: Sequence[Case], with_it: dict[int, float], without: dict[int, float]
) -> tuple[float, float, float]:
    """Return the mean loss without a feature and its 95% interval, whole texts drawn again and again."""
    texts: dict[str, list[float]] = {}
    for n, value in with_it.items():
        texts.setdefault(cases[n].text, []).append(value - without[n])
    groups = [np.array(values) for values in texts.values()]
    chance = np.random.default_rng(SEED)
    means = []
    for _ in range(DRAWS):
        drawn = chance.integers(len(groups), size=len(groups))
        means.append(sum(groups[n].sum() for n in drawn) / sum(len(groups[n]) for n in drawn))
    low, high = np.percentile(means, [2.5, 97.5])
    return sum(group.sum() for group in groups) / sum(map(len, groups)), float(low), float(high)


def main() -> None:
    """Print a line for each feature of choice and of confidence."""
    cases = stored_cases.read(Path(sys.argv[1]))
    whole = chosen_f1(cases, fit.RANK)
    sys.stdout.write(f"choice, F1 {np.mean(list(whole.values())):.4f}; lost without:\n")
    for name in fit.RANK:
        less = chosen_f1(cases, [other for other in fit.RANK if other != name])
        sys.stdout.write("  {:16} {:+.4f}  [{:+.4f}, {:+.4f}]\n".format(name, *interval(cases, whole, less)))
    sure = squared_error(cases, fit.held_out(cases))
    sys.stdout.write(f"confidence, squared error {np.mean(list(sure.values())):.4f}; more without:\n")
    for name in fit.SURE:
        fewer = fit.held_out(cases, trusted=[other for other in fit.SURE if other != name])
        more = squared_error(cases, fewer)
        sys.stdout.write("  {:16} {:+.4f}  [{:+.4f}, {:+.4f}]\n".format(name, *interval(cases, more, sure)))


if __name__ == "__main__":
    main()
