"""The smaller pieces of an answer -> HTML: confidence in words, dates, other values, timeline, passages, chips.

Knows nothing of the conversation around them.
"""

from collections.abc import Sequence

from rag.page.html import button, escape, tag
from rag.page.words.translations import both, hidden, say
from rag.types import Alternative, Answer, Citation

# The confidence is a calibrated probability, so the words follow the odds: more than 5 in 6, 3 in 5, 1 in 3.
VERY_SURE, FAIRLY_SURE, HARDLY_SURE = 0.83, 0.6, 0.33
NEAREST = 3  # passages shown where there is no answer


def date_of(date: str) -> tuple[str, str]:
    """Return an ISO date, cut to any precision, as people write it in Chinese and in English."""
    parts = date.split("-")
    if not parts[0].isdigit() or not all(part.isdigit() for part in parts):
        return date, date
    zh = "".join(str(int(part)) + unit for part, unit in zip(parts, "年月日", strict=False))
    return zh, date


def when(date: str) -> str:
    """Return a date as bilingual HTML, or that it is unknown."""
    if not date:
        return tag("span", say("date_unknown"), class_="unknown")
    return tag("time", both(*date_of(date)), datetime=date)


def level_of(confidence: float) -> tuple[int, int]:
    """Return how sure a confidence is, from 1 to 4, and its figure in percent."""
    sure = min(1.0, max(0.0, confidence))
    return 1 + sum(sure >= limit for limit in (HARDLY_SURE, FAIRLY_SURE, VERY_SURE)), round(sure * 100)


def confidence(answer: Answer) -> str:
    """Return how sure the answer is in words; the figure opens on demand."""
    level, percent = level_of(answer.confidence)
    bar = tag(
        "span",
        "".join(tag("i", "", class_="on" if n < level else None) for n in range(4)),
        class_="meter",
        aria_hidden="true",
    )
    words = tag("summary", hidden("confidence") + bar + say(f"confidence_{level}"))
    figure = tag("p", say("confidence_figure", percent=percent))
    return tag("details", words + figure, class_=f"confidence level-{level}")


def source_line(citation: Citation) -> str:
    """Return headline, paper, date and paragraph of a citation."""
    title = tag("cite", escape(f"《{citation.title}》") if citation.title else say("untitled"))
    facts = [escape(citation.newspaper)] if citation.newspaper else []
    facts += [
        when(citation.date),
        say("paragraph" if citation.paragraph else "outside_body", number=citation.paragraph),
    ]
    return title + tag("span", '<span class="dot" aria-hidden="true">·</span>'.join(facts), class_="facts")


def opening(citation: Citation, content: str, class_: str = "entry") -> str:
    """Return a button that opens the article at a citation."""
    return button(
        content, "open", class_=class_, article=citation.article, start=citation.start, end=citation.end
    )


def others(answer: Answer) -> str:
    """Return the other values that the articles give: those that contradict first."""
    html = ""
    for relation, key in (("conflict", "conflict"), ("other", "others")):
        chosen = [
            one for one in answer.alternatives if (one.relation == "conflict") == (relation == "conflict")
        ]
        if chosen:
            rows = "".join(tag("li", _alternative(one)) for one in chosen)
            html += tag("div", tag("h3", say(key)) + tag("ul", rows), class_=f"others {relation}")
    return html


def _alternative(one: Alternative) -> str:
    date = one.date or next((c.date for c in one.citations if c.date), "")
    words = tag("span", escape(one.text), class_="words")
    if not one.citations:
        return words
    first = one.citations[0]
    note = (
        (escape(f"《{first.title}》") if first.title else say("untitled"))
        + '<span class="dot">·</span>'
        + when(date)
    )
    return opening(first, words + tag("span", note, class_="facts"))


def timeline(answer: Answer) -> str:
    """Return the figures by date, when sources of at least two dates give different values."""
    points: dict[tuple[str, str], Citation] = {}
    for text, citations in [
        (answer.text, answer.citations),
        *((a.text, a.citations) for a in answer.alternatives if a.relation == "conflict"),
    ]:
        for citation in citations:
            if citation.date:
                points.setdefault((citation.date, text), citation)
    if answer.value is None or len({date for date, _ in points}) < 2 or len({text for _, text in points}) < 2:
        return ""
    rows = "".join(
        tag("li", when(date) + opening(citation, escape(text), "point"))
        for (date, text), citation in sorted(points.items())
    )
    return tag("div", tag("h3", say("timeline")) + tag("ol", rows), class_="timeline")


def chips(key: str, questions: Sequence[str]) -> str:
    """Return questions to click under a heading, or nothing."""
    if not questions:
        return ""
    buttons = "".join(
        button(escape(question), "ask", question=question, class_="chip") for question in questions
    )
    return tag("div", tag("h3", say(key)) + tag("div", buttons, class_="chips"), class_="ask-next")


def topics(names: Sequence[str]) -> str:
    """Return what an answer names, each a way to its page; nothing without any."""
    if not names:
        return ""
    buttons = "".join(button(escape(one), "topic", class_="chip", name=one) for one in names)
    return tag(
        "div", tag("h3", say("topic_more")) + tag("div", buttons, class_="chips"), class_="ask-next topics"
    )


def nearest(answer: Answer, count: int = NEAREST) -> str:
    """Return the nearest passages, for when there is no answer."""
    rows = "".join(tag("li", _passage(answer, place)) for place in range(min(count, len(answer.passages))))
    return tag("div", tag("h3", say("nearest")) + tag("ul", rows), class_="others nearest") if rows else ""


def _passage(answer: Answer, place: int) -> str:
    passage = answer.passages[place].passage
    title = tag("span", escape(f"《{passage.title}》") if passage.title else say("untitled"), class_="facts")
    words = tag("span", escape(passage.text), class_="excerpt")
    return button(
        title + words,
        "open",
        class_="entry",
        article=passage.article,
        start=passage.start,
        end=passage.end,
        weak="yes",
    )


def passages_read(answer: Answer) -> str:
    """Return, folded away, the passages that were read and how long it took."""
    if not answer.passages:
        return ""
    rows = "".join(tag("li", _passage(answer, place)) for place in range(len(answer.passages)))
    seconds = sum(answer.timings.values()) if "total" not in answer.timings else answer.timings["total"]
    facts = [say("passages", count=len(answer.passages)), say("seconds", seconds=f"{seconds:.1f}")]
    if answer.index_version:
        facts.append(say("index_version", version=answer.index_version))
    line = tag("p", '<span class="dot">·</span>'.join(facts), class_="facts")
    return tag("details", tag("summary", say("details")) + line + tag("ol", rows), class_="how")
