"""Token ids -> hidden states, by the transformer trunk that the encoder and the reader have in common.

Knows torch and safetensors; nothing of text, or of what the states are for. Sentences are laid end to end, not
side by side: there is no padding to compute, and each attends to itself alone.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from rag.errors import ModelDamaged, ModelError

FILE = "model.safetensors"
WORDS = "embeddings.word_embeddings.weight"
GROUP_TOKENS = 2048  # computed at once, which bounds the memory; smaller groups are a tenth slower a token
_FLOATS = {"F16": "<f2", "F32": "<f4"}


class WordTable:
    """A vocabulary table that is read row by row from its safetensors file: 0 MB in memory instead of 384."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                size = struct.unpack("<Q", file.read(8))[0]
                entry = json.loads(file.read(size))[WORDS]
            begin, shape = 8 + size + int(entry["data_offsets"][0]), tuple(entry["shape"])
            self._file, self._size = path.open("rb"), path.stat().st_size
            self.rows = np.memmap(self._file, _FLOATS[entry["dtype"]], mode="r", offset=begin, shape=shape)
        except (OSError, KeyError, TypeError, ValueError, struct.error) as error:
            raise ModelError(
                f"{path.name}: 词表无法读取。 The vocabulary table cannot be read ({type(error).__name__}: "
                f"{str(error)[:100]}). Delete its folder: it is unpacked again."
            ) from error

    def __call__(self, ids: Sequence[int]) -> Tensor:
        """Return float32 (number of ids, width); raises ModelDamaged when the file was cut off since it was opened."""
        if os.fstat(self._file.fileno()).st_size < self._size:  # to read what is gone would end the process
            raise ModelDamaged(
                f"{self._file.name}: 词表被截断了。 The vocabulary table was cut off. To unpack it again: "
                "rag doctor --unpack, then start anew."
            )
        return torch.from_numpy(self.rows[np.asarray(ids, dtype=np.int64)].astype(np.float32))


@lru_cache(maxsize=2)
def word_table(folder: Path) -> WordTable:
    """Return the table of a model's folder; encoder and reader hold the same one."""
    return WordTable(folder / FILE)


@dataclass(frozen=True, slots=True)
class _Linear:
    """A matrix and its bias."""

    weight: Tensor
    bias: Tensor

    def __call__(self, states: Tensor) -> Tensor:
        return F.linear(states, self.weight, self.bias)


@dataclass(frozen=True, slots=True)
class _Norm:
    """A layer normalisation."""

    weight: Tensor
    bias: Tensor
    epsilon: float

    def __call__(self, states: Tensor) -> Tensor:
        return F.layer_norm(states, self.weight.shape, self.weight, self.bias, self.epsilon)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer of the trunk; query, key and value are one matrix."""

    attending: _Linear
    attended: _Linear
    first: _Norm
    wide: _Linear
    narrow: _Linear
    second: _Norm

    def __call__(self, states: Tensor, lengths: Sequence[int], heads: int) -> Tensor:
        seen = _attention(self.attending(states), lengths, heads)
        states = self.first(self.attended(seen).add_(states))
        inner = torch.ops.aten.gelu_(self.wide(states))
        return self.second(self.narrow(inner).add_(states))


class Trunk:
    """A BERT without pooler, in evaluation, float32; its weights have the names of the transformers library."""

    def __init__(self, folder: Path, weights: Mapping[str, Tensor]) -> None:
        config = read_config(folder)
        try:
            self._heads = int(config["num_attention_heads"])
            epsilon = float(config["layer_norm_eps"])
            self._words = word_table(folder)
            self._places = weights["embeddings.position_embeddings.weight"]
            self._kind = weights["embeddings.token_type_embeddings.weight"][0]
            self._norm = _norm(weights, "embeddings.LayerNorm", epsilon)
            layers = range(int(config["num_hidden_layers"]))
            self._layers = [_layer(weights, f"encoder.layer.{number}", epsilon) for number in layers]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"{folder.name}: 权重与配置不符。 The weights do not fit their config ({str(error)[:100]}). "
                "Install the model again."
            ) from error
        self.width = int(self._kind.shape[0])

    @torch.inference_mode()
    def __call__(self, inputs: Sequence[Sequence[int]]) -> list[Tensor]:
        """Return float32 (length, width) for each input, in the order given; lengths from 1 to the number of places."""
        found: list[Tensor] = []
        for group in _groups(inputs):
            found.extend(self._states(group))
        return found

    def _states(self, inputs: Sequence[Sequence[int]]) -> tuple[Tensor, ...]:
        lengths = [len(ids) for ids in inputs]
        places = torch.cat([self._places[:length] for length in lengths])
        states = self._norm(
            self._words([token for ids in inputs for token in ids]).add_(places).add_(self._kind)
        )
        for layer in self._layers:
            states = layer(states, lengths, self._heads)
        return states.split_with_sizes(lengths)


def read_config(folder: Path) -> dict[str, Any]:
    """Return the config of a model's folder; raises ModelError."""
    try:
        read = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: config.json 无法读取。 config.json cannot be read ({error}).") from error
    return read if isinstance(read, dict) else {}


def _groups(inputs: Sequence[Sequence[int]]) -> Iterator[list[Sequence[int]]]:
    """Cut a list of inputs into runs of at most GROUP_TOKENS, or one input."""
    group: list[Sequence[int]] = []
    for ids in inputs:
        if group and sum(map(len, group)) + len(ids) > GROUP_TOKENS:
            yield group
            group = []
        group.append(ids)
    if group:
        yield group


def _attention(mixed: Tensor, lengths: Sequence[int], heads: int) -> Tensor:
    """Return what each token sees of its own input; ``mixed`` holds query, key and value side by side."""
    width = mixed.shape[1] // 3
    found, at = torch.empty(len(mixed), width), 0
    for length in lengths:
        parts = mixed[at : at + length].view(length, 3, heads, width // heads).permute(1, 2, 0, 3)
        seen = F.scaled_dot_product_attention(parts[0][None], parts[1][None], parts[2][None])
        found[at : at + length] = seen[0].permute(1, 0, 2).reshape(length, width)
        at += length
    return found


def _linear(weights: Mapping[str, Tensor], *names: str) -> _Linear:
    """Return one matrix as it is, or several as one."""
    if len(names) == 1:
        return _Linear(weights[f"{names[0]}.weight"], weights[f"{names[0]}.bias"])
    return _Linear(
        torch.cat([weights[f"{name}.weight"] for name in names]),
        torch.cat([weights[f"{name}.bias"] for name in names]),
    )


def _norm(weights: Mapping[str, Tensor], name: str, epsilon: float) -> _Norm:
    return _Norm(weights[f"{name}.weight"], weights[f"{name}.bias"], epsilon)


def _layer(weights: Mapping[str, Tensor], name: str, epsilon: float) -> _Layer:
    own = f"{name}.attention.self"
    return _Layer(
        _linear(weights, f"{own}.query", f"{own}.key", f"{own}.value"),
        _linear(weights, f"{name}.attention.output.dense"),
        _norm(weights, f"{name}.attention.output.LayerNorm", epsilon),
        _linear(weights, f"{name}.intermediate.dense"),
        _linear(weights, f"{name}.output.dense"),
        _norm(weights, f"{name}.output.LayerNorm", epsilon),
    )
