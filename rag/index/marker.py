"""The marker file of an index folder <-> that it is ours, and what it was built from.

Knows nothing of versions. The file is a help and no part of any version: what is wrong in it is as if it were not said.
"""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path

from rag.index import files

MARKER = ".wenbao.json"
_NOTE = "An index of Wenbao 问报: the numbered folders here are made and removed by `rag build`."
_SHOWN = 4  # paths in a command that is shown


def mark(where: Path) -> None:
    """Make a folder that was checked an index's own; only called under the lock."""
    if not (where / MARKER).is_file():
        _write(where, ())


def sources(where: Path) -> tuple[str, ...]:
    """Return the files and folders that an index was built from, as far as that is known."""
    try:
        found = json.loads((where / MARKER).read_bytes())["paths"]
        return tuple(path for path in found if isinstance(path, str))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()


def remember(where: Path, paths: Sequence[str | Path]) -> None:
    """Note what an index was built from, so that every message can name the command that builds it again."""
    found = tuple(dict.fromkeys(str(Path(path).resolve()) for path in paths))
    if found != sources(where):
        _write(where, found)


def cure(where: Path) -> str:
    """Return the command that builds an index again from its own pages."""
    paths = [shlex.quote(path) for path in sources(where)] or ["PATH"]
    more = " …" if len(paths) > _SHOWN else ""
    return f"rag build {' '.join(paths[:_SHOWN])}{more} --index {shlex.quote(str(where))}"


def _write(where: Path, paths: Sequence[str]) -> None:
    written = json.dumps({"note": _NOTE, "paths": list(paths)}, ensure_ascii=False, indent=1) + "\n"
    files.replace(where / MARKER, written.encode("utf-8", "replace"))
