"""A question and an open index -> an Answer: understand, search, read, compose.

Knows nothing of how any of the four is done.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answer import compose
from rag.conversation import Turn, resolve
from rag.errors import RagError
from rag.index import Index
from rag.language.spelling import respelled
from rag.plainly import Plainly
from rag.reader import Reader, open_reader
from rag.search import checked_question, search
from rag.settings import READ
from rag.text import simplified
from rag.types import Answer, Candidate, Filters

_ONE_AT_A_TIME = threading.Lock()  # while the reader is loaded


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
) -> Answer:
    """Return the answer to a question; raises QuestionError when nothing can be asked by it."""
    for stage in stages(index, question, top_k=top_k, filters=filters, history=history):
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
) -> Iterator[Stage]:
    """Yield each stage of answering a question as soon as it is reached."""
    clock = _Clock()
    asked = checked_question(question)
    written, turns = simplified(asked), [_in_plain_form(turn) for turn in history]
    understood = respelled(resolve(written, turns).question, index.document_frequency)
    shown = asked if understood == written else understood
    clock.lap("understand")
    candidates = tuple(search(index, understood, top_k=top_k, filters=filters))
    clock.lap("search")
    yield Stage("found", shown, candidates)
    yield Stage("reading", shown, candidates)
    clock.start()
    reader = the_reader()
    clock.lap("load")
    library = Plainly(index)
    read = library.candidates(candidates)
    readings = reader.read(understood, read)
    clock.lap("read")
    answer = compose(
        asked,
        understood,
        read,
        readings,
        library,
        reader=reader.name,
        filters=filters,
        timings=clock.laps,
        models={"encoder": index.manifest.encoder, "reader": reader.name},
    )
    answer = replace(library.printed(answer, candidates), understood=shown)
    yield Stage("answer", shown, candidates, answer)


def _in_plain_form(turn: Turn) -> Turn:
    return Turn(*(simplified(text) for text in (turn.question, turn.answer, turn.understood, turn.title)))


def the_reader() -> Reader:
    """Return the reader, loaded once for all indexes and threads."""
    with _ONE_AT_A_TIME:
        return _reader()


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return open_reader()


class _Clock:
    """Seconds spent in each stage; the time a listener takes between two stages is not counted."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.start()

    def start(self) -> None:
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._since, 6)
        self._since = now
