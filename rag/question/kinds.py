"""A folded question -> the kind of answer it asks for, by a linear model over its letters.

The model's rows are data (kinds.safetensors), made again by ``python -m rag.reader.training.kinds`` from questions
that people labelled and from the reader's own judgement of others; no word of any question stands here. The reader
judges better and slower: where one is at hand it says the kind (rag.ask), and this file all others.
"""

import re
import zlib
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS = (
    "number", "person", "organisation", "place", "time", "title_role", "definition", "list", "reason", "method",
    "quote", "yes_no", "title",
)  # fmt: skip
ROWS = 1 << 15  # letters that fall into one row share it: 25,000 kinds of them in 5,000 questions
_FILE = Path(__file__).with_name("kinds.safetensors")
_SEEKING = re.compile(
    r"谁|哪|什么|啥|何|怎|咋|多少|几|吗|是否|有没有|多[大长高重远宽深久]|who|what|when|where|which|why|how"
)
_AHEAD = 7  # characters behind an asking word in which the thing asked for is looked for: 哪个…公司


def kind_of(text: str) -> str:
    """Return one of KINDS for a folded question whose quotations are blotted out."""
    return KINDS[int(shares_of(text).argmax())]


def shares_of(text: str) -> "NDArray[np.float32]":
    """Return float32 (len(KINDS),): the log probability of each kind."""
    import numpy as np

    weights, bias = _model()
    rows = rows_of(text)
    scores = weights[rows].sum(axis=0, dtype=np.float32) / max(len(rows), 1) ** 0.5 + bias
    found: NDArray[np.float32] = scores - np.log(np.exp(scores - scores.max()).sum()) - scores.max()
    return found


def rows_of(text: str) -> list[int]:
    """Return the rows of the model that a question touches, each once, in order."""
    return sorted({zlib.crc32(gram.encode()) % ROWS for gram in _grams(f"^{text}$")})


def _grams(text: str) -> set[str]:
    """Return runs of one to three letters, English words and pairs, and what stands around each asking word."""
    found = {text[at : at + n] for n in (1, 2, 3) for at in range(len(text) - n + 1)}
    english = re.findall("[a-z]+", text)
    found.update(english)
    found.update(f"{one} {two}" for one, two in pairwise(english))
    found.update("^" + " ".join(english[:n]) for n in (1, 2, 3) if english)
    for match in _SEEKING.finditer(text):
        ahead = range(match.end(), min(match.end() + _AHEAD, len(text) - 1))
        found.update(f"{match.group()}~{text[at : at + 2]}" for at in ahead)
        found.add(f"{match.group()}<{text[max(0, match.start() - 2) : match.start()]}")
    found.add(f"end:{text[-4:]}")
    return found


@lru_cache(maxsize=1)
def _model() -> "tuple[NDArray[np.float32], NDArray[np.float32]]":
    """Return float32 (ROWS, len(KINDS)) and (len(KINDS),); raises ModelError."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        state = load_file(_FILE)
        weights = state["weights"].astype("float32") * state["scale"]
        if weights.shape != (ROWS, len(KINDS)):
            raise ValueError(f"{weights.shape} rows and kinds")
        return weights, state["bias"]
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise ModelError(
            f"{_FILE.name}: 问题类型的模型无法读取。 The model of question kinds cannot be read ({error}). "
            "Reinstall Wenbao."
        ) from error
