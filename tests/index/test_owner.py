"""Nothing of the user's is removed: folders beside the index, a corpus that is there, most of the files unasked."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import FakeEncoder, write_newspaper

from rag import cli
from rag.errors import IndexFault
from rag.index import add, build, open_index, remove
from rag.index.inspection import check
from rag.index.marker import MARKER, sources

PAGE = "# 图书馆闭馆\n\n本报讯\n\n图书馆因装修闭馆三个月，读者请谅解。\n"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def years(folder: Path) -> Path:
    for name in ("2019", "2020", "2021", "2022", "2023", ".building-website"):
        (folder / name).mkdir(parents=True)
        (folder / name / "page.txt").write_text(f"# {name}\n\n{PAGE}", encoding="utf-8")
    return folder


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.fixture
def rag(monkeypatch: pytest.MonkeyPatch, encoder: Any, tmp_path: Path) -> Callable[..., int]:
    """``rag`` in an empty folder, with an encoder that needs no weights."""
    for module in ("rag.index.builder", "rag.index.opened"):
        monkeypatch.setattr(f"{module}.open_encoder", lambda _name=None: encoder)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return lambda *words: cli.main([str(word) for word in words])


def test_an_index_in_the_folder_of_the_pages_is_refused_and_every_file_is_still_there(
    rag: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newspapers = years(tmp_path / "newspapers")
    before = everything(newspapers)
    for _ in range(2):
        assert rag("build", newspapers, "--index", newspapers) == cli.REFUSED
        assert "--index" in capsys.readouterr().err
    assert everything(newspapers) == before


@pytest.mark.parametrize("name", ["index", "deep/index"])
def test_an_index_inside_the_pages_is_refused(pages: Path, name: str) -> None:
    before = everything(pages)
    with pytest.raises(IndexFault, match="apart"):
        build([pages], pages / name, encoder=FakeEncoder())
    assert everything(pages) == before


def test_pages_inside_the_index_are_refused_but_for_those_added_in_the_page(
    pages: Path, tmp_path: Path
) -> None:
    where = tmp_path / "index"
    build([pages], where, encoder=FakeEncoder())
    for folder in ("added", "1", "2019"):
        (where / folder).mkdir(exist_ok=True)
        (where / folder / "more.txt").write_text(PAGE.replace("三", "两"), encoding="utf-8")
    with pytest.raises(IndexFault, match="apart"):
        add([where / "2019" / "more.txt"], where, encoder=FakeEncoder())
    assert add([where / "added" / "more.txt"], where, encoder=FakeEncoder()).added == ("more.txt",)


def test_a_folder_with_other_things_in_it_is_not_made_an_index(pages: Path, tmp_path: Path) -> None:
    home = years(tmp_path / "home")
    before = everything(home)
    with pytest.raises(IndexFault, match=r"2019.*other"):
        build([pages], home, encoder=FakeEncoder())
    assert everything(home) == before
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "CURRENT").write_text("MANIFEST-000004\n")  # another program's word
    with pytest.raises(IndexFault):
        build([pages], tmp_path / "alone", encoder=FakeEncoder())


def test_a_folder_with_a_readme_or_an_empty_one_will_do(pages: Path, tmp_path: Path) -> None:
    for name in ("README.md", ".gitignore", ".DS_Store", ""):
        where = tmp_path / f"index{name}"
        where.mkdir()
        if name:
            (where / name).write_text("kept", encoding="utf-8")
        build([pages], where, encoder=FakeEncoder())
        assert not name or (where / name).read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("marked", [True, False])
def test_what_others_put_into_an_index_folder_outlives_every_build(
    pages: Path, tmp_path: Path, marked: bool
) -> None:
    where = tmp_path / "index"
    build([pages], where, encoder=FakeEncoder())
    if not marked:  # as an earlier version left it
        (where / MARKER).unlink()
    years(where)
    (where / "1" / "notes.txt").write_text("mine", encoding="utf-8")
    (where / ".building-website" / "vectors.npy").write_bytes(b"mine too")
    (where / ".building-abcd1234").mkdir()
    (where / ".building-abcd1234" / "vectors.npy").write_bytes(b"half")
    foreign = {name: data for name, data in everything(where).items() if name.endswith((".txt", "too"))}
    for number in range(6):
        (pages / "page.txt").write_text(PAGE.replace("三", str(number + 4)), encoding="utf-8")
        assert build([pages], where, encoder=FakeEncoder()).published
    after = everything(where)
    assert {name: after.get(name) for name in foreign} == foreign
    assert after[".building-website/vectors.npy"] == b"mine too"
    assert not (where / ".building-abcd1234").exists()
    assert check(where) == []
    assert (where / MARKER).is_file()
    ours = sorted(int(path.name) for path in where.iterdir() if (path / "manifest.json").is_file())
    assert ours == [1, 2027, 2028, 2029], "1 holds something of the user's, the others are the three newest"


def test_an_index_of_an_earlier_version_is_taken_over_even_without_current(
    pages: Path, tmp_path: Path
) -> None:
    where = tmp_path / "index"
    build([pages], where, encoder=FakeEncoder())
    (where / MARKER).unlink()
    (where / "CURRENT").unlink()
    (where / "feedback.jsonl").write_text("{}\n", encoding="utf-8")
    assert not build([pages], where, encoder=FakeEncoder()).published
    assert (where / MARKER).is_file()


def test_what_it_was_built_from_is_remembered(pages: Path, tmp_path: Path) -> None:
    where, more = tmp_path / "index", tmp_path / "more.txt"
    build([pages], where, encoder=FakeEncoder())
    more.write_text(PAGE.replace("三", "两"), encoding="utf-8")
    add([more], where, encoder=FakeEncoder())
    assert sources(where) == (str(pages), str(more))
    remove(["more.txt"], where, encoder=FakeEncoder())
    assert sources(where) == (str(pages),)
    for broken in ("", "[]", '{"paths": 3}', "[" * 9999, '{"paths": [1, "a"]}'):
        (where / MARKER).write_text(broken, encoding="utf-8")
        assert sources(where) in ((), ("a",))
        build([pages], where, encoder=FakeEncoder())
        assert json.loads((where / MARKER).read_text(encoding="utf-8"))["paths"] == [str(pages)]


# Without a path


def test_a_build_without_a_path_never_replaces_another_corpus(
    rag: Callable[..., int], tmp_path: Path, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_newspaper(Path("seeds"))
    assert rag("build", pages, "--index", "my-index") == cli.FINE
    capsys.readouterr()
    for recorded in (True, False):
        if not recorded:  # an index of an earlier version
            Path("my-index", MARKER).unlink()
        assert rag("build", "--index", "my-index") == cli.REFUSED
        told = capsys.readouterr().err
        assert (f"rag build {pages} --index my-index" in told) is recorded
        assert "rag build" in told
        index = open_index("my-index", encoder=FakeEncoder())
        assert list(index.sources()) == ["page.txt"]
        index.close()


@pytest.mark.parametrize("recorded", [True, False])
def test_a_build_without_a_path_keeps_the_default_corpus_up_to_date(
    rag: Callable[..., int], tmp_path: Path, recorded: bool
) -> None:
    seeds, where = write_newspaper(Path("seeds")), Path("indexes")
    where.mkdir()
    (where / "README.md").write_text("Derived.", encoding="utf-8")
    assert rag("build") == cli.FINE
    (where / "added").mkdir()
    (where / "added" / "更多.txt").write_text(PAGE, encoding="utf-8")
    assert rag("add", where / "added" / "更多.txt") == cli.FINE
    if not recorded:
        (where / MARKER).unlink()
    (seeds / "00.txt").write_text(PAGE.replace("三", "两"), encoding="utf-8")
    (seeds / "01.txt").unlink()
    (seeds / "seed.txt").write_text(PAGE.replace("三", "九"), encoding="utf-8")
    assert rag("build") == cli.FINE
    index = open_index(where, encoder=FakeEncoder())
    found = set(index.sources())
    index.close()
    assert "01.txt" not in found
    assert {"00.txt", "02.txt", "seed.txt", "更多.txt"} <= found, "what was added in the page stays"


def test_a_damaged_index_of_others_is_not_mended_with_the_default_corpus(
    rag: Callable[..., int], pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_newspaper(Path("seeds"))
    assert rag("build", pages, "--index", "my-index") == cli.FINE
    Path("my-index/1/vectors.npy").write_bytes(b"")
    capsys.readouterr()
    assert rag("ask", "闭馆多久？", "--index", "my-index") == cli.REFUSED
    assert f"rag build {pages} --index my-index" in capsys.readouterr().err
    assert rag("build", "--index", "my-index") == cli.REFUSED
    Path("my-index/1/manifest.json").write_bytes(b"")
    assert rag("build", "--index", "my-index") == cli.REFUSED
    assert rag("build", pages, "--index", "my-index") == cli.FINE
    assert rag("check", "--index", "my-index") == cli.FINE


# Most of the files


def test_most_of_the_files_go_only_when_confirmed(
    rag: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    newspaper = write_newspaper(tmp_path / "newspaper")
    few = tmp_path / "few"
    few.mkdir()
    for name in ("00.txt", "01.txt", "02.txt", "03.txt"):
        shutil.copy(newspaper / name, few)
    build_all = ("build", newspaper, "--index", "index")
    assert rag(*build_all) == cli.FINE
    capsys.readouterr()
    assert rag("build", few, "--index", "index") == cli.REFUSED
    told = capsys.readouterr().err
    assert "6 of the 10" in told and "--yes" in told
    names = [f"{number:02}.txt" for number in range(6)]
    assert rag("remove", *names, "--index", "index") == cli.REFUSED
    assert rag(*build_all) == cli.FINE
    assert "nothing changed" in capsys.readouterr().out
    answers = iter(["n\n", "", "y\n"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin.readline", lambda: next(answers), raising=False)
    assert [rag("build", few, "--index", "index") for _ in range(3)] == [cli.REFUSED, cli.REFUSED, cli.FINE]
    monkeypatch.undo()


def test_yes_needs_no_question_and_a_few_files_none_either(
    rag: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newspaper = write_newspaper(tmp_path / "newspaper")
    assert rag("build", newspaper, "--index", "index") == cli.FINE
    names = [f"{number:02}.txt" for number in range(10)]
    assert rag("remove", *names[:6], "--yes", "--index", "index") == cli.FINE
    assert rag("remove", *names[6:9], "--index", "index") == cli.FINE
    capsys.readouterr()


def test_the_files_of_a_damaged_index_count_as_well(
    rag: Callable[..., int], tmp_path: Path, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newspaper = write_newspaper(tmp_path / "newspaper")
    assert rag("build", newspaper, "--index", "index") == cli.FINE
    Path("index/1/vectors.npy").write_bytes(b"")
    assert rag("build", pages, "--index", "index") == cli.REFUSED
    assert "10 of the 10" in capsys.readouterr().err
