"""Every change to a collection -> one line of a file beside its versions: when, who, from where, what.

Knows nothing of how a change is made. Questions are never written here. The file outlives every version.
"""

import json
import os
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from rag.errors import RagError

FILE = "audit.jsonl"
NAMES = 200  # files named in one line; of more, their number


def note(folder: Path, act: str, what: Sequence[str], who: str = "", where: str = "") -> None:
    """Append a change that was made; ``who`` is whoever logged in, else the user of this machine."""
    line = {
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "who": who or _user(),
        "where": where,
        "act": act,
        "what": list(what[:NAMES]),
        "count": len(what),
    }
    data = (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(folder / FILE, flags, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise RagError(
            f"改动已做，但没能记入 {FILE}：{error.strerror}。 The change was made but could not be recorded in {FILE}."
        ) from None


def read(folder: Path) -> list[dict[str, object]]:
    """Return the changes, oldest first; a line that a crash cut short is passed over."""
    found: list[dict[str, object]] = []
    try:
        with (folder / FILE).open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(value, dict):
                    found.append(value)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RagError(f"{folder / FILE} 读不了：{error.strerror}。 It cannot be read.") from None
    return found


def line(change: dict[str, object]) -> str:
    """Return one change as a line for a terminal: no control characters, whatever a file is called."""
    what = change.get("what")
    names = [str(one) for one in what] if isinstance(what, list) else []
    more = change.get("count")
    rest = f" … ({more})" if isinstance(more, int) and more > len(names) else ""
    where = f" @{change['where']}" if change.get("where") else ""
    told = f"{change.get('time')}  {change.get('who')}{where}  {change.get('act')}  {' '.join(names)}{rest}"
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in told)


def _user() -> str:
    """Return the name of the user whose process this is."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
