"""The API: the documented endpoints through Gradio's own client, their refusals, and the OpenAI-shaped one."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fake_library import FakeLibrary
from serving import free_port, served

from rag.errors import IndexFault, RagError
from rag.page import serve as serve_page
from rag.types import Article

QUESTION = "图书馆新设自习座位多少个？"
NAMES = {f"/{name}" for name in "ask search chat articles article names verify feedback evaluate add".split()}


@pytest.fixture(scope="module")
def library(newspaper: tuple[Article, ...], tmp_path_factory: pytest.TempPathFactory) -> FakeLibrary:
    return FakeLibrary(tmp_path_factory.mktemp("index"), newspaper)


@pytest.fixture(scope="module")
def address(library: FakeLibrary) -> Iterator[str]:
    with served(library) as where:
        yield where


@pytest.fixture(scope="module")
def client(address: str) -> Any:
    from gradio_client import Client

    return Client(address, verbose=False, download_files=False)


def test_the_documented_names_and_no_others_are_public(client: Any) -> None:
    assert set(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == NAMES


def test_assistants_see_the_same_names_with_a_description(
    tmp_path: Path, newspaper: tuple[Article, ...]
) -> None:
    from rag.page import build_page

    page = build_page(tmp_path, library=FakeLibrary(tmp_path, newspaper))
    public = [fn for fn in page.fns.values() if fn.api_visibility == "public"]
    assert {f"/{fn.api_name}" for fn in public} == NAMES
    for fn in public:  # MCP names a tool after its function and describes it by the docstring
        assert fn.fn.__name__ == fn.api_name and "Args:" in fn.fn.__doc__ and "Returns:" in fn.fn.__doc__


def test_ask_gives_the_answer_with_verbatim_citations(client: Any, newspaper: tuple[Article, ...]) -> None:
    answer = client.predict(QUESTION, api_name="/ask")
    assert (answer["version"], answer["answer"], answer["answerable"]) == (1, "260个", True)
    cited = answer["citations"][0]
    text = next(one.text for one in newspaper if one.id == cited["article"])
    assert text[cited["start"] : cited["end"]] == cited["quote"] == "260个"
    assert client.predict(QUESTION, 3, {"newspaper": "别的报"}, api_name="/ask")["answerable"] is False


def test_search_articles_and_article(client: Any) -> None:
    found = client.predict(QUESTION, 3, api_name="/search")
    assert len(found) == 3 and found[0]["text"] and found[0]["source"] == "01.txt"
    listed = client.predict("图书馆", api_name="/articles")
    assert [one["title"] for one in listed] == ["图书馆延长开放时间"]
    whole = client.predict(listed[0]["id"], api_name="/article")
    assert whole["text"].startswith("图书馆延长开放时间\n") and whole["parts"][0]["role"] == "title"


def test_names_and_the_filters_by_person_and_kind(client: Any) -> None:
    people = client.predict("公交", "person", api_name="/names")
    assert people == []
    found = client.predict("交通局", api_name="/names")
    assert found[0]["name"] == "何平" and found[0]["roles"] == ["市交通局局长"] and found[0]["mentions"]
    assert {one["kind"] for one in client.predict("", "number", 5, api_name="/names")} == {"number"}
    named = client.predict("", {"person": "何平"}, api_name="/articles")
    assert [one["title"] for one in named] == ["云河大桥建成通车"]
    assert client.predict("", {"kind": "news", "person": "何平"}, api_name="/articles") == named
    for broken in ({"person": "查无此人"}, {"person": 3}):
        with pytest.raises(Exception, match="。 "):
            client.predict("", broken, api_name="/articles")
    with pytest.raises(Exception, match="person or number"):
        client.predict("", "dog", api_name="/names")


def test_chat_streams_stages_and_ends_with_the_same_citations(client: Any, library: FakeLibrary) -> None:
    job = client.submit(
        f"那{QUESTION}", [{"question": "云河大桥多长？", "answer": "1280米"}], api_name="/chat"
    )
    steps = list(job)
    assert [step["stage"] for step in steps][-2:] == ["found", "answer"]
    assert library.seen_history[-1] == ("云河大桥多长？",)
    whole = client.predict(f"那{QUESTION}", api_name="/ask")
    assert steps[-1]["answer"]["citations"] == whole["citations"]


def test_feedback_stores_an_offset_level_test_case(client: Any, newspaper: tuple[Article, ...]) -> None:
    one = newspaper[1]
    start = one.text.index("82万册")
    case = client.predict(
        question="藏书多少？", article=one.id, start=start, end=start + 4, api_name="/feedback"
    )
    assert case["answers"] == ["82万册"] and case["source"] == one.source
    assert client.predict(question="藏书多少？", good=True, api_name="/feedback")["kind"] == "judgement"


def test_evaluate_scores_a_test_set(client: Any) -> None:
    questions = [
        {"id": "1", "question": QUESTION, "answers": ["260个"], "answerable": True},
        {"id": "2", "question": "ζζ", "answers": [], "answerable": False},
    ]
    result = client.predict(questions, api_name="/evaluate")
    assert [line["answer"] for line in result["predictions"]] == ["260个", ""]
    assert result["report"]["questions"] == 2


def test_add_shows_what_would_be_found(client: Any) -> None:
    text = "新桥通车\n\n本报讯 昨日，新桥正式通车，全长300米，市民十分高兴。"
    result = client.predict("桥.txt", text, True, api_name="/add")
    assert result["added"] is False and "300米" in result["articles"][0]["text"]


BAD = [
    ("/ask", ("字" * 100_000,)),
    ("/ask", ("",)),
    ("/ask", ({"a": 1},)),
    ("/ask", (None,)),
    ("/ask", (QUESTION, "many")),
    ("/ask", (QUESTION, 10, {"when": "now"})),
    ("/search", (QUESTION, 0)),
    ("/chat", (QUESTION, {"not": "a list"})),
    ("/article", ("../../etc/passwd",)),
    ("/article", ("0123456789abcdef",)),
    ("/articles", ("x", None, 10_000_000)),
    ("/feedback", (QUESTION, "0123456789abcdef", 0, 5)),
    ("/evaluate", ("no list",)),
    ("/evaluate", ([{"question": 3}],)),
    ("/add", ("a.txt", "")),
    ("/add", ("a.txt", "字" * 600_000)),
]


@pytest.mark.parametrize(("name", "arguments"), BAD)
def test_a_bad_argument_gets_one_bilingual_sentence_and_no_traceback(
    client: Any, name: str, arguments: tuple[object, ...]
) -> None:
    with pytest.raises(Exception) as caught:
        client.predict(*arguments, api_name=name)
    message = str(caught.value)
    assert "Traceback" not in message and "/" + "rag/" not in message and len(message) < 400
    assert any("\u4e00" <= c <= "\u9fff" for c in message) and any(
        c.isascii() and c.isalpha() for c in message
    )


def test_an_unforeseen_error_tells_a_number_and_nothing_else(client: Any, library: FakeLibrary) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret /home/someone/password")

    library.search, kept = broken, library.search  # type: ignore[method-assign,assignment]
    try:
        with pytest.raises(Exception) as caught:
            client.predict(QUESTION, api_name="/search")
    finally:
        library.search = kept  # type: ignore[method-assign]
    assert "secret" not in str(caught.value) and "编号" in str(caught.value)


def test_many_at_once_get_their_own_answers(address: str, library: FakeLibrary) -> None:
    from gradio_client import Client

    questions = [QUESTION, "大桥双向几车道？", "换热站有多少座？", "ζζ"]
    expected = {question: library.ask(question).text for question in questions}
    assert len(set(expected.values())) == 4

    def one(question: str) -> tuple[str, str]:
        client = Client(address, verbose=False, download_files=False)
        return question, client.predict(question, api_name="/ask")["answer"]

    with ThreadPoolExecutor(6) as pool:
        assert all(expected[question] == answer for question, answer in pool.map(one, questions * 3))


# ---- the OpenAI-shaped endpoint ----


def complete(address: str, body: object, **headers: str) -> httpx.Response:
    return httpx.post(f"{address}/v1/chat/completions", json=body, headers=headers, timeout=60)


def test_chat_completions_hold_the_extract_and_its_citations(address: str) -> None:
    body = {"model": "wenbao", "messages": [{"role": "user", "content": QUESTION}]}
    reply = complete(address, body).json()
    message = reply["choices"][0]["message"]
    assert (reply["object"], message["role"]) == ("chat.completion", "assistant")
    first, *around = message["content"].split("\n")
    assert first == "260个" and "很有把握" in "\n".join(around)
    cited = message["annotations"][0]["url_citation"]
    assert message["content"][cited["start_index"] : cited["end_index"]] == "260个"
    assert cited["quote"] == "260个" and "/?article=" in cited["url"]
    streamed = complete(address, {**body, "stream": True}).text.split("\n\n")
    assert streamed[-2] == "data: [DONE]"
    delta = json.loads(streamed[0].removeprefix("data: "))["choices"][0]["delta"]
    assert delta["annotations"] == message["annotations"]


@pytest.mark.parametrize(
    "body",
    [[], {}, {"messages": []}, {"messages": [{"role": "user", "content": "字" * 9999}]}, {"messages": [3]}],
)
def test_chat_completions_refuse_what_is_no_question(address: str, body: object) -> None:
    reply = complete(address, body)
    assert reply.status_code == 400 and "Traceback" not in reply.text and reply.json()["error"]["message"]


def test_chat_completions_take_json_only(address: str) -> None:
    reply = httpx.post(
        f"{address}/v1/chat/completions", content=b'{"messages": []}', headers={"content-type": "text/plain"}
    )
    assert reply.status_code == 415


# ---- starting ----


def test_without_an_index_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match="build"):
        serve_page(tmp_path, port=free_port())


def test_a_port_in_use_is_one_sentence(tmp_path: Path, library: FakeLibrary) -> None:
    from rag.page.server.serving import start

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(RagError, match="已被占用"):
            start(tmp_path, port=taken.getsockname()[1], library=library)


@pytest.mark.parametrize(
    ("host", "auth"), [("0.0.0.0", None), ("::", None), ("192.168.1.5", ""), ("127.0.0.1", "a:short")]
)
def test_unsafe_combinations_are_refused(tmp_path: Path, host: str, auth: str | None) -> None:
    with pytest.raises(RagError, match="--auth"):
        serve_page(tmp_path, host=host, port=free_port(), auth=auth)


@pytest.mark.parametrize(
    "name", ["GRADIO_VIBE_MODE", "GRADIO_SHARE", "GRADIO_SERVER_NAME", "GRADIO_ALLOWED_PATHS"]
)
def test_variables_that_expose_the_machine_are_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "0")
    with pytest.raises(RagError, match=name):
        serve_page(tmp_path, port=free_port())
