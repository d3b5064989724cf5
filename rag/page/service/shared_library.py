"""An index folder -> the one open index that every visitor's question goes to, warmed up in the background.

Knows nothing of Gradio or HTML. Whoever publishes a new version, here or in another process, the next question goes to
it: what was removed is gone at once. Questions that are being answered finish on the version they began with.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import QuestionError, RagError
from rag.index.owner import CURRENT
from rag.page.service.background_entities import Naming
from rag.page.service.meter import Meter
from rag.settings import READ
from rag.types import Answer, Article, Candidate, Document, Filters, Passage

if TYPE_CHECKING:
    from rag.index import BuildReport, Index
    from rag.index.entities import Name
    from rag.question.followup import Turn

FEW = 500  # articles whose names are collected at once; of more, when somebody asks for them
TRIES = 3  # to open an index that is published faster than it can be opened
PAUSE = 2.0  # seconds before a version that could not be opened is tried again
WARM_QUESTION = "是谁？"  # loads encoder and reader; its answer is thrown away


_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a question has come: "models", "search", "found"; ``count`` passages where they are known."""

    stage: str
    count: int = 0


class Library:
    """The open index of one folder; every method may be called from any thread."""

    def __init__(self, folder: Path, *, writable: bool = True, reader: str = "", reranker: str = "") -> None:
        """Remember the folder, and the models that are named instead of ours; nothing is opened before start()."""
        self.folder = folder
        self.writable = writable
        self.meter = Meter()
        self._reader, self._reranker = reader, reranker
        self._index: Index | None = None
        self._articles: tuple[Article, ...] = ()
        self._by_id: dict[str, Article] = {}
        self._fault: RagError | None = None
        self._opened = threading.Event()
        self._warm = threading.Event()
        self._change = threading.Lock()
        self._naming: tuple[Index, Naming] | None = None
        self._begin = threading.Lock()
        self._opening = threading.Lock()
        self._seen: _Stamp | None = None  # of CURRENT, when the open version was opened
        self._failed: tuple[_Stamp | None, float] = (None, 0.0)

    def start(self) -> None:
        """Open the index and wake the models in the background; returns at once."""
        threading.Thread(target=self._start, name="warm-up", daemon=True).start()

    def _start(self) -> None:
        try:
            self._refresh(always=True)
            self._opened.set()
            self.wake()
            self._warm.set()
            if len(self._articles) <= FEW:
                self.names(0.0)
        except RagError as error:
            self._fault = error
        finally:
            self._opened.set()
            self._warm.set()

    def reopen(self) -> None:
        """Open the newest version and put it in the place of the old one."""
        from rag.index import open_index

        index = open_index(self.folder, before=self._index)
        articles = tuple(index.articles())
        self._index, self._articles = index, articles
        self._by_id = {one.id: one for one in articles}

    def _refresh(self, *, always: bool = False) -> None:
        """Open another version if one was published since; raises what is wrong with it: the old one is over."""
        if not always and self._stamp() == self._seen and self._fault is None:
            return
        with self._opening:
            stamp = self._stamp()
            if not always and stamp == self._seen and self._fault is None:
                return
            if self._fault is not None and (stamp, True) == (self._failed[0], self._waiting()):
                raise self._fault
            for attempt in range(1, TRIES + 1):
                stamp = self._stamp()
                try:
                    self.reopen()
                except RagError as error:
                    if attempt < TRIES and self._stamp() != stamp:
                        continue
                    self._fault, self._failed = error, (stamp, time.monotonic())
                    raise
                self._seen, self._fault = stamp, None
                return

    def _waiting(self) -> bool:
        return time.monotonic() - self._failed[1] < PAUSE

    def _stamp(self) -> _Stamp | None:
        """Return what changes whenever a version is published: one look at one small file."""
        try:
            state = (self.folder / CURRENT).stat()
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size

    def wake(self) -> None:
        """Load encoder and reader by asking something."""
        from rag.answer.pipeline import ask

        if self._articles:
            ask(self.index, WARM_QUESTION, reader=self._reader, reranker=self._reranker)

    @property
    def index(self) -> "Index":
        """The open index; waits for it, raises what went wrong when it cannot be opened."""
        self._opened.wait()
        self._refresh()
        if self._index is None:
            raise RagError("索引还没有打开。 The index is not open.")
        return self._index

    @property
    def warm(self) -> bool:
        """Whether the models are loaded."""
        return self._warm.is_set()

    @property
    def ready(self) -> bool:
        """Whether questions can be answered now, without waiting for anything."""
        return self._warm.is_set() and self._fault is None

    @property
    def standing(self) -> tuple[int, int]:
        """The number of the open version, 0 for none, and of its articles; opens and waits for nothing."""
        return (self._index.manifest.version if self._index is not None else 0), len(self._articles)

    def articles(self) -> tuple[Article, ...]:
        """Return every article; waits until the index is open."""
        self._opened.wait()
        self._refresh()
        return self._articles

    def article(self, id: str) -> Article:
        """Return one article; raises QuestionError when there is none of this id."""
        self.articles()
        if id not in self._by_id:
            raise QuestionError(
                "没有这篇文章，可能已经移出。 There is no such article; it may have been removed."
            )
        return self._by_id[id]

    def neighbours(self, one: Article) -> tuple[Article | None, Article | None]:
        """Return the articles before and after this one on the same page."""
        same = [other for other in self.articles() if other.source == one.source]
        place = next((n for n, other in enumerate(same) if other.id == one.id), 0)
        return (same[place - 1] if place > 0 else None), (same[place + 1] if place + 1 < len(same) else None)

    def linked(self, one: Article) -> tuple[tuple[str, Article], ...]:
        """Return the articles that this one belongs to, each with how: it continues them, or repeats them."""
        ids = (("continues", one.continues), ("continued_by", one.continued_by), ("repeats", one.repeats))
        return tuple((how, self._by_id[id]) for how, id in ids if id in self._by_id)

    def repeated(self, one: Article) -> tuple[tuple[str, Article], ...]:
        """Return the articles that repeat this one: pull-quotes, near copies."""
        return tuple(("repeated_by", other) for other in self.articles() if other.repeats == one.id)

    def names(self, seconds: float | None = None) -> "tuple[Name, ...] | None":
        """Return the people and numbers in the articles, or None when they are not collected within the time."""
        from rag.index.entities import names

        index = self.index
        with self._begin:
            if self._naming is None or self._naming[0] is not index:
                self._naming = (index, Naming(lambda: names(index)))
            naming = self._naming[1]
        return naming.within(seconds)

    def passages(self, id: str) -> Sequence[Passage]:
        """Return the passages of one article, in order."""
        return self.index.passages(id)

    def document(self, name: str) -> Document:
        """Return a source document with its raw text."""
        return self.index.document(name)

    def version(self) -> str:
        """Return the version of the open index."""
        return str(self.index.version)

    def stages(
        self,
        question: str,
        *,
        top_k: int = READ,
        filters: Filters = Filters(),
        history: "Sequence[Turn]" = (),
    ) -> Iterator[Progress | Answer]:
        """Yield how far the question has come and, last, its answer."""
        with self.meter.question(question) as asked:
            for step in self._steps(question, top_k=top_k, filters=filters, history=history):
                if isinstance(step, Answer):
                    asked.answered(step)
                yield step

    def _steps(
        self, question: str, *, top_k: int, filters: Filters, history: "Sequence[Turn]"
    ) -> Iterator[Progress | Answer]:
        from rag.answer.pipeline import stages

        if not self.warm:
            yield Progress("models")
        index = self.index
        self._warm.wait()
        yield Progress("search")
        models = {"reader": self._reader, "reranker": self._reranker}
        for stage in stages(index, question, top_k=top_k, filters=filters, history=history, **models):
            if stage.answer is not None:
                yield stage.answer
            elif stage.name == "found":
                yield Progress("found", len(stage.candidates))

    def ask(
        self,
        question: str,
        *,
        top_k: int = READ,
        filters: Filters = Filters(),
        history: "Sequence[Turn]" = (),
    ) -> Answer:
        """Return the answer to a question."""
        for stage in self.stages(question, top_k=top_k, filters=filters, history=history):
            if isinstance(stage, Answer):
                return stage
        raise RagError("没有得到回答。 No answer came.")

    def search(self, question: str, *, top_k: int = 10, filters: Filters = Filters()) -> list[Candidate]:
        """Return the passages nearest to a question."""
        from rag.answer.retrieve import search

        index = self.index
        self._warm.wait()
        return search(index, question, top_k=top_k, filters=filters)

    def add(self, paths: Sequence[Path]) -> "Iterator[tuple[str, int, int] | BuildReport]":
        """Add files, yielding (stage, done, total) and last the report; others go on asking the old version."""
        from rag.index import add

        steps: list[tuple[str, int, int]] = []
        reports: list[BuildReport] = []
        failure: list[Exception] = []

        def work() -> None:
            try:
                encoder = self.index.encoder
                note = lambda *step: steps.append(step)  # noqa: E731
                reports.append(add(list(paths), self.folder, encoder=encoder, progress=note))
            except Exception as error:  # raised again where somebody hears it
                failure.append(error)

        with self._change:
            worker = threading.Thread(target=work, name="add", daemon=True)
            worker.start()
            while worker.is_alive():
                worker.join(0.25)
                if steps:
                    yield steps[-1]
            if failure:
                raise failure[0]
            self._refresh()
        yield reports[0]

    def remove(self, names: Sequence[str]) -> None:
        """Take files out of the index; the files themselves stay."""
        from rag.index import remove

        with self._change:
            remove(list(names), self.folder, encoder=self.index.encoder)
            self._refresh()
