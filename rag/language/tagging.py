"""Text -> its words with their grammar (jieba), and the content words of a question.

Knows nothing of articles. jieba is loaded on first use, with our private cache.
"""

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.text import fold
from rag.text.words import tokenizer

if TYPE_CHECKING:
    from jieba.posseg import POSTokenizer

_CONTENT = ("n", "v", "a", "j", "l", "i", "s", "eng", "m", "t", "b", "z", "x")
_EMPTY = frozenset(
    "是 有 在 到 去 来 说 讲 叫 做 干 搞 用 让 要 能 会 想 看 给 被 把 得 着 了 过 没 没有 不 "
    "多少 什么 怎么 怎样 如何 为什么 谁 哪 哪些 "
    "哪里 哪儿 哪个 哪位 几 几个 何 啥 咋 多 大 长 高 好 新 分别 具体 进行 开展 主要 目前 现在 "
    "以后 当时 到底 究竟 还有 还是 一共 总共 "
    "时候 地方 东西 事情 人 个 名字 名称 办法 方法 方式 情况 问题 原因 措施 时间 地点 职务 职位 "
    "单位 指 指的 意思 包括 提出 表示 指出 "
    "强调 认为 要求 主张 呼吁 介绍 透露 坦言 直言 谈到 提到 讲到 回应 解释 评价 表态 觉得 "
    "属于 成为 担任 位于 以及 可以 应该 需要 必须 准备 打算 通过 关于 除了 之外 "
    "其中 那个 这个 那位 那篇 那处 "
    "what who when where which why how many much the of in on at is are was were do does did to "
    "for and or a an be by with "
    "from that this it its should has have had their his her".split()
)
_LATIN = re.compile(r"[a-z0-9]")


@lru_cache(maxsize=512)
def known_words(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the words of the dictionary stand that have more than one character; one cut serves all spans."""
    found, at = [], 0
    for word in tokenizer().cut(text, HMM=False):
        if len(word) > 1:
            found.append((at, at + len(word)))
        at += len(word)
    return tuple(found)


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str, int, int], ...]:
    """Return (word, part of speech, start, end) for each word of a short text."""
    found, at = [], 0
    for pair in _tagger().cut(text):
        found.append((pair.word, pair.flag, at, at + len(pair.word)))
        at += len(pair.word)
    return tuple(found)


def flag_of(word: str) -> str:
    """Return the part of speech that the dictionary gives a word, "" when it does not have it."""
    return str(_tagger().word_tag_tab.get(word, ""))


@lru_cache(maxsize=1)
def _tagger() -> "POSTokenizer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from jieba import posseg

    tagger: POSTokenizer = posseg.POSTokenizer.__new__(posseg.POSTokenizer)
    tagger.tokenizer = tokenizer()
    tagger.word_tag_tab = (
        posseg.dt.word_tag_tab
    )  # made on import: making it again takes half a second and 25 MB
    return tagger


_SEEKS = re.compile("谁|哪|什么|啥|何|怎|咋|多少|几|吗|呢|是|不|没")  # 谁是, 不是: they ask, and name nothing
_NAMING = ("n", "j", "i", "l", "eng", "vn", "x")


def names_something(question: str) -> frozenset[str]:
    """Return the content words whose absence tells a reader something: not 当年 or 返回, which nobody looks for."""
    kinds = {word: flag for word, flag, _, _ in tagged(fold(question).text)}
    return frozenset(
        word
        for word in content_words(question)
        if not _SEEKS.search(word)
        and (kinds.get(word, "").startswith(_NAMING) or any(char.isdigit() for char in word))
    )


@lru_cache(maxsize=1024)
def content_words(question: str) -> tuple[str, ...]:
    """Return the words of a question that carry its meaning, folded, each once, in order."""
    found: dict[str, None] = {}
    for word, flag, _, _ in tagged(fold(question).text):
        if word in _EMPTY or not any(char.isalnum() for char in word):
            continue
        if (len(word) > 1 or _LATIN.match(word)) and flag.startswith(_CONTENT):
            found[word] = None
    return tuple(found)
