"""A question that was asked -> the statement it was about, its topic, and the slots that can be filled anew.

Knows nothing of the question that follows.
"""

import re

from rag.language.dates import moments
from rag.language.names import persons
from rag.language.tagging import tagged
from rag.question.parse import understand
from rag.text import fold

_END = re.compile(r"[\s?？!！。.…]+$")
_PARTICLE = re.compile(r"(?:呢|呀|啊|吗|嘛|么|吧|没有|没|不)$")
_WHAT_IS = re.compile("^(?:什么|啥)(?:是|叫做?)")
_SHORT = 24  # an answer longer than this is not put into a statement
_SPLIT = re.compile(r"^(?:请问|那么?|你知道|告诉我|我想知道)[，,]?")


def bare(question: str) -> str:
    """Return a question without its mark and the words that only open it."""
    return _SPLIT.sub("", _END.sub("", question.strip()))


def statement(question: str, answer: str) -> str:
    """Return what was asked with the answer in the place of the asking words: 公厕有159座."""
    text = bare(question)
    asked = understand(text)
    folded = fold(text)
    if asked.type == "yes_no" and not asked.english:
        return _PARTICLE.sub("", text)
    if asked.english or asked.keyword or asked.start >= asked.end:
        return text
    if asked.type == "definition" and _WHAT_IS.match(text):
        return _WHAT_IS.sub("", text)
    start, end = folded.span(asked.start, asked.end)
    core = re.search(_ASKING, text[start:end])
    if core:
        start, end = start + core.start(), start + core.end()
    if text[start:end].endswith("哪") and text[end : end + 1] in ("里", "儿"):
        end += 1
    fill = answer if 0 < len(answer) <= _SHORT else ""
    if asked.type == "number" and fill and asked.measure and text.startswith(asked.measure, end):
        end += len(asked.measure)
    if asked.thing and text.startswith(asked.thing, end) and asked.thing in fill:
        end += len(asked.thing)
    if asked.type == "quote":
        return f"{topic(text) or text[:start]}说{fill}"
    if asked.type in ("reason", "method") or not fill:
        return (
            re.sub(r"(?:是|叫|有|在|为|指的?)?$", "", text[:start]) + text[end:]
            if not text[end:]
            else text[:start] + text[end:]
        )
    repeated = next(
        (n for n in range(4, 0, -1) if len(text) >= end + n and fill.endswith(text[end : end + n])), 0
    )
    end += repeated  # 哪个社区 filled with 智苑社区
    return text[:start] + fill + text[end:]


_ASKING = (
    "几月几[日号]|几几年|多少|第几|几|为什么|为啥|为何|什么时候|啥时候?|什么时间|什么地方|何时|"
    "何地|何处|哪里|哪儿|哪[一二两三四五六七八九十几些]?[个位名家座条处年天月种项件]?|"
    "谁|怎么样?|怎样的?|如何|咋样?|什么样?的?|啥样?|何人|何种|多[大长高远重久宽深]"
)


def topic(question: str) -> str:
    """Return the noun phrase that a question opens with, "" when it opens with something else."""
    text = bare(question)
    asked = understand(text)
    end = 0
    for word, flag, start, to in tagged(text):
        asks = (
            not asked.keyword
            and fold(text).offsets[min(asked.start, len(text) - 1)] <= start
            and asked.end > asked.start
        )
        if asks or flag[:1] in ("v", "p", "d", "r", "c", "y") or word in "，,。：:":
            if flag[:1] == "v" and len(word) >= 2 and end and to < len(text) and _nominal(text, to):
                end = to
                continue
            break
        end = to
    return re.sub("(?:的|地|得|是|有|在|于)+$", "", text[:end].strip())


def _nominal(text: str, at: int) -> bool:
    """Say whether a word that can be a verb stands inside a noun phrase here: 城市工作会议."""
    following = next(iter(tagged(text[at:])), None)
    return bool(following and following[1][:1] in ("n", "j"))


def phrase_spans(text: str) -> list[tuple[int, int]]:
    """Return where runs of nouns stand: 中央城市工作会议."""
    found: list[tuple[int, int]] = []
    open_at = -1
    for word, flag, start, end in (*tagged(text), ("", "x", len(text), len(text))):
        nominal = flag[:1] in ("n", "j", "s", "b") or flag == "vn"
        if nominal and open_at < 0:
            open_at = start
        elif not nominal and open_at >= 0 and not (flag == "v" and len(word) == 2 and _nominal(text, end)):
            found.append((open_at, start))
            open_at = -1
    return found


def phrases(text: str) -> list[str]:
    """Return the runs of nouns of a text."""
    return [text[start:end] for start, end in phrase_spans(text)]


def people(text: str) -> list[str]:
    """Return the names of people in a short text, in order."""
    return [text[start:end] for start, end, _ in sorted(persons(text))]


def times(text: str) -> list[tuple[int, int]]:
    """Return where times stand in a text."""
    return [(moment.start, moment.end) for moment in moments(text) if moment.stated]
