"""What comes out of web pages, PDF, Word, EPUB, tables, archives and scans."""

import io
import random
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rag.articles import find_articles
from rag.documents import Limits, Refusal, read
from rag.documents.formats import ocr, read_source
from rag.errors import DocumentError
from rag.types import Document

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
BODY = (
    "本报讯（记者 张三）目前主城区159座公厕已全部实现洗手液、卫生纸的配备，市民出行更加方便。",
    "“公厕不仅干净整洁，全天候免费开放，还免费提供洗手液和手纸，太暖心了。”市民李女士说。",
    "下一步，市城市管理局将继续推进公厕建设，让群众切实感受到城市管理的温度。",
)


def documents(folder: Path, name: str, data: bytes, **limits: int) -> list[Document]:
    (folder / name).write_bytes(data)
    return list(read(folder / name, name, pytest.fail, limits=Limits(**limits)))


def only(folder: Path, name: str, data: bytes) -> Document:
    found = documents(folder, name, data)
    assert len(found) == 1
    return found[0]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


# --- web pages ---

LINKS = "".join(f"<li><a href=/{n}>相关新闻第{n}条：长治市召开重要会议</a></li>" for n in range(30))
MENU = "<div><ul><li><a href=/>首页</a></li><li><a href=/>财经</a></li><li><a href=/>体育</a></li></ul></div>"
FOOT = "<div>版权所有：长治日报社 晋ICP备05000000号</div>"
PARAGRAPHS = "".join(f"<p>　　{words}</p>" for words in BODY)
PAGES = {
    "div": f"<div><h1>公厕提档</h1><div>来源：长治日报</div><div>{PARAGRAPHS}</div></div><ul>{LINKS}</ul>",
    "table": f"<table><tr><td><ul>{LINKS}</ul></td><td><table><tr><td><b>公厕提档</b></td></tr><tr><td>"
    f"{'<br><br>'.join('　　' + words for words in BODY)}</td></tr></table></td></tr></table>",
    "bare": f"<div><div>公厕提档</div>{''.join(f'<div>{words}</div>' for words in BODY)}</div><ul>{LINKS}</ul>",
    "short": f"<div><h1>公厕提档</h1>{PARAGRAPHS}</div><aside>{LINKS}</aside><ul>{LINKS}</ul>",
}


@pytest.mark.parametrize("shape", PAGES)
def test_a_web_page_gives_its_story_and_not_its_menus(tmp_path: Path, shape: str) -> None:
    page = (
        f"<html><head><title>公厕提档_长治日报</title></head><body>{MENU}{PAGES[shape]}{FOOT}</body></html>"
    )
    document = only(tmp_path, "a.html", page.encode())
    assert [words for words in ("公厕提档", *BODY) if words not in document.text] == []
    assert [words for words in ("财经", "相关新闻", "ICP") if words in document.text] == []
    assert document.metadata["title"] == "公厕提档"


def test_a_web_page_keeps_headings_lists_and_rows(tmp_path: Path) -> None:
    page = (
        "<meta charset=gbk><article><h1>问答</h1><p>第一段。</p><h2>小标题</h2><ul><li>第一条。<li>第二条。</ul>"
        "<table><tr><th>区县<th>公厕</tr><tr><td>潞州区<td>159座</tr></table><script>alert('x。')</script>"
        "<p hidden>看不见。</p><p>一\n二&amp;&lt;b&gt;</p></article>"
    )
    document = only(tmp_path, "a.htm", page.encode("gbk"))
    assert document.text == (
        "# 问答\n\n第一段。\n\n## 小标题\n\n第一条。\n\n第二条。\n\n区县：潞州区，公厕：159座。\n\n一二&<b>\n"
    )
    assert (document.encoding, document.whole) == ("gb18030", True)


def test_a_web_page_states_its_date_and_author(tmp_path: Path) -> None:
    page = (
        '<head><meta property="article:published_time" content="2025-07-14T08:00:00+08:00">'
        f'<meta name="author" content="张三"></head><body><h1>公厕</h1>{PARAGRAPHS}'
    )
    assert only(tmp_path, "a.html", page.encode()).metadata == {
        "date": "2025-07-14", "date_from": "the page's head: article:published_time", "byline": "张三", "title": "公厕"
    }  # fmt: skip


# --- PDF ---


def pdf(
    pages: list[list[tuple[float, float, float, str]]], size: tuple[float, float] = (1100, 1800)
) -> bytes:
    """Make a PDF of (size, x, y from the top, text) with a font that every PDF reader brings."""
    canvas_module = pytest.importorskip("reportlab.pdfgen.canvas")
    from reportlab.pdfbase import cidfonts, pdfmetrics

    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont("STSong-Light"))
    data = io.BytesIO()
    canvas = canvas_module.Canvas(data, pagesize=size)
    for page in pages:
        for points, x, y, text in page:
            canvas.setFont("STSong-Light", points)
            canvas.drawString(x, size[1] - y, text)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def wrapped(text: str, width: float, points: float) -> list[str]:
    from reportlab.pdfbase import pdfmetrics

    lines = [""]
    for character in text:
        if pdfmetrics.stringWidth(lines[-1] + character, "STSong-Light", points) > width:
            lines.append("")
        lines[-1] += character
    return lines


def printed(raw: str, columns: int, size: tuple[float, float]) -> list[tuple[float, float, float, str]]:
    """Set a page's raw lines in columns: headings larger, empty lines as space."""
    pytest.importorskip("reportlab")
    from reportlab.pdfbase import cidfonts, pdfmetrics

    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont("STSong-Light"))
    width = (size[0] - 80 - 24 * (columns - 1)) / columns
    x, y, out = 40.0, 40.0, []
    for line in raw.splitlines():
        heading = re.match(r"(#+)\s*(.*)", line)
        points = {1: 24.0, 2: 19.0, 3: 15.0}.get(len(heading[1]), 13.0) if heading else 10.0
        text = heading[2] if heading else line.rstrip()
        if not text:
            y += 14
            continue
        for piece in wrapped(text, width, points):
            if y > size[1] - 50:
                x, y = x + width + 24, 40.0
            out.append((points, x, y, piece))
            y += points * 1.4
    return out


@pytest.mark.parametrize("columns", [1, 5])
@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem[:3])
def test_a_pdf_of_a_page_gives_the_articles_of_its_text(tmp_path: Path, seed: Path, columns: int) -> None:
    size = (1100, 3600 if columns > 1 else 12000)
    lines = printed(seed.read_text(encoding="utf-8"), columns, size)
    random.Random(0).shuffle(lines)  # reading order comes from the places, not from the file
    document = only(tmp_path, "page.pdf", pdf([lines], size))
    text = next(read(seed, seed.name))
    assert squeezed(document.text).replace("#", "") == squeezed(text.text).replace("#", "")
    wanted = sorted(squeezed(article.text) for article in find_articles(text))
    assert sorted(squeezed(article.text) for article in find_articles(document)) == wanted


def test_stories_one_above_the_other_are_read_one_after_the_other(tmp_path: Path) -> None:
    lines = []
    for top, title, columns in ((60, "第一篇的标题横跨各栏", 3), (500, "第二篇的标题也横跨各栏", 2)):
        lines.append((30, 100, top, title))
        for column in range(columns):
            for row in range(12):
                words = f"栏{column}行{row:02}" + "字" * 22
                lines.append((10, 40 + column * 340, top + 60 + row * 15, words))
    random.Random(1).shuffle(lines)
    text = only(tmp_path, "a.pdf", pdf([lines])).text
    assert re.findall(r"第.篇|栏\d行\d\d", text) == [
        mark
        for title, columns in (("第一篇", 3), ("第二篇", 2))
        for mark in (title, *(f"栏{column}行{row:02}" for column in range(columns) for row in range(12)))
    ]
    assert len(re.findall(r"\n\n+", text)) == 3 and text.startswith("# 第一篇")


def test_words_drawn_twice_to_look_bold_are_read_once(tmp_path: Path) -> None:
    lines = [(10.0, 40 + shift, 40.0, "基本规定 Basic Rules") for shift in (0, 0.3)]
    assert only(tmp_path, "a.pdf", pdf([lines])).text == "基本规定 Basic Rules\n"


def test_newspaper_pages_are_documents_and_book_pages_are_one(tmp_path: Path) -> None:
    pages = [[(10.0, 40.0, 40.0, f"第{number}页的文字。")] for number in range(1, 4)]
    found = documents(tmp_path, "a.pdf", pdf(pages))
    assert [(one.name, one.metadata["pdf_page"]) for one in found] == [
        (f"a.pdf#{n}", str(n)) for n in (1, 2, 3)
    ]
    book = only(tmp_path, "b.pdf", pdf(pages, (595, 842)))
    starts = [int(start) for start in book.metadata["page_offsets"].split()]
    assert [book.text[start : start + 3] for start in starts] == ["第1页", "第2页", "第3页"]


def test_a_pdf_in_vertical_print_is_read_from_the_right_and_says_so(tmp_path: Path) -> None:
    text = "县里新修的水渠今日通水两岸农田得到灌溉村民喜笑颜开都说这是办了一件好事今年秋粮丰收有望"
    columns = [text[at : at + 12] for at in range(0, len(text), 12)]
    page = [
        (12.0, 500 - 24.0 * number, 60 + 14.0 * row, letter)
        for number, column in enumerate(columns)
        for row, letter in enumerate(column)
    ]
    found = only(tmp_path, "a.pdf", pdf([page]))
    assert "".join(found.text.split()) == text
    assert "竖排" in found.metadata["warning"]
    level = only(
        tmp_path, "b.pdf", pdf([[(12.0, 40, 60 + 14.0 * n, line) for n, line in enumerate(columns)]])
    )
    assert "warning" not in level.metadata


def test_a_pdf_of_too_many_pages_or_without_text_or_broken_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="上限 1 页"):
        documents(tmp_path, "a.pdf", pdf([[(10, 40, 40, "一")]] * 2), pages=1)
    if not ocr.installed():
        with pytest.raises(DocumentError, match=r"wenbao\[ocr\]"):
            documents(tmp_path, "a.pdf", pdf([[]]))
    with pytest.raises(DocumentError, match="已损坏"):
        documents(tmp_path, "a.pdf", b"%PDF-1.7 nothing follows")


# --- Word ---


def test_a_word_file_gives_headings_paragraphs_and_rows_in_order(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    word = docx.Document()
    word.add_heading("公厕提档", 1)
    word.add_paragraph(BODY[0])
    table = word.add_table(2, 2)
    for index, words in enumerate(("区县", "公厕", "潞州区", "159座")):
        table.cell(index // 2, index % 2).text = words
    word.add_heading("小标题", 2)
    word.add_paragraph(BODY[1])
    data = io.BytesIO()
    word.save(data)
    document = only(tmp_path, "a.docx", data.getvalue())
    assert (
        document.text == f"# 公厕提档\n\n{BODY[0]}\n\n区县：潞州区，公厕：159座。\n\n## 小标题\n\n{BODY[1]}\n"
    )


# --- EPUB ---


def zipped(members: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def book(**parts: str) -> dict[str, str | bytes]:
    items = "".join(f'<item id="{name}" href="text/{name}.xhtml"/>' for name in parts)
    spine = "".join(f'<itemref idref="{name}"/>' for name in parts)
    return {
        "META-INF/container.xml": '<container xmlns="urn:c"><rootfile full-path="OPS/a.opf"/></container>',
        "OPS/a.opf": '<package xmlns="urn:o" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:date>2025-07-14T00:00:00Z</dc:date><dc:creator>长治日报</dc:creator></metadata>"
        f'<manifest><item id="nav" href="nav.xhtml" properties="nav"/>{items}</manifest>'
        f'<spine><itemref idref="nav"/>{spine}</spine></package>',
        "OPS/nav.xhtml": "<html><body>目录</body></html>",
        **{f"OPS/text/{name}.xhtml": content for name, content in parts.items()},
    }


def test_a_book_gives_its_parts_in_reading_order(tmp_path: Path) -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    parts = {"z": "<h1>甲</h1><p>甲文。</p>", "a": "<p>乙文。</p>", "c": "<img/>"}
    data = zipped(book(**{name: page.format(words) for name, words in parts.items()}))
    found = documents(tmp_path, "b.epub", data)
    assert [(one.name, one.text) for one in found] == [
        ("b.epub!OPS/text/z.xhtml", "# 甲\n\n甲文。\n"),
        ("b.epub!OPS/text/a.xhtml", "乙文。\n"),
    ]
    assert found[0].metadata == {"date": "2025-07-14", "byline": "长治日报"}
    assert "1 部分没有文字" in found[-1].metadata["warning"]


# --- tables ---


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_each_row_of_a_table_is_an_article(tmp_path: Path, mark: str) -> None:
    names = "标题 正文 日期 报纸 版 作者".split()
    values = ("公厕", '"第一行\n第二行"', "2025-07-14", "长治日报", "3", "张三")
    data = "\ufeff" + "\r\n".join(mark.join(row) for row in (names, values))
    document = only(tmp_path, "t.csv", data.encode("utf-8"))
    assert (document.name, document.whole) == ("t.csv#1", True)
    assert document.text == "公厕\n\n张三\n\n第一行\n第二行"
    assert document.metadata == {
        "title": "公厕", "date": "2025-07-14", "newspaper": "长治日报", "page": "3", "byline": "张三"
    }  # fmt: skip
    article = find_articles(document)[0]
    assert (article.title, article.newspaper, article.page) == ("公厕", "长治日报", "3")


def test_a_bad_row_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    lines = (
        '{"text": "甲", "title": "题"}',
        "[1]",
        "{",
        '{"title": "无正文"}',
        '{"content": "\\ud800乙"}',
        "[" * 9999,
    )
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    refused: list[Refusal] = []
    assert [(one.name, one.text) for one in read(path, path.name, refused.append)] == [
        ("t.jsonl#1", "题\n\n甲"), ("t.jsonl#5", "?乙")
    ]  # fmt: skip
    assert [refusal.name for refusal in refused] == [f"t.jsonl#{n}" for n in (2, 3, 4, 6)]


def test_without_anyone_to_tell_bad_rows_end_in_an_error_after_the_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('[]\n{"text": "甲"}', encoding="utf-8")
    rows = read(path, path.name)
    assert next(rows).text == "甲"
    with pytest.raises(DocumentError, match=r"t.jsonl#1"):
        next(rows)


# --- archives ---


def test_an_archive_gives_its_members_with_their_metadata(tmp_path: Path) -> None:
    data = zipped({
        "页/b.txt": "乙。", "a.txt": "甲。", "t.csv": "text\n丙\n", "metadata.csv": "file,报纸\na.txt,长治日报\n",
        "页/b.json": '{"date": "2025-07-14"}', "__MACOSX/a.txt": "x",
    })  # fmt: skip
    found = documents(tmp_path, "p.zip", data)
    assert [(one.name, one.text, dict(one.metadata)) for one in found] == [
        ("p.zip!a.txt", "甲。", {"newspaper": "长治日报"}),
        ("p.zip!t.csv#1", "丙", {}),
        ("p.zip!页/b.txt", "乙。", {"date": "2025-07-14"}),
    ]


def test_names_written_by_chinese_windows_are_read(tmp_path: Path) -> None:
    data = zipped({"XXXX.txt": "甲。"}).replace(b"XXXX", "长治".encode("gbk"))
    assert only(tmp_path, "p.zip", data).name == "p.zip!长治.txt"


# --- scans ---


def picture(text: str) -> Any:
    image = pytest.importorskip("PIL.Image")
    from PIL import ImageDraw, ImageFont

    for folder in ("/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts"):
        for path in sorted(Path(folder).rglob("*CJK*.ttc")):
            page = image.new("RGB", (900, 220), "white")
            ImageDraw.Draw(page).text((30, 30), text, font=ImageFont.truetype(str(path), 40), fill="black")
            return page
    pytest.skip("no Chinese font to draw a scan with")


@pytest.mark.slow
@pytest.mark.skipif(not ocr.installed(), reason="the extra [ocr] is not installed")
def test_a_scan_is_read_where_the_extra_is_installed(tmp_path: Path) -> None:
    data = io.BytesIO()
    picture("长治公厕有一百五十九座\n全部免费开放").save(data, "PNG")
    document = only(tmp_path, "a.png", data.getvalue())
    assert squeezed(document.text) == "长治公厕有一百五十九座全部免费开放"
    assert document.metadata["ocr"] == "rapidocr"


def test_a_scan_without_the_extra_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    monkeypatch.setattr("rag.documents.read_apart", read_source)  # here, where the engine was taken away
    with pytest.raises(DocumentError, match=r'pip install "wenbao\[ocr\]"'):
        documents(tmp_path, "a.png", b"\x89PNG\r\n\x1a\n")
    with pytest.raises(DocumentError, match=r"wenbao\[ocr\]"):
        documents(tmp_path, "a.pdf", pdf([[]]))


# --- what a PDF's page holds beside its stories ---


def lines_of(words: str, x: float, top: float, each: int = 17) -> list[tuple[float, float, float, str]]:
    return [
        (12.0, x, top + 18.0 * n, words[at : at + each]) for n, at in enumerate(range(0, len(words), each))
    ]


def test_a_number_cut_at_a_line_end_is_one_number(tmp_path: Path) -> None:
    pieces = ("　　松溪县渡口大桥长4", "86米，引桥长1.", "2公里，占投资的3", "5%，明年建成。")
    text = only(
        tmp_path, "a.pdf", pdf([[(12.0, 60, 60 + 18.0 * n, words) for n, words in enumerate(pieces)]])
    ).text
    assert "大桥长486米，引桥长1.2公里，占投资的35%，明年建成。" in text.replace("\n", "")


def test_a_last_column_of_one_line_is_read_last(tmp_path: Path) -> None:
    left = (
        "　　松溪县渡口大桥今天合龙，两岸三个乡镇的群众不再靠摆渡过河。大桥全长486米，总投资1.3亿元，工期两年"
    )
    page = [
        (20.0, 60, 60.0, "松溪县渡口大桥合龙了真快"),
        *lines_of(left, 60, 100, 13),
        (12.0, 260, 100.0, "零四个月。"),
    ]
    text = only(tmp_path, "a.pdf", pdf([page], (595, 842))).text
    assert "工期两年零四个月。" in text.replace("\n", "") and "大桥今天合龙，两岸" in text.replace("\n", "")


def test_a_watermark_set_aslant_or_tiled_is_left_out_and_told(tmp_path: Path) -> None:
    canvas_module = pytest.importorskip("reportlab.pdfgen.canvas")
    pdf([[(12.0, 60, 60, "注册字体")]])
    data = io.BytesIO()
    canvas = canvas_module.Canvas(data, pagesize=(595, 842))
    for size, y, words in ((18, 60, "松溪县渡口大桥合龙"), (12, 100, BODY[0][:40]), (12, 120, BODY[0][40:])):
        canvas.setFont("STSong-Light", size)
        canvas.drawString(60, 842 - y, words)
    canvas.setFont("STSong-Light", 30)
    for y in (200, 400, 600):
        canvas.saveState()
        canvas.translate(100, y)
        canvas.rotate(40)
        canvas.drawString(0, 0, "仅供内部参考")
        canvas.restoreState()
    for y in (150, 300, 450, 700):
        canvas.drawString(300, y, "样报")
    canvas.save()
    found = only(tmp_path, "a.pdf", data.getvalue())
    assert squeezed(found.text) == squeezed(f"#松溪县渡口大桥合龙{BODY[0]}")
    assert "仅供内部参考" in found.metadata["warning"] and "样报" in found.metadata["warning"]


def test_running_heads_and_feet_do_not_part_a_sentence(tmp_path: Path) -> None:
    halves = (
        "　　县交通运输局副局长卫东来说，通车以后，从河东到县医院的车程由",
        "五十分钟缩短到十五分钟，救护车再也不用等",
        "渡船了。",
    )
    pages = [
        [(9.0, 60, 30.0, "松溪日报合订本"), *lines_of(words, 60, 80, 40), (9.0, 280, 820.0, f"— {n} —")]
        for n, words in enumerate(halves, 1)
    ]
    found = only(tmp_path, "a.pdf", pdf(pages, (595, 842)))
    assert "".join(halves).strip() in squeezed(found.text)
    assert found.text.count("松溪日报合订本") == 1 and "—" not in found.text
    assert "页眉" in found.metadata["warning"]
    (article,) = [one for one in find_articles(found) if one.kind != "furniture"]
    assert "车程由五十分钟" in article.text and "等渡船了" in article.text


# --- what Word keeps beside its text ---


def with_body(inner: str) -> bytes:
    """Return a Word file whose body holds this XML."""
    docx = pytest.importorskip("docx")
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    word = docx.Document()
    body = word.element.body
    for element in list(parse_xml(f"<w:body {nsdecls('w')}>{inner}</w:body>")):
        body.insert(len(body) - 1, element)
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def test_moved_words_stand_once_and_deleted_ones_not_at_all(tmp_path: Path) -> None:
    mark = 'w:id="1" w:author="e" w:date="2025-06-02T00:00:00Z"'
    inner = (
        f"<w:p><w:moveFrom {mark}>{run('大桥长486米。')}</w:moveFrom></w:p><w:p>{run('大桥今天合龙。')}</w:p>"
        f"<w:p><w:moveTo {mark}>{run('大桥长488米。')}</w:moveTo></w:p>"
        f"<w:p><w:del {mark}><w:r><w:delText>旧话。</w:delText></w:r></w:del>"
        f"<w:ins {mark}>{run('新话。')}</w:ins></w:p>"
    )
    assert only(tmp_path, "a.docx", with_body(inner)).text == "大桥今天合龙。\n\n大桥长488米。\n\n新话。\n"


def test_a_phonetic_guide_is_no_part_of_a_name(tmp_path: Path) -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('yù')}</w:rt><w:rubyBase>{run('彧')}</w:rubyBase></w:ruby></w:r>"
    inner = f"<w:p>{run('校长卫')}{ruby}{run('来说。')}</w:p>"
    assert only(tmp_path, "a.docx", with_body(inner)).text == "校长卫彧来说。\n"


def test_automatic_numbers_are_words_of_the_text(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    word = docx.Document()
    word.add_heading("渡口守则", 1)
    word.add_paragraph("本报讯（记者 林致远）6月2日，松溪县公布渡口守则，守则如下：")
    for words in ("渡船每天检修2次", "每船不超过30人", "大风天停航"):
        word.add_paragraph(words, style="List Number")
    word.add_paragraph("散列的一条", style="List Bullet")
    data = io.BytesIO()
    word.save(data)
    document = only(tmp_path, "a.docx", data.getvalue())
    assert [line for line in document.text.splitlines() if line][2:] == [
        "1.渡船每天检修2次", "2.每船不超过30人", "3.大风天停航", "散列的一条"
    ]  # fmt: skip
    assert find_articles(document)[0].title == "渡口守则"


@pytest.mark.parametrize(
    ("form", "number", "words"),
    [
        ("decimal", 12, "12"), ("chineseCounting", 12, "十二"), ("chineseCountingThousand", 205, "二百零五"),
        ("chineseLegalSimplified", 12, "壹拾贰"), ("ideographDigital", 10, "一〇"), ("upperLetter", 28, "BB"),
        ("lowerRoman", 14, "xiv"), ("decimalEnclosedCircle", 3, "③"), ("decimalZero", 3, "03"), ("unknown", 3, "3"),
    ],
)  # fmt: skip
def test_words_number_formats_are_written_as_word_prints_them(form: str, number: int, words: str) -> None:
    from rag.documents.numbering import written

    assert written(number, form) == words
