"""A pair of letters into how rare it is in Chinese, 0 to 1: 进行 and 工作 tell nothing of what a story is about.

Does not know the page: what is rare in general may stand in every paragraph of it, which likeness sees.
How often words occur is what the dictionary of jieba says; a pair that is no word of it is reckoned from
how often its letters occur as words.
"""

from functools import lru_cache
from math import log

from rag.text.words import tokenizer

_WORDS = 400  # in a story, about: from how often a word occurs to how many stories hold it
_BESIDE = 4  # letters that are no word together stand beside each other this much oftener than by chance
_UNLISTED = 0.0015  # the share of stories at which a pair is as rare as any


@lru_cache(maxsize=65536)
def rarity(pair: str) -> float:
    """Return how much a pair tells of what a text is about."""
    dictionary = tokenizer()
    dictionary.check_initialized()
    frequency, total = dictionary.FREQ, float(dictionary.total)
    first, second = (float(frequency.get(letter) or 0) for letter in (pair[:1], pair[1:]))
    often = max(float(frequency.get(pair) or 0), _BESIDE * first * second / total)
    share = min(1.0, often * _WORDS / total)
    return 1.0 if share <= _UNLISTED else log(1 / share) / log(1 / _UNLISTED)
