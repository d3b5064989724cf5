"""SQuAD-shaped files -> training examples: crops that hold the answer, and crops that do not.

Knows the data folder's layout (README, "Training the reader"); nothing of tokens or torch.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from rag.reader.training.glosses import in_english, in_other_words

_SAME_STORY = 0.5  # cosine of two texts that tell the same
_SENTENCE = re.compile(r"[^。！？；!?\n]*[。！？；!?\n]*[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Example:
    """A question over a text; ``start`` is -1 when the text does not answer it."""

    question: str
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its whole context, before cropping; ``start`` is -1 when the context does not answer it."""

    id: str
    question: str
    title: str
    context: str
    start: int
    end: int
    weight: int = 1  # how many times it is seen in one pass
    kind: str = ""  # of the answer that is asked for, where somebody labelled it

    @property
    def answer(self) -> str:
        """The answer as it stands in the context; "" when there is none."""
        return self.context[self.start : self.end] if self.start >= 0 else ""


def read_squad(path: Path, *, weight: int = 1) -> list[Question]:
    """Return the questions of a SQuAD-shaped file, those too that it marks as unanswerable."""
    found = []
    for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in entry["paragraphs"]:
            context = paragraph["context"]
            title = str(entry.get("title") or "")
            for asked in paragraph["qas"]:
                kind = str(asked.get("type") or "")
                if asked.get("is_impossible"):
                    found.append(
                        Question(asked["id"], asked["question"], title, context, -1, -1, weight, kind)
                    )
                for answer in asked["answers"][:1]:
                    start = answer["answer_start"]
                    end = start + len(answer["text"])
                    if context[start:end] == answer["text"]:
                        found.append(
                            Question(asked["id"], asked["question"], title, context, start, end, weight, kind)
                        )
    return found


def sentence_starts(text: str) -> list[int]:
    """Return the offsets at which sentences begin."""
    return [match.start() for match in _SENTENCE.finditer(text) if match.group()]


def crop(question: Question, length: int, chance: random.Random) -> Example:
    """Return about ``length`` characters of the context, from a sentence's beginning, that hold the answer."""
    context, start, end = question.context, question.start, question.end
    if len(context) <= length * 1.2:
        left, right = 0, len(context)
    else:
        least, most = max(0, end - length), max(0, start)
        left = chance.randint(min(least, most), most)
        left = max((s for s in sentence_starts(context) if s <= left), default=0)
        right = _sentence_end(context, max(end, left + length))
    return Example(question.question, question.title, context[left:right], start - left, end - left)


def crop_like(question: Question, context: str, length: int, chance: random.Random) -> Example:
    """Return the crop of a context that does not answer: half the time the one with most of the question's words.

    A search brings just such passages; words are counted as pairs of letters.
    """
    starts = [s for s in sentence_starts(context) if s + 60 <= len(context)] or [0]
    left = chance.choice(starts)
    if chance.random() < 0.5:
        asked = {question.question[i : i + 2] for i in range(len(question.question) - 1)}
        left = max(starts, key=lambda s: sum(pair in context[s : s + length] for pair in asked))
    right = min(_sentence_end(context, left + length), len(context))
    return Example(question.question, question.title, context[left:right], -1, -1)


def crop_without(question: Question, length: int, chance: random.Random) -> Example | None:
    """Return a crop of the same context without the answer: the hardest negative there is; None if it is short."""
    context, answer = question.context, question.context[question.start : question.end]
    starts = [s for s in sentence_starts(context) if s + 60 <= len(context)]
    chance.shuffle(starts)
    for left in starts:
        right = min(_sentence_end(context, left + length), len(context))
        if left < question.start < right:
            right = max((s for s in sentence_starts(context) if s <= question.start), default=left)
        text = context[left:right]
        if len(text) >= 60 and answer not in text:
            return Example(question.question, question.title, text, -1, -1)
    return None


def _sentence_end(text: str, at: int) -> int:
    ends = [match.end() for match in _SENTENCE.finditer(text) if match.group() and match.end() >= at]
    return ends[0] if ends else len(text)


def strangers(questions: Sequence[Question], most: int = 6) -> list[list[int]]:
    """Return for each question the most similar contexts (as question numbers) that lack its answer.

    Similarity is TF-IDF over character pairs. A context that is much like the question's own is another print of it.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    first: dict[str, int] = {}
    for number, question in enumerate(questions):
        first.setdefault(question.context, number)
    numbers, contexts = list(first.values()), list(first)
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True, dtype=np.float32)
    table = vectorizer.fit_transform(contexts)
    place = {context: row for row, context in enumerate(contexts)}
    found: list[list[int]] = []
    for at in range(0, len(questions), 512):
        asked = vectorizer.transform([q.question for q in questions[at : at + 512]])
        scores = (asked @ table.T).toarray()
        for question, row in zip(questions[at : at + 512], scores, strict=True):
            if not question.weight:
                found.append([])
                continue
            best = np.argpartition(-row, min(most + 6, len(row) - 1))[: most + 6]
            best = best[np.argsort(-row[best])]
            alike = (table[best] @ table[place[question.context]].T).toarray()[:, 0]
            kept = [
                numbers[i]
                for i, like in zip(best, alike, strict=True)
                if not (question.answer and question.answer in contexts[i]) and like < _SAME_STORY
            ]
            found.append(kept[:most])
    return found


def bystanders(path: Path, most: int) -> list[Question]:
    """Return texts of a ``.jsonl.gz`` as questions that are never asked (weight 0): others may be shown them."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, most):
            text = re.sub(r"[ \t　]+", "", json.loads(line)["text"])
            found.append(Question("", "", "", text, -1, -1, weight=0))
    return found


_COLLOQUIAL = (
    ("什么时候", "啥时候"), ("为什么", "为啥"), ("怎么样", "咋样"), ("怎么", "咋"), ("如何", "怎么"), ("什么", "啥"),
    ("是谁", "是哪个"), ("多少", "几"), ("哪里", "哪儿"), ("何时", "什么时候"), ("何地", "哪儿"), ("何处", "哪里"),
)  # fmt: skip
_ASKING = re.compile(
    r"(请问|是什么时候|是什么|有哪些|是多少|是哪[一]?[个位座年]|是谁|在哪里|是怎样的|分别|什么|哪些|多少|如何|为什么|吗|呢|的是|？|\?|是|了|有)"
)


def restyled(example: Example, chance: random.Random) -> Example:
    """Return the example with its question as another reader would type it.

    Colloquial, as bare keywords, in (word for word) English, or in other words of the same sense.
    """
    question = example.question
    way = chance.random()
    if way < 0.15:
        question = _spoken(question)
    elif way < 0.3:
        words = [part for part in _ASKING.split(question) if part and not _ASKING.fullmatch(part)]
        question = " ".join(words) or question
    elif way < 0.5:
        question = in_english(question, chance)
    else:
        question = in_other_words(question, chance)
        question = _spoken(question) if chance.random() < 0.4 else question
    return replace(example, question=question)


def _spoken(question: str) -> str:
    for formal, spoken in _COLLOQUIAL:
        question = question.replace(formal, spoken)
    return question.rstrip("？?")
