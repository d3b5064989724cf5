"""Articles corrected before they enter the index: headline, newspaper and date, joined, parted, left out."""

import threading
from pathlib import Path
from typing import Any

import pytest
from conftest import make_article
from test_page_shelf import Shelf, by_source
from test_page_shelf import library as library  # the fixture over a real index

from rag.errors import QuestionError
from rag.page.render import drafts as render_drafts
from rag.page.service import drafts
from rag.page.service.drafts import Draft
from rag.page.tabs import add

PAGE = """# 新桥通车

本报记者 林舟

昨日，新桥正式通车，全长300米，市民十分高兴，纷纷前来参观。

# 公园开放

本报记者 苏禾

城南公园昨日免费开放，占地25亩，设健身步道3公里。
"""


def previewed(tmp_path: Path) -> tuple[Path, Any]:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    found, refused = add.look([("page.txt", path)])
    assert not refused
    return path, ((drafts.looked("page.txt", [one for _, each in found for one in each]),), [])


def test_what_nobody_touched_goes_in_as_it_came(library: Shelf, tmp_path: Path) -> None:
    path, state = previewed(tmp_path)
    fields = [{"at": f"0.{n}", "title": one.title, "newspaper": one.newspaper, "date": one.date, "wanted": True}
              for n, one in enumerate(state[0][0].drafts)]  # fmt: skip
    taken = add.chosen(library, ([str(path)], "", ""), state, fields)
    assert [one.name for one in taken] == ["page.txt"] and taken[0].read_text(encoding="utf-8") == PAGE


def test_headline_newspaper_and_date_are_corrected_and_an_article_left_out(
    library: Shelf, tmp_path: Path
) -> None:
    path, state = previewed(tmp_path)
    first = {
        "at": "0.0",
        "title": "云河新桥通车",
        "newspaper": "云河日报",
        "date": "2024年5月",
        "wanted": True,
    }
    fields = [first, {"at": "0.1", "title": "公园开放", "wanted": False}]
    (taken,) = add.chosen(library, ([str(path)], "", ""), state, fields)
    library.put(taken)
    (one,) = by_source(library)["page.txt.jsonl#1"]
    assert (one.title, one.newspaper, one.date, one.date_precision) == (
        "云河新桥通车",
        "云河日报",
        "2024-05",
        "month",
    )
    assert "全长300米" in one.text and not any("25亩" in other.text for other in library.articles())
    html = add.documents(library)
    assert 'data-name="page.txt.jsonl"' in html and "#1" not in html  # removed, and put back, as one file


def test_articles_are_joined_and_parted(library: Shelf, tmp_path: Path) -> None:
    path, state = previewed(tmp_path)
    html, state = add.corrected(
        state, {"act": "merge", "at": "0.1", "fields": [{"at": "0.0", "title": "一桥一园"}]}
    )
    (joined,) = state[0][0].drafts
    assert joined.title == "一桥一园" and "公园开放" in joined.lines and html.count('class="draft"') == 1
    at = joined.lines.index("公园开放")
    html, parted = add.corrected(state, {"act": "part", "at": "0.0", "line": str(at), "fields": []})
    assert [one.title for one in parted[0][0].drafts] == ["一桥一园", "公园开放"]
    (taken,) = add.chosen(library, ([str(path)], "", ""), state, [])
    library.put(taken)
    (one,) = by_source(library)["page.txt.jsonl#1"]
    assert "全长300米" in one.text and "25亩" in one.text


@pytest.mark.parametrize(
    "fields",
    [
        [{"at": "0.9"}],
        [{"at": "9.0"}],
        [{"at": 3}],
        [{"at": "0.0", "date": "昨天"}],
        [{"at": "0.0", "title": "字" * 999}],
        [{"at": "0.0", "newspaper": 5}],
        [{"at": "0.0", "wanted": False}, {"at": "0.1", "wanted": False}],
    ],
)
def test_a_wrong_correction_is_refused_in_words_before_anything_is_written(
    library: Shelf, tmp_path: Path, fields: object
) -> None:
    path, state = previewed(tmp_path)
    with pytest.raises(QuestionError, match="。 "):
        add.chosen(library, ([str(path)], "", ""), state, fields)
    assert not (library.folder / "added").exists() or not list((library.folder / "added").glob("page*"))


@pytest.mark.parametrize(
    "data", [{}, {"at": "0.0", "act": "merge"}, {"at": "0.0", "line": "0"}, {"at": "0.0", "line": "99"}]
)
def test_what_cannot_be_joined_or_parted_is_said(tmp_path: Path, data: dict[str, object]) -> None:
    _, state = previewed(tmp_path)
    with pytest.raises(QuestionError):
        add.corrected(state, data)


def test_a_long_file_is_shown_in_part_and_said_so() -> None:
    many = [make_article(f"标题{n}", "正文一段，说明情况。") for n in range(drafts.SHOWN + 7)]
    html = render_drafts.drafts([drafts.looked("a.csv", many)], [])
    assert html.count('class="draft"') == drafts.SHOWN and "另有 7 篇" in html
    fixed = render_drafts.drafts([drafts.looked("a.csv", many[:2])], [], fixed=True)
    assert "<input" not in fixed and 'data-do="draft"' not in fixed and Draft("", ()).length == 0


def test_looking_tells_how_far_it_has_come_within_one_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = previewed(tmp_path)
    go_on = threading.Event()
    real = add.look

    def slowly(paths: Any) -> Any:
        assert go_on.wait(60)
        return real(paths)

    monkeypatch.setattr(add, "look", slowly)
    monkeypatch.setattr(add, "TICK", 0.01)
    steps = add.look_over([("page.txt", path), ("page2.txt", path)])
    first, again = next(steps), next(steps)
    assert isinstance(first, str) and isinstance(again, str)
    assert (
        "正在看第 1 个文件，共 2 个：page.txt" in again
        and "已 0 秒" in again
        and '<progress value="0"' in again
    )
    go_on.set()
    *_, last = steps
    found, refused = last
    assert [one.name for one in found] == ["page.txt", "page2.txt"] and refused == []
