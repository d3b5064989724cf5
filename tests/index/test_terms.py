"""BM25 split into a document side and a query side."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.index.bm25 import average_length, count_terms, passage_terms, question_terms, term_id
from rag.settings import BM25_B, BM25_K1

CORPUS = [["桥", "通车", "桥"], ["图书馆", "开放"], ["桥", "修缮", "工程", "开工"], ["苹果"]]


def _textbook(question: list[str], passage: list[str], average: float) -> float:
    """BM25 as the books write it, with Lucene's never negative rarity."""
    total = 0.0
    for word in question:
        found = sum(word in other for other in CORPUS)
        rarity = math.log(1 + (len(CORPUS) - found + 0.5) / (found + 0.5))
        count = passage.count(word)
        fair = 1 - BM25_B + BM25_B * len(passage) / average
        total += rarity * count * (BM25_K1 + 1) / (count + BM25_K1 * fair) if found else 0.0
    return total


@pytest.mark.parametrize("question", [["桥"], ["桥", "开工"], ["没有", "苹果"], ["桥", "桥"], []])
def test_the_two_sides_multiply_to_bm25(question: list[str]) -> None:
    counts = [count_terms(passage) for passage in CORPUS]
    average = sum(map(len, CORPUS)) / len(CORPUS)
    asked = question_terms(
        count_terms(question), lambda term: sum(term in found for found in counts), len(CORPUS)
    )
    for passage, found in zip(CORPUS, counts, strict=True):
        weights = passage_terms(found, average)
        score = sum(weight * weights.get(term, 0.0) for term, weight in asked.items())
        assert score == pytest.approx(_textbook(question, passage, average))


def test_bm25s_gives_the_same_scores() -> None:
    bm25s = pytest.importorskip("bm25s")
    oracle = bm25s.BM25(k1=BM25_K1, b=BM25_B, method="lucene")
    oracle.index(CORPUS, show_progress=False)
    expected = oracle.get_scores(["桥", "开工"]) * (BM25_K1 + 1)
    counts = [count_terms(passage) for passage in CORPUS]
    average = sum(map(len, CORPUS)) / len(CORPUS)
    asked = question_terms(
        count_terms(["桥", "开工"]), lambda term: sum(term in found for found in counts), len(CORPUS)
    )
    for found, score in zip(counts, expected, strict=True):
        weights = passage_terms(found, average)
        assert sum(w * weights.get(t, 0.0) for t, w in asked.items()) == pytest.approx(float(score), abs=1e-5)


def test_a_word_that_occurs_nowhere_has_no_weight() -> None:
    assert question_terms({1: 1}, lambda _: 0, 10) == {}


@given(st.text())
def test_term_ids_fit_every_engine(word: str) -> None:
    assert 0 <= term_id(word) < 2**32 - 2


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_the_average_moves_in_steps(total: int, passages: int) -> None:
    average = average_length(total, passages)
    assert average > 0
    if total >= passages > 0:
        assert average == pytest.approx(total / passages, rel=0.06)
        assert average_length(total * 2, passages * 2) == average
