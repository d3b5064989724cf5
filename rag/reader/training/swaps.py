"""A question with its answer -> nearly the same, which the text no longer answers: the misses readers fall for.

Knows jieba's parts of speech, nothing of tokens or torch. A name or figure of the question becomes another one of
its kind (as in the adversarial half of SQuAD 2.0, Rajpurkar et al. 2018, arXiv 1806.03822), or the sentence that
answers is cut out of its paragraph, where all the other words of the question may well remain. And one that it
answers with something else, so that an answer has to be read and cannot be remembered.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.language.tagging import tagged
from rag.reader.training.examples import Example, Question, crop, sentence_starts

_KINDS = ("nr", "ns", "nt", "nz")  # people, places, bodies, other names
_FIGURE = re.compile(r"\d+")
_FROM_THE_TEXT = 0.4  # of the other names: one that the text tells something else of
_TRIES = 24  # questions looked at for another name of the same kind
_LEAST = 60  # characters that must be left of a paragraph
_ASKED = (
    ("who", re.compile(r"谁|哪一?位|哪一?个人|什么人|何人")),
    ("figure", re.compile(r"什么时候|何时|哪一?[年天日]|几[年月日]|多少|几")),
    ("where", re.compile(r"哪里|哪儿|何处|何地|什么地方|哪一?[个座]?(?:国家?|城市|省|县|地方|地区|州|市)")),
)
_SHORT = re.compile(r"[\w·]{2,12}")
_LENGTHS = 4  # characters that another answer may be longer or shorter


def _asked_for(question: str) -> str:
    """Return who, figure or where, if the answer can be made another of its kind; else ""."""
    return next((kind for kind, pattern in _ASKED if pattern.search(question)), "")


def with_another_answer(
    question: Question, others: dict[str, list[str]], chance: random.Random
) -> Question | None:
    """Return the question with its answer made another of its kind wherever the context has it; or None.

    As in the counterfactual half of Longpre et al. 2021 (arXiv 2109.05052). ``others``: answers by what is asked for.
    """
    kind, context = _asked_for(question.question), question.context
    answer = context[question.start : question.end]
    if not kind or not _SHORT.fullmatch(answer) or answer in question.question:
        return None
    if kind == "figure":
        new = re.sub(r"\d+", lambda match: _other_figure(match.group(), chance), answer)
    else:
        new = next(
            (
                other
                for other in (chance.choice(others[kind]) for _ in range(_TRIES))
                if abs(len(other) - len(answer)) <= _LENGTHS and other not in context
            ),
            answer,
        )
    if new == answer:
        return None
    start = question.start + context[: question.start].count(answer) * (len(new) - len(answer))
    changed = (
        context[: question.start].replace(answer, new) + new + context[question.end :].replace(answer, new)
    )
    return replace(question, context=changed, start=start, end=start + len(new))


def answers_by_kind(questions: Sequence[Question]) -> dict[str, list[str]]:
    """Return the short answers by what is asked for: people under "who", places under "where"."""
    found: dict[str, list[str]] = {kind: [] for kind, _ in _ASKED}
    for question in questions:
        kind, answer = _asked_for(question.question), question.answer
        if kind and _SHORT.fullmatch(answer) and not _FIGURE.search(answer):
            found[kind].append(answer)
    return found


def _other_figure(digits: str, chance: random.Random) -> str:
    """Return other digits of the same length; the first two of a year or other four digits stay."""
    kept = 2 if len(digits) == 4 else 0
    return digits[:kept] + "".join(
        chance.choice("123456789") if place == 0 else chance.choice("0123456789")
        for place in range(len(digits) - kept)
    )


def with_another_name(example: Example, others: Sequence[Question], chance: random.Random) -> Example | None:
    """Return the example with one name or figure of its question, which its text holds, made another; or None."""
    found = [(word, kind) for word, kind in _names(example.question) if word in example.text]
    if not found:
        return None
    word, kind = chance.choice(found)
    other = _beside(word, kind, example, chance) if chance.random() < _FROM_THE_TEXT else ""
    if not other:
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


def _beside(word: str, kind: str, example: Example, chance: random.Random) -> str:
    """Return another name that the text holds outside of the answering sentence: of another person, or as 区 and 区."""
    if kind not in _KINDS:
        return ""
    starts = [*sentence_starts(example.text), len(example.text)]
    left = max((start for start in starts if start <= example.start), default=0)
    right = min((start for start in starts if start >= example.end), default=len(example.text))
    told, answer = example.text[left:right], example.text[example.start : example.end]
    found = {
        other
        for other, flag in _names(example.text[:left] + " " + example.text[right:])
        if flag == kind
        and other not in told
        and other not in answer
        and word not in other
        and other not in word
    }
    alike = sorted(other for other in found if kind == "nr" or other[-1] == word[-1])
    return chance.choice([other for other in alike if other not in example.question] or [""])


def _another(word: str, kind: str, others: Sequence[Question], chance: random.Random) -> str:
    if kind == "figure":
        return str(max(1, int(word[:9]) + chance.choice((-3, -2, -1, 1, 2, 3, 5))))
    for _ in range(_TRIES):
        for other, flag in _names(chance.choice(others).question):
            if flag == kind and other != word:
                return other
    return ""
