"""Files as spreadsheets, crawlers, old Windows and word processors really write them."""

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest

from rag.articles import find_articles
from rag.documents import Refusal, read, read_all
from rag.documents.iso_dates import day_of, iso_of
from rag.types import Document

STORY = (
    "本报讯（记者 林致远）6月2日，松溪县渡口大桥合龙，两岸三个乡镇的群众不再靠摆渡过河。",
    "县交通运输局副局长卫东来说，通车以后，从河东到县医院的车程由50分钟缩短到15分钟。",
)
HEADLINE = "松溪县渡口大桥合龙"


def read_as(folder: Path, name: str, data: bytes | str) -> list[Document]:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read(folder / name, name, pytest.fail))


# --- dates ---


@pytest.mark.parametrize(
    "words",
    "2025-06-03 08:10:00|2025/6/3 8:10|2025-06-03T08:10:00+08:00|2025-06-02T22:10:00Z|2025-06-03 08:10:00.0|20250603"
    "|20250603081000|2025.6.3|2025年6月3日 08:10|2025年6月3日 星期二|2025年6月3日（星期二）"
    "|13/06/2025→2025-06-13|Jun 3, 2025"
    "|3 June 2025|Tue, 03 Jun 2025 08:10:00 +0800|Tue Jun  3 08:10:00 CST 2025|1748908800|1748908800000|45811|45811.34"
    "|二〇二五年六月三日|2025-6-3|114/06/03|民国114年6月3日|中華民國一一四年六月三日|２０２５年６月３日"
    "|民国二十五年六月三日→1936-06-03|'2025-06-03|/Date(1748908800000)/|1748908800000000|2025-06-03Z|公元2025年6月3日"
    "|2025年6月3日讯|2025.6.3.|2025 Jun 3|Jun-03-2025|3rd of June 2025|D:20250603081000+08'00'"
    "|发布时间：2025-06-03 08:10"
    "|2025年06月03日 星期二 第A01版|2025-06-03T08:10:00.000+0800".split("|"),
)
def test_every_form_of_a_date_that_people_have_is_read(words: str) -> None:
    written, _, meant = words.partition("→")
    assert iso_of(written) == (meant or "2025-06-03")


@pytest.mark.parametrize(
    "words", ["03/04/2025", "2025-13-45", "2025-02-30", "近日", "12345", "99999999999", "{}"]
)
def test_a_date_that_nobody_can_tell_is_none(words: str) -> None:
    assert iso_of(words) == ""


def test_a_month_or_a_year_stays_one() -> None:
    assert [iso_of(words) for words in ("2025年6月", "2025-06", "2025")] == ["2025-06", "2025-06", "2025"]
    assert day_of("2025-06") == ""


def test_a_date_that_is_not_understood_is_remarked_and_never_cut(tmp_path: Path) -> None:
    (document,) = read_as(tmp_path, "t.csv", f"标题,正文,日期\n{HEADLINE},{STORY[0]},03/04/2025\n")
    assert "日期" in document.metadata["warning"]
    assert find_articles(document)[0].date == ""


# --- tables of articles ---


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", f"sep=;\n日期;标题;正文\n2025/6/3;{HEADLINE};{STORY[0]}\n"),
        ("a.csv", f'"sep=|"\r\n日期|标题|正文\r\n2025/6/3|{HEADLINE}|{STORY[0]}\r\n'),
        ("a.tsv", f"日期\t标题\t正文\n2025/6/3\t{HEADLINE}\t{STORY[0]}\n"),
        ("a.csv", f"日期,标题,content_html\n2025/6/3,{HEADLINE},<p><b>{STORY[0]}</b></p>\n"),
        ("a.csv", f"日期,标题,详情\n2025/6/3,{HEADLINE},{STORY[0] + STORY[1]}\n"),
        (
            "a.json",
            json.dumps([{"title": HEADLINE, "publish_time": "2025-06-03 07:00", "content": list(STORY)}]),
        ),
        (
            "a.json",
            json.dumps(
                {
                    "code": 0,
                    "data": {"list": [{"title": HEADLINE, "time": 1748908800, "content_text": STORY[0]}]},
                }
            ),
        ),
        (
            "a.json",
            json.dumps(
                {
                    "title": HEADLINE,
                    "date": "2025-06-03",
                    "paragraphs": [{"text": STORY[0]}, {"text": STORY[1]}],
                }
            ),
        ),
        ("a.csv", f"松溪日报稿件目录,,\n日期,标题,正文\n2025/6/3,{HEADLINE},{STORY[0]}\n"),
        ("a.csv", f"稿件标题,刊发时间,稿件内容\n{HEADLINE},2025年06月03日 08时10分,{STORY[0]}\n"),
        ("a.csv", f"news_title,release_date,news_content\n<b>{HEADLINE}</b>,2025-06-03,{STORY[0]}\n"),
        ("a.csv", f"日期,标题,正文\n2025/6/3,{HEADLINE},&nbsp;&nbsp;{STORY[0]}&ldquo;通车&rdquo;\n"),
        (
            "a.json",
            json.dumps(
                {"hits": [{"_source": {"title": HEADLINE, "publishDate": "2025-06-03", "content": STORY[0]}}]}
            ),
        ),
        (
            "a.json",
            json.dumps(
                [
                    {
                        "title": HEADLINE,
                        "ctime": {"$date": {"$numberLong": "1748908800000"}},
                        "content": STORY[0],
                    }
                ]
            ),
        ),
        (
            "a.json",
            json.dumps(
                {
                    "date": "2025-06-03",
                    "pages": [{"page": "1", "articles": [{"title": HEADLINE, "content": STORY[0]}]}],
                }
            ),
        ),
        (
            "a.json",
            json.dumps(
                [
                    {
                        "title": HEADLINE,
                        "date": "2025-06-03",
                        "content": {"blocks": [{"type": "paragraph", "data": {"text": STORY[0]}}]},
                    }
                ]
            ),
        ),
        (
            "a.jsonl",
            json.dumps({"title": HEADLINE, "year": 2025, "month": 6, "day": 3, "text": STORY[0]}) + "\n",
        ),
        ("a.jsonl", json.dumps({"meta": {"title": HEADLINE, "date": "2025-06-03"}, "text": STORY[0]}) + "\n"),
    ],
)
def test_rows_of_spreadsheets_and_crawlers_are_articles(tmp_path: Path, name: str, text: str) -> None:
    (document,) = read_as(tmp_path, name, text)
    (article,) = find_articles(document)
    assert (article.title, article.date) == (HEADLINE, "2025-06-03")
    assert STORY[0].replace(" ", "") in article.text and "<" not in article.text


def test_what_was_guessed_or_left_out_of_a_row_is_remarked(tmp_path: Path) -> None:
    (guessed,) = read_as(tmp_path, "a.csv", f"标题,详情\n{HEADLINE},{STORY[0] * 3}\n")
    assert "详情" in guessed.metadata["warning"]
    (longer,) = read_as(tmp_path, "b.csv", f"标题,正文\n{HEADLINE},{STORY[0]},多出一格\n")
    assert "多出" in longer.metadata["warning"]
    first, second = read_as(tmp_path, "c.csv", f"目录,,\n标题,正文\n{HEADLINE},{STORY[0]}\n续,{STORY[1]}\n")
    assert "表头上面有 1 行" in first.metadata["warning"] and "warning" not in second.metadata


def test_json_without_articles_is_refused_with_a_reason(tmp_path: Path) -> None:
    for text in ("{", "3", "[]"):
        (tmp_path / "a.json").write_text(text)
        with pytest.raises(Exception, match="JSON"):
            list(read(tmp_path / "a.json", "a.json", pytest.fail))


# --- titles from beside ---

FRONT = (
    "---\ntitle: {title}\ndate: 2025-06-03 08:10:00 +0800\nnewspaper: 松溪日报\ntags:\n  - 交通\n  - 民生\n"
    "keys: [a, b]\n---\n\n"
)


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_front_matter_with_lists_gives_the_headline_too(tmp_path: Path, name: str) -> None:
    (document,) = read_as(tmp_path, name, FRONT.format(title=HEADLINE) + "\n\n".join(STORY))
    (article,) = find_articles(document)
    assert (article.title, article.newspaper, article.date) == (HEADLINE, "松溪日报", "2025-06-03")


def test_a_side_file_gives_the_headline_of_a_text_file(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text(f"file,title,date\na.txt,{HEADLINE},2025/6/3\n", encoding="utf-8")
    (document,) = read_as(tmp_path, "a.txt", "\n\n".join(STORY))
    (article,) = find_articles(document)
    assert (article.title, article.date) == (HEADLINE, "2025-06-03")


@pytest.mark.parametrize(
    "above",
    [
        '+++\ntitle = "{}"\ndate = 2025-06-03T08:10:00+08:00\ntags = ["交通"]\n[extra]\nweight = 3\n+++\n\n',
        "---\n# 说明\ntitle: {} # 头条\nmeta:\n  date: 2025-06-03\n---\n\n",
        "标题：{}\n日期：2025-06-03\n来源：松溪日报\n\n",
        "标题：{}\n发布时间：2025-06-03 08:10\n正文：",
    ],
)
def test_what_stands_above_a_text_tells_of_it(tmp_path: Path, above: str) -> None:
    (document,) = read_as(tmp_path, "a.txt", above.format(HEADLINE) + "\n\n".join(STORY))
    (article,) = find_articles(document)
    assert (article.title, article.date) == (HEADLINE, "2025-06-03")
    assert document.text.lstrip().startswith("本报讯")


@pytest.mark.parametrize(
    "text", ["来源：县气象局\n\n" + STORY[0], "问：何时通车？\n答：年底。\n", "---\n\n标题\n" + STORY[0]]
)
def test_a_text_that_begins_with_a_colon_or_a_rule_is_left_alone(tmp_path: Path, text: str) -> None:
    (document,) = read_as(tmp_path, "a.txt", text)
    assert document.text == text


@pytest.mark.parametrize(
    "side",
    [
        {"metadata.csv": f"sep=;\n文件名;标题;日期\na.txt;{HEADLINE};2025/6/3\n"},
        {"metadata.csv": f"文件,标题,日期\na,{HEADLINE},2025/6/3\n"},  # the name without its suffix
        {"a.json": json.dumps({"meta": {"title": HEADLINE, "date": "2025-06-03"}})},
    ],
)
def test_side_files_as_programs_write_them(tmp_path: Path, side: dict[str, str]) -> None:
    for name, text in side.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (document,) = read_as(tmp_path, "a.txt", "\n\n".join(STORY))
    (article,) = find_articles(document)
    assert (article.title, article.date) == (HEADLINE, "2025-06-03")


def test_a_side_file_that_says_nothing_is_remarked(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"articles": []}')
    (document,) = read_as(tmp_path, "a.txt", STORY[0])
    assert "a.json" in document.metadata["warning"] and "改名" in document.metadata["warning"]


# --- Markdown ---


def test_markdown_with_html_gives_stories_without_tags(tmp_path: Path) -> None:
    text = (
        "# 《松溪播报》 (20250603)\n\n## 提要\n\n1.大桥合龙；\n\n## 全文\n\n"
        f"### {HEADLINE}\n\n<p><strong>松溪台消息</strong>（松溪播报）：大桥今天合龙。</p><p>{STORY[1]}</p>\n\n"
        "[查看原文](https://n.example.cn/a_(1).shtml)\n\n"
        f"### 县图书馆开放\n\n<p><strong>松溪台消息</strong>（松溪播报）：新馆今天开放。</p>\n\n---\n\n(更新: 17)\n"
    )
    articles = [
        article for document in read_as(tmp_path, "20250603.md", text) for article in find_articles(document)
    ]
    titles = [article.title for article in articles]
    assert HEADLINE in titles and "县图书馆开放" in titles and "---" not in titles
    assert not any(mark in article.text for article in articles for mark in ("<", "](", "http"))
    assert all(article.date == "2025-06-03" for article in articles)


def test_plain_markdown_is_its_own_text(tmp_path: Path) -> None:
    text = f"# {HEADLINE}\n\n{STORY[0]}\n\n## 半小时到县城\n\n**{STORY[1]}** 3 < 5 且 5 > 3\n"
    (document,) = read_as(tmp_path, "a.md", text)
    assert document.text == text


# --- archives ---


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "big5"])
def test_names_in_an_archive_are_read_whatever_wrote_them(tmp_path: Path, encoding: str) -> None:
    name = "臺灣報紙/頭版新聞" if encoding == "big5" else "松溪日报/2025年6月3日第1版"
    raw = name.encode(encoding)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("X" * len(raw) + ".txt", STORY[0])
    (document,) = read_as(tmp_path, "p.zip", data.getvalue().replace(b"X" * len(raw), raw))
    assert document.name == f"p.zip!{name}.txt"


# --- what is left out ---


def test_what_a_word_file_has_beside_its_text_is_remarked(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(STORY[0])
    word.sections[0].header.paragraphs[0].text = "内部资料"
    word.sections[0].footer.paragraphs[0].text = "第 1 页"
    word.save(str(tmp_path / "a.docx"))
    (document,) = read(tmp_path / "a.docx", "a.docx", pytest.fail)
    assert "页眉页脚没有读" in document.metadata["warning"] and "内部资料" not in document.text
    word.sections[0].header.paragraphs[0].text = ""
    word.save(str(tmp_path / "b.docx"))
    (plain,) = read(tmp_path / "b.docx", "b.docx", pytest.fail)
    assert "warning" not in plain.metadata, "a foot that counts pages says nothing"


# --- other kinds ---


def test_other_suffixes_of_web_pages_are_read(tmp_path: Path) -> None:
    page = (
        f"<html><head><meta charset='gb2312'></head><body><h1>{HEADLINE}</h1><p>{STORY[0]}</p></body></html>"
    )
    for name in ("a.shtml", "a.xhtml"):
        (document,) = read_as(tmp_path, name, page.encode("gbk"))
        assert find_articles(document)[0].title == HEADLINE


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
        ("a.docx", b"{\\rtf1 text}", "另存为 .docx"),
        ("a.docx", b"<html><body>x</body></html>", "改成 .html"),
        ("a.docx", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "仅 HTML"),
        ("a.doc", b"x", "另存为 .docx"), ("a.wps", b"x", "另存为 .docx"), ("a.xlsx", b"x", "CSV"),
        ("a.mht", b"x", "仅 HTML"),
        ("a.html", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<p>x</p>", "仅 HTML"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_with_its_cure(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    refused: list[Refusal] = []
    assert list(read_all([tmp_path], refused.append)) == []
    assert [words in refusal.reason for refusal in refused] == [True], refused
