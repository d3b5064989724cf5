"""An index whose rows are copied to Milvus: the same is found, a loss is named, no secret is kept."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import STORIES, FakeEncoder

from rag import cli, settings
from rag.answer.as_json import to_json
from rag.answer.pipeline import ask
from rag.answer.retrieve import search
from rag.errors import StoreError
from rag.index import Index, add, build, open_index, remove
from rag.index.inspection import check
from rag.index.manifest import read_manifest
from rag.index.versions import current, published
from rag.reader.plain import PlainReader
from rag.store import open_store
from rag.store.engine import Engine, address_of
from rag.types import Filters

ROOT = Path(__file__).resolve().parents[2]
milvus = pytest.importorskip("pymilvus")
lite = pytest.importorskip("milvus_lite")

QUESTIONS = [title for title, *_ in STORIES] + [
    "云河大桥全长多少米？",
    "總投資是多少",
    "谁写了图书馆延长开放时间",
    "市热力公司有多少座换热站",
    "换热站 供热面积",
    "月球上有几座大桥？",
]


@pytest.fixture(autouse=True)
def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.answer.pipeline.open_reader", lambda name="": PlainReader())
    for name in ("WENBAO_STORE", "WENBAO_STORE_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "indexes"


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "copy.db")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, object]]:
    """The same engine behind a port, as a server would be; and what stops it."""
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    running, database, port = start_server_in_thread(str(tmp_path / "server.db"))
    yield f"http://127.0.0.1:{port}", running
    running.stop(grace=0)
    database.close()


def opened(where: Path) -> Index:
    return open_index(where, encoder=FakeEncoder())


def found(where: Path, filters: Filters = Filters()) -> list[object]:
    """Return what every question finds and what is answered, without the times it took and the version."""
    index = opened(where)
    told: list[object] = []
    for question in QUESTIONS:
        told.append(search(index, question, filters=filters, top_k=50))
        answer = to_json(ask(index, question, filters=filters))
        told.append(
            {
                name: answer[name]
                for name in ("answer", "answerable", "best_guess", "citations", "explanation")
            }
        )
    index.close()
    return told


def collections(store: str) -> list[str]:
    client = milvus.MilvusClient(store)
    listed: list[str] = client.list_collections()
    client.close()
    return sorted(listed)


def test_built_grown_and_shrunk_it_answers_as_the_local_index_does(
    where: Path, store: str, tmp_path: Path, newspaper_folder: Path
) -> None:
    local, files = tmp_path / "local", sorted(newspaper_folder.iterdir())
    for folder, named in ((local, None), (where, store)):
        build(files[:6], folder, encoder=FakeEncoder(), store=named)
    assert type(opened(where).store).__name__ == "MilvusStore"
    assert found(where) == found(local)
    files[2].write_text(
        "# 古城墙\n\n本报讯\n\n城墙今年修了五百二十米，又用去青砖八万块。\n", encoding="utf-8"
    )
    for folder in (local, where):
        add(files[2:], folder, encoder=FakeEncoder())
        remove([files[0].name], folder, encoder=FakeEncoder())
    assert type(opened(where).store).__name__ == "MilvusStore", "adding leaves it where it is"
    assert found(where) == found(local)
    assert any(found(where)), "and something was found"
    articles = opened(local).articles()
    for filters in (
        Filters(source=files[3].name),
        Filters(articles=tuple(article.id for article in articles[1:])),
        Filters(newspaper="没有这份报"),
    ):
        assert found(where, filters) == found(local, filters)
    assert check(where) == []


def test_an_engine_keeps_only_the_versions_that_are_kept(
    where: Path, store: str, newspaper_folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    build([newspaper_folder], other, encoder=FakeEncoder(), store=store)
    files = sorted(newspaper_folder.iterdir())
    for last in (5, 7, 9):
        build(files[:last], where, encoder=FakeEncoder(), store=store)
    kept = [manifest.collection for folder in (where, other) for manifest in published(folder)]
    assert collections(store) == sorted(kept)
    assert len(kept) == settings.VERSIONS_KEPT + 1
    for last in (10, 6, 8):
        build(files[:last], where, encoder=FakeEncoder(), store="local")
    assert collections(store) == [published(other)[0].collection]
    assert read_manifest(current(where)[0]).store == ""


def test_nothing_is_done_twice_and_what_is_lost_is_made_again(
    where: Path, store: str, newspaper_folder: Path
) -> None:
    encoder = FakeEncoder()
    assert build([newspaper_folder], where, encoder=encoder, store=store).published
    assert not build([newspaper_folder], where, encoder=encoder).published
    before = found(where)
    client = milvus.MilvusClient(store)
    client.drop_collection(current(where)[1].collection)
    with pytest.raises(StoreError, match=r"0 行.*rag build"):
        opened(where)
    encoder.encoded.clear()
    assert build([newspaper_folder], where, encoder=encoder).published
    assert encoder.encoded == []
    assert found(where) == before
    client.close()


def test_a_build_that_stopped_half_way_is_taken_up(
    where: Path, store: str, newspaper_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([newspaper_folder], where, encoder=FakeEncoder())
    local = found(where)
    with monkeypatch.context() as patch:
        patch.setattr(milvus.MilvusClient, "flush", lambda *_, **__: 1 / 0)
        with pytest.raises(StoreError, match="division"):
            build([newspaper_folder], where, encoder=FakeEncoder(), store=store)
    assert current(where)[1].store == ""
    left = collections(store)
    assert len(left) == 1
    build([newspaper_folder], where, encoder=FakeEncoder(), store=store)
    assert collections(store) == left == [current(where)[1].collection]
    assert found(where) == local


def test_an_engine_that_loses_rows_while_it_is_filled_publishes_nothing(
    where: Path, store: str, newspaper_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = milvus.MilvusClient.upsert
    monkeypatch.setattr(
        milvus.MilvusClient,
        "upsert",
        lambda self, name, data, **rest: whole(self, name, data=data[1:], **rest),
    )
    with pytest.raises(StoreError, match="rag build"):
        build([newspaper_folder], where, encoder=FakeEncoder(), store=store)
    assert not (where / "CURRENT").exists()
    assert collections(store) == []


def test_a_server_that_goes_away_is_one_sentence_and_the_local_files_answer(
    where: Path,
    server: tuple[str, object],
    newspaper_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    address, running = server
    monkeypatch.setenv("WENBAO_STORE_TOKEN", "reader:very-secret")
    build([newspaper_folder], where, encoder=FakeEncoder(), store=address)
    manifest = current(where)[0] / "manifest.json"
    assert address in manifest.read_text(encoding="utf-8")
    there, index = found(where), opened(where)
    running.stop(grace=0).wait()  # type: ignore[attr-defined]
    with pytest.raises(StoreError, match=f"{address}.*WENBAO_STORE=local"):
        search(index, QUESTIONS[0])
    with pytest.raises(StoreError, match=f"{address}.*WENBAO_STORE=local"):
        opened(where)
    capfd.readouterr()
    for words in (["check"], ["search", "大桥"]):
        assert cli.main([*words, "--index", str(where)]) in (cli.NOT_FOUND, cli.REFUSED)
        said = "".join(capfd.readouterr())
        assert address in said and "Traceback" not in said and "very-secret" not in said
    monkeypatch.setenv("WENBAO_STORE", "local")
    assert found(where) == there
    assert check(where) == []
    for file in where.rglob("*"):
        assert file.is_dir() or b"very-secret" not in file.read_bytes(), file


def test_the_same_engine_may_have_another_address_here(
    where: Path, server: tuple[str, object], newspaper_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([newspaper_folder], where, encoder=FakeEncoder(), store=server[0])
    monkeypatch.setenv("WENBAO_STORE", server[0].replace("127.0.0.1", "localhost"))
    index = opened(where)
    assert index.store.count() == index.manifest.passages > 0
    index.close()


def test_a_copied_folder_never_drops_what_the_original_copied(
    where: Path, store: str, newspaper_folder: Path, tmp_path: Path
) -> None:
    import shutil

    files = sorted(newspaper_folder.iterdir())
    build(files, where, encoder=FakeEncoder(), store=store)
    shutil.copytree(where, tmp_path / "again")
    for last in (3, 4, 5):
        build(files[:last], tmp_path / "again", encoder=FakeEncoder())
    assert current(where)[1].collection in collections(store)
    assert opened(where).store.count() > 0


def test_many_rows_are_walked_as_a_graph(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from test_store import make

    monkeypatch.setattr(settings, "ENGINE_EXACT", 100)
    engine, chance = Engine(store, "wenbao_graph", rows=300), np.random.default_rng(1)
    vectors = chance.normal(size=(300, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    passages = [make(f"g{n}", 0) for n in range(300)]
    filled = open_store(tmp_path, writable=True, engine=engine)
    filled.add(passages, vectors, [{1: 1.0}] * 300)
    filled.close()
    client = milvus.MilvusClient(store)
    assert client.describe_index("wenbao_graph", "vector")["index_type"] == "HNSW"
    client.close()
    reader = open_store(tmp_path, engine=engine)
    for row in range(0, 300, 30):
        assert reader.nearest(vectors[row], 5)[0].passage == passages[row].id
    reader.close()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        ("local", ""),
        (" http://milvus:19530/ ", "http://milvus:19530"),
        ("https://[::1]:19530", "https://[::1]:19530"),
        ("https://milvus.example", "https://milvus.example"),
    ],
)
def test_an_address_has_one_form(typed: str, address: str) -> None:
    assert address_of(typed) == address


def test_a_file_is_named_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert address_of("x.db") == str(tmp_path / "x.db")


@pytest.mark.parametrize(
    "typed",
    [
        "http://reader:very-secret@milvus:19530",
        "http://very-secret@milvus",
        "ftp://milvus:19530",
        "http://",
        "http://milvus:port",
        "http://milvus:19530/database",
        "http://milvus:19530?token=1",
        "tcp://milvus:19530",
        "postgres",
        "x.sqlite",
        "x\x00.db",
    ],
)
def test_an_address_of_no_use_is_refused_without_its_password(typed: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        build([ROOT / "seeds"], tmp_path / "indexes", encoder=FakeEncoder(), store=typed)
    assert "very-secret" not in str(refused.value)
    assert "--store" in str(refused.value)


def test_without_the_extra_one_sentence_names_the_command(
    where: Path, store: str, newspaper_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreError, match=r"pip install -e '\.\[milvus\]'"):
        build([newspaper_folder], where, encoder=FakeEncoder(), store=store)


def test_without_an_engine_its_client_is_never_loaded(newspaper_index: Path) -> None:
    code = (
        "import sys; from conftest import FakeEncoder; from rag.index import open_index;"
        "from rag.answer.retrieve import search;"
        f"index = open_index({str(newspaper_index)!r}, encoder=FakeEncoder()); search(index, '大桥');"
        "print({'pymilvus', 'milvus_lite', 'grpc'} & set(sys.modules))"
    )
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
        check=True,
    )
    assert said.stdout.split() == ["set()"]
