"""Weights that are not what they were are noticed, unpacked again, and never answered with; none ends the process."""

import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FakeEncoder

pytest.importorskip("torch")
from rag import cli
from rag.cli import doctor
from rag.errors import ModelDamaged, ModelError, StoreError
from rag.index import open_index
from rag.model import packaged
from rag.model.encoder import open_encoder
from rag.model.integrity import NOTE, check_sum, write_sum
from rag.reader import WEIGHTS, open_reader


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


NAMES = [
    "model.safetensors",
    "tokenizer.json",
    "config.json",
    "modules.json",
    "1_Pooling/config.json",
    "sentence_bert_config.json",
    "tokenizer_config.json",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", [flip, cut, Path.unlink])
def test_a_damaged_file_in_the_cache_is_named_and_unpack_mends_it(
    weights_cache: Path, name: str, damage: Callable[[Path], None]
) -> None:
    sound = open_encoder().fingerprint
    assert "ready" in doctor.unpack()
    damage(weights_cache / name)
    if name == "modules.json" and damage is Path.unlink:  # the mark of a whole folder: unpacked by itself
        assert open_encoder().fingerprint == sound
        return
    with pytest.raises(ModelDamaged, match="rag doctor --unpack"):
        open_encoder()
    lines = [finding.line for finding in doctor._models() if not finding.fine]
    assert any("rag doctor --unpack" in line for line in lines)
    assert "again" in doctor.unpack()
    assert open_encoder().fingerprint == sound
    assert [path.name for path in weights_cache.parent.iterdir()] == [weights_cache.name]


def test_a_cache_of_an_earlier_version_is_known_by_its_fingerprint(
    weights_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = open_encoder().fingerprint
    (weights_cache / NOTE).unlink()
    with pytest.raises(ModelDamaged):
        open_encoder()
    monkeypatch.setattr(packaged, "FINGERPRINT", sound)
    assert open_encoder().fingerprint == sound
    flip(weights_cache / "model.safetensors")
    with pytest.raises(ModelDamaged):
        open_encoder()
    assert "again" in doctor.unpack()
    assert (weights_cache / NOTE).is_file()


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"fingerprint": 1, "files": []}', '{"files": {"a": 3}}'])
def test_a_damaged_note_is_no_proof(weights_cache: Path, note: str) -> None:
    open_encoder()
    (weights_cache / NOTE).write_text(note, encoding="utf-8")
    with pytest.raises(ModelDamaged):
        open_encoder()


def test_the_carried_weights_unpack_to_what_earlier_versions_unpacked() -> None:
    try:
        folder = packaged.default_encoder_folder()
    except ModelError:
        pytest.skip("the carried weights are not installed on this platform")
    assert open_encoder().fingerprint == packaged.FINGERPRINT
    assert folder.name == packaged.FOLDER


def test_a_cache_that_cannot_be_written_is_an_error_in_words(
    weights_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights_cache.parent.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ModelError, match="WENBAO_CACHE"):
        open_encoder()


def in_a_child(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except (ModelDamaged, StoreError):
            os._exit(3)
        finally:
            os._exit(70)
    return os.waitpid(child, 0)[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_vocabulary_table_that_is_cut_off_while_it_is_open_is_an_error(weights_cache: Path) -> None:
    from rag.model.transformer import FILE, word_table

    open_encoder()
    table = word_table(weights_cache)
    assert table([1, 50]).any()
    os.truncate(weights_cache / FILE, 100)
    status = in_a_child(lambda: table([1, 50]))
    assert not os.WIFSIGNALED(status), signal.Signals(os.WTERMSIG(status))
    assert os.WEXITSTATUS(status) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    "name", ["vectors.npy", "ids.npy", "posting_rows.npy", "sentences.npy", "frequency_ids.npy"]
)
@pytest.mark.parametrize("small", [0, 1 << 25])
def test_an_index_file_that_is_cut_off_while_it_is_open_is_an_error(
    newspaper_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, small: int
) -> None:
    """Mapped, as large files are, it is an error; small ones are in memory and answer on."""
    monkeypatch.setattr("rag.store.arrays.SMALL", small)
    where = Path(shutil.copytree(newspaper_index, tmp_path / "index"))
    index = open_index(where, encoder=FakeEncoder())
    vector = FakeEncoder().encode_queries(["大桥"])[0]
    os.truncate(where / "1" / name, 0)

    def ask() -> None:
        hits = index.store.nearest(vector, 3)
        index.store.matching({1: 1.0}, 3)
        index.sentence_scores(vector, [hit.passage for hit in hits])
        index.document_frequency("大桥")

    status = in_a_child(ask)
    assert not os.WIFSIGNALED(status), signal.Signals(os.WTERMSIG(status))
    assert os.WEXITSTATUS(status) == (0 if small else 3)
    index.close()


# The reader


def test_the_readers_weights_are_those_whose_sum_stands_beside_them(tmp_path: Path) -> None:
    check_sum(WEIGHTS)
    assert WEIGHTS.with_name(f"{WEIGHTS.name}.sha256").is_file(), (
        "training writes it: rag.reader.training.shrink"
    )
    copy = tmp_path / WEIGHTS.name
    copy.write_bytes(b"weights")
    check_sum(copy)
    write_sum(copy)
    check_sum(copy)
    flip(copy)
    with pytest.raises(ModelDamaged, match="Reinstall"):
        check_sum(copy)


def test_a_damaged_reader_is_named_and_rules_do_not_answer_in_its_place(
    newspaper_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (WEIGHTS, WEIGHTS.with_name(f"{WEIGHTS.name}.sha256")):
        shutil.copy(path, tmp_path)
    damaged = tmp_path / WEIGHTS.name
    flip(damaged)
    open_reader.cache_clear()  # another test may have loaded the sound one
    monkeypatch.setattr("rag.reader.WEIGHTS", damaged)
    monkeypatch.setattr("rag.reader.trained.TrainedReader.__init__.__defaults__", (damaged,))
    with pytest.raises(ModelDamaged, match="Reinstall"):
        open_reader()
    assert any("Reinstall" in finding.line and not finding.fine for finding in doctor._models())
    assert cli.main(["check", "--index", str(newspaper_index)]) == cli.NOT_FOUND
    assert "Reinstall" in capsys.readouterr().out


def test_check_names_a_damaged_encoder(
    newspaper_index: Path, tmp_path: Path, weights_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.index.inspection import check
    from rag.settings import ENCODER

    where = Path(shutil.copytree(newspaper_index, tmp_path / "index"))
    monkeypatch.setattr("rag.index.inspection.ENCODER", FakeEncoder.name)
    monkeypatch.setattr("rag.index.opened.open_encoder", lambda _name: open_encoder(ENCODER))
    open_encoder()
    flip(weights_cache / "model.safetensors")
    assert ["--unpack" in fault for fault in check(where)] == [True]
    assert json.loads((weights_cache / NOTE).read_text(encoding="utf-8"))["files"]
