"""A test set and an index -> cases: each question as it was asked, with the features and the truth of every option.

Each answerable question is asked three times: as it is, with the articles that answer it out of reach, and with only
the passages that hold an answer out of reach. What is right then is to say so. Knows nothing of fitting.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.answer.choose import choose
from rag.answer.features import look_at
from rag.answer.judgement import judgement_for
from rag.answer.merge import grouped
from rag.answer.pipeline import found
from rag.answer.plain_form import Plainly
from rag.evaluate.loading.questions import Question
from rag.evaluate.scoring.relevance import holds_answer, overlaps
from rag.evaluate.scoring.scorer import exact_match, f1, is_right
from rag.index import Index
from rag.reader import Reader
from rag.settings import READ
from rag.types import Candidate, Filters, Reading

WIDE = 40  # candidates of which READ are read, once those that answer are taken away
MOST = 60  # options of one asking; the rest is far behind
AS_IT_IS, WITHOUT_ARTICLE, WITHOUT_PASSAGES = "as it is", "without article", "without passages"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with the passages that are within its reach."""

    question: Question
    way: str
    answerable: bool
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One asking of a question; lists run over its options, best first by the numbers in force."""

    question: str  # its id
    text: str  # what keeps questions over one text together when they are split
    way: str
    answerable: bool
    type: str
    style: str
    options: tuple[dict[str, float], ...]  # the features of each
    f1: tuple[float, ...]  # of each with the best reference
    exact: tuple[bool, ...]
    right: tuple[bool, ...]  # as rag.evaluate judges
    group: tuple[int, ...]  # options of one number say the same
    passage: tuple[int, ...]
    gold: tuple[int, ...]  # passages that answer
    said: tuple[str, ...]  # the words of each
    source: tuple[str, ...]  # who proposed it
    kind: str  # what the reader took the question to ask for


def collect(
    index: Index,
    questions: Sequence[Question],
    reader: Reader,
    progress: Progress | None = None,
    *,
    reranker: str = "",
) -> Iterator[Case]:
    """Yield the cases of each question."""
    texts = {article.id: article.text for article in index.articles()}
    library = Plainly(index)
    for number, question in enumerate(questions, 1):
        wide = library.candidates(
            found(index, question.question, top_k=WIDE, filters=Filters(), reranker=reranker)
        )
        evidence = question.evidence or question.context
        gold = {id for id, text in texts.items() if question.answers and overlaps(evidence, text)}
        ways = [(AS_IT_IS, question.answerable, wide[:READ])]
        if question.answerable and gold:
            apart = tuple(c for c in wide if c.passage.article not in gold)[:READ]
            lacking = tuple(c for c in wide if not holds_answer(question, c.passage.text))[:READ]
            ways += [(WITHOUT_ARTICLE, False, apart), (WITHOUT_PASSAGES, False, lacking)]
        read = _read(reader, question.question, [c for *_, candidates in ways for c in candidates])
        for way, answerable, candidates in ways:
            readings = [reading for c in candidates for reading in read[c.passage.id]]
            asked = Asking(question, way, answerable, candidates)
            yield _case(library, asked, readings, reader)
        if progress:
            progress(number, len(questions))


def _read(reader: Reader, question: str, candidates: Sequence[Candidate]) -> dict[int, list[Reading]]:
    """Return the readings by passage; each passage is read once."""
    once = list({candidate.passage.id: candidate for candidate in candidates}.values())
    found: dict[int, list[Reading]] = {candidate.passage.id: [] for candidate in once}
    for reading in reader.read(question, once):
        found[reading.passage].append(reading)
    return found


def _case(library: Plainly, asked: Asking, readings: Sequence[Reading], reader: Reader) -> Case:
    question, candidates = asked.question, asked.candidates
    kind, _ = reader.kind(question.question)
    query = look_at(question.question, candidates, library, kind)
    options = choose(query, candidates, readings, library, judgement_for(reader.name)).options[:MOST]
    number = {id(option): n for n, group in enumerate(grouped(options, query.asked.type)) for option in group}
    said = [option.reading.text for option in options]
    gold = [
        c.passage.id
        for c in candidates
        if holds_answer(question, c.passage.text) and overlaps(question.evidence, c.passage.text)
    ]
    return Case(
        question.id,
        question.context or question.evidence or question.id,
        asked.way,
        asked.answerable,
        question.type,
        question.style,
        tuple(option.features for option in options),
        tuple(round(f1(question.answers, text), 4) for text in said),
        tuple(exact_match(question.answers, text) for text in said),
        tuple(is_right(question.answers, text) for text in said),
        tuple(number[id(option)] for option in options),
        tuple(option.candidate.passage.id for option in options),
        tuple(gold),
        tuple(said),
        tuple(option.source for option in options),
        kind,
    )
