"""The bad inputs that concern files (reliability cases 1-7, 9 and 19): nothing stops a build, all is named."""

import io
import os
import socket
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.articles import find_articles
from rag.documents import SUPPORTED, Limits, Refusal, discover, read, read_all, source
from rag.documents.decoding import decode
from rag.errors import DocumentError
from rag.types import Document

STORY = "本报讯 目前主城区159座公厕已全部实现洗手液、卫生纸的配备。"


def put(folder: Path, name: str, content: str | bytes = STORY) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def built(folder: Path, **limits: float) -> tuple[dict[str, str], dict[str, str]]:
    """Read a folder; return name -> text, and name -> reason of what was refused."""
    refused: list[Refusal] = []
    found = {one.name: one.text for _, one in read_all([folder], refused.append, limits=Limits(**limits))}
    return found, {refusal.name: refusal.reason for refusal in refused}


def why(path: Path) -> str:
    with pytest.raises(DocumentError) as error:
        list(read(path, path.name))
    assert path.name in str(error.value)
    return str(error.value)


def zipped(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


# --- 1: nothing there ---


def test_an_empty_folder_gives_nothing_and_says_nothing(tmp_path: Path) -> None:
    assert built(tmp_path) == ({}, {})


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", " \u3000\r\n\t\ufeff\u200b\n".encode()]
)
def test_a_file_without_a_word_is_named(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, "b.txt")
    put(tmp_path, "a.txt", content)
    found, refused = built(tmp_path)
    assert list(found) == ["b.txt"] and list(refused) == ["a.txt"]


@pytest.mark.parametrize("suffix", SUPPORTED)
def test_an_empty_or_senseless_file_of_any_kind_is_named(tmp_path: Path, suffix: str) -> None:
    assert "空文件" in why(put(tmp_path, f"a{suffix}", b""))
    assert why(put(tmp_path, f"b{suffix}", b"\x00\x01\x02\xff" * 100))


# --- 2: encodings ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_file_cut_inside_a_character_keeps_the_rest_with_a_warning(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path, "a.txt", (STORY + "座").encode(encoding)[:-1])
    document = next(read(path, "a.txt"))
    assert document.text == STORY
    assert "断开" in document.metadata["warning"]


def test_a_damaged_character_in_the_middle_is_never_replaced_silently(tmp_path: Path) -> None:
    whole = STORY.encode() * 3
    path = put(tmp_path, "a.txt", whole[:100] + b"\xff" + whole[100:])
    assert "编码" in why(path)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=200))
def test_any_chinese_text_in_utf_8_is_itself(text: str) -> None:
    reading = decode(text.encode())
    assert reading is not None and reading.text == text


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_without_surrogates_or_nothing(data: bytes) -> None:
    reading = decode(data)
    if reading is not None:
        assert reading.text.encode("utf-8").decode("utf-8") == reading.text


# --- 3: odd characters ---


def test_nul_bytes_are_no_text(tmp_path: Path) -> None:
    assert "NUL" in why(put(tmp_path, "a.txt", STORY.replace("，", "").encode() + b"\0"))


def test_invisible_and_private_characters_stay_where_they_are(tmp_path: Path) -> None:
    text = "公\u200b厕\u202e159\u202c座\ue000，\x1b[31m红\x7f\u2028行\ufeff末"
    assert next(read(put(tmp_path, "a.txt", text), "a.txt")).text == text


# --- 4: one endless line ---


def test_a_line_of_any_length_is_read_up_to_the_limit_and_refused_beyond(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", "字" * 200_000)
    assert len(next(read(path, "a.txt")).text) == 200_000
    found, refused = built(tmp_path, characters=100_000)
    assert found == {} and "请拆分" in refused["a.txt"]
    assert "MB" in built(tmp_path, file_bytes=599_999)[1]["a.txt"]


# --- 5: many files, odd names ---


@pytest.mark.parametrize("letters", ["好", "好了a ", "。", "“", "\u202e\u200b好", "#", "1. "])
def test_a_line_without_an_end_becomes_articles_that_map_back(letters: str) -> None:
    text = letters * (60_000 // len(letters))
    document = Document("a.txt", "text/plain", "", text, "utf-8", "text")
    for article in find_articles(document):
        for run in article.runs:
            copied = article.text[run.start : run.start + run.length]
            assert copied == text[run.raw_start : run.raw_start + run.length] != ""
    kept = sum(run.length for article in find_articles(document) for run in article.runs)
    assert (
        kept == sum(not letter.isspace() and letter not in "\u200b" for letter in text)
        or not letters.isalnum()
    )


def test_five_thousand_small_files_are_all_read_in_order(tmp_path: Path) -> None:
    for number in range(5_000):
        (tmp_path / f"{number:05}.txt").write_text(f"第{number}条。", encoding="utf-8")
    found, refused = built(tmp_path)
    assert refused == {} and list(found) == sorted(found) and len(found) == 5_000
    assert found["04999.txt"] == "第4999条。"


ODD = (
    *("换\n行.txt", "引'号\".txt", "表情😀.txt", "..a.txt", "空 格 .txt"),
    *("\u202e反向.txt", "<b>&amp;.txt", "$(id);`.txt", "%2e%2e.txt", "-rf.txt"),
)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_shown_harmlessly_and_the_file_is_read(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    found, refused = built(tmp_path)
    if name.startswith("."):
        assert "隐藏" in next(iter(refused.values()))
        return
    assert list(found.values()) == [STORY]
    assert not [c for c in next(iter(found)) if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs")]


def test_names_of_255_bytes_and_deep_folders_are_read(tmp_path: Path) -> None:
    long = "长" * 83 + "ab.txt"
    assert len(long.encode()) == 255
    put(tmp_path, long)
    put(tmp_path, "/".join(["深"] * 100) + "/a.txt")
    assert len(built(tmp_path)[0]) == 2


def test_a_path_longer_than_the_limit_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a" * 50 + ".txt")
    assert "太长" in next(iter(built(tmp_path, name_characters=40)[1].values()))


def test_a_name_in_no_encoding_is_read_under_a_name_that_can_be_written(tmp_path: Path) -> None:
    for raw in (b"\xff\xfe.txt", "长治".encode("gb18030") + b".txt"):
        try:
            (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))).write_text(STORY, encoding="utf-8")
        except OSError:
            pytest.skip("this file system takes only UTF-8 names")
    found, _ = built(tmp_path)
    assert len(found) == 2 and "长治.txt" in found
    assert all(name.encode("utf-8") for name in found)


def test_names_that_differ_in_case_or_unicode_form_stay_apart(tmp_path: Path) -> None:
    for number, name in enumerate(("a.txt", "A.txt", "caf\u00e9.txt", "cafe\u0301.txt")):
        put(tmp_path, name, f"第{number}个。")
    written = len(list(tmp_path.iterdir()))  # a system that folds names has fewer
    found, _ = built(tmp_path)
    assert len(found) == len({unicodedata.normalize("NFC", name) for name in found}) == written
    assert built(tmp_path)[0] == found


def test_a_file_cannot_take_the_name_of_a_member_or_a_row(tmp_path: Path) -> None:
    put(tmp_path, "p.zip!a.txt", "假。")
    put(tmp_path, "p.zip", zipped({"a.txt": "真。".encode()}))
    found, _ = built(tmp_path)
    assert found["p.zip!a.txt"] == "真。" and len(found) == 2


# --- 6: things that are no files ---


def test_links_that_loop_or_leave_are_named_and_never_followed(tmp_path: Path) -> None:
    secret = put(tmp_path, "outside/secret.txt", "秘密。")
    folder = tmp_path / "in"
    put(folder, "z.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "round.txt").symlink_to(folder / "round.txt")
    (folder / "gone.txt").symlink_to(folder / "nothing.txt")
    (folder / "out.txt").symlink_to(secret)
    (folder / "out").symlink_to(secret.parent)
    (folder / "same.txt").symlink_to(folder / "z.txt")
    (folder / "b.txt").write_text(STORY, encoding="utf-8")
    (folder / "b.json").symlink_to(secret)
    found, refused = built(folder)
    assert sorted(found) == ["b.txt", "z.txt"]  # one file is read once, under its own name
    assert sorted(refused) == ["gone.txt", "loop", "out", "out.txt", "round.txt"]


def test_pipes_sockets_devices_and_folders_are_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    monkeypatch.chdir(tmp_path)  # the address of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        found, refused = built(tmp_path)
        assert found == {} and sorted(refused) == ["pipe.txt", "s.txt"]
    for path in (tmp_path / "pipe.txt", tmp_path / "folder.txt", Path("/dev/zero")):
        why(path)
    assert list(discover([Path("/dev/zero")])) == []


def test_a_link_put_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "secret.txt")
    path = put(tmp_path, "a.txt")
    path.unlink()
    path.symlink_to(tmp_path / "secret.txt")
    why(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_or_folder_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.txt").chmod(0)
    put(tmp_path, "f/b.txt").parent.chmod(0)
    try:
        assert sorted(built(tmp_path)[1]) == ["a.txt", "f"]
    finally:
        (tmp_path / "f").chmod(0o700)


def test_hidden_and_temporary_files_are_named(tmp_path: Path) -> None:
    for name in (".a.txt", ".git/b.txt", "~$c.docx"):
        put(tmp_path, name)
    assert sorted(built(tmp_path)[1]) == [".a.txt", ".git", "~$c.docx"]


# --- 7: bombs and disguises ---


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"PK\x03\x04", "ZIP"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".jsonl"])
def test_a_text_file_that_is_something_else_is_called_by_its_name(
    tmp_path: Path, start: bytes, kind: str, suffix: str
) -> None:
    assert kind in why(put(tmp_path, f"a{suffix}", start + b"x" * 100))


def test_a_dense_member_is_refused_and_its_neighbours_are_read(tmp_path: Path) -> None:
    put(tmp_path, "p.zip", zipped({"bomb.txt": b"0" * 20_000_000, "a.txt": STORY.encode()}))
    found, refused = built(tmp_path)
    assert list(found) == ["p.zip!a.txt"] and "炸弹" in refused["p.zip!bomb.txt"]


def test_archives_beyond_a_limit_or_inside_another_are_refused(tmp_path: Path) -> None:
    many = zipped({f"{number}.txt": STORY.encode() for number in range(30)})
    put(tmp_path, "many.zip", many)
    put(tmp_path, "nested.zip", zipped({"many.zip": many, "a.txt": STORY.encode()}))
    found, refused = built(tmp_path, archive_members=20)
    assert list(found) == ["nested.zip!a.txt"] and sorted(refused) == ["many.zip", "nested.zip!many.zip"]
    assert "解压后" in built(tmp_path, archive_bytes=1_000)[1]["many.zip"]


def test_many_members_just_below_every_limit_are_refused_together(tmp_path: Path) -> None:
    letters = (
        "云河大桥通车" * 50_000
    )  # 900 KB, some 4 KB when packed: below what is called dense in one member
    put(tmp_path, "p.zip", zipped({f"{number}.txt": letters.encode() for number in range(40)}))
    assert (tmp_path / "p.zip").stat().st_size < 200_000
    found, refused = built(tmp_path)
    assert found == {} and "炸弹" in refused["p.zip"] and "Together" in refused["p.zip"]


def test_an_archive_with_too_much_text_says_from_where_on_it_was_not_read(tmp_path: Path) -> None:
    put(tmp_path, "p.zip", zipped({f"{number}.txt": STORY.encode() for number in range(5)}))
    found, refused = built(tmp_path, unpacked_characters=3 * len(STORY))
    assert list(found) == ["p.zip!0.txt", "p.zip!1.txt", "p.zip!2.txt"]
    assert "从 p.zip!3.txt 起没有读" in refused["p.zip"] and "nothing was read from" in refused["p.zip"]


def test_an_addition_of_too_much_text_names_what_was_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.index import build

    for number in range(4):
        put(tmp_path / "in", f"{number}.txt", f"# 标题{number}\n\n" + STORY)
    monkeypatch.setattr("rag.documents.LIMITS", Limits(build_characters=2 * len(STORY) + 20))
    report = build([tmp_path / "in"], tmp_path / "indexes", encoder=FakeEncoder())
    assert list(report.added) == ["0.txt", "1.txt"]
    assert [name for name, _ in report.refused] == ["2.txt", "3.txt"]
    assert all("rag add" in reason for _, reason in report.refused)


@pytest.mark.parametrize("suffix", [".docx", ".epub"])
def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path: Path, suffix: str) -> None:
    data = zipped({"word/document.xml": b" " * 20_000_000, "META-INF/container.xml": b" " * 20_000_000})
    assert "炸弹" in why(put(tmp_path, f"a{suffix}", data))


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    names = ("../../out.txt", "/etc/passwd.txt", "..\\..\\win.txt", "C:\\x.txt", "a/../../b.txt")
    put(folder, "p.zip", zipped({name: f"{number}。".encode() for number, name in enumerate(names)}))
    found, refused = built(folder)
    assert refused == {} and sorted(found.values()) == [f"{number}。" for number in range(5)]
    assert not [name for name in found if ".." in name or name.split("!")[1].startswith("/")]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", "p.zip"]


def test_a_damaged_or_locked_archive_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": STORY.encode() * 20, "b.txt": STORY.encode()}))
    data[60] ^= 0xFF
    put(tmp_path, "p.zip", bytes(data))
    found, refused = built(tmp_path)
    assert list(found) == ["p.zip!b.txt"] and list(refused) == ["p.zip!a.txt"]
    assert "已损坏" in why(put(tmp_path, "q.zip", bytes(data[:-30])))


def test_entities_of_a_book_are_not_expanded_or_fetched(tmp_path: Path) -> None:
    put(tmp_path, "secret.txt", "秘密")
    bomb = (
        f'<!DOCTYPE c [<!ENTITY a "{"哈" * 1000}"><!ENTITY b "{"&a;" * 1000}"><!ENTITY c "{"&b;" * 1000}">'
        f'<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
    )
    data = zipped({
        "META-INF/container.xml": b'<container><rootfile full-path="a.opf"/></container>',
        "a.opf": f'{bomb}<package><metadata><creator>&x;&c;</creator></metadata><manifest><item id="a" href="a.xhtml"/>'
        '</manifest><spine><itemref idref="a"/></spine></package>'.encode(),
        "a.xhtml": f"{bomb}<html><body><p>正文。&x;&c;</p></body></html>".encode(),
    })  # fmt: skip
    path = put(tmp_path, "a.epub", data)
    try:
        found = list(read(path, "a.epub"))
    except DocumentError:
        return
    assert all(len(one.text) < 100 and "秘密" not in one.text + str(one.metadata) for one in found)


# --- 9: markup in an article is text ---


def test_markup_and_formulas_in_a_text_file_stay_text(tmp_path: Path) -> None:
    text = '<script>alert(1)</script>\n![](http://example.com/x.png)\n=HYPERLINK("x")\n'
    assert next(read(put(tmp_path, "a.txt", text), "a.txt")).text == text
    assert "<script>alert(1)</script>\n" in next(read(put(tmp_path, "a.md", text), "a.md")).text


def test_deeply_nested_html_is_read_or_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "a.html", "<div>" * 50_000 + STORY)
    try:
        assert STORY in "".join(one.text for one in read(path, "a.html"))
    except DocumentError as error:
        assert "a.html" in str(error)


# --- 19: files that change under our hands ---


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Run one of these actions after each time a file's bytes were read."""
    actions: list[object] = []
    once = source._read_once

    def reading(path: Path, name: str, limit: int) -> tuple[bytes, int]:
        result = once(path, name, limit)
        if actions:
            action = actions.pop(0)
            assert callable(action)
            action()
        return result

    monkeypatch.setattr(source, "_read_once", reading)
    yield actions


def test_a_file_that_changes_while_read_is_read_again(tmp_path: Path, between: list[object]) -> None:
    path = put(tmp_path, "a.txt", "旧文。")
    between.append(lambda: path.write_text("新文。", encoding="utf-8"))
    assert next(read(path, "a.txt")).text == "新文。"


def test_a_file_that_never_rests_or_vanishes_is_named(tmp_path: Path, between: list[object]) -> None:
    path = put(tmp_path, "a.txt")
    between.extend(
        lambda number=number: path.write_text(f"第{number}版", encoding="utf-8") for number in range(9)
    )
    assert "一直在变化" in why(path)
    between[:] = [path.unlink]
    assert "不在了" in why(path)


def test_a_file_that_vanishes_after_it_was_found_does_not_stop_the_build(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        put(tmp_path, name)
    refused: list[Refusal] = []
    found = []
    for _, document in read_all([tmp_path], refused.append):
        found.append(document.name)
        (tmp_path / "b.txt").unlink()
    assert found == ["a.txt"] and [refusal.name for refusal in refused] == ["b.txt"]


def test_reading_never_writes_beside_the_files(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "p.zip", zipped({"a.txt": STORY.encode()}))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*")}
    built(tmp_path)
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*")}


def test_a_file_that_takes_too_long_is_named(tmp_path: Path) -> None:
    put(tmp_path, "t.csv", "text\n甲\n乙\n")
    assert "拆分" in built(tmp_path, seconds=-1.0)[1]["t.csv"]
