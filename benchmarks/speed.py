"""Time Wenbao against a plain configuration of the same parts, side by side in one run, and print ratios.

Knows nothing of whether the answers are right: `rag evaluate` measures that. Seconds differ between machines
and from hour to hour; a ratio of two things measured in turns on one machine does not, or much less.

    python benchmarks/speed.py                    the index in indexes/, 40 questions, 3 rounds
    python benchmarks/speed.py --json speed.json
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from rag.answer.pipeline import ask
from rag.evaluate import load_questions
from rag.index import Index, build, open_index
from rag.reader import Reader
from rag.reader.trained import WEIGHTS, TrainedReader

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "data" / "seed_qa_dev.jsonl"
LIBRARIES = "import torch, transformers, sentence_transformers, faiss, jieba"
Row = dict[str, str | float]


def seconds(work: Callable[[], object]) -> float:
    """Return how long one piece of work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(
    plain: list[Callable[[], object]], ours: list[Callable[[], object]], rounds: int
) -> tuple[float, float]:
    """Return the median of each, measured in turns so that a busy moment hits both."""
    pairs = [(seconds(p), seconds(o)) for _ in range(rounds) for p, o in zip(plain, ours, strict=True)]
    return median(p for p, _ in pairs), median(o for _, o in pairs)


class LibraryScorer:
    """The reader's own weights in the transformers library, as a plain script would run them."""

    def __init__(self, at_once: int, multiple: int) -> None:
        import torch
        from safetensors.torch import load_file

        from rag.model.packaged import default_encoder_folder
        from rag.reader.network import SpanNetwork, whole

        self._torch, self._at_once, self._multiple = torch, at_once, multiple
        self._network = SpanNetwork(default_encoder_folder())
        self._network.load_state_dict(whole(load_file(WEIGHTS)), strict=False)
        self._network.eval()

    def __call__(self, inputs: Sequence[tuple[int, ...]]) -> list[tuple[Any, Any, float]]:
        """Return start and end logits and relevance of each input, padded to a multiple of a length."""
        from rag.reader.inputs import Window, padded

        found: list[tuple[Any, Any, float]] = []
        for at in range(0, len(inputs), self._at_once):
            group = inputs[at : at + self._at_once]
            ids, mask = padded([Window(tuple(one), 0, ()) for one in group], self._multiple)
            with self._torch.inference_mode():
                start, end, relevance = self._network(self._torch.tensor(ids), self._torch.tensor(mask))
            rows = zip(group, start, end, relevance, strict=True)
            found += [(s[: len(one)].numpy(), e[: len(one)].numpy(), float(r)) for one, s, e, r in rows]
        return found


PLAIN = (  # what our reading is measured against: how many windows at once, and to what they are padded
    ("the same reader, passage by passage, each padded to 384 tokens", 1, 384),
    ("the same reader, all passages in one batch padded to the longest", 1000, 1),
)


def answering(index: Index, questions: list[str], rounds: int) -> list[Row]:
    """Compare question to answer with the same reader without our speed-ups, and say where our time goes."""
    ours = TrainedReader()
    rows: list[Row] = []
    for against, at_once, multiple in PLAIN:
        plain = TrainedReader()
        plain._score = LibraryScorer(at_once, multiple)  # type: ignore[assignment]

        def answer(question: str, reader: Reader) -> str:
            return ask(index, question, reader=reader).text

        same = sum(answer(question, plain) == answer(question, ours) for question in questions)
        pair = side_by_side(
            [lambda q=q, r=plain: answer(q, r) for q in questions],
            [lambda q=q: answer(q, ours) for q in questions],
            rounds,
        )
        rows.append(row("question to answer", f"{against} ({same} of {len(questions)} answers equal)", pair))
    timings = [ask(index, question, reader=ours).timings for question in questions]
    whole = sum(sum(stages.values()) for stages in timings) or 1.0
    for stage in timings[0]:
        share = sum(stages.get(stage, 0.0) for stages in timings) / whole
        rows.append({"what": f"  of which {stage}", "share": round(share, 3)})
    return rows


def starting(where: Path, question: str, rounds: int) -> Row:
    """Compare a new process that answers with one that only loads the libraries."""
    plain = [sys.executable, "-c", LIBRARIES]
    ours = [sys.executable, "-m", "rag", "ask", question, "--index", str(where.resolve())]
    run = [
        lambda words=words: subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
        for words in (plain, ours)
    ]
    return row(
        "cold start to first answer", "importing the libraries", side_by_side(run[:1], run[1:], rounds)
    )


def building() -> Row:
    """Compare building an index with building it again when nothing has changed."""
    with tempfile.TemporaryDirectory() as folder:
        work = lambda: build([ROOT / "seeds"], Path(folder) / "indexes")  # noqa: E731 - the same work, twice
        return row("build when nothing changed", "the first build", (seconds(work), seconds(work)))


def row(what: str, against: str, pair: tuple[float, float]) -> Row:
    """Return one line of the table: how many times the plain way's time ours takes."""
    plain, ours = pair
    return {
        "what": what,
        "against": against,
        "ratio": round(ours / plain, 3),
        "times faster": round(plain / ours, 2),
    }


def main() -> None:
    """Measure and print a Markdown table; with --json also write it for machines."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--index", type=Path, default=ROOT / "indexes")
    words.add_argument("--questions", type=Path, default=QUESTIONS)
    words.add_argument("--count", type=int, default=40, help="questions, evenly taken from the file")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--json", type=Path)
    given = words.parse_args()
    asked = [question.question for question in load_questions(given.questions, gold=False)]
    asked = asked[:: max(1, len(asked) // given.count)][: given.count]
    print("| what | measured against | ours / plain | times faster | share |\n|---|---|---|---|---|")
    with closing(open_index(given.index)) as index:
        rows = show(answering(index, asked, given.rounds))
    rows += show([starting(given.index, asked[0], given.rounds)])
    rows += show([building()])
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def show(rows: list[Row]) -> list[Row]:
    """Print lines of the table as soon as they are measured, and return them."""
    for line in rows:
        cells = (line.get(name, "") for name in ("what", "against", "ratio", "times faster", "share"))
        print("|", " | ".join(map(str, cells)), "|", flush=True)
    return rows


if __name__ == "__main__":
    main()
