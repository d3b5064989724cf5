"""Artificial pages into an index, and the time a page of each stage: reading, articles and links; words; embedding.

Run ``python benchmarks/building.py NEWS.jsonl.gz [--pages 1000] [--sample 60]``. It does not know whether what was
found is right (``segmentation.py`` does): it proves that a thousand pages build without a stop and that ``rag check``
finds nothing wrong. A stand-in takes the encoder's place; the real one is timed apart, on a sample of the texts.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import make_page, stories
from rag.index import BuildReport, build
from rag.index.inspection import check
from rag.model.encoder import open_encoder

_NAMES = {
    "reading": "reading, articles and links",
    "embedding": "embedding (stand-in)",
    "words": "words",
}


class StandIn:
    """An encoder without weights: each text its own direction, so that the rest can be timed."""

    name = "stand-in"
    dimension = 384
    fingerprint = "5" * 64

    def __init__(self) -> None:
        self.texts = 0
        self.kept: list[str] = []  # every hundredth text, for the sample

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a question."""
        rows = np.stack(
            [np.random.default_rng(crc32(text.encode())).standard_normal(self.dimension) for text in texts]
        ).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one row a passage."""
        self.kept.extend(texts[-self.texts % 100 :: 100])
        self.texts += len(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return self.encode_queries(texts)

    def encode_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Return one row a passage and the same for each of its sentences."""
        rows = self.encode_passages(texts)
        return rows, [
            np.repeat(row[None], len(spans), axis=0) for row, spans in zip(rows, sentences, strict=True)
        ]


class Clock:
    """Seconds of this process by stage, fed by the progress that a build reports."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._stage, self._since = _NAMES["reading"], time.process_time()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Note that a stage has come so far; what passed since the last note belongs to the stage before."""
        del done, total
        now = time.process_time()
        self.seconds[self._stage] += now - self._since
        self._stage, self._since = _NAMES.get(stage, "writing and publishing"), now


def write_pages(news: Path, folder: Path, count: int, seed: int) -> int:
    """Write pages as text files; returns how many characters they have."""
    pool, chance, size = list(stories(news)), Random(seed), 0
    for number in range(count):
        page = make_page(chance, chance.sample(pool, chance.randint(3, 9)))
        (folder / f"{number:05}.txt").write_text(page.text, "utf-8")
        size += len(page.text)
    return size


def report(built: BuildReport, clock: Clock, faults: int, size: int) -> list[str]:
    """Return the lines about a build."""
    pages = built.documents
    lines = [
        f"{pages} pages of {size // pages} characters, {built.articles} articles, {built.passages} passages; "
        f"refused {len(built.refused)}, faults found by rag check {faults}"
    ]
    lines += [f"{stage:30} {1000 * clock.seconds[stage] / pages:8.1f} ms/page" for stage in clock.seconds]
    apart = sum(seconds for stage, seconds in clock.seconds.items() if not stage.startswith("embedding"))
    return [*lines, f"{'all but embedding':30} {1000 * apart / pages:8.1f} ms/page"]


def embedding(encoder: StandIn, pages: int, sample: int) -> str:
    """Time the real encoder on a sample of the texts of the build."""
    real = open_encoder(None)
    chosen = Random(7).sample(encoder.kept, min(sample, len(encoder.kept)))
    real.encode_passages(chosen[:4])  # loading is no part of it
    started = time.process_time()
    real.encode_passages(chosen)
    each = (time.process_time() - started) / len(chosen)
    return (
        f"{'embedding, apart':30} {1000 * each * encoder.texts / pages:8.1f} ms/page: "
        f"{encoder.texts / pages:.1f} texts a page, {1000 * each:.1f} ms a text over a sample of {len(chosen)}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when a page was refused or the check found a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sample", type=int, default=60, help="texts for the real encoder; 0 leaves it out")
    options = parser.parse_args(arguments)
    if not options.news.exists():
        sys.stdout.write(f"{options.news} is not here: nothing was measured\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        pages, where = Path(folder) / "pages", Path(folder) / "index"
        pages.mkdir()
        size = write_pages(options.news, pages, options.pages, options.seed)
        encoder, clock = StandIn(), Clock()
        built = build([pages], where, encoder=encoder, progress=clock)
        clock("done", 0, 0)
        faults = check(where, encoder=encoder)
        lines = report(built, clock, len(faults), size)
        if options.sample:
            lines.append(embedding(encoder, built.documents, options.sample))
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(built.refused or faults))


if __name__ == "__main__":
    sys.exit(main())
