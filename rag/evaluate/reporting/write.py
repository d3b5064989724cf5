"""Write a report where people and machines look for it: report.html, report.json, predictions.jsonl.

Knows nothing of what is in them. A file appears under its name only when it is whole.
"""

import os
from pathlib import Path
from types import TracebackType

from rag.errors import EvaluationError
from rag.evaluate.reporting.as_json import to_json_text
from rag.evaluate.reporting.html import to_html
from rag.evaluate.scoring.results import Report

PREDICTIONS = "predictions.jsonl"
REPORT_JSON = "report.json"
REPORT_HTML = "report.html"


class PredictionsFile:
    """A predictions file in the making: every line is on disk at once, the name only when all are written."""

    def __init__(self, path: Path) -> None:
        """Begin the file beside its final name."""
        self._path = path
        self._part = path.with_name(path.name + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise _cannot(self._part, error) from error

    def write(self, line: str) -> None:
        """Append a line; after a kill it is found in the .part file."""
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise _cannot(self._part, error) from error

    def __enter__(self) -> "PredictionsFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is None:
            os.replace(self._part, self._path)


def write_report(report: Report, folder: Path) -> None:
    """Write report.json and report.html into a folder, made if need be. Raises EvaluationError."""
    _write(folder / REPORT_JSON, to_json_text(report))
    _write(folder / REPORT_HTML, to_html(report))


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="\n")
        os.replace(part, path)
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> EvaluationError:
    reason = error.strerror or type(error).__name__
    return EvaluationError(
        f"{path.name}: 无法写入（{reason}）。 Cannot be written ({reason}); choose another folder."
    )
