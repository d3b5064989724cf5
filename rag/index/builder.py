"""Files -> the next version of an index; nothing changed -> nothing published.

Knows nothing of formats or pages. Whatever fails on the way, the last version stays as it was.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path

from rag import settings
from rag.errors import IndexFault, QuestionError
from rag.index import copies, marker, owner
from rag.index.build_report import BuildReport, Confirm, Removal, compared
from rag.index.collection import FILE, Collection
from rag.index.contents import Before, write_contents
from rag.index.intake import Taken, take_in
from rag.index.manifest import Manifest, verify
from rag.index.versions import (
    Progress,
    current,
    known_sources,
    new_folder,
    numbers,
    publish,
    published,
    writing,
)
from rag.model.encoder import open_encoder
from rag.model.protocol import Encoder
from rag.store.engine import address_of
from rag.text.words import dictionary_hash


@dataclass(frozen=True, slots=True)
class _Last:
    """The version that is current when a build starts, if there is one that is whole."""

    folder: Path | None = None
    manifest: Manifest | None = None
    warning: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)  # known even of a version that is damaged


@dataclass(frozen=True, slots=True)
class _How:
    """What was asked for, None for what the index has."""

    encoder: Encoder | str | None
    store: str | None
    progress: Progress
    confirm: Confirm | None = None


def build(
    paths: Sequence[str | Path],
    where: str | Path,
    *,
    encoder: Encoder | str | None = None,
    store: str | None = None,
    progress: Progress | None = None,
    confirm: Confirm | None = None,
) -> BuildReport:
    """Make an index of exactly these files and folders; those that cannot be used are named in the report.

    ``store`` names an engine that gets a copy and is asked from then on, or "local"; None leaves it where it is.
    ``confirm`` is asked before most of the documents are taken out, and may say no: then nothing changes.
    """
    asked = None if store is None else address_of(store)  # a wrong one is refused before a file is read
    report = _with(paths, where, _empty, _How(encoder, asked, progress or _silent, confirm))
    _remember(Path(where), paths)
    return report


def add(
    paths: Sequence[str | Path],
    where: str | Path,
    *,
    encoder: Encoder | str | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Add files to an index, replacing those of the same name."""
    report = _with(paths, where, _grown_from, _How(encoder, None, progress or _silent))
    _remember(Path(where), [*marker.sources(Path(where)), *paths])
    return report


def remove(
    names: Sequence[str],
    where: str | Path,
    *,
    encoder: Encoder | str | None = None,
    progress: Progress | None = None,
    confirm: Confirm | None = None,
) -> BuildReport:
    """Take documents out of an index by name; raises QuestionError for a name that is not there."""
    with _next(Path(where)) as (last, folder):
        with closing(_grown_from(last, folder)) as collection:
            for name in names:
                if not collection.remove(name):
                    raise QuestionError(f"索引里没有名为 {name} 的文件。 The index has no document {name}.")
            collection.relate()
        report = _finish(last, folder, _How(encoder, None, progress or _silent, confirm), Taken())
    _remember(Path(where), [path for path in marker.sources(Path(where)) if Path(path).name not in names])
    return report


def remake(
    old: Path, encoder: Encoder | str, store: str = "", *, progress: Progress | None = None
) -> BuildReport:
    """Make the next version of what an earlier one of another format holds; that one stays as it is."""
    with _next(old.parent) as (last, folder):
        shutil.copyfile(old / FILE, folder / FILE)
        with closing(Collection(folder / FILE, writable=True)) as collection:
            collection.relate()
        how = _How(encoder, store or None, progress or _silent)
        return _finish(_Last(sources=last.sources), folder, how, Taken())


def _with(
    paths: Sequence[str | Path],
    where: str | Path,
    begun: Callable[[_Last, Path], Collection],
    how: _How,
) -> BuildReport:
    """Take the files into the collection that the next version begins with, and finish that version."""
    owner.check_sources(paths, Path(where))
    with _next(Path(where)) as (last, folder):
        with closing(begun(last, folder)) as collection:
            taken = take_in(paths, collection, how.progress)
            collection.relate()
        return _finish(last, folder, how, taken)


@contextmanager
def _next(where: Path) -> Iterator[tuple[_Last, Path]]:
    """Give the last version and an empty folder for the next, under the lock; removed if unpublished."""
    with writing(where):
        folder = None
        try:
            last = _last(where)
            folder = new_folder(where)
            yield last, folder
        except (OSError, sqlite3.Error) as error:
            raise IndexFault(
                f"{where}: 写不进去，原来的索引没有变。 Cannot write ({error}); "
                "the last version is as it was. Free space or check the permissions, then build again."
            ) from error
        finally:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)


def _last(where: Path) -> _Last:
    try:
        folder, manifest, warning = current(where)
        faults = verify(folder, manifest, everything=True)
    except IndexFault as error:
        return _Last(warning=str(error) if numbers(where) else "", sources=known_sources(where))
    if faults:
        return _Last(warning="；".join(faults), sources=manifest.sources)
    return _Last(folder, manifest, warning, manifest.sources)


def _empty(_last: _Last, folder: Path) -> Collection:
    return Collection(folder / FILE, writable=True)


def _grown_from(last: _Last, folder: Path) -> Collection:
    if last.folder is not None:
        shutil.copyfile(last.folder / FILE, folder / FILE)
    elif last.warning:
        raise IndexFault(last.warning)
    return Collection(folder / FILE, writable=True)


def _remember(where: Path, paths: Sequence[str | Path]) -> None:
    with suppress(OSError):  # the version is published: what it was built from is a help, no part of it
        marker.remember(where, paths)


def _chosen(encoder: Encoder | str | None, last: _Last) -> Encoder:
    """Return the encoder that was asked for, else the one the index was made with, else the default."""
    if encoder is None or isinstance(encoder, str):
        return open_encoder(encoder or (last.manifest.encoder if last.manifest else None))
    return encoder


def _finish(last: _Last, folder: Path, how: _How, taken: Taken) -> BuildReport:
    """Make the files of the version and publish it, unless it would equal the last."""
    where, encoder = folder.parent, _chosen(how.encoder, last)
    address = copies.address(how.store, last.manifest)
    with closing(Collection(folder / FILE, writable=False)) as collection:
        content = _content(collection, encoder)
        sources = collection.sources()
        _confirm(last, sources, how)
        standing, there = last.manifest, last.folder
        same = standing is not None and (standing.content, standing.store) == (content, address)
        if standing is not None and there is not None and same and copies.is_whole(there, standing):
            return _report(standing, last, 0, taken, None)
        articles = list(collection.articles())
        described = _described(collection, last)
    engine = copies.engine_for(where, address, content)
    before = Before(last.folder, last.manifest.dictionary if last.manifest else "")
    counts = write_contents(articles, folder, encoder, before, how.progress, engine=engine)
    manifest = Manifest(
        version=0,
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        program=settings.VERSION,
        encoder=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=counts.dimension,
        dictionary=dictionary_hash(),
        average_length=counts.average_length,
        content=content,
        documents=len(sources),
        articles=len(articles),
        passages=counts.passages,
        sentences=counts.sentences,
        sources=sources,
        newspapers=tuple(sorted({article.newspaper for article in articles if article.newspaper})),
        files={},
        store=address,
        collection=engine.collection if engine else "",
    )
    versions = published(where)
    manifest = publish(folder, where, manifest, how.progress)
    copies.sweep(where, [*versions, manifest])
    return _report(manifest, last, counts.embedded, taken, described)


def _confirm(last: _Last, sources: Mapping[str, str], how: _How) -> None:
    """Ask before most of an index goes; raises IndexFault when the answer is no."""
    removal = Removal(compared(last.sources, sources).removed, len(last.sources))
    if how.confirm and removal.needs_confirming and not how.confirm(removal):
        raise IndexFault(f"{removal} 没有照做，索引没有变。 Not done; the index is as it was. --yes does it.")


def _described(collection: Collection, last: _Last) -> frozenset[str]:
    """Return the documents that the last version knew by another text or description."""
    if last.folder is None:
        return frozenset()
    with closing(Collection(last.folder / FILE, writable=False)) as before:
        known = before.records()
    return frozenset(
        name for name, record in collection.records().items() if known.get(name, record) != record
    )


def _content(collection: Collection, encoder: Encoder) -> str:
    """Return the sha256 of all that decides what an index holds."""
    decided = (
        collection.digest(),
        encoder.fingerprint,
        dictionary_hash(),
        settings.FORMAT,
        settings.PASSAGE_LENGTH,
        settings.PASSAGE_OVERLAP,
        settings.PASSAGE_TAIL,
        settings.SENTENCE_LENGTH,
        settings.BM25_K1,
        settings.BM25_B,
    )
    return sha256(repr(decided).encode()).hexdigest()


def _report(
    manifest: Manifest, last: _Last, embedded: int, taken: Taken, described: frozenset[str] | None
) -> BuildReport:
    """Return the summary; ``described`` is None when nothing was published, since nothing changed."""
    before = dict(last.manifest.sources) if last.manifest else {}
    found = compared(before, dict(manifest.sources), described or frozenset())
    return BuildReport(
        version=str(manifest.version),
        published=described is not None,
        documents=manifest.documents,
        articles=manifest.articles,
        passages=manifest.passages,
        embedded=embedded,
        added=found.added,
        changed=found.changed,
        removed=found.removed,
        refused=tuple(taken.refused),
        warnings=(last.warning,) if last.warning else (),
        renamed=found.renamed,
        unchanged=found.unchanged,
        remarks=tuple(taken.remarks),
        store=manifest.store,
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
