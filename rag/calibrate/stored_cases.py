"""Cases -> lines of a file and back, so that hours of reading are done once and go on after a stop.

Knows nothing of how cases are made. A last line that was cut is dropped with the question it belongs to.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.calibrate.collect import Case
from rag.errors import EvaluationError


def read(path: Path) -> list[Case]:
    """Return the cases of a file, none when there is no file; raises EvaluationError for a file of something else."""
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [row for line in lines if (row := _row(line)) is not None]
    try:
        return [Case(**{name: _frozen(value) for name, value in row.items()}) for row in rows]
    except TypeError as error:
        raise EvaluationError(
            f"{path.name}: 不是校准用的记录。 No cases of `rag calibrate` ({str(error)[:80]}): name another file."
        ) from error


def write(path: Path, cases: list[Case]) -> None:
    """Put cases into a file in the place of what it held."""
    path.write_text("".join(_line(case) for case in cases), encoding="utf-8")


def add(path: Path, cases: Iterator[Case]) -> Iterator[Case]:
    """Pass cases on, each written to the file as soon as it is there."""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for case in cases:
            file.write(_line(case))
            file.flush()
            yield case


def _line(case: Case) -> str:
    return json.dumps(asdict(case), ensure_ascii=False, allow_nan=False) + "\n"


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def _frozen(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    return tuple(value) if isinstance(value, list) else value
