"""Other programs: the examples of docs/api.md as they stand there, the OpenAI shape, MCP tools, Word files."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from fake_library import FakeLibrary
from serving import served

from rag.errors import RagError
from rag.page.render import export
from rag.page.security import safety
from rag.page.server import mcp
from rag.page.service.stored_conversation import Turn
from rag.types import Article

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
WRITTEN, ASKED = (
    "长治公厕有多少座？",
    "图书馆新设自习座位多少个？",
)  # in the document; of the invented newspaper


@pytest.fixture(scope="module")
def library(newspaper: tuple[Article, ...], tmp_path_factory: pytest.TempPathFactory) -> FakeLibrary:
    return FakeLibrary(tmp_path_factory.mktemp("index"), newspaper)


@pytest.fixture(scope="module")
def address(library: FakeLibrary) -> Iterator[str]:
    with served(library) as where:
        yield where


def examples(language: str, address: str) -> list[str]:
    """Return the blocks of one language, asking this server about the invented newspaper."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.M | re.S)
    assert found
    return [text.replace("http://127.0.0.1:7860", address).replace(WRITTEN, ASKED) for text in found]


def run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


# ---- the examples of the documentation ----


def test_the_python_examples_run_as_they_are_written(address: str, tmp_path: Path) -> None:
    for text in examples("python", address):
        said = run([sys.executable, "-c", text], tmp_path)
        assert "260个" in said and "answer" in said.splitlines()


def test_the_shell_examples_run_as_they_are_written(address: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("there is no curl on this machine")
    for text in examples("sh", address):
        said = run(["bash", "-c", text], tmp_path)
        assert "260个" in said or "260\\u4e2a" in said, said[:500]


def test_the_javascript_examples_run_as_they_are_written(address: str, tmp_path: Path) -> None:
    modules = ROOT / "node_modules"
    if shutil.which("node") is None or not (modules / "@gradio" / "client").is_dir():
        pytest.skip("@gradio/client is not installed: npm install @gradio/client")
    (tmp_path / "node_modules").symlink_to(modules)
    for text in examples("js", address):
        (tmp_path / "example.mjs").write_text(text, encoding="utf-8")
        said = run(["node", "example.mjs"], tmp_path)
        assert "260个 260个" in said and "answer" in said.splitlines()


# ---- the shape of OpenAI ----


def test_the_model_is_listed_for_clients_that_ask_for_it(address: str) -> None:
    reply = httpx.get(f"{address}/v1/models")
    assert [one["id"] for one in reply.json()["data"]] == ["wenbao"]


def test_a_citation_is_a_whole_link_that_other_programs_can_open(address: str) -> None:
    body = {"messages": [{"role": "user", "content": ASKED}]}
    reply = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=60).json()
    (cited,) = reply["choices"][0]["message"]["annotations"]
    link = cited["url_citation"]["url"]
    assert link.startswith(f"{address}/?article=") and httpx.get(link).status_code == 200
    streamed = httpx.post(f"{address}/v1/chat/completions", json=body | {"stream": True}, timeout=60).text
    assert (
        link
        in json.loads(streamed.split("data: ")[1])["choices"][0]["delta"]["annotations"][0][
            "url_citation"
        ].values()
    )


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/gradio_api/call/ask", "/gradio_api/queue/join"])
def test_a_body_sent_in_pieces_is_bounded_like_any_other(address: str, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"data": ["'
        for _ in range(safety.BODY // 500_000 + 1):
            yield b"a" * 500_000
        yield b'"]}'

    reply = httpx.post(
        f"{address}{path}", content=pieces(), headers={"content-type": "application/json"}, timeout=60
    )
    assert reply.status_code == 413 and reply.headers["x-frame-options"] == "DENY"
    told = reply.json()["error"]
    assert "4 MB" in (told["message"] if path.startswith("/v1/") else told)


def test_too_large_a_request_is_told_in_the_shape_of_its_client(address: str) -> None:
    reply = httpx.post(f"{address}/v1/chat/completions", content=b"x" * (safety.BODY + 1), timeout=60)
    assert reply.status_code == 413 and reply.json()["error"]["code"] == 413


def test_whoever_asks_too_fast_is_told_when_to_come_again(
    library: FakeLibrary, newspaper: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from rag.page.security.rate_limit import Bucket
    from rag.page.server.openai import routes

    library.start()
    client = TestClient(Starlette(routes=routes(library, Bucket(0.001, 2.0))))
    body = {"messages": [{"role": "user", "content": ASKED}]}
    replies = [client.post("/v1/chat/completions", json=body) for _ in range(3)]
    assert [one.status_code for one in replies] == [200, 200, 429]
    assert (
        int(replies[2].headers["retry-after"]) > 0
        and "Too many requests" in replies[2].json()["error"]["message"]
    )


# ---- MCP ----


class Server:
    """As much of Gradio's MCP server as is changed: it writes every result by str()."""

    def postprocess_output_data(self, data: Sequence[object], root_url: str) -> list[str]:
        return [f"{root_url}{one}" for one in data]


def test_the_results_of_tools_are_json_that_programs_can_read() -> None:
    server = Server()
    mcp.speak_json(server)
    told = server.postprocess_output_data([{"answer": "260个", "answerable": True}, [None], "说"], "")
    assert [*map(json.loads, told[:2]), told[2]] == [{"answer": "260个", "answerable": True}, [None], "说"]
    assert "260个" in told[0]


def test_without_the_extra_one_sentence_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp, "find_spec", lambda name: None)
    with pytest.raises(RagError, match=r"pip install -e '\.\[mcp\]'"):
        mcp.check()


# ---- Word ----


@pytest.mark.parametrize("words", ["a\ufffeb", "a\uffffb", "\ud800", "\x00\x0b", "<w:p>&amp;", "𠀀\u202e"])
def test_no_character_keeps_a_conversation_from_being_a_word_file(tmp_path: Path, words: str) -> None:
    import docx

    export.write_docx([Turn(f"问{words}", None, words)], tmp_path / "c.docx")
    assert any("问" in one.text for one in docx.Document(str(tmp_path / "c.docx")).paragraphs)


def test_without_python_docx_the_reader_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(RagError, match=r"请先用“导出文本”.*instead"):
        export.write_docx([Turn("问", None, "答")], tmp_path / "c.docx")
