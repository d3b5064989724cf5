"""Crash, full disk, failing calls, damaged files: the last version still answers, or the file is named."""

import errno
import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder

from rag.errors import IndexFault, RagError
from rag.index import build, open_index
from rag.index.inspection import check
from rag.index.versions import STEPS

SEED = 20261122
QUESTION = "大桥全长多少米"


@pytest.fixture
def pages(tmp_path: Path, newspaper_folder: Path) -> Path:
    """Two of the ten pages: enough to break."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("00.txt", "01.txt"):
        shutil.copy(newspaper_folder / name, folder)
    return folder


@pytest.fixture
def where(tmp_path: Path, pages: Path) -> Path:
    """A published index of the two pages."""
    folder = tmp_path / "indexes"
    build([pages], folder, encoder=FakeEncoder())
    return folder


def change(pages: Path) -> None:
    text = "# 图书馆闭馆\n\n本报讯\n\n图书馆因装修闭馆三个月，读者请谅解。\n"
    (pages / "01.txt").write_text(text, encoding="utf-8")


def answers(where: Path) -> tuple[object, ...]:
    """Return all that a reader can see of an index."""
    with_encoder = open_index(where, encoder=FakeEncoder())
    try:
        hits = with_encoder.store.nearest(with_encoder.encoder.encode_queries([QUESTION])[0], 5)
        found = with_encoder.store.get([hit.passage for hit in hits])
        return with_encoder.version, with_encoder.warning, hits, found, with_encoder.articles()
    finally:
        with_encoder.close()


def in_a_child(work: Callable[[], object]) -> int:
    """Run work in a forked process and return how it ended."""
    child = os.fork()
    if child == 0:
        signal.signal(
            signal.SIGINT, signal.default_int_handler
        )  # tests run in the background inherit it ignored
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def killed_at(step: str) -> Callable[[str, int, int], None]:
    def progress(stage: str, done: int, total: int) -> None:
        if stage == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return progress


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("step", ["reading", "words", "embedding", *STEPS])
def test_killed_at_any_step_nothing_is_lost(where: Path, pages: Path, step: str) -> None:
    before = answers(where)
    change(pages)
    status = in_a_child(lambda: build([pages], where, encoder=FakeEncoder(), progress=killed_at(step)))
    assert os.WIFSIGNALED(status)
    after = answers(where)
    assert check(where) == []
    if step == "sweep":  # CURRENT was turned before
        assert after[0] == "2"
    else:
        assert after == before
    report = build([pages], where, encoder=FakeEncoder())  # neither lock nor leftovers are in the way
    assert report.documents == 2
    assert "图书馆闭馆" in [article.title for article in answers(where)[-1]]  # type: ignore[attr-defined]
    assert check(where) == []
    assert not list(where.glob(".building-*"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_finished_shards_outlive_a_kill(where: Path, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.index.embedding.ENCODER_SHARD", 1)
    change(pages)
    status = in_a_child(lambda: build([pages], where, encoder=FakeEncoder(), progress=killed_at("write")))
    assert os.WIFSIGNALED(status)
    encoder = FakeEncoder()
    assert build([pages], where, encoder=encoder).published
    assert encoder.encoded == []
    assert not (where / ".embedded").exists()
    assert check(where) == []


def test_a_damaged_shard_is_embedded_again(where: Path, pages: Path) -> None:
    shards = where / ".embedded"
    shards.mkdir(parents=True)
    (shards / "0123456789abcdef.npz").write_bytes(b"PK\x03\x04 not a shard")
    change(pages)
    assert build([pages], where, encoder=FakeEncoder()).published
    assert check(where) == []


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_interrupted_in_the_middle_of_embedding(where: Path, pages: Path, signal_number: int) -> None:
    before = answers(where)
    change(pages)

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "embedding":
            os.kill(os.getpid(), signal_number)

    in_a_child(lambda: build([pages], where, encoder=FakeEncoder(), progress=progress))
    assert answers(where) == before
    assert build([pages], where, encoder=FakeEncoder()).published
    assert check(where) == []


class Failing:
    """Lets the first calls through, then one fails as a full disk does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, error: int) -> None:
        self.calls, self.at, self.error = 0, at, error
        calls = ((os, "fsync"), (os, "rename"), (os, "replace"), (os, "open"), (np, "save"), (np, "savez"))
        for module, name in calls:
            monkeypatch.setattr(module, name, self._wrap(getattr(module, name)))

    def _wrap(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            self.calls += 1
            if self.calls == self.at:
                raise OSError(self.error, os.strerror(self.error))
            return real(*arguments, **named)

        return call


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_whichever_call_fails_the_last_version_stays(where: Path, pages: Path, error: int) -> None:
    before = answers(where)
    change(pages)
    for at in range(1, 200):
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, at, error)
            try:
                report = build([pages], where, encoder=FakeEncoder())
            except RagError as problem:
                assert str(where) in str(problem)
                report = None
        assert check(where) == []
        assert not list(where.glob(".building-*"))
        if failing.calls < at:  # none failed: the build went through
            break
        if report is None and answers(where)[0] == "1":
            assert answers(where) == before
    assert at > 20
    assert "图书馆闭馆" in [article.title for article in answers(where)[-1]]  # type: ignore[attr-defined]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, pages: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(IndexFault, match="closed"):
        build([pages], closed / "indexes", encoder=FakeEncoder())


def index_files(where: Path) -> list[Path]:
    return sorted(path for path in (where / "1").iterdir())


def flipped(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def test_a_flipped_byte_in_any_file_is_named(where: Path) -> None:
    dice = random.Random(SEED)
    for path in index_files(where):
        sound = path.read_bytes()
        path.write_bytes(flipped(sound, dice))
        faults = check(where)
        assert faults and all(path.name in fault for fault in faults), (path, SEED)
        with pytest.raises(IndexFault, match=path.name):
            open_index(where)
        path.write_bytes(sound)
    assert check(where) == []


def test_a_flipped_byte_in_current_is_survived(where: Path) -> None:
    before = answers(where)
    sound = (where / "CURRENT").read_bytes()
    for at in range(len(sound)):
        (where / "CURRENT").write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        after = answers(where)
        assert (after[0], after[2:]) == (before[0], before[2:])
    (where / "CURRENT").write_bytes(sound)


@pytest.mark.parametrize("damage", ["truncated", "empty", "missing", "swapped"])
def test_a_file_that_is_not_whole_is_named(where: Path, pages: Path, tmp_path: Path, damage: str) -> None:
    change(pages)
    older = tmp_path / "older"
    build([pages], older, encoder=FakeEncoder())
    for path in index_files(where):
        sound = path.read_bytes()
        if damage == "truncated":
            path.write_bytes(sound[: len(sound) // 2])
        elif damage == "empty":
            path.write_bytes(b"")
        elif damage == "missing":
            path.unlink()
        elif (older / "1" / path.name).read_bytes() != sound:
            shutil.copy(older / "1" / path.name, path)
        else:
            continue
        if damage == "swapped" and path.name == "manifest.json":
            path.write_bytes(sound)  # a sound manifest of another index: CURRENT does not name it
            continue
        with pytest.raises(IndexFault, match=path.name):
            open_index(where, encoder=FakeEncoder())
        assert any(path.name in fault for fault in check(where))
        path.write_bytes(sound)
    assert check(where) == []


def test_a_pickle_in_the_place_of_an_array_is_not_read(where: Path) -> None:
    import pickle

    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (os.abort, ())

    for name in ("vectors.npy", "ids.npy"):
        path = where / "1" / name
        sound = path.read_bytes()
        path.write_bytes(pickle.dumps(Trap()))
        assert check(where)
        with pytest.raises(IndexFault):
            open_index(where)
        path.write_bytes(sound)
