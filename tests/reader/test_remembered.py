"""A question that was just asked is not read again; a passage that changed is."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.reader.remembered import RememberingReader
from rag.types import Candidate, Passage, Reading


class Counting:
    """A reader that tells what it was asked to read."""

    name = "counting"

    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []

    def kind(self, question: str) -> tuple[str, float]:
        self.seen.append((question, 0))
        return "number", 0.5 + len(question) / 100

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        if not candidates:
            raise ValueError("nothing to read")
        self.seen.append((question, len(candidates)))
        return [
            Reading(c.passage.id, c.passage.article, 0, 2, c.passage.text[:2], 1.0, 1.0) for c in candidates
        ]


def candidate(text: str, number: int = 1) -> Candidate:
    return Candidate(Passage(number, "a", 0, len(text), text, "标题"), score=1.0, dense=0.5, term=2.0)


def test_a_question_over_the_same_passages_is_read_once() -> None:
    reader = Counting()
    remembering = RememberingReader(reader)
    first = remembering.read("几座桥", [candidate("三座桥")])
    first.clear()  # what is handed out is the caller's own
    again = remembering.read("几座桥", (candidate("三座桥"),))
    assert [reading.text for reading in again] == ["三座"]
    assert reader.seen == [("几座桥", 1)]
    assert remembering.kind("几座桥") == remembering.kind("几座桥") == reader.kind("几座桥")
    assert reader.seen == [("几座桥", 1), ("几座桥", 0), ("几座桥", 0)]


def test_another_question_passage_order_or_text_is_read() -> None:
    reader = Counting()
    remembering = RememberingReader(reader)
    one, two = candidate("三座桥"), candidate("四条路", 2)
    changed = replace(one, passage=replace(one.passage, text="五座桥"))
    for question, given in [
        ("几座桥", [one, two]),
        ("几座桥", [two, one]),
        ("桥", [one, two]),
        ("几座桥", [changed, two]),
    ]:
        expected = Counting().read(question, given)
        assert remembering.read(question, given) == expected
        assert remembering.read(question, given) == expected
    assert len(reader.seen) == 4


def test_no_more_than_so_many_are_kept_and_the_oldest_goes_first() -> None:
    reader = Counting()
    remembering = RememberingReader(reader, most=2)
    for question in ("甲", "乙", "甲", "丙", "甲", "乙"):
        remembering.read(question, [candidate("三座桥")])
    assert [question for question, _ in reader.seen] == ["甲", "乙", "丙", "乙"]


def test_a_failure_is_not_remembered() -> None:
    reader = Counting()
    remembering = RememberingReader(reader)
    for _ in range(2):
        with pytest.raises(ValueError, match="nothing to read"):
            remembering.read("几座桥", [])
    assert remembering.read("几座桥", [candidate("三座桥")])
