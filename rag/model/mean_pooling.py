"""Texts -> mean vectors, for a model folder whose parts are all known: its tokenizer file, a BERT trunk, the mean.

Knows nothing of prefixes. It gives what sentence-transformers gives for such a folder, to the last digit or
two, without loading that library or the vocabulary table; any other folder is left to the library.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.model.protocol import Span
from rag.model.tokenizer import FILE as TOKENIZER
from rag.model.tokenizer import open_tokenizer

if TYPE_CHECKING:
    from rag.model.transformer import Trunk

_MODULES = ["Transformer", "Pooling", "Normalize"]
_BERT: dict[str, tuple[object, ...]] = {  # what the trunk can compute; None: the key may be absent
    "model_type": ("bert",),
    "hidden_act": ("gelu",),
    "position_embedding_type": ("absolute", None),
    "is_decoder": (False, None),
}


def fits(folder: Path) -> bool:
    """Say whether a folder is of the one kind that is known here, in every part that changes a vector."""
    parts = _read(folder, "modules.json")
    kinds = (
        [str(part.get("type", "")).rsplit(".", 1)[-1] for part in parts] if isinstance(parts, list) else []
    )
    config, pooling = _read(folder, "config.json"), _read(folder, "1_Pooling/config.json")
    sentences, pieces = _read(folder, "sentence_bert_config.json"), _read(folder, "tokenizer_config.json")
    if kinds != _MODULES or not all(
        isinstance(value, dict) for value in (config, pooling, sentences, pieces)
    ):
        return False
    return (
        all(config.get(name) in allowed for name, allowed in _BERT.items())
        and set(pooling) == {"embedding_dimension", "pooling_mode"}
        and pooling["pooling_mode"] == "mean"
        and not sentences.get("do_lower_case")
        and 1 < (sentences.get("max_seq_length") or 0) <= config.get("max_position_embeddings", 0)
        and pieces.get("tokenizer_class")
        == "PreTrainedTokenizerFast"  # the class that adds nothing to the file
        and all((folder / name).is_file() for name in (TOKENIZER, "model.safetensors"))
    )


def _read(folder: Path, name: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _trunk(folder: Path) -> Trunk:
    from safetensors import safe_open

    from rag.model.transformer import FILE, WORDS, Trunk

    with safe_open(folder / FILE, framework="pt") as file:
        weights = {name: file.get_tensor(name).float() for name in file.keys() if name != WORDS}  # noqa: SIM118 - no dict
    return Trunk(folder, weights)


class PooledModel:
    """The parts of such a folder; one thread at a time is enough, more would share the same cores."""

    def __init__(self, folder: Path) -> None:
        with ThreadPoolExecutor(1) as helper:
            tokenizer = helper.submit(open_tokenizer, folder)  # which reads its file while torch is imported
            self._trunk = _trunk(folder)
        self._tokenizer = tokenizer.result()
        self._most = int(_read(folder, "sentence_bert_config.json")["max_seq_length"])

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return self._trunk.width

    def encode(self, texts: Sequence[str], **_options: object) -> NDArray[np.float32]:
        """Return the mean state of each text, of length 1."""
        states = self._trunk([self._tokens(text).ids for text in texts])
        return _unit(np.stack([state.mean(dim=0).numpy() for state in states]))

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Return the mean state of each text, and of each span of characters of it, out of the same pass."""
        tokens = [self._tokens(text) for text in texts]
        states = self._trunk([each.ids for each in tokens])
        wholes = _unit(np.stack([state.mean(dim=0).numpy() for state in states]))
        parts = []
        for each, state, within in zip(tokens, states, spans, strict=True):
            runs = [each.run(start, end) for start, end in within]
            means = [state[first:last].mean(dim=0).numpy() for first, last in runs]
            parts.append(_unit(np.stack(means)) if means else wholes[:0])
        return wholes, parts

    def _tokens(self, text: str) -> _Tokens:
        """Return a text's tokens between the model's own opening and closing, cut where the model must cut."""
        encoded = self._tokenizer.encode(text)
        ids = encoded.ids
        if len(ids) > self._most:
            ids = [*ids[: self._most - 1], ids[-1]]
        return _Tokens(ids, [start + end - 1 for start, end in encoded.offsets[1 : len(ids) - 1]])


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A text's token ids; twice the middle of each in characters, but of the opening and the closing one."""

    ids: list[int]
    middles: list[int]

    def run(self, start: int, end: int) -> tuple[int, int]:
        """Return the first token of a span of characters and the one after its last; all where none is left of it."""
        first, last = bisect_left(self.middles, 2 * start), bisect_left(self.middles, 2 * end)
        return (first + 1, last + 1) if first < last else (0, len(self.ids))


def _unit(means: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.maximum(lengths, 1e-12), dtype=np.float32)
