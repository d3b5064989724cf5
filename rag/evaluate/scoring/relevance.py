"""Tell which passages are right for a question, by their text alone.

Knows nothing of ranks or of the index: passages cut another way, or by another system, are judged alike.

Everything is compared with all white space removed. A passage is right when
1. it holds a gold answer, and
2. it overlaps the evidence: the two have at least COMMON characters in a row in common, or half of
   the evidence when that is less, or the whole passage when that is less still.
Without evidence 1 alone counts. Without gold answers (BEIR) 2 alone counts, with the text of each
relevant document as evidence. The source is not asked: a fact printed twice is right in both places.
"""

from collections.abc import Sequence

from rag.evaluate.loading.questions import Question
from rag.evaluate.scoring.scorer import squeeze

# Measured on the QA dev set: 26 other sentences of the five seed pages hold the answer of some question.
# Those that are the same statement printed again, or cut otherwise, share 36 characters or more with the
# evidence; all the rest share 13 or fewer. Half of a short sentence bears one repaired character in it.
COMMON = 20


def holds_answer(question: Question, text: str) -> bool:
    """Return whether a text holds one of the gold answers, white space removed from both."""
    squeezed = squeeze(text)
    return any(answer in squeezed for gold in question.answers if (answer := squeeze(gold)))


def overlaps(evidence: str, text: str) -> bool:
    """Return whether a text and the evidence have a long enough run of characters in common."""
    one, two = squeeze(evidence), squeeze(text)
    needed = min(COMMON, (len(one) + 1) // 2, len(two))
    return bool(needed) and any(one[at : at + needed] in two for at in range(len(one) - needed + 1))


def facts(question: Question) -> tuple[int, ...]:
    """Return the grade of each thing to be found: one for answers, the documents' in BEIR form."""
    if question.answers:
        return (1,) if question.answerable else ()
    return tuple(grade for _, grade in question.relevant)


def right_facts(question: Question, text: str) -> frozenset[int]:
    """Return which of the question's facts (numbers into ``facts``) a passage gives."""
    if question.answers:
        right = holds_answer(question, text) and (not question.evidence or overlaps(question.evidence, text))
        return frozenset((0,)) if right and question.answerable else frozenset()
    return frozenset(n for n, (document, _) in enumerate(question.relevant) if overlaps(document, text))


def first_ranks(question: Question, texts: Sequence[str]) -> tuple[int, ...]:
    """Return for each fact the rank, from 1, of the first passage that gives it; 0 when none does."""
    ranks = [0] * len(facts(question))
    for rank, text in enumerate(texts, 1):
        for fact in right_facts(question, text):
            ranks[fact] = ranks[fact] or rank
    return tuple(ranks)
