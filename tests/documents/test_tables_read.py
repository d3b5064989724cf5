"""Tables of every format keep each value with the heads of its row and column; rows are never headlines."""

import io
from pathlib import Path

import pytest

from rag.articles import find_articles
from rag.documents import read
from rag.documents.grid import Cell, row_lines
from rag.types import Document

LEAD = "本报讯（记者 林致远）5月6日，松溪县公布各乡镇油菜收成，全县总产量比上年多一成。"


def read_as(folder: Path, name: str, data: bytes | str) -> list[Document]:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read(folder / name, name, pytest.fail))


def grid(*rows: str) -> list[list[Cell]]:
    return [[Cell(text) for text in row.split("|")] for row in rows]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (grid("乡镇|面积|产量", "河口镇|1.2万亩|1900吨"), ["乡镇：河口镇，面积：1.2万亩，产量：1900吨。"]),
        (grid("乡镇|产量", "河口镇|1900吨", "石岭乡|"), ["乡镇：河口镇，产量：1900吨。", "乡镇：石岭乡。"]),
        (grid("馆名|松溪县档案馆", "馆长|卫东来"), ["馆名：松溪县档案馆。", "馆长：卫东来。"]),
        (
            [
                [Cell("乡镇", down=2), Cell("2023年", across=2), Cell("2024年", across=2)],
                [Cell("面积"), Cell("产量"), Cell("面积"), Cell("产量")],
                [Cell("河口镇", down=2), Cell("1"), Cell("2"), Cell("3"), Cell("4")],
                [Cell("5"), Cell("6"), Cell("7"), Cell("8")],
            ],
            [
                "乡镇：河口镇，2023年面积：1，2023年产量：2，2024年面积：3，2024年产量：4。",
                "乡镇：河口镇，2023年面积：5，2023年产量：6，2024年面积：7，2024年产量：8。",
            ],
        ),
        (
            [
                [Cell("作物"), Cell("面积"), Cell("产量")],
                [Cell("夏粮", across=3)],
                [Cell("小麦"), Cell("3"), Cell("9")],
            ],
            ["夏粮，作物：小麦，面积：3，产量：9。"],
        ),
        (
            [[Cell("电话", head=True), Cell("12345")], [Cell("地址", head=True), Cell("东街")]],
            ["电话：12345。", "地址：东街。"],
        ),
        ([[Cell("a", across=10**9, down=10**9)]], None),
    ],
)
def test_each_row_is_a_line_with_its_heads(rows: list[list[Cell]], lines: list[str] | None) -> None:
    assert lines is None or row_lines(rows) == lines
    assert all(line.endswith("。") for line in row_lines(rows))


HTML = (
    "<article><h1>油菜丰收</h1><p>{lead}</p><table><caption>各镇产量</caption>"
    "<tr><th rowspan=2>乡镇<th colspan=2>2024年</tr>"
    "<tr><th>面积<th>产量</tr><tr><td>河口镇<td>1.2万亩<td>1900吨</tr><tr><td>石岭乡<td>0.8万亩<td>1100吨</tr></table></article>"
)
MARKDOWN = (
    "# 油菜丰收\n\n{lead}\n\n| 乡镇 | 2024年产量 |\n|:---|---:|\n"
    "| 河口镇 | 1900吨 |\n| 石岭乡 | 1100吨 |\n\n全县丰收。\n"
)


def word() -> bytes:
    docx = pytest.importorskip("docx")
    file = docx.Document()
    file.add_heading("油菜丰收", 1)
    file.add_paragraph(LEAD)
    table = file.add_table(4, 3)
    texts = (
        ("乡镇", "2024年", ""),
        ("", "面积", "产量"),
        ("河口镇", "1.2万亩", "1900吨"),
        ("石岭乡", "0.8万亩", "1100吨"),
    )
    for row, words in enumerate(texts):
        for column, text in enumerate(words):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.docx"])
def test_a_table_in_a_story_is_read_row_by_row_and_heads_no_story(tmp_path: Path, name: str) -> None:
    data = {"a.html": HTML.format(lead=LEAD), "a.md": MARKDOWN.format(lead=LEAD), "a.docx": ""}[
        name
    ] or word()
    (document,) = read_as(tmp_path, name, data)
    (article,) = find_articles(document)
    assert article.title == "油菜丰收"
    row = next(line for line in article.text.splitlines() if "石岭乡" in line)
    assert "乡镇：石岭乡" in row and "1100吨" in row and "河口镇" not in row
    assert "2024年产量：1100吨" in row or "2024年面积：0.8万亩" in row
    assert row in document.text, "what is quoted stands in the text that was read"


def test_a_table_of_values_alone_is_read_and_remarked(tmp_path: Path) -> None:
    (document,) = read_as(
        tmp_path, "产量.csv", "乡镇,年份,产量\n河口镇,2023年,1700吨\n河口镇,2024年,1900吨\n"
    )
    assert "乡镇：河口镇，年份：2023年，产量：1700吨。" in document.text
    assert "数据表" in document.metadata["warning"]
    (article,) = find_articles(document)
    assert {part.role for part in article.parts} == {"paragraph"}


def test_a_table_of_links_or_of_a_pages_frame_is_no_table_of_values(tmp_path: Path) -> None:
    page = (
        "<body><table><tr><td><a href=/>首页</a><td><a href=/>要闻</a></tr>"
        "<tr><td><a href=/>县情</a><td><a href=/>影像</a></tr>"
        f"</table><table><tr><td><h1>油菜丰收</h1><p>{LEAD}</p></td><td>广告</td></tr><tr><td>底</td><td>栏</td></tr></table>"
    )
    (document,) = read_as(tmp_path, "a.html", page)
    assert LEAD in document.text and "首页" not in document.text
