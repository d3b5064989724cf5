"""Passages -> vectors of them and of their sentences, each passage embedded once.

Those that are known are taken from an earlier version or a stopped build. Knows nothing of what the texts are.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.index import files
from rag.model.protocol import Encoder, Span, Vectors
from rag.settings import ENCODER_SHARD

Keys = NDArray[np.uint8]  # one row of 16 bytes a text
Halves = NDArray[np.float16]
Report = Callable[[int, int], None]
_KEY = 16


@dataclass(frozen=True, slots=True)
class Text:
    """What the encoder is given of a passage, and where its sentences stand in it."""

    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Embedded:
    """One row a passage; the sentences of passage ``i`` have rows ``starts[i]:starts[i + 1]``.

    Sentences are kept in half precision: they are only compared within a list of candidates, and there are three
    or more for each passage.
    """

    passages: Vectors
    sentences: Halves
    starts: NDArray[np.int64]

    def fits(self, keys: NDArray[Any]) -> bool:
        """Tell whether these arrays belong together and to these keys; a damaged shard's do not."""
        return (
            keys.shape == (len(self.passages), _KEY)
            and self.passages.ndim == self.sentences.ndim == 2
            and len(self.starts) == len(keys) + 1
            and int(self.starts[0]) == 0
            and int(self.starts[-1]) == len(self.sentences)
            and bool((np.diff(self.starts) >= 0).all())
            and bool(np.isfinite(self.passages).all() and np.isfinite(self.sentences).all())
        )


class Known:
    """Vectors by the key of their passage."""

    def __init__(self) -> None:
        self._rows: dict[bytes, tuple[Embedded, int]] = {}

    def learn(self, keys: Keys, found: Embedded) -> None:
        """Take in what was embedded earlier."""
        if found.fits(keys):
            self._rows.update((key.tobytes(), (found, row)) for row, key in enumerate(keys))

    def __contains__(self, key: bytes) -> bool:
        return key in self._rows

    def __getitem__(self, key: bytes) -> tuple[Vectors, Halves]:
        found, row = self._rows[key]
        return found.passages[row], found.sentences[int(found.starts[row]) : int(found.starts[row + 1])]


class Embedder:
    """An encoder that remembers; finished shards outlive a kill."""

    def __init__(self, encoder: Encoder, shards: Path) -> None:
        self._encoder, self._shards = encoder, shards
        self.embedded = 0  # passages that the encoder really had to see

    def keys(self, texts: Sequence[Text]) -> Keys:
        """Return the key of each text: of the model and of what it is given."""
        salt = self._encoder.fingerprint.encode()
        made = (
            hashlib.blake2b(
                salt + repr(each.sentences).encode() + each.text.encode("utf-8", "replace"), digest_size=_KEY
            )
            for each in texts
        )
        return np.frombuffer(b"".join(key.digest() for key in made), dtype=np.uint8).reshape(len(texts), _KEY)

    def embed(self, texts: Sequence[Text], keys: Keys, known: Known, report: Report) -> Embedded:
        """Return unit rows; ``report(done, total)`` counts the passages that had to be embedded."""
        self._load_shards(known)
        names = [key.tobytes() for key in keys]
        missing = {name: row for row, name in reversed(list(enumerate(names))) if name not in known}
        # Neighbours in a shard have about the same length, so that no batch is mostly padding.
        order = sorted(missing.values(), key=lambda row: (len(texts[row].text), row))
        for start in range(0, len(order), ENCODER_SHARD):
            rows = order[start : start + ENCODER_SHARD]
            made = self._made([texts[row] for row in rows])
            self.embedded += len(rows)
            self._save_shard(keys[rows], made)
            known.learn(keys[rows], made)
            report(min(start + ENCODER_SHARD, len(order)), len(order))
        width = self._encoder.dimension if texts else 0
        starts = np.cumsum([0, *(len(each.sentences) for each in texts)], dtype=np.int64)
        passages = np.zeros((len(texts), width), dtype=np.float32)
        sentences = np.zeros((int(starts[-1]), width), dtype=np.float16)
        for row, name in enumerate(names):
            passages[row], sentences[int(starts[row]) : int(starts[row + 1])] = known[name]
        return Embedded(passages, sentences, starts)

    def _made(self, texts: Sequence[Text]) -> Embedded:
        passages, sentences = self._encoder.encode_sentences(
            [each.text for each in texts], [each.sentences for each in texts]
        )
        starts = np.cumsum([0, *map(len, sentences)], dtype=np.int64)
        return Embedded(passages, np.concatenate(sentences).astype(np.float16), starts)

    def _save_shard(self, keys: Keys, made: Embedded) -> None:
        self._shards.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(keys.tobytes()).hexdigest()[:16]
        building = self._shards / f".{name}.npz"
        np.savez(building, keys=keys, passages=made.passages, sentences=made.sentences, starts=made.starts)
        files.sync(building)
        building.rename(self._shards / f"{name}.npz")

    def _load_shards(self, known: Known) -> None:
        for path in sorted(self._shards.glob("[0-9a-f]*.npz")):
            try:
                with np.load(path, allow_pickle=False) as shard:
                    known.learn(
                        shard["keys"], Embedded(shard["passages"], shard["sentences"], shard["starts"])
                    )
            except Exception:  # zip, zlib and npy each have their own; a bad shard is made again
                continue
