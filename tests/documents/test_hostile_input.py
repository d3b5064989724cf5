"""Whatever is sent: a file is read or refused by name, a question answered or refused in a sentence, never a fault."""

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fake_library import FakeLibrary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answer.retrieve import checked_question
from rag.articles import find_articles
from rag.documents import LIMITS, read
from rag.documents.formats import read_source
from rag.documents.source import Refusal, Refused, Source
from rag.errors import DocumentError, QuestionError
from rag.page.security.gate import harmless
from rag.page.security.rate_limit import Bucket
from rag.page.server.openai import routes
from rag.question.followup import Turn, resolve, talk
from rag.question.spelling import respelled
from rag.types import Article

FEW = settings(max_examples=60, deadline=None, derandomize=True)
FEWER = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
STORY = (
    "云河大桥昨日通车\n\n本报讯（记者 苏禾）大桥全长1280米，总投资3.6亿元。市长周梅说：“百姓出行更方便。”\n"
)
# Marks on which our own rules turn, beside any character at all.
MARKS = "#（）“”《》【】，。、：；—…|-*[]<>&\"'\\\t\n\r\x00\u200b\u202e\ufeff０1一年月日第版"
TEXT = st.text(st.one_of(st.sampled_from(MARKS), st.characters()), max_size=200)


def docx() -> bytes:
    import docx as word

    made, into = word.Document(), io.BytesIO()
    for line in STORY.splitlines():
        made.add_paragraph(line)
    made.add_table(2, 2).cell(0, 0).text = "长度"
    made.save(into)
    return into.getvalue()


def packed(members: dict[str, str]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return into.getvalue()


def epub() -> bytes:
    rootfile = '<rootfile full-path="b.opf" media-type="application/oebps-package+xml"/>'
    package = '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": f"<container><rootfiles>{rootfile}</rootfiles></container>",
            "b.opf": f'{package}<spine><itemref idref="a"/></spine></package>',
            "a.xhtml": f"<html><body><h1>云河大桥</h1><p>{STORY}</p></body></html>",
        }
    )


def pdf() -> bytes:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    into = io.BytesIO()
    page = canvas.Canvas(into)
    page.drawString(72, 700, "The bridge is 1280 metres long.")
    page.save()
    return into.getvalue()


HERE = {
    ".txt": STORY.encode(),
    ".md": f"---\ntitle: 云河大桥\n---\n# 云河大桥\n\n{STORY}\n| 长 | 宽 |\n|--|--|\n| 1280 | 30 |\n".encode(),
    ".csv": f'title,text,date\n云河大桥,"{STORY}",2024-05-06\n'.encode(),
    ".tsv": "馆名\t座位\n城北馆\t260\n".encode(),
    ".json": json.dumps([{"title": "云河大桥", "content": STORY, "meta": {"date": "2024"}}]).encode(),
    ".jsonl": (json.dumps({"text": STORY}) + "\n" + json.dumps({"正文": [STORY]}) + "\n").encode(),
    ".html": f"<html><head><title>云河大桥</title></head><body><h1>云河大桥</h1><p>{STORY}</p></body></html>".encode(),
}
APART = {".docx": docx, ".epub": epub, ".pdf": pdf, ".zip": lambda: packed({"a.txt": STORY, "b.md": STORY})}


@st.composite
def spoilt(draw: st.DrawFn, data: bytes) -> bytes:
    """Return bytes with some pieces changed, doubled, cut out, or put elsewhere."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        piece = draw(
            st.one_of(st.binary(max_size=12), TEXT.map(lambda text: text.encode("utf-8", "replace")))
        )
        data = data[:start] + draw(st.sampled_from([piece, data[start:end] * 2, b""])) + data[end:]
    return data


def source(name: str, data: bytes, refused: list[Refusal]) -> Source:
    return Source(name, data, "0" * 64, refused.append, time.monotonic() + 60, LIMITS)


@pytest.mark.parametrize("suffix", HERE)
@FEW
@given(st.data())
def test_a_spoilt_file_is_read_or_refused_and_what_is_found_is_in_it(
    suffix: str, data: st.DataObject
) -> None:
    refused: list[Refusal] = []
    try:
        documents = list(read_source(source(f"a{suffix}", data.draw(spoilt(HERE[suffix])), refused)))
    except Refused as error:
        assert error.refusal.name.startswith(f"a{suffix}") and error.refusal.reason
        return
    for document in documents:
        document.text.encode("utf-8")
        for article in find_articles(document):
            for run in article.runs:
                end, raw = run.start + run.length, run.raw_start + run.length
                assert article.text[run.start : end] == document.text[run.raw_start : raw]


@pytest.mark.parametrize("suffix", APART)
@FEWER
@given(st.data())
def test_a_spoilt_file_of_a_format_with_an_inside_is_read_or_refused(
    suffix: str, tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data.draw(spoilt(APART[suffix]())))
    try:
        for document in read(path, path.name, lambda refusal: None):
            document.text.encode("utf-8")
    except DocumentError as error:
        assert path.name in str(error)


@FEW
@given(TEXT, TEXT, TEXT)
def test_any_question_is_understood_or_refused_in_a_sentence(text: str, before: str, answer: str) -> None:
    try:
        asked = checked_question(text)
    except QuestionError as error:
        assert str(error)
        return
    talk(asked)
    full = resolve(asked, [Turn(before, answer, before, answer)]).question
    assert full and isinstance(respelled(full, lambda word: len(word) % 3), str)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
MESSAGE = st.fixed_dictionaries(
    {}, optional={"role": st.sampled_from(["user", "assistant", "tool"]) | JSON, "content": TEXT | JSON}
)
BODY = st.fixed_dictionaries(
    {}, optional={"messages": st.lists(MESSAGE, max_size=4) | JSON, "stream": JSON, "model": JSON, "n": JSON}
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, newspaper: tuple[Article, ...]) -> Any:
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    library = FakeLibrary(tmp_path_factory.mktemp("index"), newspaper)
    library.start()
    return TestClient(Starlette(routes=routes(library, Bucket(1e6, 1e6))), raise_server_exceptions=True)


@FEW
@given(body=BODY)
def test_any_body_of_v1_gets_an_answer_or_a_sentence(client: Any, body: object) -> None:
    reply = client.post("/v1/chat/completions", json=body)
    assert reply.status_code in (200, 400)
    if reply.status_code == 400:
        assert reply.json()["error"]["message"]


@FEW
@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_the_gate_takes_only_json_that_can_be_written_again(body: bytes) -> None:
    if harmless(body) and body.strip():
        json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8")
