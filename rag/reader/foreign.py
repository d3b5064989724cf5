"""Question + passages -> scored spans, by any extractive question-answering model of transformers.

Knows such models' inputs and outputs; nothing of what their scores are worth: ``rag calibrate`` finds that out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.model.locate import best_device, model_folder
from rag.question.kinds import kind_of
from rag.question.parse import bare_question
from rag.reader.decode import best_spans
from rag.text import simplified
from rag.types import Candidate, Reading

TOKENS, STRIDE, BATCH = 384, 128, 8  # of one input; usual for models fine-tuned on SQuAD or CMRC 2018
SPANS, VARIANTS = 3, 3
_Offsets = list[tuple[int, int]]


class ForeignReader:
    """A model that was fine-tuned for extractive question answering by somebody else."""

    def __init__(self, name: str) -> None:
        folder = model_folder(name)
        self.name = f"{name} ({folder.name})" if Path(name) != folder else name
        try:
            from transformers import AutoModelForQuestionAnswering, AutoTokenizer

            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True, use_fast=True)
            self._device = best_device()
            self._model: Any = (
                AutoModelForQuestionAnswering.from_pretrained(
                    folder, local_files_only=True, use_safetensors=True
                )
                .to(self._device)
                .eval()
            )
        except Exception as error:  # the libraries raise whatever a damaged or foreign file makes them raise
            raise ModelError(
                f"阅读模型 {name} 无法使用。 Reader {name} cannot be loaded as a question-answering model in "
                f"safetensors form ({type(error).__name__}: {str(error)[:200]})."
            ) from error
        if not self._tokenizer.is_fast:
            raise ModelError(
                f"阅读模型 {name} 的分词器不报告字符位置。 Reader {name}: its tokenizer tells no character offsets; "
                "use a model with a fast tokenizer."
            )
        self._lock = threading.Lock()

    def kind(self, question: str) -> tuple[str, float]:
        """Return the kind of answer by the small model of kinds: a foreign reader has no head for it."""
        return kind_of(bare_question(question)), 0.5

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        """Return up to SPANS + VARIANTS readings a passage; passages in the order given, best reading first."""
        found: dict[int, list[Reading]] = {candidate.passage.id: [] for candidate in candidates}
        for number, start, end, offsets in self._scored(simplified(question), candidates):
            passage = candidates[number].passage
            first = next((at for at, pair in enumerate(offsets) if pair[1] > pair[0]), len(offsets))
            for span in best_spans(start, end, offsets[first:], first, keep=SPANS, variants=VARIANTS):
                if span.end > span.start:
                    text = passage.text[span.start : span.end]
                    where = (passage.start + span.start, passage.start + span.end)
                    score, null = round(span.score, 4), round(span.null, 4)
                    found[passage.id].append(
                        Reading(passage.id, passage.article, *where, text, score, score, null)
                    )
        kept: list[Reading] = []
        for readings in found.values():
            kept += sorted(readings, key=lambda reading: (-reading.score, reading.start))[: SPANS + VARIANTS]
        return kept

    def _scored(
        self, question: str, candidates: Sequence[Candidate]
    ) -> Iterator[tuple[int, NDArray[np.float32], NDArray[np.float32], _Offsets]]:
        """Yield the number of the candidate, start and end logits, and the passage's offsets of each window."""
        import torch

        texts = [candidate.passage.text for candidate in candidates]
        if not texts:
            return
        room = min(TOKENS, int(getattr(self._tokenizer, "model_max_length", TOKENS)))
        with self._lock, torch.inference_mode():
            windows = self._tokenizer(
                [question] * len(texts), texts, truncation="only_second", max_length=room,
                stride=min(STRIDE, room // 3), return_overflowing_tokens=True, return_offsets_mapping=True,
            )  # fmt: skip
            owners = windows.pop("overflow_to_sample_mapping")
            offsets = windows.pop("offset_mapping")
            order = sorted(range(len(owners)), key=lambda n: len(windows["input_ids"][n]))
            for at in range(0, len(order), BATCH):
                batch = order[at : at + BATCH]
                inputs = self._tokenizer.pad(
                    {name: [rows[n] for n in batch] for name, rows in windows.items()}, return_tensors="pt"
                ).to(self._device)
                output = self._model(**inputs)
                starts, ends = (
                    output.start_logits.float().cpu().numpy(),
                    output.end_logits.float().cpu().numpy(),
                )
                for row, n in enumerate(batch):
                    sides = windows.sequence_ids(n)
                    where = [
                        (pair[0], pair[1]) if side == 1 else (0, 0)
                        for pair, side in zip(offsets[n], sides, strict=True)
                    ]
                    while where and where[-1] == (0, 0):
                        where.pop()
                    yield owners[n], starts[row], ends[row], where
