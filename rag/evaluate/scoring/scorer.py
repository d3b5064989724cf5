"""Turn a predicted answer and its gold answers into scores: exact match, F1 in two forms, equal value.

Knows nothing of files, passages or confidence. F1 is that of CMRC2018: the longest common substring
over the tokens of segment.py; the token form counts tokens in common wherever they stand.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from rag.evaluate.scoring.segment import segment, without_punctuation
from rag.language.values import equal, value_of

# An answer is called right when it is exact, equal in value, or shares at least this much with a gold
# answer (F1) without contradicting its numbers. At one half, one character of a name of three would do.
RIGHT_F1 = 0.6
MAX_TOKENS = 2000  # beyond this an answer is an article; the substring search is quadratic
MAX_VALUE = 200  # characters; a longer answer states more than one value

Item = TypeVar("Item")

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百千万亿]+")


def squeeze(text: str) -> str:
    """Return a text without any white space: how the gold answers of newspaper pages are compared."""
    return "".join(text.split())


def exact_match(gold: Sequence[str], answer: str) -> bool:
    """Return whether the answer equals a gold answer, but for case and the official punctuation."""
    said = without_punctuation(answer)
    return any(without_punctuation(one) == said for one in gold)


def f1(gold: Sequence[str], answer: str) -> float:
    """Return CMRC's F1, best of the gold answers: common substring over the tokens of both."""
    return _best(gold, answer, common_length)


def token_f1(gold: Sequence[str], answer: str) -> float:
    """Return SQuAD's F1 over the same tokens, best of the gold answers: order does not count."""
    return _best(gold, answer, lambda one, two: (Counter(one) & Counter(two)).total())


def is_right(gold: Sequence[str], answer: str, equal_value: bool = False) -> bool:
    """Return whether a careful reader would accept the answer; the rule is told at RIGHT_F1."""
    if not squeeze(answer):
        return False
    if equal_value or exact_match(gold, answer):
        return True
    return any(f1([one], answer) >= RIGHT_F1 and _numbers_agree(one, answer) for one in gold)


def value_equal(gold: Sequence[str], answer: str, kind: str = "") -> bool:
    """Return whether the answer means the same number, date or sum as a gold answer: 三十五座 = 35座.

    ``kind`` is the type of the question. False wherever a value cannot be read from one of the two.
    """
    if len(answer) > MAX_VALUE:
        return False
    said = value_of(answer, kind)
    return said is not None and any(equal(value_of(one, kind), said) for one in gold if len(one) <= MAX_VALUE)


def common_length(one: Sequence[Item], two: Sequence[Item]) -> int:
    """Return the length of the longest run of items that both sequences have in common."""
    best = 0
    before = [0] * (len(two) + 1)
    for item in one:
        now = [0] * (len(two) + 1)
        for place, other in enumerate(two, 1):
            if item == other:
                now[place] = length = before[place - 1] + 1
                if length > best:
                    best = length
        before = now
    return best


def _best(gold: Sequence[str], answer: str, common: Callable[[Sequence[str], Sequence[str]], int]) -> float:
    said = segment(answer)[:MAX_TOKENS]
    best = 0.0
    for one in gold:
        meant = segment(one)[:MAX_TOKENS]
        shared = common(meant, said)
        if shared:
            best = max(best, 2 * shared / (len(meant) + len(said)))
    return best


def _numbers_agree(one: str, two: str) -> bool:
    """Return whether the numbers of one text are all in the other: 690座 and 590座 do not agree."""
    first, second = (Counter(_NUMBER.findall(unicodedata.normalize("NFKC", text))) for text in (one, two))
    return first <= second or second <= first
