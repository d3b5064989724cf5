"""What one user made, another asks, and may not write: the container, and an index that is mounted read-only."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import FakeEncoder, write_newspaper

from rag.errors import IndexFault, ModelError
from rag.index import add, build, open_index, remove
from rag.index.inspection import check
from rag.model.encoder import open_encoder
from rag.model.transformer import word_table
from rag.page.server import whole_page as page
from rag.page.service import feedback
from rag.page.service.shared_library import Library
from rag.page.tabs import add as shelf

NOBODY = 65534
pytestmark = pytest.mark.skipif(
    not hasattr(os, "setresuid") or os.geteuid() != 0, reason="only root may become another user"
)


@contextmanager
def another_user() -> Iterator[None]:
    """Be somebody who made nothing, until the block ends; modules that it needs must be loaded before."""
    groups = os.getgroups()
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    umask = os.umask(0o022)
    yield folder
    os.umask(umask)
    shutil.rmtree(folder)


@pytest.fixture
def where(open_folder: Path, tmp_path: Path) -> Path:
    build([write_newspaper(tmp_path / "newspaper")], open_folder / "index", encoder=FakeEncoder())
    ask(open_folder / "index")  # so that everything is loaded
    return open_folder / "index"


def ask(where: Path) -> str:
    index = open_index(where, encoder=FakeEncoder())
    vector = FakeEncoder().encode_queries(["大桥全长多少米"])[0]
    found = index.store.get([index.store.nearest(vector, 1)[0].passage])[0].title
    assert len(index.articles()) == 10
    index.close()
    return found


def test_an_index_is_asked_and_checked_by_another_user(where: Path) -> None:
    check(where)
    with another_user():
        assert ask(where) == "云河大桥建成通车"
        assert check(where) == []


def test_what_another_user_would_change_is_refused_in_words(where: Path, tmp_path: Path) -> None:
    page = where.parent / "page.txt"
    page.write_text("# 新\n\n本报讯\n\n另一个故事，和大桥无关。\n", encoding="utf-8")
    library = Library(where)
    before = sorted(path.name for path in where.iterdir())
    with another_user():
        for change in (
            lambda: add([page], where, encoder=FakeEncoder()),
            lambda: remove(["00.txt"], where, encoder=FakeEncoder()),
            lambda: build([page], where, encoder=FakeEncoder()),
        ):
            with pytest.raises(IndexFault, match=r"[Cc]annot"):
                change()
        with pytest.raises(IndexFault, match="read-only"):
            feedback.store(where, {"question": "？"})
        with pytest.raises(IndexFault, match="read-only"):
            shelf.gather(library, [], "新.txt", "另一个故事", keep=True)
    assert sorted(path.name for path in where.iterdir()) == before


def test_a_page_over_such_an_index_only_reads(where: Path) -> None:
    with another_user():
        built = page.build(where)
        assert not built.library.writable
        assert len(built.library.articles()) == 10
    assert page.build(where).library.writable


@pytest.mark.parametrize("closed", ["", "1", "1/vectors.npy", "1/manifest.json"])
def test_an_index_that_is_closed_to_others_names_the_cure(where: Path, closed: str) -> None:
    (where / closed).chmod(0o600 if "." in closed else 0o700)
    with another_user(), pytest.raises(IndexFault, match="chmod -R a\\+rX"):
        open_index(where, encoder=FakeEncoder())
    assert ask(where)


def test_unpacked_weights_are_read_by_another_user(
    open_folder: Path,
    weights_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WENBAO_CACHE", str(open_folder / "cache"))
    encoder = open_encoder()
    folder = open_folder / "cache" / weights_cache.name
    rows = word_table(folder)([1, 2])
    word_table.cache_clear()
    with another_user():
        assert open_encoder().fingerprint == encoder.fingerprint
        assert bool((word_table(folder)([1, 2]) == rows).all())
    (open_folder / "cache").chmod(0o700)  # as earlier versions made it
    with another_user(), pytest.raises(ModelError, match="chmod -R a\\+rX"):
        open_encoder()
