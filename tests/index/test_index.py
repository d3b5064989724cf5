"""Versions: made of files, published whole, opened only if whole, grown and shrunk."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder

from rag.errors import DocumentError, IndexFault, IndexLocked, ModelError, QuestionError
from rag.index import Index, add, build, open_index, remove
from rag.index.inspection import check
from rag.index.manifest import read_manifest
from rag.index.versions import current, writing


@pytest.fixture
def where(tmp_path: Path) -> Iterator[Path]:
    """A folder for an index that must be whole when the test ends, if there is one in it."""
    folder = tmp_path / "indexes"
    yield folder
    if (folder / "CURRENT").exists():
        assert check(folder) == []
        assert not list(folder.glob(".building-*"))


@pytest.fixture
def built(where: Path, newspaper_index: Path) -> Path:
    """An index of the ten files that the test may change."""
    shutil.copytree(newspaper_index, where)
    return where


def titles(index: Index) -> list[str]:
    return [article.title for article in index.articles()]


def opened(where: Path) -> Index:
    return open_index(where, encoder=FakeEncoder())


def test_what_is_in_it(built: Path) -> None:
    index = opened(built)
    assert index.version == "1"
    assert "云河大桥建成通车" in titles(index)
    article = next(article for article in index.articles() if article.title == "云河大桥建成通车")
    assert index.article(article.id) == article
    assert article.title in index.document(article.source).text
    for passage in index.passages(article.id):
        assert article.text[passage.start : passage.end] == passage.text
    assert index.document_frequency("大桥") > 0
    assert index.document_frequency("并不存在的词") == 0
    assert index.store.count() == index.manifest.passages
    index.close()


def test_an_unknown_article_or_document_is_a_question_error(built: Path) -> None:
    index = opened(built)
    for wrong in ("", "0" * 16, "' OR 1=1 --", "\x00"):
        with pytest.raises(QuestionError):
            index.article(wrong)
        with pytest.raises(QuestionError):
            index.document(wrong)
    index.close()


def test_built_again_with_nothing_changed_it_publishes_nothing(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    encoder.encoded.clear()
    report = build([newspaper_folder], built, encoder=encoder)
    assert (report.published, report.version, encoder.encoded) == (False, "1", [])
    assert sorted(path.name for path in built.iterdir() if path.name.isdecimal()) == ["1"]


def test_only_changed_articles_are_embedded_again(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    encoder.encoded.clear()
    changed = newspaper_folder / "03.txt"
    changed.write_text("# 梨园\n\n本报讯\n\n梨树今年结果一百八十斤，价格也比往年好。\n", encoding="utf-8")
    report = build([newspaper_folder], built, encoder=encoder)
    assert (report.published, report.version, report.changed) == (True, "2", ("03.txt",))
    assert encoder.encoded
    assert all("梨" in text or "本报讯" in text for text in encoder.encoded)


def test_grown_or_made_at_once_it_answers_the_same(
    where: Path, tmp_path: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    files = sorted(newspaper_folder.iterdir())
    build(files[:4], where, encoder=encoder)
    for file in reversed(files[4:]):
        add([file], where, encoder=encoder)
    at_once = tmp_path / "at_once"
    build([newspaper_folder], at_once, encoder=encoder)
    grown, whole = opened(where), opened(at_once)
    assert grown.manifest.content == whole.manifest.content
    assert grown.manifest.average_length == whole.manifest.average_length
    assert grown.articles() == whole.articles()
    for name in ("ids.npy", "vectors.npy", "sentences.npy", "posting_weights.npy", "frequency_counts.npy"):
        assert np.array_equal(np.load(grown.folder / name), np.load(whole.folder / name))
    grown.close()
    whole.close()


def test_added_replaced_and_removed_without_the_files(
    built: Path, tmp_path: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    for file in newspaper_folder.iterdir():
        file.unlink()
    new = tmp_path / "新闻.txt"
    new.write_text("# 新开湿地公园\n\n本报讯\n\n占地四百亩的湿地公园今天开园，免费开放。\n", encoding="utf-8")
    report = add([new], built, encoder=encoder)
    assert report.added == ("新闻.txt",)
    assert report.documents == 11
    new.write_text("# 湿地公园闭园\n\n本报讯\n\n湿地公园明天起闭园检修，为期十天。\n", encoding="utf-8")
    report = add([new], built, encoder=encoder)
    assert (report.documents, report.changed) == (11, ("新闻.txt",))
    report = remove(["新闻.txt", "00.txt"], built, encoder=encoder)
    assert (report.documents, report.removed) == (9, ("00.txt", "新闻.txt"))
    index = opened(built)
    assert not [title for title in titles(index) if "湿地" in title or "大桥" in title]
    assert index.document_frequency("湿地") == 0
    index.close()


def test_removing_what_is_not_there_changes_nothing(built: Path, encoder: FakeEncoder) -> None:
    with pytest.raises(QuestionError, match=r"nothing.txt"):
        remove(["00.txt", "nothing.txt"], built, encoder=encoder)
    assert opened(built).manifest.documents == 10


def test_an_index_can_be_emptied_and_opened(
    where: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    build([newspaper_folder / "00.txt"], where, encoder=encoder)
    report = remove(["00.txt"], where, encoder=encoder)
    assert (report.articles, report.passages) == (0, 0)
    index = opened(where)
    assert index.articles() == []
    index.close()


def test_the_same_text_in_two_files_is_one_article_with_a_copy(
    where: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    text = (newspaper_folder / "00.txt").read_text(encoding="utf-8")
    (newspaper_folder / "zz.txt").write_text(text, encoding="utf-8")
    build([newspaper_folder], where, encoder=encoder)
    index = opened(where)
    found = [article for article in index.articles() if article.title == "云河大桥建成通车"]
    assert [(article.source, article.copies) for article in found] == [("00.txt", ("zz.txt",))]
    index.close()
    remove(["00.txt"], where, encoder=encoder)
    index = opened(where)
    found = [article for article in index.articles() if article.title == "云河大桥建成通车"]
    assert [(article.source, article.copies) for article in found] == [("zz.txt", ())]
    index.close()


def test_a_bad_file_is_named_and_stops_nothing(
    where: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    (newspaper_folder / "empty.txt").write_bytes(b"")
    (newspaper_folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    report = build([newspaper_folder], where, encoder=encoder)
    assert report.documents == 10
    assert {name for name, _ in report.refused} == {"empty.txt", "picture.txt"}
    assert all(reason for _, reason in report.refused)
    assert "empty.txt" in str(report)


def test_the_summary_counts_what_changed_and_names_what_to_look_at(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    (newspaper_folder / "00.txt").unlink()
    (newspaper_folder / "01.txt").write_text(
        "# 书市\n\n本报讯\n\n书市周末开张，摊位九十个。\n", encoding="utf-8"
    )
    (newspaper_folder / "新.txt").write_bytes("# 桃园\n\n桃花开了，游人很多。桃".encode()[:-1])
    (newspaper_folder / "bad.txt").write_bytes(b"\x00\x01" * 400)
    report = build([newspaper_folder], built, encoder=encoder)
    assert (report.added, report.changed, report.removed) == (("新.txt",), ("01.txt",), ("00.txt",))
    assert (report.unchanged, report.documents) == (8, 10)
    assert [name for name, _ in report.remarks] == ["新.txt"]
    told = str(report)
    for words in ("新增 1", "更改 1", "移除 1", "未变 8", "Cut inside its last character", "bad.txt"):
        assert words in told
    again = build([newspaper_folder], built, encoder=encoder)
    assert (again.published, again.unchanged, again.embedded) == (False, 10, 0)
    assert again.remarks == report.remarks, "what is to be known about a file is told at every build"


def test_what_a_side_file_says_counts_as_a_change(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    (newspaper_folder / "03.txt.json").write_text('{"newspaper": "云河日报"}', encoding="utf-8")
    report = build([newspaper_folder], built, encoder=encoder)
    assert (report.published, report.changed, report.unchanged) == (True, ("03.txt",), 9)
    assert build([newspaper_folder], built, encoder=encoder).unchanged == 10
    (newspaper_folder / "03.txt.json").unlink()
    assert build([newspaper_folder], built, encoder=encoder).changed == ("03.txt",)


def test_a_renamed_file_embeds_nothing(built: Path, newspaper_folder: Path, encoder: FakeEncoder) -> None:
    encoder.encoded.clear()
    (newspaper_folder / "03.txt").rename(newspaper_folder / "果园.txt")
    report = build([newspaper_folder], built, encoder=encoder)
    assert (report.published, report.embedded, encoder.encoded) == (True, 0, [])
    assert report.renamed == (("03.txt", "果园.txt"),)
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 9)
    index = opened(built)
    assert "果园.txt" in {article.source for article in index.articles()}
    index.close()


def test_a_reader_that_fails_unexpectedly_is_a_refusal(
    where: Path, newspaper_folder: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rag.articles

    find = rag.articles.find_articles

    def failing(document: object) -> object:
        if getattr(document, "name", "") == "05.txt":
            raise AssertionError("a defect")
        return find(document)  # type: ignore[arg-type]

    monkeypatch.setattr(rag.articles, "find_articles", failing)
    report = build([newspaper_folder], where, encoder=encoder)
    assert [name for name, _ in report.refused] == ["05.txt"]
    assert report.documents == 9


def test_when_no_file_is_of_use_the_last_version_stays(
    built: Path, tmp_path: Path, encoder: FakeEncoder
) -> None:
    (tmp_path / "nothing").mkdir()
    for paths in ([tmp_path / "nothing"], [tmp_path / "missing"], []):
        with pytest.raises(DocumentError):
            build(paths, built, encoder=encoder)
    assert opened(built).version == "1"


def test_a_broken_new_edition_leaves_the_old_one(
    built: Path, newspaper_folder: Path, tmp_path: Path, encoder: FakeEncoder
) -> None:
    (newspaper_folder / "00.txt").write_bytes(b"")
    good = tmp_path / "good.txt"
    good.write_text("# 好消息\n\n本报讯\n\n今年的好消息很多，读者来信也很多。\n", encoding="utf-8")
    report = add([newspaper_folder / "00.txt", good], built, encoder=encoder)
    assert [name for name, _ in report.refused] == ["00.txt"]
    assert "云河大桥建成通车" in titles(opened(built))


def test_the_last_three_versions_are_kept_and_readers_keep_theirs(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    reader = opened(built)
    before = titles(reader), reader.store.nearest(encoder.encode_queries(["大桥"])[0], 3)
    for number in range(4):
        (newspaper_folder / "00.txt").write_text(f"# 题{number}\n\n本报讯\n\n第{number}次改写的正文。\n")
        build([newspaper_folder], built, encoder=encoder)
    assert sorted(int(p.name) for p in built.iterdir() if p.name.isdecimal()) == [3, 4, 5]
    assert (titles(reader), reader.store.nearest(encoder.encode_queries(["大桥"])[0], 3)) == before
    assert reader.passages(reader.articles()[0].id)
    reader.close()
    assert opened(built).version == "5"


def test_a_second_builder_is_refused(built: Path, newspaper_folder: Path, encoder: FakeEncoder) -> None:
    refused: list[BaseException] = []

    def other() -> None:
        try:
            build([newspaper_folder], built, encoder=encoder)
        except IndexLocked as error:
            refused.append(error)

    with writing(built):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(refused) == 1
    assert build([newspaper_folder], built, encoder=encoder).published is False


def test_leftovers_of_a_dead_builder_are_swept(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    leftover = built / ".building-dead"
    leftover.mkdir()
    (leftover / "vectors.npy").write_bytes(b"half")
    (built / ".CURRENT.new").write_text("1 ")
    build([newspaper_folder], built, encoder=encoder)
    assert not leftover.exists()
    assert not (built / ".CURRENT.new").exists()


@pytest.mark.parametrize(
    "damage", ["", "\n", "99 abc\n", "../.. x\n", "1\n", f"1 {'0' * 16}\n", "\xff", None]
)
def test_without_a_sound_current_the_newest_version_is_opened(built: Path, damage: str | None) -> None:
    if damage is None:
        (built / "CURRENT").unlink()
    else:
        (built / "CURRENT").write_text(damage, encoding="latin-1")
    index = opened(built)
    assert index.version == "1"
    assert "CURRENT" in index.warning
    index.close()
    assert ["CURRENT" in fault for fault in check(built)] == [True]
    (built / "CURRENT").unlink(missing_ok=True)


def test_current_that_was_turned_to_an_older_version_is_not_believed(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    (newspaper_folder / "00.txt").write_text("# 新\n\n本报讯\n\n另一个故事，和大桥无关。\n", encoding="utf-8")
    build([newspaper_folder], built, encoder=encoder)
    sound = (built / "CURRENT").read_text()
    (built / "CURRENT").write_text(sound.replace("2 ", "1 ", 1))
    index = opened(built)
    assert (index.version, "CURRENT" in index.warning) == ("2", True)
    index.close()
    (built / "CURRENT").write_text(sound)


def test_where_there_is_no_index_the_way_to_make_one_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(IndexFault, match="rag build"):
            open_index(folder)
        assert check(folder)


def test_another_encoder_is_refused(built: Path) -> None:
    with pytest.raises(ModelError, match="rag build"):
        open_index(built, encoder=FakeEncoder("0" * 64))


def test_another_encoder_makes_all_vectors_anew(built: Path, newspaper_folder: Path) -> None:
    other = FakeEncoder("0" * 64)
    report = build([newspaper_folder], built, encoder=other)
    assert report.published
    assert len(other.encoded) == report.embedded
    assert check(built) == []


def test_another_format_or_dictionary_is_refused(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("rag.index.opened.dictionary_hash", lambda: "another")
        with pytest.raises(IndexFault, match="rag build"):
            opened(built)
    manifest = built / "1" / "manifest.json"
    sound = manifest.read_text(encoding="utf-8")
    manifest.write_text(sound.replace('"format": 2', '"format": 1'), encoding="utf-8")
    with pytest.raises(IndexFault, match=r"另一版程序.*format 1.*rag build"):
        opened(built)
    report = build([newspaper_folder], built, encoder=encoder)
    assert (report.published, report.version) == (True, "2")
    assert report.warnings


def test_damage_is_named_and_a_build_mends_it(
    built: Path, newspaper_folder: Path, encoder: FakeEncoder
) -> None:
    (built / "1" / "vectors.npy").write_bytes(b"")
    with pytest.raises(IndexFault, match=r"vectors\.npy"):
        opened(built)
    with pytest.raises(IndexFault, match=r"vectors\.npy"):
        add([newspaper_folder / "00.txt"], built, encoder=encoder)
    report = build([newspaper_folder], built, encoder=encoder)
    assert (report.published, "vectors.npy" in str(report)) == (True, True)


def test_the_manifest_says_what_is_in_it(built: Path, newspaper_folder: Path) -> None:
    folder, manifest, warning = current(built)
    assert (manifest, warning) == (read_manifest(folder), "")
    assert set(manifest.sources) == {path.name for path in newspaper_folder.iterdir()}
    assert set(manifest.files) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    database = sqlite3.connect(folder / "passages.db")
    assert manifest.passages == database.execute("SELECT count(*) FROM passages").fetchone()[0]
    database.close()
