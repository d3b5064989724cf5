"""Question + passages -> scored spans, by the reader's own weights.

Knows tokens and scores; nothing of answer types, merging or refusal.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.carrier import default_encoder_folder
from rag.errors import ModelError
from rag.reader.decode import best_spans
from rag.reader.inputs import Window, open_tokenizer, padded, windows
from rag.text import simplified
from rag.types import Candidate, Reading

WEIGHTS = Path(__file__).parent / "weights" / "reader.safetensors"
SPANS = 3  # readings a passage
BATCH_TOKENS = 2048  # a batch of this size is as fast a token as a larger one (2 cores)
THREADS = 4

Floats = NDArray[np.float32]


class TrainedReader:
    """The span network of ``rag.reader.network`` over passages, in batches of equal length."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        if not weights.is_file():
            raise ModelError(f"{weights.name}: the reader's weights are missing. Reinstall Wenbao.")
        import torch

        from rag.reader.network import load

        torch.set_num_threads(min(torch.get_num_threads(), THREADS))
        folder = default_encoder_folder()
        self.name = f"wenbao-reader ({weights.stem})"
        self._tokenizer = open_tokenizer(folder)
        self._network = load(weights, folder)
        self._lock = threading.Lock()  # one question at a time: more threads only share the same cores

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        """Return up to SPANS readings a passage; passages in the order given, best reading first."""
        asked = simplified(question)
        pairs: list[tuple[Candidate, Window]] = [
            (candidate, window)
            for candidate in candidates
            for window in windows(self._tokenizer, asked, candidate.passage.title, candidate.passage.text)
        ]
        scores = self._scores([window for _, window in pairs])
        found: dict[int, list[Reading]] = {}
        for (candidate, window), (start, end, relevance) in zip(pairs, scores, strict=True):
            passage = candidate.passage
            for span in best_spans(start, end, window.offsets, window.first, keep=SPANS):
                found.setdefault(passage.id, []).append(
                    Reading(
                        passage=passage.id,
                        article=passage.article,
                        start=passage.start + span.start,
                        end=passage.start + span.end,
                        text=passage.text[span.start : span.end],
                        score=round(span.score, 4),
                        relevance=round(relevance, 4),
                        null=round(span.null, 4),
                    )
                )
        return [
            reading
            for candidate in candidates
            for reading in sorted(found.get(candidate.passage.id, []), key=lambda r: (-r.score, r.start))[:SPANS]
        ]

    def _scores(self, inputs: Sequence[Window]) -> list[tuple[Floats, Floats, float]]:
        """Return start and end logits and relevance of each window, in the order given."""
        import torch

        results: list[tuple[Floats, Floats, float] | None] = [None] * len(inputs)
        order = sorted(range(len(inputs)), key=lambda i: len(inputs[i].ids))
        while order:
            taken = _take(order, inputs)
            ids, mask = padded([inputs[i] for i in taken])
            with self._lock, torch.inference_mode():
                start, end, relevance = self._network(torch.tensor(ids), torch.tensor(mask))
            for row, i in enumerate(taken):
                results[i] = (start[row].numpy(), end[row].numpy(), float(relevance[row]))
        return [result for result in results if result is not None]


def _take(order: list[int], inputs: Sequence[Window]) -> list[int]:
    """Remove and return the longest inputs that fit one batch."""
    taken = [order.pop()]
    longest = len(inputs[taken[0]].ids)
    while order and (len(taken) + 1) * longest <= BATCH_TOKENS and len(inputs[order[-1]].ids) > longest * 0.75:
        taken.append(order.pop())
    return taken
