"""Text -> the words it is searched by: jieba's words in search mode, and pairs of neighbouring characters.

Knows nothing of weights. The same function serves passages and questions, or they would not meet.
"""

import os
import re
import stat
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.settings import cache_folder
from rag.text import HAN, fold

if TYPE_CHECKING:
    from jieba import Tokenizer

_HAN = re.compile(f"[{HAN}]+")


def words(text: str) -> list[str]:
    """Return the search words of a text: words of jieba, then pairs of neighbouring Han characters."""
    folded = fold(text).text
    found = [word for word in tokenizer().lcut_for_search(folded) if _is_word(word)]
    for run in _HAN.findall(folded):
        found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def _is_word(word: str) -> bool:
    return any(character.isalnum() for character in word)


@lru_cache(maxsize=1)
def tokenizer() -> "Tokenizer":
    """Return our own jieba, whose cache lies in a folder that nobody else can write."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in jieba's own source
        import jieba

    jieba.setLogLevel("ERROR")
    private = jieba.Tokenizer()
    private.tmp_dir = str(_private_folder())
    return private


@lru_cache(maxsize=1)
def dictionary_hash() -> str:
    """Return the sha256 of what decides how words are cut: an index made with another cannot be searched."""
    import hashlib
    from importlib.metadata import version

    dictionary = tokenizer().get_dict_file()
    with dictionary:
        content = dictionary.read()
    content = content if isinstance(content, bytes) else content.encode()
    return hashlib.sha256(content + f"jieba {version('jieba')} pairs 1 forms 2".encode()).hexdigest()


def _private_folder() -> Path:
    """Return a folder for jieba's cache: it is unmarshalled, so it must be ours alone."""
    folder = cache_folder() / "jieba"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _is_private(folder) and os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="wenbao-"))


def _is_private(folder: Path) -> bool:
    if os.name == "nt":
        return True  # the profile folder is private there by default
    status = folder.lstat()
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == os.getuid()
        and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )
