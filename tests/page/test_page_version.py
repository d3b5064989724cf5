"""A page that runs sees what others publish: at once, whole, without waking the models again."""

import shutil
import threading
from pathlib import Path

import pytest
from conftest import FakeEncoder, write_newspaper
from serving import free_port

from rag import cli
from rag.errors import IndexFault, QuestionError
from rag.index import build, remove
from rag.index.rollback import rollback
from rag.page.service.shared_library import Library


@pytest.fixture
def where(tmp_path: Path, newspaper_index: Path) -> Path:
    return Path(shutil.copytree(newspaper_index, tmp_path / "index"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every encoder that was opened, by its name; none needs weights."""
    seen: list[str] = []

    def open_encoder(name: str | None = None) -> FakeEncoder:
        seen.append(str(name))
        return FakeEncoder()

    monkeypatch.setattr("rag.index.opened.open_encoder", open_encoder)
    monkeypatch.setattr(Library, "wake", lambda self: None)
    return seen


@pytest.fixture
def library(where: Path, opened: list[str]) -> Library:
    made = Library(where)
    made.start()
    return made


def sources(library: Library) -> set[str]:
    return {one.source for one in library.articles()}


def test_a_removal_by_another_process_is_public_at_once(
    library: Library, where: Path, opened: list[str]
) -> None:
    gone = next(one for one in library.articles() if one.source == "03.txt")
    assert library.index.encoder and len(opened) == 1
    remove(["03.txt"], where, encoder=FakeEncoder())
    with pytest.raises(QuestionError):
        library.article(gone.id)
    assert "03.txt" not in sources(library)
    assert library.version() == "2"
    assert "苹果" not in "".join(one.passage.text for one in library.search("苹果总产量多少吨"))
    assert library.index.encoder and len(opened) == 1, "the weights are taken over, not loaded again"


def test_a_new_version_a_rollback_and_a_restored_folder_are_seen(
    library: Library, where: Path, tmp_path: Path
) -> None:
    newspaper = write_newspaper(tmp_path / "newspaper")
    (newspaper / "新.txt").write_text("# 桃园\n\n桃花开了，游人很多，桃树九百棵。\n", encoding="utf-8")
    build([newspaper], where, encoder=FakeEncoder())
    assert "新.txt" in sources(library)
    rollback(where)
    assert "新.txt" not in sources(library)
    assert library.version() == "3"


def test_nothing_is_opened_while_nothing_is_published(library: Library) -> None:
    first = library.index
    library.articles()
    assert library.index is first


def test_who_began_on_the_old_version_finishes_on_it(library: Library, where: Path) -> None:
    old = library.index
    for name in ("00.txt", "01.txt", "02.txt", "03.txt"):
        remove([name], where, encoder=FakeEncoder())
    assert library.index is not old
    assert old.version == "1" and not (where / "1").exists()
    assert len(old.articles()) == 10
    vector = FakeEncoder().encode_queries(["大桥"])[0]
    assert len(old.store.get([hit.passage for hit in old.store.nearest(vector, 5)])) == 5


def test_a_version_that_is_damaged_is_not_answered_from_and_neither_is_the_one_before(
    library: Library, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.page.service.shared_library.PAUSE", 0.0)
    library.articles()
    remove(["00.txt"], where, encoder=FakeEncoder())
    sound = (where / "2" / "vectors.npy").read_bytes()
    (where / "2" / "vectors.npy").write_bytes(sound[:-1])
    for _ in range(2):
        with pytest.raises(IndexFault, match=r"vectors\.npy"):
            library.articles()
        with pytest.raises(IndexFault, match=r"vectors\.npy"):
            assert library.index
    (where / "2" / "vectors.npy").write_bytes(sound)
    assert "00.txt" not in sources(library)


def test_a_page_that_began_on_a_damaged_index_recovers_when_it_is_built(
    where: Path, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (where / "1" / "ids.npy").write_bytes(b"")
    library = Library(where)
    library.start()
    with pytest.raises(IndexFault, match=r"ids\.npy"):
        library.articles()
    build([write_newspaper(tmp_path / "newspaper")], where, encoder=FakeEncoder())
    assert len(library.articles()) == 10


def test_many_ask_while_versions_are_published(library: Library, where: Path) -> None:
    stopped, faults = threading.Event(), []

    def asking() -> None:
        while not stopped.is_set():
            try:
                index = library.index
                assert len(index.articles()) == index.manifest.articles
                library.search("大桥")
            except Exception as error:
                faults.append(error)

    askers = [threading.Thread(target=asking) for _ in range(4)]
    for asker in askers:
        asker.start()
    for number in range(6):
        remove([f"{number:02}.txt"], where, encoder=FakeEncoder())
        assert f"{number:02}.txt" not in sources(library)
    stopped.set()
    for asker in askers:
        asker.join()
    assert not faults


def test_to_serve_a_damaged_index_is_refused_at_the_start(
    where: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = where / "1" / "articles.db"
    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)
    assert cli.main(["serve", "--index", str(where), "--port", str(free_port())]) == cli.REFUSED
    told = capsys.readouterr().err
    assert "articles.db" in told and "rag build" in told
