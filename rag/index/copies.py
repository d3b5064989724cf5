"""A version's content -> the collection in another engine that holds a copy of it; copies of no version -> dropped.

Does not know how an engine works. The files of a version are the truth: a copy can be made again from the pages.
"""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from rag import settings
from rag.errors import StoreError
from rag.index import files
from rag.index.manifest import Manifest
from rag.index.versions import published
from rag.store import drop, open_store, reach
from rag.store.engine import Engine, Incomplete, address_here

_OWNER = ".engine"  # a number of this index's own: two indexes of the same pages share no collection


def address(asked: str | None, last: Manifest | None) -> str:
    """Return where the next version is copied to: what was asked for, else what the environment or the last says."""
    return asked if asked is not None else address_here(last.store if last else "")


def engine_for(where: Path, address: str, content: str) -> Engine | None:
    """Return the collection for a content, the same whenever it is built; None when nothing is copied.

    Raises StoreError when the engine does not answer: better now than after an hour of embedding.
    """
    if not address:
        return None
    reach(address)
    digest = hashlib.sha256(f"{content} {settings.VERSION}".encode()).hexdigest()
    return Engine(address, _prefix(where) + digest[:24])


def engine_of(manifest: Manifest) -> Engine | None:
    """Return the collection that a published version is searched in, at its address on this machine."""
    here = address_here(manifest.store) if manifest.store else ""
    return Engine(here, manifest.collection, manifest.passages) if here else None


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Tell whether the engine has every row of a version; raises StoreError when it does not answer."""
    engine = engine_of(manifest)
    if engine is None:
        return True
    try:
        open_store(folder, engine=engine).close()
    except Incomplete:
        return False
    return True


def sweep(where: Path, versions: Sequence[Manifest]) -> None:
    """Drop what this index copied to the engines of these versions and no published version needs.

    An engine that does not answer is left for the next build: a published version is never undone for it.
    """
    kept = {manifest.collection for manifest in published(where)}
    for address in sorted({address_here(manifest.store) for manifest in versions if manifest.store} - {""}):
        try:
            drop(address, _prefix(where), kept)
        except StoreError as error:
            logging.getLogger(__name__).warning("%s", error)


def _prefix(where: Path) -> str:
    """Return what the names of this index's collections begin with; a copy of the folder has another."""
    path = where / _OWNER
    if not path.exists():
        files.replace(path, uuid4().hex.encode())
    own = path.read_bytes() + str(where.resolve()).encode()
    return f"wenbao_{hashlib.sha256(own).hexdigest()[:12]}_"
