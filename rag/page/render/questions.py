"""The results of a run -> a list whose rows open: what was expected, what was said, and what was found.

Knows nothing of averages. What went wrong stands first, and a choice above the list shows one kind alone.
"""

from collections.abc import Sequence

from rag.evaluate.loading.predictions import Cited, Found
from rag.evaluate.reporting.markup import marked
from rag.evaluate.reporting.question_list import STATES, state
from rag.evaluate.scoring.relevance import right_facts
from rag.evaluate.scoring.results import Result
from rag.page.html import button, escape, tag
from rag.page.words.translations import both, say

ROWS = 400  # questions listed; the downloaded report holds more, the predictions hold all
EXCERPT = 160  # characters of a passage; the article opens on the rest
LONGEST = 600  # characters of an answer or a sentence
CITED = 3


def questions(results: Sequence[Result]) -> str:
    """Return the choice of kinds and the list."""
    order = list(STATES)
    ranked = sorted(results, key=lambda one: (order.index(state(one)), one.values.get("f1", 0.0)))
    shown = ranked[:ROWS]
    left = len(results) - len(shown)
    more = tag("p", say("evaluate_more", count=left), class_="facts") if left else ""
    rows = "".join(tag("li", _row(one), class_=state(one)) for one in shown)
    return tag("h2", say("evaluate_table")) + _choice(shown) + tag("ol", rows, class_="results") + more


def _choice(shown: Sequence[Result]) -> str:
    """Return one radio button for each kind that there is; the style sheet does the hiding."""
    counts: dict[str, int] = {}
    for one in shown:
        counts[state(one)] = counts.get(state(one), 0) + 1
    kinds = [("all", say("evaluate_all"), len(shown))]
    kinds += [(kind, both(*STATES[kind][1:]), counts[kind]) for kind in STATES if kind in counts]
    buttons = "".join(
        tag(
            "label",
            tag("input", type="radio", name="evaluate-state", value=kind, checked=kind == "all")
            + tag("span", f"{words} {count}"),
        )
        for kind, words, count in kinds
    )
    return tag("fieldset", tag("legend", say("evaluate_show"), class_="unseen") + buttons, class_="states")


def _row(result: Result) -> str:
    sign, zh, en = STATES[state(result)]
    verdict = tag("span", tag("b", sign, aria_hidden="true") + " " + both(zh, en), class_="verdict")
    words = tag("span", escape(result.question.question), class_="words")
    facts = tag("span", say("expected") + "：" + _expected(result, 2), class_="facts")
    given = tag("span", say("given") + "：" + _given(result), class_="facts")
    summary = tag("summary", verdict + words + facts + given, class_="entry")
    return tag("details", summary + tag("div", _opened(result), class_="opened"), class_="result")


def _expected(result: Result, most: int) -> str:
    answers = list(dict.fromkeys(result.question.answers))[:most]
    if not result.question.answerable:
        return say("evaluate_unanswerable")
    return " ｜ ".join(escape(one[:LONGEST]) for one in answers) if answers else "–"


def _given(result: Result) -> str:
    return escape(result.prediction.answer[:LONGEST]) if result.prediction.answerable else say("none")


def _opened(result: Result) -> str:
    question, prediction = result.question, result.prediction
    rows = _pair("expected", _expected(result, 20))
    if question.evidence:
        where = " · ".join(part for part in (question.title, question.source) if part)
        rows += _pair("evidence", _marked(question.evidence, question.answers) + _facts(where))
    rows += _pair("given", _given(result))
    if not prediction.answerable and prediction.best_guess:
        rows += _pair("best_guess", escape(prediction.best_guess[:LONGEST]))
    rows += _pair("confidence", f"{100 * prediction.confidence:.0f}%")
    if prediction.citations:
        cited = "".join(tag("li", _citation(one)) for one in prediction.citations[:CITED])
        rows += _pair("cited", tag("ul", cited, class_="found"))
    labels = [part for part in (question.id, question.type, question.style) if part]
    html = tag("dl", rows) + _facts(" · ".join(labels))
    if prediction.passages:
        found = "".join(_passage(result, one) for one in prediction.passages)
        html += tag("h3", _found_at(result)) + tag("ol", found, class_="found")
    again = button(say("evaluate_ask"), "ask", question=question.question, class_="chip")
    return html + tag("div", again, class_="chips")


def _pair(key: str, html: str) -> str:
    return tag("dt", say(key)) + tag("dd", html)


def _facts(words: str) -> str:
    return tag("p", escape(words), class_="facts") if words else ""


def _marked(text: str, wanted: Sequence[str]) -> str:
    return str(marked(text[:LONGEST], wanted))


def _citation(cited: Cited) -> str:
    words = tag("span", _marked(cited.sentence or cited.quote, [cited.quote]), class_="excerpt")
    where = " · ".join(part for part in (cited.title, cited.source) if part)
    place: dict[str, object] = {"article": cited.article, "start": cited.start, "end": cited.end}
    return button(words + tag("span", escape(where), class_="facts"), "open", class_="entry", **place)


def _found_at(result: Result) -> str:
    """Return the heading of the passages: which of them is the first right one, where that can be told."""
    count = len(result.prediction.passages)
    if "recall_10" not in result.values:
        return say("evaluate_passages", count=count)
    key = "evaluate_rank" if result.rank else "evaluate_no_rank"
    return say(key, count=count, rank=result.rank)


def _passage(result: Result, found: Found) -> str:
    right = bool(right_facts(result.question, found.text))
    where = f"{found.source} · {found.score:.3f}"
    mark = tag("b", "✓ " + say("evaluate_holds"), class_="verdict") + " " if right else ""
    words = tag("span", str(marked(_excerpt(found.text, result.question.answers), result.question.answers)))
    facts = tag("span", mark + escape(where), class_="facts")
    place: dict[str, object] = {"article": found.article, "start": found.start, "end": found.end}
    html = button(words + facts, "open", class_="entry", weak="yes", **place)
    return tag("li", html, class_="hit" if right else None)


def _excerpt(text: str, answers: Sequence[str]) -> str:
    """Return the words around the first gold answer in a passage, or its beginning."""
    places = [at for at in (text.find(one) for one in answers if one) if at >= 0]
    start = max(0, min(places, default=0) - EXCERPT // 3)
    cut = text[start : start + EXCERPT]
    return ("…" if start else "") + cut + ("…" if start + len(cut) < len(text) else "")
