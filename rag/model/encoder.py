"""Texts -> unit vectors, by a sentence-transformers model in a local folder.

Knows nothing of passages or questions but the prefixes a model wants; nothing is fetched from a model hub
unless the user names a hub model.
"""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np

from rag.errors import ModelDamaged, ModelError
from rag.model.fingerprint import fingerprint_of, prefixes_of
from rag.model.locate import best_device, model_folder
from rag.model.protocol import Encoder, Model, Pooling, Report, Span, Vectors
from rag.settings import ENCODER, ENCODER_BATCH, ENCODER_SHARD, ENCODER_THREADS


class SentenceEncoder:
    """A sentence-transformers model with the prefixes it was trained with."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self._folder = name, folder
        self.query_prefix, self.passage_prefix = prefixes_of(folder)
        self.fingerprint = fingerprint_of(folder, self.query_prefix + self.passage_prefix)
        self._loaded: Model | None = None
        self._lock = threading.Lock()  # a fast tokenizer may be used by one thread at a time

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        with self._lock:
            return int(self._model().get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a question."""
        return self._encode([self.query_prefix + text for text in texts], None)

    def encode_passages(self, texts: Sequence[str], progress: Report | None = None) -> Vectors:
        """Return one unit row a passage; ``progress(done, total)`` after each batch."""
        return self._encode([self.passage_prefix + text for text in texts], progress)

    def encode_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """Return unit rows of passages and of their sentences, out of one pass where the model can do that."""
        with self._lock:
            model = self._model()
        if not isinstance(model, Pooling):
            return self._apart(texts, sentences)
        shift, pooling = len(self.passage_prefix), model
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        parts: list[Vectors] = [rows[:0]] * len(texts)

        def encode(taken: list[int]) -> None:
            spans = [[(start + shift, end + shift) for start, end in sentences[row]] for row in taken]
            with self._lock:
                found, within = pooling.encode_spans(
                    [self.passage_prefix + texts[row] for row in taken], spans
                )
            rows[taken] = found
            for row, vectors in zip(taken, within, strict=True):
                parts[row] = unit(vectors, self.name)

        self._in_batches(texts, encode, None, ENCODER_SHARD)  # which the model cuts by tokens itself
        return unit(rows, self.name), parts

    def _apart(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """Encode passages and sentences each for itself."""
        cut = [text[start:end] for text, spans in zip(texts, sentences, strict=True) for start, end in spans]
        places = np.cumsum([len(spans) for spans in sentences[:-1]], dtype=np.int64)
        return self.encode_passages(texts), np.split(self.encode_passages(cut), places)

    def _encode(self, texts: list[str], progress: Report | None) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)

        def encode(taken: list[int]) -> None:
            rows[taken] = self._batch([texts[row] for row in taken])

        self._in_batches(texts, encode, progress)
        return unit(rows, self.name)

    def _in_batches(
        self,
        texts: Sequence[str],
        encode: Callable[[list[int]], None],
        progress: Report | None,
        batch: int = ENCODER_BATCH,
    ) -> None:
        """Have the texts of all numbers encoded, a batch at a time, or as many as fit into the memory."""
        # Texts of like length go together: no time is lost on padding.
        order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
        done = 0
        while done < len(order):
            taken = order[done : done + batch]
            try:
                encode(taken)
            except (MemoryError, RuntimeError) as error:
                if not _is_out_of_memory(error) or len(taken) == 1:
                    raise _failed(self.name, error) from error
                batch = max(1, len(taken) // 2)
                continue
            done += len(taken)
            if progress is not None:
                progress(done, len(order))

    def _model(self) -> "Model":
        """Load the weights when they are first needed: comparing fingerprints takes no torch."""
        if self._loaded is None:
            self._loaded = _load(self._folder)
        return self._loaded

    def _batch(self, texts: list[str]) -> Vectors:
        with self._lock:
            encoded = self._model().encode(
                texts, batch_size=len(texts), show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(encoded, dtype=np.float32)


def open_encoder(name: str | None = None) -> Encoder:
    """Return the encoder of that name: the carried default, a local folder, or a model of the hub.

    Raises ModelError when it is missing or cannot be loaded.
    """
    if name is None or name == ENCODER:
        return _default()
    return SentenceEncoder(name, model_folder(name))


def _default() -> Encoder:
    """Return the carried encoder; its files were hashed for the fingerprint, so damage costs nothing to notice."""
    from rag.model import integrity
    from rag.model.packaged import FINGERPRINT, default_encoder_folder

    folder = default_encoder_folder()
    try:
        encoder = SentenceEncoder(ENCODER, folder)
        integrity.check(folder, encoder.fingerprint, FINGERPRINT)
    except ModelDamaged:
        raise
    except (OSError, ModelError) as error:
        raise integrity.damaged(folder, str(error)) from error
    return encoder


def unit(rows: Vectors, name: str) -> Vectors:
    """Return rows scaled to length 1; raises ModelError for a row that is zero or not finite."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        bad = int(np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))[0])
        raise ModelError(
            f"编码器 {name} 给出了无效的向量。 {name}: vector {bad + 1} of {len(rows)} is zero or "
            "not finite. Use another model."
        )
    return np.ascontiguousarray(rows / lengths, dtype=np.float32)


def _load(folder: Path) -> Model:
    """Load the weights: by our own trunk where it gives the same vectors, else by sentence-transformers."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the libraries are imported: no look at a hub
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from rag.model.mean_pooling import PooledModel, fits

    try:
        model = PooledModel(folder) if fits(folder) else _load_any(folder)
    except Exception as error:  # the libraries raise whatever a damaged file makes them raise
        raise _failed(str(folder), error) from error
    import torch

    torch.set_num_threads(max(1, min(torch.get_num_threads(), ENCODER_THREADS)))
    return model


def _load_any(folder: Path) -> Model:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    loaded = SentenceTransformer(
        str(folder),
        device=best_device(),
        trust_remote_code=False,
        local_files_only=True,
        model_kwargs={"dtype": torch.float32, "use_safetensors": True},
    )
    return cast(Model, loaded)


def _is_out_of_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or "memory" in str(error).lower()


def _failed(name: str, error: BaseException) -> ModelError:
    reason = f"{type(error).__name__}: {str(error)[:300]}"
    return ModelError(f"编码器 {name} 无法使用。 Encoder {name} failed: {reason}")
