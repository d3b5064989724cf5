"""Turn a Report into a compact table for a terminal, Chinese first, columns true although Chinese is wide.

Knows nothing of colours or of how the terminal is written to.
"""

import unicodedata
from collections.abc import Mapping, Sequence

from rag.evaluate.scoring.metrics import ALL, BY_GROUP, PER_QUESTION, STYLES, TYPES, WHOLE, show, signed
from rag.evaluate.scoring.results import Comparison, Counterfactual, Estimate, Report

SHORT = {"exact": "EM", "f1": "F1", "recall_1": "R@1", "recall_5": "R@5", "cited": "引文", "decision": "判断"}
CHANGES_SHOWN = 12


def to_text(report: Report) -> str:
    """Return the report as lines of text."""
    lines = [_heading(report), ""]
    rows = [("指标 figure", "值", "95% 区间", "n")]
    for figure in PER_QUESTION + WHOLE:
        one = report.figures.get(figure.key)
        if one is not None:
            spread = f"{show(figure.key, one.low)} – {show(figure.key, one.high)}"
            rows.append((f"{figure.zh} {figure.en}", show(figure.key, one.value), spread, str(one.count)))
    lines += _table(rows)
    for kind, names in (("type", TYPES), ("style", STYLES)):
        if len(report.groups.get(kind, {})) > 1:
            lines += [
                "",
                *_group_table(report.groups[kind], names, "题型 type" if kind == "type" else "问法 style"),
            ]
    if report.counterfactual is not None:
        lines += ["", _counterfactual_line(report.counterfactual)]
    if report.latency:
        lines += ["", *_latency_table(report)]
    if report.comparison is not None:
        lines += ["", *_comparison_lines(report.comparison)]
    return "\n".join(lines)


def width(text: str) -> int:
    """Return how many cells a text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _heading(report: Report) -> str:
    asked = f"{report.questions} 题（可答 {report.answerable}） questions (answerable)"
    notes = []
    if report.stopped:
        notes.append("中途停止 stopped early")
    if report.missing:
        notes.append(f"缺 {report.missing} 题，按未答计 missing, counted as refused")
    return "  ".join(part for part in (report.name, asked, *notes) if part)


def _group_table(
    groups: Mapping[str, Mapping[str, Estimate]], names: Mapping[str, str], title: str
) -> list[str]:
    rows = [(title, "n", *(SHORT[key] for key in BY_GROUP))]
    for name, found in groups.items():
        label = f"{names[name]} {name}" if name in names else name
        count = str(max(one.count for one in found.values()))
        rows.append(
            (label, count, *(show(key, found[key].value) if key in found else "–" for key in BY_GROUP))
        )
    return _table(rows)


def _latency_table(report: Report) -> list[str]:
    rows = [("用时（秒） seconds", "中位 median", "p90", "最长 worst")]
    for stage, one in report.latency.items():
        rows.append((stage, f"{one.median:.3f}", f"{one.p90:.3f}", f"{one.worst:.3f}"))
    return _table(rows)


def _counterfactual_line(said: Counterfactual) -> str:
    share = show("exact", said.good.value)
    return (
        f"拿走答案所在文章后 without the gold article: {said.asked} 题，"
        f"没有找到 refused {said.refused}，仍答对 still right {said.right}，答错 wrong {said.wrong}"
        f" → {share}%（{show('exact', said.good.low)} – {show('exact', said.good.high)}）"
    )


def _comparison_lines(found: Comparison) -> list[str]:
    rows = [("与旧结果比较 compared", "旧 old", "新 new", "差 change", "95% 区间", "p")]
    for key, one in found.differences.items():
        spread = f"{signed(key, one.low)} – {signed(key, one.high)}"
        change = signed(key, one.new - one.old)
        rows.append(
            (ALL[key].zh, show(key, one.old), show(key, one.new), change, spread, f"{one.adjusted:.3f}")
        )
    lines = _table(rows)
    for keys, words in (
        (found.worse, "显著变差 significantly worse"),
        (found.better, "显著变好 significantly better"),
    ):
        if keys:
            lines.append(f"{words}: " + "，".join(f"{ALL[key].zh} {ALL[key].en}" for key in keys))
    if not found.worse and not found.better:
        lines.append("没有显著差别。 No significant difference.")
    count = {
        verdict: sum(change.verdict == verdict for change in found.changes) for verdict in ("better", "worse")
    }
    lines.append(f"变好 {count['better']} 题，变差 {count['worse']} 题。 questions better, worse.")
    worse = [change for change in found.changes if change.verdict == "worse"][:CHANGES_SHOWN]
    return lines + [
        f"  ↓ {one.id} {one.question}  {one.old or '没有找到'} → {one.new or '没有找到'}" for one in worse
    ]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows with their columns aligned, the first to the left and the others to the right."""
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0] + " " * (widths[0] - width(row[0]))]
        cells += [" " * (widths[at] - width(cell)) + cell for at, cell in enumerate(row) if at]
        lines.append("  ".join(cells).rstrip())
    return lines
