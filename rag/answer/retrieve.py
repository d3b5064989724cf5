"""Question -> candidates: passages near in meaning and passages that share words, in one order.

Knows nothing of answers. Works on any store: fusing happens here, above the seam.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev

from rag.errors import QuestionError
from rag.index import Index
from rag.index.bm25 import count_terms, question_terms, term_id
from rag.question.glosses import glosses
from rag.question.parse import understand
from rag.settings import (
    CANDIDATE_DEPTH,
    FURNITURE_PENALTY,
    MEANINGS_USED,
    QUESTION_LENGTH,
    TIE_DIGITS,
    WEIGHT_DENSE,
    WEIGHT_SENTENCE,
    WEIGHT_TERM,
)
from rag.text import simplified
from rag.text.words import words
from rag.types import Candidate, Filters, Hit

Scores = Mapping[int, float]


def search(index: Index, question: str, *, top_k: int = 10, filters: Filters = Filters()) -> list[Candidate]:
    """Return the ``top_k`` best candidates, best first; raises QuestionError for a question of no use."""
    asked = checked_question(question)
    if isinstance(top_k, bool) or not isinstance(top_k, int) or not 1 <= top_k <= CANDIDATE_DEPTH:
        raise QuestionError(
            f"top_k 应为 1 到 {CANDIDATE_DEPTH} 的整数。 top_k: 1 to {CANDIDATE_DEPTH}, please."
        )
    articles = allowed_articles(index, filters)
    if not index.manifest.passages or articles == ():
        return []
    vector = index.encoder.encode_queries([simplified(asked)])[0]
    near = index.store.nearest(vector, CANDIDATE_DEPTH, articles)
    terms = question_terms(_counts(index, asked), index.document_frequency, index.manifest.passages)
    match = index.store.matching(terms, CANDIDATE_DEPTH, articles)
    ids = sorted({hit.passage for hit in (*near, *match)})
    dense, term = _scores(near), _scores(match)
    likeness, leads = index.sentence_scores(vector, ids)
    sentences, sentence = dict(zip(ids, likeness, strict=True)), dict(zip(ids, leads, strict=True))
    fused = fuse(ids, dense, term, sentence)
    for number in index.furniture().intersection(ids):  # found when asked for, never in the way of a story
        fused[number] -= FURNITURE_PENALTY
    best = sorted(ids, key=lambda number: (-round(fused[number], TIE_DIGITS), number))[:top_k]
    dense_rank, term_rank = _ranks(near), _ranks(match)
    return [
        Candidate(
            passage=passage,
            score=fused[passage.id],
            dense=dense.get(passage.id, 0.0),
            term=term.get(passage.id, 0.0),
            sentence=sentence[passage.id],
            dense_rank=dense_rank.get(passage.id, 0),
            term_rank=term_rank.get(passage.id, 0),
            sentences=sentences[passage.id],
        )
        for passage in index.store.get(best)
    ]


def _counts(index: Index, asked: str) -> dict[int, int]:
    """Return how often each term is asked for; of English words also the Chinese ones that the articles use."""
    counts = count_terms(words(asked))
    if understand(asked).english:
        for gloss in glosses(asked):
            used = [term for term in map(term_id, gloss.chinese) if index.document_frequency(term)]
            counts |= dict.fromkeys(used[:MEANINGS_USED], 1)
    return counts


def fuse(ids: Sequence[int], dense: Scores, term: Scores, sentence: Scores) -> dict[int, float]:
    """Return one score for each candidate: the weighted sum of how far it stands out in each list."""
    lists = (
        (WEIGHT_DENSE, _standard(ids, dense, min(dense.values(), default=0.0))),
        (WEIGHT_TERM, _standard(ids, term, 0.0)),
        (WEIGHT_SENTENCE, _standard(ids, sentence, 0.0)),
    )
    return {number: sum(weight * scores[number] for weight, scores in lists) for number in ids}


def checked_question(question: object) -> str:
    """Return a question without outer white space; raises QuestionError when nothing can be asked by it."""
    if not isinstance(question, str):
        raise QuestionError("问题应当是一段文字。 A question must be text.")
    asked = question.strip()
    if len(asked) > QUESTION_LENGTH:
        raise QuestionError(
            f"问题太长：最多 {QUESTION_LENGTH} 个字，现有 {len(asked)} 个。 The question is too long: "
            f"at most {QUESTION_LENGTH} characters, not {len(asked)}. Ask for one thing at a time."
        )
    if not asked:
        raise QuestionError("请先写下问题。 Please write a question first.")
    if not any(character.isalnum() for character in asked):
        raise QuestionError("问题里没有文字，只有标点。 The question holds no words, only punctuation.")
    return asked


def allowed_articles(index: Index, filters: Filters) -> tuple[str, ...] | None:
    """Return the ids of the articles that pass the filters; None when there is no restriction."""
    if filters == Filters():
        return None
    wanted = frozenset(filters.articles)
    return tuple(
        article.id
        for article in index.articles()
        if (not wanted or article.id in wanted)
        and (not filters.newspaper or article.newspaper == filters.newspaper)
        and (not filters.source or filters.source in (article.source, *article.copies))
        and _within(article.date, filters)
    )


def _within(date: str, filters: Filters) -> bool:
    """Tell whether any day of a date (day, month or year) lies in the range; an unknown date does not."""
    if not filters.date_from and not filters.date_to:
        return True
    if not date:
        return False
    late_enough = not filters.date_from or date >= filters.date_from[: len(date)]
    early_enough = not filters.date_to or date[: len(filters.date_to)] <= filters.date_to[: len(date)]
    return late_enough and early_enough


def _standard(ids: Sequence[int], scores: Scores, missing: float) -> dict[int, float]:
    """Return each score minus the mean, over the deviation; a list that tells nothing apart has no vote."""
    values = [scores.get(number, missing) for number in ids]
    spread = pstdev(values) if len(values) > 1 else 0.0
    if spread == 0.0:
        return dict.fromkeys(ids, 0.0)
    mean = fmean(values)
    return {number: (value - mean) / spread for number, value in zip(ids, values, strict=True)}


def _scores(hits: Sequence[Hit]) -> dict[int, float]:
    return {hit.passage: hit.score for hit in hits}


def _ranks(hits: Sequence[Hit]) -> dict[int, int]:
    return {hit.passage: rank for rank, hit in enumerate(hits, 1)}
