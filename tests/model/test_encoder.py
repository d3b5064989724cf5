"""Texts become unit vectors: with the model's own prefixes, within the memory there is, or not at all."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.index import build, open_index
from rag.model import encoder as room
from rag.model.encoder import SentenceEncoder, open_encoder
from rag.settings import ENCODER_BATCH


class FakeModel:
    """Stands for the loaded weights: gives each text a row that tells its length, and can run out of memory."""

    def __init__(self, room_for: int = 1000, error: Exception | None = None) -> None:
        self.seen: list[list[str]] = []
        self.room_for = room_for
        self.error = error or RuntimeError(
            "DefaultCPUAllocator: can't allocate memory: you tried to allocate"
        )

    def get_embedding_dimension(self) -> int:
        return 2

    def encode(self, texts: Sequence[str], **_options: object) -> NDArray[np.float32]:
        if len(texts) > self.room_for:
            raise self.error
        self.seen.append(list(texts))
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model's folder, as far as opening it goes: nobody reads the weights here."""
    made = tmp_path / "e5-tiny"
    made.mkdir()
    (made / "modules.json").write_text("[]", encoding="utf-8")
    (made / "model.safetensors").write_bytes(b"weights")
    return made


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[[FakeModel], SentenceEncoder]:
    def with_model(model: FakeModel) -> SentenceEncoder:
        monkeypatch.setattr(room, "_load", lambda _folder: model)
        return SentenceEncoder("e5-tiny", folder)

    return with_model


# Prefixes


def test_e5_is_told_what_is_a_question_and_what_is_a_passage(
    loaded: Callable[[FakeModel], SentenceEncoder],
) -> None:
    model = FakeModel()
    encoder = loaded(model)
    encoder.encode_queries(["大桥多长"])
    encoder.encode_passages(["大桥全长1280米"])
    assert model.seen == [["query: 大桥多长"], ["passage: 大桥全长1280米"]]


def test_a_model_of_another_kind_gets_the_bare_text(folder: Path) -> None:
    other = folder.rename(folder.with_name("some-model"))
    encoder = SentenceEncoder("some-model", other)
    assert (encoder.query_prefix, encoder.passage_prefix) == ("", "")


def test_the_prompts_that_a_model_brings_come_first(folder: Path) -> None:
    prompts = {"prompts": {"query": "问：", "document": "文："}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts), encoding="utf-8")
    encoder = SentenceEncoder("e5-tiny", folder)
    assert (encoder.query_prefix, encoder.passage_prefix) == ("问：", "文：")


def test_prompts_that_cannot_be_read_are_an_error_in_words(folder: Path) -> None:
    (folder / "config_sentence_transformers.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="config_sentence_transformers"):
        SentenceEncoder("e5-tiny", folder)


# Rows and batches


def test_rows_come_back_in_the_order_of_the_texts_and_have_length_1(
    loaded: Callable[[FakeModel], SentenceEncoder],
) -> None:
    texts = ["字" * length for length in (3, 50, 1, 20)]
    rows = loaded(FakeModel()).encode_passages(texts)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0)
    lengths = rows[:, 0] / rows[:, 1]
    assert np.allclose(lengths, [len("passage: " + text) for text in texts])


def test_a_model_that_cannot_pool_encodes_each_sentence_for_itself(
    loaded: Callable[[FakeModel], SentenceEncoder],
) -> None:
    model = FakeModel()
    encoder = loaded(model)
    rows, parts = encoder.encode_sentences(["一座。两座桥。", "三座"], [[(0, 3), (3, 7)], [(0, 2)]])
    assert [text for batch in model.seen for text in batch if "。" in text[:-1]] == [
        "passage: 一座。两座桥。"
    ]
    assert np.array_equal(rows, encoder.encode_passages(["一座。两座桥。", "三座"]))
    assert np.array_equal(np.concatenate(parts), encoder.encode_passages(["一座。", "两座桥。", "三座"]))
    assert [len(each) for each in parts] == [2, 1]


class PoolingFake(FakeModel):
    """A model that tells parts too: of each span it was given where it stood."""

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        cut = ([text[start:end] for start, end in each] for text, each in zip(texts, spans, strict=True))
        return self.encode(texts), [
            self.encode(parts) if parts else np.zeros((0, 2), np.float32) for parts in cut
        ]


def test_sentences_are_found_behind_the_prefix_and_come_back_in_order(
    loaded: Callable[[FakeModel], SentenceEncoder],
) -> None:
    model = PoolingFake(room_for=2)
    rows, parts = loaded(model).encode_sentences(
        ["桥", "一座。两座桥。", "三座", "四"], [[(0, 1)], [(0, 3), (3, 7)], [], [(0, 1)]]
    )
    assert ["一座。", "两座桥。"] in model.seen
    assert [len(each) for each in parts] == [1, 2, 0, 1]
    assert np.allclose(
        rows[:, 0] / rows[:, 1], [len("passage: " + text) for text in ("桥", "一座。两座桥。", "三座", "四")]
    )
    assert np.allclose(parts[1][:, 0] / parts[1][:, 1], [3, 4])
    assert np.allclose(np.linalg.norm(np.concatenate(parts), axis=1), 1.0)


def test_out_of_memory_halves_the_batch_until_it_fits(
    loaded: Callable[[FakeModel], SentenceEncoder],
) -> None:
    model = FakeModel(room_for=3)
    told: list[tuple[int, int]] = []
    rows = loaded(model).encode_passages(
        ["字" * 5] * 9, progress=lambda done, total: told.append((done, total))
    )
    assert [len(batch) for batch in model.seen] == [2, 2, 2, 2, 1]  # 9 halved twice
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0)
    assert told == [(2, 9), (4, 9), (6, 9), (8, 9), (9, 9)]


def test_no_batch_is_larger_than_the_setting(loaded: Callable[[FakeModel], SentenceEncoder]) -> None:
    model = FakeModel()
    loaded(model).encode_passages(["字"] * (2 * ENCODER_BATCH + 1))
    assert [len(batch) for batch in model.seen] == [ENCODER_BATCH, ENCODER_BATCH, 1]


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("shapes do not fit")])
def test_one_text_that_does_not_fit_or_another_failure_is_an_error(
    loaded: Callable[[FakeModel], SentenceEncoder], error: Exception
) -> None:
    model = FakeModel(room_for=0, error=error)
    with pytest.raises(ModelError, match="e5-tiny"):
        loaded(model).encode_passages(["字", "词"])
    assert model.seen == []


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 0.0])
def test_a_vector_that_is_not_one_is_refused(
    loaded: Callable[[FakeModel], SentenceEncoder], monkeypatch: pytest.MonkeyPatch, bad: float
) -> None:
    rows = np.array([[1.0, 0.0], [bad, 0.0]], dtype=np.float32)
    encoder = loaded(FakeModel())
    monkeypatch.setattr(FakeModel, "encode", lambda *_texts, **_options: rows)
    with pytest.raises(ModelError, match="vector 2 of 2"):
        encoder.encode_queries(["甲", "乙"])


# Which model it is


def test_the_fingerprint_is_of_the_weights_and_of_the_prefixes(folder: Path) -> None:
    first = SentenceEncoder("a name", folder).fingerprint
    assert SentenceEncoder("another name", folder).fingerprint == first
    (folder / "model.safetensors").write_bytes(b"weightS")
    second = SentenceEncoder("a name", folder).fingerprint
    moved = folder.rename(folder.with_name("not-of-that-family"))
    assert len({first, second, SentenceEncoder("a name", moved).fingerprint}) == 3


def test_an_index_refuses_the_vectors_of_another_model(tmp_path: Path, newspaper_folder: Path) -> None:
    build([newspaper_folder / "00.txt"], tmp_path / "indexes", encoder=FakeEncoder())
    with pytest.raises(ModelError, match=r"fake-pairs f{12}…, not fake-pairs 0{12}…"):
        opened = open_index(tmp_path / "indexes", encoder=FakeEncoder("0" * 64))
        opened.encoder.encode_queries(["大桥"])


def test_a_folder_without_weights_and_one_that_is_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No model weights"):
        open_encoder(str(tmp_path))
    with pytest.raises(ModelError, match="no such folder"):
        open_encoder(str(tmp_path / "nowhere"))
