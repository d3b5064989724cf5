"""Token ids -> start, end and relevance scores: the encoder's trunk with three linear heads.

Knows torch and safetensors; nothing of text. The vocabulary table (96 M of the encoder's 118 M
parameters) is the encoder's own and frozen, so a reader file holds the other 21.5 M only.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rag.errors import ModelError

WORD_TABLE = "trunk.embeddings.word_embeddings.weight"
SCALE = ".scale"  # beside a matrix of int8 rows: what each row is multiplied by


class WordTable(nn.Module):
    """The encoder's vocabulary table, read row by row from its safetensors file: 0 MB instead of 384."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        with path.open("rb") as file:
            size = struct.unpack("<Q", file.read(8))[0]
            entry = json.loads(file.read(size))["embeddings.word_embeddings.weight"]
        if entry["dtype"] != "F16":
            raise ModelError(
                f"{path.name}: the vocabulary table is {entry['dtype']}, not F16. Unpack the encoder again."
            )
        begin = 8 + size + entry["data_offsets"][0]
        self.rows = np.memmap(path, dtype="<f2", mode="r", offset=begin, shape=tuple(entry["shape"]))

    def forward(self, ids: Tensor) -> Tensor:
        """Return float32 (..., width) for int64 ids (...)."""
        return torch.from_numpy(self.rows[ids.numpy()].astype(np.float32))


class SpanNetwork(nn.Module):
    """BERT trunk; per token a start and an end score, per input a relevance score.

    ``forward(ids, mask)``: int64 (n, length) each -> start (n, length), end (n, length), relevance (n,),
    all float32 logits. Position 0 means "no answer here"; masked positions are -inf.
    """

    def __init__(self, encoder_folder: Path, *, pretrained: bool = True) -> None:
        super().__init__()
        from transformers import BertConfig, BertModel

        config = BertConfig.from_pretrained(encoder_folder, local_files_only=True)
        config.hidden_dropout_prob = 0.0  # one pass over the data does not overfit, and a step is a tenth faster
        config.attention_probs_dropout_prob = 0.0  # anything else leaves torch's fast attention: 10x slower
        if pretrained:
            self.trunk = BertModel.from_pretrained(
                encoder_folder, config=config, add_pooling_layer=False, dtype=torch.float32, local_files_only=True
            )
        else:
            config.vocab_size = 2  # the real table stays in its file
            self.trunk = BertModel(config, add_pooling_layer=False)
            self.trunk.embeddings.register_module("word_embeddings", WordTable(encoder_folder / "model.safetensors"))
        self.spans = nn.Linear(config.hidden_size, 2)
        self.relevance = nn.Linear(config.hidden_size, 1)
        for head in (self.spans, self.relevance):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return start, end and relevance logits."""
        hidden = self.trunk(input_ids=ids, attention_mask=mask).last_hidden_state
        both = self.spans(hidden).float().masked_fill(mask[:, :, None] == 0, float("-inf"))
        return both[:, :, 0], both[:, :, 1], self.relevance(hidden[:, 0]).float()[:, 0]


def save(network: SpanNetwork, path: Path, note: dict[str, str]) -> None:
    """Write all weights but the vocabulary table as float16 safetensors."""
    from safetensors.torch import save_file

    state = {name: value.half().contiguous() for name, value in network.state_dict().items() if name != WORD_TABLE}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    save_file(state, temporary, metadata=note)
    temporary.replace(path)


def load(path: Path, encoder_folder: Path) -> SpanNetwork:
    """Return the network in evaluation mode. Raises ModelError if the file does not fit the encoder."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    network = SpanNetwork(encoder_folder, pretrained=False)
    try:
        state: dict[str, Any] = load_file(path)
        missing, unexpected = network.load_state_dict(whole(state), strict=False)
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ModelError(f"{path.name}: reader weights cannot be loaded ({error}). Reinstall Wenbao.") from error
    if missing or unexpected:
        raise ModelError(f"{path.name}: reader weights do not fit this encoder. Reinstall Wenbao.")
    return network.eval()


def whole(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return float32 weights from float16 ones or from int8 rows with their scales."""
    return {
        name: value.float() * state[name + SCALE] if name + SCALE in state else value.float()
        for name, value in state.items()
        if not name.endswith(SCALE)
    }
