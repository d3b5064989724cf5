"""Gone back to, backed up while it is built, restored whole or not at all."""

import io
import json
import os
import random
import shutil
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import FakeEncoder

from rag import cli
from rag.errors import IndexFault, QuestionError, RagError
from rag.index import build, open_index
from rag.index.backup import LIST, backup, restore
from rag.index.inspection import check
from rag.index.marker import MARKER, sources
from rag.index.rollback import kept, rollback
from rag.settings import VERSIONS_KEPT

SEED = 20261125


def write(pages: Path, number: int) -> None:
    for name in ("a.txt", "b.txt"):  # both are of one version, or the copy is not of one moment
        text = f"# 图书馆闭馆\n\n本报讯\n\n第{number}次公告：{name[0]}馆闭馆{number}个月，读者请谅解。\n"
        (pages / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages and an index of three versions, made once: copy it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "pages").mkdir()
    for number in (1, 2, 3):
        write(folder / "pages", number)
        build([folder / "pages"], folder / "index", encoder=FakeEncoder())
    return folder


@pytest.fixture
def pages(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made / "pages", tmp_path / "pages"))


@pytest.fixture
def where(tmp_path: Path, made: Path) -> Path:
    """An index with three versions and what the page keeps beside them."""
    folder = Path(shutil.copytree(made / "index", tmp_path / "index"))
    (folder / "feedback.jsonl").write_text('{"kind": "correction"}\n{"half', encoding="utf-8")
    (folder / "judgement.json").write_text("[1]\n", encoding="utf-8")
    (folder / "added" / "removed").mkdir(parents=True)
    (folder / "added" / "更多.txt").write_text("# 更多", encoding="utf-8")
    (folder / "added" / "removed" / "a:b.txt").write_text("# 旧", encoding="utf-8")
    return folder


def texts(where: Path) -> list[str]:
    index = open_index(where, encoder=FakeEncoder())
    found = [article.text for article in index.articles()]
    assert index.store.count() == index.manifest.passages
    index.close()
    return found


# Going back


def test_a_rollback_is_the_version_before_and_a_second_one_undoes_it(where: Path) -> None:
    now = texts(where)
    assert rollback(where).version == 4
    assert "第2次" in texts(where)[0]
    assert check(where) == []
    assert rollback(where).version == 5
    assert texts(where) == now
    assert check(where) == []
    assert [one.version for one in kept(where)] == [4, 3]
    assert len(kept(where)) == VERSIONS_KEPT - 1


def test_one_may_choose_and_what_is_not_kept_is_refused(where: Path) -> None:
    assert rollback(where, 1).version == 4
    assert "第1次" in texts(where)[0]
    for wrong in (4, 1, 99, -1, 0):
        with pytest.raises(QuestionError, match=str(wrong)):
            rollback(where, wrong)
    assert "第1次" in texts(where)[0]


def test_a_rollback_mends_a_damaged_version_and_passes_over_another(where: Path) -> None:
    for number in (2, 3):
        (where / str(number) / "vectors.npy").write_bytes(b"")
    rollback(where)
    assert "第1次" in texts(where)[0]
    assert check(where) == []


def test_where_there_is_nothing_to_go_back_to_it_is_said(tmp_path: Path, pages: Path) -> None:
    where = tmp_path / "one"
    build([pages], where, encoder=FakeEncoder())
    with pytest.raises(IndexFault, match="rag build"):
        rollback(where)
    assert check(where) == []


# Backing up


def test_a_restored_index_is_the_same_with_all_that_cannot_be_made_again(
    where: Path, pages: Path, tmp_path: Path
) -> None:
    made = backup(where, tmp_path / "monday.tar")
    assert (made.version, made.documents) == (3, 2)
    there = tmp_path / "there"
    there.mkdir()
    (there / "README.md").write_text("mine", encoding="utf-8")
    assert restore(tmp_path / "monday.tar", there).version == 3
    assert check(there) == []
    assert texts(there) == texts(where)
    assert (there / "feedback.jsonl").read_text(encoding="utf-8") == '{"kind": "correction"}\n'
    for name in ("judgement.json", "added/更多.txt", "added/removed/a:b.txt"):
        assert (there / name).read_bytes() == (where / name).read_bytes()
    assert sources(there) == sources(where)
    assert not build([pages], there, encoder=FakeEncoder()).published


def test_nothing_is_written_over(where: Path, tmp_path: Path) -> None:
    target = tmp_path / "monday.tar"
    target.write_text("diary", encoding="utf-8")
    with pytest.raises(IndexFault, match=r"monday\.tar"):
        backup(where, target)
    assert target.read_text(encoding="utf-8") == "diary"
    target.unlink()
    backup(where, target)
    before = {path: path.read_bytes() for path in where.rglob("*") if path.is_file()}
    with pytest.raises(IndexFault, match="another folder"):
        restore(target, where)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(IndexFault, match=r"diary\.txt"):
        restore(target, tmp_path / "home")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["diary.txt"]
    (tmp_path / "there" / "added").mkdir(parents=True)
    (tmp_path / "there" / MARKER).write_text("{}", encoding="utf-8")
    (tmp_path / "there" / "added" / "更多.txt").write_text("another", encoding="utf-8")
    with pytest.raises(IndexFault, match="更多"):
        restore(target, tmp_path / "there")
    assert (tmp_path / "there" / "added" / "更多.txt").read_text(encoding="utf-8") == "another"
    assert {path: path.read_bytes() for path in where.rglob("*") if path.is_file()} == before


def test_a_damaged_index_is_not_backed_up(where: Path, tmp_path: Path) -> None:
    path = where / "3" / "vectors.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexFault, match=r"vectors\.npy"):
        backup(where, tmp_path / "monday.tar")
    assert [path.name for path in tmp_path.glob("*monday*")] == []


def test_backups_taken_while_versions_are_published_are_all_whole(
    where: Path, pages: Path, tmp_path: Path
) -> None:
    """A copy file by file was not: a version that is swept meanwhile, or CURRENT of one and files of another."""
    stopped, failed = threading.Event(), []

    def publishing() -> None:
        number = 4
        try:
            while not stopped.is_set():
                write(pages, number)
                build([pages], where, encoder=FakeEncoder())
                number += 1
        except BaseException as error:
            failed.append(error)

    builder = threading.Thread(target=publishing)
    builder.start()
    versions: list[int] = []
    try:
        while len(versions) < 10 or (
            len(set(versions)) < 2 and builder.is_alive()
        ):  # however slow the builder is
            versions.append(backup(where, tmp_path / f"{len(versions)}.tar").version)
    finally:
        stopped.set()
        builder.join()
    assert not failed
    assert len(set(versions)) > 1, "no version was published meanwhile"
    for number in range(len(versions)):
        there = tmp_path / f"restored-{number}"
        restore(tmp_path / f"{number}.tar", there)
        assert check(there) == []
        first, second = texts(there)
        assert first.partition("次")[0].split("第")[1] == second.partition("次")[0].split("第")[1]


def test_a_version_that_is_swept_while_it_is_copied_is_copied_whole(
    where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rag.index.backup as module

    write_all = module._write_all

    def swept(*arguments: Any) -> None:
        shutil.rmtree(where / "3")
        write_all(*arguments)

    monkeypatch.setattr(module, "_write_all", swept)
    backup(where, tmp_path / "monday.tar")
    restore(tmp_path / "monday.tar", tmp_path / "there")
    assert "第3次" in texts(tmp_path / "there")[0]


def test_any_damage_to_a_backup_is_refused_or_changes_nothing(where: Path, tmp_path: Path) -> None:
    source = tmp_path / "monday.tar"
    backup(where, source)
    sound, expected, dice = source.read_bytes(), texts(where), random.Random(SEED)
    refused = 0
    headers = [n for n in range(0, len(sound), 512) if sound[n + 257 : n + 262] == b"ustar"]
    for attempt in range(60):
        at = dice.choice(headers) + dice.randrange(512) if attempt % 2 else dice.randrange(len(sound))
        damaged = sound[:at] + bytes([sound[at] ^ 1 << dice.randrange(8)]) + sound[at + 1 :]
        source.write_bytes(damaged if attempt % 3 else sound[:at])
        there = tmp_path / f"there-{attempt}"
        try:
            restore(source, there)
        except IndexFault as error:
            assert "monday.tar" in str(error), (SEED, attempt)
            assert not (there / "CURRENT").exists()
            refused += 1
        else:
            assert (check(there), texts(there)) == ([], expected), (SEED, attempt)
        shutil.rmtree(there, ignore_errors=True)
    assert refused > 30


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/evil.txt",
        "added/../../evil.txt",
        "version/../evil.txt",
        "version/deep/evil.npy",
        "added/..\\evil.txt",
        "1/evil.npy",
        "CURRENT",
        ".lock",
        "version/evil.npy",
        "added/./evil.txt",
    ],
)
def test_a_backup_that_leads_out_of_its_folder_is_refused(where: Path, tmp_path: Path, name: str) -> None:
    hostile = forged(
        where, tmp_path, lambda tar: tar.addfile(plain(name, 4), io.BytesIO(b"evil")), {name: b"evil"}
    )
    with pytest.raises(IndexFault):
        restore(hostile, tmp_path / "out" / "there")
    assert not list(tmp_path.rglob("evil*"))
    assert not (tmp_path / "out" / "there" / "CURRENT").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_a_backup_with_anything_but_files_is_refused(where: Path, tmp_path: Path, kind: bytes) -> None:
    def add(tar: tarfile.TarFile) -> None:
        member = plain("added/evil", 0)
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)

    with pytest.raises(IndexFault, match="no plain file"):
        restore(forged(where, tmp_path, add, {"added/evil": b""}), tmp_path / "there")
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("data", [b"", b"diary", b"\x00" * 10240, b"\x1f\x8b" + b"x" * 600])
def test_what_is_no_backup_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.tar").write_bytes(data)
    for path in (tmp_path / "x.tar", tmp_path / "none.tar", tmp_path):
        with pytest.raises(IndexFault):
            restore(path, tmp_path / "there")
    assert not (tmp_path / "there").exists()


def plain(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member


def forged(
    where: Path, folder: Path, add: Callable[[tarfile.TarFile], object], members: dict[str, bytes]
) -> Path:
    """Return a backup with members of an attacker's, every checksum of it true."""
    import hashlib

    from rag.index.backup import _plain

    backup(where, folder / "sound.tar")
    with tarfile.open(folder / "sound.tar") as sound, tarfile.open(folder / "forged.tar", "w") as tar:
        for member in sound:
            file = sound.extractfile(member)
            assert file
            if member.name != LIST:
                tar.addfile(member, file)
                continue
            values = json.loads(file.read())
        del values["checksum"]
        values["files"] |= {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
        add(tar)
        data = _plain(values | {"checksum": hashlib.sha256(_plain(values)).hexdigest()})
        tar.addfile(plain(LIST, len(data)), io.BytesIO(data))
    return folder / "forged.tar"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_full_disk_leaves_no_backup_and_no_half_index(
    where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(where, tmp_path / "sound.tar")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rag.index.files.sync", full)
    with pytest.raises(RagError, match="No space"):
        backup(where, tmp_path / "monday.tar")
    assert not list(tmp_path.glob("*monday*"))
    with pytest.raises(RagError, match="No space"):
        restore(tmp_path / "sound.tar", tmp_path / "there")
    monkeypatch.undo()
    restore(tmp_path / "sound.tar", tmp_path / "there")
    assert check(tmp_path / "there") == []


def test_the_three_verbs(where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rollback", "--index", str(where)]) == cli.FINE
    assert "version 4" in capsys.readouterr().out
    assert cli.main(["rollback", "77", "--index", str(where)]) == cli.REFUSED
    target = str(tmp_path / "monday.tar")
    assert cli.main(["backup", target, "--index", str(where)]) == cli.FINE
    assert cli.main(["backup", target, "--index", str(where)]) == cli.REFUSED
    assert cli.main(["restore", target, "--index", str(tmp_path / "there")]) == cli.FINE
    assert cli.main(["restore", target, "--index", str(tmp_path / "there")]) == cli.REFUSED
    assert texts(tmp_path / "there") == texts(where)
    assert cli.main(["backup", str(tmp_path / "none" / "x.tar"), "--index", str(where)]) == cli.REFUSED
    assert cli.main(["backup", str(tmp_path / "x.tar"), "--index", str(tmp_path / "nothing")]) == cli.REFUSED
    assert "Traceback" not in capsys.readouterr().err
