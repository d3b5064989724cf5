"""Turn a Report into its plots, each with a caption and with the same numbers as a table beneath it.

Knows nothing of the page around them: the report's file and the evaluate tab show the same.
"""

from bisect import bisect_left
from collections.abc import Mapping

from rag.evaluate.reporting import plots
from rag.evaluate.reporting.markup import Markup, element
from rag.evaluate.reporting.sections import KINDS, both, folded, named, table
from rag.evaluate.scoring.metrics import ALL, BY_GROUP, show
from rag.evaluate.scoring.results import Estimate, Report
from rag.evaluate.scoring.score import ERROR_ALLOWED

BARS = ("f1", "recall_1")
STEPS = 10  # rows of the table of risk by coverage

Groups = Mapping[str, Mapping[str, Estimate]]


def charts(report: Report) -> Markup:
    """Return every plot that this report has the figures for, or nothing."""
    shown = []
    for kind, names, zh, en in KINDS:
        if report.groups.get(kind):
            shown.append(_by_group(report.groups[kind], names, (zh, en)))
    if report.curve.coverage:
        shown += [_risk_coverage(report), _calibration(report)]
    return element("section", *shown, class_="plots") if shown else Markup("")


def _by_group(found: Groups, names: dict[str, str], heading: tuple[str, str]) -> Markup:
    """Return bars for the groups that have them, and a table of all."""
    drawn = {name: figures for name, figures in found.items() if any(key in figures for key in BARS)}
    legend = element(
        "p",
        element("span", "F1", class_="key first"),
        element("span", "R@1", class_="key second"),
        both("横线为 95% 区间", "lines: 95% intervals"),
        class_="legend",
    )
    shown = [legend, plots.bars(drawn, names, (BARS[0], BARS[1]))] if drawn else []
    columns = [key for key in BY_GROUP if any(key in figures for figures in found.values())]
    head = (
        both(heading[0].removeprefix("按"), heading[1].removeprefix("by ")),
        both("题数", "questions"),
        *(both(ALL[key].zh, ALL[key].en) for key in columns),
    )
    rows = [
        (
            named(name, names),
            str(max(one.count for one in figures.values())),
            *(show(key, figures[key].value) if key in figures else "–" for key in columns),
        )
        for name, figures in found.items()
    ]
    return _figure(both(*heading), *shown, folded("看数字（%）", "the numbers (%)", table(head, rows)))


def _risk_coverage(report: Report) -> Markup:
    now = working_point(report)
    caption = both("答得越多，错得越多", "error by coverage; the dot is where it works now")
    head = (
        both("回答了全部题的 %", "answered, % of all"),
        both("答错了已答题的 %", "wrong, % of answered"),
        both("把握至少 %", "confidence at least %"),
    )
    curve, rows = report.curve, []
    for step in range(1, STEPS + 1):
        place = min(bisect_left(curve.coverage, step / STEPS - 1e-9), len(curve.coverage) - 1)
        row = (curve.coverage[place], curve.risk[place], curve.threshold[place])
        rows.append(tuple(f"{100 * one:.1f}" for one in row))
    rows = list(dict.fromkeys(rows))  # equal confidences stay together: several steps may be one
    if now is not None:
        rows.append((_now(now[0]), f"{100 * now[1]:.1f}", "–"))
    plot = plots.risk_coverage(curve, now, ERROR_ALLOWED)
    return _figure(caption, plot, folded("看数字", "the numbers", table(head, rows)))


def _now(share: float) -> Markup:
    """Return the coverage that the system works at, named as such."""
    return both(f"现在 {100 * share:.1f}", f"now {100 * share:.1f}")


def _calibration(report: Report) -> Markup:
    caption = both("说有几成把握，就该对几成", "of what is said at 80%, 80% should be right")
    head = (
        both("把握 %", "confidence %"),
        both("题数", "questions"),
        both("平均把握 %", "mean confidence %"),
        both("答对了其中的 %", "right, % of these"),
    )
    rows = [
        (
            f"{100 * one.low:.0f}–{100 * one.high:.0f}",
            str(one.count),
            f"{100 * one.confidence:.1f}",
            f"{100 * one.right:.1f}",
        )
        for one in report.bins
        if one.count
    ]
    return _figure(
        caption, plots.calibration(report.bins), folded("看数字", "the numbers", table(head, rows))
    )


def working_point(report: Report) -> tuple[float, float] | None:
    """Return which share of the questions was answered, and which share of those answers is wrong."""
    known = [result for result in report.results if result.right is not None]
    answered = [result for result in known if result.prediction.answerable]
    if not answered:
        return None
    return len(answered) / len(known), sum(not result.right for result in answered) / len(answered)


def _figure(caption: Markup, *inner: Markup) -> Markup:
    return element("figure", element("figcaption", caption), *inner)
