"""A finished run -> a report's folder beside the index, and the list of those that are kept.

Knows nothing of how a run was made. Each folder is one that `rag evaluate --compare` takes; the newest few
are kept, and where the index cannot be written to, the server's private folder takes its place.
"""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.page.security.validate import file_name
from rag.page.words.translations import text

if TYPE_CHECKING:
    from rag.evaluate import Report

FOLDER = "runs"
KEPT = 12  # runs; older ones are removed
SIZE = 400_000_000  # bytes of all of them together; the newest is kept whatever its size
SHOWN = "shown.html"  # the report as the page showed it, for the next one who opens it
STAMP = "%Y%m%dT%H%M%S.%fZ"  # in the name of a folder: to sort by name is to sort by time
_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-(\d+)-(.+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """One run that was kept: its folder, its test set, when it ended and over how many questions."""

    path: Path
    set: str
    time: str  # as the server's clock shows it
    questions: int

    def label(self, language: str) -> str:
        """Return how it is called where one is chosen."""
        named = {"set": self.set, "time": self.time, "questions": self.questions}
        return text("evaluate_kept", language, **named)


def keep(folder: Path, report: "Report", lines: Sequence[Mapping[str, Any]], shown: str = "") -> Path:
    """Write a run into a folder of its own, with what the page shows of it; return the folder. Too old ones go."""
    from rag.evaluate import write_report
    from rag.evaluate.asking import line_of
    from rag.evaluate.reporting.write import PREDICTIONS

    made = _new(_place(folder), report)
    with (made / PREDICTIONS).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(map(line_of, lines))
    write_report(report, made)
    if shown:
        (made / SHOWN).write_text(shown, encoding="utf-8", newline="\n")
    _sweep(made.parent)
    return made


def own(value: object) -> tuple[str, ...]:
    """Return the names of runs that a browser says are its visitor's; whatever is no such name is left out."""
    names = value[-KEPT:] if isinstance(value, list) else ()
    return tuple(name for name in names if isinstance(name, str) and _NAME.fullmatch(name))


def last_shown(folder: Path, own: Sequence[str] | None = None) -> tuple[Kept, str] | None:
    """Return the newest of a visitor's own runs that the page showed, and how it showed it."""
    for one in kept(folder, own):
        try:
            return one, (one.path / SHOWN).read_text(encoding="utf-8")
        except OSError:  # a run of an older version, or swept away just now
            continue
    return None


def kept(folder: Path, own: Sequence[str] | None = None) -> list[Kept]:
    """Return a visitor's runs that are still there, newest first; ``own`` None means everybody's.

    A report is nobody else's to read.
    """
    from rag.evaluate.reporting.write import PREDICTIONS

    found = []
    for path in sorted(_folders(_place(folder)), key=lambda one: one.name, reverse=True):
        parts = _NAME.fullmatch(path.name)
        if parts and (own is None or path.name in own) and (path / PREDICTIONS).is_file():
            ended = datetime.strptime(parts[1], STAMP).replace(tzinfo=timezone.utc)
            shown = ended.astimezone().strftime("%Y-%m-%d %H:%M")
            found.append(Kept(path, parts[3], shown, int(parts[2])))
    return found


def _place(folder: Path) -> Path:
    beside = folder / FOLDER
    writable = os.access(beside if beside.exists() else folder, os.W_OK)
    private = os.environ.get("GRADIO_TEMP_DIR")
    return beside if writable or not private else Path(private) / FOLDER


def _new(place: Path, report: "Report") -> Path:
    while True:
        stamp = datetime.now(timezone.utc).strftime(STAMP)
        made = place / f"{stamp}-{report.questions}-{file_name(report.name) or 'questions'}"
        try:
            made.mkdir(parents=True)
            return made
        except FileExistsError:  # two runs that ended together: the clock goes on
            continue


def _folders(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    return [path for path in place.iterdir() if path.is_dir() and not path.is_symlink()]


def _sweep(place: Path) -> None:
    total = 0
    runs = sorted((p for p in _folders(place) if _NAME.fullmatch(p.name)), key=lambda p: p.name, reverse=True)
    for number, path in enumerate(runs):
        total += sum(file.stat().st_size for file in path.iterdir() if file.is_file())
        if number and (number >= KEPT or total > SIZE):
            shutil.rmtree(path, ignore_errors=True)
