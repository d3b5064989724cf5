"""Question + candidates -> the same candidates in the order that a cross-encoder gives them.

Knows sentence-transformers' cross-encoders; nothing of search or of answers.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from rag.errors import ModelError
from rag.model.locate import best_device, model_folder
from rag.types import Candidate

WIDE = 40  # candidates that are looked at for the few that are read


class Reranker:
    """A cross-encoder by folder or by its name on the hub."""

    def __init__(self, name: str) -> None:
        folder = model_folder(name)
        self.name = name
        try:
            from sentence_transformers import CrossEncoder

            self._model: Any = CrossEncoder(
                str(folder), device=best_device(), local_files_only=True, trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )  # fmt: skip
        except Exception as error:  # the libraries raise whatever a damaged or foreign file makes them raise
            raise ModelError(
                f"重排模型 {name} 无法使用。 Reranker {name} cannot be loaded as a cross-encoder in safetensors form "
                f"({type(error).__name__}: {str(error)[:200]})."
            ) from error
        self._lock = threading.Lock()

    def order(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates, best first; their score is the cross-encoder's, ties keep the given order."""
        if not candidates:
            return []
        pairs = [(question, f"{c.passage.title}\n{c.passage.text}".strip()) for c in candidates]
        with self._lock:
            scores = self._model.predict(pairs, show_progress_bar=False, convert_to_numpy=True)
        scored = [
            replace(c, score=float(score)) for c, score in zip(candidates, scores.reshape(-1), strict=True)
        ]
        return sorted(scored, key=lambda candidate: -candidate.score)


@lru_cache(maxsize=2)
def open_reranker(name: str) -> Reranker:
    """Return a reranker, loaded once; raises ModelError."""
    return Reranker(name)
