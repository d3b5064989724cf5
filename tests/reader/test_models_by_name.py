"""Readers and rerankers that somebody names: tiny ones are made here, with random weights."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import STORIES, FakeEncoder
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from rag.answer.pipeline import ask
from rag.answer.retrieve import search
from rag.errors import ModelError
from rag.index import Index, open_index
from rag.model.locate import model_folder
from rag.reader import open_reader
from rag.reader.plain import PlainReader

QUESTION = "云河大桥全长多少米？"


def tokenizer() -> Any:
    """Return a tokenizer whose words are the letters of the newspaper."""
    from transformers import BertTokenizerFast

    letters = sorted({letter for story in STORIES for part in story for letter in part if letter.strip()})
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: number for number, word in enumerate([*special, *letters])}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=False)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return BertTokenizerFast(tokenizer_object=made, model_max_length=128)


def saved(folder: Path, kind: str) -> Path:
    """Save a tiny model of one layer with its tokenizer, as people download them."""
    import transformers

    torch.manual_seed(5)
    words = tokenizer()
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=128, num_labels=1 if kind == "BertForSequenceClassification" else 2,
    )  # fmt: skip
    getattr(transformers, kind)(config).save_pretrained(folder)
    words.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def reader_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("models") / "tiny-reader", "BertForQuestionAnswering")


@pytest.fixture(scope="module")
def reranker_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("models") / "tiny-reranker", "BertForSequenceClassification")


@pytest.fixture
def index(newspaper_index: Path) -> Iterator[Index]:
    opened = open_index(newspaper_index, encoder=FakeEncoder())
    yield opened
    opened.close()


def test_any_question_answering_model_reads(index: Index, reader_folder: Path) -> None:
    reader = open_reader(str(reader_folder))
    candidates = search(index, QUESTION, top_k=5)
    readings = reader.read(QUESTION, candidates)
    assert {reading.passage for reading in readings} == {c.passage.id for c in candidates}
    for reading in readings:
        assert (
            reading.text and index.article(reading.article).text[reading.start : reading.end] == reading.text
        )
    assert readings == open_reader(str(reader_folder)).read(QUESTION, candidates)


def test_a_long_passage_is_read_to_its_end(index: Index, reader_folder: Path) -> None:
    from dataclasses import replace

    candidate = search(index, QUESTION, top_k=1)[0]
    long = replace(candidate.passage, text=candidate.passage.text * 12, end=0)
    windows = {
        reading.start
        for reading in open_reader(str(reader_folder)).read(QUESTION, [replace(candidate, passage=long)])
    }
    assert windows and all(long.start <= start < long.start + len(long.text) for start in windows)


def test_an_answer_names_the_models_it_came_from(
    index: Index, reader_folder: Path, reranker_folder: Path
) -> None:
    answer = ask(index, QUESTION, reader=str(reader_folder), reranker=str(reranker_folder))
    assert answer.models["reader"] == str(reader_folder)
    assert answer.models["reranker"] == str(reranker_folder)


def test_a_cross_encoder_orders_more_passages_than_are_read(index: Index, reranker_folder: Path) -> None:
    from rag.answer.pipeline import found
    from rag.reader.reranker import open_reranker
    from rag.types import Filters

    wide = search(index, QUESTION, top_k=10)
    ordered = open_reranker(str(reranker_folder)).order(QUESTION, wide)
    assert {c.passage.id for c in ordered} == {c.passage.id for c in wide}
    assert [c.score for c in ordered] == sorted((c.score for c in ordered), reverse=True)
    read = found(index, QUESTION, top_k=3, filters=Filters(), reranker=str(reranker_folder))
    assert list(read) == ordered[:3]


@pytest.mark.parametrize("name", ["./nowhere", "nowhere"])
def test_a_folder_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        open_reader(name)


def test_a_model_of_another_kind_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="safetensors"):
        open_reader(str(tmp_path))


def test_a_reader_may_be_handed_in(index: Index) -> None:
    assert ask(index, QUESTION, reader=PlainReader()).models["reader"] == "plain"


def test_a_device_may_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    from rag.model.locate import best_device

    monkeypatch.setenv("WENBAO_DEVICE", "cpu")
    assert best_device() == "cpu"
    monkeypatch.delenv("WENBAO_DEVICE")
    assert best_device() in ("cpu", "cuda", "mps")


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert model_folder(str(tmp_path)) == tmp_path
