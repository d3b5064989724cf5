"""A question and an open index -> an Answer: understand, search, read, compose.

Knows nothing of how any of the four is done.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer import compose
from rag.answer.computed import after_change, change
from rag.answer.judgement import judgement_for
from rag.answer.plain_form import Plainly
from rag.answer.retrieve import checked_question, search
from rag.answer.several import joined
from rag.errors import RagError
from rag.index import Index
from rag.question.followup import Turn, resolve, talk
from rag.question.parts import parts_of
from rag.question.spelling import respelled
from rag.reader import Reader, open_reader
from rag.settings import READ
from rag.text import simplified
from rag.types import Answer, Candidate, Explanation, Filters


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a question has come: "found", then "reading", then "answer"."""

    name: str
    understood: str  # what is searched for: follow-ups made full, words typed by their sound made right
    candidates: tuple[Candidate, ...] = ()
    answer: Answer | None = None  # of the last stage only


def ask(
    index: Index,
    question: str,
    *,
    top_k: int = READ,
    filters: Filters = Filters(),
    history: Sequence[Turn] = (),
    reader: Reader | str = "",
    reranker: str = "",
) -> Answer:
    """Return the answer to a question; raises QuestionError when nothing can be asked by it.

    ``reader``: one that reads, or the folder or hub name of a question-answering model; the shipped one when left
    out. ``reranker``: the folder or hub name of a cross-encoder that orders the passages before they are read.
    """
    asked = stages(
        index, question, top_k=top_k, filters=filters, history=history, reader=reader, reranker=reranker
    )
    for stage in asked:
        if stage.answer is not None:
            return stage.answer
    raise RagError("没有得到回答。 No answer came.")


def stages(
    index: Index,
    question: str,
    *,
    top_k: int = READ,
    filters: Filters = Filters(),
    history: Sequence[Turn] = (),
    reader: Reader | str = "",
    reranker: str = "",
) -> Iterator[Stage]:
    """Yield each stage of answering a question as soon as it is reached."""
    clock = _Clock()
    asked = checked_question(question)
    if said := talk(asked):  # 你好 and 谢谢 ask nothing of the articles
        why = Explanation("talk", said.zh, said.en)
        yield Stage(
            "answer", asked, (), Answer(asked, asked, False, "", "", "other", 0.0, (), explanation=why)
        )
        return
    written, turns = simplified(asked), [_in_plain_form(turn) for turn in history]
    understood = respelled(resolve(written, turns).question, index.document_frequency)
    shown = asked if understood == written else understood
    clock.lap("understand")
    several = parts_of(understood)
    questions = [part.question for part in several.parts] if several else [understood]
    candidates = [
        found(index, question, top_k=top_k, filters=filters, reranker=reranker) for question in questions
    ]
    clock.lap("search")
    seen = tuple({one.passage.id: one for each in candidates for one in each}.values())
    yield Stage("found", shown, seen)
    yield Stage("reading", shown, seen)
    clock.start()
    chosen = open_reader(reader) if isinstance(reader, str) else reader
    clock.lap("load")
    answers = [
        _answer(index, question, each, reader=chosen, reranker=reranker, filters=filters, clock=clock)
        for question, each in zip(questions, candidates, strict=True)
    ]
    if not several and not answers[0].answerable and (other := after_change(understood)):
        told = _answer(
            index, other, candidates[0], reader=chosen, reranker=reranker, filters=filters, clock=clock
        )
        by = change(understood, told.citations[0]) if told.answerable else None
        answers = [replace(told, computed=by)] if by else answers
    if several:
        answer = joined(asked, shown, several, answers)
    else:
        answer = replace(answers[0], question=asked, understood=shown)
    yield Stage("answer", shown, seen, replace(answer, timings=dict(clock.laps)))


def _answer(
    index: Index,
    question: str,
    candidates: Sequence[Candidate],
    *,
    reader: Reader,
    reranker: str,
    filters: Filters,
    clock: "_Clock",
) -> Answer:
    """Return the answer to a question about one thing, with every quote as it stands in print."""
    library = Plainly(index)
    read = library.candidates(candidates)
    kind, _ = reader.kind(question)
    readings = reader.read(question, read)
    clock.lap("read")
    models = {"encoder": index.manifest.encoder, "reader": reader.name}
    answer = compose(
        question,
        question,
        read,
        readings,
        library,
        reader=reader.name,
        kind=kind,
        judgement=judgement_for(reader.name, reranker, index.root),
        filters=filters,
        models=models | ({"reranker": reranker} if reranker else {}),
    )
    printed = library.printed(answer, candidates)
    clock.lap("choose")
    return printed


def _in_plain_form(turn: Turn) -> Turn:
    return Turn(*(simplified(text) for text in (turn.question, turn.answer, turn.understood, turn.title)))


def found(
    index: Index, question: str, *, top_k: int, filters: Filters, reranker: str = ""
) -> tuple[Candidate, ...]:
    """Return the passages that are read: those of search, or the best of more by a cross-encoder."""
    if not reranker:
        return tuple(search(index, question, top_k=top_k, filters=filters))
    from rag.reader.reranker import WIDE, open_reranker

    wide = search(index, question, top_k=max(top_k, WIDE), filters=filters)
    return tuple(open_reranker(reranker).order(question, wide)[:top_k])


class _Clock:
    """Seconds spent in each stage; the time a listener takes between two stages is not counted."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.start()

    def start(self) -> None:
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(self.laps.get(name, 0.0) + now - self._since, 6)
        self._since = now
