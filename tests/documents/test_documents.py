"""What comes out of each kind of file that people bring."""

from pathlib import Path

import pytest

from rag.documents import Refusal, discover, read, read_all
from rag.errors import DocumentError
from rag.types import Document

STORY = "长治公厕提档升级\n\n本报讯（记者 张三）目前主城区159座公厕已全部实现洗手液、卫生纸的配备。\n"


def only(path: Path, name: str = "") -> Document:
    documents = list(read(path, name or path.name))
    assert len(documents) == 1
    return documents[0]


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- text ---


def test_a_text_file_is_kept_to_the_character(tmp_path: Path) -> None:
    text = "  深人开展\r\n\r\n\u3000\u3000城\u200b市 更新\x0c\x07\n"
    document = only(put(tmp_path, "a.txt", text))
    assert (document.text, document.encoding, document.loader) == (text, "utf-8", "plain")
    assert document.media_type == "text/plain" and document.whole is False and document.metadata == {}


@pytest.mark.parametrize("encoding", "utf-8-sig gb18030 gbk utf-16 utf-16-le utf-16-be utf-32".split())
def test_every_usual_encoding_gives_the_same_text(tmp_path: Path, encoding: str) -> None:
    assert only(put(tmp_path, "a.txt", STORY.encode(encoding))).text == STORY


def test_traditional_text_in_big5_and_in_gb18030(tmp_path: Path) -> None:
    text = "長治公廁全部實現洗手液、衛生紙的配備，市民稱讚說：「很方便。」"
    for encoding in ("big5", "gb18030", "utf-16-le"):
        assert only(put(tmp_path, "a.txt", text.encode(encoding))).text == text


def test_front_matter_is_metadata_and_not_text(tmp_path: Path) -> None:
    text = "---\n标题: 公厕\n报纸：长治日报\ndate: '2025-07-14'\n版: 3\n---\n正文在此。\n"
    document = only(put(tmp_path, "a.md", text))
    assert document.text == "正文在此。\n"
    found = dict(document.metadata)
    offset = int(found.pop("text_offset"))
    assert text[offset:] == document.text
    assert found == {"title": "公厕", "newspaper": "长治日报", "date": "2025-07-14", "page": "3"}


@pytest.mark.parametrize("text", ["---\n一条横线。\n", "---\n没有: 结束", "---\n陌生: 值\n---\n文"])
def test_a_rule_at_the_top_is_not_front_matter(tmp_path: Path, text: str) -> None:
    assert only(put(tmp_path, "a.txt", text)).text == text


def test_side_files_win_over_front_matter_and_the_nearest_wins(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "---\ndate: 2001-01-01\ntitle: 甲\npage: 1\n---\n正文。")
    put(tmp_path, "a.txt.json", '{"date": "2025-07-14", "author": ["张三", "李四"], "unknown": 1}')
    table = "文件,date,page,报纸\na.txt,1999-01-01,4,长治日报\nb.txt,,,他报\n"
    put(tmp_path, "metadata.csv", table.encode("gb18030"))
    found = list(read_all([tmp_path], pytest.fail))
    assert [document.name for _, document in found] == ["a.txt"]
    assert {k: v for k, v in found[0][1].metadata.items() if k != "text_offset"} == {
        "date": "2025-07-14", "byline": "张三 李四", "page": "4", "newspaper": "长治日报", "title": "甲"
    }  # fmt: skip


def test_a_broken_side_file_is_a_warning(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "正文。")
    put(tmp_path, "a.json", "{")
    assert "a.json" in only(tmp_path / "a.txt").metadata["warning"]


# --- folders ---


def test_files_come_sorted_with_names_below_the_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a.txt"):
        put(tmp_path, name, "文")
    assert [name for name, _ in discover([tmp_path])] == ["a.txt", "a/z.md", "b.txt"]
    assert list(discover([tmp_path, tmp_path / "a.txt"])) == list(discover([tmp_path]))


def test_one_name_in_two_folders_is_told_apart(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        put(tmp_path, f"{folder}/a.txt", "文")
    assert [name for name, _ in discover([tmp_path / "x", tmp_path / "y"])] == ["a.txt", "y/a.txt"]


def test_an_unknown_kind_is_named_with_the_kinds_that_are_known(tmp_path: Path) -> None:
    put(tmp_path, "a.xyz", "文")
    refused: list[Refusal] = []
    assert list(discover([tmp_path, tmp_path / "missing"], refused.append)) == []
    assert [refusal.name for refusal in refused] == ["a.xyz", "missing"]
    assert ".txt" in refused[0].reason


def test_the_error_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"页/甲.txt"):
        list(read(put(tmp_path, "a.txt", b""), "页/甲.txt"))
