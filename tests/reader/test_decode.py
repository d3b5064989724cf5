"""Logits -> spans: the best one is that of which most is expected, and no two of the best lie over each other."""

import numpy as np
from numpy.typing import NDArray

from rag.reader.decode import best_spans

LENGTH = 16
LETTERS = [(place, place + 1) for place in range(LENGTH)]  # each token is one character


def logits(**at: float) -> NDArray[np.float32]:
    """Return logits of a window whose first token is the no-answer one: 0 but where ``t3=2.0`` says otherwise."""
    row = np.full(LENGTH + 1, -9.0, dtype=np.float32)
    row[0] = 0.0
    for token, value in at.items():
        row[1 + int(token[1:])] = value
    return row


def test_the_likeliest_span_is_the_first_where_nothing_comes_near() -> None:
    found = best_spans(logits(t2=5, t9=1), logits(t6=5, t12=1), LETTERS, 1)
    assert (found[0].start, found[0].end, found[0].score) == (2, 7, 10.0)
    assert (found[1].start, found[1].end) == (9, 13)


def test_between_uncertain_edges_the_first_shares_most_with_all() -> None:
    # 2:15 is likeliest by a hair, but both others begin at 8: what is said surely stands there
    start, end = logits(t2=2.0, t8=1.9, t9=1.8), logits(t14=2.0)
    found = best_spans(start, end, LETTERS, 1, variants=2)
    assert (found[0].start, found[0].end) == (8, 15)
    assert found[0].score == 4.0  # the score of the likeliest, which is now the second
    assert (found[1].start, found[1].end) == (2, 15) and found[1].score < 4.0
    scores = [span.score for span in found]
    assert scores == sorted(scores, reverse=True)


def test_the_kept_spans_lie_apart_and_variants_lie_over_one() -> None:
    chance = np.random.default_rng(5)
    for _ in range(200):
        start, end = chance.normal(0, 2, (2, LENGTH + 1)).astype(np.float32)
        alone = best_spans(start, end, LETTERS, 1)
        assert 1 <= len(alone) <= 3
        assert all(a.end <= b.start or b.end <= a.start for a in alone for b in alone if a is not b)
        more = best_spans(start, end, LETTERS, 1, variants=3)
        assert len(alone) <= len(more) <= len(alone) + 3
        assert {(s.start, s.end) for s in alone} <= {(s.start, s.end) for s in more}
        assert len({(s.start, s.end) for s in more}) == len(more)


def test_pieces_without_a_character_break_nothing() -> None:
    found = best_spans(logits(t2=5), logits(t2=5), [(4, 4)] * LENGTH, 1)
    assert (found[0].start, found[0].end) == (4, 4)
    assert best_spans(logits(), logits(), [], 1) == []
