"""A library for the tests of the page: real Answers over invented articles, without models or an index folder.

It answers by the plainest rule there is (shared character pairs, then the first figure), so that the page has
something true to show; every citation is a slice of its article.
"""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.answer.cite import paragraph_of
from rag.articles.passages import passages, sentences
from rag.index.entities import Name, collect
from rag.page.service.shared_library import Library, Progress
from rag.question.followup import Turn
from rag.types import (
    Alternative,
    Answer,
    Article,
    Candidate,
    Citation,
    Document,
    Explanation,
    Filters,
    Passage,
    Value,
)

FIGURE = re.compile(r"[0-9.]+(?:万|亿)?[座米元人吨册个辆条间所名项亩]?")


def pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1) if text[n : n + 2].isalnum()}


class FakeLibrary(Library):
    def __init__(self, folder: Path, articles: Sequence[Article], *, pause: float = 0.0) -> None:
        super().__init__(folder)
        self.pause = pause
        self.asked: list[str] = []
        self.seen_history: list[tuple[str, ...]] = []
        self._hold = tuple(articles)
        self._asking = threading.Lock()

    def reopen(self) -> None:
        self._articles = self._hold
        self._by_id = {one.id: one for one in self._hold}

    def wake(self) -> None:
        return

    def version(self) -> str:
        return "7"

    def names(self, seconds: float | None = None) -> tuple[Name, ...] | None:
        return collect(self.articles())

    def passages(self, id: str) -> Sequence[Passage]:
        return passages(self.article(id))

    def document(self, name: str) -> Document:
        one = next(a for a in self.articles() if a.source == name)
        return Document(name, "text/plain", one.sha256, one.text, "utf-8", "plain")

    def search(self, question: str, *, top_k: int = 10, filters: Filters = Filters()) -> list[Candidate]:
        wanted = pairs(question)
        found = []
        for one in self.articles():
            if filters.newspaper and one.newspaper != filters.newspaper:
                continue
            found.extend(
                Candidate(passage, float(len(wanted & pairs(passage.title + passage.text))))
                for passage in passages(one)
            )
        return sorted(found, key=lambda c: (-c.score, c.passage.id))[:top_k]

    @property
    def standing(self) -> tuple[int, int]:
        return 7, len(self._articles)

    def _steps(
        self, question: str, *, top_k: int, filters: Filters, history: Sequence[Turn]
    ) -> Iterator[Progress | Answer]:
        self.articles()
        with self._asking:
            self.asked.append(question)
            self.seen_history.append(tuple(turn.question for turn in history))
        yield Progress("search")
        found = self.search(question, top_k=top_k, filters=filters)
        time.sleep(self.pause)
        yield Progress("found", len(found))
        time.sleep(self.pause)
        yield self._answer(question, found, history)

    def _answer(self, question: str, found: Sequence[Candidate], history: Sequence[Turn]) -> Answer:
        understood = (
            f"{question}（接着“{history[-1].question}”）"
            if history and question.startswith("那")
            else question
        )
        spans = []
        for candidate in found:
            one = self.article(candidate.passage.article)
            for start, end in sentences(one.text, candidate.passage.start, candidate.passage.end):
                shared = len(pairs(question) & pairs(one.text[start:end]))
                spans.append((shared, one, start, end))
        spans.sort(key=lambda item: -item[0])
        common = {
            "question": question,
            "understood": understood,
            "type": "number",
            "passages": tuple(found),
            "timings": {"search": 0.01, "read": 0.02},
            "index_version": "7",
            "models": {"encoder": "fake", "reader": "fake"},
            "sources": {one.id: one.source for one in self.articles()},
        }
        if not spans or spans[0][0] < 2:
            why = Explanation(
                "not_found",
                "报上的文章里没有写到。",
                "The articles do not say.",
                ("月球",),
                ("云河大桥全长多少米？",),
            )
            return Answer(
                answerable=False,
                text="",
                best_guess="",
                confidence=0.2,
                citations=(),
                explanation=why,
                **common,
            )
        cited = [self._cite(one, start, end) for shared, one, start, end in spans[:3] if shared]
        first, rest = cited[0], cited[1:]
        value = Value("number", re.sub(r"[^0-9.]", "", first.quote), first.quote[-1:], f"合计 {first.quote}")
        others = tuple(
            Alternative(c.quote, 0.2, (c,), c.date, None, "conflict" if n == 0 else "other")
            for n, c in enumerate(rest)
        )
        return Answer(
            answerable=True,
            text=first.quote,
            best_guess=first.quote,
            confidence=0.9,
            citations=(first,),
            alternatives=others,
            value=value,
            explanation=Explanation("found", "有一篇文章写到。", "One article says so."),
            **common,
        )

    def _cite(self, one: Article, start: int, end: int) -> Citation:
        figure = FIGURE.search(one.text, start, end)
        first, last = figure.span() if figure else (start, end)
        return Citation(
            article=one.id,
            title=one.title,
            newspaper=one.newspaper,
            date=one.date,
            source=one.source,
            paragraph=paragraph_of(one, first),
            start=first,
            end=last,
            quote=one.text[first:last],
            sentence=one.text[start:end],
            sentence_start=start,
            sentence_end=end,
            raw_start=first,
            raw_end=last,
            permalink=f"?article={one.id}&start={first}&end={last}",
            sha256=one.sha256,
            date_precision=one.date_precision,
        )

    def ask(
        self, question: str, *, top_k: int = 10, filters: Filters = Filters(), history: Sequence[Turn] = ()
    ) -> Answer:
        return super().ask(question, top_k=top_k, filters=filters, history=history)
