"""What every store must do: the same suite runs on each of them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from rag import settings
from rag.articles.passages import passage_id
from rag.errors import StoreError
from rag.store import Store, drop, open_store
from rag.store.engine import Engine
from rag.types import Passage

Opener = Callable[[bool], Store]


def make(article: str, start: int, text: str = "正文。") -> Passage:
    end = start + len(text)
    return Passage(passage_id(article, start, end), article, start, end, text, "题", "", ((start, end),))


def rows(*vectors: tuple[float, ...]) -> np.ndarray:
    matrix = np.array(vectors, dtype=np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@pytest.fixture(params=["local", "milvus-lite", "milvus"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Open the same store again and again, to write or only to read."""
    opened: list[Store] = []
    engine = engine_of(request.param, tmp_path)

    def again(writable: bool) -> Store:
        opened.append(open_store(tmp_path, writable=writable, engine=engine))
        return opened[-1]

    yield again
    for store in opened:
        store.close()
    if engine is not None:
        drop(engine.address, engine.collection, ())


def engine_of(kind: str, folder: Path) -> Engine | None:
    """Return where a store's rows are copied to: nowhere, a file, or the server that the environment names."""
    if kind == "local":
        return None
    pytest.importorskip("pymilvus")
    if kind == "milvus-lite":
        pytest.importorskip("milvus_lite")
        return Engine(str(folder / "copy.db"), "wenbao_test")
    if not (address := os.environ.get("WENBAO_TEST_STORE")):
        pytest.skip("WENBAO_TEST_STORE names no server")
    return Engine(address, f"wenbao_test_{uuid4().hex}")


PASSAGES = [make("a", 0), make("a", 10), make("b", 0), make("c", 0)]
VECTORS = rows((1, 0, 0), (1, 0.1, 0), (0, 1, 0), (0, 0, 1))
TERMS = [{1: 1.0, 2: 2.0}, {2: 1.5}, {3: 1.0}, {1: 0.5}]


@pytest.fixture
def filled(opener: Opener) -> Store:
    store = opener(True)
    store.add(PASSAGES, VECTORS, TERMS)
    return store


def test_nearest_first(filled: Store) -> None:
    hits = filled.nearest(rows((1, 0, 0))[0], 2)
    assert [hit.passage for hit in hits] == [PASSAGES[0].id, PASSAGES[1].id]
    assert hits[0].score == pytest.approx(1.0)


def test_matching_sums_the_products(filled: Store) -> None:
    hits = filled.matching({1: 2.0, 2: 1.0}, 10)
    assert [(hit.passage, hit.score) for hit in hits] == [
        (PASSAGES[0].id, 4.0),
        (PASSAGES[1].id, 1.5),
        (PASSAGES[3].id, 1.0),
    ]


def test_a_term_of_no_passage_matches_nothing(filled: Store) -> None:
    assert filled.matching({99: 1.0}, 10) == []
    assert filled.matching({}, 10) == []


def test_k_beyond_the_count_gives_all(filled: Store) -> None:
    assert len(filled.nearest(rows((1, 1, 1))[0], 1000)) == 4
    assert len(filled.matching({1: 1.0}, 1000)) == 2
    assert filled.nearest(rows((1, 1, 1))[0], 0) == []


def test_only_the_named_articles(filled: Store) -> None:
    query = rows((1, 0, 0))[0]
    assert [hit.passage for hit in filled.nearest(query, 5, ["b", "c"])] == sorted(
        [PASSAGES[2].id, PASSAGES[3].id]
    )
    assert [hit.passage for hit in filled.matching({1: 1.0}, 5, ["c"])] == [PASSAGES[3].id]
    assert filled.nearest(query, 5, []) == []
    assert filled.nearest(query, 5, ["nothing"]) == []
    assert filled.matching({1: 1.0}, 5, ["nothing"]) == []


def test_get_keeps_the_order_and_names_what_is_missing(filled: Store) -> None:
    wanted = [PASSAGES[2].id, PASSAGES[0].id]
    assert filled.get(wanted) == [PASSAGES[2], PASSAGES[0]]
    assert filled.get([]) == []
    with pytest.raises(StoreError, match="12345"):
        filled.get([12345])


def test_remove(filled: Store, opener: Opener) -> None:
    filled.remove(["a", "unknown"])
    assert filled.count() == 2
    assert {hit.passage for hit in filled.nearest(rows((1, 0, 0))[0], 9)} == {PASSAGES[2].id, PASSAGES[3].id}
    assert [hit.passage for hit in filled.matching({1: 1.0, 2: 1.0}, 9)] == [PASSAGES[3].id]
    filled.close()
    reopened = opener(False)
    assert reopened.count() == 2
    assert [hit.passage for hit in reopened.matching({3: 1.0}, 9)] == [PASSAGES[2].id]


def test_reopened_answers_the_same(filled: Store, opener: Opener) -> None:
    query = rows((0.3, 0.5, 0.2))[0]
    before = filled.nearest(query, 9), filled.matching({1: 1.0, 3: 2.0}, 9)
    filled.close()
    reopened = opener(False)
    assert (reopened.nearest(query, 9), reopened.matching({1: 1.0, 3: 2.0}, 9)) == before
    assert reopened.get([p.id for p in PASSAGES]) == PASSAGES


def test_added_in_any_order_and_number_of_calls_it_is_the_same(opener: Opener) -> None:
    store = opener(True)
    for row in (3, 1, 0, 2):
        store.add([PASSAGES[row]], VECTORS[row : row + 1], [TERMS[row]])
    query = rows((0.3, 0.5, 0.2))[0]
    assert store.nearest(query, 2)[0].passage == PASSAGES[2].id
    assert [hit.passage for hit in store.matching({2: 1.0}, 9)] == [PASSAGES[0].id, PASSAGES[1].id]


def test_the_same_id_again_replaces(filled: Store) -> None:
    filled.add([PASSAGES[0]], rows((0, 0, 1)), [{7: 1.0}])
    assert filled.count() == 4
    assert [hit.passage for hit in filled.matching({7: 1.0}, 9)] == [PASSAGES[0].id]
    assert PASSAGES[0].id not in [hit.passage for hit in filled.nearest(rows((1, 0, 0))[0], 1)]


def test_ties_go_by_id_however_many_they_are(opener: Opener) -> None:
    store = opener(True)
    many = [make(f"t{n}", 0) for n in range(200)]
    store.add(many, np.repeat(rows((1, 2, 3)), 200, axis=0), [{5: 1.0}] * 200)
    expected = sorted(p.id for p in many)[:10]
    assert [hit.passage for hit in store.nearest(rows((1, 2, 3))[0], 10)] == expected
    assert [hit.passage for hit in store.matching({5: 1.0}, 10)] == expected


def test_whatever_stands_in_an_articles_id_it_is_only_an_id(opener: Opener) -> None:
    ids = ['a" or article != "', "'; drop", "\\", "[1]", "文章 1", "", "a" * 300, "] or 1 == 1", "{x}"]
    store = opener(True)
    made = [make(article, 0) for article in ids]
    store.add(made, np.repeat(rows((1, 2, 3)), len(ids), axis=0), [{5: 1.0}] * len(ids))
    for article, passage in zip(ids, made, strict=True):
        assert [hit.passage for hit in store.nearest(rows((1, 0, 0))[0], 9, [article])] == [passage.id]
        assert [hit.passage for hit in store.matching({5: 1.0}, 9, [article])] == [passage.id]
    store.remove([ids[0]])
    assert sorted(hit.passage for hit in store.matching({5: 1.0}, 20)) == sorted(p.id for p in made[1:])


def test_many_articles_may_be_named(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENGINE_ARTICLES", 7)
    store = opener(True)
    made = [make(f"m{n}", 0) for n in range(60)]
    angles = np.arange(60) / 40
    vectors = rows(*((np.cos(a), np.sin(a), 0.0) for a in angles))
    store.add(made, vectors, [{1: 1.0 + n / 10} for n in range(60)])
    for named in (range(0, 60, 2), range(0, 58), range(5), range(60)):
        articles = [f"m{n}" for n in named] + ["nobody's"] * 20
        found = store.nearest(vectors[0], 10, articles)
        assert [hit.passage for hit in found] == [made[n].id for n in named][:10]
        found = store.matching({1: 1.0}, 10, articles)
        assert [hit.passage for hit in found] == [made[n].id for n in reversed(named)][:10]


def test_a_passage_without_words_is_found_by_its_vector_only(opener: Opener) -> None:
    store = opener(True)
    store.add(PASSAGES[:2], VECTORS[:2], [{}, {1: 1.0}])
    assert [hit.passage for hit in store.nearest(VECTORS[0], 1)] == [PASSAGES[0].id]
    assert [hit.passage for hit in store.matching({1: 1.0, 2: 1.0}, 9)] == [PASSAGES[1].id]
    store.close()
    assert opener(False).count() == 2


def test_an_empty_store_answers_nothing(opener: Opener) -> None:
    store = opener(True)
    assert (store.count(), store.nearest(rows((1, 0, 0))[0], 5), store.matching({1: 1.0}, 5)) == (0, [], [])
    store.close()
    again = opener(False)
    assert (again.count(), again.nearest(rows((1, 0, 0))[0], 5), again.matching({1: 1.0}, 5)) == (0, [], [])


@pytest.mark.parametrize(
    ("vectors", "terms"),
    [
        (np.array([[np.nan, 0, 0]], dtype=np.float32), [{1: 1.0}]),
        (rows((1, 0)), [{1: 1.0}]),
        (rows((1, 0, 0)), [{1: -1.0}]),
        (rows((1, 0, 0)), [{1: float("inf")}]),
        (rows((1, 0, 0)), []),
    ],
)
def test_numbers_that_cannot_be_searched_are_refused(filled: Store, vectors: np.ndarray, terms: list) -> None:
    with pytest.raises(StoreError):
        filled.add([make("d", 0)], vectors, terms)


def test_a_question_that_does_not_fit_is_refused(filled: Store) -> None:
    for vector in (rows((1, 0))[0], np.array([np.nan, 0, 0], dtype=np.float32)):
        with pytest.raises(StoreError):
            filled.nearest(vector, 3)


def test_a_published_store_is_not_changed(filled: Store, opener: Opener) -> None:
    filled.close()
    reader = opener(False)
    with pytest.raises(StoreError, match="published"):
        reader.add(PASSAGES, VECTORS, TERMS)
    with pytest.raises(StoreError, match="published"):
        reader.remove(["a"])
