"""What the rooms below need of an encoder, and an encoder of its weights.

Knows nothing of how a vector is computed.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Report = Callable[[int, int], None]
Span = tuple[int, int]  # of characters


class Encoder(Protocol):
    """What the index and search need of a model; every vector has length 1."""

    @property
    def name(self) -> str:
        """What ``open_encoder`` opens it by again."""

    @property
    def fingerprint(self) -> str:
        """The sha256 of its weights and tokenizer: vectors of two fingerprints must never meet."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row a question."""

    def encode_passages(self, texts: Sequence[str], progress: Report | None = None) -> Vectors:
        """Return one row a passage."""

    def encode_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """Return one row a passage, and for each passage one row a sentence; sentences are spans of its text."""


class Model(Protocol):
    """What an encoder needs of loaded weights; sentence-transformers' own class has it."""

    def get_embedding_dimension(self) -> int | None:
        """Return the length of a vector."""

    def encode(
        self, texts: list[str], *, batch_size: int, show_progress_bar: bool, convert_to_numpy: bool
    ) -> Vectors:
        """Return one row a text."""


@runtime_checkable
class Pooling(Protocol):
    """What a model has that can tell a text's parts from one pass over the text."""

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """Return one row a text, and for each text one row a span of it."""
