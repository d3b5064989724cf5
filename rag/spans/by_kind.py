"""A sentence and what is asked -> the spans in it that could be the answer by their kind.

Knows nothing of which one is right, nor of any article but the sentence: a rule for each type of question.
"""

import re
from collections.abc import Iterator

from rag.language.dates import moments
from rag.language.measures import family
from rag.language.names import BODY, PLACE, persons
from rag.language.numbers import quantities
from rag.language.tagging import tagged
from rag.question.parse import Asked
from rag.spans.agreement import OFTEN
from rag.text import HAN

Span = tuple[int, int]

_QUOTED = re.compile('[“‘「『"]([^“”‘’"]{2,120})[”’」』"]|《([^》]{2,80})》')
_ITEM = r"(?:[“‘《][^”’》]{1,30}[”’》][^、，。；！？：“”]{0,12}|[^、，。；！？：“”‘’《》\s]{1,24})"
_ENUMERATION = re.compile(rf"{_ITEM}(?:、{_ITEM})+(?:(?:以及|和|与|及){_ITEM})?|(?:“[^”]{{1,40}}”){{2,}}")
_CLAUSE = re.compile("[^，。；！？：\n]+(?:[”’）》]+)?")
_CAUSE = re.compile("(?:因为|由于|因|为了?|以便|旨在|目的是|作为)([^，。；！？]{3,60})")
_WAY = re.compile(
    "(?:通过|以|靠|借助|依托|采取|采用|利用|运用|按照|用好?|推行|实施)([^，。；！？]{2,60}?)(?=来|为|"
    "方式|，|。|；|$|推动|实现|带动)"
)
_MEANS = re.compile("(?:是指|指的是|即|就是|是|为|指|——|：|（)([^。；！？）]{3,90})")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s，。]+|\d{3,4}-?\d{7,8}", re.ASCII)
_RUN = re.compile(f"[{HAN}“”]+")
_MOST = 24  # spans of one sentence


def proposals(sentence: str, asked: Asked, question: str) -> list[Span]:
    """Return the spans of a sentence that fit the kind of thing asked for; the sentence itself is never among them."""
    found = dict.fromkeys(_by_type(sentence, asked, question))
    return list(found)[:_MOST]


def _by_type(sentence: str, asked: Asked, question: str) -> Iterator[Span]:
    kind = asked.type
    if kind in ("number", "time"):
        yield from _amounts(sentence, asked)
    elif kind == "person":
        yield from ((start, end) for start, end, _ in persons(sentence))
    elif kind in ("place", "organisation"):
        yield from _named(sentence, kind)
    elif kind == "title_role":
        yield from _posts(sentence, question)
    if asked.measure == "contact":
        yield from (match.span() for match in _CONTACT.finditer(sentence))
    if asked.several:
        yield from (match.span() for match in _ENUMERATION.finditer(sentence))
    if kind in _LEADS:
        yield from (match.span(1) for match in _LEADS[kind].finditer(sentence) if match.group(1))
    if kind in ("quote", "title", "definition", "method", "other", "list"):
        yield from _quoted(sentence)
    if kind not in ("number", "person", "time", "place", "organisation"):
        yield from (match.span() for match in _CLAUSE.finditer(sentence))


def _amounts(sentence: str, asked: Asked) -> Iterator[Span]:
    if asked.type == "number":
        yield from ((q.start, q.end) for q in quantities(sentence) if not _in_date(sentence, q.start, asked))
        return
    if asked.measure == "frequency":
        yield from (match.span() for match in OFTEN.finditer(sentence))
        return
    if asked.measure == "duration":
        yield from ((q.start, q.end) for q in quantities(sentence) if family(q.unit) == "time")
    yield from ((moment.start, moment.end) for moment in moments(sentence))


_LEADS = {"reason": _CAUSE, "method": _WAY, "definition": _MEANS}


def _in_date(sentence: str, at: int, asked: Asked) -> bool:
    if family(asked.measure) == "time":
        return False
    return any(moment.iso and moment.start <= at < moment.end for moment in moments(sentence))


def _quoted(sentence: str) -> Iterator[Span]:
    for match in _QUOTED.finditer(sentence):
        yield match.span(1) if match.group(1) else match.span()


def _named(sentence: str, kind: str) -> Iterator[Span]:
    """Yield runs of words that end like the name of a place or a body does."""
    suffix, flags = (PLACE, ("ns",)) if kind == "place" else (BODY, ("nt",))
    first = -1
    for word, flag, start, end in tagged(sentence):
        if not _RUN.fullmatch(word) or (flag[:1] in ("u", "p", "v", "d", "c", "r", "f") and len(word) < 3):
            first = -1
            continue
        first = start if first < 0 else first
        if flag.startswith(flags) or (suffix.search(word) and end - first > 1):
            yield first, end
            if first != start and len(word) > 2:
                yield start, end


def _posts(sentence: str, question: str) -> Iterator[Span]:
    """Yield what stands before the name of a person whom the question names."""
    for start, end, _ in persons(sentence):
        if sentence[start:end] not in question:
            continue
        if before := re.search("[^。；！？：“”\n的]{2,40}$", sentence[:start]):
            yield before.span()
            if comma := before.group().rfind("，") + 1:
                yield before.start() + comma, before.end()
