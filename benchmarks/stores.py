"""Random rows -> the local store and another engine, each filled and asked in a process of its own, side by side.

Knows nothing of pages or questions. Prints ratios to the local store, what each process and its files held, and for how
many questions the two found the same rows in the same order. The engine's own memory counts only where it runs inside
the process (a *.db file).

    python benchmarks/stores.py                                      the local store and Milvus Lite
    python benchmarks/stores.py --store http://host:19530 --rows 200000
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rag.articles.passages import passage_id  # noqa: E402
from rag.store import open_store  # noqa: E402
from rag.store.engine import Engine, address_of  # noqa: E402
from rag.types import Hit, Passage, Terms  # noqa: E402

WIDTH, WORDS, VOCABULARY, QUESTIONS, DEPTH = 384, 100, 50_000, 50, 100


def rows(count: int) -> tuple[list[Passage], np.ndarray, list[Terms]]:
    """Return passages, unit vectors and term weights, the same in every process; ten passages an article."""
    chance = np.random.default_rng(7)
    vectors = chance.normal(size=(count, WIDTH)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    words = np.minimum(chance.zipf(1.3, size=(count, WORDS)), VOCABULARY)
    weights = chance.random(size=(count, WORDS), dtype=np.float32) + 0.1
    made = []
    for row in range(count):
        article, start = f"{row // 10:016x}", 200 * (row % 10)
        made.append(Passage(passage_id(article, start, start + 1), article, start, start + 1, "字", "题"))
    pairs = zip(words.tolist(), weights.tolist(), strict=True)
    return made, vectors, [dict(zip(terms, values, strict=True)) for terms, values in pairs]


def timed(ask: Callable[[int], list[Hit]], clock: Callable[[], float]) -> tuple[float, list[str]]:
    """Return the median milliseconds of a question and a mark of what each found."""
    took, marks = [], []
    for number in range(QUESTIONS):
        begun = clock()
        hits = ask(number)
        took.append(1000 * (clock() - begun))
        marks.append(hashlib.sha256(repr([hit.passage for hit in hits]).encode()).hexdigest()[:12])
    return median(took), marks


def measured(address: str, count: int, clock: Callable[[], float]) -> dict[str, Any]:
    """Fill one store, open it again, ask it; return the figures."""
    passages, vectors, terms = rows(count)
    articles = sorted({passage.article for passage in passages})
    engine = Engine(address, "wenbao_benchmark", count) if address else None
    with tempfile.TemporaryDirectory() as name:
        begun = clock()
        store = open_store(Path(name), writable=True, engine=engine)
        for start in range(0, count, 1024):
            part = slice(start, start + 1024)
            store.add(passages[part], vectors[part], terms[part])
        store.close()
        found: dict[str, Any] = {"fill s": clock() - begun}
        store = open_store(Path(name), engine=engine)
        asked, some = vectors[::-1] + vectors[0], [dict(list(each.items())[:12]) for each in terms]
        few, half = articles[:5], articles[::2]
        store.nearest(asked[0], DEPTH)  # whatever is made at the first question
        for name, ask in {
            "nearest ms": lambda n: store.nearest(asked[n], DEPTH),
            "matching ms": lambda n: store.matching(some[n], DEPTH),
            "nearest in 5 articles ms": lambda n: store.nearest(asked[n], DEPTH, few),
            "nearest in half of them ms": lambda n: store.nearest(asked[n], DEPTH, half),
        }.items():
            found[name], found[f"{name} found"] = timed(ask, clock)
        status = Path("/proc/self/status").read_text("utf-8").splitlines()
        found["peak MB"] = next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))
        store.close()
    if address.endswith(".db"):
        files = [file.stat().st_size for file in Path(address).rglob("*") if file.is_file()]
        found["files MB"] = sum(files) // 1_000_000
    elif address:
        from rag.store.milvus import drop

        drop(address, "wenbao_benchmark", ())
    return found


def main() -> None:
    """Measure both and print the table."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--store", default="", metavar="ADDRESS", help="default: a file of Milvus Lite")
    reader.add_argument("--rows", type=int, default=20_000)
    reader.add_argument(
        "--processor",
        action="store_true",
        help="count processor time, all threads: for a *.db on a busy machine",
    )
    reader.add_argument("--only", default=None, help=argparse.SUPPRESS)
    given = reader.parse_args()
    if given.only is not None:
        clock = time.process_time if given.processor else time.perf_counter
        print(json.dumps(measured(given.only, given.rows, clock)))
        return
    with tempfile.TemporaryDirectory() as folder:
        address = address_of(given.store) or str(Path(folder) / "copy.db")
        told = []
        for one in ("", address):
            words = [sys.executable, __file__, "--rows", str(given.rows), "--only", one]
            words += ["--processor"] if given.processor else []
            told.append(json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout))
    local, other = told
    for name, value in other.items():
        if name.endswith(" found"):
            same = sum(a == b for a, b in zip(value, local[name], strict=True))
            print(f"{'  the same rows in the same order':36} {same} of {QUESTIONS}")
        elif name in local:
            print(
                f"{name:36} local {local[name]:9.1f}   engine {value:9.1f}   ratio {value / local[name]:6.1f}"
            )
        else:
            print(f"{name:36} engine {value}")


if __name__ == "__main__":
    main()
