"""Our own trunk gives the states and vectors that the published libraries give, without their memory."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tiny_model import WIDTH, WORDS, parts

from rag.errors import ModelError
from rag.model import packaged
from rag.model.encoder import open_encoder
from rag.model.mean_pooling import PooledModel, fits
from rag.model.tokenizer import open_tokenizer

torch = pytest.importorskip("torch")

TEXTS = [
    "长治公厕有多少座？",
    "  前后有空格  ",
    "",
    "Ｆｕｌｌ　ｗｉｄｔｈ ½ ﬁ 1,280",
    "字" * 700,
    "两行\n文字\t和制表符",
    "𠮷野家 emoji 😀 ~～",
    "How many cities had a GDP over one trillion yuan in 2024?",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small model, laid down as the carried one is."""
    where = tmp_path / "tiny"
    where.mkdir()
    header, pieces, normal, tensors = parts()
    packaged._write_tokenizer(where, pieces, normal)
    packaged._write_model(where, header, tensors)
    return where


def by_the_library(folder: Path, texts: list[str]) -> np.ndarray:
    library = pytest.importorskip("sentence_transformers")
    model = library.SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    return np.concatenate([model.encode([text], show_progress_bar=False) for text in texts])


def test_a_small_model_has_the_vectors_that_the_library_gives(folder: Path) -> None:
    assert fits(folder)
    found = PooledModel(folder).encode(TEXTS)
    assert np.abs(found - by_the_library(folder, TEXTS)).max() < 1e-6
    assert np.abs(found[0] - found[1]).max() > 1e-2


def test_a_vector_does_not_depend_on_what_is_encoded_beside_it(folder: Path) -> None:
    model = PooledModel(folder)
    together = model.encode(TEXTS)
    alone = np.concatenate([model.encode([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-6


def test_a_sentence_is_the_mean_of_its_tokens_in_the_pass_of_its_passage(folder: Path) -> None:
    model = PooledModel(folder)
    text = "长治公厕。有多少座？"
    wholes, (parts,) = model.encode_spans([text], [[(0, 5), (5, 10), (0, 10)]])
    assert np.abs(wholes - model.encode([text])).max() < 1e-6
    ids = model._tokenizer.encode(text)
    (state,) = model._trunk([ids.ids])
    for row, (start, end) in zip(parts, [(0, 5), (5, 10), (0, 10)], strict=True):
        inside = [n for n, (a, b) in enumerate(ids.offsets) if b > a and start <= (a + b - 1) / 2 < end]
        mean = state[inside].mean(dim=0).numpy()
        assert np.abs(row - mean / np.linalg.norm(mean)).max() < 1e-6
    assert np.abs(parts[0] - parts[1]).max() > 1e-2
    assert np.abs(parts[0] - model.encode([text[:5]])[0]).max() > 1e-3, "it knows what stands around it"


def test_every_token_belongs_to_one_sentence(folder: Path) -> None:
    model = PooledModel(folder)
    text = "长治公厕多少座？有多少。"
    tokens = model._tokens(text)
    cuts = [0, 3, 5, 8, len(text)]  # through the pieces 公厕 and 多少 too
    runs = [tokens.run(start, end) for start, end in pairwise(cuts)]
    assert runs[0][0] == 1
    assert runs[-1][1] == len(tokens.ids) - 1
    assert all(one[1] == other[0] for one, other in pairwise(runs))


def test_a_sentence_beyond_what_the_model_can_read_is_told_by_what_it_read(folder: Path) -> None:
    model = PooledModel(folder)
    wholes, (parts,) = model.encode_spans(["字" * 700], [[(0, 400), (650, 700), (9, 9)]])
    assert np.abs(parts[1] - wholes[0]).max() < 1e-6
    assert np.abs(parts[2] - wholes[0]).max() < 1e-6
    assert np.abs(parts[0] - wholes[0]).max() > 1e-6
    assert model.encode_spans(["字"], [[]])[1][0].shape == (0, WIDTH)


@pytest.mark.slow
def test_the_default_encoder_has_the_vectors_that_the_library_gives() -> None:
    try:
        where = packaged.default_encoder_folder()
    except ModelError:
        pytest.skip("the carried weights are not installed on this platform")
    assert fits(where)
    seeds = Path(__file__).resolve().parents[2] / "seeds"
    page = next(iter(sorted(seeds.glob("*.txt")))).read_text("utf-8")
    texts = [*TEXTS, *(page[at : at + 220] for at in range(0, 2200, 220))]
    encoder = open_encoder()
    found = encoder.encode_passages(texts)
    assert np.abs(found - by_the_library(where, ["passage: " + text for text in texts])).max() < 1e-6


def test_the_vocabulary_stays_in_its_file_and_the_tokenizer_is_shared(folder: Path) -> None:
    from rag.model.transformer import word_table

    model = PooledModel(folder)
    assert model._tokenizer is open_tokenizer(folder)
    assert model._trunk._words is word_table(folder)
    assert isinstance(word_table(folder).rows, np.memmap)
    rows = torch.from_numpy(np.asarray(word_table(folder).rows[[5, 5, 1]]).astype(np.float32))
    assert torch.equal(word_table(folder)([5, 5, 1]), rows)


CHANGES: list[tuple[str, dict[str, object]]] = [
    ("config.json", {"model_type": "roberta"}),
    ("config.json", {"hidden_act": "gelu_new"}),
    ("config.json", {"position_embedding_type": "relative_key"}),
    ("config.json", {"max_position_embeddings": 128}),
    ("1_Pooling/config.json", {"pooling_mode": "cls"}),
    ("1_Pooling/config.json", {"include_prompt": False}),
    ("sentence_bert_config.json", {"do_lower_case": True}),
    ("sentence_bert_config.json", {"max_seq_length": None}),
    ("tokenizer_config.json", {"tokenizer_class": "BertTokenizer"}),
]


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[str(change) for _, change in CHANGES])
def test_a_folder_with_any_other_part_is_left_to_the_library(
    folder: Path, name: str, change: dict[str, object]
) -> None:
    path = folder / name
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), encoding="utf-8")
    assert not fits(folder)


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors", "config.json", "modules.json"])
def test_a_folder_that_lacks_a_file_is_left_to_the_library(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert not fits(folder)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def made_text(path: Path) -> None:
    path.write_text("no model at all", encoding="utf-8")


@pytest.mark.parametrize("spoil", [cut_short, made_text])
@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
def test_a_damaged_file_is_an_error_in_words(folder: Path, name: str, spoil: Callable[[Path], None]) -> None:
    spoil(folder / name)
    with pytest.raises(ModelError, match="tiny"):
        open_encoder(str(folder)).encode_queries(["大桥"])


def test_weights_that_do_not_fit_their_config_are_refused(folder: Path) -> None:
    path = folder / "config.json"
    path.write_text(
        json.dumps(json.loads(path.read_text("utf-8")) | {"num_hidden_layers": 9}), encoding="utf-8"
    )
    with pytest.raises(ModelError, match="tiny"):
        open_encoder(str(folder)).encode_queries(["大桥"])


def test_the_reader_scores_as_the_network_it_was_trained_as(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    from rag.reader.network import SpanNetwork, load, save

    torch.manual_seed(3)
    network = SpanNetwork(folder).eval()
    ids = torch.randint(4, WORDS, (3, 20))
    mask = torch.ones_like(ids)
    mask[1, 12:] = mask[2, 5:] = 0
    save(network, tmp_path / "reader.safetensors", {"licence": "none"})
    lengths = mask.sum(dim=1).tolist()
    found = load(tmp_path / "reader.safetensors", folder)(
        [row[:length].tolist() for row, length in zip(ids, lengths, strict=True)]
    )
    with torch.inference_mode():
        wanted = network(ids, mask)
    for number, (length, (start, end, relevance)) in enumerate(zip(lengths, found, strict=True)):
        assert start.shape == end.shape == (length,) and np.ptp(start) > 0
        np.testing.assert_allclose(start, wanted[0][number, :length], atol=0.01)
        np.testing.assert_allclose(end, wanted[1][number, :length], atol=0.01)
        assert abs(relevance - float(wanted[2][number])) < 0.01
    assert torch.isinf(wanted[0][1, 12:]).all()
