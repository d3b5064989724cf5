"""An English follow-up and the question before it -> the question in full.

Knows the order of words in English questions (And the tunnel? When was it built?); nothing of Chinese or of articles.
"""

import re

_AFTER = r"(?= (?:of|in|at|on|for|to|by|from|with|and|is|are|was|were|has|have|had|did|does|do|will|can)\b|[\s?]*$)"
_COUNTED = re.compile(
    r"(?<=\bhow many )(?P<what>.+?)(?= (?:are|is|were|was|have|has|had|did|do|does|will|can|in|of|at|on)\b|\s*$)",
    re.I,
)
_THE = re.compile(rf"\bthe (?P<what>(?:(?!of\b|in\b)[\w'-]+ ?){{1,5}}?){_AFTER}")
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][a-z][\w'-]*(?: [A-Z][a-z][\w'-]*)*")
_OWN = re.compile(r"^(?:its|their) (?P<what>.+)$", re.I)
_AUXILIARY = re.compile(r"\b(?:did|does|do|will|can)\s+$")
_BE = re.compile(r"\b(?:is|are|was|were)\s+$")
_DONE = re.compile(
    "^(?:[a-z]+ed|held|built|made|done|born|paid|sold|won|given|taken|written|chosen|found|set|put|shown|sent|led)$"
)
_IT = re.compile(r"\b(?:it|they)\b(?! (?:true|possible|known|said)\b)", re.I)
_OPENING = re.compile(r"^(?:how (?:many|much|long)|where|when|why|how)\s+", re.I)
_ITS = re.compile(r"\b(?:its|their)\b", re.I)


def attribute_of(new: str) -> bool:
    """Say whether ``new`` is a property of what was asked about: its cost."""
    return bool(_OWN.match(new))


def shortly(question: str, asking: str) -> str:
    """Return ``why``, ``when`` or the like asked about the whole of a question."""
    text = question.rstrip(" ?")
    if re.match(r"(?:who|what|which)\b", text, re.I):
        return f"{text}, and {asking.lower()}?"
    return f"{asking[:1].upper()}{asking[1:]} {_OPENING.sub('', text)}?"


def subject(question: str) -> str:
    """Return what an English question is about: the Yunhe bridge; "" when it cannot be told."""
    if match := _COUNTED.search(question):
        return match.group("what").strip()
    if span := _the(question):
        return question[span[0] : span[1]]
    names = _NAME.findall(question)
    return str(names[-1]) if names else ""


def instead(question: str, new: str) -> str:
    """Return the question about ``new`` instead, "" when nothing in it is of the same kind."""
    if own := _OWN.match(new):
        about = subject(question)
        return f"What is the {own.group('what')} of {about}" if about else ""
    if new.startswith("the "):
        if match := _COUNTED.search(question):
            return question[: match.start()] + new[4:] + question[match.end() :]
        if span := _the(question):
            return question[: span[0]] + new + question[span[1] :]
        return ""
    if re.match("[A-Z][a-z]", new) and (names := list(_NAME.finditer(question))):
        return question[: names[-1].start()] + new + question[names[-1].end() :]
    if (match := _COUNTED.search(question)) and re.fullmatch("[a-z][a-z -]*s", new):
        return question[: match.start()] + new + question[match.end() :]
    return ""


def named(text: str, about: str) -> str:
    """Return a question with the subject in the place of its first ``it`` or ``its``."""
    if not about:
        return text
    changed = _IT.sub(lambda _: about, text, count=1)
    return changed if changed != text else _ITS.sub(lambda _: f"{about}'s", text, count=1)


def _the(question: str) -> tuple[int, int] | None:
    """Return where the first noun phrase with ``the`` stands, without the verb that an auxiliary left behind."""
    match = _THE.search(question)
    if not match:
        return None
    start, end = match.start(), match.start() + len(match.group().rstrip(" ?"))
    last = question[start:end].rsplit(" ", 1)[-1]
    left_behind = _AUXILIARY.search(question[:start]) or (_BE.search(question[:start]) and _DONE.search(last))
    if left_behind and question[end:].strip(" ?") == "":
        shorter = question[start:end].rsplit(" ", 1)[0]
        end = start + len(shorter) if shorter != "the" else end
    return start, end
