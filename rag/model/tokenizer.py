"""Text -> the token ids of a model, by its tokenizer file, which is loaded once for all who use it.

Knows nothing of weights, of questions or of passages.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILE = "tokenizer.json"


@lru_cache(maxsize=2)
def open_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model's folder, without truncation or padding; nobody may change it.

    It takes 0.3 GB, so the encoder and the reader share one. Several threads may use it at once.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / FILE))
    except Exception as error:  # the library raises plain Exception for whatever is wrong with a file
        raise ModelError(
            f"{folder.name}/{FILE}: 无法读取。 Cannot be read ({str(error)[:100]}). Delete that folder: it is "
            "unpacked again."
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
