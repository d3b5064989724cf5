"""Files of weights and what was noted of them when they were written -> what is damaged since.

Knows nothing of models. A folder carries a note with size and sha256 of every file, a single file a sum beside it.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from rag.errors import ModelDamaged

NOTE = "unpacked.json"
_SMALL = 1 << 20  # bytes: hashed whenever a folder is opened; larger files when everything is looked at
_CURE = "rag doctor --unpack"


def note(folder: Path, fingerprint: str) -> None:
    """Note every file of a folder of weights, and the fingerprint that the encoder gives it."""
    listed = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    files = {name: {"size": path.stat().st_size, "sha256": _sha256(path)} for name, path in listed.items()}
    written = json.dumps({"fingerprint": fingerprint, "files": files}, indent=1)
    (folder / NOTE).write_text(written + "\n", encoding="utf-8")


def check(folder: Path, fingerprint: str, known: str) -> None:
    """Raise ModelDamaged when a folder is not as it was noted; ``known`` is the fingerprint where nothing was noted."""
    noted = _noted(folder)
    expected = known if noted is None else noted.get("fingerprint")
    if fingerprint != expected:
        found = next(faults(folder, everything=True), f"{fingerprint[:12]}…, expected {str(expected)[:12]}…")
        raise damaged(folder, found)
    for fault in faults(folder, everything=False):
        raise damaged(folder, fault)


def faults(folder: Path, *, everything: bool) -> Iterator[str]:
    """Yield what is not as it was noted; nothing for a folder from before there were notes."""
    files = (_noted(folder) or {}).get("files")
    for name, record in files.items() if isinstance(files, dict) else ():
        try:
            size = (folder / name).stat().st_size
            if size != record["size"]:
                yield f"{name}: expected {record['size']} bytes, found {size}"
            elif (everything or size <= _SMALL) and _sha256(folder / name) != record["sha256"]:
                yield f"{name}: its sha256 is not {record['sha256'][:12]}…"
        except (OSError, TypeError, KeyError) as error:
            yield f"{name}: {getattr(error, 'strerror', None) or error}"


def write_sum(path: Path) -> None:
    """Write the sha256 of a file beside it, as sha256sum does."""
    _sum_of(path).write_text(f"{_sha256(path)}  {path.name}\n", encoding="utf-8")


def check_sum(path: Path) -> None:
    """Raise ModelDamaged when a file is not the one whose sha256 stands beside it; without one, nothing is known."""
    beside = _sum_of(path)
    if beside.is_file() and beside.read_text("utf-8").split()[:1] != [_sha256(path)]:
        raise ModelDamaged(
            f"{path.name}: 权重已损坏，请重新安装问报。 The weights are damaged. Reinstall Wenbao."
        )


def damaged(folder: Path, fault: str) -> ModelDamaged:
    """Return the error of a folder that is not as it was unpacked."""
    return ModelDamaged(
        f"{folder}: 权重已损坏，请运行 {_CURE}。 The weights are damaged ({fault}). To unpack them again: {_CURE}"
    )


def _noted(folder: Path) -> dict[str, object] | None:
    try:
        noted = json.loads((folder / NOTE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _sum_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
