"""An index of an older format: everybody is told the cure, and it needs no file but the index."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import FakeEncoder

from rag import cli
from rag.errors import IndexFault
from rag.index import build, open_index
from rag.index.inspection import check
from rag.index.manifest import MANIFEST
from rag.index.upgrade import upgrade


def rewritten(version: Path, **changes: Any) -> None:
    """Write the manifest of a version anew, with its own checksum, as another version of the program would."""
    values = json.loads((version / MANIFEST).read_bytes()) | changes
    values.pop("checksum")
    plain = lambda: (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()  # noqa: E731
    values["checksum"] = hashlib.sha256(plain()).hexdigest()
    (version / MANIFEST).write_bytes(plain())


@pytest.fixture
def old(tmp_path: Path, newspaper_index: Path) -> Path:
    """An index of format 1: as today's, without the vectors of sentences."""
    where = Path(shutil.copytree(newspaper_index, tmp_path / "index"))
    files = json.loads((where / "1" / MANIFEST).read_bytes())["files"]
    for name in [name for name in files if name.startswith("sentence")]:
        (where / "1" / name).unlink()
        del files[name]
    rewritten(where / "1", format=1, files=files)
    (where / "feedback.jsonl").write_text('{"kind": "judgement"}\n', encoding="utf-8")
    return where


def test_everybody_names_the_cure(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["check"], ["ask", "云河大桥全长多少米？"], ["articles"]):
        assert cli.main([*words, "--index", str(old)]) in (cli.REFUSED, cli.NOT_FOUND)
        told = capsys.readouterr()
        assert f"rag upgrade --index {old}" in " ".join((told.out + told.err).split()), words


def test_the_texts_in_the_old_index_are_enough(
    old: Path, newspaper_index: Path, encoder: FakeEncoder
) -> None:
    before = {path: path.read_bytes() for path in (old / "1").iterdir()}
    report = upgrade(old, encoder=encoder)
    assert report is not None and (report.version, report.removed, report.documents) == ("2", (), 10)
    assert check(old, encoder=encoder) == []
    now, then = open_index(old, encoder=encoder), open_index(newspaper_index, encoder=encoder)
    assert now.articles() == then.articles() and now.sources() == then.sources()
    assert {path: path.read_bytes() for path in (old / "1").iterdir()} == before
    assert (old / "feedback.jsonl").read_text(encoding="utf-8") == '{"kind": "judgement"}\n'
    now.close()
    then.close()


def test_an_index_that_is_up_to_date_is_left_as_it_is(
    newspaper_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = Path(shutil.copytree(newspaper_index, tmp_path / "index"))
    assert cli.main(["upgrade", "--index", str(where)]) == cli.FINE
    assert "Up to date" in capsys.readouterr().out and not (where / "2").exists()


def test_texts_that_are_damaged_are_not_built_upon(old: Path, encoder: FakeEncoder) -> None:
    with (old / "1" / "articles.db").open("r+b") as file:
        file.seek(5000)
        file.write(b"\xff\xff\xff")
    with pytest.raises(IndexFault, match=r"articles\.db.*rag build"):
        upgrade(old, encoder=encoder)
    assert not (old / "2").exists()


def test_an_index_of_a_newer_program_is_refused_and_left(
    newspaper_index: Path, tmp_path: Path, encoder: FakeEncoder
) -> None:
    where = Path(shutil.copytree(newspaper_index, tmp_path / "index"))
    rewritten(where / "1", format=3)
    with pytest.raises(IndexFault, match="newer: install"):
        upgrade(where, encoder=encoder)
    assert sorted(path.name for path in where.iterdir() if path.name.isdecimal()) == ["1"]


def test_a_build_brings_it_up_to_date_too(old: Path, newspaper_folder: Path, encoder: FakeEncoder) -> None:
    report = build([newspaper_folder], old, encoder=encoder)
    assert report.published and check(old, encoder=encoder) == []
