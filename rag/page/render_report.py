"""An evaluation Report -> the figures, the groups and the question-by-question list of the evaluate tab.

Knows nothing of how anything was scored; names and number forms come from the evaluation itself.
"""

from collections.abc import Mapping, Sequence

from rag.evaluate.figures import ALL, STYLES, TYPES, show
from rag.evaluate.results import Estimate, Report, Result
from rag.page.html import button, escape, tag
from rag.page.translations import both, say

TILES = ("right", "exact", "f1", "recall_1", "recall_5", "mrr", "cited", "decision", "auroc", "calibration")
COLUMNS = ("exact", "f1", "recall_1", "cited")
ROWS = 400  # questions listed; the downloaded report holds them all


def progress(done: int, total: int, last: str = "") -> str:
    """Return how far the run has come."""
    line = tag("p", say("evaluate_progress", done=done, total=total), class_="facts", role="status")
    width = 100 * done // max(1, total)
    bar = tag(
        "div",
        f'<i style="width:{width}%"></i>',
        class_="progress",
        role="progressbar",
        aria_valuenow=width,
        aria_valuemin=0,
        aria_valuemax=100,
        aria_label="progress",
    )
    return line + bar + (tag("p", escape(last), class_="facts") if last else "")


def report(found: Report, stopped_at: int = 0) -> str:
    """Return the whole report."""
    note = tag("p", say("evaluate_stopped", done=stopped_at), class_="facts") if stopped_at else ""
    groups = _groups("evaluate_by_type", found.groups.get("type", {})) + _groups(
        "evaluate_by_style", found.groups.get("style", {})
    )
    rows = "".join(map(_row, found.results[:ROWS]))
    return (
        note
        + tag("h2", say("evaluate_figures"))
        + _tiles(found)
        + groups
        + tag("h2", say("evaluate_table"))
        + tag("ol", rows, class_="results")
    )


def _tiles(found: Report) -> str:
    tiles = tag("div", tag("dt", say("figure_count")) + tag("dd", str(found.questions)))
    for key in TILES:
        if key in found.figures:
            one = found.figures[key]
            spread = tag("small", f"{show(key, one.low)}–{show(key, one.high)}", class_="facts")
            tiles += tag(
                "div",
                tag("dt", both(ALL[key].zh, ALL[key].en)) + tag("dd", escape(show(key, one.value))) + spread,
            )
    return tag("dl", tiles, class_="figures")


def _groups(key: str, groups: Mapping[str, Mapping[str, Estimate]]) -> str:
    if not groups:
        return ""
    columns = [column for column in COLUMNS if any(column in group for group in groups.values())]
    head = tag("th", say(key.replace("evaluate_by", "group"))) + "".join(
        tag("th", both(ALL[c].zh, ALL[c].en)) for c in columns
    )
    rows = ""
    for name, group in sorted(
        groups.items(), key=lambda item: -max((e.count for e in item[1].values()), default=0)
    ):
        cells = tag("td", both({**TYPES, **STYLES}.get(name, name), name))
        for column in columns:
            cells += tag("td", escape(show(column, group[column].value)) if column in group else "–")
        rows += tag("tr", cells)
    table = tag("table", tag("thead", tag("tr", head)) + tag("tbody", rows), class_="groups")
    return tag("h2", say(key)) + tag("div", table, class_="scrolls")


def verdict(result: Result) -> str:
    """Return "right", "part" or "wrong" for one question."""
    if not result.question.answerable:
        return "right" if not result.prediction.answerable else "wrong"
    if not result.prediction.answerable or not result.right:
        return "wrong"
    return "right" if result.values.get("exact") else "part"


def _row(result: Result) -> str:
    kind = verdict(result)
    none = say("none")
    expected = (
        escape(" / ".join(_unique(result.question.answers)[:3])) if result.question.answerable else none
    )
    given = escape(result.prediction.answer) if result.prediction.answerable else none
    words = tag("span", escape(result.question.question), class_="words")
    facts = tag("span", say("expected") + "：" + expected, class_="facts") + tag(
        "span", say("given") + "：" + given, class_="excerpt"
    )
    inner = tag("span", say(f"row_{kind}"), class_="verdict") + words + facts
    cited = next(iter(result.prediction.citations), None)
    if cited is not None:
        return tag(
            "li",
            button(inner, "open", class_="entry", article=cited.article, start=cited.start, end=cited.end),
            class_=kind,
        )
    return tag("li", button(inner, "ask", class_="entry", question=result.question.question), class_=kind)


def _unique(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))
