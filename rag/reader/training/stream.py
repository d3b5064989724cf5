"""Questions -> an endless, seeded stream of batches of windows with their gold positions.

Knows the mix of positives, negatives and styles; nothing of the network. Same seed and same start
give the same batches, so that a run can be resumed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.reader.inputs import Window, span_positions, windows
from rag.reader.training.examples import Example, Question, crop, crop_like, crop_without, restyled
from rag.reader.training.swaps import (
    answers_by_kind,
    with_another_answer,
    with_another_name,
    without_its_sentence,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

REANSWERED = 0.4  # short answers made another of their kind, in the text as well
HARD_NEGATIVES = 0.26  # the same article without what answers, for each positive
FAR_NEGATIVES = 0.2  # a similar paragraph of another article
SWAPPED = 0.16  # the same text, but the question names another person, place or figure
RESTYLED = 0.3  # questions made colloquial, cut to keywords, put into English or into other words
TITLED = 0.5  # positives that show their title: a newspaper's passages always do
TOKENS = 2560  # in one batch, padding included: 12 examples of 200 tokens
POOL = 64  # batches that are sorted by length together


@dataclass(frozen=True, slots=True)
class Item:
    """One window with the positions of its gold span (0, 0 = no answer) and whether it is relevant."""

    window: Window
    start: int
    end: int


def examples(
    questions: Sequence[Question], far: Sequence[Sequence[int]], lengths: tuple[int, int], seed: int
) -> Iterator[Example]:
    """Yield examples for ever: shuffled passes over the questions, each with its negatives."""
    chance = random.Random(seed)
    order = [number for number, question in enumerate(questions) for _ in range(question.weight)]
    asked = [question for question in questions if question.weight]
    answers = answers_by_kind(asked)
    while True:
        chance.shuffle(order)
        for number in order:
            question = questions[number]
            if chance.random() < REANSWERED and question.answer:
                question = with_another_answer(question, answers, chance) or question
            length = chance.randint(*lengths)
            shown = _wrong(question, questions, far[number], length, chance)
            if question.answer:
                right = crop(question, length, chance)
                if chance.random() < SWAPPED and (misled := with_another_name(right, asked, chance)):
                    shown.append(misled)
                shown.append(right)
            else:
                shown.append(crop_like(question, question.context, length, chance))
            for example in shown:
                kept = example if chance.random() < TITLED else replace(example, title="")
                yield restyled(kept, chance) if chance.random() < RESTYLED else kept


def _wrong(
    question: Question, questions: Sequence[Question], far: Sequence[int], length: int, chance: random.Random
) -> list[Example]:
    """Return crops that do not answer: the same article without what answers, a similar paragraph of another."""
    found: list[Example | None] = []
    if question.answer and chance.random() < HARD_NEGATIVES:
        way = crop_without if chance.random() < 0.5 else without_its_sentence
        found.append(way(question, length, chance))
    if far and chance.random() < FAR_NEGATIVES:
        stranger = questions[chance.choice(far)]
        found.append(replace(crop_like(question, stranger.context, length, chance), title=stranger.title))
    return [example for example in found if example]


def batches(source: Iterator[Example], tokenizer: Tokenizer, seed: int) -> Iterator[list[Item]]:
    """Yield batches of about TOKENS tokens, each of windows of similar length."""
    chance = random.Random(seed)
    while True:
        items: list[Item] = []
        size = 0
        while size < TOKENS * POOL:
            item = _item(next(source), tokenizer)
            if item:
                items.append(item)
                size += len(item.window.ids)
        items.sort(key=lambda item: len(item.window.ids))
        ready = _cut(items)
        chance.shuffle(ready)
        yield from ready


def _cut(items: list[Item]) -> list[list[Item]]:
    ready: list[list[Item]] = []
    batch: list[Item] = []
    for item in items:
        if batch and (len(batch) + 1) * len(item.window.ids) > TOKENS:
            ready.append(batch)
            batch = []
        batch.append(item)
    if batch:
        ready.append(batch)
    return ready


def _item(example: Example, tokenizer: Tokenizer) -> Item | None:
    found = windows(tokenizer, example.question, example.title, example.text, most=448, stride=64)
    if example.start < 0:
        return Item(found[0], 0, 0)
    for window in found:
        positions = span_positions(window, example.start, example.end)
        if positions:
            return Item(window, *positions)
    return None
