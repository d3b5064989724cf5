"""A file of questions -> a file of predictions, one line each; an interrupted run goes on where it stopped.

Knows nothing of how a question is answered, nor of how the answers are scored.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rag.errors import EvaluationError

BEGINNING = b'{"id":'  # how each line we write begins: what a cut-off last line must look like


def answer_file(
    questions: list[tuple[str, str]],
    output: Path,
    predict: Callable[[str, str], dict[str, Any]],
    *,
    fresh: bool,
    progress: Callable[[str, int, int], None],
) -> tuple[int, int]:
    """Append the prediction of each (id, question) not yet in the output; return how many were kept and made.

    Every line is on disk before the next question is read, so a kill costs one answer.
    Raises EvaluationError when two questions share an id or the output cannot be written.
    """
    ids = [name for name, _ in questions]
    if len(set(ids)) != len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise EvaluationError(
            f"问题编号重复：{twice}。 Two questions have the id {twice!r}; give each its own."
        )
    done = set() if fresh else _kept(output)
    todo = [(name, text) for name, text in questions if name not in done]
    try:
        with output.open("w" if fresh else "a", encoding="utf-8") as stream:
            for number, (name, text) in enumerate(todo, 1):
                line = json.dumps(predict(name, text), ensure_ascii=False, allow_nan=False)
                stream.write(line + "\n")
                stream.flush()
                os.fsync(stream.fileno())
                progress("回答 answering", len(questions) - len(todo) + number, len(questions))
    except OSError as error:
        raise EvaluationError(f"{output}: 无法写入。 Cannot be written: {error.strerror}.") from None
    return len(questions) - len(todo), len(todo)


def _kept(output: Path) -> set[str]:
    """Return the ids answered so far, and drop a last line that was cut off by a kill."""
    if not output.exists():
        return set()
    try:
        raw = output.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        rest = raw[len(whole) :]
        ids = {str(json.loads(line)["id"]) for line in whole.decode("utf-8").split("\n") if line.strip()}
        if rest[: len(BEGINNING)] != BEGINNING[: len(rest)]:
            raise ValueError
        if rest:
            os.truncate(output, len(whole))
    except (OSError, ValueError, KeyError, TypeError):
        raise EvaluationError(
            f"{output}: 不是预测文件，未改动。 Not a file of predictions, left as it is; "
            "name another --output or use --fresh."
        ) from None
    return ids
