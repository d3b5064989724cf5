"""A slice of the faults by volume (benchmarks/faults.py): always the same ones, so that red means red."""

import os

import pytest

from benchmarks.faults import DAMAGE, KINDS, run

SEED = 20261125


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_random_faults_lose_nothing_and_give_no_wrong_answer() -> None:
    told: list[str] = []
    counted, violations = run(range(40), SEED, told.append)
    assert violations == 0, told
    assert {kind.partition(":")[0] for kind, _ in counted} == set(KINDS)
    assert not {came for _, came in counted} & {"wrong", "broken"}


@pytest.mark.slow
def test_the_model_notices_an_index_that_answers_from_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.index.opened.verify", lambda *_arguments, **_named: [])
    monkeypatch.setattr("benchmarks.faults.KINDS", DAMAGE)
    counted, violations = run(range(20), SEED)
    assert violations and {came for _, came in counted} & {"wrong", "broken"}
