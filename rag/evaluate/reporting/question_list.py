"""Turn the results of a run into a list of questions, each of which opens on its answer and its passages.

Knows nothing of averages. What went wrong comes first; beyond MOST the rest is left to report.json.
"""

from collections.abc import Sequence

from rag.evaluate.loading.predictions import Found
from rag.evaluate.reporting.markup import Markup, element, join, marked
from rag.evaluate.scoring.metrics import STYLES, TYPES, show
from rag.evaluate.scoring.relevance import right_facts
from rag.evaluate.scoring.results import Result

MOST = 1000  # questions written out: about 10 MB of page
LONGEST = 1200  # characters of a passage or an answer that are shown

STATES = {
    "wrong": ("✗", "答错", "wrong"),
    "invented": ("✗", "不该答", "should have refused"),
    "refused": ("–", "未答", "refused"),
    "right": ("✓", "答对", "right"),
    "silent": ("✓", "拒答正确", "rightly refused"),
    "unjudged": ("·", "只评检索", "retrieval only"),
}


def state(result: Result) -> str:
    """Return what became of a question: a key of STATES."""
    said = result.prediction.answerable
    if not result.question.answerable:
        return "invented" if said else "silent"
    if result.right is None:
        return "unjudged"
    if not said:
        return "refused"
    return "right" if result.right else "wrong"


def question_list(results: Sequence[Result]) -> Markup:
    """Return the section of all questions with what filters them."""
    order = list(STATES)
    ranked = sorted(results, key=lambda one: (order.index(state(one)), one.values.get("f1", 0.0)))
    shown = ranked[:MOST]
    left = len(results) - len(shown)
    more = (
        element("p", f"另有 {left} 题见 report.json。 {left} more are in report.json.", class_="note")
        if left
        else ""
    )
    title = element("h2", "逐题 ", element("span", "question by question", class_="en", lang="en"))
    return element(
        "section", title, _filters(results), *(_question(result) for result in shown), more, id="questions"
    )


def _filters(results: Sequence[Result]) -> Markup:
    found = {state(result) for result in results}
    states = [(key, f"{STATES[key][1]} {STATES[key][2]}") for key in STATES if key in found]
    types = sorted({result.question.type for result in results} - {""})
    styles = sorted({result.question.style for result in results} - {""})
    return element(
        "p",
        element(
            "input", type="search", id="words", placeholder="找问题或答案 find words", aria_label="find words"
        ),
        _choice("state", "全部结果 all", states),
        _choice("type", "全部题型 all types", [(name, f"{TYPES.get(name, '')} {name}") for name in types]),
        _choice(
            "style", "全部问法 all styles", [(name, f"{STYLES.get(name, '')} {name}") for name in styles]
        ),
        element("output", id="count", aria_live="polite"),
        class_="filters",
    )


def _choice(name: str, everything: str, options: Sequence[tuple[str, str]]) -> Markup:
    if not options:
        return Markup("")
    choices = [
        element("option", everything, value=""),
        *(element("option", label, value=key) for key, label in options),
    ]
    return element("select", *choices, id=name, aria_label=name)


def _question(result: Result) -> Markup:
    question, prediction = result.question, result.prediction
    kind = state(result)
    sign, zh, en = STATES[kind]
    said = prediction.answer if prediction.answerable else "没有找到"
    summary = element(
        "summary",
        element("span", sign, class_=f"sign {kind}", title=f"{zh} {en}"),
        element("span", question.question, class_="asked"),
        element("span", said[:80] + ("…" if len(said) > 80 else ""), class_="said"),
        element("span", _marks(result), class_="marks"),
    )
    rows = [
        _row("标准答案", "gold", " ｜ ".join(question.answers) or "文章里没有 not in the articles"),
        _row("答案", "answer", marked(said[:LONGEST], question.answers)),
        _row("最佳猜测", "best guess", prediction.best_guess[:LONGEST]) if not prediction.answerable else "",
        _row("把握", "confidence", f"{100 * prediction.confidence:.0f}%"),
        _row("出处句", "evidence", marked(question.evidence[:LONGEST], question.answers))
        if question.evidence
        else "",
        *(
            _row(
                f"引文 {number}",
                "citation",
                marked(cited.sentence[:LONGEST], [cited.quote]),
                f"{cited.title} · {cited.source}",
            )
            for number, cited in enumerate(prediction.citations[:5], 1)
        ),
    ]
    passages = [_passage(result, rank, found) for rank, found in enumerate(prediction.passages, 1)]
    return element(
        "details",
        summary,
        element(
            "p",
            " · ".join(
                part for part in (question.id, question.type, question.style, question.source) if part
            ),
            class_="facts",
        ),
        element("dl", *rows),
        element("ol", *passages, class_="passages") if passages else "",
        class_="question",
        data_state=kind,
        data_type=question.type,
        data_style=question.style,
    )


def _marks(result: Result) -> str:
    parts = [f"F1 {show('f1', result.values['f1'])}"] if "f1" in result.values else []
    if "recall_10" in result.values:
        parts.append(f"第 {result.rank} 条" if result.rank else "十条内无")
    return " · ".join(parts)


def _row(zh: str, en: str, value: str, note: str = "") -> Markup:
    term = element("dt", zh, " ", element("span", en, class_="en", lang="en"))
    return join(
        (term, element("dd", value, element("div", note, class_="facts") if note.strip(" ·") else ""))
    )


def _passage(result: Result, rank: int, found: Found) -> Markup:
    right = bool(right_facts(result.question, found.text))
    where = f"{found.source} · {found.article} · {found.start}–{found.end} · {found.score:.3f}"
    body = marked(found.text[:LONGEST], result.question.answers)
    return element(
        "li",
        element("div", "✓ " + where if right else where, class_="facts"),
        element("div", body),
        class_="hit" if right else None,
        value=rank,
    )
