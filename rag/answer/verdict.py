"""A yes/no question and the clause that settles it -> 是, 否, or "" when it does not settle it beyond doubt.

Knows only negation and the question's own predicate; it never guesses from the mood of a sentence.
"""

import re

from rag.language.tagging import tagged
from rag.question.parse import Asked
from rag.text import HAN, fold

_NOT = "没有|没|未|不|无|非|免遭|免于|避免|禁止|严禁|杜绝|停止|取消|拒绝|尚未|从未|并未|不再|不得|不能"
_NEGATED = re.compile(rf"(?:{_NOT})[{HAN}]{{0,2}}$")
_ENDS = re.compile(r"(?:了没有?|没有|了吗|吗|嘛|么|了不|不|没|吧|与否|不成)?[\s?？。!！]*$")
_CERTAIN_SHARE = 0.6  # of the question's telling words that the sentence has to hold


def verdict(question: str, asked: Asked, sentence: str, near: float) -> str:
    """Return 是 or 否 when the sentence states or denies the question's own predicate, "" otherwise."""
    if asked.type != "yes_no" or asked.english or near < _CERTAIN_SHARE:
        return ""
    folded, said = fold(question).text, fold(sentence).text
    if re.search("可能|或许|也许|预计|计划|拟|将|有望|力争|争取", said) and not re.search(
        "会|将|计划|打算|能", folded
    ):
        return ""
    predicate = _predicate(folded)
    places = [match.start() for match in re.finditer(re.escape(predicate), said)] if predicate else []
    if not places:
        return ""
    denied = [bool(_NEGATED.search(said[max(0, at - 5) : at])) for at in places]
    if any(denied) != all(denied):
        return ""
    return "否" if all(denied) != _asks_negatively(folded, predicate) else "是"


def _predicate(folded: str) -> str:
    """Return the verb or adjective that the question turns on: the last one before its ending, 拆 in 拆了没."""
    doubled = re.search(rf"([{HAN}]{{1,2}})[不没]\1", folded)
    if doubled and doubled.group(1) not in "是有能会要可":
        return doubled.group(1)
    stem = re.sub("是不是|是否|有没有|能不能|会不会|要不要|可不可以|能否|到底", "", _ENDS.sub("", folded))
    words = [word for word, _, _, _ in tagged(stem) if word not in _LIGHT]
    if words and re.search("了[吗没么]|了没有", folded) and len(words[-1]) > 1:
        return words[-1]  # what stands before 了 is what happened, whatever the dictionary calls it: 通车
    verbs = [
        word
        for word, flag, _, _ in tagged(stem)
        if flag[:1] in ("v", "a", "z", "i", "l") and word not in _LIGHT
    ]
    return verbs[-1] if verbs else ""


_LIGHT = frozenset("是 有 在 会 能 要 可以 可能 应该 还 了 到 去 来 过 得 起来 下去".split())


def _asks_negatively(folded: str, predicate: str) -> bool:
    at = folded.rfind(predicate)
    return bool(_NEGATED.search(folded[max(0, at - 4) : at])) and not re.search(
        rf"{re.escape(predicate)}[不没]", folded
    )
