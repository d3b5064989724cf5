"""An index and the folder that is built without a word -> the files and folders that build this index again.

Knows nothing of what is in them. A build without a path must never put the default pages in the place of others.
"""

import shlex
from pathlib import Path

from rag.errors import IndexFault
from rag.index import marker, owner
from rag.index.versions import known_sources, numbers


def default_paths(where: Path, default: Path) -> list[Path]:
    """Return the default folder and all that was added to its index since; raises IndexFault for another's index."""
    known, recorded = set(known_sources(where)), [Path(path) for path in marker.sources(where)]
    names = {path.name for path in default.iterdir() if path.is_file()} if default.is_dir() else set()
    own = default.resolve()
    fresh = not numbers(where) and not recorded
    # By their names too: an index of an earlier version has no record, and that of a moved checkout another path.
    if not fresh and own not in recorded and 2 * len(names & known) <= len(names):
        raise IndexFault(
            f"{where}: 这个索引不是由 {default} 建的，不写路径就会把它换掉；什么也没有改动。 This index was not built "
            f"from {default}, which a build without a path would put in its place; nothing was touched. "
            f"To open it: rag serve --index {shlex.quote(str(where))}. To build it again: {marker.cure(where)}"
        )
    if not recorded:
        recorded = [where / owner.ADDED / name for name in sorted(known - names)]
    return [default, *(path for path in recorded if path.exists() and not path.is_relative_to(own))]
