"""Turn figures into SVG plots: bars by group, risk by coverage, calibration; colours come from the page.

Knows nothing of reports as files. Each plot names itself for those who hear instead of see, and is drawn
narrow, so that its words are still large enough on a phone.
"""

from collections.abc import Mapping, Sequence
from math import ceil

from rag.evaluate.blocks import both, named
from rag.evaluate.markup import Markup, element, join, text
from rag.evaluate.refusal import Bin, Curve
from rag.evaluate.results import Difference, Estimate

WIDTH = 344  # of every plot: what a phone of 390 has room for, so that nothing is drawn smaller than it is
LABEL, VALUE = 112, 30  # room for a group's name and for the number behind its bars
ROW = 40
POINTS = 400  # of a curve; more cannot be seen
PLOT, LEFT, TOP, SIDE = 210, 50, 14, 322  # height, margins and breadth of the square plots


def bars(
    groups: Mapping[str, Mapping[str, Estimate]], names: dict[str, str], keys: tuple[str, str]
) -> Markup:
    """Return two bars with their intervals for each group."""
    shown: list[Markup] = [_grid(len(groups) * ROW)]
    for row, (name, found) in enumerate(groups.items()):
        top = row * ROW + 24
        count = max(one.count for one in found.values())
        label = named(name if name in names else name[:14], names, "tspan")
        shown.append(element("text", label, x=0, y=top + 13, class_="name"))
        questions = join((f"{count} ", both("题", "questions" if count > 1 else "question", "tspan")))
        shown.append(element("text", questions, x=0, y=top + 28, class_="small"))
        for order, key in enumerate(keys):
            if key in found:
                shown.append(_bar(found[key], top + 3 + order * 14, "first" if order == 0 else "second"))
    return _svg("按组的成绩 figures by group", WIDTH, len(groups) * ROW + 30, join(shown))


def _bar(one: Estimate, top: float, kind: str) -> Markup:
    scale = WIDTH - LABEL - VALUE
    middle = top + 5.5
    low, high = LABEL + one.low * scale, LABEL + one.high * scale
    width = max(1.0, one.value * scale)
    return join(
        (
            element("rect", x=LABEL, y=top, width=width, height=11, rx=2, class_=kind),
            element("line", x1=low, x2=high, y1=middle, y2=middle, class_="whisker"),
            element("text", f"{100 * one.value:.0f}", x=WIDTH, y=top + 10, class_="small end"),
        )
    )


def _grid(height: float) -> Markup:
    scale = WIDTH - LABEL - VALUE
    lines = []
    for step in range(0, 101, 25):
        x = LABEL + step / 100 * scale
        lines.append(element("line", x1=x, x2=x, y1=18, y2=height + 22, class_="grid"))
        lines.append(element("text", str(step), x=x, y=12, class_="small middle"))
    return join(lines)


def risk_coverage(curve: Curve, point: tuple[float, float] | None, allowed: float) -> Markup:
    """Return the risk-coverage curve with the point the system works at and the line of the risk allowed."""
    highest = max(0.1, *curve.risk, point[1] if point else 0.0) if curve.risk else 1.0
    highest = min(
        1.0, ceil(25 * highest - 1e-9) / 25
    )  # a quarter of it is a whole percent: every tick says what it is
    step = max(1, len(curve.coverage) // POINTS)
    chosen = sorted({*range(0, len(curve.coverage), step), len(curve.coverage) - 1}) if curve.coverage else []
    path = " ".join(f"{_x(curve.coverage[n]):.1f},{_y(curve.risk[n] / highest):.1f}" for n in chosen)
    y = _y(allowed / highest)
    parts = [
        _axes(("回答了全部题的", "answered, of all"), ("答错了已答题的", "wrong, of answered"), highest),
        element("line", x1=LEFT, x2=SIDE, y1=y, y2=y, class_="limit"),
        element("text", f"{100 * allowed:.0f}%", x=SIDE + 2, y=y + 4, class_="small"),
        element("polyline", points=path, class_="curve"),
    ]
    if point is not None:
        title = element("title", f"现在 now: {100 * point[0]:.1f}% / {100 * point[1]:.1f}%")
        parts.append(
            element("circle", title, cx=_x(point[0]), cy=_y(point[1] / highest), r=5, class_="point")
        )
    return _svg("风险覆盖曲线 risk by coverage", WIDTH, PLOT + 60, join(parts))


def calibration(bins: Sequence[Bin]) -> Markup:
    """Return how often answers were right by the confidence they were given with; the diagonal is honest."""
    total = max(1, sum(one.count for one in bins))
    parts = [_axes(("给出的把握", "confidence given"), ("答对了其中的", "right, of these"), 1.0)]
    parts.append(element("line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), class_="limit"))
    for one in bins:
        if one.count:
            left, breadth = _x(one.low) + 2, _x(one.high) - _x(one.low) - 4
            title = element("title", f"{one.low:.1f}–{one.high:.1f}: {one.count} 题, {100 * one.right:.0f}%")
            height = max(1, _y(0) - _y(one.right))
            kind = "first" if one.count / total >= 0.02 else "first faint"  # few answers say little
            box = {"x": left, "y": _y(one.right), "width": breadth, "height": height}
            parts.append(element("rect", title, class_=kind, **box))
            parts.append(element("circle", cx=_x(one.confidence), cy=_y(one.right), r=3.5, class_="point"))
            place = _y(one.right) - 8 if one.right < 0.95 else _y(one.right) + 18
            parts.append(
                element("text", str(one.count), x=left + breadth / 2, y=place, class_="small middle")
            )
    return _svg("校准图 calibration", WIDTH, PLOT + 60, join(parts))


def spread(one: Estimate) -> Markup:
    """Return a thin line from 0 to 1 with the interval and the value on it."""
    parts = (
        element("line", x1=2, x2=118, y1=6, y2=6, class_="grid"),
        element("line", x1=2 + 116 * one.low, x2=2 + 116 * one.high, y1=6, y2=6, class_="range"),
        element("circle", cx=2 + 116 * one.value, cy=6, r=4, class_="point"),
    )
    label = f"95%: {100 * one.low:.1f} – {100 * one.high:.1f}"
    return _svg(label, 120, 12, join(parts), "spread")


def change(one: Difference, widest: float, lower: bool) -> Markup:
    """Return the interval of a difference about zero, better to the right; ``widest`` is half the scale."""
    turn = -1 if lower else 1
    ends = sorted((turn * one.low, turn * one.high))
    left, right = (60 + 56 * max(-1.0, min(1.0, end / widest)) for end in ends)
    value = 60 + 56 * max(-1.0, min(1.0, turn * (one.new - one.old) / widest))
    kind = "up" if ends[0] > 0 else "down" if ends[1] < 0 else "range"
    parts = (
        element("line", x1=60, x2=60, y1=0, y2=12, class_="limit"),
        element("line", x1=left, x2=right, y1=6, y2=6, class_=kind),
        element("circle", cx=value, cy=6, r=3.5, class_="point"),
    )
    label = f"{100 * (one.new - one.old):+.1f}, 95%: {100 * one.low:+.1f} – {100 * one.high:+.1f}"
    return _svg(label, 120, 12, join(parts), "spread")


def _axes(across: tuple[str, str], up: tuple[str, str], highest: float) -> Markup:
    parts = []
    for step in range(5):
        share = step / 4
        parts.append(element("line", x1=LEFT, x2=SIDE, y1=_y(share), y2=_y(share), class_="grid"))
        parts.append(
            element("text", f"{100 * share * highest:.0f}", x=LEFT - 6, y=_y(share) + 4, class_="small end")
        )
        parts.append(
            element("text", f"{100 * share:.0f}", x=_x(share), y=PLOT + TOP + 16, class_="small middle")
        )
    below, beside = (join((both(*words, "tspan"), " %")) for words in (across, up))
    middle = TOP + PLOT / 2
    turn = f"rotate(-90 14 {middle:.0f})"
    parts.append(element("text", below, x=(LEFT + SIDE) / 2, y=PLOT + TOP + 36, class_="name middle"))
    parts.append(element("text", beside, x=14, y=middle, class_="name middle", transform=turn))
    return join(parts)


def _x(share: float) -> float:
    return LEFT + share * (SIDE - LEFT)


def _y(share: float) -> float:
    return TOP + (1 - share) * PLOT


def _svg(label: str, width: float, height: float, inner: Markup, kind: str = "plot") -> Markup:
    # viewBox keeps its capital: element() would be right for HTML, which does not mind, but SVG files do.
    opening = (
        f'<svg class="{kind}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{text(label)}">'
    )
    return Markup(f"{opening}{inner}</svg>")
