"""A question and a number in its sentence -> whether the number is told of something else than what is asked.

Knows the grammar by which Chinese sets figures side by side: the amount and its growth, what was and what came of it,
one clause for each subject. Looks at nothing but the sentence.
"""

import re
from collections.abc import Sequence

from rag.language.measures import fit
from rag.language.numbers import quantities
from rag.language.tagging import content_words, tagged
from rag.question.parse import Asked

_RISES = "增长|增加|提高|提升|上升|上涨|扩大|增幅|涨幅|增|涨|升"
_FALLS = "下降|减少|降低|回落|下跌|缩小|缩减|下滑|降幅|跌幅|减|降|跌"
_BETWEEN = "(?:了|约|近|超|超过|达|达到|为|是|逾|幅度|的|零下|负|[-－−﹣–])*"
_UNTIL = "[到至为成]"
_ASKED_CHANGE = re.compile(
    rf"(?:(?P<rises>{_RISES})|(?P<falls>{_FALLS}))(?:了|约|近|超过|达|幅度|的|是|为)*?(?P<until>[到至])?(?:了|约|近)?"
    r"(?:多少|几|百分之几|每\w{1,3}多少)"
)
_SPLIT = re.compile("[，,；;。：:]")
_ASKED_ONCE = re.compile("原来|原先|以前|过去|最初|起初|当初|此前|之前|[从由](?:多少|几)")
_CAME_TO = re.compile(
    rf"[从由][^，,。；;]{{1,16}}?(?:{_RISES}|{_FALLS}|变|扩建|改)[^，,。；;]{{0,3}}?{_UNTIL}$"
)
_FEWEST = 2  # telling words of the question in a clause that is plainly about it


def told_of_another(asked: Asked, question: str, before: str, text: str, after: str) -> bool:
    """Say whether a number (``text``, with the sentence before and after it) answers another question than this."""
    if asked.type != "number" or asked.english:
        return False
    return (
        _not_the_change(question, before, text + after)
        or bool(_ASKED_ONCE.search(question) and _CAME_TO.search(before))
        or _another_clause(asked, question, before, text, after)
    )


def _not_the_change(question: str, before: str, rest: str) -> bool:
    """Say whether a change is asked for, and told beside another number: 80.5亿元 in 完成80.5亿元，下降3.1%."""
    change = _ASKED_CHANGE.search(question)
    if not change:
        return False
    words, until = (_RISES if change["rises"] else _FALLS), (_UNTIL if change["until"] else "")
    told = re.compile(
        rf"(?:{words}){_BETWEEN}{until}{_BETWEEN}(?:每[^，,]{{1,3}})?$"
        if until
        else rf"(?:{words}){_BETWEEN}$"
    )
    sentence, at = before + rest, len(before)
    proper = [one.start for one in quantities(sentence) if told.search(sentence[: one.outer_start])]
    return bool(proper) and not any(abs(start - at) <= 3 for start in proper)


def _another_clause(asked: Asked, question: str, before: str, text: str, after: str) -> bool:
    """Say whether the number's clause has a subject of its own, and a clause about the question its own number."""
    words = [word for word in content_words(question) if len(word) > 1]
    own_before = _SPLIT.split(before)[-1]
    own = own_before + text + _SPLIT.split(after)[0]
    clauses = _SPLIT.split(before)[:-1] + _SPLIT.split(after)[1:]
    if not any(word in own for word in words) and _has_subject(own_before):
        return any(_said(words, clause) >= _FEWEST and _counts(asked, clause) for clause in clauses)
    statement = before.split("；")[-1] + text + after.split("；")[0]
    statements = before.split("；")[:-1] + after.split("；")[1:]
    least = _said(words, statement) + _FEWEST
    return any(_said(words, other) >= least and _counts(asked, other) for other in statements)


def _said(words: Sequence[str], text: str) -> int:
    return sum(word in text for word in words)


def _counts(asked: Asked, text: str) -> bool:
    """Say whether a piece of a sentence has a number of the kind that is asked for."""
    if asked.measure == "order":
        return any(one.ordinal for one in quantities(text))
    return any(fit(asked.measure, one.unit) >= 0.9 for one in quantities(text))


def _has_subject(words: str) -> bool:
    """Say whether the words before a number name a thing: 利用系数达, but not 同比增长, 占全市 or 位列."""
    return any(
        flag in ("n", "nz", "vn", "l", "nr", "ns") and word[0] not in "全同环"
        for word, flag, _, _ in tagged(words)
    )
