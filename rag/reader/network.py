"""Token ids -> start, end and relevance scores: the encoder's trunk with three linear heads.

Knows torch and safetensors; nothing of text. The vocabulary table (96 M of the encoder's 118 M
parameters) is the encoder's own and frozen, so a reader file holds the other 21.5 M only. What is trained is
``SpanNetwork``; ``SpanScorer`` gives its scores to one who only reads, faster and without its libraries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from rag.errors import ModelError
from rag.model.transformer import WORDS, Trunk

_TRUNK = "trunk."
WORD_TABLE = _TRUNK + WORDS
SCALE = ".scale"  # beside a matrix of int8 rows: what each row is multiplied by

Floats = NDArray[np.float32]


class SpanNetwork(nn.Module):
    """BERT trunk; per token a start and an end score, per input a relevance score.

    ``forward(ids, mask)``: int64 (n, length) each -> start (n, length), end (n, length), relevance (n,),
    all float32 logits. Position 0 means "no answer here"; masked positions are -inf.
    """

    def __init__(self, encoder_folder: Path) -> None:
        super().__init__()
        from transformers import BertConfig, BertModel

        config = BertConfig.from_pretrained(encoder_folder, local_files_only=True)
        config.hidden_dropout_prob = 0.0  # rag.reader.training.dropout puts a faster one in its place
        config.attention_probs_dropout_prob = 0.0  # anything else leaves torch's fast attention: 10x slower
        self.trunk = BertModel.from_pretrained(
            encoder_folder, config=config, add_pooling_layer=False, dtype=torch.float32, local_files_only=True
        )
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

    state = {
        name: value.half().contiguous() for name, value in network.state_dict().items() if name != WORD_TABLE
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    save_file(state, temporary, metadata=note)
    temporary.replace(path)


class SpanScorer:
    """The scores of a trained ``SpanNetwork``, for inputs of any length side by side."""

    def __init__(self, encoder_folder: Path, weights: Mapping[str, Tensor]) -> None:
        self._trunk = Trunk(
            encoder_folder,
            {name.removeprefix(_TRUNK): value for name, value in weights.items() if name.startswith(_TRUNK)},
        )
        self._spans = (weights["spans.weight"], weights["spans.bias"])
        self._relevance = (weights["relevance.weight"], weights["relevance.bias"])
        self._kinds = (weights["kinds.weight"], weights["kinds.bias"]) if "kinds.weight" in weights else None

    @torch.inference_mode()
    def __call__(self, inputs: Sequence[Sequence[int]]) -> list[tuple[Floats, Floats, float]]:
        """Return start and end logits and relevance of each input, in the order given."""
        found = []
        for states in self._trunk(inputs):
            both = F.linear(states, *self._spans).numpy()
            found.append((both[:, 0], both[:, 1], float(F.linear(states[0], *self._relevance)[0])))
        return found

    def kinds(self, ids: Sequence[int]) -> Floats | None:
        """Return the log probability of each of KINDS for a question alone; None where the weights cannot tell."""
        if self._kinds is None:
            return None
        with torch.inference_mode():
            found: Floats = F.linear(self.states(ids).mean(dim=0), *self._kinds).log_softmax(dim=0).numpy()
        return found

    def states(self, ids: Sequence[int]) -> Tensor:
        """Return float32 (length, width): the last states of one input."""
        return self._trunk([ids])[0]


def load(path: Path, encoder_folder: Path) -> SpanScorer:
    """Return what scores by the weights of a file. Raises ModelError if they do not fit the encoder."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return SpanScorer(encoder_folder, whole(load_file(path)))
    except (OSError, SafetensorError, RuntimeError, KeyError) as error:
        raise ModelError(
            f"{path.name}: reader weights cannot be loaded ({error}). Reinstall Wenbao."
        ) from error


def whole(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return float32 weights from float16 ones or from int8 rows with their scales."""
    return {
        name: value.float() * state[name + SCALE] if name + SCALE in state else value.float()
        for name, value in state.items()
        if not name.endswith(SCALE)
    }
