"""An evaluation Report -> the evaluate tab: how far it has come, then figures, plots, comparison, questions.

Knows nothing of how anything was scored; plots and comparison are drawn as in the report's file.
"""

from rag.evaluate.reporting.charts import charts
from rag.evaluate.reporting.comparison import comparison_section, verdict
from rag.evaluate.scoring.metrics import ALL, show
from rag.evaluate.scoring.results import Report
from rag.page.html import escape, tag
from rag.page.render.questions import questions
from rag.page.words.translations import both, say

TILES = ("right", "exact", "f1", "recall_1", "recall_5", "mrr", "cited", "decision", "auroc", "calibration")


def waiting() -> str:
    """Return what stands there until the run has its turn."""
    return tag("p", say("evaluate_waiting"), class_="facts", role="status")


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
        aria_label="进度 progress",
    )
    return line + bar + (tag("p", escape(last), class_="facts") if last else "")


def earlier(name: str) -> str:
    """Return what stands above the report of a run that was made before the page was opened."""
    return tag("p", say("evaluate_earlier", name=name), class_="facts earlier")


def report(found: Report, compared: str = "", trouble: str = "") -> str:
    """Return the whole report; ``compared`` names the older run, ``trouble`` says why there is none."""
    note = tag("p", say("evaluate_stopped", done=found.questions), class_="facts") if found.stopped else ""
    return (
        note
        + tag("h2", say("evaluate_figures"))
        + _tiles(found)
        + _comparison(found, compared, trouble)
        + str(charts(found))
        + questions(found.results)
    )


def _tiles(found: Report) -> str:
    tiles = tag("div", tag("dt", say("figure_count")) + tag("dd", str(found.questions)))
    for key in TILES:
        if key in found.figures:
            one = found.figures[key]
            words = both(ALL[key].zh, ALL[key].en)
            percent = tag("small", "%", class_="facts")
            spread = tag("span", f"{show(key, one.low)}–{show(key, one.high)}", class_="facts")
            value = tag("dd", escape(show(key, one.value)) + percent) + tag("dd", spread, class_="spread")
            tiles += tag("div", tag("dt", words) + value)
    return tag("dl", tiles, class_="figures")


def _comparison(found: Report, compared: str, trouble: str) -> str:
    if trouble:
        return tag("p", escape(trouble), class_="failure", role="alert")
    if found.comparison is None:
        return ""
    name = tag("p", say("evaluate_against", name=compared), class_="facts")
    html = str(comparison_section(found.comparison)) + name + str(verdict(found.comparison))
    return tag("div", html, class_="compared")
