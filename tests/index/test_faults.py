"""A slice of the faults by volume (benchmarks/faults.py): always the same ones, so that red means red."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.faults import DAMAGE, KINDS, Toy, run
from rag.index import build

SEED = 20261125


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_random_faults_lose_nothing_and_give_no_wrong_answer() -> None:
    told: list[str] = []
    counted, violations = run(range(40), SEED, told.append)
    assert violations == 0, told
    assert {kind.partition(":")[0] for kind, _ in counted} == set(KINDS)
    assert not {came for _, came in counted} & {"wrong", "broken"}


def _index_of(path: Path) -> Path:
    return next(folder for folder in path.parents if folder.name == "index")


def remove_the_diary(path: Path, kind: str, dice: random.Random) -> None:
    (_index_of(path) / "2019" / "diary.txt").unlink()


def publish_something_else(path: Path, kind: str, dice: random.Random) -> None:
    index = _index_of(path)
    build([index.parent / "pages" / "2.txt"], index, encoder=Toy())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "said"), [(remove_the_diary, "diary.txt is not as it was"), (publish_something_else, "neither")]
)
def test_the_model_notices_a_rule_that_is_broken(
    monkeypatch: pytest.MonkeyPatch, fault: Callable[..., None], said: str
) -> None:
    monkeypatch.setattr("benchmarks.faults.KINDS", DAMAGE)
    monkeypatch.setattr("benchmarks.faults.damage", fault)
    told: list[str] = []
    _, violations = run(range(1), SEED, told.append)
    assert violations == 1
    assert any(said in line for line in told), told
