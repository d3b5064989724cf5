"""Question + passages -> scored spans, by the reader's own weights.

Knows tokens and scores; nothing of answer types, merging or refusal.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.errors import ModelError
from rag.model.integrity import check_sum
from rag.model.packaged import default_encoder_folder
from rag.question.glosses import Gloss, glosses
from rag.question.kinds import KINDS, shares_of
from rag.question.parse import bare_question, understand
from rag.reader.decode import best_spans
from rag.reader.inputs import Window, edges, open_tokenizer, windows
from rag.reader.protocol import WEIGHTS
from rag.text import Folded, plain, simplified
from rag.types import Candidate, Passage, Reading

SPANS, VARIANTS = 3, 3  # readings a passage that lie apart, and others that overlap one of these
THREADS = 4
MEANINGS_READ = 2  # Chinese words for one English word that are put after the question


def in_its_words(question: str, meant: Sequence[Gloss], passage: str) -> str:
    """Return an English question followed by the Chinese words for its own that the passage uses."""
    text = simplified(passage)
    said = [word for gloss in meant for word in [w for w in gloss.chinese if w in text][:MEANINGS_READ]]
    return " ".join(dict.fromkeys((question, *said)))


class TrainedReader:
    """The span network of ``rag.reader.network`` over passages."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        if not weights.is_file():
            raise ModelError(f"{weights.name}: the reader's weights are missing. Reinstall Wenbao.")
        check_sum(weights)
        import torch

        from rag.reader.network import load

        torch.set_num_threads(min(torch.get_num_threads(), THREADS))
        folder = default_encoder_folder()
        self.name = f"wenbao-reader ({weights.stem})"
        self._tokenizer = open_tokenizer(folder)
        self._score = load(weights, folder)
        self._lock = threading.Lock()  # one question at a time: more threads only share the same cores

    def kind(self, question: str) -> tuple[str, float]:
        """Return the kind of answer that a question asks for, one of KINDS, and how sure that is (0 to 1).

        The reader and the small model over letters err on other questions: what both hold likely is right more
        often than what either does (LOG.md).
        """
        alone = windows(self._tokenizer, simplified(question), "", "")[0]
        with self._lock:
            told = self._score.kinds(alone.ids)
        shares = shares_of(bare_question(question)) + (0.0 if told is None else told)
        likely = np.exp(shares - shares.max())
        return KINDS[int(likely.argmax())], float(likely.max() / likely.sum())

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        """Return up to SPANS + VARIANTS readings a passage; passages in the order given, best reading first."""
        asked = simplified(question)
        meant = glosses(question) if understand(question).english else ()
        pairs: list[tuple[Passage, Folded, Window]] = [
            (passage, form, window)
            for passage in (candidate.passage for candidate in candidates)
            for form in (plain(passage.text),)
            for window in windows(
                self._tokenizer, in_its_words(asked, meant, form.text), simplified(passage.title), form.text
            )
        ]
        with self._lock:
            scores = self._score([window.ids for *_, window in pairs])
        found: dict[int, list[Reading]] = {}
        for (passage, form, window), (start, end, relevance) in zip(pairs, scores, strict=True):
            where = edges(form.text, window.offsets)
            for span in best_spans(start, end, where, window.first, keep=SPANS, variants=VARIANTS):
                first, last = form.span(span.start, span.end)
                found.setdefault(passage.id, []).append(
                    Reading(
                        passage=passage.id,
                        article=passage.article,
                        start=passage.start + first,
                        end=passage.start + last,
                        text=passage.text[first:last],
                        score=round(span.score, 4),
                        relevance=round(relevance, 4),
                        null=round(span.null, 4),
                    )
                )
        kept: list[Reading] = []
        for candidate in candidates:
            here = sorted(found.get(candidate.passage.id, []), key=lambda r: (-r.score, r.start))
            kept += here[: SPANS + VARIANTS]
        return kept
