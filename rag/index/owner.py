"""A folder -> whether it is an index's own, and what in it may be removed.

Nothing is removed that these rules do not know as made by us: a folder is not ours because of its name. A marker
says whose it is; an index of an earlier version has none and is known by what it holds.
"""

import re
import shlex
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rag.errors import IndexFault
from rag.index.manifest import MANIFEST, own_values
from rag.index.marker import MARKER

CURRENT = "CURRENT"
LOCK = ".lock"
ADDED = "added"  # what was uploaded in the page is kept here, and may be a source of its own index
BUILDING = ".building-"
_FORM = re.compile(rb"\d+ [0-9a-f]{16}\n")
_MADE = re.compile(re.escape(BUILDING) + "[a-z0-9_]{8}")
_OURS = frozenset({LOCK, ".CURRENT.new", f".{MARKER}.new", ".engine", "..engine.new", ".embedded"})
KEPT = (
    "audit.jsonl",
    "feedback.jsonl",
    "judgement.json",
    ADDED,
    "runs",
)  # what is kept beside the versions: no build makes it again
_BESIDE = frozenset({CURRENT, *KEPT})  # ours where a builder was at work before
_HARMLESS = frozenset(
    {
        "README.md",
        "README",
        ".gitignore",
        ".gitkeep",
        ".keep",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "lost+found",
    }
)
_PARTS = frozenset({"articles.db", "articles.db-journal", "passages.db", "passages.db-journal", MANIFEST})


def check_folder(where: Path) -> None:
    """Raise IndexFault when a folder is no index and something of somebody else's is in it."""
    if foreign := [] if (where / MARKER).is_file() else _foreign(where):
        shown = "、".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise IndexFault(
            f"{where}: 这个文件夹里已有别的东西（{shown}），不能用来放索引；什么也没有改动。 This folder holds other "
            "things and will not be made an index; nothing was touched. Name a new or empty one: "
            f"--index {_other(where)}"
        )


def check_sources(paths: Sequence[str | Path], where: Path) -> None:
    """Raise IndexFault when pages would be read from inside the index, or the index would lie inside the pages."""
    index = where.resolve()
    for given in paths:
        path = Path(given).resolve()
        inside = path.is_relative_to(index) and not path.is_relative_to(index / ADDED)
        if inside or index.is_relative_to(path):
            raise IndexFault(
                f"{given}: 版面和索引不能放在一起（索引是 {where}）；什么也没有改动。 The pages and the index must lie "
                f"apart; nothing was touched. Name another folder for the index: --index {_other(path)}"
            )


def is_version(folder: Path) -> bool:
    """Say whether a folder is a version that was published here: its manifest is ours and names all that is in it."""
    if not folder.name.isdecimal() or folder.is_symlink():
        return False
    values = own_values(folder)
    with suppress(OSError):
        return values is not None and {path.name for path in folder.iterdir()} <= {*values["files"], MANIFEST}
    return False


def is_unfinished(folder: Path) -> bool:
    """Say whether a folder holds nothing but files of a version that was being made."""
    with suppress(OSError):
        inside = [] if folder.is_symlink() else list(folder.iterdir())
        ours = bool(inside) or _MADE.fullmatch(folder.name) is not None
        return ours and all(
            path.is_file() and (path.name in _PARTS or path.suffix == ".npy") for path in inside
        )
    return False


def discard(folder: Path) -> None:
    """Remove the files of a folder that was found to be ours, the manifest last; what cannot be removed stays."""
    with suppress(OSError):
        for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST):
            path.unlink()
        folder.rmdir()


def _foreign(where: Path) -> list[str]:
    """Return the names in an unmarked folder that speak against its being, or becoming, an index."""
    if not where.exists():
        return []
    ours = _is_older_index(where)
    return sorted(
        path.name
        for path in where.iterdir()
        if not ours
        and path.name not in _OURS | _HARMLESS
        and not (path.name in _BESIDE and (where / LOCK).exists())
        if not (path.name.startswith(BUILDING) and is_unfinished(path))
    )


def _is_older_index(where: Path) -> bool:
    """Say whether an index was made here before there were markers."""
    with suppress(OSError):
        if _FORM.fullmatch((where / CURRENT).read_bytes()):
            return True
    return any(is_version(path) for path in where.iterdir() if path.is_dir())


def _other(where: Path) -> str:
    return shlex.quote(str(where.with_name(f"{where.resolve().name}-index")))
