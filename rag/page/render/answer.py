"""One Answer -> the HTML of its turn in the conversation: the answer first and large, then where it stands.

Knows nothing of Gradio, of the index or of how the answer was found; every text is escaped.
"""

from rag.language.values import meant_by
from rag.page.html import button, escape, tag
from rag.page.render import answer_text
from rag.page.render.marks import Mark, marked
from rag.page.render.parts import (
    chips,
    confidence,
    nearest,
    others,
    passages_read,
    source_line,
    timeline,
    topics,
)
from rag.page.words.translations import both, hidden, say, text
from rag.types import Answer, Citation

SHORT = 14  # characters of an answer that is set as large as a headline
MIDDLE = 44
GUESS_SHOWN = 0.3  # confidence from which a reader may see what was nearly said


def turn(
    question: str,
    answer: Answer,
    number: int,
    follow_ups: tuple[str, ...] = (),
    named: tuple[str, ...] = (),
) -> str:
    """Return a whole turn: the question, the answer or why there is none, and what can be done next."""
    if answer_text.talk(answer):
        why = answer.explanation
        return _frame(question, number, tag("p", both(why.zh, why.en), class_="talk"))
    body = _found(answer, number) if answer.answerable else _none(answer, number)
    understood = _understood(answer)
    ask_next = chips("more", follow_ups) + topics(named) if answer.answerable else ""
    return _frame(question, number, understood + body + _tools(answer, number) + ask_next)


def pending(question: str, number: int, stage: str) -> str:
    """Return a turn that is still being answered; ``stage`` is bilingual HTML."""
    dots = '<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>'
    return _frame(question, number, tag("p", stage + dots, class_="stage", role="status"), busy=True)


def failed(question: str, number: int, message: str) -> str:
    """Return a turn that ended in an error; ``message`` is plain text."""
    again = button(say("retry"), "ask", question=question)
    return _frame(question, number, tag("p", escape(message), class_="failure", role="alert") + again)


def _frame(question: str, number: int, body: str, busy: bool = False) -> str:
    edit = button(hidden("edit"), "edit", question=question, class_="pencil")
    head = tag("h2", hidden("turn", number=number) + escape(question) + edit, class_="question")
    return tag("section", head + body, class_="turn busy" if busy else "turn", id=f"turn-{number}")


def _understood(answer: Answer) -> str:
    if not answer.understood or answer.understood == answer.question:
        return ""
    chip = button(
        escape(answer.understood) + hidden("edit"), "edit", question=answer.understood, class_="chip"
    )
    return tag("p", tag("span", say("understood")) + chip, class_="understood")


def _found(answer: Answer, number: int) -> str:
    size = "large" if len(answer.text) <= SHORT else "middle" if len(answer.text) <= MIDDLE else "small"
    verdict = tag("strong", escape(answer.verdict) + "。", class_="verdict") if answer.verdict else ""
    if answer.parts:
        return tag("div", _parts(answer) + confidence(answer) + others(answer), class_="answer")
    cites = "".join(cite(citation, place) for place, citation in enumerate(answer.citations, 1))
    meant = meant_by(answer.text, answer.value)
    value = tag("span", say("value", value=meant), class_="value") if meant else ""
    words = tag("span", escape(answer.text), class_="words")
    line = tag(
        "p",
        hidden("answer") + verdict + words + tag("span", cites, class_="cites") + value,
        class_=f"said {size}",
    )
    return tag(
        "div",
        _computed(answer) + line + _places(answer) + confidence(answer) + others(answer) + timeline(answer),
        class_="answer",
    )


def _parts(answer: Answer) -> str:
    """Return one line for each thing that was asked of, with its place below it; and what follows from all."""
    html, number = "", 0
    for part in answer.parts:
        name = tag("span", escape(part.name), class_="part")
        if not part.text:
            html += tag("p", name + tag("span", say("part_none"), class_="words"), class_="said middle none")
            continue
        cites = "".join(cite(citation, number + n) for n, citation in enumerate(part.citations, 1))
        words = tag("span", escape(part.text), class_="words") + tag("span", cites, class_="cites")
        html += tag("p", name + words, class_="said middle")
        html += "".join(_place(citation, number + n) for n, citation in enumerate(part.citations, 1))
        number += len(part.citations)
    return hidden("answer") + _computed(answer) + html


def _computed(answer: Answer) -> str:
    if not answer.computed:
        return ""
    label = tag("b", say("computed"))
    result = tag("span", escape(answer.computed.text), class_="words")
    return tag("p", label + result + tag("span", escape(answer.computed.formula)), class_="computed")


def cite(citation: Citation, place: int) -> str:
    """Return the button 【n】 that opens the article at the quote."""
    return button(
        f"【{place}】" + hidden("cite"),
        "open",
        class_="cite",
        article=citation.article,
        start=citation.start,
        end=citation.end,
        sentence_start=citation.sentence_start,
        sentence_end=citation.sentence_end,
    )


def _places(answer: Answer) -> str:
    if not answer.citations:
        return ""
    first, rest = answer.citations[0], answer.citations[1:]
    html = _place(first, 1)
    if rest:
        inner = "".join(_place(citation, number) for number, citation in enumerate(rest, 2))
        html += tag("details", tag("summary", say("also", count=len(rest))) + inner, class_="also")
    return html


def _place(citation: Citation, place: int) -> str:
    quote = Mark(citation.start, citation.end, "quote")
    sentence = marked(citation.sentence, citation.sentence_start, [quote])
    words = tag("p", hidden("original") + sentence)
    return tag(
        "blockquote",
        words + tag("div", cite(citation, place) + source_line(citation), class_="origin"),
        class_="place",
    )


def _none(answer: Answer, number: int) -> str:
    why = answer.explanation
    reason = both(why.zh, why.en) if why.zh else say("none_lead")
    html = tag("p", tag("span", say("none"), class_="words"), class_="said none")
    html += tag("p", reason, class_="reason")
    if any(word not in why.zh for word in why.missing_words):  # unless the reason names them already
        words = "".join(tag("b", escape(word)) for word in why.missing_words)
        html += tag("p", tag("span", say("missing")) + words, class_="missing")
    html += chips("reworded", why.suggestions)
    if answer.confidence >= GUESS_SHOWN and answer.guess_citations:
        inner = tag("p", escape(answer.best_guess), class_="guess") + _place(answer.guess_citations[0], 1)
        html += tag("details", tag("summary", say("guess")) + inner + confidence(answer), class_="also")
    return tag("div", html + nearest(answer), class_="answer")


def copied(answer: Answer, language: str = "zh") -> str:
    """Return the plain words that the copy button puts on the clipboard: all that is shown, with its source."""
    first, *rest = answer_text.lines(answer, language)
    colon = answer_text.colon(language)
    found = [f"{text('copied_question', language)}{colon}{answer.question}"]
    found += [f"{text('copied_answer', language)}{colon}{first}", *rest]
    for place, citation in enumerate(answer.citations if answer.answerable else (), 1):
        found.append(f"【{place}】“{citation.sentence}” —— {answer_text.where(citation, language)}")
    return "\n".join(found)


def _tools(answer: Answer, number: int) -> str:
    tools = button(say("copy"), "copy", text=copied(answer), text_en=copied(answer, "en"), said="copied")
    # a follow-up says nothing on its own: who opens the link asks what it was understood as
    tools += button(say("share"), "share", question=answer.understood or answer.question, said="shared")
    tools += button(say("retry"), "ask", question=answer.question)
    tools += button(say("good"), "judge", turn=number, good="yes")
    tools += button(say("bad"), "wrong", turn=number, aria_expanded="false")
    tools = tag("div", tools, class_="tools")
    reasons = ["wrong", "part", "source"] if answer.answerable else ["exists", "wrong"]
    buttons = "".join(
        button(say(f"reason_{name}"), "judge", turn=number, good="no", reason=name, class_="chip")
        for name in reasons
    )
    first = answer.citations[0] if answer.citations else None
    where = first.article if first else answer.passages[0].passage.article if answer.passages else None
    if where:
        buttons += button(
            say("fix"),
            "fix",
            turn=number,
            question=answer.understood or answer.question,
            article=where,
            class_="chip strong",
        )
    why = tag("p", say("why_bad")) + tag("div", buttons, class_="chips")
    return tools + tag("div", why, class_="why", hidden=True) + passages_read(answer)
