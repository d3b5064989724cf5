"""The add tab over a real index: what an addition did is told, and what was removed is put back or said to be gone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FakeEncoder, write_newspaper
from test_page import HOSTILE, SAFE, Elements, text_of

from rag.errors import QuestionError
from rag.index import BuildReport, build, open_index
from rag.page.render import addition as render_addition
from rag.page.service import removed_files
from rag.page.service.shared_library import Library
from rag.page.tabs import add
from rag.types import Article, Repair


class Shelf(Library):
    """A library over a real index whose encoder needs no weights."""

    def reopen(self) -> None:
        self._index = open_index(self.folder, encoder=FakeEncoder())
        self._articles = tuple(self._index.articles())
        self._by_id = {one.id: one for one in self._articles}
        self._opened.set()

    def put(self, *paths: Path) -> BuildReport:
        last = list(self.add(paths))[-1]
        assert isinstance(last, BuildReport)
        return last


@pytest.fixture
def library(tmp_path: Path) -> Shelf:
    folder = write_newspaper(tmp_path / "newspaper")
    (folder / "old").mkdir()
    (folder / "00.txt").rename(folder / "old" / "桥.txt")
    (folder / "old" / "桥.txt.json").write_text(
        '{"date": "2024-05-01", "newspaper": "云河日报"}', encoding="utf-8"
    )
    build([folder], tmp_path / "index", encoder=FakeEncoder())
    made = Shelf(tmp_path / "index")
    made.reopen()
    return made


def by_source(library: Library) -> dict[str, list[Article]]:
    found: dict[str, list[Article]] = {}
    for one in library.articles():
        found.setdefault(one.source, []).append(one)
    return found


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Path]:
    """A Word file with one story."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("新桥通车", 1)
    document.add_paragraph("本报讯 昨日，新桥正式通车，全长300米，市民十分高兴，纷纷前来参观拍照留念。")
    path = tmp_path / "新桥.docx"
    document.save(str(path))
    yield path


def test_an_addition_tells_what_is_new_and_what_was_refused(
    library: Shelf, page: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF at all")
    report = library.put(page, broken)
    html = add.reported(library, report)
    told = text_of(html)
    assert "新增 1 个文件" in told and "1 files added" in told
    assert "没有收下" in told and "broken.pdf" in told and dict(report.refused)["broken.pdf"][:6] in told
    new = by_source(library)["新桥.docx"][0]
    assert f'data-do="open" data-article="{new.id}"' in html and "现在共 11 篇" in told
    again = add.reported(library, library.put(page))
    assert "没有变化" in again and new.id not in again


def test_a_story_that_is_there_already_counts_as_one_source(library: Shelf, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes((tmp_path / "newspaper" / "01.txt").read_bytes())
    html = add.reported(library, library.put(copy))
    assert "一字不差" in html and "copy.txt" in html
    assert "copy.txt" in add.documents(library)


def test_a_text_comes_back_under_its_name_with_all_that_was_known_of_it(library: Shelf) -> None:
    before = by_source(library)["old/桥.txt"]
    assert before[0].date == "2024-05-01"
    assert removed_files.keep(library, "old/桥.txt")
    library.remove(["old/桥.txt"])
    assert "old/桥.txt" not in by_source(library)
    library.put(removed_files.again(library, "old/桥.txt"))
    after = by_source(library)["old/桥.txt"]
    assert after == before


def test_an_upload_comes_back_whatever_its_format(library: Shelf, page: Path) -> None:
    (_, path), *_ = add.gather(library, [str(page)], "", "", keep=True)
    library.put(path)
    before = by_source(library)["新桥.docx"]
    assert removed_files.keep(library, "新桥.docx")
    library.remove(["新桥.docx"])
    library.put(removed_files.again(library, "新桥.docx"))
    assert by_source(library)["新桥.docx"] == before


def test_what_cannot_come_back_is_said_so_and_has_no_button(library: Shelf, page: Path) -> None:
    library.put(page)  # from elsewhere: no copy of it is kept here
    assert not removed_files.keep(library, "新桥.docx")
    html = render_addition.removed("新桥.docx", False)
    assert "再添加一次" in html and "add the file again" in html and "<button" not in html
    assert 'data-do="restore"' in render_addition.removed("新桥.docx", True)
    with pytest.raises(QuestionError, match="add it again"):
        removed_files.again(library, "新桥.docx")


@pytest.mark.parametrize(
    "name", ["../桥.txt", "/etc/hosts.txt", "a/../../b.txt", "..\\b.txt", "a//b.txt", "CURRENT"]
)
def test_a_name_never_leads_out_of_the_folder(library: Shelf, name: str) -> None:
    with pytest.raises(QuestionError):
        removed_files.again(library, name)
    assert not removed_files.keep(library, name)


def test_what_an_addition_joined_and_mended_is_shown(library: Shelf) -> None:
    first, second = library.articles()[:2]
    first = replace(first, continued_by=second.id, repairs=(Repair("character", 0, 1, 0, 1, "巳", "已"),))
    report = BuildReport(
        "2", True, 2, 2, 2, 2, added=("a",), remarks=(("a", "编码有疑 doubtful"),), warnings=("慢",)
    )
    html = render_addition.addition(report, [first], 9, lambda one: (("continued_by", second),))
    assert "修补了 1 处" in html and "续文" in html and f'data-article="{second.id}"' in html
    assert "编码有疑" in html and "但请留意" in html and "慢" in html


def test_hostile_names_and_reasons_are_shown_as_text() -> None:
    named = ((HOSTILE, HOSTILE),)
    report = BuildReport(
        "2", True, 1, 1, 1, 1, refused=named, remarks=named, warnings=(HOSTILE,), renamed=named
    )
    html = render_addition.addition(report, [], 9, lambda one: ())
    html += render_addition.removed(HOSTILE, True) + render_addition.removed(HOSTILE, False)
    assert "<script" not in html and Elements.of(html) <= {"data-*", *SAFE}
