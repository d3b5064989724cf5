"""Turn a Report into one HTML file that a person enjoys: plots, tables, and every question to be opened.

Knows nothing of how figures are computed. The file asks nothing of the network: its own policy forbids it,
and allows only the one script and the one style that are written into it.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from rag.evaluate.reporting import plots
from rag.evaluate.reporting.charts import charts
from rag.evaluate.reporting.comparison import comparison_section, verdict
from rag.evaluate.reporting.markup import Markup, element
from rag.evaluate.reporting.question_list import question_list
from rag.evaluate.reporting.sections import both, section, table
from rag.evaluate.scoring.metrics import ALL, PER_QUESTION, WHOLE, show
from rag.evaluate.scoring.results import Counterfactual, Estimate, Report

TILES = ("exact", "f1", "recall_1", "recall_5", "cited", "auroc", "coverage_5", "verbatim")
WRONG_SHOWN = 500

_HERE = Path(__file__).parent


def to_html(report: Report) -> str:
    """Return the report as a whole HTML document."""
    style = Markup((_HERE / "report.css").read_text(encoding="utf-8"))
    script = Markup((_HERE / "report.js").read_text(encoding="utf-8"))
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"问报评测 Wenbao evaluation {report.name}"),
        element("style", style),
    )
    sections = (
        _header(report),
        verdict(report.comparison),
        _tiles(report.figures),
        charts(report),
        _figures(report.figures),
        comparison_section(report.comparison),
        _counterfactual(report.counterfactual),
        _latency(report),
        question_list(report.results),
    )
    body = element("body", element("main", *sections), element("script", script))
    return f"<!doctype html>\n{element('html', head, body, lang='zh-CN')}\n"


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _header(report: Report) -> Markup:
    facts = [
        f"{report.questions} 题，可答 {report.answerable}，不可答 {report.questions - report.answerable}",
        f"索引 index {report.index_version}" if report.index_version else "",
        *(f"{role} {name}" for role, name in sorted(report.models.items())),
    ]
    notes = []
    if report.stopped:
        notes.append(both("中途停止，只统计已答的题。", "Stopped early: only what was asked counts."))
    if report.missing:
        zh = f"{report.missing} 题没有预测，按未答计。"
        notes.append(both(zh, f"{report.missing} without a prediction count as refused."))
    title = element("h1", both("问报评测", "Wenbao evaluation"))
    shown = element("p", " · ".join(fact for fact in facts if fact), class_="facts")
    name = element("p", report.name, class_="name") if report.name else ""
    return element("header", title, name, shown, *(element("p", note, class_="note") for note in notes))


def _tiles(figures: Mapping[str, Estimate]) -> Markup:
    tiles = [
        element(
            "div",
            element("div", ALL[key].zh, class_="zh"),
            element("div", ALL[key].en, class_="en", lang="en"),
            element("div", show(key, figures[key].value), class_="big"),
            plots.spread(figures[key]),
            element(
                "div", f"{show(key, figures[key].low)} – {show(key, figures[key].high)}", class_="interval"
            ),
            class_="tile",
        )
        for key in TILES
        if key in figures
    ]
    return element("section", *tiles, class_="tiles")


def _figures(figures: Mapping[str, Estimate]) -> Markup:
    rows = []
    for figure in PER_QUESTION + WHOLE:
        one = figures.get(figure.key)
        if one is not None:
            label = both(figure.zh + ("（越低越好）" if figure.lower else ""), figure.en)
            spread = f"{show(figure.key, one.low)} – {show(figure.key, one.high)}"
            rows.append((label, show(figure.key, one.value), spread, str(one.count)))
    head = (both("指标", "figure"), "%", both("95% 区间", "interval"), both("题数", "questions"))
    return section("全部指标", "all figures", table(head, rows))


def _latency(report: Report) -> Markup:
    if not report.latency:
        return Markup("")
    rows = [
        (stage, f"{one.median:.3f}", f"{one.p90:.3f}", f"{one.worst:.3f}")
        for stage, one in report.latency.items()
    ]
    head = (both("阶段（秒）", "stage (seconds)"), both("中位", "median"), "p90", both("最长", "worst"))
    return section("用时", "time taken", table(head, rows))


def _counterfactual(said: Counterfactual | None) -> Markup:
    if said is None:
        return Markup("")
    lead = both(
        f"共问 {said.asked} 题：没有找到 {said.refused}，仍答对 {said.right}，答错 {said.wrong}。",
        f"Without the gold article {show('exact', said.good.value)}% were refused or still right "
        f"({show('exact', said.good.low)} – {show('exact', said.good.high)}).",
    )
    wrong = sorted((one for one in said.outcomes if one.outcome == "wrong"), key=lambda one: -one.confidence)
    rows = [(one.question, one.answer, f"{100 * one.confidence:.0f}") for one in wrong[:WRONG_SHOWN]]
    head = (both("答错的问题", "answered wrongly"), both("所答", "said"), both("把握 %", "confidence"))
    shown = table(head, rows) if rows else ""
    return section("拿走答案所在的文章之后", "without the gold article", element("p", lead), shown)
