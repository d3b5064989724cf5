"""A file that leaves the index -> a copy beside the index from which it can be put back, where there can be one.

Knows nothing of the page. What was uploaded here is kept as it came; of other files the index has the text only, so
that a plain text can be written out again with what was known of it, and a PDF or Word file cannot.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from rag.errors import QuestionError
from rag.index.files import kept_in
from rag.page.security import validate
from rag.page.service.shared_library import Library

ADDED = "added"  # folder beside the index versions that keeps what was added here
REMOVED = "removed"  # folder in it for the texts of files that were never there
_TEXTS = (".txt", ".md")


def keep(library: Library, name: str) -> bool:
    """Keep what a removal takes away; False when it could not be put back."""
    if _upload(library, name) is not None:
        return True
    if PurePosixPath(name).suffix.lower() not in _TEXTS or not _inside(name):
        return False
    with kept_in(library.folder):
        _write_out(library, name)
    return True


def _write_out(library: Library, name: str) -> None:
    document = library.document(name)
    root = _root(library, name)
    shutil.rmtree(root, ignore_errors=True)
    target = root.joinpath(*PurePosixPath(name).parts)
    target.parent.mkdir(parents=True)
    # bytes, so that no line ending changes: offsets count every character
    target.write_bytes(document.text.encode("utf-8", "surrogatepass"))
    if facts := _facts(document.metadata):
        side = target.with_name(f"{target.name}.json")
        side.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def again(library: Library, name: str) -> Path:
    """Return the path that puts a file back under its name; raises QuestionError when nothing was kept."""
    upload = _upload(library, name)
    if upload is not None:
        return upload
    root = _root(library, name)
    if _inside(name) and root.joinpath(*PurePosixPath(name).parts).is_file():
        return root
    raise QuestionError("原文件不在这里，请重新添加。 The file is not here any more; please add it again.")


def _upload(library: Library, name: str) -> Path | None:
    """Return the file as it was uploaded here, if it was."""
    path = library.folder / ADDED / name
    plain = validate.file_name(name) == name
    return path if plain and path.is_file() and not path.is_symlink() else None


def _root(library: Library, name: str) -> Path:
    """Return a folder of this name's own: below it the file has the very path that its name tells."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return library.folder / ADDED / REMOVED / digest


def _inside(name: str) -> bool:
    """Say whether a name is a path that cannot lead out of its folder."""
    parts = name.split("/")
    return all(part.strip(" .") and "\\" not in part and "\0" not in part for part in parts)


def _facts(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return what the user had said of the text, in the form of a side file."""
    from rag.documents.columns import KEYS

    return {key: value for key, value in metadata.items() if key in KEYS.values()}
