"""A ten-article newspaper, an encoder that needs no weights, and the fixtures made of them.

The newspaper is invented for the tests: no name or figure in it comes from a real page.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from serving import CHROMIUM, QUIET, need_browser
from tiny_model import parts

from rag.types import Article, Document, Part, Run

STORIES: tuple[tuple[str, str, str, str], ...] = (
    (
        "云河大桥建成通车",
        "本报记者 林舟",
        "2024-05-01",
        "昨日上午，云河大桥正式通车。大桥全长1280米，总投资3.6亿元，双向六车道。\n"
        "市交通局局长何平说：“大桥通车后，两岸往来只需五分钟。”施工历时二十六个月，先后有四百多名工人参与建设。",
    ),
    (
        "图书馆延长开放时间",
        "本报记者 苏禾",
        "2024-05-02",
        "从6月1日起，市图书馆开放时间延长至晚上十点。馆长周梅介绍，馆内藏书82万册，日均接待读者3000人次。\n"
        "由于暑期读者增多，图书馆新设自习座位260个，并开通网上预约。",
    ),
    (
        "古城墙修缮工程开工",
        "本报记者 林舟 通讯员 高原",
        "2024-05-03",
        "东门古城墙修缮工程昨日开工，计划修缮城墙420米，预计2025年底完工。\n"
        "市文物局表示，修缮将坚持“修旧如旧”的原则，采用传统青砖和石灰糯米浆。",
    ),
    (
        "果农喜迎丰收",
        "通讯员 石榴",
        "2024-09-10",
        "青岭村三百亩苹果迎来丰收，预计总产量1200吨，产值960万元。\n"
        "村支书李大山说，今年雨水调和，加上推广了滴灌技术，每亩增产两成。果品销往北京、上海、广州等地。",
    ),
    (
        "新增公交线路三条",
        "本报记者 苏禾",
        "2024-06-15",
        "为方便市民出行，市公交公司新增公交线路三条，分别是31路、32路和夜班5路。\n"
        "新线路投入纯电动公交车45辆，首班车时间为早上六点，票价一元。",
    ),
    (
        "医院启用新门诊楼",
        "本报记者 方圆",
        "2024-07-20",
        "市第一医院新门诊楼7月18日启用，建筑面积2.1万平方米，设诊室156间。\n"
        "院长陈静表示，新楼启用后，患者平均候诊时间由50分钟缩短到20分钟。",
    ),
    (
        "少年科技赛落幕",
        "本报记者 方圆",
        "2024-08-05",
        "为期三天的全市少年科技创新大赛8月4日落幕，共有38所学校的512名学生参赛。\n"
        "实验中学的王小雨凭借作品《会说话的垃圾桶》获得一等奖。",
    ),
    (
        "污水处理厂完成提标改造",
        "本报记者 林舟",
        "2024-10-11",
        "城南污水处理厂提标改造工程完工，日处理能力由8万吨提高到12万吨。\n"
        "改造采用膜生物反应器工艺，出水水质达到地表水准Ⅳ类标准。",
    ),
    (
        "老街早餐店三十年不涨价",
        "本报记者 苏禾",
        "2024-11-02",
        "在南大街，赵秀英的早餐店开了三十年，一碗豆浆始终卖一元钱。\n"
        "“街坊们上班早，吃口热乎的不容易。”赵秀英说，她每天凌晨三点起床磨豆子。",
    ),
    (
        "冬季供暖提前三天",
        "本报讯",
        "2024-11-12",
        "受强冷空气影响，今年冬季供暖提前三天，于11月12日零时开始。\n"
        "市热力公司共有换热站218座，供热面积3400万平方米，服务热线为96777。",
    ),
)


class FakeEncoder:
    """Character pairs hashed to unit vectors: alike texts are near, and no weights are needed."""

    name = "fake-pairs"
    dimension = 64

    def __init__(self, fingerprint: str = "f" * 64) -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []  # every passage text that was asked for, to see what was embedded again

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return self._encode(texts)

    def encode_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        self.encoded.extend(texts)
        parts = (
            [text[start:end] for start, end in spans] for text, spans in zip(texts, sentences, strict=True)
        )
        return self._encode(texts), [self._encode(each) for each in parts]

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for first, second in zip(text, text[1:] or " ", strict=False):
                digest = hashlib.sha256((first + second).encode("utf-8", "surrogatepass")).digest()
                row[digest[0] % self.dimension] += 1.0 if digest[1] & 1 else -1.0
            if not row.any():
                row[0] = 1.0
            row /= np.linalg.norm(row)
        return rows


def make_article(title: str, body: str, byline: str = "", date: str = "", source: str = "p.txt") -> Article:
    """Return an article that is its own source text: headline, byline, then one part a line."""
    lines = [("title", title)] + ([("byline", byline)] if byline else [])
    lines += [("paragraph", line) for line in body.split("\n") if line]
    lines = [(role, line) for role, line in lines if line]
    text = "\n".join(line for _, line in lines)
    parts, at = [], 0
    for role, line in lines:
        parts.append(Part(role, at, at + len(line)))
        at += len(line) + 1
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(
        id=digest[:16],
        source=source,
        text=text,
        parts=tuple(parts),
        runs=(Run(0, 0, len(text)),),
        newspaper="云河日报",
        date=date,
        date_precision={10: "day", 7: "month", 4: "year"}.get(len(date), ""),
        sha256=digest,
    )


def make_document(article: Article) -> Document:
    """Return the source document of an article made by make_article."""
    digest = hashlib.sha256(article.text.encode()).hexdigest()
    return Document(article.source, "text/plain", digest, article.text, "utf-8", "plain")


@pytest.fixture
def encoder() -> FakeEncoder:
    """An encoder without weights."""
    return FakeEncoder()


@pytest.fixture(scope="session")
def newspaper() -> tuple[Article, ...]:
    """The ten articles, each from a source of its own."""
    made = (make_article(title, body, byline, date) for title, byline, date, body in STORIES)
    return tuple(replace(article, source=f"{n:02}.txt") for n, article in enumerate(made))


def write_newspaper(folder: Path) -> Path:
    """Write the ten articles as text files with a Markdown headline, as people bring them."""
    folder.mkdir()
    for number, (title, byline, _date, body) in enumerate(STORIES):
        (folder / f"{number:02}.txt").write_text(f"# {title}\n\n{byline}\n\n{body}\n", encoding="utf-8")
    return folder


@pytest.fixture
def newspaper_folder(tmp_path: Path) -> Path:
    """The ten articles as files of a test's own."""
    return write_newspaper(tmp_path / "newspaper")


@pytest.fixture(scope="session")
def newspaper_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the ten files, built once for all tests: open it, copy it, never write to it."""
    from rag.index import build

    folder = tmp_path_factory.mktemp("shared")
    build([write_newspaper(folder / "newspaper")], folder / "indexes", encoder=FakeEncoder())
    return folder / "indexes"


@pytest.fixture
def weights_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of a test's own, into which a small model is unpacked in the place of the carried one."""
    pytest.importorskip("torch")
    from rag.model import packaged

    (tmp_path / "carried.bin").write_bytes(b"carried")
    monkeypatch.setenv("WENBAO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(packaged, "_carried_file", lambda: tmp_path / "carried.bin")
    monkeypatch.setattr(packaged, "_parse", lambda _data: parts())
    return tmp_path / "cache" / packaged.FOLDER


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return a headless Chromium that calls nobody; the test is skipped where there is none."""
    need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()
