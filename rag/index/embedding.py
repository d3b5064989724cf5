"""Texts -> vectors, each text embedded once: known ones are taken from an earlier version or a stopped build.

Knows nothing of what the texts are.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.encoder import Encoder, Vectors
from rag.index import files
from rag.settings import ENCODER_SHARD

Keys = NDArray[np.uint8]  # one row of 16 bytes a text
Report = Callable[[int, int], None]
_KEY = 16


class Known:
    """Vectors by the key of their text."""

    def __init__(self) -> None:
        self._rows: dict[bytes, tuple[NDArray[Any], int]] = {}

    def learn(self, keys: Keys, vectors: NDArray[Any]) -> None:
        """Take in vectors of an earlier version."""
        if keys.ndim == 2 and keys.shape[1] == _KEY and vectors.ndim == 2 and len(keys) == len(vectors):
            self._rows.update((key.tobytes(), (vectors, row)) for row, key in enumerate(keys))

    def __contains__(self, key: bytes) -> bool:
        return key in self._rows

    def __getitem__(self, key: bytes) -> NDArray[Any]:
        vectors, row = self._rows[key]
        found: NDArray[Any] = vectors[row]
        return found


class Embedder:
    """An encoder that remembers; finished shards outlive a kill."""

    def __init__(self, encoder: Encoder, shards: Path) -> None:
        self._encoder, self._shards = encoder, shards
        self.embedded = 0  # texts that the encoder really had to see

    def keys(self, texts: Sequence[str]) -> Keys:
        """Return the key of each text: of the model and of what it is given."""
        salt = self._encoder.fingerprint.encode()
        made = (hashlib.blake2b(salt + text.encode("utf-8", "replace"), digest_size=_KEY) for text in texts)
        return np.frombuffer(b"".join(key.digest() for key in made), dtype=np.uint8).reshape(len(texts), _KEY)

    def vectors(self, texts: Sequence[str], keys: Keys, known: Known, report: Report) -> Vectors:
        """Return one unit row a text; ``report(done, total)`` counts the texts that had to be embedded."""
        self._load_shards(known)
        names = [key.tobytes() for key in keys]
        missing = {name: row for row, name in reversed(list(enumerate(names))) if name not in known}
        # Neighbours in a shard have about the same length, so that no batch is mostly padding.
        order = sorted(missing.values(), key=lambda row: (len(texts[row]), row))
        for start in range(0, len(order), ENCODER_SHARD):
            rows = order[start : start + ENCODER_SHARD]
            made = self._encoder.encode_passages([texts[row] for row in rows])
            self.embedded += len(rows)
            self._save_shard(keys[rows], made)
            known.learn(keys[rows], made)
            report(min(start + ENCODER_SHARD, len(order)), len(order))
        matrix = np.zeros((len(texts), self._encoder.dimension if texts else 0), dtype=np.float32)
        for row, name in enumerate(names):
            matrix[row] = known[name]
        return matrix

    def _save_shard(self, keys: Keys, vectors: Vectors) -> None:
        self._shards.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(keys.tobytes()).hexdigest()[:16]
        building = self._shards / f".{name}.npz"
        np.savez(building, keys=keys, vectors=vectors)
        files.sync(building)
        building.rename(self._shards / f"{name}.npz")

    def _load_shards(self, known: Known) -> None:
        for path in sorted(self._shards.glob("[0-9a-f]*.npz")):
            try:
                with np.load(path, allow_pickle=False) as shard:
                    keys, vectors = shard["keys"], shard["vectors"]
            except Exception:  # zip, zlib and npy each have their own; a bad shard is made again
                continue
            if np.isfinite(vectors).all():
                known.learn(keys, vectors)
