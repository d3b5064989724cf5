"""A question with its answer -> nearly the same, which the text no longer answers: the misses readers fall for.

Knows jieba's parts of speech, nothing of tokens or torch. A name or figure of the question becomes another one of
its kind (as in the adversarial half of SQuAD 2.0, Rajpurkar et al. 2018, arXiv 1806.03822), or the sentence that
answers is cut out of its paragraph, where all the other words of the question may well remain.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from rag.language.tagging import tagged
from rag.reader.training.examples import Example, Question, crop, sentence_starts

_KINDS = ("nr", "ns", "nt", "nz")  # people, places, bodies, other names
_FIGURE = re.compile(r"\d+")
_TRIES = 24  # questions looked at for another name of the same kind
_LEAST = 60  # characters that must be left of a paragraph


def with_another_name(example: Example, others: Sequence[Question], chance: random.Random) -> Example | None:
    """Return the example with one name or figure of its question, which its text holds, made another; or None."""
    found = [(word, kind) for word, kind in _names(example.question) if word in example.text]
    if not found:
        return None
    word, kind = chance.choice(found)
    other = _another(word, kind, others, chance)
    if not other or other in example.text + example.title:
        return None
    return Example(example.question.replace(word, other, 1), "", example.text, -1, -1)


def without_its_sentence(question: Question, length: int, chance: random.Random) -> Example | None:
    """Return a crop around the answer with the answering sentence cut out; None when the answer stands there twice."""
    whole = crop(question, length, chance)
    starts = [*sentence_starts(whole.text), len(whole.text)]
    left = max((start for start in starts if start <= whole.start), default=0)
    right = min((start for start in starts if start >= whole.end), default=len(whole.text))
    text = whole.text[:left] + whole.text[right:]
    if len(text) < _LEAST or whole.text[whole.start : whole.end] in text:
        return None
    return Example(whole.question, whole.title, text, -1, -1)


def _names(question: str) -> list[tuple[str, str]]:
    words = [
        (word, flag[:2]) for word, flag, _, _ in tagged(question) if len(word) > 1 and flag[:2] in _KINDS
    ]
    return words + [(figure, "figure") for figure in _FIGURE.findall(question)]


def _another(word: str, kind: str, others: Sequence[Question], chance: random.Random) -> str:
    if kind == "figure":
        return str(max(1, int(word[:9]) + chance.choice((-3, -2, -1, 1, 2, 3, 5))))
    for _ in range(_TRIES):
        for other, flag in _names(chance.choice(others).question):
            if flag == kind and other != word:
                return other
    return ""
